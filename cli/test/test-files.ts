import { basename, dirname, isAbsolute, join } from "node:path";
import { type Compilation, emitTests } from "../../compiler/index.ts";
import {
  type CheckRun,
  type Coverage,
  createCoverage,
  type ExplainedVerdict,
  explainFailures,
  type FileBars,
  loadTests,
  type PlanModule,
  runCheck,
  runScenario,
  type ScenarioRun,
  type TestPlan,
  testedStrategy,
} from "../../runtime/index.ts";
import { readBarsFile } from "../backtest/feeds.ts";
import { splitAssignment } from "../backtest/options.ts";
import { suggestion } from "../closest.ts";
import { CommandFault, usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { compileOrFail } from "../plan/compile-file.ts";
import { loadModules } from "../plan/load-modules.ts";

export interface TestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly filter?: string;
  readonly data: readonly string[];
}

/** A scenario that was run, with what explains its failures. */
export interface TestedScenario {
  readonly run: ScenarioRun;
  readonly failures: readonly ExplainedVerdict[];
}

/** The tests of one plan and what they came to. */
export interface FileReport {
  readonly path: string;
  readonly compilation: Compilation;
  readonly scenarios: readonly TestedScenario[];
  readonly checks: readonly CheckRun[];
  readonly coverage: Coverage;
  /** Tests that the filter left out. */
  readonly filtered: number;
}

/** Compiles a plan and runs its tests. */
export function testFile(io: Io, path: string, options: TestOptions): FileReport {
  const compilation = compileOrFail(io, path);
  const { plan, sources } = compilation;
  const modules = loadModules(plan, sources);
  const text = emitTests(compilation, basename(sources[0]?.path ?? path));
  if (text === undefined) {
    throw new Error("a plan without its tests");
  }
  const tests = loadTests(text);
  const isWanted = ({ title }: { readonly title: string }): boolean =>
    options.filter === undefined || title.toLowerCase().includes(options.filter.toLowerCase());
  const counter = createCoverage(modules, tests);
  const readFile = createReader(io, dirname(path));
  const scenarios = tests.scenarios.filter(isWanted).map((scenario): TestedScenario => {
    const run = runScenario(modules, scenario, readFile);
    if (run.outcome !== undefined) {
      counter.add(scenario, run.outcome, run.moves);
    }
    return { run, failures: explainFailures(modules, tests, run) };
  });
  const given = givenFiles(io, path, options.data, compilation);
  const checks = tests.checks.filter(isWanted).map((check): CheckRun => {
    const run = runCheck(modules, check, dataOf(check, modules, given, readFile));
    for (const { outcome, moves } of run.outcomes) {
      counter.add(check, outcome, moves);
    }
    return run;
  });
  const all = tests.scenarios.length + tests.checks.length;
  return {
    path,
    compilation,
    scenarios,
    checks,
    coverage: counter.result(),
    filtered: all - scenarios.length - checks.length,
  };
}

type Reader = (path: string) => FileBars;

/** Bars of files beside the plan, each read once. */
function createReader(io: Io, folder: string): Reader {
  const known = new Map<string, FileBars>();
  return (path) => {
    const full = isAbsolute(path) ? path : join(folder, path);
    const read = known.get(full) ?? tryRead(io, full);
    known.set(full, read);
    return read;
  };
}

function tryRead(io: Io, path: string): FileBars {
  try {
    return { ok: true, bars: readBarsFile(io, path) };
  } catch (error) {
    if (error instanceof CommandFault) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}

/** Files of `--data market=file` by market of the plan. */
function givenFiles(
  io: Io,
  path: string,
  texts: readonly string[],
  { plan }: Pick<Compilation, "plan">,
): ReadonlyMap<string, string> {
  const names = (plan?.markets ?? []).map(({ name }) => name);
  return new Map(
    texts.map((text) => {
      const [only, second] = names;
      const assignment =
        splitAssignment(text) ??
        (only !== undefined && second === undefined ? { name: only, value: text } : undefined);
      if (assignment === undefined) {
        throw usageFault(`--data ${text} does not say which market`, "Write --data MARKET=FILE.csv.");
      }
      if (!names.includes(assignment.name)) {
        throw usageFault(
          `no market ${assignment.name} in ${path}`,
          suggestion(assignment.name, names, "market"),
        );
      }
      return [assignment.name, join(io.cwd, assignment.value)] as const;
    }),
  );
}

/** What a check runs over beside random walks: its own files, else those of the command. */
function dataOf(
  check: TestPlan["checks"][number],
  modules: PlanModule,
  given: ReadonlyMap<string, string>,
  readFile: Reader,
): Parameters<typeof runCheck>[2] {
  return testedStrategy(modules, check).markets.flatMap(({ name, slot, market }) => {
    const own =
      check.files.find((file) => file.slot === name) ?? check.files.find((file) => file.slot === slot);
    const declared = Object.entries(modules.markets).find(
      ([, { symbol, venue }]) => symbol === market.symbol && venue === market.venue,
    )?.[0];
    const path = own?.path ?? (declared === undefined ? undefined : given.get(declared));
    return path === undefined ? [] : [{ slot: name, path, bars: readFile(path) }];
  });
}
