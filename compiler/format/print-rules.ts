import type {
  AddRule,
  Clause,
  EnterRule,
  ExitRule,
  Expression,
  LetStatement,
  OrderClause,
  ParamStatement,
  Placement,
  PlotStatement,
  StateStatement,
  StrategyStatement,
} from "../ast/nodes.ts";
import { type Doc, group, indent, line } from "./doc.ts";
import { printCombo, printHold, printMirror } from "./print-combos.ts";
import {
  block,
  hasInnerComments,
  type PrintContext,
  printDoc,
  printName,
  printText,
  statement,
  statements,
  withComments,
} from "./print-context.ts";
import {
  printAfterKeyword,
  printArithmetic,
  printBeforeRange,
  printBeforeVia,
  printExpression,
  printItems,
} from "./print-expressions.ts";
import {
  printCooldown,
  printEntryLimit,
  printMachine,
  printScheduled,
  printStateStatement,
} from "./print-time.ts";
import { printPortfolio } from "./print-universe.ts";
import { orderClauses, type TreeNode } from "./tree.ts";

/** A statement of a strategy. */
export function printStrategyStatement(ctx: PrintContext, node: StrategyStatement): Doc {
  switch (node.kind) {
    case "param":
      return printParam(ctx, node);
    case "require":
      return statement(ctx, node, ["require ", printExpression(ctx, node.condition)]);
    case "let":
      return printLet(ctx, node);
    case "plot":
      return printPlot(ctx, node);
    case "enter":
      return printEnter(ctx, node);
    case "add":
      return printAdd(ctx, node);
    case "exit":
      return printExit(ctx, node);
    case "scheduled":
      return printScheduled(
        ctx,
        node,
        node.rules.map((rule) => printStrategyStatement(ctx, rule)),
      );
    case "cooldown":
      return printCooldown(ctx, node);
    case "entryLimit":
      return printEntryLimit(ctx, node);
    case "machine":
      return printMachine(ctx, node);
    case "portfolio":
      return printPortfolio(ctx, node);
    case "combo":
      return printCombo(ctx, node);
    case "mirror":
      return printMirror(ctx, node);
    case "hold":
      return printHold(ctx, node);
  }
}

/** A `let` or a `state` of an indicator. */
export function printBinding(ctx: PrintContext, node: LetStatement | StateStatement): Doc {
  return node.kind === "let" ? printLet(ctx, node) : printStateStatement(ctx, node);
}

function printLet(ctx: PrintContext, node: LetStatement): Doc {
  const value = printExpression(ctx, node.value);
  return [printDoc(ctx, node), statement(ctx, node, ["let ", printName(ctx, node.name), " = ", value])];
}

function printParam(ctx: PrintContext, node: ParamStatement): Doc {
  const type = node.type === undefined ? [] : [": ", printName(ctx, node.type)];
  const { range } = node;
  const value = printBeforeRange(ctx, node.default);
  const head: Doc = ["param ", printName(ctx, node.name), type, " = ", value];
  return [
    printDoc(ctx, node),
    statement(ctx, node, range === undefined ? head : [head, " in ", printRange(ctx, range)]),
  ];
}

function printRange(ctx: PrintContext, range: NonNullable<ParamStatement["range"]>): Doc {
  if (range.kind === "choices") {
    return withComments(ctx, range, group(["[", indent(printItems(ctx, range.values)), "]"]));
  }
  const step = range.step === undefined ? [] : [" step ", printArithmetic(ctx, range.step)];
  return withComments(ctx, range, [
    printArithmetic(ctx, range.low),
    "..",
    printArithmetic(ctx, range.high),
    step,
  ]);
}

function printPlot(ctx: PrintContext, node: PlotStatement): Doc {
  return statement(ctx, node, [
    "plot ",
    printExpression(ctx, node.value),
    node.title === undefined ? [] : [" as ", printText(ctx, node.title)],
    node.pane === undefined ? [] : [" in pane ", printText(ctx, node.pane)],
  ]);
}

function printMarket(ctx: PrintContext, node: { readonly market: EnterRule["market"] }): Doc {
  return node.market === undefined ? [] : [" ", printName(ctx, node.market)];
}

function printWhen(ctx: PrintContext, node: { readonly condition: EnterRule["condition"] }): Doc {
  return node.condition === undefined ? [] : [" when ", printExpression(ctx, node.condition)];
}

function printEnter(ctx: PrintContext, node: EnterRule): Doc {
  const head: Doc = ["enter ", node.side, printMarket(ctx, node), printWhen(ctx, node), " "];
  return [printDoc(ctx, node), statement(ctx, node, [head, printClauses(ctx, node, node.clauses)])];
}

