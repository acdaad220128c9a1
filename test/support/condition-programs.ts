/** Random conditions over one market and some parameters, and their values at every bar of some data. */

import fc from "fast-check";
import { compile } from "../../compiler/index.ts";
import type { FeatureId, FeatureIr, ScalarIr, StrategyIr } from "../../compiler/ir/nodes.ts";
import { evaluateScalar } from "../../compiler/warmup/index.ts";
import type { AnySeries, ConstantSeries, OperationSeries } from "../../stdlib/index.ts";
import { evaluate, type Fields } from "./series-runner.ts";

/** Ranges of the parameters that the conditions read, with some values of each. */
const parameters = {
  n: { declaration: "param n: bars = 5 in 2..9", values: [2, 5, 9] },
  m: { declaration: "param m: bars = 12 in 8..20", values: [8, 12, 20] },
  bottom: { declaration: "param bottom: score = 30 in 5..45", values: [5, 30, 45] },
  top: { declaration: "param top: score = 70 in 40..95", values: [40, 70, 95] },
  k: { declaration: "param k = 1.5 in 0.5..3.0", values: [0.5, 1.5, 3] },
} as const;

export type Values = ReadonlyMap<string, number>;

/** Values of the parameters that keep what the programs require of them. */
export const someValues: fc.Arbitrary<Values> = fc
  .record({
    n: fc.constantFrom(...parameters.n.values),
    m: fc.constantFrom(...parameters.m.values),
    bottom: fc.constantFrom(...parameters.bottom.values),
    top: fc.constantFrom(...parameters.top.values),
    k: fc.constantFrom(...parameters.k.values),
  })
  .filter(({ n, m, bottom, top }) => n < m && bottom < top)
  .map((values): Values => new Map(Object.entries(values)));

const length = fc.oneof(fc.constantFrom("n", "m"), fc.integer({ min: 1, max: 12 }).map(String));
const back = fc.constantFrom("", "", "[1]", "[3]", "[n]");

const field = fc.constantFrom("close", "open", "high", "low");

/** Prices and what is made of them. */
const price: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 1, withCrossShrink: true },
    fc
      .tuple(fc.constantFrom("close", "open", "high", "low", "hl2"), back)
      .map(([field, past]) => (field === "hl2" ? field : `${field}${past}`)),
    fc
      .tuple(fc.constantFrom("highest", "lowest", "sma", "ema", "rma", "wma"), tie("any"), length, back)
      .map(([name, of, n, past]) => `${name}(${of}, ${n})${past}`),
    fc
      .tuple(fc.constantFrom("min", "max"), tie("any"), tie("any"))
      .map(([name, a, b]) => `${name}(${a}, ${b})`),
    fc
      .tuple(tie("any"), fc.constantFrom("+", "-"), length)
      .map(([a, sign, n]) => `(${a} ${sign} k * atr(${n}))`),
    fc.tuple(tie("any"), fc.constantFrom("0.9", "1.1", "k")).map(([a, factor]) => `${a} * ${factor}`),
    fc.tuple(tie("any"), length).map(([a, n]) => `bollinger(${a}, ${n}, 2).upper`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `(if ${a} > ${b} then ${c} else ${a})`),
  ),
})).any;

/** Scores from 0 to 100 and levels for them. */
const score = fc.oneof(
  fc
    .tuple(fc.constantFrom("rsi", "talib.rsi"), fc.integer({ min: 2, max: 9 }))
    .map(([name, n]) => `${name}(close, ${n})`),
  fc.integer({ min: 2, max: 9 }).map((n) => `ema(rsi(close, ${n}), 3)`),
  fc.constantFrom("bottom", "top"),
  fc.integer({ min: -10, max: 110 }).map(String),
);

/** Plain numbers. */
const number = fc.oneof(
  fc.tuple(price, price).map(([a, b]) => `${a} / ${b}`),
  fc.tuple(price, price).map(([a, b]) => `abs(${a} - ${b}) / ${a}`),
  fc.tuple(price, length).map(([a, n]) => `stdev(${a}, ${n}) / close`),
  fc.constantFrom("k", "0", "1", "0.5", "-0.1", "sign(close - open)", "volume / volume[1]"),
);

