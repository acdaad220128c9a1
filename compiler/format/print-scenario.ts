import type {
  CandlePart,
  CheckDeclaration,
  CheckSetting,
  Expectation,
  Expression,
  Holding,
  Name,
  Place,
  ScenarioDeclaration,
  ScenarioStatement,
  StartStatement,
} from "../ast/nodes.ts";
import { type Doc, group, hardline, indent, join, line } from "./doc.ts";
import {
  block,
  hasInnerComments,
  type PrintContext,
  printName,
  printText,
  statement,
  statements,
  withComments,
} from "./print-context.ts";
import {
  printAfterKeyword,
  printArguments,
  printArithmetic,
  printAtQuantity,
  printBeforeVia,
  printExpression,
} from "./print-expressions.ts";
import { printClauses } from "./print-rules.ts";

/** A scenario. */
export function printScenario(ctx: PrintContext, node: ScenarioDeclaration): Doc {
  const docs = node.statements.map((item) => statement(ctx, item, printStatement(ctx, item)));
  return [
    "scenario ",
    printHead(ctx, node),
    " ",
    block(ctx, node, statements(ctx, node.statements, docs), docs.length === 0),
  ];
}

/** A check. */
export function printCheck(ctx: PrintContext, node: CheckDeclaration): Doc {
  const settings = node.settings.map((setting) => [
    " ",
    withComments(ctx, setting, printCheckSetting(ctx, setting)),
  ]);
  const condition = printExpression(ctx, node.condition);
  return group(["check ", printHead(ctx, node), settings, indent([line, "always ", condition])]);
}

/** `"title" for Strategy(n = 1)`. */
function printHead(ctx: PrintContext, node: ScenarioDeclaration | CheckDeclaration): Doc {
  return [
    printText(ctx, node.title),
    " for ",
    printName(ctx, node.strategy),
    node.arguments.length === 0 ? [] : printArguments(ctx, node.arguments),
  ];
}

function printCheckSetting(ctx: PrintContext, node: CheckSetting): Doc {
  switch (node.kind) {
    case "capital":
      return ["with ", printBeforeVia(ctx, node.amount)];
    case "guard":
      return ["guard ", printName(ctx, node.risk)];
    case "via":
      return ["via ", printName(ctx, node.route)];
    case "fills":
      return printFills(ctx, node);
    case "checkFile":
      return ["on", printMarket(ctx, node.market), " ", printText(ctx, node.path)];
    case "checkWalks":
      return [
        "over ",
        printExpression(ctx, node.count),
        " walks",
        node.length === undefined ? [] : [" of ", printBeforeVia(ctx, node.length)],
      ];
  }
}

function printStatement(ctx: PrintContext, node: ScenarioStatement): Doc {
  switch (node.kind) {
    case "start":
      return printStart(ctx, node);
    case "candles": {
      const parts = node.parts.map((part) => withComments(ctx, part, printPart(ctx, part)));
      const stretches = node.parts.filter(({ kind }) => kind !== "candleList" && kind !== "candleRange");
      // Stretches of a market are read one below the other.
      const separator = stretches.length > 1 ? hardline : line;
      return group([
        "candles ",
        printName(ctx, node.market),
        " every ",
        withComments(ctx, node.clock, node.clock.text),
        indent([separator, join(separator, parts)]),
      ]);
    }
    case "fills":
      return printFills(ctx, node);
    case "guard":
      return ["guard ", printName(ctx, node.risk)];
    case "via":
      return ["via ", printName(ctx, node.route)];
    case "expectIntent":
    case "expectFill":
    case "expectRefusal":
    case "expectBlock":
    case "expectNothing":
    case "expectPosition":
    case "expectCondition":
    case "expectNone":
      return ["expect ", printExpectation(ctx, node)];
  }
}

/** `fills "policy" at close touch participation 10% path ohlc detail 1m`, or `detail ticks queue pessimistic`. */
export function printFills(
  ctx: PrintContext,
  node: Extract<ScenarioStatement, { readonly kind: "fills" }>,
): Doc {
  const { participation, path, detail, queue } = node;
  return [
    "fills ",
    printText(ctx, node.policy),
    node.atClose ? " at close" : "",
    node.touch ? " touch" : "",
    participation === undefined ? "" : [" participation ", printExpression(ctx, participation)],
    path === undefined ? "" : [" path ", printName(ctx, path)],
    detail === undefined ? "" : [" detail ", printExpression(ctx, detail)],
    node.ticks ? " detail ticks" : "",
    queue === undefined ? "" : [" queue ", printName(ctx, queue)],
  ];
}

