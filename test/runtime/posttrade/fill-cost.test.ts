import {
  type ArrivalPrices,
  attributeProfit,
  bookOutcome,
  costsOf,
  createPriceLog,
  createSession,
  type FillCost,
  openSessionBook,
  profitByStrategy,
  recordedEvents,
  recordedPrices,
  type SessionConfig,
  type StepReport,
  summarizeCosts,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { parseDecimal, sumOf, textOf } from "../../../runtime/money/index.ts";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { everyExample } from "../../support/every-example.ts";
import { abc, candles, type PlanOptions, planOf, type Row } from "../../support/simulate.ts";
import { openStream } from "../../support/streaming.ts";

const configOf = (rules: string, rows: readonly Row[], options: PlanOptions = {}): SessionConfig => ({
  session: sessionOf(loadText(planOf(rules, options))),
  feeds: [{ instrument: abc, bars: candles(rows) }],
});

const costs = (config: SessionConfig, more: Partial<ArrivalPrices> = {}): readonly FillCost[] => {
  const outcome = createSession(config).run();
  const rows = { fills: outcome.fills(), orders: outcome.orders(), intents: outcome.intents() };
  return costsOf(rows, { ...recordedPrices(config.session, config.feeds), ...more });
};

const rules = `
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  exit long when volume == 8 ABC`;

/** Decided at 100, bought at the open of 101; decided at 104, sold at the open of 103. */
const rows: readonly Row[] = [
  [100, 100, 100, 100, 7],
  [101, 105, 100, 104, 8],
  [103, 103, 100, 100, 1],
];

describe("the cost of a fill", () => {
  it("is what it was worse than the close at which it was decided, in price, money and basis points", () => {
    const [buy, sell] = costs(configOf(rules, rows, { route: "fees maker 0.1% taker 0.1%" }));
    expect(buy).toMatchObject({
      benchmark: "close",
      arrival: "100",
      price: "101",
      notional: "1010",
      slippage: "1",
      slippageCost: "10",
      slippageBps: 100,
      fee: "1.01",
      latencyMs: 0,
      spreadCost: undefined,
    });
    expect(sell).toMatchObject({ arrival: "104", price: "103", slippage: "1", slippageCost: "10" });
    expect(sell?.slippageBps).toBeCloseTo(10_000 / 104, 9);
  });

  it("is negative where the price was better", () => {
    const better: readonly Row[] = [
      [100, 100, 100, 100, 7],
      [99.5, 105, 99, 104, 8],
      [104.25, 105, 100, 100, 1],
    ];
    expect(costs(configOf(rules, better)).map(({ slippage }) => slippage)).toEqual(["-0.5", "-0.25"]);
  });

  it("is counted from the mid where there is a quote, with half the spread on its own", () => {
    const [buy] = costs(configOf(rules, rows), { quoteAt: () => ({ bid: 99.7, ask: 100.2 }) });
    expect(buy).toMatchObject({
      benchmark: "mid",
      arrival: "99.95",
      slippage: "1.05",
      slippageCost: "10.5",
      spreadCost: "2.5",
    });
  });

  it("of a protective order is counted from its level, and it waits for its price", () => {
    const stopped = configOf("enter long when volume == 7 ABC { size 10 ABC stop at 95 USD }", [
      [100, 100, 100, 100, 7],
      [100, 100, 100, 100, 1],
      [94, 94, 94, 94, 1],
    ]);
    expect(costs(stopped)[1]).toMatchObject({
      benchmark: "level",
      arrival: "95",
      price: "94",
      slippage: "1",
      latencyMs: undefined,
    });
  });

  it("of a trailing stop is not known", () => {
    const trailed = configOf("enter long when volume == 7 ABC { size 10 ABC trail 5 USD }", [
      [100, 100, 100, 100, 7],
      [100, 110, 100, 110, 1],
      [104, 104, 104, 104, 1],
    ]);
    expect(costs(trailed)[1]).toMatchObject({
      benchmark: "unknown",
      arrival: undefined,
      slippageBps: undefined,
    });
  });

  it("counts the time that a resting order waited", () => {
    const resting = configOf(
      "enter long when volume == 7 ABC { size 10 ABC unprotected order limit at 95 USD expire after 20 bars }",
      [
        [100, 100, 100, 100, 7],
        [100, 100, 100, 100, 1],
        [100, 100, 94, 94, 1],
      ],
    );
    expect(costs(resting)).toMatchObject([{ latencyMs: 3_600_000, arrival: "100", slippage: "-5" }]);
  });

  it("is an error where the order of a fill is missing", () => {
    const config = configOf(rules, rows);
    const outcome = createSession(config).run();
    const prices = recordedPrices(config.session, config.feeds);
    expect(() => costsOf({ fills: outcome.fills(), orders: [], intents: [] }, prices)).toThrow("no order");
  });

  // One market, adds with protective orders, several markets, funding.
  const streamed = everyExample.filter(([name]) => ["sma-cross", "turtle", "pairs", "carry"].includes(name));

  it.each(streamed)("is the same in %s from what steps report as from the whole outcome", (_, make) => {
    const config = make();
    const expected = costs(config);
    const stream = openStream(config);
    const log = createPriceLog(config.session);
    const reports: StepReport[] = [];
    for (const moment of recordedEvents(config.feeds)) {
      for (const envelope of moment) stream.ingest(envelope);
      const made = stream.step(moment[0]?.eventTime ?? Number.NaN);
      if (made.length > 0) log.take(stream.snapshot().inputs);
      reports.push(
        ...made.filter(({ orders, fills, intents }) => orders.length + fills.length + intents.length > 0),
      );
    }
    const all = costsOf(
      {
        fills: reports.flatMap(({ fills }) => fills),
        orders: reports.flatMap(({ orders }) => orders),
        intents: reports.flatMap(({ intents }) => intents),
      },
      log,
    );
    const byOrder = (list: readonly FillCost[]) =>
      [...list].sort((a, b) => a.fillTime - b.fillTime || (a.orderId < b.orderId ? -1 : 1));
    expect(byOrder(all)).toEqual(byOrder(expected));
  });
});

describe("a log of prices", () => {
  it("tells the last close at or before a time, of the venue that the run trades at, and keeps the newest", () => {
    const session = sessionOf(loadText(planOf(rules, { route: 'account "main"' })));
    const log = createPriceLog(session, 4);
    const of = { runId: "Plan", market: "ABC/USD" };
    expect(log.closeAt(of, 5)).toBeNaN();
    for (let asOf = 1; asOf <= 6; asOf++) {
      log.take([
        { market: "ABC/USD", venue: "desk", asOf, close: 100 + asOf },
        { market: "ABC/USD", venue: "other", asOf, close: 900 },
      ]);
    }
    expect([6.5, 6, 5, 4, 3].map((time) => log.closeAt(of, time))).toEqual([106, 106, 105, 104, 103]);
    expect(log.closeAt(of, 2)).toBeNaN();
    expect(log.closeAt({ runId: "Other", market: "ABC/USD" }, 6)).toBeNaN();
  });
});

describe("a summary of costs", () => {
  it("has mean, worst and weighted slippage, and exact sums of money, by rule", () => {
    const mixed = configOf(
      `enter long when volume == 7 ABC { size 10 ABC unprotected }
       add long when volume == 6 ABC up to 3 units { size 30 ABC }
       exit long when volume == 8 ABC`,
      [
        [100, 100, 100, 100, 7],
        [101, 101, 101, 101, 6],
        [101, 101, 101, 100, 7],
        [100, 100, 100, 100, 8],
        [99, 99, 99, 99, 7],
        [99.99, 100, 99, 100, 1],
      ],
      { route: "fees maker 0.1% taker 0.1%" },
    );
    const list = costs(mixed);
    const summary = summarizeCosts(list, "strategy", () => "USD");
    expect(summary).toMatchObject([
      {
        key: "Plan",
        fills: 4,
        unmeasured: 0,
        notional: { USD: "8999.9" },
        slippageCost: { USD: "59.9" },
        fees: { USD: "8.9999" },
        worstBps: 100,
        meanLatencyMs: 0,
        worstLatencyMs: 0,
      },
    ]);
    const bps = [100, 0, 100, 100];
    expect(summary[0]?.meanBps).toBeCloseTo(bps.reduce((sum, value) => sum + value, 0) / 4, 6);
    const weighted = (1010 * 100 + 3960 * 100 + 999.9 * 100) / 8999.9;
    expect(summary[0]?.weightedBps).toBeCloseTo(weighted, 6);
    expect(summarizeCosts(list, "rule", () => "USD").map(({ key, fills }) => [key, fills])).toEqual([
      ["Plan/add_long_1", 1],
      ["Plan/enter_long_1", 2],
      ["Plan/exit_long_1", 1],
    ]);
    expect(summarizeCosts(list, "route", () => "USD").map(({ key }) => key)).toEqual(["paid"]);
  });
});

describe("profit by rule", () => {
  it("of a reversal in one fill belongs to the rule that was reversed until then, and to the other from there on", () => {
    const config = configOf(
      `enter long when volume == 7 ABC { size 10 ABC unprotected on opposite reverse }
       enter short when volume == 6 ABC { size 20 ABC unprotected on opposite reverse }
       exit short when volume == 8 ABC`,
      [
        [100, 100, 100, 100, 7],
        [100, 110, 100, 110, 6],
        [111, 111, 111, 111, 8],
        [107, 107, 107, 107, 1],
      ],
      { route: "fees maker 0.1% taker 0.1%" },
    );
    const outcome = createSession(config).run();
    expect(outcome.fills().map(({ side, quantity }) => `${side} ${quantity}`)).toEqual([
      "buy 10",
      "sell 30",
      "buy 20",
    ]);
    // 10 * 11 less 1 and 1.11 of fees; 20 * 4 less 2.22 and 2.14.
    expect(attributeProfit(outcome.trades()).map(({ ruleId, profit }) => [ruleId, profit])).toEqual([
      ["enter_long_1", "107.89"],
      ["enter_short_1", "75.64"],
    ]);
  });

  it("is shared by quantity between the rule that opened and those that added", () => {
    const config = configOf(
      `enter long when volume == 7 ABC { size 10 ABC unprotected }
       add long when volume == 6 ABC up to 3 units { size 20 ABC }
       exit long when volume == 8 ABC`,
      [
        [100, 100, 100, 100, 7],
        [100, 100, 100, 100, 6],
        [100, 100, 100, 100, 8],
        [100.01, 101, 100, 101, 1],
      ],
    );
    const outcome = createSession(config).run();
    expect(attributeProfit(outcome.trades())).toEqual([
      { strategyId: "Plan", runId: "Plan", ruleId: "enter_long_1", opened: 1, added: 0, profit: "0.1" },
      { strategyId: "Plan", runId: "Plan", ruleId: "add_long_1", opened: 0, added: 1, profit: "0.2" },
    ]);
  });

  it.each(everyExample)("adds up in %s to the session's profit, to the last digit", (_, make) => {
    const config = make();
    const outcome = createSession(config).run();
    const shares = attributeProfit(outcome.trades());
    const book = openSessionBook({
      session: config.session,
      instruments: config.feeds.map(({ instrument }) => instrument),
    });
    bookOutcome(book, outcome, config.feeds);
    expect(textOf(sumOf(shares.map(({ profit }) => parseDecimal(profit))))).toBe(book.total().profit);
    const byStrategy = new Map(book.by("strategy").map(({ key, profit }) => [key, profit]));
    expect(profitByStrategy(shares)).toEqual(byStrategy);
  });
});
