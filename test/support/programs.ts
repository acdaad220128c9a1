import fc from "fast-check";
import type {
  Argument,
  Clause,
  Declaration,
  DurationLiteral,
  Expression,
  Module,
  Name,
  Placement,
  Rule,
  StrategyStatement,
  StringLiteral,
} from "../../compiler/ast/nodes.ts";
import { holdingStatement } from "./combo-programs.ts";
import { stateStatement, timeStatement } from "./time-programs.ts";

/** Random programs as syntax trees. Ids and spans are zero: what is compared leaves them out. */

const zero = { id: 0, span: { source: 0, start: 0, end: 0 } } as const;

const word = fc.constantFrom(
  "a",
  "close",
  "fast_2",
  "X",
  "USDT",
  "limit",
  "stop",
  "entry",
  "size",
  "target",
  "order",
  "same",
  "at",
  "above",
  "below",
  "risking",
  "market",
  "equity",
  "units",
  "long",
  "venue",
  "open",
  "bars",
  "hold",
  "state",
  "every",
  "cooldown",
  "machine",
  "goto",
  "most",
  "loss",
  "monday",
  "before",
);

const name: fc.Arbitrary<Name> = word.map((text) => ({ kind: "name", ...zero, text }));
const plainName: fc.Arbitrary<Name> = fc
  .constantFrom("btc", "eth", "spot", "desk", "Cross", "USDT")
  .map((text) => ({ kind: "name", ...zero, text }));
const text: fc.Arbitrary<StringLiteral> = fc
  .oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom('"', "\\", "a\nb", "\\b", "\u2028"))
  .map((value) => ({ kind: "string", ...zero, value }));
const numberText = fc.constantFrom("0", "1", "12", "1_000.5", "0.25", "1e5", "2.5E-3", "1_0");
const duration: fc.Arbitrary<DurationLiteral> = fc
  .tuple(
    fc.integer({ min: 1, max: 90 }),
    fc.constantFrom(["s", 1e3], ["m", 6e4], ["h", 36e5], ["d", 864e5], ["w", 6048e5] as const),
  )
  .map(([count, [unit, factor]]) => ({
    kind: "duration",
    ...zero,
    milliseconds: count * Number(factor),
    text: `${count}${unit}`,
  }));

const literal: fc.Arbitrary<Expression> = fc.oneof(
  numberText.map(
    (t): Expression => ({ kind: "number", ...zero, value: Number(t.replaceAll("_", "")), text: t }),
  ),
  fc
    .integer({ min: 0, max: 999 })
    .map((n): Expression => ({ kind: "ratio", ...zero, value: Number(`${n}e-2`), text: `${n}%` })),
  fc
    .integer({ min: 0, max: 999 })
    .map((n): Expression => ({ kind: "ratio", ...zero, value: Number(`${n}e-4`), text: `${n}bps` })),
  duration,
  fc.integer({ min: 0, max: 999 }).map((count): Expression => ({ kind: "bars", ...zero, count })),
  fc.tuple(numberText, fc.constantFrom("USDT", "BTC", "X1")).map(
    ([t, asset]): Expression => ({
      kind: "amount",
      ...zero,
      value: Number(t.replaceAll("_", "")),
      text: t,
      asset: { kind: "name", ...zero, text: asset },
    }),
  ),
  text,
  fc.boolean().map((value): Expression => ({ kind: "boolean", ...zero, value })),
  fc.constant<Expression>({
    kind: "instant",
    ...zero,
    time: Date.UTC(2024, 1, 29, 23, 5),
    text: "2024-02-29T23:05Z",
  }),
  name.map((n): Expression => ({ kind: "reference", ...zero, name: n })),
);

const binaryOperator = fc.constantFrom(
  "or",
  "and",
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
  "??",
  "+",
  "-",
  "*",
  "/",
  "of",
);

function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

