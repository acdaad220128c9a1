import type { IToken } from "chevrotain";
import type {
  ComboEnterCstNode,
  ComboExitCstNode,
  ComboExitPartCstNode,
  ComboStatementCstNode,
  HoldItemCstNode,
  HoldStatementCstNode,
  LegStatementCstNode,
  LocatedNode,
} from "../../grammar/index.ts";
import type {
  ComboEnter,
  ComboExit,
  ComboLeg,
  ComboPart,
  ComboStatement,
  Expression,
  FillTogether,
  HoldItem,
  HoldStatement,
  MirrorStatement,
} from "../ast/nodes.ts";
import { reportAssignment } from "./build-assignment.ts";
import { buildClauses, buildSide } from "./build-clauses.ts";
import {
  type BuildContext,
  buildName,
  docOf,
  errorExpression,
  first,
  head,
  headOf,
  nodeSpan,
  tokenSpan,
} from "./build-context.ts";
import { buildNumber, buildSlot, optionalSlot } from "./build-expressions.ts";
import { buildSchedule } from "./build-time.ts";
import { ratioValue } from "./number-literal.ts";
import { syntaxProblem } from "./problem.ts";

/** A combo or the mirror of one, or `undefined` where its name is missing. */
export function buildCombo(
  ctx: BuildContext,
  node: ComboStatementCstNode,
): ComboStatement | MirrorStatement | undefined {
  const { name, Assign, mirrored, comboBlock } = node.children;
  const token = first(name);
  if (token === undefined) {
    return undefined;
  }
  const base = { ...headOf(ctx, node), doc: docOf(ctx, node), name: buildName(ctx, token) };
  if (Assign !== undefined) {
    reportAssignment(ctx, first(Assign));
    const other = first(mirrored);
    return other === undefined
      ? { kind: "combo", ...base, parts: [] }
      : { kind: "mirror", ...base, mirrored: buildName(ctx, other) };
  }
  const block = first(comboBlock)?.children;
  const parts: readonly ComboPart[] = [
    ...(block?.comboEnter ?? []).map((part) => buildEnter(ctx, part)),
    ...(block?.comboExit ?? []).map((part) => buildExit(ctx, part)),
    ...(block?.rebalanceStatement ?? []).map(
      (part): ComboPart => ({
        kind: "rebalance",
        ...headOf(ctx, part),
        condition: buildSlot(ctx, first(part.children.expression), nodeSpan(ctx, part)),
      }),
    ),
  ];
  return { kind: "combo", ...base, parts: inOrder(parts) };
}

function inOrder<Node extends { readonly span: { readonly start: number } }>(
  nodes: readonly Node[],
): readonly Node[] {
  return [...nodes].sort((a, b) => a.span.start - b.span.start);
}

function buildEnter(ctx: BuildContext, node: ComboEnterCstNode): ComboEnter {
  const { when, legBlock } = node.children;
  const condition = first(when);
  const block = first(legBlock)?.children;
  const parts: readonly (ComboLeg | FillTogether)[] = [
    ...(block?.legStatement ?? []).flatMap((leg) => buildLeg(ctx, leg) ?? []),
    ...(block?.fillStatement ?? []).map(
      (fill): FillTogether => ({
        kind: "fillTogether",
        ...headOf(ctx, fill),
        within: buildSlot(ctx, first(fill.children.expression), nodeSpan(ctx, fill)),
        otherwise: fill.children.Keep === undefined ? "unwind" : "keep",
      }),
    ),
  ];
  return {
    kind: "comboEnter",
    ...headOf(ctx, node),
    condition:
      condition === undefined
        ? undefined
        : buildSlot(ctx, first(condition.children.expression), nodeSpan(ctx, node)),
    parts: inOrder(parts),
  };
}

function buildLeg(ctx: BuildContext, node: LegStatementCstNode): ComboLeg | undefined {
  const side = buildSide(node.children.side);
  const market = first(node.children.market);
  if (side === undefined || market === undefined) {
    return undefined;
  }
  return {
    kind: "leg",
    ...headOf(ctx, node),
    side,
    market: buildName(ctx, market),
    clauses: buildClauses(ctx, node.children.clauseBlock),
  };
}

