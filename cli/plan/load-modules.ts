import { basename } from "node:path";
import { type Compilation, emitPlan, type PlanIr } from "../../compiler/index.ts";
import { loadPlan, type PlanModule } from "../../runtime/index.ts";
import { engine } from "../version.ts";

/** The modules of a compiled plan, evaluated in this process. */
export function loadModules(plan: PlanIr, sources: Compilation["sources"]): PlanModule {
  const entryName = basename(sources[0]?.path ?? "plan.ctk");
  return loadPlan(emitPlan(plan, sources, { target: "factory", entryName, version: engine.version }).text);
}
