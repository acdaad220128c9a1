import type {
  Declaration,
  Formal,
  ImportDeclaration,
  IndicatorDeclaration,
  LimitAction,
  LimitRule,
  Module,
  RiskRule,
  RouteSetting,
  SessionSetting,
  StrategyDeclaration,
} from "../ast/nodes.ts";
import { type Doc, group, indent, join, line, softline } from "./doc.ts";
import {
  block,
  hasInnerComments,
  openingComments,
  type PrintContext,
  printDoc,
  printName,
  printText,
  statement,
  statements,
  withComments,
} from "./print-context.ts";
import { printArguments, printBeforeVia, printExpression } from "./print-expressions.ts";
import { printBinding, printStrategyStatement } from "./print-rules.ts";
import { printCheck, printFills, printScenario } from "./print-scenario.ts";
import { printTraded, printUniverse } from "./print-universe.ts";
import type { TreeNode } from "./tree.ts";

/** A whole file. */
export function printModule(ctx: PrintContext, module: Module): Doc {
  const docs = module.declarations.map((declaration) => printDeclaration(ctx, declaration));
  const dangling = ctx.comments.get(module)?.dangling ?? [];
  const comments = statements(
    ctx,
    dangling.map(asNode),
    dangling.map(({ text }) => text.replace(/\r\n?/g, "\n")),
  );
  return [comments, statements(ctx, module.declarations, docs, standApart)];
}

function asNode(piece: { readonly start: number; readonly end: number }): TreeNode {
  return { id: 0, kind: "comment", span: { source: 0, start: piece.start, end: piece.end } };
}

const groupedKinds: ReadonlySet<string> = new Set(["import", "market", "universe", "fn"]);

/** Declarations stand apart; one-line declarations of one kind may form a group. */
function standApart(before: TreeNode, after: TreeNode): boolean {
  return before.kind !== after.kind || !groupedKinds.has(before.kind);
}

function printDeclaration(ctx: PrintContext, node: Declaration): Doc {
  return node.kind === "import"
    ? statement(ctx, node, printImport(ctx, node))
    : [printDoc(ctx, node), statement(ctx, node, printDocumented(ctx, node))];
}

function printDocumented(ctx: PrintContext, node: Exclude<Declaration, { kind: "import" }>): Doc {
  switch (node.kind) {
    case "market":
      return [
        "market ",
        printName(ctx, node.name),
        " = ",
        printText(ctx, node.symbol),
        " at ",
        printName(ctx, node.venue),
      ];
    case "universe":
      return printUniverse(ctx, node);
    case "route":
      return [
        "route ",
        printName(ctx, node.name),
        " ",
        printBlock(ctx, node, node.settings, printRouteSetting),
      ];
    case "risk":
      return [
        "risk ",
        printName(ctx, node.name),
        " in ",
        printName(ctx, node.currency),
        " ",
        printBlock(ctx, node, node.rules, printRiskRule),
      ];
    case "fn":
      return [
        "fn ",
        printName(ctx, node.name),
        printFormals(ctx, node.formals),
        " = ",
        printExpression(ctx, node.body),
      ];
    case "indicator":
      return printIndicator(ctx, node);
    case "strategy":
      return printStrategy(ctx, node);
    case "session":
      return [
        "session ",
        printName(ctx, node.name),
        " ",
        printBlock(ctx, node, node.settings, printSessionSetting),
      ];
    case "scenario":
      return printScenario(ctx, node);
    case "check":
      return printCheck(ctx, node);
  }
}

function printBlock<Node extends TreeNode>(
  ctx: PrintContext,
  owner: TreeNode,
  nodes: readonly Node[],
  print: (ctx: PrintContext, node: Node) => Doc,
): Doc {
  const docs = nodes.map((node) => statement(ctx, node, print(ctx, node)));
  return block(ctx, owner, statements(ctx, nodes, docs), docs.length === 0);
}

function printImport(ctx: PrintContext, node: ImportDeclaration): Doc {
  const names = node.names.map((item) =>
    withComments(ctx, item, [
      printName(ctx, item.name),
      item.alias === undefined ? [] : [" as ", printName(ctx, item.alias)],
    ]),
  );
  const list = group(["{", openingComments(ctx, node), indent([line, join([",", line], names)]), line, "}"]);
  return ["import ", list, " from ", printText(ctx, node.from)];
}

// ----------------------------------------------------------------- route, risk

function printRouteSetting(ctx: PrintContext, node: RouteSetting): Doc {
  switch (node.kind) {
    case "routeVenue":
      return ["venue ", printName(ctx, node.venue)];
    case "routeAccount":
      return ["account ", printText(ctx, node.account)];
    case "routeAllow": {
      const orders = node.orderTypes.map((name) =>
        withComments(ctx, name, orderWords.get(name.text) ?? name.text),
      );
      return group(["allow ", indent(join([",", line], orders))]);
    }
    case "routeSlippage":
      return ["slippage up to ", printExpression(ctx, node.bound)];
    case "routeFees":
      return [
        "fees",
        node.currency === undefined ? [] : [" in ", printName(ctx, node.currency)],
        node.maker === undefined ? [] : [" maker ", printExpression(ctx, node.maker)],
        node.taker === undefined ? [] : [" taker ", printExpression(ctx, node.taker)],
      ];
    case "routeLatency":
      return ["latency ", printExpression(ctx, node.latency)];
    case "routeBorrow":
      return ["borrow ", printExpression(ctx, node.rate)];
    case "routeLeverage":
      return ["max leverage ", printExpression(ctx, node.maximum)];
    case "routeDefault":
      return "default";
  }
}

