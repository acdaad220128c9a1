import { type Evaluator, evaluateText } from "../strategy/index.ts";
import type { TestPlan } from "./abi.ts";

export type { CheckModule, Expectation, ScenarioModule, TestPlan, TestSetting } from "./abi.ts";
export { type FileBars, makeCandles } from "./candles.ts";
export { type Coverage, createCoverage, type LimitCoverage, type RuleCoverage } from "./coverage.ts";
export { type ExplainedVerdict, explainFailures } from "./explain.ts";
export { randomWalk } from "./random-walk.ts";
export { type CheckData, type CheckRun, runCheck, type Violation } from "./run-check.ts";
export { runScenario, type ScenarioRun } from "./run-scenario.ts";
export { testedStrategy } from "./set-up.ts";
export type { Verdict } from "./verdicts.ts";

/** Evaluates the tests that the compiler wrote for a plan. The text must come from the compiler: it is run as code. */
export const loadTests = (text: string, evaluate?: Evaluator): TestPlan =>
  evaluateText<TestPlan>(text, evaluate);
