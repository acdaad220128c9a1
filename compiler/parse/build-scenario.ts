import type { IToken } from "chevrotain";
import {
  type ActionCstNode,
  type CandlePartCstNode,
  type CandlesStatementCstNode,
  type CheckDeclarationCstNode,
  type CheckPartCstNode,
  type ExpectedCstNode,
  type ExpectStatementCstNode,
  type HoldingCstNode,
  MalformedNumber,
  type PlaceCstNode,
  type ScenarioDeclarationCstNode,
  type ScenarioStatementCstNode,
  type StartStatementCstNode,
} from "../../grammar/index.ts";
import type {
  CandleField,
  CandlePart,
  CheckDeclaration,
  CheckSetting,
  Expectation,
  Expression,
  Holding,
  Place,
  RuleAction,
  ScenarioDeclaration,
  ScenarioStatement,
} from "../ast/nodes.ts";
import { buildClauses, buildSide } from "./build-clauses.ts";
import {
  type BuildContext,
  buildName,
  buildText,
  docOf,
  first,
  headOf,
  nodeSpan,
  optionalName,
  optionalText,
  tokenSpan,
} from "./build-context.ts";
import {
  buildArgumentSlots,
  buildDuration,
  buildInstant,
  buildListSlot,
  buildSlot,
  optionalSlot,
} from "./build-expressions.ts";
import { buildFills } from "./build-session.ts";
import { numberValue, suggestNumber } from "./number-literal.ts";
import { syntaxProblem } from "./problem.ts";

type Slot = Parameters<typeof buildSlot>[1];

/** A `scenario`, or `undefined` where its title or its strategy did not parse. */
export function buildScenario(
  ctx: BuildContext,
  node: ScenarioDeclarationCstNode,
): ScenarioDeclaration | undefined {
  const { Text, Name, argumentList, scenarioStatement } = node.children;
  const title = first(Text);
  const strategy = first(Name);
  if (title === undefined || strategy === undefined) {
    return undefined;
  }
  return {
    kind: "scenario",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    title: buildText(ctx, title),
    strategy: buildName(ctx, strategy),
    arguments: buildArgumentSlots(ctx, argumentList),
    statements: (scenarioStatement ?? []).flatMap((statement) => buildStatement(ctx, statement) ?? []),
  };
}

function buildStatement(ctx: BuildContext, node: ScenarioStatementCstNode): ScenarioStatement | undefined {
  const { startStatement, candlesStatement, fillsSetting, guardSetting, viaClause, expectStatement } =
    node.children;
  const start = first(startStatement);
  if (start !== undefined) {
    return buildStart(ctx, start);
  }
  const candles = first(candlesStatement);
  if (candles !== undefined) {
    return buildCandles(ctx, candles);
  }
  const fills = first(fillsSetting);
  if (fills !== undefined) {
    return buildFills(ctx, fills);
  }
  const guard = first(first(guardSetting)?.children.Name);
  if (guard !== undefined) {
    return { kind: "guard", ...headOf(ctx, node), risk: buildName(ctx, guard) };
  }
  const route = first(first(viaClause)?.children.Name);
  if (route !== undefined) {
    return { kind: "via", ...headOf(ctx, node), route: buildName(ctx, route) };
  }
  const expected = first(expectStatement);
  return expected === undefined ? undefined : buildExpectation(ctx, expected);
}

function buildStart(ctx: BuildContext, node: StartStatementCstNode): ScenarioStatement | undefined {
  const instant = first(node.children.Instant);
  if (instant === undefined) {
    return undefined;
  }
  return {
    kind: "start",
    ...headOf(ctx, node),
    at: buildInstant(ctx, instant),
    capital: optionalSlot(ctx, node.children.expression),
    holdings: (node.children.holding ?? []).flatMap((item) => buildHolding(ctx, item) ?? []),
  };
}

function buildHolding(ctx: BuildContext, node: HoldingCstNode): Holding | undefined {
  const { market, quantity, price } = node.children;
  const side = buildSide(node.children.side);
  const span = nodeSpan(ctx, node);
  return side === undefined
    ? undefined
    : {
        kind: "holding",
        ...headOf(ctx, node),
        side,
        market: optionalName(ctx, market),
        quantity: buildSlot(ctx, first(quantity), span),
        price: buildSlot(ctx, first(price), span),
      };
}

// ------------------------------------------------------------------ candles

function buildCandles(ctx: BuildContext, node: CandlesStatementCstNode): ScenarioStatement | undefined {
  const { Name, Duration, candlePart } = node.children;
  const market = first(Name);
  const clock = first(Duration);
  if (market === undefined || clock === undefined) {
    return undefined;
  }
  return {
    kind: "candles",
    ...headOf(ctx, node),
    market: buildName(ctx, market),
    clock: buildDuration(ctx, clock),
    parts: (candlePart ?? []).flatMap((part) => buildPart(ctx, part) ?? []),
  };
}

