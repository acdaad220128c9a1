/** Indicators against plain implementations that look at each window or at the whole past, bar by bar. */

import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  atr,
  bars,
  change,
  crosses,
  crossesAbove,
  crossesBelow,
  cum,
  ema,
  filledForward,
  highest,
  history,
  lowest,
  obv,
  rma,
  roc,
  rsi,
  sma,
  stdev,
  sum,
  talibAtr,
  talibObv,
  talibRoc,
  talibRsi,
  talibTr,
  tr,
  variance,
  wma,
} from "../../stdlib/index.ts";
import { BAR_KINDS, type MarketFields, makeBars, randomFrom } from "../support/bar-data.ts";
import { evaluateOne } from "../support/series-runner.ts";

const market = bars("m", 60_000);
const { close, high, low, open } = market;

type Values = readonly number[];
type Reference = (fields: MarketFields) => Values;

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;
const each = (values: ArrayLike<number>, make: (i: number) => number): Values =>
  Array.from({ length: values.length }, (_, i) => make(i));
const total = (values: Values): number => values.reduce((a, b) => a + b, 0);

/** `f` of each full window without an absent value, oldest value first. */
const windowed = (x: ArrayLike<number>, length: number, f: (window: Values) => number): Values =>
  each(x, (i) => {
    const window = Array.from({ length }, (_, k) => at(x, i - length + 1 + k));
    return window.some(Number.isNaN) ? Number.NaN : f(window);
  });

const meanOf = (window: Values): number => total(window) / window.length;

/** Two passes, relative to the first value. */
const varianceOf = (window: Values): number => {
  const shifted = window.map((value) => value - at(window, 0));
  const mean = meanOf(shifted);
  return meanOf(shifted.map((value) => (value - mean) ** 2));
};

const weightedMean = (window: Values): number => {
  const weights = window.map((_, index) => index + 1);
  return total(window.map((value, index) => value * at(weights, index))) / total(weights);
};

/** Steps over the present values from the mean of the first `length`; absent where the input is. */
const recursive = (
  x: ArrayLike<number>,
  length: number,
  step: (previous: number, value: number) => number,
): Values => {
  const seen: number[] = [];
  let mean = Number.NaN;
  return each(x, (i) => {
    const value = at(x, i);
    if (Number.isNaN(value)) return Number.NaN;
    seen.push(value);
    if (seen.length < length) return Number.NaN;
    mean = seen.length === length ? meanOf(seen) : step(mean, value);
    return mean;
  });
};

const wilder = (x: ArrayLike<number>, length: number): Values =>
  recursive(x, length, (previous, value) => (previous * (length - 1) + value) / length);

const changes = (x: ArrayLike<number>, length: number): Values =>
  each(x, (i) => at(x, i) - at(x, i - length));

const ranges = ({ high: h, low: l, close: c }: MarketFields, firstBar: boolean): Values => {
  const firstPresent = h.findIndex((value) => !Number.isNaN(value));
  return each(h, (i) => {
    if (firstBar && i === firstPresent) return at(h, i) - at(l, i);
    const previous = at(c, i - 1);
    return Math.max(at(h, i) - at(l, i), Math.abs(at(h, i) - previous), Math.abs(at(l, i) - previous));
  });
};

const relativeStrength = (x: ArrayLike<number>, length: number, flat: number): Values => {
  const moves = changes(x, 1);
  const up = wilder(
    moves.map((move) => Math.max(move, 0)),
    length,
  );
  const down = wilder(
    moves.map((move) => Math.max(-move, 0)),
    length,
  );
  return each(x, (i) => {
    if (Number.isNaN(at(up, i))) return Number.NaN;
    if (at(up, i) === 0 && at(down, i) === 0) return flat;
    return at(down, i) === 0 ? 100 : 100 - 100 / (1 + at(up, i) / at(down, i));
  });
};

const flows = ({ close: c, volume: v }: MarketFields, start: boolean): Values => {
  let sumSoFar = 0;
  let started = !start;
  return each(c, (i) => {
    if (!started) {
      if (Number.isNaN(at(c, i))) return Number.NaN;
      started = true;
      sumSoFar = at(v, i);
      return sumSoFar;
    }
    const flow = Math.sign(at(c, i) - at(c, i - 1)) * at(v, i);
    if (Number.isNaN(flow)) return Number.NaN;
    sumSoFar += flow;
    return sumSoFar;
  });
};

