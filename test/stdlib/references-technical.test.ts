/** Kernels behind the indicators against plain implementations that look at each window, or at the whole past. */

import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  alma,
  bars,
  cog,
  constant,
  dev,
  dx,
  heikinAshiOpen,
  highestBars,
  kama,
  linreg,
  lowestBars,
  mfi,
  minusDi,
  mul,
  nvi,
  percent,
  plusDi,
  psar,
  pvi,
  rma,
  sum,
  supertrendDirection,
  supertrendLine,
  talibAdosc,
  talibAdx,
  talibCmo,
  talibDx,
  talibHighestBars,
  talibKama,
  talibLowestBars,
  talibMfi,
  talibMinusDi,
  talibPlusDi,
  talibRsi,
  talibSar,
  talibTr,
  tr,
  wma,
} from "../../stdlib/index.ts";
import { BAR_KINDS, type MarketFields, makeBars, randomFrom } from "../support/bar-data.ts";
import { evaluateOne } from "../support/series-runner.ts";

const market = bars("m", 60_000);
const { close, high, low, open } = market;

type Values = readonly number[];

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;
const each = (values: ArrayLike<number>, make: (i: number) => number): Values =>
  Array.from({ length: values.length }, (_, i) => make(i));
const total = (values: Values): number => values.reduce((a, b) => a + b, 0);
const absent = Number.NaN;

/** `f` of each full window without an absent value, oldest value first. */
const windowed = (x: ArrayLike<number>, length: number, f: (window: Values) => number): Values =>
  each(x, (i) => {
    const window = Array.from({ length }, (_, k) => at(x, i - length + 1 + k));
    return window.some(Number.isNaN) ? absent : f(window);
  });

const finite = (value: number): number => (Number.isFinite(value) ? value : absent);

const meanDistance = (window: Values): number => {
  const base = at(window, 0);
  const mean = total(window.map((value) => value - base)) / window.length;
  return total(window.map((value) => Math.abs(value - base - mean))) / window.length;
};

const bellAverage =
  (offset: number, sigma: number) =>
  (window: Values): number => {
    const peak = offset * (window.length - 1);
    const weights = window.map((_, k) => Math.exp(-0.5 * (((k - peak) * sigma) / window.length) ** 2));
    return total(window.map((value, k) => value * at(weights, k))) / total(weights);
  };

/** Least squares relative to the first value of the window. */
const lineAt =
  (offset: number) =>
  (window: Values): number => {
    const n = window.length;
    const base = at(window, 0);
    const middle = (n - 1) / 2;
    const mean = total(window.map((value) => value - base)) / n;
    const spread = total(window.map((_, k) => (k - middle) ** 2));
    const slope =
      n === 1 ? 0 : total(window.map((value, k) => (k - middle) * (value - base - mean))) / spread;
    return base + mean + slope * (n - 1 - offset - middle);
  };

const gravity = (window: Values): number => {
  const n = window.length;
  return finite(-total(window.map((value, k) => value * (n - k))) / total(window));
};

const lastIndexBefore = (x: Values, i: number): number => {
  let k = i - 1;
  while (k >= 0 && Number.isNaN(at(x, k))) k -= 1;
  return k;
};

const adaptive = (x: ArrayLike<number>, n: number, fast: number, slow: number, still: number): Values => {
  let value = absent;
  return each(x, (i) => {
    const window = Array.from({ length: n + 1 }, (_, k) => at(x, i - n + k));
    if (window.some(Number.isNaN)) return absent;
    const path = total(window.slice(1).map((v, k) => Math.abs(v - at(window, k))));
    const efficiency = path === 0 ? still : Math.abs(at(window, n) - at(window, 0)) / path;
    if (Number.isNaN(efficiency)) return absent;
    if (Number.isNaN(value)) value = at(x, i - 1);
    const pace = efficiency * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1);
    value += (at(x, i) - value) * pace ** 2;
    return value;
  });
};

