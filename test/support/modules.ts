/** Generated modules of every target: written, evaluated, and mapped back to the plan. */

import { readdirSync } from "node:fs";
import * as runtime from "ctk/runtime";
import { loadPlan, type PlanModule } from "ctk/runtime";
import * as stdlib from "ctk/stdlib";
import ts from "typescript";
import * as zod from "zod";
import { type EmitTarget, type EmittedFile, emitPlan } from "../../compiler/emit/index.ts";
import { type Compilation, compile, type PlanIr } from "../../compiler/index.ts";
import { readText } from "./backtest.ts";

export interface CompiledPlan extends Compilation {
  readonly plan: PlanIr;
}

/** Compiles a text; throws with its diagnostics where it has errors. */
export const compilePlan = (text: string, path = "plan.ctk"): CompiledPlan => {
  const compilation = compile({ entry: { path, text } });
  const { plan, diagnostics } = compilation;
  if (plan === undefined) {
    throw new Error(diagnostics.items.map(({ code, message }) => `${code} ${message}`).join("\n"));
  }
  return { ...compilation, plan };
};

/** Writes a compiled plan. */
export const emit = (
  { plan, sources }: CompiledPlan,
  target: EmitTarget,
  entryName = "plan.ctk",
): EmittedFile => emitPlan(plan, sources, { target, entryName, version: "test" });

const packages: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["ctk/runtime", runtime],
  ["ctk/stdlib", stdlib],
  ["zod", zod],
]);

const require = (name: string): unknown => {
  const found = packages.get(name);
  if (found === undefined) throw new Error(`a generated module imports ${name}`);
  return found;
};

/** Evaluates an ES module, in TypeScript or JavaScript, with this process's packages. */
export const evaluateModule = (text: string): Readonly<Record<string, unknown>> => {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      verbatimModuleSyntax: false,
    },
  });
  const exports: Record<string, unknown> = {};
  new Function("exports", "require", outputText)(exports, require);
  return exports;
};

const isPlan = (value: unknown): value is PlanModule =>
  typeof value === "object" && value !== null && "strategies" in value && "sessions" in value;

/** The plan of a generated text. */
export const evaluate = (text: string, target: EmitTarget): PlanModule => {
  const plan = target === "factory" ? loadPlan(text) : evaluateModule(text).plan;
  if (!isPlan(plan)) throw new Error("the module exports no plan");
  return plan;
};

/** Paths of every plan of the repository that compiles: fixtures, examples and those of the oracle engines. */
export const planPaths = (): readonly string[] => {
  const inFolders = ["plans", "emit"].flatMap((topic) =>
    readdirSync(`test/fixtures/${topic}`).map((name) => `test/fixtures/${topic}/${name}/input.ctk`),
  );
  const inFiles = ["examples", "test/fixtures/oracle/strategies"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ctk"))
      .map((name) => `${folder}/${name}`),
  );
  return [...inFolders, ...inFiles].filter(
    (path) => compile({ entry: { path, text: readText(path) } }).plan !== undefined,
  );
};