const N = 14;
const x = (fields: MarketFields): Float64Array => fields.close;

interface Case {
  readonly name: string;
  readonly series: AnySeries;
  readonly reference: Reference;
  /** Relative to the expected value, and to the largest input. */
  readonly relative: number;
  readonly ofInput: number;
}

const numeric = (
  name: string,
  series: AnySeries,
  reference: Reference,
  ofInput = 0,
  relative = 1e-12,
): Case => ({
  name,
  series,
  reference,
  relative,
  ofInput,
});

const CASES: readonly Case[] = [
  numeric("sum", sum(close, N), (f) => windowed(x(f), N, total)),
  numeric("sma", sma(close, N), (f) => windowed(x(f), N, meanOf)),
  numeric("sma of 1", sma(close, 1), (f) => each(x(f), (i) => at(x(f), i)), 0, 0),
  numeric(
    "sma of a difference",
    sma(change(close, 1), N),
    (f) => windowed(changes(x(f), 1), N, meanOf),
    1e-15,
  ),
  numeric("wma", wma(close, N), (f) => windowed(x(f), N, weightedMean)),
  numeric("wma of 3", wma(close, 3), (f) => windowed(x(f), 3, weightedMean)),
  numeric("variance", variance(close, N), (f) => windowed(x(f), N, varianceOf), 0, 1e-9),
  numeric("variance of 2", variance(close, 2), (f) => windowed(x(f), 2, varianceOf), 0, 1e-9),
  numeric("variance of 50", variance(close, 50), (f) => windowed(x(f), 50, varianceOf), 0, 1e-9),
  numeric("stdev", stdev(close, N), (f) => windowed(x(f), N, (w) => Math.sqrt(varianceOf(w))), 0, 1e-9),
  ...[1, 2, 3, N, 50].flatMap((n) => [
    numeric(`highest of ${n}`, highest(high, n), (f) => windowed(f.high, n, (w) => Math.max(...w)), 0, 0),
    numeric(`lowest of ${n}`, lowest(low, n), (f) => windowed(f.low, n, (w) => Math.min(...w)), 0, 0),
    numeric(`ema of ${n}`, ema(close, n), (f) => recursive(x(f), n, (e, v) => e + (2 / (n + 1)) * (v - e))),
    numeric(`rma of ${n}`, rma(close, n), (f) => wilder(x(f), n)),
  ]),
  numeric("change", change(close, 3), (f) => changes(x(f), 3), 0, 0),
  numeric("roc", roc(close, 3), (f) =>
    each(x(f), (i) => (100 * (at(x(f), i) - at(x(f), i - 3))) / at(x(f), i - 3)),
  ),
  numeric(
    "talib roc",
    talibRoc(close, 3),
    (f) => each(x(f), (i) => 100 * (at(x(f), i) / at(x(f), i - 3) - 1)),
    1e-13,
  ),
  numeric("rsi", rsi(close, N), (f) => relativeStrength(x(f), N, Number.NaN), 0, 1e-9),
  numeric("rsi of 1", rsi(close, 1), (f) => relativeStrength(x(f), 1, Number.NaN), 0, 1e-9),
  numeric("talib rsi", talibRsi(close, N), (f) => relativeStrength(x(f), N, 0), 0, 1e-9),
  numeric("tr", tr(market), (f) => ranges(f, true), 0, 0),
  numeric("talib tr", talibTr(market), (f) => ranges(f, false), 0, 0),
  numeric("atr", atr(market, N), (f) => wilder(ranges(f, true), N)),
  numeric("talib atr", talibAtr(market, N), (f) => wilder(ranges(f, false), N)),
  numeric("obv", obv(market), (f) => flows(f, false), 1e-9),
  numeric("talib obv", talibObv(market), (f) => flows(f, true), 1e-9),
  numeric("history", history(close, 5), (f) => each(x(f), (i) => at(x(f), i - 5)), 0, 0),
  numeric(
    "filled forward",
    filledForward(close, 2),
    (f) =>
      each(x(f), (i) => [0, 1, 2].map((k) => at(x(f), i - k)).find((v) => !Number.isNaN(v)) ?? Number.NaN),
    0,
    0,
  ),
  numeric("cum", cum(close), (f) => {
    let sumSoFar = 0;
    return each(x(f), (i) => {
      if (!Number.isNaN(at(x(f), i))) sumSoFar += at(x(f), i);
      return at(x(f), i) - at(x(f), i) + sumSoFar;
    });
  }),
];