/** Flows of each bar; undefined where there is none. */
const moneyFlow = (
  { close: x, volume }: MarketFields,
  n: number,
  countsFirst: boolean,
  read: (up: number, down: number) => number,
): Values => {
  const first = x.findIndex((value, i) => !Number.isNaN(value + at(volume, i)));
  const flows = each(x, (i) => i).map((i) => {
    const flow = at(x, i) * at(volume, i);
    if (countsFirst && i === first) return { up: flow, down: flow };
    const move = Math.sign(at(x, i) - at(x, i - 1));
    return Number.isNaN(move + flow) ? undefined : { up: move > 0 ? flow : 0, down: move < 0 ? flow : 0 };
  });
  return each(x, (i) => {
    const window = flows.slice(Math.max(0, i - n + 1), i + 1);
    if (window.length < n || window.includes(undefined)) return absent;
    return read(total(window.map((f) => f?.up ?? 0)), total(window.map((f) => f?.down ?? 0)));
  });
};

const barsSince = (window: Values, side: "highest" | "lowest", tie: "oldest" | "newest"): number => {
  const extreme = side === "highest" ? Math.max(...window) : Math.min(...window);
  const index = tie === "oldest" ? window.indexOf(extreme) : window.lastIndexOf(extreme);
  return window.length - 1 - index;
};

interface Movement {
  readonly plus: number;
  readonly minus: number;
  readonly range: number;
}

const movements = ({ high: h, low: l, close: c }: MarketFields): readonly (Movement | undefined)[] =>
  Array.from({ length: h.length }, (_, i) => {
    const up = at(h, i) - at(h, i - 1);
    const down = at(l, i - 1) - at(l, i);
    const before = at(c, i - 1);
    const range = Math.max(at(h, i) - at(l, i), Math.abs(at(h, i) - before), Math.abs(at(l, i) - before));
    if (Number.isNaN(up + down + range)) return undefined;
    return {
      plus: up > down ? Math.max(up, 0) : 0,
      minus: down > up ? Math.max(down, 0) : 0,
      range,
    };
  });

/** Wilder's averages over the present bars; `read` sees them from bar number `n` on. */
const wilderMovement = (
  fields: MarketFields,
  n: number,
  isTalib: boolean,
  read: (averages: Movement, count: number) => number,
): Values => {
  const seen: Movement[] = [];
  let averages: Movement = { plus: 0, minus: 0, range: 0 };
  return movements(fields).map((movement) => {
    if (movement === undefined) return absent;
    seen.push(movement);
    const step = (key: keyof Movement): number => {
      const seed = isTalib ? n - 1 : n;
      if (seen.length <= seed) return total(seen.map((one) => one[key]));
      return averages[key] - averages[key] / n + movement[key];
    };
    averages = { plus: step("plus"), minus: step("minus"), range: step("range") };
    return seen.length < n ? absent : read(averages, seen.length - n + 1);
  });
};

const index = ({ plus, minus }: Movement): number => finite((100 * Math.abs(plus - minus)) / (plus + minus));

const talibStrength = (fields: MarketFields, n: number): Values => {
  let mean = 0;
  return wilderMovement(fields, n, true, (averages, count) => {
    const value = index(averages);
    const isKnown = !Number.isNaN(value);
    if (count <= n) mean += isKnown ? value / n : 0;
    else if (isKnown) mean = (mean * (n - 1) + value) / n;
    return count < n ? absent : mean;
  });
};

const volumeIndex = ({ close: c, volume: v }: MarketFields, side: number): Values => {
  const first = c.findIndex((value, i) => !Number.isNaN(value + at(v, i)));
  let value = 1;
  return each(c, (i) => {
    const rise = side * (at(v, i) - at(v, i - 1));
    if (i === first) return value;
    if (Number.isNaN(rise + at(c, i) - at(c, i - 1))) return absent;
    if (rise > 0) value *= at(c, i) / at(c, i - 1);
    return value;
  });
};

/** As TradingView's manual writes it, over the bars that are present. */
const trailingBands = (fields: MarketFields, distance: number): { line: Values; direction: Values } => {
  const line: number[] = [];
  const direction: number[] = [];
  const steps: { upper: number; lower: number; close: number; direction: number }[] = [];
  for (let i = 0; i < fields.close.length; i++) {
    const last = at(fields.close, i);
    if (Number.isNaN(last)) {
      line.push(absent);
      direction.push(absent);
      continue;
    }
    const middle = (at(fields.high, i) + at(fields.low, i)) / 2;
    let upper = middle + distance;
    let lower = middle - distance;
    const before = steps.at(-1);
    if (before !== undefined) {
      lower = lower > before.lower || before.close < before.lower ? lower : before.lower;
      upper = upper < before.upper || before.close > before.upper ? upper : before.upper;
    }
    const now =
      before === undefined ? 1 : before.direction === 1 ? (last > upper ? -1 : 1) : last < lower ? 1 : -1;
    steps.push({ upper, lower, close: last, direction: now });
    line.push(now === 1 ? upper : lower);
    direction.push(now);
  }
  return { line, direction };
};

