/** What the command says of fills: shorter bars, paths, a share of volumes, and what a route costs. */

import { describe, expect, it } from "vitest";
import { resultSchema } from "../../runtime/index.ts";
import { MONDAY } from "../support/simulate.ts";
import { run } from "./test-io.ts";

const HOUR = 3_600_000;

type Candle = readonly [open: number, high: number, low: number, close: number, volume: number];

const csvOf = (rows: readonly Candle[], interval = HOUR, from = MONDAY): string =>
  [
    "time,open,high,low,close,volume",
    ...rows.map((row, bar) => [from + bar * interval, ...row].join(",")),
    "",
  ].join("\n");

const planOf = (rules: string, route = "", markets = ""): string => `market abc = "ABC/USD" at desk
${markets}
route paid { venue desk ${route} }
strategy Plan trades abc via paid every 1h {
  ${rules}
}
session main { capital 1_000 USD run Plan }
`;

const guarded = "enter long when volume == 7 ABC { size 2 ABC stop at 95 USD target at 105 USD }";
const hours: readonly Candle[] = [
  [100, 100, 100, 100, 7],
  [100, 100, 100, 100, 10],
  [100, 106, 94, 100, 10],
  [100, 100, 100, 100, 10],
];
/** The third hour in quarters: the target comes first. */
const quarters: readonly Candle[] = [
  [100, 106, 100, 104, 5],
  [104, 104, 94, 96, 3],
  [96, 100, 96, 100, 1],
  [100, 100, 100, 100, 1],
];

const files = {
  "plan.ctk": planOf(guarded),
  "detail.ctk": planOf(guarded).replace("run Plan", 'run Plan fills "bar/pessimistic@1" detail 15m'),
  "abc.csv": csvOf(hours),
  "abc-15m.csv": csvOf(quarters, HOUR / 4, MONDAY + 2 * HOUR),
};

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

const backtest = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  run(["backtest", ...words], { files: { ...files, ...more }, cwd: "/plans" });

const resultOf = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const { code, err, files: written } = await backtest([...words, "-q", "--json", "out.json"], more);
  expect([code, err()]).toEqual([0, ""]);
  return resultSchema.parse(JSON.parse(String(written.get("/plans/out.json"))));
};

const exitOf = async (words: readonly string[]) => {
  const { fills, policy } = await resultOf(words);
  const { role, price, quantity } = fills.at(-1) ?? {};
  return { policy, exit: `${role} ${quantity} at ${price}` };
};

describe("a backtest with --detail", () => {
  const data = ["--data", "abc=abc.csv"];
  const detail = ["--detail", "abc=abc-15m.csv"];

  it("lets shorter bars decide what came first inside a bar", async () => {
    expect(await exitOf(["plan.ctk", ...data])).toEqual({
      policy: "bar/pessimistic@1",
      exit: "stop 2 at 95",
    });
    expect(await exitOf(["detail.ctk", ...data, ...detail])).toEqual({
      policy: "bar/pessimistic@1 detail 15m",
      exit: "target 2 at 105",
    });
  });

  it("takes the length of the shorter bars from the policy too", async () => {
    const named = ["plan.ctk", ...data, ...detail, "--policy", "bar/pessimistic@1 detail 15m"];
    expect((await exitOf(named)).exit).toBe("target 2 at 105");
  });

  it.each([
    [
      "no shorter bars are given",
      ["detail.ctk", ...data],
      "fills look at bars of 15 minutes inside those of 60 minutes, and there are none of ABC/USD",
    ],
    [
      "they have another length",
      ["detail.ctk", ...data, "--detail", "abc=abc.csv"],
      "there are none of ABC/USD",
    ],
    [
      "they do not make up a bar",
      ["plan.ctk", ...data, ...detail, "--policy", "bar/pessimistic@1 detail 7m"],
      "which do not make one up",
    ],
    ["the plan has no such market", ["detail.ctk", ...data, "--detail", "abd=abc-15m.csv"], "no market abd"],
  ])("is refused where %s", async (_, words, message) => {
    const { code, err } = await backtest(words);
    expect(code).not.toBe(0);
    expect(err().replace(/\s+/g, " ")).toContain(message);
    expect(widest(err())).toBeLessThanOrEqual(100);
  });
});