function printAdd(ctx: PrintContext, node: AddRule): Doc {
  const units: Doc = [" up to ", printExpression(ctx, node.units), " units "];
  const head: Doc = ["add ", node.side, printMarket(ctx, node), printWhen(ctx, node), units];
  return [printDoc(ctx, node), statement(ctx, node, [head, printClauses(ctx, node, node.clauses)])];
}

function printExit(ctx: PrintContext, node: ExitRule): Doc {
  const parts: Doc = [
    "exit",
    node.side === undefined ? [] : [" ", node.side],
    printMarket(ctx, node),
    printWhen(ctx, node),
    node.after === undefined ? [] : [" after ", printExpression(ctx, node.after)],
    node.part === undefined ? [] : [" part ", printExpression(ctx, node.part)],
    node.ifUnknown === undefined ? [] : [" if unknown ", node.ifUnknown],
  ];
  const hasBlock = node.clauses.length > 0 || hasInnerComments(ctx, node);
  return [
    printDoc(ctx, node),
    statement(ctx, node, hasBlock ? [parts, " ", printClauses(ctx, node, node.clauses)] : parts),
  ];
}

/** The clauses of a rule: one short clause may stay on the line of its rule. */
export function printClauses(ctx: PrintContext, owner: TreeNode, clauses: readonly Clause[]): Doc {
  const ordered = orderClauses(clauses);
  const docs = ordered.map((clause, index) =>
    statement(ctx, clause, printClause(ctx, clause, ordered[index + 1]?.kind === "via")),
  );
  const [only] = docs;
  if (only !== undefined && docs.length === 1 && !hasInnerComments(ctx, owner)) {
    return group(["{", indent([line, only]), line, "}"]);
  }
  // Clauses have an order of their own, so that blank lines between them mean nothing.
  return block(ctx, owner, statements({ ...ctx, text: undefined }, ordered, docs), docs.length === 0);
}

function printClause(ctx: PrintContext, clause: Clause, isBeforeVia: boolean): Doc {
  const last = isBeforeVia ? printBeforeVia : printExpression;
  switch (clause.kind) {
    case "size": {
      if (clause.amount === undefined) {
        return ["size ", clause.form];
      }
      const isRisking = clause.form === "risking";
      const amount = isRisking
        ? last(ctx, clause.amount)
        : printAfterKeyword(ctx, clause.amount, sizeWords, isBeforeVia);
      return [isRisking ? "size risking " : "size ", amount];
    }
    case "order":
      return printOrder(ctx, clause, last);
    case "stop":
      return [
        "stop ",
        printPlacement(ctx, clause.placement, clause.forAll ? printExpression : last),
        clause.forAll ? " for all" : "",
      ];
    case "target":
      return ["target ", printPlacement(ctx, clause.placement, last)];
    case "trail":
      return [
        "trail ",
        clause.after === undefined ? last(ctx, clause.distance) : printExpression(ctx, clause.distance),
        clause.after === undefined ? [] : [" after ", last(ctx, clause.after)],
      ];
    case "capture":
      return ["capture ", printName(ctx, clause.name), " = ", last(ctx, clause.value)];
    case "expire":
      return ["expire after ", last(ctx, clause.after)];
    case "timeInForce":
      return clause.value === "post_only" ? "post only" : clause.value;
    case "via":
      return ["via ", printName(ctx, clause.route)];
    case "opposite":
      return ["on opposite ", clause.action];
    case "unprotected":
      return "unprotected";
  }
}

const sizeWords = ["same", "same_base", "risking"];

type PrintLast = (ctx: PrintContext, expression: Expression) => Doc;

function printOrder(ctx: PrintContext, clause: OrderClause, last: PrintLast): Doc {
  const limit = clause.limit === undefined ? [] : last(ctx, clause.limit);
  const printStop = clause.limit === undefined ? last : printExpression;
  const stop = clause.stop === undefined ? [] : printStop(ctx, clause.stop);
  switch (clause.type) {
    case "market":
      return "order market";
    case "limit":
      return ["order limit at ", limit];
    case "stop":
      return ["order stop at ", stop];
    case "stop_limit":
      return ["order stop at ", stop, " limit ", limit];
  }
}

function printPlacement(ctx: PrintContext, placement: Placement, last: PrintLast): Doc {
  const content: Doc =
    placement.kind === "at"
      ? ["at ", last(ctx, placement.price)]
      : [printAfterKeyword(ctx, placement.distance, ["at"]), ` ${placement.direction} entry`];
  return withComments(ctx, placement, content);
}
