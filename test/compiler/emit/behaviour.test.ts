import type { SessionModule } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import type { EmitTarget } from "../../../compiler/emit/index.ts";
import { backtest, readBars, readText } from "../../support/backtest.ts";
import { dataPath, examples, planPath } from "../../support/examples.ts";
import { compilePlan, emit, evaluate } from "../../support/modules.ts";

const fixtures = "test/fixtures";
const oracle = [
  ["S1", "goog_1d"],
  ["S1c", "goog_1d"],
  ["S1p", "goog_1d"],
  ["S1r", "goog_1d"],
  ["S2", "bitfinex_btcusd_1m_2019w26"],
  ["S4", "goog_1d"],
  ["S6", "goog_1d"],
  ["S8", "eurusd_1h"],
].map(([plan, data]) => ({
  plan: `${fixtures}/oracle/strategies/${plan}.ctk`,
  data: `${fixtures}/data/${data}.csv.gz`,
}));

const cases = [
  ...oracle,
  ...examples.map((example) => ({ plan: planPath(example), data: dataPath(example) })),
  { plan: `${fixtures}/emit/composites/input.ctk`, data: `${fixtures}/data/goog_1d.csv.gz` },
];

const targets: readonly EmitTarget[] = ["typescript", "module", "factory"];

/** What a session did, in one word, and how many fills that were. */
const resultOf = (session: SessionModule, data: string) => {
  const outcome = backtest(session, readBars(data));
  return { digest: outcome.digest(), fills: outcome.fills().length };
};

describe("the three forms of a module", () => {
  it.each(cases)("trade alike: $plan", ({ plan: path, data }) => {
    const compilation = compilePlan(readText(path));
    const results = targets.map((target) => {
      const plan = evaluate(emit(compilation, target).text, target);
      return Object.entries(plan.sessions).map(([name, session]) => [name, resultOf(session, data)] as const);
    });
    const [typescript, module, factory] = results;
    expect(module).toEqual(typescript);
    expect(factory).toEqual(typescript);
    expect(typescript?.some(([, { fills }]) => fills > 0)).toBe(true);
  });
});
