import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { resultSchema } from "../../runtime/index.ts";
import { root, run } from "./test-io.ts";

const GOOG = "examples/data/goog_1d.csv.gz";
const CROSS = "examples/golden-cross.ctk";

const TWO = `market goog = "GOOG/USD" at nasdaq
market btc = "BTC/USDC" at binance
strategy A trades goog every 1d {
  param n: bars = 20 in 2..200
  param share: ratio = 5% in 1%..50%
  param mode = 1 in [1, 2, 3]
  enter long when close crosses above sma(close, n) and mode * rsi(close, 14) > 1 { size share of equity }
  exit long when close crosses below sma(close, n)
}
strategy B trades btc every 1d {
  enter long when close crosses above sma(close, 9) { size 5% of equity }
  exit long when close crosses below sma(close, 9)
}
session one { capital 1_000 USD run A }
session two { capital 1_000 USDC run B }
`;

const files = { "two.ctk": TWO };

describe("a backtest", () => {
  it("reproduces a published result and reports it", async () => {
    const { code, out, err } = await run([
      "backtest",
      CROSS,
      "--data",
      `goog=${GOOG}`,
      "--policy",
      "backtrader@1",
    ]);
    expect([code, err()]).toEqual([0, ""]);
    expect(out()).toMatch(/final equity +18,608\.00 USD +\+8,608\.00 USD after fees/);
    expect(out()).toContain("93 fills");
    expect(
      Math.max(
        ...out()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it("writes its result as JSON that keeps the contract", async () => {
    const result = await run([
      "backtest",
      CROSS,
      "-d",
      GOOG,
      "--policy",
      "backtrader@1",
      "--json",
      "out.json",
      "-q",
    ]);
    expect([result.code, result.out()]).toEqual([0, ""]);
    const json = resultSchema.parse(JSON.parse(String(result.files.get(join(root, "out.json")))));
    expect(json.final.equity).toBe("18608.0044");
    expect(json.fills).toHaveLength(93);
    expect(json.equity.value.at(-1)).toBe("18608.0044");
    expect(json.files[0]).toMatchObject({ market: "goog", bars: 2148, instrument: "inferred" });
    expect(json.metrics.sharpe?.value).toBeCloseTo(1.00969940307, 9);
  });

  it("gives the same digest twice, and another one for other parameters", async () => {
    const digest = async (...more: readonly string[]): Promise<string> =>
      (await run(["backtest", CROSS, "-d", GOOG, ...more])).out().match(/digest (\w+)/)?.[1] ?? "";
    const first = await digest();
    expect(first).toHaveLength(64);
    expect(await digest()).toBe(first);
    expect(await digest("--set", "fast=11")).not.toBe(first);
  });

  it("runs a plan without a session under an implied one and lists the defaults", async () => {
    const plan = TWO.split("strategy B")[0] ?? "";
    const { code, out } = await run(["backtest", "a.ctk", "-d", `goog=${GOOG}`], {
      files: { "a.ctk": plan },
    });
    expect(code).toBe(0);
    expect(out()).toContain("- no session in the plan");
    expect(out()).toContain("- capital 100,000 USD");
    expect(out()).toContain("- fill policy bar/pessimistic@1");
    expect(out()).toContain("- no risk limits");
  });

  it("takes parameters, capital, fee, policy and dates from the command", async () => {
    const argv = ["backtest", "two.ctk", "--session", "one", "-d", `goog=${GOOG}`, "--set", "A.n=10"];
    argv.push(
      "--set",
      "A.share=10%",
      "--capital",
      "5_000 USD",
      "--fee",
      "10bps",
      "--policy",
      "backtrader@1 at close",
    );
    argv.push("--from", "2006-01-01", "--to", "2007-01-01");
    const { code, out } = await run(argv, { files });
    expect(code).toBe(0);
    expect(out()).toContain("period   2006-01-03 to 2006-12-29 UTC, 251 bars of 1d");
    expect(out()).toContain("fills    backtrader@1 at close");
    expect(out()).toContain("fees     0.1 % of every fill (--fee)");
    expect(out()).toContain("capital  5,000 USD");
    expect(out()).toContain("n = 10, share = 0.1, mode = 1");
    expect(out()).toContain("Market orders fill at the close that decided them");
  });

  it("uses reference data of the package, or of a file", async () => {
    const data = "btc=examples/data/binance_btcusdc_1d.csv.gz";
    const { out } = await run(["backtest", "two.ctk", "--session", "two", "-d", data], { files });
    const plainOf = (text: string): string => text.replace(/\s+/g, " ");
    expect(plainOf(out())).toContain("tick 0.01, lot 0.00001, orders from 5 USDC (reference data)");
    const market = {
      symbol: "BTC/USDC",
      base: "BTC",
      quote: "USDC",
      taker: 0.002,
      maker: 0.001,
      precision: { amount: 0.1, price: 1 },
      limits: {},
    };
    const reference = JSON.stringify({ precisionModeValue: 4, markets: { "BTC/USDC": market } });
    const own = await run(
      ["backtest", "two.ctk", "--session", "two", "-d", data, "--reference", "binance=markets.json"],
      { files: { ...files, "markets.json": reference } },
    );
    expect(own.out()).toContain("0.1 % maker, 0.2 % taker (binance's)");
    expect(plainOf(own.out())).toContain("has prices with 2 decimals; the tick of BTC/USDC at binance is 1.");
  });

  it("shows progress on a terminal when the work takes long, and nothing of it stays", async () => {
    const argv = ["backtest", CROSS, "-d", GOOG, "-q"];
    const shown = (await run(argv, { isTerminal: true, tick: 600 })).err();
    expect(shown).toMatch(/^\rbacktest .*100 %/s);
    expect(shown.endsWith("\r\u001b[K")).toBe(true);
    expect((await run(argv, { isTerminal: true, tick: 1 })).err()).toBe("");
    expect((await run(argv, { tick: 600 })).err()).toBe("");
  });
});

describe("what is wrong with the command", () => {
  const one = ["backtest", "two.ctk", "--session", "one", "-d", `goog=${GOOG}`];
  it.each([
    [
      "no data",
      ["backtest", "two.ctk", "--session", "one"],
      2,
      "no data for goog (GOOG/USD at nasdaq)",
      "--data goog=FILE.csv",
    ],
    ["several sessions", ["backtest", "two.ctk"], 2, "several sessions", "--session: one, two"],
    [
      "an unknown session",
      ["backtest", "two.ctk", "--session", "on"],
      2,
      "no session on",
      "Did you mean one?",
    ],
    ["an unknown strategy", ["backtest", "two.ctk", "--strategy", "C"], 2, "no strategy C", "A, B"],
    [
      "a strategy that is not run",
      ["backtest", "two.ctk", "--session", "one", "-s", "B"],
      2,
      "does not run B",
      "It runs A.",
    ],
    [
      "an unknown market",
      ["backtest", "two.ctk", "--session", "one", "-d", "gog=x"],
      2,
      "no market gog",
      "Did you mean goog?",
    ],
    ["an unused market", [...one, "-d", "btc=x.csv"], 2, "does not trade btc", "It trades goog."],
    ["two files", [...one, "-d", "goog=x.csv"], 2, "two files for goog", "one file"],
    [
      "a missing file",
      ["backtest", "two.ctk", "--session", "one", "-d", "goog=no.csv"],
      2,
      "no such file",
      "",
    ],
    [
      "an unknown parameter",
      [...one, "--set", "A.shar=3"],
      2,
      "A has no parameter shar",
      "Did you mean share?",
    ],
    ["an unknown owner", [...one, "--set", "Z.n=3"], 2, "no strategy Z", "A, B"],
    ["no owner", [...one, "--set", "n=3"], 2, "does not say which strategy", "--set A.n=3"],
    [
      "the owner of another session",
      [...one, "--set", "A"],
      2,
      "not an assignment",
      "--set Strategy.param=value",
    ],
    [
      "a value out of range",
      [...one, "--set", "A.n=1"],
      2,
      "A.n = 1 is outside its range 2..200",
      "default is 20",
    ],
    [
      "a ratio out of range",
      [...one, "--set", "A.share=60%"],
      2,
      "outside its range 1%..50%",
      "default is 5%",
    ],
    [
      "a parameter twice",
      [...one, "--set", "A.n=25", "--set", "A.n=30"],
      2,
      "--set gives A.n twice",
      "Give one value",
    ],
    ["a thousand as a letter", [...one, "--capital", "10k"], 2, "--capital 10k is not an amount", "10_000"],
    ["half a bar", [...one, "--set", "A.n=2.5"], 2, "2.5 is not a whole number of bars", "n=20"],
    ["another choice", [...one, "--set", "A.mode=4"], 2, "is not one of its values", "1, 2, 3"],
    ["a word", [...one, "--set", "A.share=much"], 2, "much is not a ratio", "share=5%"],
    ["no amount", [...one, "--capital", "lots"], 2, "--capital lots is not an amount", '"100000 USD"'],
    ["a fee in percent", [...one, "--fee", "2"], 2, "--fee 2 is not a fee rate", "--fee 2%"],
    [
      "an unknown policy",
      [...one, "--policy", "backtrader"],
      2,
      "no fill policy backtrader",
      "Did you mean backtrader@1?",
    ],
    [
      "an unknown option of a policy",
      [...one, "--policy", "backtrader@1 soon"],
      2,
      "soon is not an option",
      "",
    ],
    [
      "a day that is not",
      [...one, "--from", "2023-02-30"],
      2,
      "--from 2023-02-30 is not a time",
      "2024-01-31",
    ],
    ["an empty range", [...one, "--from", "2010-01-01", "--to", "2009-01-01"], 2, "is not after", ""],
    [
      "no bars in the range",
      [...one, "--from", "2020-01-01"],
      3,
      "has no bars between",
      "2004-08-19 to 2013-03-01",
    ],
    [
      "slower bars",
      ["backtest", "hour.ctk", "-d", GOOG],
      3,
      "H runs every 1h, but examples/data/goog_1d.csv.gz has bars of 1d",
      "Give bars of 1h",
    ],
    [
      "another file",
      ["backtest", "two.ctk", "--session", "one", "-d", "goog=two.ctk"],
      3,
      "[DATA1001] two.ctk:1",
      "Name the columns",
    ],
    [
      "damaged data",
      ["backtest", "two.ctk", "--session", "one", "-d", "goog=cut.csv.gz"],
      3,
      "damaged",
      "again",
    ],
    [
      "other reference data",
      [...one, "--reference", "nasdaq=two.ctk"],
      3,
      "[REF1001] two.ctk: this is not JSON",
      "Give a JSON file",
    ],
  ])("%s", async (_, argv, code, message, advice) => {
    const hour = TWO.replace(/strategy B[\s\S]*/, "")
      .replace("strategy A", "strategy H")
      .replace("every 1d", "every 1h");
    const cut = gzipSync("time,open,high,low,close\n").subarray(0, 25);
    const result = await run(argv, { files: { ...files, "hour.ctk": hour, "cut.csv.gz": cut } });
    const words = (text: string): string => text.replace(/\s+/g, " ");
    expect(words(result.err())).toContain(message);
    expect(words(result.err())).toContain(advice);
    expect([result.code, result.out()]).toEqual([code, ""]);
    expect(
      Math.max(
        ...result
          .err()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it("lists the first rows with problems and counts the others", async () => {
    const rows = Array.from({ length: 9 }, (_, index) => `2024-01-0${index + 1},1,2,x,1`);
    const text = ["time,open,high,low,close", ...rows].join("\n");
    const { err } = await run(["backtest", CROSS, "-d", "bad.csv"], { files: { "bad.csv": text } });
    expect(err()).toContain('[DATA1007] bad.csv:2, column "low": "x" is not a number');
    expect(err()).toContain("bad.csv:6");
    expect(err()).toContain("and 4 more rows with problems");
  });

  it("stops at a plan with errors", async () => {
    const { code, out, err } = await run(["backtest", "x.ctk"], {
      files: { "x.ctk": "strategy S trades m every 1d {}" },
    });
    expect([code, out()]).toEqual([1, ""]);
    expect(err()).toContain("error[CTK");
  });
});
