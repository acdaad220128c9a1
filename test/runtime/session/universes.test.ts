import {
  createSession,
  type Portfolio,
  type SessionOutcome,
  type StrategyModule,
  strategy,
} from "ctk/runtime";
import * as std from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeMarket } from "../../support/random-plans.ts";
import {
  exitLong,
  feedOf,
  HOUR,
  marketFills,
  marketOf,
  moduleHead,
  nowhere,
  runModule,
  sessionOfModule,
  traceOf,
} from "../../support/several-markets.ts";
import { candles, type Row } from "../../support/simulate.ts";

type Admission = Omit<
  Portfolio<"up" | "down" | "score", { readonly score: number }, object>,
  "span" | "reads"
>;

/** Buys each market above its average, for a share of the account. */
const trend = (bases: readonly string[], share: number, admission?: Admission): StrategyModule =>
  strategy({
    ...moduleHead("Trend", ["COIN"]),
    members: bases.map(marketOf),
    ...(admission === undefined
      ? {}
      : { portfolio: { span: nowhere, reads: ["score" as const], ...admission } }),
    params: z.strictObject({}),
    features: () => {
      const { close } = std.bars("coin", HOUR);
      const mean = std.sma(close, 10);
      return {
        up: std.crossesAbove(close, mean),
        down: std.crossesBelow(close, mean),
        score: std.roc(close, 5),
      };
    },
    rules: [
      {
        kind: "enter",
        id: "enter_long_1",
        span: nowhere,
        text: "",
        slot: "coin",
        when: "up",
        reads: [],
        side: "long",
        onOpposite: "close",
        size: { quote: (_v, _p, f) => share * f.equity },
        order: { type: "market" },
        stop: { distance: () => 10 },
      },
      exitLong("coin", "down"),
    ],
  });

const BASES = ["AAA", "BBB", "CCC", "DDD", "EEE"];

const walk = (seed: number, count = 300) => {
  const { rows, times } = makeMarket({ seed, count });
  return candles(rows, { times });
};

const feeds = BASES.map((base, index) => feedOf(base, walk(index + 20)));

/** Signals by volume: enters at 7, leaves at 9; ranks by the low of the bar. */
const bySignal = (bases: readonly string[], admission: Admission, quote = 1_000): StrategyModule =>
  strategy({
    ...moduleHead("Signals", ["COIN"]),
    members: bases.map(marketOf),
    portfolio: { span: nowhere, reads: ["score"], ...admission },
    params: z.strictObject({}),
    features: () => {
      const { volume, low } = std.bars("coin", HOUR);
      return {
        up: std.eq(volume, std.constant(7)),
        down: std.eq(volume, std.constant(9)),
        score: std.select(std.lt(low, std.constant(1)), std.constant(Number.NaN), low),
      };
    },
    rules: [
      {
        kind: "enter",
        id: "enter_long_1",
        span: nowhere,
        text: "",
        slot: "coin",
        when: "up",
        reads: [],
        side: "long",
        onOpposite: "close",
        size: { quote: () => quote },
        order: { type: "market" },
      },
      exitLong("coin", "down"),
    ],
  });

const codes = (outcome: SessionOutcome): string[] =>
  outcome.decisions().map(({ market, outcome: kind, code }) => `${market.slice(0, 3)} ${kind} ${code}`);

describe("a strategy that trades each of several markets", () => {
  it("does in each market what it does there alone, where money is plentiful", () => {
    const fixed = trend(BASES, 0);
    const small: StrategyModule = {
      ...fixed,
      rules: fixed.rules.map((rule) => (rule.kind === "enter" ? { ...rule, size: { base: () => 1 } } : rule)),
    };
    const together = runModule(small, feeds);
    expect(together.counts.fills).toBeGreaterThan(60);
    for (const feed of feeds) {
      const alone = runModule(small, [feed], { markets: [feed.instrument] });
      const own = together.fills().filter(({ market }) => market === feed.instrument.symbol);
      expect(own.map(({ orderId: _order, ...fill }) => fill)).toEqual(
        alone.fills().map(({ orderId: _order, ...fill }) => fill),
      );
    }
  });

  it("does the same in blocks of any size, skipping bars or not, and on a prefix of the data", () => {
    const module = trend(BASES, 0.3, {
      positions: () => 2,
      rank: { value: (v) => v.score, first: "highest", text: "" },
    });
    const expected = runModule(module, feeds, { config: { everyBar: true } });
    expect(expected.counts.fills).toBeGreaterThan(30);
    expect(new Set(codes(expected).map((line) => line.slice(4)))).toEqual(
      new Set(["allowed ok", "rejected too_many_positions"]),
    );
    for (const blockSize of [1, 7, 4096]) {
      expect(traceOf(runModule(module, feeds, { config: { blockSize } }))).toEqual(traceOf(expected));
      expect(traceOf(runModule(module, feeds, { config: { blockSize, everyBar: true } }))).toEqual(
        traceOf(expected),
      );
    }
    const until = expected.equity.time[200] ?? 0;
    const part = feeds.map((feed) => {
      const length = feed.bars.time.filter((time) => time + HOUR <= until).length;
      return { ...feed, bars: { ...feed.bars, length } };
    });
    const prefix = runModule(module, part);
    expect(prefix.intents()).toEqual(expected.intents().filter(({ time }) => time <= until));
    expect([...prefix.equity.value]).toEqual([...expected.equity.value.subarray(0, 201)]);
  });

  it("never has more positions than it may", () => {
    for (const most of [1, 2, 3]) {
      const outcome = runModule(trend(BASES, 0.2, { positions: () => most }), feeds);
      const open = new Set<string>();
      let largest = 0;
      for (const { market, side } of outcome.fills()) {
        if (side === "buy") open.add(market);
        else open.delete(market);
        largest = Math.max(largest, open.size);
      }
      expect(largest).toBe(most);
    }
  });

  it("adds every market up in one equity curve", () => {
    const outcome = runModule(trend(BASES, 0.15), feeds);
    const { time, value } = outcome.equity;
    expect(new Set(time).size).toBe(time.length);
    const closes = new Set(feeds.flatMap(({ bars }) => [...bars.time].map((open) => open + HOUR)));
    expect(new Set(time)).toEqual(closes);
    const at = (step: number): number => {
      let equity = 10_000;
      for (const { instrument, bars } of feeds) {
        let quantity = 0;
        for (const fill of outcome.fills()) {
          if (fill.market !== instrument.symbol || fill.time + HOUR > (time[step] ?? 0)) continue;
          const signed = Number(fill.quantity) * (fill.side === "buy" ? 1 : -1);
          equity -= signed * Number(fill.price);
          quantity += signed;
        }
        const last = bars.time.filter((open) => open + HOUR <= (time[step] ?? 0)).length - 1;
        if (quantity !== 0) equity += quantity * (bars.close[last] ?? Number.NaN);
      }
      return equity;
    };
    for (let step = 0; step < time.length; step += 7) expect(value[step]).toBeCloseTo(at(step), 6);
  });

  it("shares its features with a run of one of the markets", () => {
    const module = trend(BASES, 0.1);
    const session = sessionOfModule(module);
    const [run] = session.runs;
    const [feed] = feeds;
    if (run === undefined || feed === undefined) throw new Error("one run, several feeds");
    const one = createSession({ session, feeds });
    const single = { ...module, members: undefined };
    const { members: _members, ...plain } = single;
    const two = createSession({
      session: {
        ...session,
        runs: [run, { id: "Single", strategy: plain, params: {}, markets: [feed.instrument] }],
      },
      feeds,
    });
    expect(two.featureCount).toBe(one.featureCount);
  });
});