describe.each(BAR_KINDS)("$name", (kind) => {
  const fields = makeBars(kind, 3000, 4711);
  const largest = Math.max(...x(fields).map((value) => (Number.isNaN(value) ? 0 : Math.abs(value))));

  it.each(CASES)("$name", ({ series, reference, relative, ofInput }) => {
    const expected = reference(fields);
    const actual = evaluateOne(series, fields);
    for (const [i, want] of expected.entries()) {
      const got = at(actual, i);
      const margin = relative * Math.abs(want) + ofInput * largest;
      if (Number.isNaN(want) ? !Number.isNaN(got) : !(Math.abs(got - want) <= margin)) {
        expect.fail(`bar ${i}: ${got}, expected ${want}`);
      }
    }
    expect(expected.some((want) => !Number.isNaN(want))).toBe(true);
  });

  it("atr is the rma of tr, bit for bit", () => {
    expect(evaluateOne(atr(market, N), fields)).toStrictEqual(evaluateOne(rma(tr(market), N), fields));
  });

  it("stdev of a flat window is exactly 0", () => {
    const flat = windowed(x(fields), N, (window) => Number(new Set(window).size === 1));
    const actual = evaluateOne(stdev(close, N), fields);
    for (const [i, isFlat] of flat.entries()) {
      if (isFlat === 1) expect(at(actual, i)).toBe(0);
      else if (isFlat === 0) expect(at(actual, i)).toBeGreaterThan(0);
    }
  });

  it("crosses compare with the last bar at which both were present", () => {
    const slow = ema(open, 5);
    const a = evaluateOne(ema(close, 3), fields);
    const b = evaluateOne(slow, fields);
    const above = evaluateOne(crossesAbove(ema(close, 3), slow), fields);
    const below = evaluateOne(crossesBelow(ema(close, 3), slow), fields);
    const either = evaluateOne(crosses(ema(close, 3), slow), fields);
    const present = (i: number): boolean => !Number.isNaN(at(a, i)) && !Number.isNaN(at(b, i));
    for (let i = 0; i < a.length; i++) {
      let last = i - 1;
      while (last >= 0 && !present(last)) last -= 1;
      let strict = last;
      while (strict >= 0 && !(present(strict) && at(a, strict) !== at(b, strict))) strict -= 1;
      const known = present(i) && last >= 0;
      const side = Math.sign(at(a, i) - at(b, i));
      const was = Math.sign(at(a, strict) - at(b, strict));
      expect(at(above, i)).toBe(known ? Number(side > 0 && at(a, last) <= at(b, last)) : 2);
      expect(at(below, i)).toBe(known ? Number(side < 0 && at(a, last) >= at(b, last)) : 2);
      expect(at(either, i)).toBe(known ? Number(side * was < 0) : 2);
    }
    expect(above.filter((value) => value === 1).length).toBeGreaterThan(5);
  });
});

