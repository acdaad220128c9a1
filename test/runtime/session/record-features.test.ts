import { inferInstrument, loadPlan, recordFeatures } from "ctk/runtime";
import { expect, it } from "vitest";
import { compile, emitPlan } from "../../../compiler/index.ts";
import { readBars } from "../../support/backtest.ts";

const text = `market goog = "GOOG/USD" at nasdaq

strategy Trend trades goog every 1d {
  let fast = sma(close, 20)
  let slow = sma(close, 100)
  enter long when fast crosses above slow { size 10 GOOG }
  exit long when fast crosses below slow
  let twice = 2 * close
  plot twice
}
`;

const { plan, sources } = compile({ entry: { path: "trend.ctk", text } });
if (plan === undefined) throw new Error("the plan compiles");
const modules = loadPlan(
  emitPlan(plan, sources, { target: "factory", entryName: "trend.ctk", version: "1" }).text,
);
const bars = readBars("examples/data/goog_1d.csv.gz");
const session = {
  id: "s",
  capital: "10000",
  currency: "USD",
  routes: [],
  runs: Object.values(modules.strategies).map((strategy) => ({
    id: strategy.id,
    strategy,
    params: {},
    markets: [],
  })),
};
const config = { session, feeds: [{ instrument: inferInstrument("GOOG/USD", "nasdaq", bars), bars }] };

it("records a plotted series that no rule reads, bar for bar, and nothing else", () => {
  const records = recordFeatures(config, ({ plots }) => plots.map(({ feature }) => feature));
  expect(records).toHaveLength(1);
  const [record] = records;
  expect([...(record?.values ?? [])]).toEqual([...bars.close].map((close) => 2 * close));
  expect(record?.time).toEqual(bars.time);
});

it("records what the rules read where nothing is chosen", () => {
  const names = recordFeatures(config).map(({ name }) => name);
  expect(names).toContain("enterLong1");
  expect(names).not.toContain("twice");
});
