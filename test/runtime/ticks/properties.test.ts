import { createSession, type SessionConfig, type SessionOutcome } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import {
  abc,
  candles,
  fillLines,
  MONDAY,
  planOf,
  type Row,
  signal,
  simulate,
} from "../../support/simulate.ts";
import {
  DECIDED,
  type QuoteRow,
  replay,
  type TickOptions,
  type TradeRow,
  tickConfig,
  tradesOf,
} from "../../support/ticks.ts";

const BAR = 3_600_000;

/** Trades on a grid of whole prices about 100, at rising times within the bar after the signal. */
const trades: fc.Arbitrary<readonly TradeRow[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom("buy" as const, "sell" as const),
      fc.integer({ min: 97, max: 103 }),
      fc.integer({ min: 1, max: 12 }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    let after = 0;
    return rows.map(([step, side, price, quantity]): TradeRow => {
      after += step;
      return [after, side, price, quantity];
    });
  });

const quotes: fc.Arbitrary<readonly QuoteRow[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 97, max: 102 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 30 }),
    ),
    { maxLength: 20 },
  )
  .map((rows) => {
    let after = -100;
    return rows.map(([step, bid, bidSize, spread, askSize]): QuoteRow => {
      after += step;
      return [after, bid, bidSize, bid + spread, askSize];
    });
  });

/** Sales at one of two prices, and quotes whose best bid is the lower of them throughout. */
const sales = trades.map((rows) =>
  rows.map(
    ([after, , price, quantity]): TradeRow => [after, "sell", price > 101 ? 100 : 99, 1 + (quantity % 4)],
  ),
);
const steadyQuotes = quotes.map((rows) =>
  rows.map(([after, , bidSize = 1, , askSize = 1]): QuoteRow => [after, 99, bidSize, 101, askSize]),
);

const limit = fc.integer({ min: 97, max: 103 });
const buyAt = (price: number, more = ""): string =>
  `enter long when volume == 7 ABC { size 10 ABC order limit at ${price} USD expire after 9 bars ${more} unprotected }`;

const quantityOf = (
  outcome: SessionOutcome,
  isWanted: (fill: { time: number; liquidity: string }) => boolean,
) =>
  outcome
    .fills()
    .filter(isWanted)
    .reduce((sum, { quantity }) => sum + Number(quantity), 0);