const fields: ReadonlyMap<string, CandleField> = new Map(
  (["open", "high", "low", "close", "volume"] as const).map((field) => [field, field]),
);

function buildPart(ctx: BuildContext, node: CandlePartCstNode): CandlePart | undefined {
  const parts = node.children;
  const base = headOf(ctx, node);
  const span = nodeSpan(ctx, node);
  const slot = (nodes: readonly NonNullable<Slot>[] | undefined): Expression =>
    buildSlot(ctx, first(nodes), span);
  const optional = (nodes: readonly NonNullable<Slot>[] | undefined): Expression | undefined =>
    nodes === undefined ? undefined : slot(nodes);
  const list = first(parts.candleList)?.children;
  const values = first(list?.list);
  if (values !== undefined) {
    const field = fields.get(first(list?.field)?.image ?? "");
    return field === undefined
      ? undefined
      : { kind: "candleList", ...base, field, values: buildListSlot(ctx, values) };
  }
  const rows = first(first(parts.candleRows)?.children.list);
  if (rows !== undefined) {
    return { kind: "candleRows", ...base, rows: buildListSlot(ctx, rows) };
  }
  const file = first(parts.candleFile)?.children;
  const path = first(file?.Text);
  if (path !== undefined) {
    const last = optional(file?.last);
    return {
      kind: "candleFile",
      ...base,
      path: buildText(ctx, path),
      first: optional(file?.first),
      last,
    };
  }
  const flat = first(parts.flatCandles)?.children;
  if (flat !== undefined) {
    return { kind: "flat", ...base, price: slot(flat.price), length: slot(flat.length) };
  }
  const ramp = first(parts.rampCandles)?.children;
  if (ramp !== undefined) {
    const from = optional(ramp.first);
    return { kind: "ramp", ...base, first: from, last: slot(ramp.last), length: slot(ramp.length) };
  }
  const gap = first(parts.gapCandles)?.children;
  if (gap !== undefined) {
    return { kind: "gap", ...base, price: slot(gap.expression) };
  }
  const skip = first(parts.skipCandles)?.children;
  if (skip !== undefined) {
    return { kind: "skip", ...base, length: slot(skip.expression) };
  }
  const range = first(parts.candleRange)?.children;
  return range === undefined ? undefined : { kind: "candleRange", ...base, range: slot(range.expression) };
}

// ------------------------------------------------------------- expectations

function buildPlace(ctx: BuildContext, nodes: readonly PlaceCstNode[] | undefined): Place | undefined {
  const node = first(nodes);
  if (node === undefined) {
    return undefined;
  }
  const { Numeric, Instant, End } = node.children;
  const bar = first(Numeric);
  if (bar !== undefined) {
    return { kind: "atBar", ...headOf(ctx, node), bar: wholeNumber(ctx, bar), text: bar.image };
  }
  const instant = first(Instant);
  if (instant !== undefined) {
    return { kind: "atTime", ...headOf(ctx, node), time: buildInstant(ctx, instant) };
  }
  return End === undefined ? undefined : { kind: "atEnd", ...headOf(ctx, node) };
}

/** The number of a bar as written; what is no whole number is reported when names and types are. */
function wholeNumber(ctx: BuildContext, token: IToken): number {
  if (token.tokenType !== MalformedNumber) {
    return numberValue(token.image);
  }
  const span = tokenSpan(ctx, token);
  const args = { text: token.image, suggestion: suggestNumber(token.image) };
  ctx.problems.push(syntaxProblem("malformed-number", span, { arguments: args }));
  return 0;
}

function buildExpectation(ctx: BuildContext, node: ExpectStatementCstNode): Expectation | undefined {
  const { Intents, first: from, last, Nothing, place, expected } = node.children;
  const base = headOf(ctx, node);
  if (Intents !== undefined) {
    return { kind: "expectNone", ...base };
  }
  const low = buildPlace(ctx, from);
  if (low !== undefined) {
    const high = buildPlace(ctx, last);
    return high === undefined || Nothing === undefined
      ? undefined
      : { kind: "expectNothing", ...base, first: low, last: high };
  }
  const at = buildPlace(ctx, place);
  const outcome = first(expected);
  return at === undefined || outcome === undefined ? undefined : buildOutcome(ctx, base, at, outcome);
}

