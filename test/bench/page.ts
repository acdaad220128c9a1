/**
 * What the page's backtest worker does after an edit, part by part, for each plan on a million made-up bars; in one run, so
 * that shares can be compared. `closures` is the plan as the page reads it, `code` the same plan as Node loads it.
 *
 *   npm run bench -- page [EXAMPLE..]
 */
import { readFileSync } from "node:fs";
import { compile, emitPlan } from "ctk/compiler";
import { createSession, loadPlan, type PlanModule } from "ctk/runtime";
import { alignSeries } from "../../playground/backtest/alignment.ts";
import { configure } from "../../playground/backtest/configuration.ts";
import { loadModules } from "../../playground/backtest/modules.ts";
import { resultOf, rowsOf } from "../../playground/backtest/report.ts";
import { generateBars } from "../../playground/data/generator.ts";

const BARS = 1_000_000;
const ROUNDS = 5;
const names = process.argv.slice(2);

for (const name of names.length === 0 ? ["golden-cross", "ema-atr", "pullback"] : names) {
  const text = readFileSync(`examples/${name}.ctk`, "utf8");
  const { plan, sources } = compile({ entry: { path: `${name}.ctk`, text } });
  if (plan === undefined) throw new Error(`${name} has errors`);
  const module = emitPlan(plan, sources, { target: "factory", entryName: name, version: "0" }).text;
  const clock = plan.strategies[0]?.clock ?? 0;
  const bars = generateBars({ seed: 1, bars: BARS, interval: clock, start: 0, price: 100, volatility: 0.6 });
  const shelf = { bars: new Map([["made-up", bars]]), funding: new Map() };
  const feeds = plan.markets.map((market) => ({ ...market, market: market.name, bars: "made-up" }));
  const request = { plan: module, feeds, settings: { params: {} } };

  for (const [way, modules] of [
    ["closures", loadModules(module)],
    ["code", loadPlan(module)],
  ] as const) {
    const rounds = Array.from({ length: ROUNDS }, () => partsOf(modules, request, shelf));
    const parts = Object.keys(rounds[0] ?? {});
    const least = parts.map((part) => Math.min(...rounds.map((round) => round[part] ?? Number.NaN)));
    const line = parts.map((part, at) => `${part} ${(least[at] ?? 0).toFixed(0)}`).join(", ");
    console.log(`${name}, ${way}: ${least.reduce((sum, ms) => sum + ms, 0).toFixed(0)} ms (${line})`);
  }
}

function partsOf(
  modules: PlanModule,
  request: Parameters<typeof configure>[1],
  shelf: Parameters<typeof configure>[2],
): Readonly<Record<string, number>> {
  const parts: Record<string, number> = {};
  let last = performance.now();
  const started = last;
  const took = (part: string): void => {
    const now = performance.now();
    parts[part] = now - last;
    last = now;
  };
  const configuration = configure(modules, request, shelf);
  const session = createSession(configuration.config);
  took("set-up");
  while (session.advance());
  took("steps");
  const outcome = session.outcome();
  took("outcome");
  resultOf(configuration, outcome, started);
  took("figures");
  const [feed] = configuration.feeds;
  if (feed !== undefined) alignSeries(feed.market, feed.feed.bars, outcome.equity, Number(outcome.capital));
  took("series");
  rowsOf(outcome);
  took("rows");
  return parts;
}
