import { describe, expect, it } from "vitest";
import { compileText } from "../example-files.ts";

interface Parts {
  readonly limits: string;
  readonly size?: string;
  readonly stop?: string;
  readonly params?: string;
  readonly run?: string;
  readonly route?: string;
  readonly rules?: string;
}

const plan = ({
  limits,
  size = "5% of equity",
  stop = "stop 2% of close below entry",
  params = "",
  run = "run Example",
  route = "",
  rules = "",
}: Parts): string => `market btc = "BTC/USDT" at binance
${route}
risk desk in USDT { ${limits} }
strategy Example trades btc every 1h {
  ${params}
  enter long when close crosses above sma(close, 20) { size ${size} ${stop} }
  ${rules}
}
session s { capital 100_000 USDT ${run} guard desk }
`;

const found = (parts: Parts): readonly string[] =>
  compileText(plan(parts)).diagnostics.items.map(({ code }) => code);

const analysed = (parts: Parts) => {
  const { tables, diagnostics } = compileText(plan(parts));
  const { analysis } = tables;
  if (analysis === undefined) throw new Error(diagnostics.items.map(({ message }) => message).join("\n"));
  return analysis;
};

describe("orders against limits", () => {
  it.each([
    ["an amount", { limits: "limit order notional to 10_000 USDT", size: "12_000 USDT" }],
    [
      "a share of the equity of the only run",
      { limits: "limit order notional to 10_000 USDT", size: "20% of equity" },
    ],
    ["a quantity", { limits: "limit order quantity to 0.5 BTC", size: "1 BTC" }],
    [
      "a position of one order",
      { limits: "limit position notional to 10_000 USDT per market", size: "12_000 USDT" },
    ],
    ["leverage", { limits: "limit leverage to 0.1", size: "20% of equity" }],
    [
      "a risk at a stop that is a share of the price",
      { limits: "limit order notional to 40% of equity", size: "risking 1% of equity" },
    ],
    [
      "arguments of the run",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "a",
        params: "param a: money = 5_000 USDT",
        run: "run Example(a = 12_000 USDT)",
      },
    ],
  ] as const)("are an error where each is refused: %s", (_name, parts) => {
    expect(found(parts)).toContain("CTK4401");
  });

  it.each([
    [
      "with some values of a parameter",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "share of equity",
        params: "param share: ratio = 5% in 1%..20%",
      },
    ],
    [
      "with every value, and cut to fit",
      { limits: "limit order notional to 10_000 USDT then clamp", size: "12_000 USDT" },
    ],
    [
      "until the equity has fallen",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "20% of equity",
        rules: "enter short when close crosses below sma(close, 20) { size 1% of equity }",
      },
    ],
  ] as const)("are a hint where they exceed it %s", (_name, parts) => {
    const codes = found(parts);
    expect(codes).toContain("CTK5023");
    expect(codes).not.toContain("CTK4401");
  });

  it.each([
    ["fit", { limits: "limit order notional to 10_000 USDT", size: "8_000 USDT" }],
    [
      "fit at every value that may run",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "share of equity",
        params: "param share: ratio = 5% in 1%..20%\n  require share * 2 <= 20%",
      },
    ],
    ["depend on the price", { limits: "limit order notional to 10_000 USDT", size: "1 BTC" }],
    [
      "depend on the market's noise",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "risking 1% of equity",
        stop: "stop 2 * atr(14) below entry",
      },
    ],
    ["are counted in another asset", { limits: "limit order quantity to 5 ETH", size: "10 BTC" }],
    [
      "are a share of a part of the capital",
      {
        limits: "limit order notional to 10_000 USDT",
        size: "20% of equity",
        run: 'run Example with 40% of equity run Example with 40% of equity as "b"',
      },
    ],
  ] as const)("are let alone where they %s", (_name, parts) => {
    expect(found(parts)).toEqual([]);
  });

  it("are told with their numbers", () => {
    const parts = {
      limits: "limit order notional to 10_000 USDT",
      size: "share of equity",
      params: "param share: ratio = 5% in 1%..20%",
    };
    const [item] = compileText(plan(parts)).diagnostics.items;
    expect(item).toMatchObject({
      message: "with `share = 20%` every order of `enter long` exceeds `limit order notional to 10_000 USDT`",
      why: "In session `s` the order is 20_000 USDT and the limit 10_000 USDT; the order is refused.",
    });
  });
});

