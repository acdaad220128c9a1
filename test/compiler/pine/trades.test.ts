import { translatePine } from "ctk/compiler";
import type { BarColumns } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { backtest, instrumentFor, loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { atrOf, emaOf, extremeBefore, type PineFill, passes, rsiOf, runPine, smaOf } from "./broker.ts";
import { scriptOf } from "./fixtures.ts";

interface Run {
  readonly fills: readonly PineFill[];
  readonly lot: number;
  readonly tick: number;
}

/** Fills of the translated script, those of one bar and price added up. */
const runTranslated = (
  script: string,
  bars: BarColumns,
  options: { readonly market: string; readonly venue: string; readonly every: string },
): Run => {
  const translation = translatePine(script, options);
  if (translation.kind !== "plan") throw new Error(translation.why);
  const session = sessionOf(loadText(translation.text));
  const { lotSize, tickSize } = instrumentFor(session, bars);
  const fills: PineFill[] = [];
  for (const { bar, side, quantity, price } of backtest(session, bars).fills()) {
    const last = fills.at(-1);
    const next = { bar, side, price: Number(price), quantity: Number(quantity) };
    if (last?.bar === bar && last.side === side && last.price === next.price) {
      fills[fills.length - 1] = { ...last, quantity: last.quantity + next.quantity };
    } else {
      fills.push(next);
    }
  }
  return { fills, lot: Number(lotSize), tick: Number(tickSize) };
};

/**
 * The same fills: bars and sides exactly, prices to a tick (Pine rounds to the nearest tick, the runtime to the one that
 * raises no risk), and quantities, which follow equity, to a thousandth.
 */
const expectSameFills = (run: Run, expected: readonly PineFill[]): void => {
  const lines = (fills: readonly PineFill[]): string[] => fills.map(({ bar, side }) => `${bar} ${side}`);
  expect(lines(run.fills)).toEqual(lines(expected));
  const apart = (pick: (a: PineFill, b: PineFill) => number): number =>
    Math.max(...run.fills.map((fill, index) => pick(fill, expected[index] ?? fill)));
  expect(apart((a, b) => Math.abs(a.price - b.price) / run.tick)).toBeLessThan(1.01);
  expect(apart((a, b) => Math.abs(a.quantity - b.quantity) / b.quantity)).toBeLessThan(1e-3);
};

describe("translated scripts trade as Pine Script does", () => {
  it("turns around at a crossing, with stop and target fixed at the entry", () => {
    const bars = readBars("examples/data/binance_btcusdc_4h.csv.gz");
    const run = runTranslated(scriptOf("ema-atr"), bars, {
      market: "BTC/USDC",
      venue: "binance",
      every: "4h",
    });
    const fast = emaOf(bars.close, 12);
    const slow = emaOf(bars.close, 26);
    const noise = atrOf(bars, 14);
    const expected = runPine(
      bars,
      { capital: 10_000, commission: 0.001, lot: run.lot, tick: run.tick },
      (i, broker) => {
        const close = Number(bars.close[i]);
        const width = 2.5 * Number(noise[i]);
        const quantity = (broker.equity() * 0.1) / close;
        if (passes(fast, slow, i)) {
          broker.entry("Long", "long", quantity);
          broker.exit("Exit long", "Long", { stop: close - width, limit: close + 2 * width });
        }
        if (passes(slow, fast, i)) {
          broker.entry("Short", "short", quantity);
          broker.exit("Exit short", "Short", { stop: close + width, limit: close - 2 * width });
        }
      },
    );
    expect(expected.length).toBeGreaterThan(100);
    expectSameFills(run, expected);
  });

  it("adds units at further breakouts, with a stop that moves with the average price and the noise", () => {
    const bars = readBars("examples/data/binance_btcusdc_4h.csv.gz");
    const run = runTranslated(scriptOf("donchian-turtle"), bars, {
      market: "BTC/USDC",
      venue: "binance",
      every: "4h",
    });
    const [high, low] = [extremeBefore(bars.high, 20, Math.max), extremeBefore(bars.low, 20, Math.min)];
    const [exitHigh, exitLow] = [
      extremeBefore(bars.high, 10, Math.max),
      extremeBefore(bars.low, 10, Math.min),
    ];
    const noise = atrOf(bars, 20);
    const expected = runPine(
      bars,
      { capital: 100_000, pyramiding: 4, lot: run.lot, tick: run.tick },
      (i, broker) => {
        const close = Number(bars.close[i]);
        const quantity = (broker.equity() * 0.1) / close;
        if (close > Number(high[i]) && broker.position() >= 0) broker.entry("L", "long", quantity);
        else if (close < Number(low[i]) && broker.position() <= 0) broker.entry("S", "short", quantity);
        broker.exit("L stop", "L", { stop: broker.averagePrice() - 2 * Number(noise[i]) });
        broker.exit("S stop", "S", { stop: broker.averagePrice() + 2 * Number(noise[i]) });
        if (close < Number(exitLow[i]) && broker.position() > 0) broker.close("L");
        if (close > Number(exitHigh[i]) && broker.position() < 0) broker.close("S");
      },
    );
    expect(expected.length).toBeGreaterThan(100);
    expectSameFills(run, expected);
  });

  it("reads days and weeks that have closed", () => {
    const bars = readBars("examples/data/eurusd_1h.csv.gz");
    const run = runTranslated(scriptOf("rsi-higher-clock"), bars, {
      market: "EUR/USD",
      venue: "fx",
      every: "1h",
    });
    const strength = rsiOf(bars.close, 14);
    // Days, and weeks from Monday, of the bars so far: what had closed before each bar opened, or with it.
    const closesOf = (period: number, offset: number) => {
      const numbers = Array.from(bars.time, (time) => Math.floor((time - offset) / period));
      const closes: number[] = [];
      const before: number[] = [];
      for (const [i, number] of numbers.entries()) {
        if (i > 0 && number !== numbers[i - 1]) closes.push(Number(bars.close[i - 1]));
        before.push(closes.length);
      }
      return { numbers, closes, before };
    };
    const DAY = 86_400_000;
    const days = closesOf(DAY, 0);
    const weeks = closesOf(7 * DAY, 4 * DAY);
    const dayMeans = smaOf(days.closes, 20);
    const weekMeans = emaOf(weeks.closes, 10);
    const endsPeriod = (i: number, period: number, offset: number): boolean =>
      (Number(bars.time[i]) + bars.interval - offset) % period === 0;
    const expected = runPine(bars, { capital: 50_000, lot: run.lot, tick: run.tick }, (i, broker) => {
      const day = Number(days.before[i]) - 1;
      const isWeekEnd = endsPeriod(i, 7 * DAY, 4 * DAY);
      const week = Number(weeks.before[i]) - 1 + (isWeekEnd ? 1 : 0);
      const close = Number(bars.close[i]);
      const dip = Number(strength[i]) < 30 && Number(strength[i - 1]) >= 30;
      const up = Number(days.closes[day]) > Number(dayMeans[day]) && close > Number(weekMeans[week]);
      if (dip && up && broker.position() === 0) broker.entry("Dip", "long", 20_000 / close);
      if (broker.position() > 0) broker.exit("Stop", "Dip", { stop: broker.averagePrice() * (1 - 2 / 100) });
      if (Number(strength[i]) > 60) broker.close("Dip");
    });
    expect(expected.length).toBeGreaterThan(10);
    expectSameFills(run, expected);
  });

  it("reverses, rests stops and targets that follow the entry price, and closes on a condition", () => {
    const bars = readBars("examples/data/goog_1d.csv.gz");
    const run = runTranslated(scriptOf("toggles"), bars, {
      market: "GOOG/USD",
      venue: "nasdaq",
      every: "1d",
    });
    const average = emaOf(bars.close, 50);
    const strength = rsiOf(bars.close, 14);
    const ceiling = extremeBefore(bars.high, 20, Math.max);
    const floor = extremeBefore(bars.low, 20, Math.min);
    const expected = runPine(bars, { capital: 10_000, lot: run.lot, tick: run.tick }, (i, broker) => {
      // Pine takes a comparison with a missing value for false; the translated rules wait for the average.
      if (Number.isNaN(average[i])) return;
      const close = Number(bars.close[i]);
      const quantity = (broker.equity() * 0.5) / close;
      const isUp = close > Number(average[i]);
      const score = (isUp ? 1 : 0) + (Number(strength[i]) > 50 ? 1 : 0);
      if (passes(bars.close, ceiling, i) && score >= 2) broker.entry("Long", "long", quantity);
      const isBreakdown = close < Number(floor[i]) && Number(bars.close[i - 1]) >= Number(floor[i - 1]);
      if (isBreakdown && !isUp) broker.entry("Short", "short", quantity);
      const price = broker.averagePrice();
      broker.exit("Long x", "Long", { stop: price * 0.97, limit: price * 1.06 });
      broker.exit("Short x", "Short", { stop: price * 1.03, limit: price * 0.94 });
      if (Number(strength[i]) < 45 && Number(strength[i - 1]) >= 45) broker.close("Long");
    });
    expect(expected.length).toBeGreaterThan(100);
    expectSameFills(run, expected);
  });

  it("rests an entry at a band while the market is calm, with a stop in ticks and a target that moves", () => {
    const bars = readBars("examples/data/goog_1d.csv.gz");
    const run = runTranslated(scriptOf("bollinger-limit"), bars, {
      market: "GOOG/USD",
      venue: "nasdaq",
      every: "1d",
    });
    const middle = smaOf(bars.close, 20);
    const spread = middle.map((mean, i) =>
      Math.sqrt(
        Array.from({ length: 20 }, (_, k) => (Number(bars.close[i - k]) - mean) ** 2).reduce(
          (a, b) => a + b,
        ) / 20,
      ),
    );
    let entered = Number.NaN;
    const expected = runPine(bars, { capital: 10_000, lot: run.lot, tick: run.tick }, (i, broker) => {
      const close = Number(bars.close[i]);
      const lower = Number(middle[i]) - 2 * Number(spread[i]);
      const isFlat = broker.position() === 0;
      if (isFlat) entered = Number.NaN;
      else if (Number.isNaN(entered)) entered = i;
      if (Number(spread[i]) / Number(middle[i]) < 0.05 && close > lower) {
        broker.entry("BB", "long", (broker.equity() * 0.25) / lower, lower);
      } else {
        broker.cancel("BB");
      }
      // The target works from the close of the entry's first bar in the plan, as its report says.
      if (!isFlat) broker.exit("TP/SL", "BB", { limit: Number(middle[i]), stop: broker.averagePrice() - 5 });
      else broker.exit("TP/SL", "BB", { loss: 5 });
      if (!isFlat && i - entered >= 30) broker.close("BB");
    });
    expect(expected.length).toBeGreaterThan(100);
    expectSameFills(run, expected);
  });
});
