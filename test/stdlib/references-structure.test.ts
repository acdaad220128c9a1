/** Conditions, anchors and pivots against plain implementations that look at the whole past at every bar. */

import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  all,
  any,
  averageSince,
  bars,
  barsSince,
  constant,
  count,
  gt,
  highestSince,
  lowestSince,
  pivotHigh,
  pivotLow,
  stdevSince,
  sumSince,
  valueWhen,
} from "../../stdlib/index.ts";
import { BAR_KINDS, type MarketFields, makeBars } from "../support/bar-data.ts";
import { librarySeries } from "../support/library-series.ts";
import { evaluateOne } from "../support/series-runner.ts";

const { close, high, low, open, volume } = bars("m", 60_000);
const absent = Number.NaN;
const UNKNOWN = 2;

type Values = readonly number[];

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? absent;
const total = (values: Values): number => values.reduce((a, b) => a + b, 0);

const known = new WeakMap<MarketFields, Values>();

/** Rises of the candle: 1, 0, or 2 where a price is absent. */
const truths = (fields: MarketFields): Values => {
  const { open: o, close: c } = fields;
  const found =
    known.get(fields) ??
    Array.from(c, (value, i) => (Number.isNaN(value - at(o, i)) ? UNKNOWN : Number(value > at(o, i))));
  known.set(fields, found);
  return found;
};
const condition = gt(close, open);

/** Bars from the last at which the condition held; undefined before, and after an unknown one. */
const sinceLast = (truth: Values, i: number): Values | undefined => {
  let start = i;
  while (start >= 0 && truth[start] === 0) start -= 1;
  return start >= 0 && truth[start] === 1
    ? Array.from({ length: i - start + 1 }, (_, k) => start + k)
    : undefined;
};

type Reference = (fields: MarketFields, i: number) => number;

const window = (truth: Values, i: number, length: number): Values =>
  Array.from({ length }, (_, k) => truth[i - k] ?? UNKNOWN);

const overWindow =
  (length: number, f: (values: Values) => number, unclear: number): Reference =>
  (fields, i) =>
    i < length - 1 ? unclear : f(window(truths(fields), i, length));

/** `f` of the present values of bars since the condition held; absent where the present one is. */
const overSince =
  (
    read: (fields: MarketFields, i: number) => number,
    f: (values: Values, bars: Values, fields: MarketFields) => number,
  ): Reference =>
  (fields, i) => {
    const found = sinceLast(truths(fields), i);
    if (found === undefined || Number.isNaN(read(fields, i))) return absent;
    const present = found.filter((bar) => !Number.isNaN(read(fields, bar)));
    return f(
      present.map((bar) => read(fields, bar)),
      present,
      fields,
    );
  };

const weigh = (values: Values, weights: Values): number => {
  const base = at(values, 0);
  const sum = total(weights);
  const mean = total(values.map((value, i) => (value - base) * at(weights, i))) / sum;
  return sum === 0 ? absent : base + mean;
};

const spread = (values: Values, weights: Values): number => {
  const base = at(values, 0);
  const sum = total(weights);
  const mean = total(values.map((value, i) => (value - base) * at(weights, i))) / sum;
  const squares = total(values.map((value, i) => (value - base - mean) ** 2 * at(weights, i)));
  return sum === 0 ? absent : Math.sqrt(squares / sum);
};

const volumes = (fields: MarketFields, bars: Values): Values => bars.map((bar) => at(fields.volume, bar));

const pivot =
  (field: "high" | "low", side: number, left: number, right: number): Reference =>
  (fields, i) => {
    const values = Array.from(
      { length: left + right + 1 },
      (_, k) => side * at(fields[field], i - left - right + k),
    );
    if (values.some(Number.isNaN)) return absent;
    const own = at(values, left);
    const before = values.slice(0, left).every((value) => own >= value);
    const after = values.slice(left + 1).every((value) => own > value);
    return before && after ? side * own : absent;
  };

interface Case {
  readonly name: string;
  readonly series: AnySeries;
  readonly reference: Reference;
  readonly relative: number;
}

const exactly = (name: string, series: AnySeries, reference: Reference, relative = 0): Case => ({
  name,
  series,
  reference,
  relative,
});

const one = constant(1);

