import {
  createSession,
  SessionError,
  type SessionOutcome,
  type StrategyModule,
  sliceBars,
  strategy,
} from "ctk/runtime";
import * as std from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeMarket } from "../../support/random-plans.ts";
import {
  enterLong,
  exitLong,
  feedOf,
  HOUR,
  instrumentOf,
  marketFills,
  marketOf,
  moduleHead,
  nowhere,
  runModule,
  type SessionOptions,
  sessionOfModule,
  traceOf,
} from "../../support/several-markets.ts";
import { candles, MONDAY, type Row } from "../../support/simulate.ts";

const flat = (price: number, volume = 1): Row => [price, price, price, price, volume];

/** Buys ten ETH for as long as BTC is above 1,000. */
const leadLag = strategy({
  ...moduleHead("LeadLag", ["ETH", "BTC"]),
  params: z.strictObject({}),
  features: () => {
    const btc = std.bars("btc", HOUR);
    const up = std.gt(btc.close, std.constant(1_000));
    const down = std.not(up);
    return { up, down };
  },
  rules: [enterLong("eth", "up"), exitLong("eth", "down")],
});

/** Longs the cheaper and shorts the dearer of two markets when their ratio is far from its mean; reads every kind of fact. */
const ratio = strategy({
  ...moduleHead("Ratio", ["ETH", "BTC"]),
  params: z.strictObject({ far: z.number().default(0.02) }),
  features: (p) => {
    const eth = std.bars("eth", HOUR);
    const btc = std.bars("btc", HOUR);
    const share = std.div(eth.close, btc.close);
    const mean = std.ema(share, 12);
    const distance = std.sub(std.div(share, mean), std.constant(1));
    const slow = std.bars("eth", 4 * HOUR);
    const slowBtc = std.bars("btc", 4 * HOUR);
    const trend = std.held(std.change(std.div(slow.close, slowBtc.close), 1), {
      from: 4 * HOUR,
      to: HOUR,
      asOf: "close",
    });
    return {
      dear: std.gt(distance, std.constant(p.far)),
      cheap: std.and(std.lt(distance, std.constant(-p.far)), std.known(trend)),
      near: std.between(distance, std.constant(-p.far / 2), std.constant(p.far / 2)),
      reach: std.atr(eth, 10),
    };
  },
  rules: [
    {
      kind: "enter",
      id: "enter_short_1",
      span: nowhere,
      text: "",
      slot: "eth",
      when: "dear",
      reads: ["reach"],
      side: "short",
      onOpposite: "reverse",
      size: { quote: (_v, _p, f) => 0.3 * f.equity },
      order: { type: "market" },
      stop: { distance: (v) => 3 * v.reach },
    },
    {
      kind: "enter",
      id: "enter_long_1",
      span: nowhere,
      text: "",
      slot: "btc",
      when: "dear",
      and: (_v, _p, f) => (f.slots.eth?.position.side ?? 0) <= 0,
      reads: [],
      side: "long",
      onOpposite: "reverse",
      size: { quote: (_v, _p, f) => 0.3 * f.equity },
      order: {
        type: "limit",
        limit: (v, _p, f) => (f.slots.btc?.position.size === 0 ? 100 : 90) + 0 * v.reach,
      },
    },
    {
      kind: "enter",
      id: "enter_long_2",
      span: nowhere,
      text: "",
      slot: "eth",
      when: "cheap",
      reads: ["reach"],
      side: "long",
      onOpposite: "close",
      size: { risking: (_v, _p, f) => 0.01 * f.dayStartEquity },
      order: { type: "market" },
      stop: { distance: (v) => 2 * v.reach },
      target: { distance: (v) => 2 * v.reach },
    },
    {
      kind: "exit",
      id: "exit_both_1",
      span: nowhere,
      text: "",
      slot: "eth",
      when: "near",
      reads: [],
      side: "both",
      ifUnknown: "hold",
      order: { type: "market" },
    },
    {
      kind: "exit",
      id: "exit_both_2",
      span: nowhere,
      text: "",
      slot: "btc",
      reads: [],
      and: (_v, _p, f) => f.barsHeld >= 9 || f.exposure > 1.5 * f.equity,
      side: "both",
      ifUnknown: "hold",
      order: { type: "market" },
    },
  ],
});