describe("admission to a portfolio", () => {
  const markets = ["AAA", "BBB", "CCC"];
  const rows = (low: number, ...volumes: number[]): Row[] =>
    volumes.map((volume): Row => [10, 10, low, 10, volume]);
  const data = (...each: readonly Row[][]) =>
    markets.map((base, index) => feedOf(base, candles(each[index] ?? [])));
  const together = data(rows(3, 7, 1, 1), rows(5, 7, 1, 1), rows(4, 7, 1, 1));

  it("takes the highest first", () => {
    const outcome = runModule(
      bySignal(markets, { positions: () => 2, rank: { value: (v) => v.score, first: "highest", text: "" } }),
      together,
    );
    expect(marketFills(outcome)).toEqual(["BBB/USD 1 buy 100 at 10", "CCC/USD 1 buy 100 at 10"]);
    expect(codes(outcome)).toContain("AAA rejected too_many_positions");
    const refused = outcome.decisions().find(({ code }) => code === "too_many_positions");
    expect([refused?.observed, refused?.bound]).toEqual([2, 2]);
  });

  it("takes the lowest first, and the order of the markets where there is no rank", () => {
    const lowest = bySignal(markets, {
      positions: () => 1,
      rank: { value: (v) => v.score, first: "lowest", text: "" },
    });
    expect(marketFills(runModule(lowest, together))).toEqual(["AAA/USD 1 buy 100 at 10"]);
    const reversed = { ...bySignal(["CCC", "BBB", "AAA"], { positions: () => 1 }) };
    expect(marketFills(runModule(reversed, together))).toEqual(["CCC/USD 1 buy 100 at 10"]);
  });

  it("does not enter where the rank is absent", () => {
    const outcome = runModule(
      bySignal(markets, { rank: { value: (v) => v.score, first: "lowest", text: "" } }),
      data(rows(3, 7, 1), rows(0.5, 7, 1), rows(4, 7, 1)),
    );
    expect(codes(outcome)).toEqual(["AAA allowed ok", "BBB rejected rank_unknown", "CCC allowed ok"]);
  });

  it("counts a position until it is closed", () => {
    const outcome = runModule(
      bySignal(markets, { positions: () => 1 }),
      // AAA leaves at the close at which BBB would enter; CCC enters a bar later.
      data(rows(3, 7, 1, 9, 1, 1), rows(3, 1, 1, 7, 1, 1), rows(3, 1, 1, 1, 7, 1)),
    );
    expect(marketFills(outcome)).toEqual([
      "AAA/USD 1 buy 100 at 10",
      "AAA/USD 3 sell 100 at 10",
      "CCC/USD 4 buy 100 at 10",
    ]);
    expect(codes(outcome)).toContain("BBB rejected too_many_positions");
  });

  it("makes an order as small as the cap on one market says, also by what is held", () => {
    const capped = bySignal(markets, { cap: (_v, _p, f) => 0.2 * f.equity }, 5_000);
    const outcome = runModule(capped, together);
    expect(marketFills(outcome)).toEqual([
      "AAA/USD 1 buy 200 at 10",
      "BBB/USD 1 buy 200 at 10",
      "CCC/USD 1 buy 200 at 10",
    ]);
    const [decision] = outcome.decisions();
    expect(decision).toMatchObject({
      outcome: "modified",
      code: "portfolio_cap",
      observed: 5_000,
      bound: 2_000,
    });
  });
});
