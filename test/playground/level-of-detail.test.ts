import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candlesIn, pointsIn, valuesIn, windowFor } from "../../playground/chart/level-of-detail.ts";
import { generateBars } from "../../playground/data/generator.ts";

const bars = generateBars({ seed: 3, bars: 20_000, interval: 60_000, start: 0, price: 100, volatility: 0.6 });

describe("a window over bars", () => {
  it("holds what is in sight with few points, whatever is looked at", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, a, b) => {
          const from = Math.min(a, b) * total;
          const to = Math.max(Math.max(a, b) * total, from + 1);
          const window = windowFor(from, Math.min(total, to), total, undefined);
          expect(pointsIn(window)).toBeLessThan(6000);
          expect(window.from % window.bucket).toBe(0);
          expect(window.from).toBeLessThanOrEqual(Math.min(from, total - 1));
          expect(window.to).toBeGreaterThanOrEqual(Math.min(total, to));
          expect((to - from) / window.bucket).toBeLessThanOrEqual(1600);
        },
      ),
    );
  });

  it("stays while it has enough on both sides", () => {
    const first = windowFor(9000, 9500, 20_000, undefined);
    expect(windowFor(9100, 9600, 20_000, first)).toBe(first);
    expect(windowFor(0, 500, 20_000, first)).not.toBe(first);
    expect(windowFor(0, 20_000, 20_000, first).bucket).toBeGreaterThan(1);
  });
});

describe("candles of a window", () => {
  it("keep the first open, the extremes and the last close of their bars", () => {
    const window = { from: 64, to: 164, bucket: 32 };
    const candles = candlesIn(bars, window);
    expect(candles).toHaveLength(4);
    const [first] = candles;
    expect(first?.open).toBe(bars.open[64]);
    expect(first?.close).toBe(bars.close[95]);
    expect(first?.high).toBe(Math.max(...bars.high.slice(64, 96)));
    expect(first?.low).toBe(Math.min(...bars.low.slice(64, 96)));
    expect(candles.at(-1)?.close).toBe(bars.close[163]);
  });

  it("take the last value that exists, or the lowest", () => {
    const values = Float64Array.of(Number.NaN, Number.NaN, 3, 1, 2, Number.NaN);
    const window = { from: 0, to: 6, bucket: 2 };
    expect(valuesIn(values, window)).toEqual([Number.NaN, 1, 2]);
    expect(valuesIn(values, window, "lowest")).toEqual([Number.NaN, 1, 2]);
  });
});

describe("a market that is made up", () => {
  it("is the same for the same seed, sound, and another for another seed", () => {
    const settings = { seed: 9, bars: 5000, interval: 60_000, start: 0, price: 100, volatility: 0.8 };
    const made = generateBars(settings);
    expect(generateBars(settings)).toEqual(made);
    expect(generateBars({ ...settings, seed: 10 }).close).not.toEqual(made.close);
    for (let bar = 0; bar < made.length; bar++) {
      const [open = 0, high = 0, low = 0, close = 0] = [
        made.open[bar],
        made.high[bar],
        made.low[bar],
        made.close[bar],
      ];
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
    }
  });

  it("moves at its end too, about its first price, at any interval", () => {
    for (const interval of [60_000, 86_400_000]) {
      const settings = { seed: 1, bars: 300_000, interval, start: 0, price: 100, volatility: 0.6 };
      const last = [...generateBars(settings).close.subarray(-10_000)];
      expect(last.every((price) => price > 1 && price < 10_000)).toBe(true);
      expect(last.filter((price, bar) => price !== last[bar - 1]).length).toBeGreaterThan(8_000);
    }
  });
});
