import {
  attributeProfit,
  bookOutcome,
  bookStep,
  createSession,
  openSessionBook,
  recordedEvents,
  sinkRows,
} from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal, sumOf, textOf } from "../../../runtime/money/index.ts";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { everyExample } from "../../support/every-example.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import { abc, candles, planOf } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const dimensions = ["strategy", "route", "execution", "account", "asset"] as const;

describe("the book of a session", () => {
  it.each(everyExample)("has of %s what the session has at the end", (_, make) => {
    const config = make();
    const outcome = createSession(config).run();
    const book = openSessionBook({
      session: config.session,
      instruments: config.feeds.map(({ instrument }) => instrument),
    });
    bookOutcome(book, outcome, config.feeds);
    const { cash, equity, fees, funding, charges } = outcome.final;
    const total = book.total();
    expect(total).toMatchObject({ cash, equity, fees, funding, charges, unknown: [] });
    const profit = sumOf(outcome.trades().map((trade) => parseDecimal(trade.profit)));
    expect(total.profit).toBe(textOf(profit));
    for (const dimension of dimensions) {
      const lines = book.by(dimension);
      expect(textOf(sumOf(lines.map((line) => parseDecimal(line.equity ?? ""))))).toBe(equity);
    }
    expect(book.positions().map(({ runId, market }) => [runId, market])).toEqual(
      outcome.final.positions.map(({ runId, market }) => [runId, market]),
    );
  });

  it("has of random strategies on random markets what the session has, and so have the shares of their rules", () => {
    let fills = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const { rows, times } = makeMarket(walk);
        const session = sessionOf(loadText(planOf(plan.rules, plan.options)));
        const feeds = [{ instrument: abc, bars: candles(rows, { times }) }];
        const outcome = createSession({ session, feeds }).run();
        const book = openSessionBook({ session, instruments: [abc] });
        bookOutcome(book, outcome, feeds);
        const { cash, equity, fees, funding } = outcome.final;
        const total = book.total();
        expect(total).toMatchObject({ cash, equity, fees, funding });
        const shares = attributeProfit(outcome.trades());
        expect(textOf(sumOf(shares.map(({ profit }) => parseDecimal(profit))))).toBe(total.profit);
        expect(shares.reduce((sum, { opened }) => sum + opened, 0)).toBe(outcome.trades().length);
        fills += outcome.counts.fills;
      }),
      { numRuns: 60 },
    );
    expect(fills).toBeGreaterThan(300);
  });

  it("follows a session step by step", () => {
    const session = sessionOf(
      loadText(
        planOf(
          "enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when volume == 8 ABC",
          { route: "fees maker 0.1% taker 0.1%" },
        ),
      ),
    );
    const at = (volume: number, price: number) => [price, price, price, price, volume] as const;
    const feeds = [
      { instrument: abc, bars: candles([at(7, 100), at(1, 101), at(1, 103), at(8, 104), at(1, 106.5)]) },
    ];
    const stream = openStream({ session, feeds });
    const book = openSessionBook({ session, instruments: [abc] });
    const equities: (string | undefined)[] = [];
    for (const moment of recordedEvents(feeds)) {
      for (const envelope of moment) stream.ingest(envelope);
      for (const report of stream.step(moment[0]?.eventTime ?? 0)) {
        const snapshot = stream.snapshot();
        bookStep(book, report, snapshot.inputs);
        const { equity } = book.total();
        expect(Number(equity)).toBeCloseTo(report.equity, 6);
        equities.push(equity);
      }
    }
    expect(equities).toEqual(["1000000", "999998.99", "1000018.99", "1000028.99", "1000052.925"]);
    expect(book.by("route")).toMatchObject([
      { key: "paid", realised: "55", fees: "2.075", profit: "52.925" },
    ]);
  });

  it("tells accounts of two venues apart, and puts the capital of a run over several routes under no one of them", () => {
    const session = sessionOf(
      loadText(`
market abc = "ABC/USD" at desk
market xyz = "XYZ/USD" at other
route first { venue desk account "main" default }
route second { venue other account "main" }
strategy Pair trades abc, xyz every 1h {
  combo spread {
    enter when abc.volume == 7 ABC {
      leg long abc { size 3 ABC via first }
      leg short xyz { size 2 XYZ via second }
    }
    exit when abc.volume == 8 ABC
  }
}
session main { capital 10_000 USD run Pair }`),
    );
    const xyz = { ...abc, symbol: "XYZ/USD", base: "XYZ", venue: "other" };
    const feeds = [
      {
        instrument: abc,
        bars: candles([
          [100, 100, 100, 100, 7],
          [100, 110, 100, 110, 1],
        ]),
      },
      {
        instrument: xyz,
        bars: candles([
          [50, 50, 50, 50, 1],
          [50, 50, 45, 45, 1],
        ]),
      },
    ];
    const outcome = createSession({ session, feeds }).run();
    const book = openSessionBook({ session, instruments: [abc, xyz] });
    bookOutcome(book, outcome, feeds);
    const equities = (dimension: (typeof dimensions)[number]) =>
      Object.fromEntries(book.by(dimension).map(({ key, equity }) => [key, equity]));
    expect(equities("route")).toEqual({ "-": "10000", first: "30", second: "10" });
    expect(equities("account")).toEqual({ "-": "10000", "desk/main": "30", "other/main": "10" });
    expect(equities("asset")).toEqual({ ABC: "330", USD: "9800", XYZ: "-90" });
    expect(book.total().equity).toBe(outcome.final.equity);
  });

  it("books the interest on what is sold short, at the end and step by step", () => {
    const session = sessionOf(
      loadText(
        planOf("enter short when volume == 7 ABC { size 10 ABC unprotected }", { route: "borrow 36.5%" }),
      ),
    );
    const bars = candles(
      Array.from({ length: 60 }, (_, hour) => [100, 100, 100, 100, hour === 0 ? 7 : 1] as const),
    );
    const feeds = [{ instrument: abc, bars }];
    const config = { session, feeds };
    const outcome = createSession(config).run();
    const { equity, charges } = outcome.final;
    expect(Number(charges)).toBeGreaterThan(1);
    const whole = openSessionBook({ session, instruments: [abc] });
    bookOutcome(whole, outcome, feeds);
    expect(whole.total()).toMatchObject({ equity, charges });
    const stepwise = openSessionBook({ session, instruments: [abc] });
    const stream = openStream(config);
    const kinds = new Set<string>();
    for (const report of playAll(stream, config)) {
      bookStep(stepwise, report, stream.snapshot().inputs);
      for (const { kind } of sinkRows(report)) kinds.add(kind);
    }
    expect(stepwise.total()).toEqual(whole.total());
    expect(kinds.has("charge")).toBe(true);
  });

  it("begins with the positions that the session begins with", () => {
    const session = sessionOf(loadText(planOf("exit long when volume == 8 ABC")));
    const feeds = [
      {
        instrument: abc,
        bars: candles([
          [100, 100, 100, 100, 1],
          [100, 100, 90, 90, 1],
        ]),
      },
    ];
    const holdings = [{ runId: "Plan", slot: "abc", side: "long" as const, quantity: 2.004, price: 95.5 }];
    const outcome = createSession({ session, feeds, holdings }).run();
    const book = openSessionBook({ session, instruments: [abc], holdings });
    bookOutcome(book, outcome, feeds);
    expect(book.total()).toMatchObject({
      cash: outcome.final.cash,
      equity: outcome.final.equity,
      unrealised: "-11",
    });
  });
});