const CASES: readonly Case[] = [
  ...[1, 2, 5].flatMap((n) => [
    exactly(
      `count of ${n}`,
      count(condition, n),
      overWindow(n, (w) => (w.includes(2) ? absent : total(w)), absent),
    ),
    exactly(
      `any of ${n}`,
      any(condition, n),
      overWindow(n, (w) => (w.includes(1) ? 1 : w.includes(2) ? 2 : 0), 2),
    ),
    exactly(
      `all of ${n}`,
      all(condition, n),
      overWindow(n, (w) => (w.includes(0) ? 0 : w.includes(2) ? 2 : 1), 2),
    ),
  ]),
  exactly(
    "bars_since",
    barsSince(condition),
    (fields, i) => (sinceLast(truths(fields), i)?.length ?? absent) - 1,
  ),
  ...[0, 1, 3].map((occurrence) =>
    exactly(`value_when ${occurrence}`, valueWhen(condition, high, occurrence), (fields, i) => {
      const truth = truths(fields).slice(0, i + 1);
      const certain = truth
        .slice(truth.lastIndexOf(UNKNOWN) + 1)
        .map((value, k) => value * (truth.lastIndexOf(UNKNOWN) + 1 + k + 1));
      const held = certain.filter((bar) => bar > 0).reverse();
      return held.length > occurrence ? at(fields.high, at(held, occurrence) - 1) : absent;
    }),
  ),
  exactly(
    "highest_since",
    highestSince(condition, high),
    overSince(
      (f, i) => at(f.high, i),
      (w) => Math.max(...w),
    ),
  ),
  exactly(
    "lowest_since",
    lowestSince(condition, low),
    overSince(
      (f, i) => at(f.low, i),
      (w) => Math.min(...w),
    ),
  ),
  exactly(
    "sum_since",
    sumSince(condition, volume),
    overSince((f, i) => at(f.volume, i), total),
    1e-12,
  ),
  exactly(
    "average_since",
    averageSince(condition, close, one),
    overSince(
      (f, i) => at(f.close, i),
      (w) =>
        weigh(
          w,
          w.map(() => 1),
        ),
    ),
    1e-12,
  ),
  exactly(
    "average_since with weights",
    averageSince(condition, close, volume),
    overSince(
      (f, i) => at(f.close, i),
      (w, found, f) => weigh(w, volumes(f, found)),
    ),
    1e-12,
  ),
  exactly(
    "stdev_since with weights",
    stdevSince(condition, close, volume),
    overSince(
      (f, i) => at(f.close, i),
      (w, found, f) => spread(w, volumes(f, found)),
    ),
    1e-9,
  ),
  ...[
    [1, 1],
    [2, 3],
    [5, 5],
  ].flatMap(([left = 1, right = 1]) => [
    exactly(`pivot_high ${left} ${right}`, pivotHigh(high, left, right), pivot("high", 1, left, right)),
    exactly(`pivot_low ${left} ${right}`, pivotLow(low, left, right), pivot("low", -1, left, right)),
  ]),
];

const compare = ({ series, reference, relative }: Case, fields: MarketFields): void => {
  const actual = evaluateOne(series, fields);
  let known = 0;
  for (let i = 0; i < fields.close.length; i++) {
    const want = reference(fields, i);
    const got = at(actual, i);
    const same = Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= relative * Math.abs(want);
    if (!same) expect.fail(`bar ${i}: ${got}, expected ${want}`);
    if (!Number.isNaN(want) && !(series.type === "boolean" && want === UNKNOWN)) known += 1;
  }
  expect(known).toBeGreaterThan(0);
};

describe.each(BAR_KINDS)("$name", (kind) => {
  const fields = makeBars(kind, 500, 99);
  it.each(CASES)("$name", (own) => compare(own, fields));
});

describe("prices on a coarse grid, where neighbours are often equal", () => {
  const fine = makeBars({ name: "", level: 20, step: 2, flat: 0, hole: 0.01 }, 500, 4);
  const coarse = (values: Float64Array): Float64Array => values.map((value) => Math.round(value));
  const fields: MarketFields = {
    ...fine,
    open: coarse(fine.open),
    high: coarse(fine.high),
    low: coarse(fine.low),
    close: coarse(fine.close),
  };
  it.each(CASES)("$name", (own) => compare(own, fields));
});