const averagedOpen = ({ open: o, high: h, low: l, close: c }: MarketFields): Values => {
  const opens: number[] = [];
  return each(c, (i) => {
    if (Number.isNaN(at(c, i))) return absent;
    const k = lastIndexBefore([...c], i);
    const before = (at(o, k) + at(h, k) + at(l, k) + at(c, k)) / 4;
    const value = k < 0 ? (at(o, i) + at(c, i)) / 2 : (at(opens, k) + before) / 2;
    opens[i] = value;
    return value;
  });
};

const accumulation = (
  { high: h, low: l, close: c, volume: v }: MarketFields,
  fast: number,
  slow: number,
): Values => {
  let line = 0;
  let seen = 0;
  let averages = [0, 0];
  return each(c, (i) => {
    if (Number.isNaN(at(c, i))) return absent;
    const range = at(h, i) - at(l, i);
    line += range > 0 ? ((2 * at(c, i) - at(h, i) - at(l, i)) / range) * at(v, i) : 0;
    averages = [fast, slow].map((n, k) =>
      seen === 0 ? line : at(averages, k) + (2 / (n + 1)) * (line - at(averages, k)),
    );
    seen += 1;
    return seen < Math.max(fast, slow) ? absent : at(averages, 0) - at(averages, 1);
  });
};

const N = 14;

interface Case {
  readonly name: string;
  readonly series: AnySeries;
  readonly reference: (fields: MarketFields) => Values;
  /** Relative to the expected value, and to the largest price (or volume). */
  readonly relative: number;
  readonly ofPrice: number;
  readonly ofVolume: number;
}

const numeric = (
  name: string,
  series: AnySeries,
  reference: Case["reference"],
  margins: Partial<Pick<Case, "relative" | "ofPrice" | "ofVolume">> = {},
): Case => ({ name, series, reference, relative: 1e-9, ofPrice: 0, ofVolume: 0, ...margins });

const x = (fields: MarketFields): Float64Array => fields.close;

