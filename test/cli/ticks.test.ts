import { describe, expect, it } from "vitest";
import { resultSchema } from "../../runtime/index.ts";
import { run } from "./test-io.ts";

const TICKS = "test/fixtures/data/ticks/binance_xrpeth_trades.csv.gz";
const BARS = "test/fixtures/data/ticks/binance_xrpeth_5m_from_trades.csv.gz";

const planOf = (fills = ""): string => `market xrp = "XRP/ETH" at binance
strategy Cross trades xrp every 5m {
  enter long when ema(close, 5) crosses above ema(close, 20) {
    size 100 XRP
    order limit at close
    expire after 2 bars
    stop 1% of close below entry
  }
  exit long when ema(close, 5) crosses below ema(close, 20)
}
session main { capital 10 ETH run Cross ${fills} }
`;

const files = {
  "plan.ctk": planOf(),
  "says.ctk": planOf('fills "bar/pessimistic@1" detail ticks queue proportional'),
  "minutes.ctk": planOf('fills "bar/pessimistic@1" detail 1m'),
};
const backtest = (...words: readonly string[]) => run(["backtest", ...words], { files });

const resultOf = async (...words: readonly string[]) => {
  const { code, err, files: written } = await backtest(...words, "-q", "--json", "out.json");
  expect([code, err()]).toEqual([0, ""]);
  const json = [...written].find(([path]) => path.endsWith("out.json"))?.[1];
  return resultSchema.parse(JSON.parse(String(json)));
};

describe("a backtest with --ticks", () => {
  it("replays the trades inside the bars, and says so", async () => {
    const { code, out, err } = await backtest("plan.ctk", "--data", BARS, "--ticks", TICKS);
    expect([code, err()]).toEqual([0, ""]);
    expect(out()).toContain("bar/pessimistic@1 + trades, queue: pessimistic");
  });

  it("makes the bars of the trades where none are given: the same run", async () => {
    const given = await resultOf("plan.ctk", "--data", BARS, "--ticks", TICKS);
    const made = await resultOf("plan.ctk", "--ticks", `xrp=${TICKS}`);
    expect(made.fills).toEqual(given.fills);
    expect(made.fills.length).toBeGreaterThan(20);
    expect(made.files[0]).toMatchObject({ bars: 706, intervalMs: 300_000, path: TICKS });
    expect(made.files[0]?.derivatives?.map(({ kind }) => kind)).toEqual(["ticks"]);
    expect(made.digest).toBe(given.digest);
  });

  it("takes the model of queues that the plan or the policy names", async () => {
    const { out } = await backtest("says.ctk", "--ticks", TICKS);
    expect(out()).toContain("+ trades, queue: proportional");
    const policy = "bar/pessimistic@1 participation 20% detail ticks queue proportional";
    const named = await backtest("plan.ctk", "--ticks", TICKS, "--policy", policy);
    expect(named.out()).toContain("bar/pessimistic@1 participation 20% + trades, queue: proportional");
  });

  it.each([
    [["says.ctk", "--data", BARS], "fills replay trades and quotes, and there are none of XRP/ETH"],
    [["minutes.ctk", "--ticks", TICKS], "lets shorter bars decide what happens inside a bar"],
    [["plan.ctk", "--ticks", TICKS, "--policy", "backtrader@1"], "fills as the engine of its name does"],
    [["plan.ctk", "--ticks", BARS], "no column price"],
    [["plan.ctk", "--quotes", TICKS], "no column bid"],
    [
      ["plan.ctk", "--ticks", TICKS, "--policy", "bar/pessimistic@1 detail ticks queue mild"],
      "is not an option",
    ],
  ])("%j is refused: %s", async (words, message) => {
    const { code, err } = await backtest(...words);
    expect(code).not.toBe(0);
    expect(err().replace(/\s+/g, " ")).toContain(message);
  });

  it("does not go with ctk run", async () => {
    const { code, err } = await run(["run", "plan.ctk", "--data", BARS, "--ticks", TICKS], { files });
    expect(code).not.toBe(0);
    expect(err()).toContain("--ticks does not go with ctk run");
  });
});
