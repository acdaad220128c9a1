/** Fees in other currencies than the quote: what is paid, what the account gives for it, and that every book agrees. */

import {
  attributeProfit,
  bookOutcome,
  costsOf,
  createSession,
  type Feed,
  type FillRow,
  openSessionBook,
  type SessionConfig,
  SessionError,
  type SessionOutcome,
} from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minus, parseDecimal, plus, sumOf, textOf, times, ZERO } from "../../../runtime/money/index.ts";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import { feedOf } from "../../support/several-markets.ts";
import { abc, candles, MONDAY, planOf, type Row } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";
import { openAtVenues, paperVenues, playAtVenues } from "../../support/venues.ts";

const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when volume == 8 ABC";
const rows: readonly Row[] = [
  [100, 100, 100, 100, 7],
  [100, 104, 99, 102, 1],
  [102, 120, 101, 120, 8],
  [121, 121, 110, 110, 1],
  [110, 111, 109, 110, 1],
];

const priced = (closes: readonly number[]): Feed =>
  feedOf("TKN", candles(closes.map((close): Row => [close, close, close, close])));

const configOf = (route: string, others: readonly Feed[] = []): SessionConfig => ({
  session: sessionOf(loadText(planOf(rules, { route }))),
  feeds: [{ instrument: abc, bars: candles(rows) }, ...others],
});

const run = (route: string, others: readonly Feed[] = []): SessionOutcome =>
  createSession(configOf(route, others)).run();

const feesOf = (outcome: SessionOutcome) =>
  outcome.fills().map(({ side, fee, feeCurrency, feeValue }) => [side, fee, feeCurrency, feeValue]);

