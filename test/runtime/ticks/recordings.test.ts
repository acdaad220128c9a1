import {
  barsOfTrades,
  createSession,
  createStreamingSession,
  inferInstrument,
  type MarketTicks,
  prove,
  readCapture,
  readQuotes,
  readTrades,
  type SessionOutcome,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, readBytes, sessionOf } from "../../support/backtest.ts";

const folder = "test/fixtures/data/ticks";

const tradesIn = (name: string) => {
  const result = readTrades(readBytes(`${folder}/${name}`), { file: name });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.trades;
};
const quotesIn = (name: string) => {
  const result = readQuotes(readBytes(`${folder}/${name}`), { file: name });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.quotes;
};

/** In and out all the time, with limit orders at the last price, stops and targets. */
const busy = (symbol: string, clock: string, size: string, distance: string, capital: string, route = "") => {
  const coin = symbol.split("/")[0] ?? "";
  const money = symbol.split("/")[1] ?? "";
  return `market coin = "${symbol}" at binance
route venue_a { venue binance ${route} }
strategy Busy trades coin via venue_a every ${clock} {
  enter long when close > open {
    size ${size} ${coin}
    order limit at close
    expire after 3 bars
    stop ${distance} ${money} below entry
    target ${distance} ${money} above entry
  }
  enter short when close < open {
    size ${size} ${coin}
    expire after 3 bars
    stop ${distance} ${money} above entry
    target ${distance} ${money} below entry
  }
}
session main {
  capital ${capital} ${money}
  run Busy
  fills "bar/pessimistic@1" detail ticks
}`;
};

const runOn = (text: string, ticks: MarketTicks, interval: number, blockSize?: number): SessionOutcome => {
  const { trades } = ticks;
  if (trades === undefined) throw new Error("trades");
  const bars = barsOfTrades(trades, interval);
  const session = sessionOf(loadText(text));
  const market = session.runs[0]?.strategy.slots.coin;
  const instrument = inferInstrument(market?.symbol ?? "", market?.venue ?? "", bars);
  return createSession({
    session,
    feeds: [{ instrument, bars, ticks }],
    ...(blockSize === undefined ? {} : { blockSize }),
  }).run();
};

/** What all fills at a time took, by time. */
const takenAt = (outcome: SessionOutcome): ReadonlyMap<number, number> => {
  const taken = new Map<number, number>();
  for (const { time, quantity } of outcome.fills())
    taken.set(time, (taken.get(time) ?? 0) + Number(quantity));
  return taken;
};

const sumAt = (time: Float64Array, quantity: Float64Array): ReadonlyMap<number, number> => {
  const sums = new Map<number, number>();
  for (const [row, at] of time.entries()) sums.set(at, (sums.get(at) ?? 0) + (quantity[row] ?? 0));
  return sums;
};

/** Cash that fills and fees leave of a capital, from the rows alone. */
const cashOf = (outcome: SessionOutcome): number =>
  outcome
    .fills()
    .reduce(
      (cash, { side, quantity, price, fee }) =>
        cash - (side === "buy" ? 1 : -1) * Number(quantity) * Number(price) - Number(fee),
      Number(outcome.capital),
    );