const CASES: readonly Case[] = [
  ...[1, 2, 9, 10].map((n) =>
    numeric(`alma of ${n}`, alma(close, n, 0.85, 6), (f) => windowed(x(f), n, bellAverage(0.85, 6)), {
      relative: 1e-14,
    }),
  ),
  ...[1, 2, N, 51].flatMap((n) => [
    numeric(`linreg of ${n}`, linreg(close, n, 0), (f) => windowed(x(f), n, lineAt(0)), { relative: 1e-12 }),
    numeric(`linreg of ${n} before its end`, linreg(close, n, 3), (f) => windowed(x(f), n, lineAt(3)), {
      relative: 1e-12,
    }),
    numeric(`linreg of ${n} beyond its end`, linreg(close, n, -1), (f) => windowed(x(f), n, lineAt(-1)), {
      relative: 1e-12,
    }),
    numeric(`cog of ${n}`, cog(close, n), (f) => windowed(x(f), n, gravity), { relative: 1e-12 }),
    numeric(`dev of ${n}`, dev(close, n), (f) => windowed(x(f), n, meanDistance), { ofPrice: 1e-15 }),
    numeric(
      `bars since the highest of ${n}`,
      highestBars(high, n),
      (f) => windowed(f.high, n, (w) => barsSince(w, "highest", "oldest")),
      { relative: 0 },
    ),
    numeric(
      `bars since the lowest of ${n}`,
      lowestBars(low, n),
      (f) => windowed(f.low, n, (w) => barsSince(w, "lowest", "oldest")),
      { relative: 0 },
    ),
    numeric(
      `bars since the newest highest of ${n}`,
      talibHighestBars(high, n),
      (f) => windowed(f.high, n, (w) => barsSince(w, "highest", "newest")),
      { relative: 0 },
    ),
    numeric(
      `bars since the newest lowest of ${n}`,
      talibLowestBars(low, n),
      (f) => windowed(f.low, n, (w) => barsSince(w, "lowest", "newest")),
      { relative: 0 },
    ),
    numeric(`mfi of ${n}`, mfi(market, close, n), (f) =>
      moneyFlow(f, n, true, (up, down) => finite((100 * up) / (up + down))),
    ),
    numeric(`plus_di of ${n}`, plusDi(market, n), (f) =>
      wilderMovement(f, n, false, ({ plus, range }) => finite((100 * plus) / range)),
    ),
    numeric(`minus_di of ${n}`, minusDi(market, n), (f) =>
      wilderMovement(f, n, false, ({ minus, range }) => finite((100 * minus) / range)),
    ),
    numeric(`dx of ${n}`, dx(market, n), (f) => wilderMovement(f, n, false, index), { ofPrice: 0 }),
  ]),
  numeric("kama", kama(close, 10, 2, 30), (f) => adaptive(x(f), 10, 2, 30, absent)),
  numeric("kama of 1", kama(close, 1, 2, 30), (f) => adaptive(x(f), 1, 2, 30, absent)),
  numeric("talib kama", talibKama(close, 10, 2, 30), (f) => adaptive(x(f), 10, 2, 30, 1)),
  numeric("talib mfi", talibMfi(market, close, N), (f) =>
    moneyFlow(f, N, false, (up, down) => (up + down < 1 ? 0 : (100 * up) / (up + down))),
  ),
  numeric("talib plus_di", talibPlusDi(market, N), (f) =>
    wilderMovement(f, N, true, ({ plus, range }) => (range === 0 ? 0 : (100 * plus) / range)),
  ),
  numeric("talib minus_di", talibMinusDi(market, N), (f) =>
    wilderMovement(f, N, true, ({ minus, range }) => (range === 0 ? 0 : (100 * minus) / range)),
  ),
  numeric("talib dx", talibDx(market, N), (f) => {
    let last = 0;
    return wilderMovement(f, N, true, (averages) => {
      const value = index(averages);
      last = Number.isNaN(value) ? last : value;
      return last;
    });
  }),
  numeric("talib adx", talibAdx(market, N), (f) => talibStrength(f, N)),
  numeric("nvi", nvi(market), (f) => volumeIndex(f, -1)),
  numeric("pvi", pvi(market), (f) => volumeIndex(f, 1)),
  numeric("heikin-ashi open", heikinAshiOpen(market), averagedOpen, { relative: 1e-13 }),
  numeric("talib adosc", talibAdosc(market, 3, 10), (f) => accumulation(f, 3, 10), { ofVolume: 1e-9 }),
  numeric("percent", percent(close, open), (f) =>
    each(x(f), (i) => finite((100 * at(f.close, i)) / at(f.open, i))),
  ),
];

const largestOf = (values: ArrayLike<number>): number =>
  Math.max(...Array.from(values, (value) => (Number.isNaN(value) ? 0 : Math.abs(value))));

describe.each(BAR_KINDS)("$name", (kind) => {
  const fields = makeBars(kind, 1500, 815);
  const price = largestOf(fields.close);
  const turnover = largestOf(fields.volume);

  it.each(CASES)("$name", ({ series, reference, relative, ofPrice, ofVolume }) => {
    const expected = reference(fields);
    const actual = evaluateOne(series, fields);
    for (const [i, want] of expected.entries()) {
      const got = at(actual, i);
      const margin = relative * Math.abs(want) + ofPrice * price + ofVolume * turnover;
      if (Number.isNaN(want) ? !Number.isNaN(got) : !(Math.abs(got - want) <= margin)) {
        expect.fail(`bar ${i}: ${got}, expected ${want}`);
      }
    }
    expect(expected.some((want) => !Number.isNaN(want))).toBe(true);
  });

  it("supertrend follows its definition", () => {
    const distance = kind.step * 2;
    const expected = trailingBands(fields, distance);
    expect(evaluateOne(supertrendLine(market, constant(distance)), fields)).toStrictEqual(expected.line);
    const direction = evaluateOne(supertrendDirection(market, constant(distance)), fields);
    expect(direction).toStrictEqual(expected.direction);
    expect(new Set(direction.filter((value) => !Number.isNaN(value)))).toStrictEqual(new Set([1, -1]));
  });

  it("the weighted average and the mean give the line of least squares", () => {
    const line = evaluateOne(linreg(close, N, 0), fields);
    const weighted = evaluateOne(wma(close, N), fields);
    const sums = evaluateOne(sum(close, N), fields);
    for (const [i, value] of line.entries()) {
      const want = 3 * at(weighted, i) - (2 * at(sums, i)) / N;
      if (Number.isNaN(want)) expect(value).toBeNaN();
      else expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-12 * Math.abs(want));
    }
  });

  it("TA-Lib's Chande momentum is twice its RSI less 100, and 0 in a flat market", () => {
    const momentum = evaluateOne(talibCmo(close, N), fields);
    const strength = evaluateOne(talibRsi(close, N), fields);
    for (const [i, value] of momentum.entries()) {
      const want = 2 * at(strength, i) - 100;
      if (Number.isNaN(want)) expect(value).toBeNaN();
      else expect(value === 0 || Math.abs(value - want) < 1e-10).toBe(true);
    }
  });

  it("TA-Lib's average of the movement index is Wilder's where the index is defined", () => {
    const average = evaluateOne(talibAdx(market, N), fields);
    const byHand = evaluateOne(rma(talibDx(market, N), N), fields);
    for (const [i, value] of average.entries()) {
      if (Number.isNaN(at(byHand, i))) expect(value).toBeNaN();
      else expect(Math.abs(value - at(byHand, i))).toBeLessThanOrEqual(1e-9 * Math.abs(value) + 1e-12);
    }
  });
});

