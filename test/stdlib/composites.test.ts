/** Composites that no independent source has, and what composites give where their parts are undefined. */

import { describe, expect, it } from "vitest";
import { BAR_KINDS, makeBars } from "../support/bar-data.ts";
import { librarySeries } from "../support/library-series.ts";
import { evaluateOne, type Fields } from "../support/series-runner.ts";

type Values = readonly number[];

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;
const mean = (values: Values): number => values.reduce((a, b) => a + b, 0) / values.length;
const absent = Number.NaN;

const valuesOf = (call: string, fields: Fields): Values => {
  const series = librarySeries({ call }).get("call");
  return series === undefined ? expect.fail(`${call} is no series`) : evaluateOne(series, fields);
};

const windowed = (x: ArrayLike<number>, length: number, f: (window: Values) => number): Values =>
  Array.from({ length: x.length }, (_, i) => {
    const window = Array.from({ length }, (__, k) => at(x, i - length + 1 + k));
    return window.some(Number.isNaN) ? absent : f(window);
  });

const expectClose = (actual: Values, expected: Values, margin: number): void => {
  expect(actual.length).toBe(expected.length);
  for (const [i, want] of expected.entries()) {
    const got = at(actual, i);
    if (Number.isNaN(want) ? !Number.isNaN(got) : !(Math.abs(got - want) <= margin)) {
      expect.fail(`bar ${i}: ${got}, expected ${want}`);
    }
  }
  expect(expected.some((want) => !Number.isNaN(want))).toBe(true);
};

const [walk, holes] = BAR_KINDS;
if (walk === undefined || holes === undefined) throw new Error("no bars");

describe.each([walk, holes])("$name", (kind) => {
  const fields = makeBars(kind, 600, 99);
  const { close, high, low } = fields;

  it("bias is the distance from the average", () => {
    const expected = windowed(close, 10, (w) => at(w, 9) / mean(w) - 1);
    expectClose(valuesOf("bias(close, 10)", fields), expected, 1e-14);
  });

  it("ulcer is the root mean square of the falls from the highest of a window", () => {
    const falls = windowed(close, 10, (w) => 100 * (at(w, 9) / Math.max(...w) - 1));
    const expected = windowed(falls, 10, (w) => Math.sqrt(mean(w.map((fall) => fall * fall))));
    expectClose(valuesOf("ulcer(close, 10)", fields), expected, 1e-12);
  });

  it("percent_b and bbw place the series in its bands and measure them", () => {
    const place = windowed(close, 10, (w) => {
      const deviation = Math.sqrt(mean(w.map((value) => (value - mean(w)) ** 2)));
      return (at(w, 9) - mean(w) + 2 * deviation) / (4 * deviation);
    });
    expectClose(valuesOf("percent_b(close, 10, 2)", fields), place, 1e-9);
  });

  it("range is the largest less the smallest value", () => {
    const expected = windowed(close, 7, (w) => Math.max(...w) - Math.min(...w));
    expect(valuesOf("range(close, 7)", fields)).toStrictEqual(expected);
  });

  it("talib.ppo and talib.apo compare simple averages", () => {
    const fast = windowed(close, 5, mean);
    const slow = windowed(close, 12, mean);
    const difference = slow.map((value, i) => at(fast, i) - value);
    expectClose(valuesOf("talib.apo(close, 5, 12)", fields), difference, 1e-11);
    const relative = difference.map((value, i) => (100 * value) / at(slow, i));
    expectClose(valuesOf("talib.ppo(close, 5, 12)", fields), relative, 1e-11);
  });

  it("the parts of a record fit together", () => {
    const same = (left: string, right: string): void =>
      expect(valuesOf(left, fields)).toStrictEqual(valuesOf(right, fields));
    same("ppo(close, 5, 12, 4).histogram", "ppo(close, 5, 12, 4).line - ppo(close, 5, 12, 4).signal");
    same("ppo(close, 5, 12, 4).signal", "ema(ppo(close, 5, 12, 4).line, 4)");
    same("talib.macd(close, 5, 12, 4).histogram", "talib.macd_histogram(close, 5, 12, 4)");
    same("aroon(9).oscillator", "aroon(9).up - aroon(9).down");
    same("dmi(9, 5).adx", "adx(9, 5)");
    same("dmi(9, 5).plus", "plus_di(9)");
    same("natr(9)", "percent(atr(9), close)");
  });

  it("chop is a logarithm of the path relative to its range", () => {
    const ranges = valuesOf("tr()", fields);
    const paths = windowed(ranges, 10, (w) => mean(w) * 10);
    const tops = windowed(high, 10, (w) => Math.max(...w));
    const bottoms = windowed(low, 10, (w) => Math.min(...w));
    const expected = paths.map((path, i) => 100 * Math.log10(path / (at(tops, i) - at(bottoms, i))));
    expectClose(valuesOf("chop(10)", fields), expected, 1e-9);
  });
});

describe("a market that does not move", () => {
  const flat = Array.from({ length: 60 }, () => 0.1);
  const still = { open: flat, high: flat, low: flat, close: flat, volume: flat };
  const silent = { ...still, volume: flat.map(() => 0) };

  it.each([
    "stoch(5)",
    "stochastic(5, 2, 2).d",
    "stochrsi(close, 5, 5, 2, 2).k",
    "willr(5)",
    "cci(hlc3, 5)",
    "cmo(close, 5)",
    "uo(2, 3, 4)",
    "chop(5)",
    "vortex(5).plus",
    "adx(5, 5)",
    "percent_b(close, 5, 2)",
    "iii()",
    "wvad()",
  ])("%s has no value", (call) => {
    expect(new Set(valuesOf(call, still))).toStrictEqual(new Set([absent]));
  });

  it.each([
    "talib.stoch(5, 2, 2).k",
    "talib.stochf(5, 2).d",
    "talib.stochrsi(close, 5, 5, 2).k",
    "talib.willr(5)",
    "talib.cci(5)",
    "talib.ultosc(2, 3, 4)",
    "talib.adx(5)",
  ])("%s is 0", (call) => {
    expect(new Set(valuesOf(call, still).slice(12))).toStrictEqual(new Set([0]));
  });

  it("bars without a range count as volume in the middle", () => {
    expect(new Set(valuesOf("accdist()", still))).toStrictEqual(new Set([0]));
    expect(new Set(valuesOf("cmf(5)", still).slice(4))).toStrictEqual(new Set([0]));
  });

  it.each(["vwma(close, 5)", "cmf(5)"])("%s has no value without volume", (call) => {
    expect(new Set(valuesOf(call, silent))).toStrictEqual(new Set([absent]));
  });

  it("a price of zero has no percentage", () => {
    const zero = { close: flat.map(() => 0) };
    expect(new Set(valuesOf("ppo(close, 2, 3, 2).line", zero))).toStrictEqual(new Set([absent]));
    expect(new Set(valuesOf("talib.ppo(close, 2, 3)", zero).slice(2))).toStrictEqual(new Set([0]));
  });
});