function composite(e: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const argument: fc.Arbitrary<Argument> = fc.record({
    kind: fc.constant("argument"),
    id: fc.constant(0),
    span: fc.constant(zero.span),
    name: optional(name),
    value: e,
  });
  return fc.oneof(
    fc
      .tuple(binaryOperator, e, e)
      .map(([operator, left, right]): Expression => ({ kind: "binary", ...zero, operator, left, right })),
    fc
      .tuple(fc.constantFrom("-", "not"), e)
      .map(([operator, operand]): Expression => ({ kind: "unary", ...zero, operator, operand })),
    fc
      .tuple(e, e, e)
      .map(([value, low, high]): Expression => ({ kind: "between", ...zero, value, low, high })),
    fc
      .tuple(fc.constantFrom("above", "below", "either"), e, e)
      .map(([direction, left, right]): Expression => ({ kind: "cross", ...zero, direction, left, right })),
    fc
      .tuple(e, fc.boolean())
      .map(([value, negated]): Expression => ({ kind: "known", ...zero, value, negated })),
    fc.tuple(e, e, e).map(
      ([condition, consequent, alternative]): Expression => ({
        kind: "if",
        ...zero,
        condition,
        consequent,
        alternative,
      }),
    ),
    fc
      .tuple(e, duration, fc.constantFrom("open", "close"))
      .map(([value, clock, asOf]): Expression => ({ kind: "on", ...zero, value, clock, asOf })),
    fc.tuple(e, e).map(([value, limit]): Expression => ({ kind: "filled", ...zero, value, limit })),
    fc
      .tuple(e, name, optional(name))
      .map(([value, currency, via]): Expression => ({ kind: "conversion", ...zero, value, currency, via })),
    fc.array(e, { maxLength: 4 }).map((items): Expression => ({ kind: "list", ...zero, items })),
    fc.tuple(e, e).map(([object, offset]): Expression => ({ kind: "history", ...zero, object, offset })),
    fc.tuple(e, name).map(([object, field]): Expression => ({ kind: "field", ...zero, object, field })),
    fc
      .tuple(e, fc.array(argument, { maxLength: 3 }))
      .map(([callee, list]): Expression => ({ kind: "call", ...zero, callee, arguments: list })),
  );
}

/** A random expression, up to a few levels deep. */
export const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof({ depthSize: "small", withCrossShrink: true }, literal, composite(tie("any"))),
})).any;

const doc = optional(fc.constantFrom("Words.", "Two lines,\nthe second.", ""));
const side = fc.constantFrom("long", "short");
const placement: fc.Arbitrary<Placement> = fc.oneof(
  expression.map((price): Placement => ({ kind: "at", ...zero, price })),
  fc
    .tuple(expression, fc.constantFrom("above", "below"))
    .map(([distance, direction]): Placement => ({ kind: "distance", ...zero, distance, direction })),
);