const problemOf = (act: () => unknown): SessionError => {
  try {
    act();
  } catch (error) {
    if (error instanceof SessionError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("fees of a route", () => {
  it("are in the quote currency where nothing else is said", () => {
    const outcome = run("fees maker 1% taker 1%");
    expect(feesOf(outcome)).toEqual([
      ["buy", "10", "USD", undefined],
      ["sell", "12.1", "USD", undefined],
    ]);
    expect(outcome.final.feeBalances).toEqual([]);
    expect(feesOf(run("fees in quote maker 1% taker 1%"))).toEqual(feesOf(outcome));
    expect(feesOf(run("fees in USD maker 1% taker 1%"))).toEqual(feesOf(outcome));
  });

  it("are in the base, worth what the fill's price says", () => {
    const outcome = run("fees in base maker 1% taker 1%");
    expect(feesOf(outcome)).toEqual([
      ["buy", "0.1", "ABC", "10"],
      ["sell", "0.1", "ABC", "12.1"],
    ]);
    expect(outcome.final).toMatchObject({
      cash: "1000187.9",
      equity: "1000187.9",
      fees: "22.1",
      feeBalances: [{ currency: "ABC", amount: "0.2", value: "22.1" }],
      positions: [],
    });
    expect(outcome.digest()).toBe(run("fees maker 1% taker 1%").digest());
  });

  it("are in what a fill brings in: the base of a purchase, the quote of a sale", () => {
    expect(feesOf(run("fees in received maker 1% taker 1%"))).toEqual([
      ["buy", "0.1", "ABC", "10"],
      ["sell", "12.1", "USD", undefined],
    ]);
    expect(feesOf(run("fees in ABC maker 1% taker 1%"))).toEqual(
      feesOf(run("fees in base maker 1% taker 1%")),
    );
  });

  it("are in another currency at its last close before the fill, rounded up to eight decimals", () => {
    const outcome = run("fees in TKN maker 1% taker 1%", [priced([3, 4, 7, 5, 6])]);
    // The purchase at the open of bar 1 knows the close of bar 0; the sale at the open of bar 3 that of bar 2.
    expect(feesOf(outcome)).toEqual([
      ["buy", "3.33333334", "TKN", "10.00000002"],
      ["sell", "1.72857143", "TKN", "12.10000001"],
    ]);
    expect(outcome.final).toMatchObject({
      cash: "1000187.89999997",
      fees: "22.10000003",
      feeBalances: [{ currency: "TKN", amount: "5.06190477", value: "22.10000003" }],
    });
    expect(outcome.trades()).toMatchObject([{ profit: "187.89999997", fees: "22.10000003" }]);
    expect(outcome.equity.cash.at(1)).toBeCloseTo(1_000_000 - 1_010.00000002, 8);
    expect(outcome.equity.value.at(-1)).toBeCloseTo(1_000_187.89999997, 8);
  });

  it("are in the quote as long as nothing is known of the currency's price", () => {
    const late = feedOf("TKN", candles([[5, 5, 5, 5]], { times: [MONDAY + 3_600_000] }));
    expect(feesOf(run("fees in TKN maker 1% taker 1%", [late]))).toEqual([
      ["buy", "10", "USD", undefined],
      ["sell", "2.42", "TKN", "12.1"],
    ]);
  });

  it("pay a rebate rounded against the account", () => {
    const config = configOf("fees in TKN", [priced([3, 3, 3, 3, 3])]);
    const outcome = createSession({ ...config, fee: "-0.01" }).run();
    expect(feesOf(outcome)[0]).toEqual(["buy", "-3.33333333", "TKN", "-9.99999999"]);
  });

  it("are refused before the start where nothing tells what the currency is worth", () => {
    expect(problemOf(() => run("fees in TKN maker 1% taker 1%"))).toMatchObject({
      code: "feeCurrency",
      message:
        "fees of ABC/USD at desk are charged in TKN, and nothing tells what it is worth: declare its market TKN/USD and give its data",
    });
  });

  it("are refused in the base of a derivative, which nobody receives", () => {
    const { session, feeds } = configOf("fees in base maker 1% taker 1%");
    const perpetual = feeds.map((feed) => ({ ...feed, instrument: { ...abc, settle: "USD" } }));
    expect(problemOf(() => createSession({ session, feeds: perpetual }))).toMatchObject({
      code: "feeCurrency",
    });
  });
});

/** A market of the fee's currency beside a market, bar by bar. */
const besides = (times: readonly number[], seed: number): Feed =>
  feedOf(
    "TKN",
    candles(
      times.map((_, bar): Row => {
        const close = 3 + ((seed + bar * 7919) % 1000) / 100;
        return [close, close, close, close];
      }),
      { times },
    ),
  );

const settings = ["in base", "in received", "in TKN"] as const;

/** Conserved to the last digit, by every book that a session keeps. */
const expectConserved = (outcome: SessionOutcome, config: SessionConfig): void => {
  const fills = outcome.fills();
  const paidFor = ({ fee, feeValue }: FillRow) => parseDecimal(feeValue ?? fee);
  let cash = parseDecimal(outcome.capital);
  let position = ZERO;
  for (const fill of fills) {
    const size = parseDecimal(fill.side === "buy" ? fill.quantity : `-${fill.quantity}`);
    cash = minus(minus(cash, times(size, parseDecimal(fill.price))), paidFor(fill));
    position = plus(position, size);
  }
  const close = config.feeds[0]?.bars.close.at(-1) ?? Number.NaN;
  const equity = plus(cash, times(position, parseDecimal(String(close))));
  const profit = sumOf(outcome.trades().map((trade) => parseDecimal(trade.profit)));
  expect(outcome.final.cash).toBe(textOf(cash));
  expect(outcome.final.equity).toBe(textOf(equity));
  expect(textOf(plus(parseDecimal(outcome.capital), profit))).toBe(textOf(equity));
  expect(outcome.final.fees).toBe(textOf(sumOf(fills.map(paidFor))));
  for (const { currency, amount, value } of outcome.final.feeBalances) {
    const own = fills.filter(({ feeCurrency }) => feeCurrency === currency);
    expect(amount).toBe(textOf(sumOf(own.map(({ fee }) => parseDecimal(fee)))));
    expect(value).toBe(textOf(sumOf(own.map(paidFor))));
  }
  const book = openSessionBook({
    session: config.session,
    instruments: config.feeds.map((feed) => feed.instrument),
  });
  bookOutcome(book, outcome, config.feeds);
  const { fees } = outcome.final;
  expect(book.total()).toMatchObject({
    ...{ cash: outcome.final.cash, equity: outcome.final.equity, fees, profit: textOf(profit), unknown: [] },
  });
  expect(book.boughtFees().map(({ currency, amount }) => ({ currency, amount }))).toEqual(
    outcome.final.feeBalances.map(({ currency, amount }) => ({ currency, amount })),
  );
  const shares = attributeProfit(outcome.trades()).map((share) => parseDecimal(share.profit));
  expect(textOf(sumOf(shares))).toBe(textOf(profit));
  const costs = costsOf(
    { fills, orders: outcome.orders(), intents: outcome.intents() },
    { closeAt: () => Number.NaN },
  );
  expect(textOf(sumOf(costs.map(({ feeValue }) => parseDecimal(feeValue))))).toBe(fees);
  expect(outcome.equity.cash.at(-1)).toBeCloseTo(Number(outcome.final.cash), 6);
};

describe("fees in other currencies, of random strategies on random markets", () => {
  it("conserve money to the last digit, in blocks of any size, bar by bar and as bars arrive", () => {
    let paid = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, fc.constantFrom(...settings), (plan, walk, setting) => {
        const { rows: prices, times: at } = makeMarket(walk);
        const route = `fees ${setting} maker 7bps taker 11bps slippage up to 5bps`;
        const session = sessionOf(loadText(planOf(plan.rules, { ...plan.options, route })));
        const config: SessionConfig = {
          session,
          feeds: [{ instrument: abc, bars: candles(prices, { times: at }) }, besides(at, walk.seed >>> 8)],
        };
        const outcome = createSession({ ...config, everyBar: true }).run();
        expectConserved(outcome, config);
        paid += outcome.final.feeBalances.length;
        for (const blockSize of [1, 7, 4096]) {
          const other = createSession({ ...config, blockSize }).run();
          expect(other.fills()).toEqual(outcome.fills());
          expect(other.final).toEqual(outcome.final);
          expect([...other.equity.value]).toEqual([...outcome.equity.value]);
        }
        const stream = openStream(config);
        playAll(stream, config);
        expect(stream.outcome().fills()).toEqual(outcome.fills());
        expect(stream.outcome().final).toEqual(outcome.final);
      }),
      { numRuns: 60 },
    );
    expect(paid).toBeGreaterThan(30);
  });

  it("are the same with a paper venue behind the session", () => {
    for (const setting of settings) {
      const config = configOf(`fees ${setting} maker 1% taker 1%`, [priced([3, 4, 7, 5, 6])]);
      const venues = paperVenues(config);
      const venue = openAtVenues(config, venues);
      playAtVenues(config, venue, venues);
      expect(feesOf(venue.stream.outcome())).toEqual(feesOf(createSession(config).run()));
      expect(venue.stream.outcome().final.cash).toBe(createSession(config).run().final.cash);
    }
  });
});
