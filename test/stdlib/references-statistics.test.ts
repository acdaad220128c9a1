/** Statistics against plain implementations that go over each window twice. */

import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  bars,
  correlation,
  covariance,
  kurtosis,
  linregIntercept,
  linregRSquared,
  linregSlope,
  mode,
  olsIntercept,
  olsSlope,
  percentile,
  percentileNearest,
  percentRank,
  round,
  rSquared,
  skew,
  stdevSample,
  varianceSample,
  zscore,
} from "../../stdlib/index.ts";
import { BAR_KINDS, type BarKind, makeBars, randomFrom } from "../support/bar-data.ts";
import { evaluateOne } from "../support/series-runner.ts";

const { close, open, volume } = bars("m", 60_000);
const absent = Number.NaN;

type Values = readonly number[];

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? absent;
const total = (values: Values): number => values.reduce((a, b) => a + b, 0);
const meanOf = (values: Values): number => total(values) / values.length;
const ascending = (values: Values): Values => [...values].sort((a, b) => a - b);

/** Distances from the mean, taken from the first value so that a large level costs no digits. */
const distances = (values: Values): Values => {
  const shifted = values.map((value) => value - at(values, 0));
  const mean = meanOf(shifted);
  return shifted.map((value) => value - mean);
};

/** Mean product of the distances of two windows. */
const comoment = (a: Values, b: Values): number =>
  meanOf(distances(a).map((value, i) => value * at(distances(b), i)));

const powerMean = (window: Values, power: number): number =>
  meanOf(distances(window).map((value) => value ** power));

const places = (window: Values): Values => window.map((_, i) => i);

const isFlat = (window: Values): boolean => new Set(window).size === 1;

const hazen =
  (share: number) =>
  (window: Values): number => {
    const sorted = ascending(window);
    const rank = Math.min(Math.max((window.length * share) / 100 + 0.5, 1), window.length);
    const below = at(sorted, Math.floor(rank) - 1);
    const above = at(sorted, Math.min(Math.floor(rank), window.length - 1));
    return below + (rank - Math.floor(rank)) * (above - below);
  };

const nearest =
  (share: number) =>
  (window: Values): number =>
    at(ascending(window), Math.max(Math.ceil((share * window.length) / 100), 1) - 1);