const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc
    .tuple(fc.constantFrom("amount", "risking"), expression)
    .map(([form, amount]): Clause => ({ kind: "size", ...zero, form, amount })),
  fc
    .constantFrom("same", "same_base")
    .map((form): Clause => ({ kind: "size", ...zero, form, amount: undefined })),
  fc.constant<Clause>({ kind: "order", ...zero, type: "market", stop: undefined, limit: undefined }),
  expression.map((limit): Clause => ({ kind: "order", ...zero, type: "limit", stop: undefined, limit })),
  expression.map((stop): Clause => ({ kind: "order", ...zero, type: "stop", stop, limit: undefined })),
  fc
    .tuple(expression, expression)
    .map(([stop, limit]): Clause => ({ kind: "order", ...zero, type: "stop_limit", stop, limit })),
  fc
    .tuple(placement, fc.boolean())
    .map(([at, forAll]): Clause => ({ kind: "stop", ...zero, placement: at, forAll })),
  placement.map((at): Clause => ({ kind: "target", ...zero, placement: at })),
  fc
    .tuple(expression, optional(expression))
    .map(([distance, after]): Clause => ({ kind: "trail", ...zero, distance, after })),
  fc.tuple(name, expression).map(([n, value]): Clause => ({ kind: "capture", ...zero, name: n, value })),
  expression.map((after): Clause => ({ kind: "expire", ...zero, after })),
  fc
    .constantFrom("ioc", "fok", "post_only")
    .map((value): Clause => ({ kind: "timeInForce", ...zero, value })),
  name.map((route): Clause => ({ kind: "via", ...zero, route })),
  fc
    .constantFrom("close", "reverse", "ignore")
    .map((action): Clause => ({ kind: "opposite", ...zero, action })),
  fc.constant<Clause>({ kind: "unprotected", ...zero }),
);
const clauses = fc.array(clause, { maxLength: 5 });

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.tuple(doc, side, optional(plainName), optional(expression), clauses).map(
    ([d, s, market, condition, list]): Rule => ({
      kind: "enter",
      ...zero,
      doc: d,
      side: s,
      market,
      condition,
      clauses: list,
    }),
  ),
  fc.tuple(doc, side, optional(plainName), optional(expression), expression, clauses).map(
    ([d, s, market, condition, units, list]): Rule => ({
      kind: "add",
      ...zero,
      doc: d,
      side: s,
      market,
      condition,
      units,
      clauses: list,
    }),
  ),
  fc
    .record({
      side: optional(side),
      market: optional(plainName),
      condition: optional(expression),
      after: optional(expression),
      part: optional(expression),
      ifUnknown: optional(fc.constantFrom("hold", "exit")),
      clauses,
    })
    .map((parts): Rule => ({ kind: "exit", ...zero, doc: undefined, ...parts })),
);

const binding = fc
  .tuple(doc, name, expression)
  .map(([d, n, value]) => ({ kind: "let", ...zero, doc: d, name: n, value }) as const);

const indicatorBinding = fc.oneof(binding, stateStatement({ expression, name, duration, doc }));

const strategyStatement: fc.Arbitrary<StrategyStatement> = fc.oneof(
  binding,
  fc.tuple(doc, name, optional(name), expression, optional(fc.array(expression, { maxLength: 3 }))).map(
    ([d, n, type, value, choices]): StrategyStatement => ({
      kind: "param",
      ...zero,
      doc: d,
      name: n,
      type,
      default: value,
      range: choices === undefined ? undefined : { kind: "choices", ...zero, values: choices },
    }),
  ),
  fc.tuple(name, expression, expression, expression, optional(expression)).map(
    ([n, value, low, high, step]): StrategyStatement => ({
      kind: "param",
      ...zero,
      doc: undefined,
      name: n,
      type: undefined,
      default: value,
      range: { kind: "range", ...zero, low, high, step },
    }),
  ),
  expression.map((condition): StrategyStatement => ({ kind: "require", ...zero, condition })),
  fc
    .tuple(expression, optional(text), optional(text))
    .map(([value, title, pane]): StrategyStatement => ({ kind: "plot", ...zero, value, title, pane })),
  rule,
  timeStatement({ expression, name, duration, doc }, rule),
  holdingStatement({ expression, clauses, side, doc }),
);

const formals = fc.array(
  fc
    .tuple(name, optional(name), optional(expression))
    .map(([n, type, value]) => ({ kind: "formal", ...zero, name: n, type, default: value }) as const),
  { maxLength: 3 },
);

const limitAction = fc.oneof(
  fc.constantFrom(
    { kind: "reject" } as const,
    { kind: "clamp" } as const,
    { kind: "reduceOnly" } as const,
    { kind: "flattenAndHalt" } as const,
    { kind: "halt", until: "forever" } as const,
    { kind: "halt", until: "nextDay" } as const,
  ),
  duration.map((until) => ({ kind: "halt", until }) as const),
);