describe("limits against each other", () => {
  it.each([
    "limit order notional to 25_000 USDT limit position notional to 20_000 USDT per market",
    "limit position notional to 50_000 USDT per market limit gross notional to 40_000 USDT",
    "limit gross notional to 3 * equity limit leverage to 2",
    "limit position notional to 50% of equity per market limit concentration to 30%",
    "limit open orders to 20 per strategy limit open orders to 10",
    "limit order quantity to 2 BTC limit position quantity to 1 BTC",
    "limit order notional to 20_000 USDT then clamp limit position notional to 10_000 USDT per market",
  ])("one is never reached: %s", (limits) => {
    expect(found({ limits, size: "1% of equity" })).toEqual(["CTK5020"]);
  });

  it.each([
    "limit order notional to 10_000 USDT limit position notional to 20_000 USDT per market",
    "limit order notional to 25_000 USDT then halt limit position notional to 20_000 USDT per market",
    "limit gross notional to 2 * equity limit position notional to 90_000 USDT per market",
    "limit open orders to 5 per strategy limit open orders to 10",
    "limit order rate to 60 per 1m per route limit order rate to 100 per 1h",
    "limit loss to 2% of equity per 1d limit drawdown to 10%",
  ])("both can speak: %s", (limits) => {
    expect(found({ limits, size: "1% of equity" })).toEqual([]);
  });

  it("does not claim it where runs of both sides share a market", () => {
    const limits = "limit order notional to 25_000 USDT limit position notional to 20_000 USDT per market";
    const rules = "enter short when close crosses below sma(close, 20) { size 1% of equity }";
    expect(found({ limits, rules, size: "1% of equity" })).toEqual(["CTK5020"]);
    const run = 'run Example with 40% of equity run Example with 40% of equity as "b"';
    expect(found({ limits, rules, run, size: "1% of equity" })).toEqual([]);
  });

  it.each([
    ["limit open orders to 20 limit open orders to 10", "CTK5021"],
    ["limit order notional to 20_000 USDT per 1d", "CTK5022"],
    ["limit spread to 20bps per strategy", "CTK5022"],
    ["limit gross notional to 0 * equity", "CTK4402"],
    ["limit leverage to 1 - 1.5", "CTK4015"],
    ["forbid any when exposure >= 0 USDT", "CTK4402"],
    ["forbid enter when exposure < 0 USDT", "CTK5010"],
  ])("%s: %s", (limits, code) => {
    expect(found({ limits, size: "1% of equity" })).toEqual([code]);
  });

  it("says nothing of quotes that a backtest may not have", () => {
    expect(found({ limits: "limit spread to 20bps forbid enter when quote.spread > 20bps" })).toEqual([]);
  });
});

describe("the table of limits", () => {
  it("has the worst case of each, at the start of the session", () => {
    const parts = {
      limits:
        "limit order notional to 10_000 USDT then clamp limit position notional to 90% of equity limit open orders to 20 limit order rate to 1 per 1h limit drawdown to 10%",
      size: "share of equity",
      params: "param share: ratio = 5% in 1%..8%",
      rules: "add long when close > last_fill up to 3 units { size same }",
    };
    expect(analysed(parts).sessions[0]?.limits).toEqual([
      {
        limit: "order notional",
        bound: "10_000 USDT",
        action: "clamp",
        worst: "8_000 USDT (Example enter long)",
        verdict: "within",
      },
      {
        limit: "position notional",
        bound: "90% of equity = 90_000 USDT",
        action: "reject",
        worst: "24_000 USDT (Example)",
        verdict: "within",
      },
      { limit: "open orders", bound: "20", action: "reject", worst: "5 orders", verdict: "within" },
      {
        limit: "order rate per 1h",
        bound: "1",
        action: "reject",
        worst: "2 orders in 1h",
        verdict: "possible",
      },
      {
        limit: "drawdown",
        bound: "10%",
        action: "reject",
        worst: "decided by the market",
        verdict: "watched",
      },
    ]);
  });

  it("never counts more than the account can pay for", () => {
    const parts = {
      limits: "limit order notional to 150_000 USDT",
      size: "risking 1% of equity",
      stop: "stop 2 * atr(14) below entry",
    };
    expect(analysed(parts).sessions[0]?.limits[0]).toMatchObject({
      worst: "100_000 USDT (Example enter long, all that it can pay)",
      verdict: "within",
    });
    const route = "route spot { venue binance max leverage 3 }";
    expect(analysed({ ...parts, route }).sessions[0]?.limits[0]).toMatchObject({
      worst: "300_000 USDT (Example enter long, all that it can pay)",
      verdict: "possible",
    });
  });
});

describe("what orders need", () => {
  it("is listed by route, protection and times in force included", () => {
    const parts = {
      limits: "limit drawdown to 10%",
      route: "route a { venue binance default }\nroute b { venue binance }",
      stop: "order limit at low post only expire after 2 bars stop 2% of close below entry target 4% of close above entry",
      rules: "exit long when close < open { via b }",
    };
    expect(analysed(parts).strategies[0]?.orders).toEqual([
      { route: "a", types: ["limit", "stop", "post_only"] },
      { route: "b", types: ["market"] },
    ]);
  });

  it("is checked against the route that a run names", () => {
    const route = "route a { venue binance default }\nroute b { venue binance allow limit }";
    expect(found({ limits: "limit drawdown to 10%", route, run: "run Example via b" })).toEqual(["CTK4101"]);
    expect(found({ limits: "limit drawdown to 10%", route, run: "run Example via a" })).toEqual(["CTK5001"]);
  });
});

describe("bounds of intents and work", () => {
  it("count what the rules can ask for at one bar", () => {
    const { intents } =
      analysed({
        limits: "limit drawdown to 10%",
        stop: "stop 2% of close below entry target 4% of close above entry",
        params: "param most = 3 in 2..5",
        rules:
          "add long when close > last_fill up to most units { size same stop 2% of close below entry }\n  exit long when close < open\n  exit when bars_held > 50\n  exit short when close > open",
      }).strategies[0] ?? {};
    expect(intents).toEqual({
      perBar: 4,
      entries: 1,
      adds: 1,
      exits: 2,
      others: 0,
      protective: 10,
      units: 5,
    });
  });

  it("count columns, their bytes and the longest window", () => {
    const { work } =
      analysed({
        limits: "limit drawdown to 10%",
        params: "param n: bars = 10 in 5..40",
        rules: "plot highest(high, n)\n  plot (lowest(low, 3) on 4h)",
      }).strategies[0] ?? {};
    expect(work?.longestHistory).toEqual({ defaults: 20, worst: 39 });
    expect(work?.kernels).toBeLessThan(work?.features ?? 0);
    expect(work?.bytesPerBar).toBeGreaterThan(8 * ((work?.features ?? 0) - 3));
  });
});
