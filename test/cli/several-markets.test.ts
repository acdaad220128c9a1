import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { resultSchema } from "../../runtime/index.ts";
import { root, run } from "./test-io.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

const bars = (prices: readonly number[]): string =>
  [
    "time,open,high,low,close,volume",
    ...prices.map((price, bar) => [START + bar * HOUR, price, price, price, price, 1].join(",")),
  ].join("\n");

const PLAN = `market eth = "ETH/USDT" at desk
market btc = "BTC/USDT" at desk
universe both = [eth, btc]
strategy Lead trades eth, btc every 1h {
  enter long eth when btc.close > 100 USDT { size 10 ETH }
  exit long eth when btc.close < 100 USDT
}
strategy Each trades each c of both every 1h {
  portfolio { at most 1 positions }
  enter long when close > close[1] { size 1_000 USDT }
  exit long when close < close[1]
}
session lead { capital 10_000 USDT run Lead }
session each { capital 10_000 USDT run Each }
`;

const files = {
  "plan.ctk": PLAN,
  "eth.csv": bars([10, 11, 12, 13, 14, 15]),
  "btc.csv": gzipSync(bars([90, 110, 110, 90, 90, 90])),
  "mark.csv": bars([10, 10.5, 11.5, 12.5, 13.5, 14.5]),
  "funding.csv": `time,rate\n${START + 3 * HOUR},0.001\n`,
  "half.csv": bars([10, 11]).replaceAll(String(START + HOUR), String(START + HOUR / 2)),
};

const DATA = ["--data", "eth=eth.csv", "--data", "btc=btc.csv"];

const backtest = (...args: string[]) => run(["backtest", "plan.ctk", ...args], { files });

describe("a backtest of several markets", () => {
  it("takes one file for each, and says what each market brought", async () => {
    const { code, out, err } = await backtest("--session", "lead", ...DATA);
    expect([code, err()]).toEqual([0, ""]);
    expect(out()).toMatch(/^Lead on ETH\/USDT at desk, BTC\/USDT at desk, every 1h/);
    expect(out()).toMatch(
      /Markets, in USDT\n +market +trades +won +profit +fees\n +ETH\/USDT +1 +1 +\+20\.00 +0\.00\n +BTC\/USDT +0 +0/,
    );
    expect(out()).toMatch(/long ETH\/USDT +01-01 02:00 +12.* 14.* +\+20\.00/);
  });

  it("says which market has which fees and minimum, and what to change where nothing can be paid for", async () => {
    const two = PLAN.replace('"ETH/USDT" at desk', '"ETH/BTC" at binance')
      .replace('"BTC/USDT" at desk', '"XYZ/BTC" at binance')
      .replaceAll("USDT", "BTC")
      .replace("size 10 ETH", "size 99_000 ETH")
      .replace("10_000 BTC", "10 BTC");
    const args = ["backtest", "plan.ctk", "--session", "lead", ...DATA];
    const { code, out } = await run(args, { files: { ...files, "plan.ctk": two } });
    expect(code).toBe(0);
    const words = out().replace(/\s+/g, " ");
    expect(words).toContain("fees ETH/BTC: 0.1 % of every fill (binance's); XYZ/BTC: 0 % of every fill");
    expect(words).toContain("orders from 0.0001 BTC (reference");
    expect(words).toContain("-> write a smaller size, or a route with `max leverage`");
  });

  it("runs every member of a universe, and reports decisions with their reasons", async () => {
    const { code, out } = await backtest("--session", "each", ...DATA);
    expect(code).toBe(0);
    expect(out()).toMatch(/too many positions/);
  });

  it("books funding at the mark price, and names the files in the result", async () => {
    const derivative = ["--funding", "eth=funding.csv", "--mark", "eth=mark.csv"];
    const {
      code,
      out,
      files: written,
    } = await backtest("--session", "lead", ...DATA, ...derivative, "--json", "out.json");
    expect(code).toBe(0);
    // Ten ETH at the mark of 11.5, a tenth of a percent.
    expect(out()).toMatch(/funding +-0\.12 USDT +1 payment/);
    const result = resultSchema.parse(JSON.parse(String(written.get(join(root, "out.json")))));
    expect(result.final.funding).toBe("0.115");
    expect(result.funding).toMatchObject([
      { market: "ETH/USDT", price: "11.5", rate: "0.001", amount: "0.115" },
    ]);
    expect(result.markets).toMatchObject([
      { slot: "eth", funding: "0.115", profit: "19.885" },
      { slot: "btc", funding: "0" },
    ]);
    expect(result.files[0]?.derivatives?.map(({ kind, path }) => [kind, path])).toEqual([
      ["funding", "funding.csv"],
      ["mark", "mark.csv"],
    ]);
    expect(result.runs[0]?.markets).toEqual(["ETH/USDT", "BTC/USDT"]);
  });

  it.each([
    [["--data", "eth=eth.csv"], 2, "no data for btc (BTC/USDT at desk)"],
    [["--data", "eth.csv", "--data", "btc=btc.csv"], 2, "does not say which market"],
    [[...DATA, "--data", "eth=btc.csv"], 2, "two files for eth"],
    [[...DATA, "--funding", "sol=funding.csv"], 2, "no market sol"],
    [[...DATA, "--funding", "eth=eth.csv"], 3, "no column rate"],
    [["--data", "eth=half.csv", "--data", "btc=btc.csv"], 3, "bars of one length"],
  ])("%j ends with %i: %s", async (args, code, message) => {
    const result = await backtest("--session", "lead", ...args);
    expect(result.code).toBe(code);
    expect(result.err().replace(/\s+/g, " ")).toContain(message);
  });
});