const riskRule = fc.oneof(
  fc
    .record({
      subject: fc.constantFrom("order notional", "losing trades", "loss"),
      bound: expression,
      window: optional(duration),
      scope: optional(fc.constantFrom("market", "strategy", "route", "asset", "account")),
      action: limitAction,
    })
    .map(
      (parts) =>
        ({
          kind: "limit",
          ...zero,
          ...parts,
          subjectName: { kind: "name", ...zero, text: parts.subject },
          actionSpan: undefined,
        }) as const,
    ),
  fc
    .tuple(fc.constantFrom("enter", "add", "any"), expression, optional(text))
    .map(([what, condition, because]) => ({ kind: "forbid", ...zero, what, condition, because }) as const),
);

const runArguments = fc.array(
  fc
    .tuple(optional(name), expression)
    .map(([n, value]) => ({ kind: "argument", ...zero, name: n, value }) as const),
  { maxLength: 3 },
);

const fills = fc
  .record({
    policy: text,
    atClose: fc.boolean(),
    touch: fc.boolean(),
    participation: optional(expression),
    path: optional(name),
    detail: fc.oneof(
      fc.record({ detail: optional(expression), ticks: fc.constant(false), queue: fc.constant(undefined) }),
      fc.record({ detail: fc.constant(undefined), ticks: fc.constant(true), queue: optional(name) }),
    ),
  })
  .map(({ detail, ...parts }) => ({ kind: "fills", ...zero, ...parts, ...detail }) as const);
const guard = name.map((risk) => ({ kind: "guard", ...zero, risk }) as const);
const via = name.map((route) => ({ kind: "via", ...zero, route }) as const);

const sessionSetting = fc.oneof(
  expression.map((amount) => ({ kind: "capital", ...zero, amount }) as const),
  guard,
  fills,
  fc
    .record({
      strategy: name,
      arguments: runArguments,
      markets: fc.array(name, { maxLength: 2 }),
      budget: optional(expression),
      route: optional(name),
      title: optional(text),
    })
    .map((parts) => ({ kind: "run", ...zero, ...parts }) as const),
);

const instant = {
  kind: "instant",
  ...zero,
  time: Date.UTC(2024, 1, 29, 23, 5),
  text: "2024-02-29T23:05Z",
} as const;

const place = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((bar) => ({ kind: "atBar", ...zero, bar, text: String(bar) }) as const),
  fc.constant({ kind: "atTime", ...zero, time: instant } as const),
  fc.constant({ kind: "atEnd", ...zero } as const),
);

const list = fc
  .array(expression, { maxLength: 12 })
  .map((items) => ({ kind: "list", ...zero, items }) as const);

const candlePart = fc.oneof(
  fc
    .tuple(fc.constantFrom("open", "high", "low", "close", "volume"), list)
    .map(([field, values]) => ({ kind: "candleList", ...zero, field, values }) as const),
  list.map((rows) => ({ kind: "candleRows", ...zero, rows }) as const),
  fc
    .tuple(text, optional(fc.tuple(expression, expression)))
    .map(
      ([path, bars]) => ({ kind: "candleFile", ...zero, path, first: bars?.[0], last: bars?.[1] }) as const,
    ),
  fc
    .tuple(expression, expression)
    .map(([price, length]) => ({ kind: "flat", ...zero, price, length }) as const),
  fc
    .tuple(optional(expression), expression, expression)
    .map(([first, last, length]) => ({ kind: "ramp", ...zero, first, last, length }) as const),
  expression.map((price) => ({ kind: "gap", ...zero, price }) as const),
  expression.map((length) => ({ kind: "skip", ...zero, length }) as const),
  expression.map((range) => ({ kind: "candleRange", ...zero, range }) as const),
);

const holding = fc
  .tuple(side, optional(plainName), expression, expression)
  .map(
    ([s, market, quantity, price]) =>
      ({ kind: "holding", ...zero, side: s, market, quantity, price }) as const,
  );

