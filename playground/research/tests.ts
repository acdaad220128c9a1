import {
  type CheckModule,
  type CheckRun,
  createCoverage,
  explainFailures,
  type FileBars,
  type PlanModule,
  type Reading,
  runCheck,
  runScenario,
  type ScenarioModule,
  type SourceSpan,
  shortNumber,
  type TestPlan,
} from "ctk/runtime";
import type { ReadingRow, Stretch, TestFailure, TestReport, TestResult } from "./protocol.ts";

/** Runs the tests of a plan one by one; asks before each whether it shall go on. Undefined: it shall not. */
export const runTests = async (
  modules: PlanModule,
  tests: TestPlan,
  goOn: () => Promise<boolean>,
): Promise<TestReport | undefined> => {
  const coverage = createCoverage(modules, tests);
  const results: TestResult[] = [];
  for (const scenario of tests.scenarios) {
    if (!(await goOn())) return undefined;
    const run = runScenario(modules, scenario, noFile);
    if (run.outcome !== undefined) coverage.add(scenario, run.outcome, run.moves);
    const failed = explainFailures(modules, tests, run);
    const failures = failed.map(({ verdict, rules }): TestFailure => {
      const { expectation, message, instead, condition } = verdict;
      const readings = [condition, ...rules.map((rule) => rule.condition)];
      return {
        ...stretchOf(expectation.span),
        text: expectation.text,
        message,
        instead,
        readings: readings.flatMap((reading) => (reading === undefined ? [] : readingRows(reading))),
      };
    });
    const count = run.verdicts.length;
    const words = `${count} ${count === 1 ? "expectation" : "expectations"}`;
    results.push({
      kind: "scenario",
      ...headOf(scenario),
      ...outcomeOf(run.problem, needsFile(scenario), failures.length > 0),
      summary: run.problem ?? (failures.length === 0 ? words : `${failures.length} of ${words} failed`),
      failures,
    });
  }
  for (const check of tests.checks) {
    if (!(await goOn())) return undefined;
    results.push(checkResult(modules, check, coverage.add));
  }
  return { results, coverage: coverage.result() };
};

type AddCoverage = ReturnType<typeof createCoverage>["add"];

const checkResult = (modules: PlanModule, check: CheckModule, addCoverage: AddCoverage): TestResult => {
  const data = check.files.map(({ slot, path }) => ({ slot, path, bars: noFile(path) }));
  const run = runCheck(modules, check, data);
  for (const { outcome, moves } of run.outcomes) addCoverage(check, outcome, moves);
  return {
    kind: "check",
    ...headOf(check),
    ...outcomeOf(run.problem, check.files.length > 0, run.violation !== undefined),
    summary: run.problem ?? checkWords(run),
    failures: run.violation === undefined ? [] : [violated(run.violation)],
  };
};

const checkWords = ({ violation, held, walks }: CheckRun): string =>
  violation === undefined
    ? `held at ${held.toLocaleString("en")} steps of ${walks} random ${walks === 1 ? "walk" : "walks"}`
    : "does not hold";

const violated = ({ on, bar, market, condition }: NonNullable<CheckRun["violation"]>): TestFailure => ({
  ...stretchOf(condition.span),
  text: condition.text,
  message: [
    on.kind === "walk" ? `The random walk with seed ${on.seed}` : "Recorded bars",
    market === undefined ? "" : ` of ${market}`,
    `: this is false at bar ${bar}`,
  ].join(""),
  instead: [],
  readings: readingRows(condition),
});

const headOf = ({ title, span }: { readonly title: string; readonly span: SourceSpan }) => ({
  title,
  ...stretchOf(span),
});

const stretchOf = ({ start, end, line }: SourceSpan): Stretch => ({ start, end, line });

const needsFile = ({ candles }: ScenarioModule): boolean =>
  candles.some(({ parts }) => parts.some(({ kind }) => kind === "file"));

const outcomeOf = (
  problem: string | undefined,
  wantsFile: boolean,
  isFailed: boolean,
): Pick<TestResult, "outcome"> => {
  if (problem !== undefined) return { outcome: wantsFile ? "not-run" : "failed" };
  return { outcome: isFailed ? "failed" : "passed" };
};

const noFile = (path: string): FileBars => ({
  ok: false,
  message: `${path} lies beside the plan, where the page cannot read it: run it with ctk test`,
});

/** The conditions that a condition joins, one row each with the numbers that it was made of. */
const readingRows = (reading: Reading, depth = 0): readonly ReadingRow[] => {
  const { kind, parts, value, text } = reading;
  const isJoin = kind === "all" || kind === "any" || kind === "not" || kind === "named";
  const own: ReadingRow = {
    depth,
    text,
    truth: typeof value === "boolean" ? value : undefined,
    values: isJoin ? "" : [...new Set(parts.flatMap(valueTexts))].join(", "),
  };
  return isJoin ? [own, ...parts.flatMap((part) => readingRows(part, depth + 1))] : [own];
};

const valueTexts = ({ text, value, before, parts }: Reading): readonly string[] => {
  const was = before === undefined ? "" : ` (before ${plain(before)})`;
  return [`${text} = ${plain(value)}${was}`, ...parts.flatMap(valueTexts)];
};

const plain = (value: Reading["value"]): string => {
  if (value === undefined) return "absent";
  return typeof value === "number" ? shortNumber(value) : String(value);
};