/** Scores that vary by bar. */
const moving = score.filter((text) => text.includes("("));

const operator = fc.constantFrom(
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
  "crosses above",
  "crosses below",
  "crosses",
);

/** Prices beside others that they are made of. */
const related = fc.oneof(
  fc
    .tuple(price, operator, fc.constantFrom("highest", "lowest"), length, back)
    .map(([a, sign, name, n, past]) => `${a} ${sign} ${name}(${a}, ${n})${past}`),
  fc
    .tuple(length, back, operator, length, back)
    .map(([n, past, sign, m, before]) => `lowest(low, ${n})${past} ${sign} highest(high, ${m})${before}`),
  fc.tuple(field, operator, field).map(([a, sign, b]) => `${a} ${sign} ${b}`),
  fc.tuple(price, operator, price).map(([a, sign, b]) => `${a} ${sign} max(${b}, ${a})`),
);

const comparison = fc.oneof(
  { weight: 3, arbitrary: related },
  fc.tuple(price, operator, price).map(([a, sign, b]) => `${a} ${sign} ${b}`),
  fc.tuple(moving, operator, score).map(([a, sign, b]) => `${a} ${sign} ${b}`),
  fc.tuple(number, operator, number).map(([a, sign, b]) => `${a} ${sign} ${b}`),
  fc.tuple(moving, score, score).map(([a, low, high]) => `${a} between ${low} and ${high}`),
  fc.tuple(price, price, price).map(([a, low, high]) => `${a} between ${low} and ${high}`),
);

/** A random condition of a few parts. */
export const someCondition: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 1, withCrossShrink: true },
    { weight: 6, arbitrary: comparison },
    fc
      .tuple(tie("any"), fc.constantFrom("and", "or"), tie("any"))
      .map(([a, word, b]) => `(${a}) ${word} (${b})`),
    tie("any").map((a) => `not (${a})`),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => `((${a}) ?? (${b}))`),
    tie("any").map((a) => `(${a})[1]`),
  ),
})).any;

/** A plan whose rules are entries on those of the conditions that compile. */
export const strategyOf = (conditions: readonly string[]): StrategyIr | undefined =>
  compiled(conditions) ?? compiled(conditions.filter((condition) => compiled([condition]) !== undefined));

const compiled = (conditions: readonly string[]): StrategyIr | undefined => {
  const rules = conditions.map((condition) => `enter long when ${condition} { size 1 BTC unprotected }`);
  const text = `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
${Object.values(parameters)
  .map(({ declaration }) => declaration)
  .join("\n")}
require n < m and bottom < top
${rules.join("\n")}
}
`;
  return compile({ entry: { path: "plan.ctk", text } }).plan?.strategies[0];
};

type UntypedSeries = ConstantSeries | OperationSeries;

/** The truth of each feature at every bar: 0, 1, or 2 where it is unknown. */
export const truthOf = (
  strategy: StrategyIr,
  features: readonly FeatureId[],
  values: Values,
  fields: Fields,
): readonly (readonly number[])[] => {
  const known = new Map<FeatureId, AnySeries>();
  const number = (scalar: ScalarIr): number => Number(evaluateScalar(scalar, values));
  const seriesOf = (id: FeatureId): AnySeries => {
    const found = known.get(id) ?? build(strategy.features[id]);
    known.set(id, found);
    return found;
  };
  const build = (feature: FeatureIr | undefined): AnySeries => {
    const value = feature?.value;
    const typed = (series: UntypedSeries): AnySeries =>
      feature?.type === "boolean" ? { ...series, type: "boolean" } : { ...series, type: "number" };
    switch (value?.kind) {
      case "source":
        return { kind: "source", slot: value.slot, field: value.field, clock: 1, type: "number" };
      case "constant":
        return typed({ kind: "constant", value: number(value.value) });
      case "operation": {
        const { operation, inputs, constants } = value;
        return typed({
          kind: "operation",
          operation,
          inputs: inputs.map(seriesOf),
          constants: constants.map(number),
        });
      }
      default:
        throw new Error(`no series for ${value?.kind}`);
    }
  };
  return evaluate(features.map(seriesOf), fields);
};