function printStart(ctx: PrintContext, node: StartStatement): Doc {
  return [
    "start ",
    withComments(ctx, node.at, node.at.text),
    node.capital === undefined ? [] : [" with ", printBeforeVia(ctx, node.capital)],
    node.holdings.map((holding) => [" ", withComments(ctx, holding, printHolding(ctx, holding))]),
  ];
}

function printHolding(ctx: PrintContext, node: Holding): Doc {
  return [
    `holding ${node.side}`,
    printMarket(ctx, node.market),
    " ",
    printAtQuantity(ctx, node.quantity, node.market !== undefined),
    " from ",
    printBeforeVia(ctx, node.price),
  ];
}

function printMarket(ctx: PrintContext, market: Name | undefined): Doc {
  return market === undefined ? [] : [" ", printName(ctx, market)];
}

function printPart(ctx: PrintContext, part: CandlePart): Doc {
  switch (part.kind) {
    case "candleList":
      return [part.field, " ", printExpression(ctx, part.values)];
    case "candleRows":
      return ["rows ", printExpression(ctx, part.rows)];
    case "candleFile":
      return [
        "from ",
        printText(ctx, part.path),
        part.first === undefined || part.last === undefined
          ? []
          : [" bars ", printArithmetic(ctx, part.first), "..", printArithmetic(ctx, part.last)],
      ];
    case "flat":
      return ["flat ", printExpression(ctx, part.price), " for ", printBeforeVia(ctx, part.length)];
    case "ramp":
      return [
        "ramp",
        part.first === undefined ? [] : [" ", printAfterKeyword(ctx, part.first, ["to"])],
        " to ",
        printExpression(ctx, part.last),
        " over ",
        printBeforeVia(ctx, part.length),
      ];
    case "gap":
      return ["gap to ", printBeforeVia(ctx, part.price)];
    case "skip":
      return ["skip ", printBeforeVia(ctx, part.length)];
    case "candleRange":
      return ["range ", printBeforeVia(ctx, part.range)];
  }
}

function printPlace(ctx: PrintContext, place: Place): Doc {
  switch (place.kind) {
    case "atBar":
      return withComments(ctx, place, `bar ${place.text}`);
    case "atTime":
      return withComments(ctx, place, withComments(ctx, place.time, place.time.text));
    case "atEnd":
      return withComments(ctx, place, "end");
  }
}

function printExpectation(ctx: PrintContext, node: Expectation): Doc {
  switch (node.kind) {
    case "expectNone":
      return "no other intents";
    case "expectNothing":
      return node.last === undefined
        ? ["at ", printPlace(ctx, node.first), " nothing"]
        : ["between ", printPlace(ctx, node.first), " and ", printPlace(ctx, node.last), " nothing"];
    default:
      return ["at ", printPlace(ctx, node.place), " ", printOutcome(ctx, node)];
  }
}

type Outcome = Exclude<Expectation, { readonly kind: "expectNone" | "expectNothing" }>;

function printOutcome(ctx: PrintContext, node: Outcome): Doc {
  switch (node.kind) {
    case "expectIntent": {
      const hasBlock = node.clauses.length > 0 || hasInnerComments(ctx, node);
      return [printIntent(ctx, node), hasBlock ? [" ", printClauses(ctx, node, node.clauses)] : []];
    }
    case "expectFill":
      return [
        `fill ${node.way} `,
        node.price === undefined ? printBeforeVia(ctx, node.quantity) : printExpression(ctx, node.quantity),
        node.price === undefined ? [] : [" at ", printBeforeVia(ctx, node.price)],
      ];
    case "expectRefusal":
      return [
        "refuse ",
        printIntent(ctx, node),
        node.because === undefined ? [] : [" because ", printText(ctx, node.because)],
      ];
    case "expectBlock":
      return ["blocked ", printIntent(ctx, { ...node, action: "exit" })];
    case "expectPosition":
      return node.side === undefined || node.quantity === undefined
        ? ["position flat", printMarket(ctx, node.market)]
        : [
            `position ${node.side}`,
            printMarket(ctx, node.market),
            " ",
            printAtQuantity(ctx, node.quantity, node.market !== undefined),
          ];
    case "expectCondition":
      return printCondition(ctx, node.condition);
  }
}

/** A condition whose first word says something else in this place stands in parentheses. */
function printCondition(ctx: PrintContext, condition: Expression): Doc {
  return printAfterKeyword(ctx, condition, ["nothing"], true);
}

function printIntent(
  ctx: PrintContext,
  node: {
    readonly action: "enter" | "add" | "exit";
    readonly side: "long" | "short" | undefined;
    readonly market: Name | undefined;
  },
): Doc {
  return [node.action, node.side === undefined ? "" : ` ${node.side}`, printMarket(ctx, node.market)];
}