const expectation = fc.oneof(
  fc.constant({ kind: "expectNone", ...zero } as const),
  fc
    .record({
      place,
      action: fc.constantFrom("enter", "add", "exit"),
      side: optional(side),
      market: optional(plainName),
      clauses,
    })
    .map((parts) => ({ kind: "expectIntent", ...zero, ...parts }) as const),
  fc
    .tuple(place, fc.constantFrom("buy", "sell"), expression, optional(expression))
    .map(
      ([at, way, quantity, price]) =>
        ({ kind: "expectFill", ...zero, place: at, way, quantity, price }) as const,
    ),
  fc
    .record({
      place,
      action: fc.constantFrom("enter", "add", "exit"),
      side: optional(side),
      market: optional(plainName),
      because: optional(text),
    })
    .map((parts) => ({ kind: "expectRefusal", ...zero, ...parts }) as const),
  fc
    .record({ place, side: optional(side), market: optional(plainName) })
    .map((parts) => ({ kind: "expectBlock", ...zero, ...parts }) as const),
  fc
    .tuple(place, optional(place))
    .map(([first, last]) => ({ kind: "expectNothing", ...zero, first, last }) as const),
  fc.tuple(place, optional(plainName), optional(fc.tuple(side, expression))).map(
    ([at, market, held]) =>
      ({
        kind: "expectPosition",
        ...zero,
        place: at,
        side: held?.[0],
        market,
        quantity: held?.[1],
      }) as const,
  ),
  fc
    .tuple(place, expression)
    .map(([at, condition]) => ({ kind: "expectCondition", ...zero, place: at, condition }) as const),
);

const scenarioStatement = fc.oneof(
  fc
    .tuple(optional(expression), fc.array(holding, { maxLength: 2 }))
    .map(([capital, holdings]) => ({ kind: "start", ...zero, at: instant, capital, holdings }) as const),
  fc
    .tuple(name, duration, fc.array(candlePart, { minLength: 1, maxLength: 4 }))
    .map(([market, clock, parts]) => ({ kind: "candles", ...zero, market, clock, parts }) as const),
  { weight: 4, arbitrary: expectation },
  fills,
  guard,
  via,
);

const checkSetting = fc.oneof(
  expression.map((amount) => ({ kind: "capital", ...zero, amount }) as const),
  guard,
  via,
  fills,
  fc
    .tuple(optional(plainName), text)
    .map(([market, path]) => ({ kind: "checkFile", ...zero, market, path }) as const),
  fc
    .tuple(expression, optional(expression))
    .map(([count, length]) => ({ kind: "checkWalks", ...zero, count, length }) as const),
);

const portfolio: fc.Arbitrary<StrategyStatement> = fc
  .array(
    fc.oneof(
      expression.map((most) => ({ kind: "positions", ...zero, most }) as const),
      fc
        .tuple(expression, fc.constantFrom("highest", "lowest"))
        .map(([by, first]) => ({ kind: "rank", ...zero, by, first }) as const),
      expression.map((most) => ({ kind: "cap", ...zero, most }) as const),
    ),
    { maxLength: 3 },
  )
  .map((settings) => ({ kind: "portfolio", ...zero, settings }));