describe("a backtest with --policy", () => {
  const data = ["plan.ctk", "--data", "abc=abc.csv"];

  it("takes the order of a bar's extremes and a share of its volume", async () => {
    const policy = async (text: string) => exitOf([...data, "--policy", text]);
    // From the open the high comes first where it is nearer or as the bar's letters say.
    expect(await policy("bar/pessimistic@1 path ohlc participation 50%")).toEqual({
      policy: "bar/pessimistic@1 participation 50% path ohlc",
      exit: "target 2 at 105",
    });
    // A tenth of a volume of 10 for all orders of a bar: the rest of the entry takes what bar 2 has, so its stop fills behind it.
    const { fills } = await resultOf([...data, "--policy", "bar/pessimistic@1 participation 10%"]);
    expect(fills.map(({ bar, side, quantity }) => `${bar} ${side} ${quantity}`)).toEqual([
      "1 buy 1",
      "2 buy 1",
      "3 sell 1",
    ]);
    expect(await policy("bar/pessimistic@1 touch path nearest participation 100%")).toMatchObject({
      policy: "bar/pessimistic@1 touch participation 100% path nearest",
    });
  });

  it.each([
    "bar/pessimistic@1 path sideways",
    "bar/pessimistic@1 participation 0%",
    "bar/pessimistic@1 participation 101%",
    "backtrader@1 participation 10%",
  ])("refuses %s", async (policy) => {
    const { code, err } = await backtest([...data, "--policy", policy]);
    expect(code).not.toBe(0);
    expect(err()).toContain("error:");
    expect(err()).not.toContain("    at ");
  });
});

describe("the report of a backtest", () => {
  const short = "enter short when volume == 7 ABC { size 2 ABC unprotected }\n  exit short after 40 bars";
  const days = Array.from({ length: 72 }, (_, bar): Candle => [100, 101, 99, 100, bar === 0 ? 7 : 10]);

  it("says how late orders arrive, what borrowing costs, and what it has cost", async () => {
    const plan = planOf(short, "latency 250ms borrow 36.5%");
    const { code, out } = await backtest(["s.ctk", "--data", "abc=d.csv"], {
      "s.ctk": plan,
      "d.csv": csvOf(days),
    });
    expect(code).toBe(0);
    expect(out()).toContain("route    latency 250ms, borrow 36.5 % a year (route paid)");
    // 200 USD at a tenth of a percent a day, for 39 or 40 hours.
    expect(out()).toMatch(/interest +-0\.3\d* USD +on what was sold short/);
    expect(widest(out())).toBeLessThanOrEqual(80);
  });

  it("has liquidations on a line of their own", async () => {
    const rows: readonly Candle[] = [...hours.slice(0, 2), [100, 100, 60, 60, 10], [60, 60, 60, 60, 10]];
    const plan = planOf(
      "enter long when volume == 7 ABC { size 30 ABC unprotected }\n  exit long when close < 1 USD",
      "max leverage 10",
    );
    const { out } = await backtest(["l.ctk", "--data", "abc=l.csv"], { "l.ctk": plan, "l.csv": csvOf(rows) });
    expect(out()).toMatch(/liquidation +-[\d.]+ USD +1 liquidation/);
    expect(widest(out())).toBeLessThanOrEqual(80);
  });

  it("says in which currency fees were paid, with its market's data beside that of what is traded", async () => {
    const markets = 'market tkn = "TKN/USD" at desk';
    const plan = planOf(short, "fees in TKN maker 1% taker 1%", markets);
    const tokens = days.map((): Candle => [4, 4, 4, 4, 1]);
    const data = ["f.ctk", "--data", "abc=d.csv", "--data", "tkn=t.csv"];
    const more = { "f.ctk": plan, "d.csv": csvOf(days), "t.csv": csvOf(tokens) };
    const { code, out } = await backtest(data, more);
    expect(code).toBe(0);
    expect(out()).toContain("Plan on ABC/USD at desk, every 1h");
    expect(out()).toContain("fees     1 % of every fill, in TKN (route paid)");
    expect(out()).toMatch(/fees +4(\.00)? USD +2 fills, with 1 TKN/);
    expect(widest(out())).toBeLessThanOrEqual(80);
    const { final, fills } = await resultOf(data, more);
    expect(final.feeBalances).toEqual([{ currency: "TKN", amount: "1", value: "4" }]);
    expect(fills.map(({ fee, feeCurrency, feeValue }) => [fee, feeCurrency, feeValue])).toEqual([
      ["0.5", "TKN", "2"],
      ["0.5", "TKN", "2"],
    ]);
    const missing = await backtest(data.slice(0, 3), more);
    expect(missing.code).not.toBe(0);
    expect(missing.err()).toContain("no data for tkn (TKN/USD at desk)");
    const unknown = await backtest(data.slice(0, 3), { ...more, "f.ctk": plan.replace(markets, "") });
    expect(unknown.code).not.toBe(0);
    expect(unknown.err().replace(/\s+/g, " ")).toContain(
      "charged in TKN, and nothing tells what it is worth",
    );
  });
});
