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
import type { Doc } from "./doc.ts";
import { block, type PrintContext, printDoc, printName, statement, statements } from "./print-context.ts";
import { printExpression } from "./print-expressions.ts";
import { printClauses } from "./print-rules.ts";
import { printSchedule } from "./print-time.ts";

/** A combo of legs. */
export function printCombo(ctx: PrintContext, node: ComboStatement): Doc {
  const docs = node.parts.map((part) => statement(ctx, part, printPart(ctx, part)));
  const content = statements(ctx, node.parts, docs);
  return [
    printDoc(ctx, node),
    statement(ctx, node, [
      "combo ",
      printName(ctx, node.name),
      " ",
      block(ctx, node, content, docs.length === 0),
    ]),
  ];
}

/** `combo b = mirror a`. */
export function printMirror(ctx: PrintContext, node: MirrorStatement): Doc {
  const names: Doc = [printName(ctx, node.name), " = mirror ", printName(ctx, node.mirrored)];
  return [printDoc(ctx, node), statement(ctx, node, ["combo ", names])];
}

function printPart(ctx: PrintContext, part: ComboPart): Doc {
  switch (part.kind) {
    case "comboEnter":
      return printEnter(ctx, part);
    case "comboExit":
      return printExit(ctx, part);
    case "rebalance":
      return ["rebalance when ", printExpression(ctx, part.condition)];
  }
}

function printCondition(ctx: PrintContext, condition: Expression | undefined): Doc {
  return condition === undefined ? [] : [" when ", printExpression(ctx, condition)];
}

function printEnter(ctx: PrintContext, node: ComboEnter): Doc {
  const docs = node.parts.map((part) => statement(ctx, part, printEnterPart(ctx, part)));
  const content = statements(ctx, node.parts, docs);
  return ["enter", printCondition(ctx, node.condition), " ", block(ctx, node, content, docs.length === 0)];
}

function printEnterPart(ctx: PrintContext, part: ComboLeg | FillTogether): Doc {
  return part.kind === "leg"
    ? ["leg ", part.side, " ", printName(ctx, part.market), " ", printClauses(ctx, part, part.clauses)]
    : ["fill together within ", printExpression(ctx, part.within), " else ", part.otherwise];
}

function printExit(ctx: PrintContext, node: ComboExit): Doc {
  return [
    "exit",
    printCondition(ctx, node.condition),
    node.after === undefined ? [] : [" after ", printExpression(ctx, node.after)],
    node.ifUnknown === undefined ? [] : [" if unknown ", node.ifUnknown],
  ];
}

/** A holding by target weights. */
export function printHold(ctx: PrintContext, node: HoldStatement): Doc {
  const docs = node.items.map((item) => statement(ctx, item, printItem(ctx, item)));
  const content = statements(ctx, node.items, docs);
  const head: Doc = ["hold ", printSchedule(ctx, node.schedule), " "];
  return [
    printDoc(ctx, node),
    statement(ctx, node, [
      head,
      block(ctx, node, content, docs.length === 0),
      printCondition(ctx, node.condition),
    ]),
  ];
}

function printItem(ctx: PrintContext, item: HoldItem): Doc {
  const head: Doc = [printExpression(ctx, item.weight), item.isShort ? " short " : " "];
  switch (item.kind) {
    case "holdCash":
      return [head, "cash"];
    case "holdMarket":
      return [head, printName(ctx, item.market)];
    case "holdRanked": {
      const count: Doc = [`${item.order} `, printExpression(ctx, item.count), " of "];
      const by: Doc = [printName(ctx, item.universe), " by ", printExpression(ctx, item.by)];
      return [head, count, by, printWeighting(ctx, item.weightedBy)];
    }
    case "holdAll":
      return [head, "all of ", printName(ctx, item.universe), printWeighting(ctx, item.weightedBy)];
  }
}

function printWeighting(ctx: PrintContext, weightedBy: Expression | undefined): Doc {
  return weightedBy === undefined ? [] : [" weighted by ", printExpression(ctx, weightedBy)];
}