const walk = (seed: number, count = 500) => {
  const { rows, times } = makeMarket({ seed, count });
  return candles(rows, { times });
};

const exact = (text: string): bigint => {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole) * 10n ** 24n + BigInt(fraction.padEnd(24, "0"));
  return text.startsWith("-") ? -units : units;
};

/** Cash and equity at each step, added up again from fills, funding and closes. */
const recomputed = (outcome: SessionOutcome, feeds: readonly ReturnType<typeof feedOf>[]) =>
  [...outcome.equity.time].map((time) => {
    let cash = Number(outcome.capital);
    let value = 0;
    for (const { instrument, bars } of feeds) {
      let quantity = 0;
      for (const fill of outcome.fills()) {
        if (fill.market !== instrument.symbol || fill.time + bars.interval > time) continue;
        const signed = Number(fill.quantity) * (fill.side === "buy" ? 1 : -1);
        cash -= signed * Number(fill.price) + Number(fill.fee);
        quantity += signed;
      }
      const last = bars.time.filter((open) => open + bars.interval <= time).length - 1;
      if (quantity !== 0) value += quantity * (bars.close[last] ?? Number.NaN);
    }
    return { cash, equity: cash + value };
  });

describe("a strategy of two markets", () => {
  it("trades one on a signal of the other", () => {
    const eth = candles([10, 11, 12, 13, 14, 15].map((price) => flat(price)));
    const btc = candles([900, 1_100, 1_100, 900, 900, 900].map((price) => flat(price)));
    const outcome = runModule(leadLag, [feedOf("BTC", btc), feedOf("ETH", eth)]);
    expect(marketFills(outcome)).toEqual(["ETH/USD 2 buy 10 at 12", "ETH/USD 4 sell 10 at 14"]);
    expect([...outcome.equity.value]).toEqual([10_000, 10_000, 10_000, 10_010, 10_020, 10_020]);
    expect(outcome.final.cash).toBe("10020");
    expect(outcome.runs[0]).toMatchObject({ market: "ETH/USD, BTC/USD", markets: ["ETH/USD", "BTC/USD"] });
    expect(outcome.markets()).toMatchObject([
      { slot: "eth", market: "ETH/USD", fills: 2, trades: 1, profit: "20" },
      { slot: "btc", market: "BTC/USD", fills: 0, trades: 0, profit: "0" },
    ]);
  });

  it("steps where either market has a bar; one that has none is absent, does not fill, and keeps its last price", () => {
    const hours = (...numbers: number[]) => ({ times: numbers.map((hour) => MONDAY + hour * HOUR) });
    // ETH has no bars in the hours 2 and 3, BTC none in hour 4.
    const eth = candles(
      [10, 11, 14, 15, 16].map((price) => flat(price)),
      hours(0, 1, 4, 5, 6),
    );
    const btc = candles(
      [900, 1_100, 1_100, 900, 900, 900].map((price) => flat(price)),
      hours(0, 1, 2, 3, 5, 6),
    );
    const outcome = runModule(leadLag, [feedOf("ETH", eth), feedOf("BTC", btc)]);
    // Decided at the close of hour 1; ETH next trades in hour 4. BTC is absent in hour 4: no exit on what is not known.
    expect(marketFills(outcome)).toEqual(["ETH/USD 2 buy 10 at 14", "ETH/USD 4 sell 10 at 16"]);
    expect(outcome.fills().map(({ time }) => (time - MONDAY) / HOUR)).toEqual([4, 6]);
    expect([...outcome.equity.time].map((time) => (time - MONDAY) / HOUR)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([...outcome.equity.value]).toEqual([10_000, 10_000, 10_000, 10_000, 10_000, 10_010, 10_020]);
    const blocked = outcome.decisions().filter(({ outcome: kind }) => kind === "blocked");
    expect(blocked.map(({ time, code }) => [(time - MONDAY) / HOUR, code])).toEqual([
      [5, "condition_unknown"],
    ]);
  });

  it("marks a position in a market without a bar at its last close", () => {
    const hours = (...numbers: number[]) => ({ times: numbers.map((hour) => MONDAY + hour * HOUR) });
    const eth = candles(
      [10, 11, 12, 20].map((price) => flat(price)),
      hours(0, 1, 2, 5),
    );
    const btc = candles(
      [1_100, 1_100, 1_100, 1_100, 1_100].map((price) => flat(price)),
      hours(0, 1, 2, 3, 4),
    );
    const outcome = runModule(leadLag, [feedOf("ETH", eth), feedOf("BTC", btc)]);
    expect([...outcome.equity.value]).toEqual([10_000, 10_000, 10_010, 10_010, 10_010, 10_090]);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    "does the same in blocks of any size, skipping bars or not (walk %i)",
    (seed) => {
      const feeds = [feedOf("ETH", walk(seed)), feedOf("BTC", walk(seed + 100))];
      const options = (config: SessionOptions["config"]): SessionOptions => ({
        leverage: 2,
        ...(config && { config }),
      });
      const expected = runModule(ratio, feeds, options({ everyBar: true }));
      expect(expected.counts.fills).toBeGreaterThan(20);
      const trace = traceOf(expected);
      for (const blockSize of [1, 7, 64, 4096]) {
        expect(traceOf(runModule(ratio, feeds, options({ blockSize })))).toEqual(trace);
        expect(traceOf(runModule(ratio, feeds, options({ blockSize, everyBar: true })))).toEqual(trace);
      }
    },
  );

  it.each([1, 2, 3])("conserves money at every step (walk %i)", (seed) => {
    const fees = { makerFee: "0.0002", takerFee: "0.0005" };
    const feeds = [
      feedOf("ETH", walk(seed), { instrument: instrumentOf("ETH", fees) }),
      feedOf("BTC", walk(seed + 100), { instrument: instrumentOf("BTC", fees) }),
    ];
    const outcome = runModule(ratio, feeds, { leverage: 2 });
    const { value, cash } = outcome.equity;
    recomputed(outcome, feeds).forEach((expected, step) => {
      expect(value[step]).toBeCloseTo(expected.equity, 6);
      expect(cash[step]).toBeCloseTo(expected.cash, 6);
    });
    let exactCash = exact(outcome.capital);
    const positions = new Map<string, bigint>();
    for (const { market, side, quantity, price, fee } of outcome.fills()) {
      const signed = exact(quantity) * (side === "buy" ? 1n : -1n);
      exactCash -= (signed * exact(price)) / 10n ** 24n + exact(fee);
      positions.set(market, (positions.get(market) ?? 0n) + signed);
    }
    expect(exact(outcome.final.cash)).toBe(exactCash);
    const open = new Map(
      outcome.final.positions.map(({ market, side, quantity }) => [
        market,
        exact(quantity) * (side === "long" ? 1n : -1n),
      ]),
    );
    expect(open).toEqual(new Map([...positions].filter(([, units]) => units !== 0n)));
    const profit = outcome.trades().reduce((sum, trade) => sum + exact(trade.profit), 0n);
    expect(exact(outcome.capital) + profit).toBe(exact(outcome.final.equity));
    expect(outcome.markets().reduce((sum, row) => sum + exact(row.profit), 0n)).toBe(profit);
    expect(outcome.markets().reduce((sum, row) => sum + exact(row.fees), 0n)).toBe(exact(outcome.final.fees));
  });

  it("decides over the first bars what the full run does", () => {
    const eth = walk(8, 400);
    const btc = walk(9, 400);
    const full = runModule(ratio, [feedOf("ETH", eth), feedOf("BTC", btc)], { leverage: 2 });
    for (const hours of [1, 40, 173, 290]) {
      const until = MONDAY + hours * HOUR;
      const part = (bars: typeof eth) => sliceBars(bars, undefined, until);
      const prefix = runModule(ratio, [feedOf("ETH", part(eth)), feedOf("BTC", part(btc))], { leverage: 2 });
      expect(prefix.intents()).toEqual(full.intents().filter(({ time }) => time <= until));
      expect(prefix.fills()).toEqual(full.fills().filter(({ time }) => time < until));
      expect([...prefix.equity.value]).toEqual([
        ...full.equity.value.subarray(0, prefix.equity.value.length),
      ]);
    }
  });

  it("shares one account: what one market ties up, another cannot spend", () => {
    const everything = (slot: string, number: number): StrategyModule["rules"][number] => ({
      kind: "enter",
      id: `enter_long_${number}`,
      span: nowhere,
      text: "",
      slot,
      reads: [],
      side: "long",
      onOpposite: "close",
      size: { quote: (_v, _p, f) => 0.7 * f.equity },
      order: { type: "market" },
    });
    const both = strategy({
      ...moduleHead("Both", ["ETH", "BTC"]),
      params: z.strictObject({}),
      features: () => ({ price: std.bars("eth", HOUR).close }),
      rules: [everything("eth", 1), everything("btc", 2)],
    });
    const rows = [10, 10, 10].map((price) => flat(price));
    const feeds = [feedOf("ETH", candles(rows)), feedOf("BTC", candles(rows))];
    const tight = runModule(both, feeds);
    expect(marketFills(tight)).toEqual(["ETH/USD 1 buy 700 at 10"]);
    const refusal = tight.decisions().find(({ market }) => market === "BTC/USD");
    expect(refusal).toMatchObject({ code: "insufficient_funds", observed: 14_000, bound: 10_000 });
    expect(marketFills(runModule(both, feeds, { leverage: 2 }))).toEqual([
      "ETH/USD 1 buy 700 at 10",
      "BTC/USD 1 buy 700 at 10",
    ]);
  });

  it("keeps position limits per market and per strategy", () => {
    const eth = walk(3);
    const btc = walk(4);
    const limit = (bound: number, scope: "market" | "strategy" | undefined) => ({
      id: "desk",
      currency: "USD",
      forbids: [],
      limits: [
        {
          id: "position notional",
          subject: "position notional",
          span: nowhere,
          text: "",
          bound: () => bound,
          ...(scope === undefined ? {} : { scope }),
          action: "reject" as const,
        },
      ],
    });
    const refusedBy = (bound: number, scope: "market" | "strategy" | undefined) =>
      runModule(ratio, [feedOf("ETH", eth), feedOf("BTC", btc)], {
        leverage: 2,
        session: { guard: limit(bound, scope) },
      })
        .decisions()
        .filter(({ code }) => code === "limit_position_notional").length;
    // A third of the account in each market: alone below 4,000, together above.
    expect(refusedBy(4_000, "market")).toBe(0);
    expect(refusedBy(4_000, undefined)).toBeGreaterThan(0);
    expect(refusedBy(2_000, "market")).toBeGreaterThan(0);
  });

  it("stops in all markets when the account's drawdown breaks its limit", () => {
    const guard = {
      id: "desk",
      currency: "USD",
      forbids: [],
      limits: [
        {
          id: "drawdown",
          subject: "drawdown",
          span: nowhere,
          text: "",
          bound: () => 0.005,
          action: "flattenAndHalt" as const,
        },
      ],
    };
    const feeds = [feedOf("ETH", walk(1)), feedOf("BTC", walk(101))];
    const outcome = runModule(ratio, feeds, { leverage: 2, session: { guard } });
    expect(outcome.final.positions).toEqual([]);
    const flattened = outcome.fills().filter(({ role }) => role === "flatten");
    expect(flattened.length).toBeGreaterThan(0);
    const last = Math.max(...outcome.fills().map(({ time }) => time));
    expect(flattened.map(({ time }) => time)).toContain(last);
    for (const config of [{ blockSize: 1 }, { everyBar: true }, { blockSize: 13 }]) {
      expect(traceOf(runModule(ratio, feeds, { leverage: 2, session: { guard }, config }))).toEqual(
        traceOf(outcome),
      );
    }
  });

  it("runs beside other strategies of the session as it does alone", () => {
    const feeds = [feedOf("ETH", walk(5)), feedOf("BTC", walk(6))];
    const alone = runModule(ratio, feeds, { leverage: 2, capital: "5000" });
    const session = sessionOfModule(ratio, { leverage: 2 });
    const [run] = session.runs;
    if (run === undefined) throw new Error("one run");
    const beside = createSession({
      session: { ...session, runs: [run, { ...run, id: "LeadLag", strategy: leadLag }] },
      feeds,
    }).run();
    expect(beside.fills().filter(({ runId }) => runId === "Ratio")).toEqual(alone.fills());
    const guarded = createSession({
      session: {
        ...session,
        runs: [run, { ...run, id: "LeadLag", strategy: leadLag }],
        guard: { id: "desk", currency: "USD", limits: [], forbids: [] },
      },
      feeds,
    }).run();
    expect(guarded.digest()).toBe(beside.digest());
    expect([...guarded.equity.value]).toEqual([...beside.equity.value]);
  });

  it("reads a slower clock of several markets where a fast bar is missing", () => {
    const module = strategy({
      ...moduleHead("Slow", ["ETH", "BTC"]),
      params: z.strictObject({}),
      features: () => {
        const share = std.div(std.bars("eth", 4 * HOUR).close, std.bars("btc", 4 * HOUR).close);
        return {
          high: std.gt(std.held(share, { from: 4 * HOUR, to: HOUR, asOf: "close" }), std.constant(2)),
        };
      },
      rules: [enterLong("eth", "high")],
    });
    // The last hour of the four is missing in ETH: its four-hour close is that of the third hour.
    const eth = candles(
      [1, 1, 30, 1, 1, 1].map((price) => flat(price)),
      {
        times: [0, 1, 2, 4, 5, 6].map((hour) => MONDAY + hour * HOUR),
      },
    );
    const btc = candles([10, 10, 10, 10, 10, 10, 10].map((price) => flat(price)));
    const outcome = runModule(module, [feedOf("ETH", eth), feedOf("BTC", btc)]);
    expect(outcome.intents().map(({ time }) => (time - MONDAY) / HOUR)).toEqual([4]);
    expect(marketFills(outcome)).toEqual(["ETH/USD 3 buy 10 at 1"]);
  });
});

describe("a session of several markets is refused", () => {
  const bars = candles([flat(10), flat(10)]);
  const codeOf = (work: () => unknown): string | undefined => {
    try {
      work();
    } catch (error) {
      if (error instanceof SessionError) return error.code;
      throw error;
    }
    return undefined;
  };

  it("where a market has no data, is named twice, or the number of markets does not fit", () => {
    expect(codeOf(() => runModule(leadLag, [feedOf("ETH", bars)]))).toBe("feed");
    const feeds = [feedOf("ETH", bars), feedOf("BTC", bars)];
    expect(codeOf(() => runModule(leadLag, feeds, { markets: [marketOf("ETH"), marketOf("ETH")] }))).toBe(
      "slots",
    );
    expect(codeOf(() => runModule(leadLag, feeds, { markets: [marketOf("ETH")] }))).toBe("slots");
  });

  it("where bars have different lengths", () => {
    const long = candles([flat(10), flat(10)], { interval: HOUR / 2 });
    expect(codeOf(() => runModule(leadLag, [feedOf("ETH", bars), feedOf("BTC", long)]))).toBe("clock");
  });

  it("where a strategy reads funding or mark prices that the data does not have", () => {
    const module = strategy({
      ...moduleHead("Carry", ["ETH", "BTC"]),
      params: z.strictObject({}),
      features: () => ({ up: std.gt(std.bars("eth", HOUR).funding, std.constant(0)) }),
      rules: [enterLong("eth", "up")],
    });
    expect(codeOf(() => runModule(module, [feedOf("ETH", bars), feedOf("BTC", bars)]))).toBe("field");
  });
});