describe("edges", () => {
  const run = (series: AnySeries, values: readonly number[]): Values =>
    evaluateOne(series, { close: values });
  const runPair = (series: AnySeries, a: readonly number[], b: readonly number[]): Values =>
    evaluateOne(series, { close: a, open: b });
  const absent = Number.NaN;

  it("a window with an absent value is absent while it is in the window, and recovers", () => {
    expect(run(sma(close, 2), [1, 2, absent, 4, 6, 8])).toStrictEqual([absent, 1.5, absent, absent, 5, 7]);
    expect(run(highest(close, 2), [1, 2, absent, 4, 3, 8])).toStrictEqual([absent, 2, absent, absent, 4, 8]);
  });

  it("a recursive average is absent where its input is, and goes on from where it was", () => {
    expect(run(ema(close, 3), [1, 2, 3, absent, 4])).toStrictEqual([absent, absent, 2, absent, 3]);
    expect(run(rma(close, 2), [absent, 1, absent, 3, 4])).toStrictEqual([absent, absent, absent, 2, 3]);
  });

  it("a market that only rises has an rsi of exactly 100, one that only falls 0, a flat one none", () => {
    const rising = Array.from({ length: 200 }, (_, i) => 1.1 ** i);
    expect(new Set(run(rsi(close, 14), rising).slice(14))).toStrictEqual(new Set([100]));
    expect(new Set(run(rsi(close, 14), [...rising].reverse()).slice(14))).toStrictEqual(new Set([0]));
    expect(run(rsi(close, 2), [5, 5, 5, 5])).toStrictEqual([absent, absent, absent, absent]);
    expect(run(talibRsi(close, 2), [5, 5, 5, 5])).toStrictEqual([absent, absent, 0, 0]);
  });

  it("a rate of change from zero is absent, and 0 in TA-Lib's form", () => {
    expect(run(roc(close, 1), [0, 5, 10])).toStrictEqual([absent, absent, 100]);
    expect(run(talibRoc(close, 1), [0, 5, 10])).toStrictEqual([absent, 0, 100]);
  });

  it("a cross is found across a gap", () => {
    const falling = runPair(crossesAbove(close, open), [1, absent, 3], [2, 2, 2]);
    expect(falling).toStrictEqual([2, 2, 1]);
    expect(runPair(crossesBelow(close, open), [3, 3, 1], [2, absent, 2])).toStrictEqual([2, 2, 1]);
  });

  it("leaving equality is a cross above or below, but not a cross of either kind unless the side changed", () => {
    const a = [2, 2, 3, 2, 3, 2, 1];
    const b = [2, 2, 2, 2, 2, 2, 2];
    expect(runPair(crossesAbove(close, open), a, b)).toStrictEqual([2, 0, 1, 0, 1, 0, 0]);
    expect(runPair(crossesBelow(close, open), a, b)).toStrictEqual([2, 0, 0, 0, 0, 0, 1]);
    expect(runPair(crosses(close, open), a, b)).toStrictEqual([2, 0, 0, 0, 0, 0, 1]);
  });

  it("a sum that ran over a spike comes back to the exact value", () => {
    const spike = [...Array.from({ length: 30 }, () => 0.1), 1e15, ...Array.from({ length: 30 }, () => 0.1)];
    expect(at(run(sma(close, 5), spike), 60)).toBeCloseTo(0.1, 15);
    expect(at(run(stdev(close, 5), spike), 60)).toBe(0);
    expect(at(run(wma(close, 5), spike), 60)).toBeCloseTo(0.1, 12);
  });

  it("variance keeps its digits right after a jump", () => {
    const noise = makeBars({ name: "", level: 1, step: 1e-3, flat: 0, hole: 0 }, 400, 3).close;
    const values = [...noise].map((value, i) => (i < 200 ? value : value + 5e4));
    const actual = run(variance(close, 10), values);
    for (const [i, want] of windowed(values, 10, varianceOf).entries()) {
      if (i > 8) expect(Math.abs(at(actual, i) - want)).toBeLessThanOrEqual(1e-9 * want);
    }
  });

  it("sums keep their digits over a long run", () => {
    const random = randomFrom(9);
    const values = Array.from({ length: 200_000 }, () => 10 ** (random() * 6 - 3));
    const rolled = run(sum(close, 14), values);
    const weighted = run(wma(close, 14), values);
    for (let i = values.length - 50; i < values.length; i++) {
      const window = values.slice(i - 13, i + 1);
      expect(Math.abs(at(rolled, i) / total(window) - 1)).toBeLessThan(2e-15);
      expect(Math.abs(at(weighted, i) / weightedMean(window) - 1)).toBeLessThan(2e-15);
    }
    expect(
      at(
        run(
          cum(close),
          Array.from({ length: 100_000 }, () => 0.1),
        ),
        99_999,
      ),
    ).toBe(10_000);
  });

  it("a window that comes to rest has no variance left, wherever it comes to rest", () => {
    const random = randomFrom(21);
    for (let round = 0; round < 40; round++) {
      const rest = round % 2 === 0 ? 100 : 0.3;
      const still = Array.from({ length: 20 }, () => rest);
      const noise = Array.from({ length: 500 }, () => rest + (random() - 0.5) * 10 ** (random() * 8 - 4));
      const tail = run(stdev(close, 10), [...still, ...noise, ...still]).slice(-11);
      expect(new Set(tail)).toStrictEqual(new Set([0]));
    }
  });
});