describe("a replay of recorded trades", () => {
  const trades = tradesIn("binance_xrpeth_trades.csv.gz");
  const text = busy("XRP/ETH", "5m", "500", "0.00001", "100", "latency 250ms");
  const outcome = runOn(text, { trades }, 60_000);

  it("fills nothing that was not traded at that moment and price", () => {
    expect(outcome.counts.fills).toBeGreaterThan(300);
    const traded = sumAt(trades.time, trades.quantity);
    for (const [time, quantity] of takenAt(outcome))
      expect(quantity).toBeLessThanOrEqual((traded.get(time) ?? 0) + 1e-9);
    const prices = new Map<number, number[]>();
    for (const [row, at] of trades.time.entries())
      prices.set(at, [...(prices.get(at) ?? []), trades.price[row] ?? 0]);
    for (const { time, price, side, liquidity } of outcome.fills()) {
      const there = prices.get(time) ?? [];
      if (liquidity === "taker") expect(there).toContain(Number(price));
      // A resting order fills where the market goes through it, or at it once it has been there.
      else
        expect(there.some((at) => (side === "buy" ? at <= Number(price) : at >= Number(price)))).toBe(true);
    }
  });

  it("keeps the account", () => {
    expect(Number(outcome.final.cash)).toBeCloseTo(cashOf(outcome), 9);
    expect(outcome.counts.ambiguousBars).toBe(0);
    expect(outcome.policy).toBe("bar/pessimistic@1 + trades, queue: pessimistic");
  });

  it("is the same in blocks of any size", () => {
    expect(runOn(text, { trades }, 60_000, 7).digest()).toBe(outcome.digest());
  });

  it("keeps the promises of the language", () => {
    const bars = barsOfTrades(trades, 60_000);
    const session = sessionOf(loadText(text.replaceAll(/ 0\.00001 ETH/g, " 0.7% of close")));
    const config = {
      session,
      feeds: [{ instrument: inferInstrument("XRP/ETH", "binance", bars), bars, ticks: { trades } }],
    };
    const proofs = [...prove({ config, writtenAmounts: [], settledBars: new Map([["Busy", 1]]) })];
    const verdicts = proofs.map(({ id, verdict, counterexample }) => [id, verdict, counterexample]);
    for (const id of ["repeat", "prefix", "blocks", "scale"])
      expect(verdicts).toContainEqual([id, "holds", undefined]);
  });

  it("lets no order fill before it has reached the venue", () => {
    const created = new Map(
      outcome.orders().map(({ orderId, createdBar, role }) => [orderId, { createdBar, role }]),
    );
    const bars = barsOfTrades(trades, 60_000);
    for (const { orderId, time } of outcome.fills()) {
      const order = created.get(orderId);
      if (order === undefined || order.role === "stop" || order.role === "target") continue;
      expect(time).toBeGreaterThanOrEqual((bars.time[order.createdBar] ?? 0) + 60_000 + 250);
    }
  });
});

describe("a replay of recorded trades and quotes", () => {
  const trades = tradesIn("binance_btcusdt_trades.csv.gz");
  const quotes = quotesIn("binance_btcusdt_quotes.csv.gz");
  const text = busy("BTC/USDT", "1s", "0.05", "5", "1_000_000");
  const outcome = runOn(text, { trades, quotes }, 1000);

  it("takes at most what was displayed and traded at that moment", () => {
    expect(outcome.counts.fills).toBeGreaterThan(30);
    const traded = sumAt(trades.time, trades.quantity);
    for (const [time, quantity] of takenAt(outcome)) {
      // The quotes of the moment, and the one that stood before them.
      let shown = 0;
      for (let row = 0; row < quotes.length && (quotes.time[row] ?? 0) <= time; row++) {
        const isOver = (quotes.time[row + 1] ?? Number.POSITIVE_INFINITY) < time;
        if (!isOver) shown += (quotes.bidSize[row] ?? 0) + (quotes.askSize[row] ?? 0);
      }
      expect(quantity).toBeLessThanOrEqual(shown + (traded.get(time) ?? 0) + 1e-9);
    }
  });

  it("keeps the account, and is the same in blocks of any size", () => {
    expect(Number(outcome.final.cash)).toBeCloseTo(cashOf(outcome), 6);
    expect(runOn(text, { trades, quotes }, 1000, 3).digest()).toBe(outcome.digest());
    expect(outcome.policy).toBe("bar/pessimistic@1 + trades + quotes, queue: pessimistic");
  });
});

describe("a replay of a venue's messages", () => {
  it("takes down the levels of the book that they build, more of them at once than of the best alone", () => {
    const name = "binance_usdm_btcusdt_stream.jsonl.gz";
    const fillsBy = (levels: number): SessionOutcome => {
      const result = readCapture(readBytes(`${folder}/${name}`), {
        file: name,
        format: "binance-usdm",
        levels,
      });
      if (!result.ok) throw new Error(result.problem.message);
      const { quotes, trades } = result.capture;
      return runOn(busy("BTC/USDT", "1s", "20", "5", "1_000_000_000"), { trades, quotes }, 1000);
    };
    const best = fillsBy(1);
    const deep = fillsBy(10);
    const together = (outcome: SessionOutcome): number => Math.max(...takenAt(outcome).values());
    expect(best.counts.fills).toBeGreaterThan(3);
    expect(together(deep)).toBeGreaterThan(together(best));
    for (const outcome of [best, deep]) expect(Number(outcome.final.cash)).toBeCloseTo(cashOf(outcome), 3);
  });
});

describe("a session whose bars arrive one by one", () => {
  it("has no ticks to replay, and says so", () => {
    const session = sessionOf(loadText(busy("XRP/ETH", "1m", "500", "0.00001", "100")));
    const instrument = inferInstrument("XRP/ETH", "binance", { priceDecimals: 8 });
    expect(() => createStreamingSession({ session, feeds: [{ instrument, interval: 60_000 }] })).toThrow(
      "fills replay trades and quotes, and there are none of XRP/ETH",
    );
  });
});