const mostFrequent = (window: Values): number => {
  const counts = new Map<number, number>();
  for (const value of ascending(window)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
};

interface Case {
  readonly name: string;
  readonly series: AnySeries;
  readonly length: number;
  /** Windows of close, and of open. */
  readonly reference: (x: Values, y: Values) => number;
  /** Size of the numbers that cancel, beside the result itself. */
  readonly scale: (x: Values, y: Values) => number;
}

const small = (): number => 1;
const none = (): number => 0;
const deviation = (x: Values): number => Math.sqrt(comoment(x, x));

const cases = (length: number): readonly Case[] => [
  {
    name: "variance_sample",
    series: varianceSample(close, length),
    length,
    reference: (x) => (comoment(x, x) * length) / (length - 1),
    scale: none,
  },
  {
    name: "stdev_sample",
    series: stdevSample(close, length),
    length,
    reference: (x) => Math.sqrt((comoment(x, x) * length) / (length - 1)),
    scale: none,
  },
  {
    name: "zscore",
    series: zscore(close, length),
    length,
    reference: (x) => (isFlat(x) ? absent : at(distances(x), length - 1) / deviation(x)),
    scale: small,
  },
  {
    name: "skew",
    series: skew(close, length),
    length,
    reference: (x) => (isFlat(x) ? absent : powerMean(x, 3) / deviation(x) ** 3),
    scale: small,
  },
  {
    name: "kurtosis",
    series: kurtosis(close, length),
    length,
    reference: (x) => (isFlat(x) ? absent : powerMean(x, 4) / deviation(x) ** 4 - 3),
    scale: small,
  },
  {
    name: "covariance",
    series: covariance(close, open, length),
    length,
    reference: comoment,
    scale: (x, y) => deviation(x) * deviation(y),
  },
  {
    name: "correlation",
    series: correlation(close, open, length),
    length,
    reference: (x, y) => (isFlat(x) || isFlat(y) ? absent : comoment(x, y) / (deviation(x) * deviation(y))),
    scale: small,
  },
  {
    name: "ols_slope",
    series: olsSlope(close, open, length),
    length,
    reference: (x, y) => (isFlat(y) ? absent : comoment(x, y) / comoment(y, y)),
    scale: (x, y) => deviation(x) / deviation(y),
  },
  {
    name: "ols_intercept",
    series: olsIntercept(close, open, length),
    length,
    reference: (x, y) => (isFlat(y) ? absent : meanOf(x) - (comoment(x, y) / comoment(y, y)) * meanOf(y)),
    scale: (x, y) => meanOf(x) + (deviation(x) / deviation(y)) * meanOf(y),
  },
  {
    name: "r_squared",
    series: rSquared(close, open, length),
    length,
    reference: (x, y) =>
      isFlat(x) || isFlat(y) ? absent : comoment(x, y) ** 2 / (comoment(x, x) * comoment(y, y)),
    scale: small,
  },
  {
    name: "linreg_slope",
    series: linregSlope(close, length),
    length,
    reference: (x) => comoment(x, places(x)) / comoment(places(x), places(x)),
    scale: (x) => deviation(x) / length,
  },
  {
    name: "linreg_intercept",
    series: linregIntercept(close, length),
    length,
    reference: (x) => {
      const slope = comoment(x, places(x)) / comoment(places(x), places(x));
      return at(x, 0) + meanOf(x.map((value) => value - at(x, 0))) - (slope * (length - 1)) / 2;
    },
    scale: none,
  },
  {
    name: "linreg_r_squared",
    series: linregRSquared(close, length),
    length,
    reference: (x) =>
      isFlat(x) ? absent : comoment(x, places(x)) ** 2 / (comoment(x, x) * comoment(places(x), places(x))),
    scale: small,
  },
  ...[0, 12.5, 42.1, 50, 75, 100].flatMap((share) => [
    {
      name: `percentile ${share}`,
      series: percentile(close, length, share),
      length,
      reference: hazen(share),
      scale: none,
    },
    {
      name: `percentile_nearest ${share}`,
      series: percentileNearest(close, length, share),
      length,
      reference: nearest(share),
      scale: none,
    },
  ]),
  {
    name: "percent_rank",
    series: percentRank(close, length),
    length: length + 1,
    reference: (x) => (100 * x.slice(0, -1).filter((value) => value <= at(x, length)).length) / length,
    scale: none,
  },
  { name: "mode", series: mode(close, length), length, reference: mostFrequent, scale: none },
];

const compare = (one: Case, x: ArrayLike<number>, y: ArrayLike<number>): void => {
  const actual = evaluateOne(one.series, { close: x, open: y });
  let compared = 0;
  for (let i = 0; i < x.length; i++) {
    const window = (values: ArrayLike<number>): Values =>
      Array.from({ length: one.length }, (_, k) => at(values, i - one.length + 1 + k));
    const isPair = JSON.stringify(one.series).includes('"open"');
    const isFull = !window(x).some(Number.isNaN) && !(isPair && window(y).some(Number.isNaN));
    const want = isFull ? one.reference(window(x), window(y)) : absent;
    const got = at(actual, i);
    const margin = isFull ? 1e-9 * (Math.abs(want) + one.scale(window(x), window(y))) : 0;
    const same = Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= margin;
    if (!same) expect.fail(`bar ${i}: ${got}, expected ${want}`);
    if (!Number.isNaN(want)) compared += 1;
  }
  expect(compared).toBeGreaterThan(0);
};

describe.each(BAR_KINDS)("$name", (kind) => {
  const fields = makeBars(kind, 700, 4711);
  it.each([2, 14, 60].flatMap((length) => cases(length)))("$name of $length", (one) => {
    compare(one, fields.close, fields.open);
  });
});

describe("prices on a coarse grid, where values are often equal", () => {
  const random = randomFrom(5);
  const values = Array.from({ length: 600 }, () => Math.floor(random() * 6) / 4);
  const others = Array.from({ length: 600 }, () => Math.floor(random() * 3));
  it.each([2, 5, 33].flatMap((length) => cases(length)))("$name of $length", (one) => {
    compare(one, values, others);
  });
});

describe("edges", () => {
  const run = (series: AnySeries, values: Values): Values => evaluateOne(series, { close: values });
  const quiet: BarKind = { name: "", level: 1, step: 1e-3, flat: 0, hole: 0 };

  it("a jump, and a spike that leaves the window, cost no digits", () => {
    const noise = [...makeBars(quiet, 400, 3).close];
    const jump = noise.map((value, i) => (i < 200 ? value : value + 5e4));
    const spike = noise.map((value, i) => (i === 150 ? 1e9 : value));
    for (const values of [jump, spike]) for (const one of cases(10)) compare(one, values, noise);
  });

  it("a market that does not move has no z-score, skewness, kurtosis, correlation or fit, and a slope of 0", () => {
    const flat = [1.1, 1.2, ...Array.from({ length: 12 }, () => 0.3)];
    for (const series of [zscore(close, 4), skew(close, 4), kurtosis(close, 4), linregRSquared(close, 4)]) {
      expect(run(series, flat).slice(5)).toStrictEqual(Array.from({ length: 9 }, () => absent));
    }
    expect(new Set(run(linregSlope(close, 4), flat).slice(5))).toStrictEqual(new Set([0]));
    expect(new Set(run(varianceSample(close, 4), flat).slice(5))).toStrictEqual(new Set([0]));
    const other = flat.map((_, i) => i);
    const pair = (series: AnySeries): Values => evaluateOne(series, { close: flat, open: other }).slice(5);
    expect(new Set(pair(correlation(close, open, 4)))).toStrictEqual(new Set([absent]));
    expect(new Set(pair(covariance(close, open, 4)))).toStrictEqual(new Set([0]));
    expect(new Set(pair(olsSlope(close, open, 4)))).toStrictEqual(new Set([0]));
    expect(new Set(pair(olsSlope(open, close, 4)))).toStrictEqual(new Set([absent]));
  });

  it("a perfect line has a correlation of 1 and its own slope", () => {
    const line = Array.from({ length: 40 }, (_, i) => 1e6 + 3 * i);
    const other = line.map((value) => 7 - 2 * value);
    const pair = (series: AnySeries): Values => evaluateOne(series, { close: line, open: other }).slice(9);
    for (const value of pair(correlation(close, open, 10))) expect(value).toBeCloseTo(-1, 12);
    for (const value of pair(olsSlope(open, close, 10))) expect(value).toBeCloseTo(-2, 12);
    for (const value of run(linregSlope(close, 10), line).slice(9)) expect(value).toBeCloseTo(3, 12);
    for (const value of run(linregRSquared(close, 10), line).slice(9)) expect(value).toBeCloseTo(1, 12);
  });

  it("order statistics of a window of 5000 values are those of the sorted window", () => {
    const random = randomFrom(8);
    const values = Array.from({ length: 6000 }, () => Math.floor(random() * 1e4) / 16);
    const sorted = ascending(values.slice(1000));
    expect(run(percentile(close, 5000, 30), values).at(-1)).toBe((at(sorted, 1499) + at(sorted, 1500)) / 2);
    expect(run(percentileNearest(close, 5000, 30), values).at(-1)).toBe(at(sorted, 1499));
    const below = values.slice(999, 5999).filter((value) => value <= at(values, 5999)).length;
    expect(run(percentRank(close, 5000), values).at(-1)).toBe(below / 50);
    expect(run(mode(round(close), 5000), values).at(-1)).toBe(
      mostFrequent(run(round(close), values).slice(1000)),
    );
  });

  it("covariance with volume is absent where volume is", () => {
    const values = Array.from({ length: 8 }, (_, i) => i * i);
    const flow = values.map((_, i) => (i === 3 ? absent : 5 - i));
    const got = evaluateOne(covariance(close, volume, 3), { close: values, volume: flow });
    expect(got.map((value) => Number.isNaN(value))).toStrictEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
