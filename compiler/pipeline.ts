import { analyse, type PlanAnalysis } from "./analyse/index.ts";
import type { Span } from "./ast/nodes.ts";
import { type Bindings, bind } from "./bind/index.ts";
import { type CheckedPlan, check, type Typed } from "./check/index.ts";
import {
  type Collector,
  createCollector,
  type DiagnosticList,
  Fault,
  withoutCascades,
} from "./diagnostics/index.ts";
import type { PlanIr } from "./ir/nodes.ts";
import { createLibrary } from "./library/index.ts";
import { type LoadedModule, type Loader, load } from "./load/index.ts";
import { lower } from "./lower/index.ts";
import { countingIds } from "./parse/index.ts";
import { createSourceList, type SourceFile } from "./source/index.ts";
import { type PlanWarmup, warmup } from "./warmup/index.ts";

export interface CompileInput {
  readonly entry: { readonly path: string; readonly text: string };
  /** Finds imported files; without it every import is an error. */
  readonly loader?: Loader;
  readonly options?: CompileOptions;
}

export interface CompileOptions {
  /** Most diagnostics to list. */
  readonly diagnosticLimit?: number;
}

/** Results of the analyses, beside the trees. */
export interface CompileTables {
  /** Checked expressions by node id: types, clocks, memory, whether they may be absent. */
  readonly types: ReadonlyMap<number, Typed>;
  /** The checked plan, which its tests are lowered from; values are complete without errors only. */
  readonly checked: CheckedPlan | undefined;
  /** What every name stands for. */
  readonly bindings: Bindings | undefined;
  /** Lookback and settling of features and rules; with a plan only. */
  readonly warmup: PlanWarmup | undefined;
  /** Bounds of orders and work, and limits beside their worst case; with a plan only. */
  readonly analysis: PlanAnalysis | undefined;
}

export interface Compilation {
  /** Present when there is no error. */
  readonly plan: PlanIr | undefined;
  readonly diagnostics: DiagnosticList;
  readonly sources: readonly SourceFile[];
  readonly modules: readonly LoadedModule[];
  readonly tables: CompileTables;
}

/**
 * Compiles a plan up to its IR. Pure: the same texts give the same result. Never throws on a user's text; a broken
 * invariant of the compiler is the diagnostic CTK9001.
 */
export function compile(input: CompileInput): Compilation {
  const sources = createSourceList();
  const ids = countingIds();
  const library = createLibrary(sources, ids);
  const collector = createCollector(input.options?.diagnosticLimit);
  const loader = input.loader ?? noFiles;
  const run = guard(collector);

  const modules = run("load", () => load(input.entry, loader, sources, ids, collector.report)) ?? [];
  const report = withoutCascades(collector.report, collector.syntaxErrors(), sources);
  const bindings = run("bind", () => bind(modules, library, report));
  const checked = bindings && run("check", () => check(bindings, library, sources, report));
  const plan = checked && isSound(collector) ? run("lower", () => lower(checked)) : undefined;
  const lengths = plan && run("warm-up", () => warmup(plan));
  const analysis = plan && run("analyse", () => analyse(plan, sources, report));

  return {
    plan: isSound(collector) ? plan : undefined,
    diagnostics: collector.finish(),
    sources: sources.all(),
    modules,
    tables: { types: typesOf(checked), checked, bindings, warmup: lengths, analysis },
  };
}

const noFiles: Loader = () => undefined;

function isSound(collector: Collector): boolean {
  return !collector.hasErrors();
}

function typesOf(checked: CheckedPlan | undefined): ReadonlyMap<number, Typed> {
  return checked?.types ?? new Map();
}

/** Runs a stage; a thrown error is a bug of ctk and becomes a diagnostic. */
function guard(collector: Collector): <Result>(stage: string, work: () => Result) => Result | undefined {
  return (stage, work) => {
    try {
      return work();
    } catch (error) {
      const span: Span = error instanceof Fault ? error.span : { source: 0, start: 0, end: 0 };
      collector.report("internal", span, {
        stage,
        detail: error instanceof Error ? error.message : String(error),
      });
      return undefined;
    }
  };
}
