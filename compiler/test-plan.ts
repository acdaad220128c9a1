import { emitTestPlan } from "./emit/index.ts";
import type { Compilation } from "./pipeline.ts";
import { lowerTests } from "./probe/index.ts";

/**
 * The scenarios and checks of a compilation's entry file, and the rules of its strategies taken apart, as the body of a
 * function for the runtime's `loadTests`; `undefined` where the plan has errors.
 */
export function emitTests(compilation: Compilation, entryName: string): string | undefined {
  const { plan, sources, tables } = compilation;
  return plan === undefined || tables.checked === undefined
    ? undefined
    : emitTestPlan(lowerTests(tables.checked, sources), plan, sources, entryName);
}
