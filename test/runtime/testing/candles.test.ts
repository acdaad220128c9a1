import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BarColumns } from "../../../runtime/index.ts";
import type { CandlePart } from "../../../runtime/testing/abi.ts";
import { makeCandles } from "../../../runtime/testing/candles.ts";
import { randomWalk } from "../../../runtime/testing/random-walk.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const span = { file: "plan.ctk", line: 1, column: 1, start: 0, end: 0 };

const noFile = () => ({ ok: false as const, message: "no file" });

const candles = (parts: readonly CandlePart[], range?: number): BarColumns =>
  makeCandles(
    { slot: "btc", interval: HOUR, span, parts, ...(range === undefined ? {} : { range }) },
    START,
    noFile,
  );

const closes = (...values: readonly number[]): CandlePart => ({
  kind: "rows",
  rows: values.map((close) => ({ close })),
});

describe("candles of a scenario", () => {
  it("open at the last close, the first at its own", () => {
    const bars = candles([closes(10, 12, 11)]);
    expect([...bars.open]).toEqual([10, 10, 12]);
    expect([...bars.high]).toEqual([10, 12, 12]);
    expect([...bars.low]).toEqual([10, 10, 11]);
    expect([...bars.time]).toEqual([START, START + HOUR, START + 2 * HOUR]);
  });

  it("reach as far from their close as `range` says, and at least to their open", () => {
    const bars = candles([closes(10, 14, 13)], 2);
    expect([...bars.high]).toEqual([12, 16, 15]);
    expect([...bars.low]).toEqual([8, 10, 11]);
  });

  it("keep what is given of them", () => {
    const bars = candles([
      { kind: "rows", rows: [{ open: 9, high: 13, low: 8, close: 11, volume: 5 }, { close: 12 }] },
    ]);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.volume[0]]).toEqual([9, 13, 8, 5]);
    expect([bars.open[1], bars.volume[1]]).toEqual([11, 1000]);
  });

  it("go from price to price on a ramp, from the last close where it says no first price", () => {
    const bars = candles([
      { kind: "ramp", first: 100, last: 104, length: 5 },
      { kind: "ramp", last: 102, length: 2 },
    ]);
    expect([...bars.close]).toEqual([100, 101, 102, 103, 104, 103, 102]);
  });

  it("open where a gap puts them", () => {
    const bars = candles([
      { kind: "flat", price: 100, length: 2 },
      { kind: "gap", price: 90 },
      { kind: "ramp", last: 92, length: 2 },
    ]);
    expect([...bars.open]).toEqual([100, 100, 90, 91]);
    expect([...bars.close]).toEqual([100, 100, 91, 92]);
  });

  it("leave time without candles where they are skipped", () => {
    const bars = candles([
      { kind: "flat", price: 100, length: 1 },
      { kind: "skip", length: 3 },
      { kind: "flat", price: 101, length: 1 },
    ]);
    expect([...bars.time]).toEqual([START, START + 4 * HOUR]);
    expect(bars.open[1]).toBe(100);
  });

  it("are bars of a file with their own times", () => {
    const file = candles([closes(1, 2, 3, 4, 5)]);
    const bars = makeCandles(
      {
        slot: "btc",
        interval: HOUR,
        span,
        parts: [{ kind: "file", path: "a.csv", first: 1, last: 3, span }],
      },
      START + 99 * HOUR,
      () => ({ ok: true, bars: file }),
    );
    expect([...bars.close]).toEqual([2, 3, 4]);
    expect(bars.time[0]).toBe(START + HOUR);
  });

  it("cannot be more than a file has", () => {
    const file = candles([closes(1, 2)]);
    const parts = [{ kind: "file", path: "a.csv", first: 1, last: 3, span }] as const;
    expect(() =>
      makeCandles({ slot: "btc", interval: HOUR, span, parts }, START, () => ({ ok: true, bars: file })),
    ).toThrow("a.csv has bars 0 to 1, not 1 to 3");
  });
});

describe("a random walk", () => {
  const walk = (seed: number): BarColumns =>
    randomWalk({ seed, length: 200, interval: HOUR, start: START, price: 100 });

  it("is the same for the same seed, and another for another", () => {
    expect(walk(7)).toEqual(walk(7));
    expect(walk(7).close).not.toEqual(walk(8).close);
  });

  it("has candles that can be, later and later, on whole hours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const { length, time, open, high, low, close } = walk(seed);
        expect(length).toBe(200);
        for (let bar = 0; bar < length; bar++) {
          const at = (column: Float64Array): number => column[bar] ?? Number.NaN;
          expect(at(low)).toBeGreaterThan(0);
          expect(at(low)).toBeLessThanOrEqual(Math.min(at(open), at(close)));
          expect(at(high)).toBeGreaterThanOrEqual(Math.max(at(open), at(close)));
          expect((at(time) - START) % HOUR).toBe(0);
          expect(at(time)).toBeGreaterThan(bar === 0 ? START - 1 : (time[bar - 1] ?? 0));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("may be a million candles long, and still moves at its end", () => {
    const { length, priceDecimals, close } = randomWalk({
      seed: 7,
      length: 1_000_000,
      interval: HOUR,
      start: START,
      price: 100,
    });
    expect(length).toBe(1_000_000);
    expect(priceDecimals).toBe(2);
    expect(close.every((price) => price > 1 && price < 10_000)).toBe(true);
    const last = [...close.subarray(-10_000)];
    expect(last.filter((price, bar) => price !== last[bar - 1]).length).toBeGreaterThan(5_000);
  });

  it("goes through what is unpleasant: gaps in time, bars without volume, jumps, standstill", () => {
    const walks = Array.from({ length: 20 }, (_, seed) => walk(seed + 1));
    const some = (test: (bars: BarColumns, bar: number) => boolean): boolean =>
      walks.some((bars) =>
        Array.from({ length: bars.length }, (_, bar) => bar).some((bar) => bar > 0 && test(bars, bar)),
      );
    expect(some(({ time }, bar) => (time[bar] ?? 0) - (time[bar - 1] ?? 0) > HOUR)).toBe(true);
    expect(some(({ volume }, bar) => volume[bar] === 0)).toBe(true);
    expect(
      some(({ open, close }, bar) => Math.abs((open[bar] ?? 0) / (close[bar - 1] ?? 1) - 1) > 0.05),
    ).toBe(true);
    expect(some(({ close }, bar) => close[bar] === close[bar - 1])).toBe(true);
  });
});