describe("over any trades and quotes", () => {
  it("a resting order fills at most what trades at its price or through it after its arrival", () => {
    let filled = 0;
    fc.assert(
      fc.property(trades, quotes, limit, fc.integer({ min: 0, max: 2000 }), (tape, book, price, latency) => {
        const options = { trades: tape, quotes: book, route: `latency ${latency}ms` };
        const outcome = replay(buyAt(price), options);
        for (const fill of outcome.fills()) {
          expect(fill.time).toBeGreaterThanOrEqual(DECIDED + latency);
          expect(Number(fill.price)).toBeLessThanOrEqual(price);
          const traded = tape
            .filter(([after, , at]) => at <= price && after >= latency && DECIDED + after <= fill.time)
            .reduce((sum, [, , , quantity]) => sum + quantity, 0);
          const made = quantityOf(
            outcome,
            ({ time, liquidity }) => liquidity === "maker" && time <= fill.time,
          );
          expect(made).toBeLessThanOrEqual(traded);
          if (fill.liquidity === "maker") filled++;
        }
      }),
      { numRuns: 400 },
    );
    expect(filled).toBeGreaterThan(100);
  });

  it("more displayed ahead never fills earlier", () => {
    let later = 0;
    fc.assert(
      fc.property(
        sales,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (tape, ahead, more) => {
          const at = (size: number) =>
            replay(buyAt(99), { trades: tape, quotes: [[-50, 99, size, 101, 40]] });
          const near = at(Math.max(1, ahead));
          const far = at(Math.max(1, ahead) + more);
          for (const { time } of far.fills()) {
            const before = (fill: { time: number }): boolean => fill.time <= time;
            expect(quantityOf(far, before)).toBeLessThanOrEqual(quantityOf(near, before));
          }
          if (quantityOf(near, () => true) > quantityOf(far, () => true)) later++;
        },
      ),
      { numRuns: 300 },
    );
    expect(later).toBeGreaterThan(20);
  });

  it("the proportional model is never behind the pessimistic one", () => {
    let ahead = 0;
    fc.assert(
      fc.property(sales, steadyQuotes, (tape, book) => {
        const by = (ticks: "pessimistic" | "proportional") =>
          replay(buyAt(99), { trades: tape, quotes: book, choice: { ticks } });
        const [strict, mild] = [by("pessimistic"), by("proportional")];
        for (const { time } of strict.fills()) {
          const before = (fill: { time: number }): boolean => fill.time <= time;
          // Shares of a queue are no whole lots: one may be missing.
          expect(quantityOf(mild, before)).toBeGreaterThan(quantityOf(strict, before) - 0.011);
        }
        if (quantityOf(mild, () => true) > quantityOf(strict, () => true)) ahead++;
      }),
      { numRuns: 400 },
    );
    expect(ahead).toBeGreaterThan(5);
  });

  it("an order that arrives later does not begin to fill earlier", () => {
    fc.assert(
      fc.property(
        trades,
        quotes,
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 1, max: 1500 }),
        (tape, book, early, more) => {
          const first = (latency: number): number =>
            replay("enter long when volume == 7 ABC { size 10 ABC unprotected }", {
              trades: tape,
              quotes: book,
              route: `latency ${latency}ms`,
            }).fills()[0]?.time ?? Number.POSITIVE_INFINITY;
          expect(first(early + more)).toBeGreaterThanOrEqual(first(early));
        },
      ),
      { numRuns: 300 },
    );
  });

  const rules = `
    enter long when volume == 7 ABC { size 10 ABC order limit at 99 USD expire after 9 bars stop at 98 USD target at 101 USD }
    enter short when volume == 8 ABC { size 10 ABC stop at 102 USD target at 99 USD }`;
  const bars: readonly Row[] = [signal(8), signal(7), signal(1)];
  const spread = (tape: readonly TradeRow[]): readonly TradeRow[] =>
    tape.map(([after, ...rest]): TradeRow => [after * 700, ...rest]);
  const spreadQuotes = (book: readonly QuoteRow[]): readonly QuoteRow[] =>
    book.map(([after, ...rest]): QuoteRow => [after * 700, ...rest]);
  const linesOf = (outcome: SessionOutcome, until = Number.POSITIVE_INFINITY): string[] =>
    outcome
      .fills()
      .filter(({ time }) => time < until)
      .map(
        ({ time, side, quantity, price, liquidity }) => `${time} ${side} ${quantity} ${price} ${liquidity}`,
      );

  it("what is still to come changes nothing of what has filled", () => {
    let compared = 0;
    fc.assert(
      fc.property(trades, quotes, fc.nat(40), (tape, book, count) => {
        const [all, shown] = [spread(tape), spreadQuotes(book)];
        const cut = all[Math.min(count, all.length - 1)]?.[0] ?? 0;
        const before = (row: readonly [number, ...unknown[]]): boolean => row[0] < cut;
        const until = Math.min(DECIDED + cut, MONDAY + BAR * (Math.floor(cut / BAR) + 2));
        const whole = replay(rules, { trades: all, quotes: shown, bars });
        const part = replay(rules, {
          // One trade beyond the cut keeps the bar from being matched as a whole.
          trades: [...all.filter(before), [cut, "buy", 200, 1]],
          quotes: shown.filter(before),
          bars,
        });
        expect(linesOf(part, until)).toEqual(linesOf(whole, until));
        compared += linesOf(whole, until).length;
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it("blocks of bars and single steps fill alike", () => {
    fc.assert(
      fc.property(trades, quotes, (tape, book) => {
        const options: TickOptions = { trades: spread(tape), quotes: spreadQuotes(book), bars };
        const config = tickConfig(rules, options);
        const one = createSession(config).run();
        const other = createSession({ ...config, blockSize: 1, everyBar: true }).run();
        expect(other.digest()).toBe(one.digest());
        expect(linesOf(other)).toEqual(linesOf(one));
      }),
      { numRuns: 200 },
    );
  });

  it("random plans keep their books in order, in blocks and step by step", () => {
    let fills = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, fc.integer({ min: 1, max: 50 }), (plan, walk, size) => {
        const { fills: _, ...options } = plan.options;
        const market = makeMarket({ ...walk, count: Math.min(walk.count, 60) });
        const bars = candles(market.rows, { times: market.times });
        const session = sessionOf(loadText(planOf(plan.rules, options)));
        const rows = market.rows.flatMap(([open, high, low, close], bar): readonly TradeRow[] => {
          const start = (market.times[bar] ?? 0) - DECIDED;
          const prices = bar % 2 === 0 ? [open, low, high, close] : [open, high, low, close];
          return prices.map((price, part) => [
            start + part * 60_000,
            part % 2 === 0 ? "sell" : "buy",
            price,
            size,
          ]);
        });
        const config: SessionConfig = {
          session: {
            ...session,
            fills: { policy: "bar/pessimistic@1", atClose: false, touch: false, ticks: "pessimistic" },
          },
          feeds: [{ instrument: abc, bars, ticks: { trades: tradesOf(rows) } }],
        };
        const one = createSession(config).run();
        const other = createSession({ ...config, blockSize: 7, everyBar: true }).run();
        expect(other.digest()).toBe(one.digest());
        expect(one.counts.ambiguousBars).toBe(0);
        fills += one.counts.fills;
      }),
      { numRuns: 150 },
    );
    expect(fills).toBeGreaterThan(300);
  });
});

describe("trades along the path that a bar's policy takes", () => {
  const STEP = 0.5;
  /** Each price of a path twice: the first reaches a stop, the second fills it. */
  const pathOf = (points: readonly number[], start: number, length: number): readonly TradeRow[] => {
    const prices: number[] = [];
    let at = points[0] ?? 0;
    for (const to of points) {
      while (at !== to) {
        prices.push(at, at);
        at += to > at ? STEP : -STEP;
      }
    }
    prices.push(at, at);
    return prices.map(
      (price, index): TradeRow => [
        start + Math.floor((index * length) / prices.length),
        index % 2 === 0 ? "buy" : "sell",
        price,
        1e6,
      ],
    );
  };
  const steps = fc.integer({ min: 0, max: 12 }).map((count) => count * STEP);
  const bar = fc.tuple(steps, steps, fc.integer({ min: 0, max: 24 }));

  it("fill as the policy fills the bars, where the bars leave no doubt", () => {
    let compared = 0;
    const between = (low: number, high: number) =>
      fc.integer({ min: low * 2, max: high * 2 }).map((value) => value / 2);
    const half = between(97, 103);
    // Levels about all entries: how far from 100.
    const distance = between(4, 8);
    const order = fc.oneof(
      fc.constant(""),
      half.map((price) => `order limit at ${price + 0.25} USD expire after 4 bars`),
      half.map((price) => `order stop at ${price} USD expire after 4 bars`),
    );
    fc.assert(
      fc.property(
        fc.array(bar, { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        order,
        distance,
        distance,
        (shapes, isLong, entry, one, other) => {
          let open = 100;
          const rows: Row[] = [];
          const tape: TradeRow[] = [];
          for (const [index, [up, down, place]] of shapes.entries()) {
            const [high, low] = [open + up, open - down];
            const close = Math.min(high, low + place * STEP);
            rows.push([open, high, low, close, 1]);
            const path = isLong ? [open, low, high, close] : [open, high, low, close];
            tape.push(...pathOf(path, index * BAR, BAR));
            open = close;
          }
          const loss = isLong ? 100 - one : 100 + one;
          const gain = isLong ? 100.25 + other : 99.75 - other;
          const rules = `enter ${isLong ? "long" : "short"} when volume == 7 ABC {
            size 10 ABC ${entry} stop at ${loss} USD target at ${gain} USD }`;
          const expected = simulate(rules, [signal(), ...rows]);
          if (expected.counts.ambiguousBars > 0) return;
          expect(fillLines(replay(rules, { trades: tape, bars: rows }))).toEqual(fillLines(expected));
          compared += expected.counts.fills;
        },
      ),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