function buildExit(ctx: BuildContext, node: ComboExitCstNode): ComboExit {
  const parts = node.children.comboExitPart ?? [];
  const find = (
    pick: (part: ComboExitPartCstNode) => readonly IToken[] | undefined,
  ): ComboExitPartCstNode | undefined => {
    const [found, ...others] = parts.filter((part) => pick(part) !== undefined);
    for (const other of others) {
      const word = pick(other)?.[0]?.image ?? "";
      ctx.problems.push(
        syntaxProblem("repeated-part", nodeSpan(ctx, other), { arguments: { part: `\`${word}\`` } }),
      );
    }
    return found;
  };
  const condition = find((part) => part.children.When);
  const after = find((part) => part.children.After);
  const unknown = find((part) => part.children.If)?.children;
  return {
    kind: "comboExit",
    ...headOf(ctx, node),
    condition:
      condition === undefined
        ? undefined
        : buildSlot(ctx, first(condition.children.condition), nodeSpan(ctx, condition)),
    after:
      after === undefined ? undefined : buildSlot(ctx, first(after.children.after), nodeSpan(ctx, after)),
    ifUnknown: unknown?.Exit !== undefined ? "exit" : unknown?.Hold !== undefined ? "hold" : undefined,
  };
}

/** A holding by target weights, or `undefined` where its schedule is missing. */
export function buildHold(ctx: BuildContext, node: HoldStatementCstNode): HoldStatement | undefined {
  const { schedule: schedules, holdBlock, condition } = node.children;
  const written = first(schedules);
  const schedule = written === undefined ? undefined : buildSchedule(ctx, written);
  if (schedule === undefined) {
    return undefined;
  }
  return {
    kind: "hold",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    schedule,
    items: (first(holdBlock)?.children.holdItem ?? []).flatMap((item) => buildItem(ctx, item) ?? []),
    condition: optionalSlot(ctx, condition),
  };
}

function buildItem(ctx: BuildContext, node: HoldItemCstNode): HoldItem | undefined {
  const { weight, numberLiteral, Short, rankedHolding, wholeHolding, Cash, market } = node.children;
  const number = first(numberLiteral);
  const base = {
    ...headOf(ctx, node),
    weight: number === undefined ? buildPlain(ctx, first(weight), node) : buildNumber(ctx, number),
    isShort: Short !== undefined,
  };
  reportMinus(ctx, first(node.children.Minus), base.weight);
  if (Cash !== undefined) {
    return { kind: "holdCash", ...base };
  }
  const name = first(market);
  if (name !== undefined) {
    return { kind: "holdMarket", ...base, market: buildName(ctx, name) };
  }
  const ranked = first(rankedHolding);
  if (ranked !== undefined) {
    const { Bottom, number: numbers, count, universe, by, weighting } = ranked.children;
    const of = first(universe);
    const times = first(numbers);
    return of === undefined
      ? undefined
      : {
          kind: "holdRanked",
          ...base,
          order: Bottom === undefined ? "top" : "bottom",
          count: times === undefined ? buildPlain(ctx, first(count), ranked) : buildNumber(ctx, times),
          universe: buildName(ctx, of),
          by: buildSlot(ctx, first(by), nodeSpan(ctx, ranked)),
          weightedBy: optionalSlot(ctx, first(weighting)?.children.expression),
        };
  }
  const whole = first(wholeHolding)?.children;
  const of = first(whole?.universe);
  return of === undefined
    ? undefined
    : {
        kind: "holdAll",
        ...base,
        universe: buildName(ctx, of),
        weightedBy: optionalSlot(ctx, first(whole?.weighting)?.children.expression),
      };
}

/** `-20% eth` is written `20% short eth`: behind a ranking, a minus would go on with its value. */
function reportMinus(ctx: BuildContext, minus: IToken | undefined, weight: Expression): void {
  if (minus === undefined) {
    return;
  }
  const share = ctx.text.slice(weight.span.start, weight.span.end);
  const span = { ...tokenSpan(ctx, minus), end: weight.span.end };
  const suggestion = `${share} short`;
  const edits = [{ span, text: suggestion }];
  const fixes = [{ title: `Replace by \`${suggestion}\``, edits, safety: "review" as const }];
  const args = { found: "`-`", expected: "a share such as `60%`", suggestion };
  ctx.problems.push(syntaxProblem("unexpected-text", span, { arguments: args, fixes }));
}

/** A share or a name that stands alone. */
function buildPlain(ctx: BuildContext, token: IToken | undefined, node: LocatedNode): Expression {
  if (token === undefined) {
    return errorExpression(ctx, nodeSpan(ctx, node));
  }
  const place = head(ctx, tokenSpan(ctx, token));
  return token.tokenType.name === "Ratio"
    ? { kind: "ratio", ...place, value: ratioValue(token.image), text: token.image }
    : { kind: "reference", ...place, name: buildName(ctx, token) };
}
