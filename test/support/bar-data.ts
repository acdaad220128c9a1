/** Bars for tests: random but repeatable, with the awkward stretches that real data has. */

import fc from "fast-check";
import type { Fields } from "./series-runner.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export interface BarKind {
  readonly name: string;
  /** Level about which prices move, and how far they move in a bar. */
  readonly level: number;
  readonly step: number;
  /** Chance that a bar starts a flat stretch, and that one is missing. */
  readonly flat: number;
  readonly hole: number;
}

export const BAR_KINDS: readonly BarKind[] = [
  { name: "a random walk", level: 100, step: 0.5, flat: 0, hole: 0 },
  { name: "a random walk with holes", level: 100, step: 0.5, flat: 0, hole: 0.03 },
  { name: "flat stretches", level: 250, step: 1, flat: 0.05, hole: 0 },
  { name: "flat stretches and holes", level: 250, step: 1, flat: 0.05, hole: 0.01 },
  { name: "a large offset", level: 1e9, step: 1, flat: 0.01, hole: 0.005 },
  { name: "tiny prices", level: 3e-8, step: 1e-10, flat: 0.02, hole: 0.005 },
];

export type MarketFields = Readonly<Record<"open" | "high" | "low" | "close" | "volume", Float64Array>>;

/** `count` bars of a kind. A missing bar is NaN in every field. */
export const makeBars = (kind: BarKind, count: number, seed: number): MarketFields => {
  const random = randomFrom(seed);
  const column = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  let price = kind.level;
  let still = 0;
  for (let i = 0; i < count; i++) {
    if (still > 0) still -= 1;
    else if (random() < kind.flat) still = Math.floor(random() * 40);
    const open = price;
    if (still === 0) price = Math.max(kind.step, price + (random() - 0.5) * 2 * kind.step);
    const reach = still === 0 ? random() * kind.step * 0.5 : 0;
    const missing = random() < kind.hole;
    if (missing) continue;
    bars.open[i] = open;
    bars.close[i] = price;
    bars.high[i] = Math.max(open, price) + reach;
    bars.low[i] = Math.min(open, price) - reach;
    bars.volume[i] = still === 0 ? random() * 1000 : 0;
  }
  return bars;
};

const value = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: 90, max: 110, noNaN: true }) },
  { weight: 4, arbitrary: fc.constantFrom(100, 100.5, 0) },
  { weight: 1, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

/** Fields of up to 120 bars whose values need not make sense as candles, with holes of their own in each field. */
export const anyFields: fc.Arbitrary<Fields> = fc.integer({ min: 1, max: 120 }).chain((count) => {
  const field = fc.array(value, { minLength: count, maxLength: count });
  return fc.record({ open: field, high: field, low: field, close: field, volume: field });
});

/** Sizes of calls: single bars often, blocks otherwise. */
export const anySplit: fc.Arbitrary<readonly number[]> = fc.array(
  fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
  { minLength: 1, maxLength: 8 },
);