describe("values since a condition", () => {
  const lasting = makeBars({ name: "", level: 1e9, step: 1, flat: 0, hole: 0 }, 20_000, 7);
  const anchor = gt(close, constant(0));

  it("keep their digits over a long time at a high level", () => {
    const first = { ...lasting, open: lasting.close.map((_, i) => Number(i === 0)) };
    const once = gt(open, constant(0.5));
    const got = evaluateOne(stdevSince(once, close, volume), first).at(-1) ?? absent;
    expect(Math.abs(got / spread([...lasting.close], [...lasting.volume]) - 1)).toBeLessThan(1e-9);
    const mean = evaluateOne(averageSince(once, close, volume), first).at(-1) ?? absent;
    expect(Math.abs(mean / weigh([...lasting.close], [...lasting.volume]) - 1)).toBeLessThan(1e-12);
  });

  it("start anew at every bar at which it holds", () => {
    expect(new Set(evaluateOne(stdevSince(anchor, close, one), lasting))).toStrictEqual(new Set([0]));
    expect(new Set(evaluateOne(barsSince(anchor), lasting))).toStrictEqual(new Set([0]));
  });

  it("are absent without weight", () => {
    const still = { ...lasting, volume: lasting.volume.map(() => 0) };
    expect(evaluateOne(averageSince(anchor, close, volume), still).every(Number.isNaN)).toBe(true);
    expect(evaluateOne(stdevSince(anchor, close, volume), still).every(Number.isNaN)).toBe(true);
  });
});

describe("composites", () => {
  const fields = makeBars({ name: "", level: 100, step: 0.5, flat: 0.05, hole: 0 }, 600, 12);
  const series = librarySeries({
    swing: "swing_high(3, 2)",
    swingBars: "swing_high_bars(3, 2)",
    low: "swing_low(3, 2)",
    lowBars: "swing_low_bars(3, 2)",
    upper: "vwap_bands(close > open, 2).upper",
    middle: "vwap(close > open)",
    spread: "stdev_since(close > open, hlc3, volume)",
    rising: "rising(close, 3)",
    falling: "falling(close, 3)",
    range: "range(close, 20)",
  });
  const values = (name: string): Values => {
    const own = series.get(name);
    return own === undefined ? expect.fail(`no ${name}`) : evaluateOne(own, fields);
  };

  it("a swing holds the last pivot that was confirmed, and counts the bars since the pivot itself", () => {
    for (const [name, field, side] of [
      ["swing", "high", 1],
      ["low", "low", -1],
    ] as const) {
      const pivots = fields.close.map((_, i) => pivot(field, side, 3, 2)(fields, i));
      const bars = values(`${name}Bars`);
      for (const [i, got] of values(name).entries()) {
        let last = i;
        while (last >= 0 && Number.isNaN(at(pivots, last))) last -= 1;
        expect(got).toBe(last < 0 ? absent : at(pivots, last));
        expect(at(bars, i)).toBe(last < 0 ? absent : i - last + 2);
        if (last >= 0) expect(got).toBe(at(fields[field], i - at(bars, i)));
      }
    }
  });

  it("bands are as far from the price as the deviations say", () => {
    const [upper, middle, deviation] = [values("upper"), values("middle"), values("spread")];
    let known = 0;
    for (let i = 0; i < upper.length; i++) {
      const want = at(middle, i) + 2 * at(deviation, i);
      expect(at(upper, i)).toBe(want);
      if (!Number.isNaN(want)) known += 1;
    }
    expect(known).toBeGreaterThan(500);
  });

  it("rising and falling are strict at every bar", () => {
    const c = fields.close;
    const [rising, falling] = [values("rising"), values("falling")];
    for (let i = 3; i < c.length; i++) {
      const steps = [0, 1, 2].map((k) => Math.sign(at(c, i - k) - at(c, i - k - 1)));
      expect(at(rising, i)).toBe(Number(steps.every((step) => step > 0)));
      expect(at(falling, i)).toBe(Number(steps.every((step) => step < 0)));
    }
    expect(rising.slice(0, 2)).toStrictEqual([UNKNOWN, UNKNOWN]);
  });
});

it("an unknown condition leaves nothing to count from until it holds again", () => {
  const fields = { close: [2, 0, absent, 0, 2, 0], open: [1, 1, 1, 1, 1, 1] };
  expect(evaluateOne(barsSince(condition), fields)).toStrictEqual([0, 1, absent, absent, 0, 1]);
  expect(evaluateOne(sumSince(condition, open), fields)).toStrictEqual([1, 2, absent, absent, 1, 2]);
  expect(
    evaluateOne(valueWhen(condition, close, 1), { ...fields, close: [2, 3, absent, 4, 5, 0] }),
  ).toStrictEqual([absent, 2, absent, absent, 4, 4]);
});