const orderWords: ReadonlyMap<string, string> = new Map([
  ["post_only", "post only"],
  ["stop_limit", "stop limit"],
]);

function printRiskRule(ctx: PrintContext, node: RiskRule): Doc {
  if (node.kind === "limit") {
    return printLimit(ctx, node);
  }
  return [
    "forbid ",
    node.what,
    " when ",
    printExpression(ctx, node.condition),
    node.because === undefined ? [] : [" because ", printText(ctx, node.because)],
  ];
}

function printLimit(ctx: PrintContext, node: LimitRule): Doc {
  const isDefault = node.action.kind === "reject" && node.actionSpan === undefined;
  return [
    "limit ",
    printName(ctx, node.subjectName),
    " to ",
    printExpression(ctx, node.bound),
    node.window === undefined ? [] : [" per ", withComments(ctx, node.window, node.window.text)],
    node.scope === undefined ? [] : [" per ", node.scope],
    isDefault ? [] : [" then ", actionText(node.action)],
  ];
}

function actionText(action: LimitAction): string {
  switch (action.kind) {
    case "reject":
      return "reject";
    case "clamp":
      return "clamp";
    case "reduceOnly":
      return "reduce only";
    case "flattenAndHalt":
      return "flatten and halt";
    case "halt":
      return action.until === "forever"
        ? "halt"
        : action.until === "nextDay"
          ? "halt until next day"
          : `halt for ${action.until.text}`;
  }
}

// --------------------------------------------------- indicator, strategy, tests

function printFormals(ctx: PrintContext, formals: readonly Formal[]): Doc {
  if (formals.length === 0) {
    return "()";
  }
  const docs = formals.map((formal) =>
    withComments(ctx, formal, [
      printName(ctx, formal.name),
      formal.type === undefined ? [] : [": ", printName(ctx, formal.type)],
      formal.default === undefined ? [] : [" = ", printExpression(ctx, formal.default)],
    ]),
  );
  return group(["(", indent([softline, join([",", line], docs)]), softline, ")"]);
}

function printIndicator(ctx: PrintContext, node: IndicatorDeclaration): Doc {
  const head: Doc = ["indicator ", printName(ctx, node.name), printFormals(ctx, node.formals)];
  const { yields } = node;
  if (node.lets.length === 0 && yields.kind === "yieldValue" && !hasInnerComments(ctx, node)) {
    return [head, " = ", withComments(ctx, yields, printExpression(ctx, yields.value))];
  }
  const value =
    yields.kind === "yieldValue"
      ? printExpression(ctx, yields.value)
      : printRecord(ctx, yields.fields, yields);
  const nodes: readonly TreeNode[] = [...node.lets, yields];
  const docs = [
    ...node.lets.map((binding) => printBinding(ctx, binding)),
    statement(ctx, yields, ["yield ", value]),
  ];
  return [head, " ", block(ctx, node, statements(ctx, nodes, docs), false)];
}

function printRecord(
  ctx: PrintContext,
  fields: Extract<IndicatorDeclaration["yields"], { kind: "yieldRecord" }>["fields"],
  owner: TreeNode,
): Doc {
  const docs = fields.map((field) =>
    withComments(ctx, field, [printName(ctx, field.name), ": ", printExpression(ctx, field.value)]),
  );
  return group(["{", openingComments(ctx, owner), indent([line, join([",", line], docs)]), line, "}"]);
}

function printStrategy(ctx: PrintContext, node: StrategyDeclaration): Doc {
  const head: Doc = [
    "strategy ",
    printName(ctx, node.name),
    " trades ",
    printTraded(ctx, node.markets, node.universe),
    node.route === undefined ? [] : [" via ", printName(ctx, node.route)],
    " every ",
    withComments(ctx, node.clock, node.clock.text),
    " ",
  ];
  const docs = node.statements.map((item) => printStrategyStatement(ctx, item));
  return [head, block(ctx, node, statements(ctx, node.statements, docs), docs.length === 0)];
}

function printSessionSetting(ctx: PrintContext, node: SessionSetting): Doc {
  switch (node.kind) {
    case "capital":
      return ["capital ", printExpression(ctx, node.amount)];
    case "guard":
      return ["guard ", printName(ctx, node.risk)];
    case "fills":
      return printFills(ctx, node);
    case "run": {
      const markets = node.markets.map((market) => printName(ctx, market));
      const budget = node.route === undefined ? printExpression : printBeforeVia;
      return [
        "run ",
        printName(ctx, node.strategy),
        node.arguments.length === 0 ? [] : printArguments(ctx, node.arguments),
        markets.length === 0 ? [] : [" on ", join(", ", markets)],
        node.budget === undefined ? [] : [" with ", budget(ctx, node.budget)],
        node.route === undefined ? [] : [" via ", printName(ctx, node.route)],
        node.title === undefined ? [] : [" as ", printText(ctx, node.title)],
      ];
    }
  }
}
