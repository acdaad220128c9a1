import { inspectBars, type RuleReading, type StepReading } from "../inspection/index.ts";
import type { PlanModule } from "../strategy/index.ts";
import type { TestPlan } from "./abi.ts";
import { barAt, type ScenarioRun } from "./run-scenario.ts";
import { isNamed, type Tested, testConfig, testedStrategy } from "./set-up.ts";
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
  run: ScenarioRun,
  wanted: ReadonlySet<number>,
): readonly StepReading[] => {
  const { scenario, bars } = run;
  const tested = testedIn(plan, run);
  const config = testConfig(plan, scenario, tested, bars, scenario.holdings, undefined);
  return inspectBars(config, tests.probes, ({ time }) => wanted.has(barOf(run, time))).steps;
};

/** The bar of a scenario that ends at a close. */
const barOf = ({ timeline }: ScenarioRun, close: number): number => barAt(timeline, close - 1) ?? -1;

/** The strategy with the markets that have candles. */
const testedIn = (plan: PlanModule, { scenario, bars }: ScenarioRun): Tested => {
  const tested = testedStrategy(plan, scenario);
  return { ...tested, markets: tested.markets.filter(({ name }) => bars.has(name)) };
};

const rulesFor = (
  question: RuleQuestion,
  steps: readonly StepReading[],
  run: ScenarioRun,
  plan: PlanModule,
): readonly RuleReading[] => {
  const { match, market } = question;
  const { strategy, markets } = testedIn(plan, run);
  const isEach = strategy.members !== undefined;
  const named = markets.filter((item) => match?.slot === undefined || isNamed(item, match.slot));
  const rules = steps
    .filter(
      (step) =>
        barOf(run, step.time) === question.bar &&
        (market ?? step.market) === step.market &&
        named.some((item) => item.slot === step.slot && item.market.symbol === step.market),
    )
    .flatMap((step) => {
      const member = named.find((item) => item.market.symbol === step.market);
      return isEach && member !== undefined
        ? step.rules.map((rule) => ({ ...rule, text: `${member.name}: ${rule.text}` }))
        : step.rules;
    });
  if (match !== undefined) {
    return rules.filter(
      (rule) =>
        rule.action === match.action &&
        (match.side === undefined || rule.side === undefined || rule.side === match.side),
    );
  }
  return question.ruleIds.length > 0
    ? rules.filter(
        ({ ruleId, combo, intents }) =>
          question.ruleIds.includes(ruleId) ||
          (combo !== undefined && intents.length > 0 && question.ruleIds.includes(combo)),
      )
    : rules.filter(({ status }) => status === "fired" || status === "modified" || status === "refused");
};