describe("edges", () => {
  const run = (series: AnySeries, fields: Partial<Record<string, Values>>): Values =>
    evaluateOne(series, fields);
  const flat = Array.from({ length: 40 }, () => 0.1);
  const still = { open: flat, high: flat, low: flat, close: flat, volume: flat };

  /** Numbers from 1e-8 to 1e16. */
  const manySizes = (seed: number, count: number): Values => {
    const random = randomFrom(seed);
    return Array.from({ length: count }, () => 10 ** (random() * 24 - 8));
  };

  it("a market that does not move has no strength, and reads 0 in TA-Lib's forms", () => {
    for (const series of [plusDi(market, 5), minusDi(market, 5), dx(market, 5), kama(close, 5, 2, 30)]) {
      expect(new Set(run(series, still))).toStrictEqual(new Set([absent]));
    }
    for (const series of [talibPlusDi(market, 5), talibMinusDi(market, 5), talibDx(market, 5)]) {
      expect(new Set(run(series, still).slice(5))).toStrictEqual(new Set([0]));
    }
    expect(new Set(run(talibAdx(market, 5), still).slice(9))).toStrictEqual(new Set([0]));
    expect(new Set(run(talibCmo(close, 5), still).slice(5))).toStrictEqual(new Set([0]));
    expect(new Set(run(talibKama(close, 5, 2, 30), still).slice(5))).toStrictEqual(new Set([0.1]));
  });

  it("nothing flows in a market that does not move, except at its first bar", () => {
    const values = run(mfi(market, close, 3), still);
    expect(values.slice(0, 5)).toStrictEqual([absent, absent, 50, absent, absent]);
    expect(new Set(run(talibMfi(market, close, 3), still).slice(3))).toStrictEqual(new Set([0]));
  });

  it("a market that only rises has a money flow index of exactly 100 once its first bar has left", () => {
    const rising = Array.from({ length: 60 }, (_, i) => 1.1 ** i);
    expect(new Set(run(mfi(market, close, 5), { close: rising, volume: rising }).slice(5))).toStrictEqual(
      new Set([100]),
    );
  });

  it("a flow that has left the window leaves nothing behind", () => {
    const falling = Array.from({ length: 12 }, (_, i) => 100 - i);
    const rising = Array.from({ length: 8 }, (_, i) => 89 + i);
    for (let seed = 1; seed < 200; seed++) {
      const volume = [...manySizes(seed, falling.length), ...rising.map(() => 0.7)];
      const values = run(mfi(market, close, 5), { close: [...falling, ...rising], volume });
      expect(values.slice(-3)).toStrictEqual([100, 100, 100]);
    }
  });

  it("a close on the band of the supertrend does not pass it", () => {
    const fields = { high: [12, 14, 14], low: [8, 10, 10], close: [11, 10.5, 11] };
    const band = constant(1);
    expect(run(supertrendLine(market, band), fields)).toStrictEqual([11, 11, 11]);
    expect(run(supertrendDirection(market, band), fields)).toStrictEqual([1, 1, 1]);
  });

  it("the mean deviation of a flat window is exactly 0, also after a spike", () => {
    const long = Array.from({ length: 60 }, () => 0.1);
    // Three times 0.1, divided by three, is another number than 0.1.
    for (const n of [3, 6, 7, 24, 41]) {
      const values = run(dev(close, n), { close: [...long, 1e9, ...long] });
      expect(new Set(values.slice(n - 1, 60))).toStrictEqual(new Set([0]));
      expect(new Set(values.slice(-15))).toStrictEqual(new Set([0]));
    }
    expect(run(dev(close, 1), { close: [3, 4, 4] })).toStrictEqual([0, 0, 0]);
  });

  it("a sum of zeros is exactly 0 whatever the window held before", () => {
    for (let seed = 1; seed < 200; seed++) {
      const values = [...manySizes(seed, 12), 0, 0, 0, 0, 0, 0, 0.7];
      expect(run(sum(close, 5), { close: values }).slice(-3)).toStrictEqual([0, 0, 0.7]);
    }
  });

  it("the parabolic stop turns where the market passes it, and TA-Lib's where it touches it", () => {
    const rows = [
      [10, 9, 9.5],
      [11, 10, 10.5],
      [12, 10.5, 11.5],
      [12, 9, 9.2],
      [9.5, 8, 8.2],
    ] as const;
    const field = (k: 0 | 1 | 2): Values => rows.map((row) => row[k]);
    const fields = { high: field(0), low: field(1), close: field(2) };
    // Upward from 9: 9.04 is held off the lows of both bars before.
    const values = run(psar(market, 0.02, 0.02, 0.2), fields);
    expect(values.slice(0, 3)).toStrictEqual([absent, 9, 9]);
    // 9 + 0.04 * (12 - 9) = 9.12 is above the low of 9: it turns to the highest high.
    expect(at(values, 3)).toBe(12);
    expect(at(values, 4)).toBe(12);
    const touched = [
      [10, 9],
      [11, 10],
      [11, 9],
    ] as const;
    const touch = (k: 0 | 1): Values => touched.map((row) => row[k]);
    const atTouch = { high: touch(0), low: touch(1), close: touch(1) };
    expect(run(talibSar(market, 0, 0.2), atTouch)).toStrictEqual([absent, 9, 11]);
    expect(run(psar(market, 0, 0, 0.2), atTouch)).toStrictEqual([absent, 9, 9]);
  });

  it("a missing bar leaves trailing stops where they are", () => {
    const kind = BAR_KINDS[0];
    if (kind === undefined) return expect.fail("no bars");
    const fields = makeBars(kind, 200, 3);
    const fieldNames = ["open", "high", "low", "close", "volume"] as const;
    const holed = Object.fromEntries(
      fieldNames.map((name) => [name, [...fields[name].slice(0, 90), absent, ...fields[name].slice(90)]]),
    );
    const all = [
      psar(market, 0.02, 0.02, 0.2),
      talibSar(market, 0.02, 0.2),
      supertrendLine(market, constant(1)),
      heikinAshiOpen(market),
      talibAdosc(market, 3, 10),
    ];
    for (const series of all) {
      const whole = evaluateOne(series, fields);
      const values = [...run(series, holed)];
      expect(values.splice(90, 1)).toStrictEqual([absent]);
      expect(values).toStrictEqual(whole);
    }
  });

  it("volume indices stand still while the volume does", () => {
    const fields = { close: [10, 11, 12, 13], volume: [5, 5, 6, 5] };
    expect(run(nvi(market), fields)).toStrictEqual([1, 1, 1, 1 + 1 / 12]);
    expect(run(pvi(market), fields)).toStrictEqual([1, 1, 1 + 1 / 11, 1 + 1 / 11]);
  });

  it("the true range of the first bar belongs to tr and not to talib.tr", () => {
    const fields = { high: [3, 4], low: [1, 2], close: [2, 3] };
    expect(run(tr(market), fields)).toStrictEqual([2, 2]);
    expect(run(talibTr(market), fields)).toStrictEqual([absent, 2]);
    expect(run(mul(low, percent(high, low)), fields)).toStrictEqual([300, 400]);
    expect(run(percent(open, low), { open: [1, 1], low: [0, 2] })).toStrictEqual([absent, 50]);
  });
});
