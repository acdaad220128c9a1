import { createSession, SessionError, type SessionModule, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { backtest, instrumentFor, loadFile, loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { makeMarket } from "../../support/random-plans.ts";
import { abc, candles, type Row } from "../../support/simulate.ts";

const plan = (settings: string, strategies = ""): string => `
market abc = "ABC/USD" at desk
market xyz = "XYZ/USD" at desk
strategy Cross trades abc every 1h {
  param fast: bars = 5 in 2..20
  param slow: bars = 15 in 3..60
  enter long when ema(close, fast) crosses above ema(close, slow) { size 50% of equity }
  exit long when ema(close, fast) crosses below ema(close, slow)
}
strategy Dip trades abc every 1h {
  enter long when close < ema(close, 15) - 0.8 * atr(10) { size 40% of equity stop 5 USD below entry }
  exit long after 12 bars
}
${strategies}
session main { capital 10_000 USD ${settings} }
`;

const market = makeMarket({ seed: 11, count: 600 });
const bars = candles(market.rows, { times: market.times });
const xyz = { ...abc, symbol: "XYZ/USD", base: "XYZ" };

const run = (session: SessionModule, capital?: string): SessionOutcome =>
  createSession({
    session: capital === undefined ? session : { ...session, capital },
    feeds: [{ instrument: abc, bars }],
  }).run();

describe("several runs in one session", () => {
  const both = sessionOf(loadText(plan("run Cross(fast = 4) with 60% of equity run Dip with 40% of equity")));
  const [first, second] = both.runs;
  if (first === undefined || second === undefined) throw new Error("two runs");

  it("do what separate sessions with the same budgets do", () => {
    const together = run(both);
    const alone = [
      run({ ...both, runs: [{ ...first, budget: 1 }] }, "6000"),
      run({ ...both, runs: [{ ...second, budget: 1 }] }, "4000"),
    ];
    const fills = together.fills();
    expect(together.counts.fills).toBeGreaterThan(20);
    [first, second].forEach(({ id }, index) => {
      const own = fills.filter(({ runId }) => runId === id);
      expect(own.length).toBeGreaterThan(10);
      expect(own).toEqual(alone[index]?.fills());
    });
    expect(Number(together.final.equity)).toBeCloseTo(
      alone.reduce((sum, outcome) => sum + Number(outcome.final.equity), 0),
      9,
    );
    together.equity.value.forEach((value, bar) => {
      const parts = alone.reduce((sum, outcome) => sum + (outcome.equity.value[bar] ?? Number.NaN), 0);
      expect(value).toBeCloseTo(parts, 6);
    });
  });

  it("share the capital evenly where no budget is given, and the rest where some is", () => {
    const capitals = (settings: string): string[] =>
      run(sessionOf(loadText(plan(settings)))).runs.map(({ capital }) => capital);
    expect(capitals("run Cross run Dip")).toEqual(["5000", "5000"]);
    expect(capitals('run Cross with 30% of equity run Dip run Cross as "slower"')).toEqual([
      "3000",
      "3500",
      "3500",
    ]);
  });

  it("list fills in the order of time", () => {
    const times = run(both)
      .fills()
      .map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("under one guard are stopped together, by the equity of the session", () => {
    const guarded = sessionOf(
      loadText(
        plan(
          "run Cross run Dip guard desk",
          "risk desk in USD { limit drawdown to 2% then flatten and halt }",
        ),
      ),
    );
    const outcome = run(guarded);
    const peak = Math.max(...outcome.equity.value);
    const halted = outcome.decisions().find(({ code }) => code === "halted");
    expect(halted).toBeDefined();
    const at = halted?.stepId ?? 0;
    expect(Math.min(...outcome.equity.value.subarray(0, at + 1))).toBeLessThan(peak * 0.98);
    expect(
      outcome
        .fills()
        .every(({ bar, role }) => bar <= at + 1 || role === "flatten" || role === "exit" || role === "stop"),
    ).toBe(true);
  });

  it("under one guard count together against a position limit", () => {
    const risk = "risk desk in USD { limit position notional to 3_000 USD per market }";
    const outcome = run(
      sessionOf(loadText(plan('run Cross run Cross(fast = 4) as "other" guard desk', risk))),
    );
    const held = new Map<string, number>();
    for (const { runId, side, quantity, price } of outcome.fills()) {
      held.set(runId, (held.get(runId) ?? 0) + Number(quantity) * (side === "buy" ? 1 : -1));
      const total = [...held.values()].reduce((sum, units) => sum + units, 0);
      // The limit counts at the price of the decision; the fill may be a jump away from it.
      expect(total * Number(price)).toBeLessThan(3_000 * 1.1);
    }
    expect(outcome.decisions().some(({ code }) => code === "limit_position_notional")).toBe(true);
  });

  it("under one guard see a market that has not begun as holding nothing", () => {
    const risk = "risk desk in USD { limit position notional to 9_000 USD }";
    const session = sessionOf(
      loadText(plan("run Cross with 50% of equity run Dip on xyz with 50% of equity guard desk", risk)),
    );
    const late = candles(market.rows.slice(300), { times: market.times.slice(300) });
    const outcome = createSession({
      session,
      feeds: [
        { instrument: abc, bars },
        { instrument: xyz, bars: late },
      ],
    }).run();
    expect(outcome.fills().some(({ market: symbol, bar }) => symbol === "ABC/USD" && bar < 250)).toBe(true);
    expect(outcome.fills().some(({ market: symbol }) => symbol === "XYZ/USD")).toBe(true);
  });
});

describe("sessions of several runs", () => {
  const late = candles(market.rows.slice(200), { times: market.times.slice(200) });
  const risks = [
    "",
    "risk desk in USD { limit drawdown to 1% then halt for 9h }",
    "risk desk in USD { limit drawdown to 1% limit position notional to 4_000 USD then clamp }",
    "risk desk in USD { limit drawdown to 2% then flatten and halt limit order notional to 30% of equity }",
  ];

  it.each(risks)("do the same in blocks of any size, on markets that begin apart: %s", (risk) => {
    const settings = `run Cross run Dip run Dip on xyz as "other" ${risk === "" ? "" : "guard desk"}`;
    const session = sessionOf(loadText(plan(settings, risk)));
    const feeds = [
      { instrument: abc, bars },
      { instrument: xyz, bars: late },
    ];
    const expected = createSession({ session, feeds, everyBar: true }).run();
    expect(expected.counts.fills).toBeGreaterThan(4);
    for (const blockSize of [1, 7, 100]) {
      const outcome = createSession({ session, feeds, blockSize }).run();
      expect(outcome.digest()).toBe(expected.digest());
      expect(outcome.fills()).toEqual(expected.fills());
      expect(outcome.equity.value).toEqual(expected.equity.value);
    }
  });
});

describe("features", () => {
  const countOf = (settings: string): number =>
    createSession({ session: sessionOf(loadText(plan(settings))), feeds: [{ instrument: abc, bars }] })
      .featureCount;

  it("are computed once for all strategies of a session", () => {
    const cross = countOf("run Cross");
    const dip = countOf("run Dip");
    // `close` and `ema(close, 15)` are in both.
    expect(countOf("run Cross run Dip")).toBe(cross + dip - 2);
    expect(countOf('run Cross run Cross as "again"')).toBe(cross);
    expect(countOf('run Cross run Cross(fast = 6) as "other"')).toBeGreaterThan(cross);
  });
});

describe("a session's set-up", () => {
  const codeOf = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      if (error instanceof SessionError) return error.code;
      throw error;
    }
    return "none";
  };
  const session = sessionOf(loadText(plan("run Cross")));
  const feeds = [{ instrument: abc, bars }];

  it("is refused where its parts do not fit", () => {
    expect(codeOf(() => createSession({ session, feeds: [] }))).toBe("feed");
    expect(
      codeOf(() => createSession({ session, feeds: [{ instrument: { ...abc, quote: "EUR" }, bars }] })),
    ).toBe("currency");
    expect(
      codeOf(() =>
        createSession({ session, feeds: [{ instrument: abc, bars: candles([], { interval: 7_200_000 }) }] }),
      ),
    ).toBe("clock");
    expect(codeOf(() => createSession({ session: { ...session, runs: [] }, feeds }))).toBe("runs");
    expect(codeOf(() => createSession({ session, feeds, blockSize: 0 }))).toBe("blockSize");
    const [only] = session.runs;
    if (only === undefined) throw new Error("one run");
    const withParams = (params: Record<string, number>) =>
      codeOf(() => createSession({ session: { ...session, runs: [{ ...only, params }] }, feeds }));
    expect(withParams({ fast: 1.5 })).toBe("params");
    expect(withParams({ faster: 3 })).toBe("params");
    expect(withParams({ fast: 7 })).toBe("none");
    expect(
      codeOf(() => createSession({ session: { ...session, runs: [{ ...only, budget: 1.2 }] }, feeds })),
    ).toBe("budget");
    expect(
      codeOf(() =>
        createSession({
          session: { ...session, runs: [{ ...only, strategy: { ...only.strategy, abi: 99 } }] },
          feeds,
        }),
      ),
    ).toBe("abi");
  });

  it("runs on no bars at all", () => {
    const rows: Row[] = [];
    const outcome = createSession({ session, feeds: [{ instrument: abc, bars: candles(rows) }] }).run();
    expect(outcome.counts.fills).toBe(0);
    expect(outcome.final.equity).toBe("10000");
  });

  it("reports its progress and can be read while it runs", () => {
    const stepped = createSession({ session, feeds, blockSize: 100 });
    const seen: number[] = [];
    while (stepped.advance()) seen.push(stepped.outcome().bars);
    expect(seen).toEqual([100, 200, 300, 400, 500, 600]);
    expect(stepped.outcome().digest()).toBe(createSession({ session, feeds }).run().digest());
  });
});

describe("plans with known results", () => {
  const cases = [
    ["S1", "goog_1d"],
    ["S1r", "goog_1d"],
    ["S1p", "goog_1d"],
    ["S2", "bitfinex_btcusd_1m_2019w26"],
    ["S4", "goog_1d"],
    ["S6", "goog_1d"],
    ["S8", "eurusd_1h"],
  ] as const;

  it.each(cases)("%s on %s does not depend on blocks or skipping", (name, data) => {
    const session = sessionOf(loadFile(`test/fixtures/oracle/strategies/${name}.ctk`));
    const file = readBars(`test/fixtures/data/${data}.csv.gz`);
    const expected = backtest(session, file, { everyBar: true });
    for (const blockSize of [1, 7, 4096]) {
      const outcome = backtest(session, file, { blockSize });
      expect(outcome.digest()).toBe(expected.digest());
      expect(outcome.fills()).toEqual(expected.fills());
      expect(outcome.equity.value).toEqual(expected.equity.value);
    }
  });

  it("an hourly strategy decides the same on minutes as on hours made from them", () => {
    const text = `
      market btc = "BTC/USD" at bitfinex
      strategy Hourly trades btc every 1h {
        enter long when ema(close, 5) crosses above ema(close, 13) { size 1 BTC }
        exit long when ema(close, 5) crosses below ema(close, 13)
      }
      session main { capital 100_000 USD run Hourly }`;
    const session = sessionOf(loadText(text));
    const minutes = readBars("test/fixtures/data/bitfinex_btcusd_1m_2019w26.csv.gz");
    const hour = 3_600_000;
    const starts = [...new Set([...minutes.time].map((time) => Math.floor(time / hour) * hour))];
    const times: number[] = [];
    const rows = starts.map((start): Row => {
      const members = [...minutes.time.keys()].filter(
        (bar) => Math.floor((minutes.time[bar] ?? 0) / hour) * hour === start,
      );
      const value = (column: Float64Array, bar: number | undefined): number =>
        column[bar ?? -1] ?? Number.NaN;
      times.push(start);
      return [
        value(minutes.open, members[0]),
        Math.max(...members.map((bar) => value(minutes.high, bar))),
        Math.min(...members.map((bar) => value(minutes.low, bar))),
        value(minutes.close, members.at(-1)),
        members.reduce((sum, bar) => sum + value(minutes.volume, bar), 0),
      ];
    });
    const hours = candles(rows, { times, priceDecimals: minutes.priceDecimals });
    const instrument = instrumentFor(session, minutes);
    const onMinutes = createSession({ session, feeds: [{ instrument, bars: minutes }] }).run();
    const onHours = createSession({ session, feeds: [{ instrument, bars: hours }] }).run();
    expect(onMinutes.counts.fills).toBeGreaterThan(5);
    const decided = (outcome: SessionOutcome) => outcome.intents().map(({ role, side }) => [role, side]);
    expect(decided(onMinutes)).toEqual(decided(onHours));
    expect(onMinutes.fills().map(({ side, price }) => [side, price])).toEqual(
      onHours.fills().map(({ side, price }) => [side, price]),
    );
  });
});
