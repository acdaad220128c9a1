import { compile, emitPlan, emitTests } from "../../compiler/index.ts";
import {
  type BarColumns,
  type FileBars,
  loadPlan,
  loadTests,
  type PlanModule,
  runCheck,
  runScenario,
  type ScenarioRun,
  type TestPlan,
} from "../../runtime/index.ts";

/** A compiled plan with its tests. */
export interface LoadedTests {
  readonly plan: PlanModule;
  readonly tests: TestPlan;
}

/** Compiles a plan and its tests; throws with its diagnostics where it has errors. */
export const loadTestText = (text: string, path = "plan.ctk"): LoadedTests => {
  const compilation = compile({ entry: { path, text } });
  const { plan, sources, diagnostics } = compilation;
  const written = emitTests(compilation, path);
  if (plan === undefined || written === undefined) {
    throw new Error(diagnostics.items.map(({ code, message }) => `${code} ${message}`).join("\n"));
  }
  const factory = emitPlan(plan, sources, { target: "factory", entryName: path, version: "test" });
  return { plan: loadPlan(factory.text), tests: loadTests(written) };
};

const noFile = (path: string): FileBars => ({ ok: false, message: `no ${path}` });

/** Runs the scenario of a plan, by number. */
export const runScenarioOf = (
  { plan, tests }: LoadedTests,
  number = 0,
  readFile: (path: string) => FileBars = noFile,
): ScenarioRun => {
  const scenario = tests.scenarios[number];
  if (scenario === undefined) throw new Error(`no scenario ${number}`);
  return runScenario(plan, scenario, readFile);
};

/** Runs the check of a plan, by number. */
export const runCheckOf = (
  { plan, tests }: LoadedTests,
  number = 0,
  bars: Readonly<Record<string, BarColumns>> = {},
): ReturnType<typeof runCheck> => {
  const check = tests.checks[number];
  if (check === undefined) throw new Error(`no check ${number}`);
  const data = Object.entries(bars).map(([slot, own]) => ({
    slot,
    path: `${slot}.csv`,
    bars: { ok: true as const, bars: own },
  }));
  return runCheck(plan, check, data);
};

/** The messages of expectations that were not met. */
export const failuresOf = (run: ScenarioRun): readonly string[] =>
  run.verdicts.filter(({ isMet }) => !isMet).map(({ message }) => message);
