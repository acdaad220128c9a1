import type {
  AddRuleCstNode,
  EnterRuleCstNode,
  ExitPartCstNode,
  ExitRuleCstNode,
  LetStatementCstNode,
  ParamRangeCstNode,
  ParamStatementCstNode,
  PlotStatementCstNode,
  StrategyStatementCstNode,
  WhenCstNode,
} from "../../grammar/index.ts";
import type {
  AddRule,
  EnterRule,
  ExitRule,
  Expression,
  LetStatement,
  ParamRange,
  ParamStatement,
  PlotStatement,
  Rule,
  StrategyStatement,
} from "../ast/nodes.ts";
import { reportAssignment } from "./build-assignment.ts";
import { buildClauses, buildSide } from "./build-clauses.ts";
import { buildCombo, buildHold } from "./build-combos.ts";
import {
  type BuildContext,
  buildName,
  docOf,
  first,
  headOf,
  nodeSpan,
  optionalName,
  optionalText,
} from "./build-context.ts";
import { buildListSlot, buildSlot } from "./build-expressions.ts";
import { buildTimeStatement } from "./build-time.ts";
import { buildPortfolio } from "./build-universe.ts";
import { syntaxProblem } from "./problem.ts";

/** A statement of a strategy, or `undefined` where too little of it parsed. */
export function buildStrategyStatement(
  ctx: BuildContext,
  node: StrategyStatementCstNode,
): StrategyStatement | undefined {
  const parts = node.children;
  const param = first(parts.paramStatement);
  if (param !== undefined) {
    return buildParam(ctx, param);
  }
  const binding = first(parts.letStatement);
  if (binding !== undefined) {
    return buildLet(ctx, binding);
  }
  const requirement = first(parts.requireStatement);
  if (requirement !== undefined) {
    const condition = buildSlot(ctx, first(requirement.children.expression), nodeSpan(ctx, node));
    return { kind: "require", ...headOf(ctx, node), condition };
  }
  const plot = first(parts.plotStatement);
  if (plot !== undefined) {
    return buildPlot(ctx, plot);
  }
  const enter = first(parts.enterRule);
  if (enter !== undefined) {
    return buildEnter(ctx, enter);
  }
  const add = first(parts.addRule);
  if (add !== undefined) {
    return buildAdd(ctx, add);
  }
  const portfolio = first(parts.portfolioStatement);
  if (portfolio !== undefined) {
    return buildPortfolio(ctx, portfolio);
  }
  const combo = first(parts.comboStatement);
  if (combo !== undefined) {
    return buildCombo(ctx, combo);
  }
  const hold = first(parts.holdStatement);
  if (hold !== undefined) {
    return buildHold(ctx, hold);
  }
  const timed = buildTimeStatement(ctx, parts);
  if (timed !== undefined) {
    return timed;
  }
  const exit = first(parts.exitRule);
  return exit === undefined ? undefined : buildExit(ctx, exit);
}

/** One of the rules that a schedule may hold. */
export function buildRule(
  ctx: BuildContext,
  parts: Pick<StrategyStatementCstNode["children"], "enterRule" | "addRule" | "exitRule">,
): readonly Rule[] {
  return [
    ...(parts.enterRule ?? []).flatMap((node) => buildEnter(ctx, node) ?? []),
    ...(parts.addRule ?? []).flatMap((node) => buildAdd(ctx, node) ?? []),
    ...(parts.exitRule ?? []).map((node) => buildExit(ctx, node)),
  ].sort((a, b) => a.span.start - b.span.start);
}

/** The condition of a `when`, or an error node where there is a `when` without one. */
export function buildWhen(
  ctx: BuildContext,
  nodes: readonly WhenCstNode[] | undefined,
): Expression | undefined {
  const node = first(nodes);
  return node === undefined
    ? undefined
    : buildSlot(ctx, first(node.children.expression), nodeSpan(ctx, node));
}

/** A `let`; one without a value stays in the tree, so that its name is known. */
export function buildLet(ctx: BuildContext, node: LetStatementCstNode): LetStatement | undefined {
  const { Name, Assign, expression } = node.children;
  const name = first(Name);
  reportAssignment(ctx, first(Assign));
  if (name === undefined) {
    return undefined;
  }
  return {
    kind: "let",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    value: buildSlot(ctx, first(expression), nodeSpan(ctx, node)),
  };
}

