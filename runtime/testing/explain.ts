import { inspectBars, type RuleReading, type StepReading } from "../inspection/index.ts";
import type { PlanModule } from "../strategy/index.ts";
import type { TestPlan } from "./abi.ts";
import type { ScenarioRun } from "./run-scenario.ts";
import { testConfig, testedStrategy } from "./set-up.ts";
import type { RuleQuestion, Verdict } from "./verdicts.ts";

/** A failed expectation with the rules that explain it. */
export interface ExplainedVerdict {
  readonly verdict: Verdict;
  readonly rules: readonly RuleReading[];
}

/** The failures of a scenario, each with what the rules that it is about were at its bar. Runs the scenario again. */
export const explainFailures = (
  plan: PlanModule,
  tests: TestPlan,
  run: ScenarioRun,
): readonly ExplainedVerdict[] => {
  const failed = run.verdicts.filter(({ isMet }) => !isMet);
  const bars = new Set(failed.flatMap(({ rules }) => (rules === undefined ? [] : [rules.bar])));
  const steps = bars.size === 0 ? [] : readSteps(plan, tests, run, bars);
  return failed.map((verdict) => ({
    verdict,
    rules: verdict.rules === undefined ? [] : rulesFor(verdict.rules, steps, run, plan),
  }));
};

const readSteps = (
  plan: PlanModule,
  tests: TestPlan,
  { scenario, bars }: ScenarioRun,
  wanted: ReadonlySet<number>,
): readonly StepReading[] => {
  const tested = testedStrategy(plan, scenario);
  const config = testConfig(plan, scenario, tested, bars, scenario.holdings, undefined);
  return inspectBars(config, tests.probes, ({ bar }) => wanted.has(bar)).steps;
};

const rulesFor = (
  question: RuleQuestion,
  steps: readonly StepReading[],
  run: ScenarioRun,
  plan: PlanModule,
): readonly RuleReading[] => {
  const rules = steps.filter(({ bar }) => bar === question.bar).flatMap((step) => step.rules);
  const { match } = question;
  if (match !== undefined) {
    const slots = testedStrategy(plan, run.scenario).markets.map(({ slot }) => slot);
    const slot = match.slot ?? (slots.length === 1 ? slots[0] : undefined);
    const own = rules.filter(
      (rule) =>
        rule.action === match.action &&
        (match.side === undefined || rule.side === undefined || rule.side === match.side) &&
        (slot === undefined || rule.slot === slot),
    );
    return own;
  }
  return question.ruleIds.length > 0
    ? rules.filter(
        ({ ruleId, combo, intents }) =>
          question.ruleIds.includes(ruleId) ||
          (combo !== undefined && intents.length > 0 && question.ruleIds.includes(combo)),
      )
    : rules.filter(({ status }) => status === "fired" || status === "modified" || status === "refused");
};