function buildOutcome(
  ctx: BuildContext,
  base: { readonly id: number; readonly span: Expectation["span"] },
  place: Place,
  node: ExpectedCstNode,
): Expectation | undefined {
  const parts = node.children;
  const span = nodeSpan(ctx, node);
  const intent = first(parts.expectedIntent)?.children;
  if (intent !== undefined) {
    const action = actionOf(intent.action);
    return action === undefined
      ? undefined
      : {
          kind: "expectIntent",
          ...base,
          place,
          action,
          side: buildSide(intent.side),
          market: optionalName(ctx, intent.market),
          clauses: buildClauses(ctx, intent.clauseBlock),
        };
  }
  const fill = first(parts.expectedFill)?.children;
  if (fill !== undefined) {
    return {
      kind: "expectFill",
      ...base,
      place,
      way: fill.Sell === undefined ? "buy" : "sell",
      quantity: buildSlot(ctx, first(fill.quantity), span),
      price: optionalSlot(ctx, fill.price),
    };
  }
  const refusal = first(parts.expectedRefusal)?.children;
  if (refusal !== undefined) {
    const action = actionOf(refusal.action);
    return action === undefined
      ? undefined
      : {
          kind: "expectRefusal",
          ...base,
          place,
          action,
          side: buildSide(refusal.side),
          market: optionalName(ctx, refusal.market),
          because: optionalText(ctx, refusal.Text),
        };
  }
  return buildState(ctx, base, place, node);
}

function buildState(
  ctx: BuildContext,
  base: { readonly id: number; readonly span: Expectation["span"] },
  place: Place,
  node: ExpectedCstNode,
): Expectation | undefined {
  const parts = node.children;
  const blocked = first(parts.expectedBlock)?.children;
  if (blocked !== undefined) {
    const market = optionalName(ctx, blocked.market);
    return { kind: "expectBlock", ...base, place, side: buildSide(blocked.side), market };
  }
  if (parts.Nothing !== undefined) {
    return { kind: "expectNothing", ...base, first: place, last: undefined };
  }
  const position = first(parts.expectedPosition)?.children;
  if (position !== undefined) {
    return {
      kind: "expectPosition",
      ...base,
      place,
      side: buildSide(position.side),
      market: optionalName(ctx, position.market),
      quantity: optionalSlot(ctx, position.expression),
    };
  }
  const condition = first(parts.expression);
  return condition === undefined
    ? undefined
    : {
        kind: "expectCondition",
        ...base,
        place,
        condition: buildSlot(ctx, condition, nodeSpan(ctx, node)),
      };
}

function actionOf(nodes: readonly ActionCstNode[] | undefined): RuleAction | undefined {
  const parts = first(nodes)?.children;
  return parts?.Enter ? "enter" : parts?.Add ? "add" : parts?.Exit ? "exit" : undefined;
}

// -------------------------------------------------------------------- checks

/** A `check`, or `undefined` where its title, its strategy or its condition did not parse. */
export function buildCheck(ctx: BuildContext, node: CheckDeclarationCstNode): CheckDeclaration | undefined {
  const { Text, Name, argumentList, checkPart, expression } = node.children;
  const title = first(Text);
  const strategy = first(Name);
  const condition = first(expression);
  if (title === undefined || strategy === undefined || condition === undefined) {
    return undefined;
  }
  return {
    kind: "check",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    title: buildText(ctx, title),
    strategy: buildName(ctx, strategy),
    arguments: buildArgumentSlots(ctx, argumentList),
    settings: (checkPart ?? []).flatMap((part) => buildCheckSetting(ctx, part) ?? []),
    condition: buildSlot(ctx, condition, nodeSpan(ctx, node)),
  };
}

function buildCheckSetting(ctx: BuildContext, node: CheckPartCstNode): CheckSetting | undefined {
  const { capital, guardSetting, viaClause, fillsSetting, market, Text, walks, length } = node.children;
  const base = headOf(ctx, node);
  const span = nodeSpan(ctx, node);
  const amount = first(capital);
  if (amount !== undefined) {
    return { kind: "capital", ...base, amount: buildSlot(ctx, amount, span) };
  }
  const guard = first(first(guardSetting)?.children.Name);
  if (guard !== undefined) {
    return { kind: "guard", ...base, risk: buildName(ctx, guard) };
  }
  const route = first(first(viaClause)?.children.Name);
  if (route !== undefined) {
    return { kind: "via", ...base, route: buildName(ctx, route) };
  }
  const fills = first(fillsSetting);
  if (fills !== undefined) {
    return buildFills(ctx, fills);
  }
  const path = first(Text);
  if (path !== undefined) {
    return { kind: "checkFile", ...base, market: optionalName(ctx, market), path: buildText(ctx, path) };
  }
  const count = first(walks);
  return count === undefined
    ? undefined
    : {
        kind: "checkWalks",
        ...base,
        count: buildSlot(ctx, count, span),
        length: optionalSlot(ctx, length),
      };
}