function buildParam(ctx: BuildContext, node: ParamStatementCstNode): ParamStatement | undefined {
  const { name, type, Assign, expression, paramRange } = node.children;
  const token = first(name);
  reportAssignment(ctx, first(Assign));
  if (token === undefined) {
    return undefined;
  }
  return {
    kind: "param",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, token),
    type: optionalName(ctx, type),
    default: buildSlot(ctx, first(expression), nodeSpan(ctx, node)),
    range: buildRange(ctx, first(paramRange)),
  };
}

function buildRange(ctx: BuildContext, node: ParamRangeCstNode | undefined): ParamRange | undefined {
  if (node === undefined) {
    return undefined;
  }
  const { list, low, high, step } = node.children;
  const choices = first(list);
  if (choices !== undefined) {
    return { kind: "choices", ...headOf(ctx, node), values: buildListSlot(ctx, choices).items };
  }
  const span = nodeSpan(ctx, node);
  const stepNode = first(step);
  return {
    kind: "range",
    ...headOf(ctx, node),
    low: buildSlot(ctx, first(low), span),
    high: buildSlot(ctx, first(high), span),
    step: stepNode === undefined ? undefined : buildSlot(ctx, stepNode, span),
  };
}

function buildPlot(ctx: BuildContext, node: PlotStatementCstNode): PlotStatement {
  const { expression, title, pane } = node.children;
  return {
    kind: "plot",
    ...headOf(ctx, node),
    value: buildSlot(ctx, first(expression), nodeSpan(ctx, node)),
    title: optionalText(ctx, title),
    pane: optionalText(ctx, pane),
  };
}

function buildEnter(ctx: BuildContext, node: EnterRuleCstNode): EnterRule | undefined {
  const { side: sides, market, when, clauseBlock } = node.children;
  const side = buildSide(sides);
  if (side === undefined) {
    return undefined;
  }
  return {
    kind: "enter",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    side,
    market: optionalName(ctx, market),
    condition: buildWhen(ctx, when),
    clauses: buildClauses(ctx, clauseBlock),
  };
}

function buildAdd(ctx: BuildContext, node: AddRuleCstNode): AddRule | undefined {
  const { side: sides, market, when, units, clauseBlock } = node.children;
  const side = buildSide(sides);
  if (side === undefined) {
    return undefined;
  }
  return {
    kind: "add",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    side,
    market: optionalName(ctx, market),
    condition: buildWhen(ctx, when),
    units: buildSlot(ctx, first(units), nodeSpan(ctx, node)),
    clauses: buildClauses(ctx, clauseBlock),
  };
}

function buildExit(ctx: BuildContext, node: ExitRuleCstNode): ExitRule {
  const { side, market, exitPart, clauseBlock } = node.children;
  const parts = exitPart ?? [];
  const find = (
    pick: (part: ExitPartCstNode) => readonly unknown[] | undefined,
  ): ExitPartCstNode | undefined => {
    const [found, ...others] = parts.filter((part) => pick(part) !== undefined);
    for (const other of others) {
      const span = nodeSpan(ctx, other);
      const part = `\`${ctx.text.slice(span.start, span.end).split(/\s/, 1)[0] ?? ""}\``;
      ctx.problems.push(syntaxProblem("repeated-part", span, { arguments: { part } }));
    }
    return found;
  };
  const value = (part: ExitPartCstNode | undefined): Expression | undefined =>
    part === undefined
      ? undefined
      : buildSlot(ctx, first(part.children.after ?? part.children.part), nodeSpan(ctx, part));
  const unknown = find((part) => part.children.If)?.children;
  return {
    kind: "exit",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    side: buildSide(side),
    market: optionalName(ctx, market),
    condition: buildWhen(ctx, find((part) => part.children.when)?.children.when),
    after: value(find((part) => part.children.After)),
    part: value(find((part) => part.children.Part)),
    ifUnknown: unknown?.Exit !== undefined ? "exit" : unknown?.Hold !== undefined ? "hold" : undefined,
    clauses: buildClauses(ctx, clauseBlock),
  };
}