const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc.tuple(fc.array(fc.tuple(name, optional(name)), { minLength: 1, maxLength: 3 }), text).map(
    ([names, from]): Declaration => ({
      kind: "import",
      ...zero,
      names: names.map(([n, alias]) => ({ kind: "importName", ...zero, name: n, alias })),
      from,
    }),
  ),
  fc
    .tuple(doc, name, text, name)
    .map(
      ([d, n, symbol, venue]): Declaration => ({ kind: "market", ...zero, doc: d, name: n, symbol, venue }),
    ),
  fc.tuple(doc, name, expression, expression).map(
    ([d, n, bound, maximum]): Declaration => ({
      kind: "route",
      ...zero,
      doc: d,
      name: n,
      settings: [
        { kind: "routeVenue", ...zero, venue: n },
        {
          kind: "routeAllow",
          ...zero,
          orderTypes: ["market", "stop_limit", "post_only"].map((t) => ({ kind: "name", ...zero, text: t })),
        },
        { kind: "routeSlippage", ...zero, bound },
        { kind: "routeFees", ...zero, maker: bound, taker: maximum, currency: n },
        { kind: "routeLatency", ...zero, latency: bound },
        { kind: "routeBorrow", ...zero, rate: bound },
        { kind: "routeLeverage", ...zero, maximum },
        { kind: "routeDefault", ...zero },
      ],
    }),
  ),
  fc
    .tuple(doc, name, name, fc.array(riskRule, { maxLength: 4 }))
    .map(
      ([d, n, currency, rules]): Declaration => ({ kind: "risk", ...zero, doc: d, name: n, currency, rules }),
    ),
  fc
    .tuple(doc, name, formals, expression)
    .map(
      ([d, n, list, body]): Declaration => ({ kind: "fn", ...zero, doc: d, name: n, formals: list, body }),
    ),
  fc.tuple(doc, name, formals, fc.array(indicatorBinding, { maxLength: 3 }), expression, fc.boolean()).map(
    ([d, n, list, lets, value, isRecord]): Declaration => ({
      kind: "indicator",
      ...zero,
      doc: d,
      name: n,
      formals: list,
      lets,
      yields: isRecord
        ? { kind: "yieldRecord", ...zero, fields: [{ kind: "yieldField", ...zero, name: n, value }] }
        : { kind: "yieldValue", ...zero, value },
    }),
  ),
  fc.tuple(doc, name, fc.array(fc.oneof(plainName, text), { maxLength: 5 }), optional(name)).map(
    ([d, n, members, venue]): Declaration => ({
      kind: "universe",
      ...zero,
      doc: d,
      name: n,
      members,
      venue,
    }),
  ),
  fc
    .tuple(
      doc,
      name,
      fc.oneof(
        fc
          .array(plainName, { minLength: 1, maxLength: 3 })
          .map((markets) => ({ markets, universe: undefined })),
        fc.tuple(plainName, plainName).map(([slot, universe]) => ({ markets: [slot], universe })),
      ),
      optional(name),
      duration,
      fc.array(fc.oneof({ weight: 9, arbitrary: strategyStatement }, { weight: 1, arbitrary: portfolio }), {
        maxLength: 6,
      }),
    )
    .map(
      ([d, n, traded, route, clock, statements]): Declaration => ({
        kind: "strategy",
        ...zero,
        doc: d,
        name: n,
        ...traded,
        route,
        clock,
        statements,
      }),
    ),
  fc
    .tuple(doc, name, fc.array(sessionSetting, { maxLength: 4 }))
    .map(([d, n, settings]): Declaration => ({ kind: "session", ...zero, doc: d, name: n, settings })),
  fc.tuple(doc, text, name, runArguments, fc.array(scenarioStatement, { maxLength: 4 })).map(
    ([d, title, strategy, list, statements]): Declaration => ({
      kind: "scenario",
      ...zero,
      doc: d,
      title,
      strategy,
      arguments: list,
      statements,
    }),
  ),
  fc.tuple(doc, text, name, runArguments, fc.array(checkSetting, { maxLength: 4 }), expression).map(
    ([d, title, strategy, list, settings, condition]): Declaration => ({
      kind: "check",
      ...zero,
      doc: d,
      title,
      strategy,
      arguments: list,
      settings,
      condition,
    }),
  ),
);

/** A random program: a share of every form of the grammar. It follows the grammar; it need not make sense. */
export const program: fc.Arbitrary<Module> = fc
  .array(declaration, { maxLength: 4 })
  .map((declarations) => ({ kind: "module", ...zero, declarations }));
