import { compile } from "../../compiler/index.ts";
import { describePlan } from "../../playground/language/description.ts";
import type { CompiledPlan } from "../../playground/language/protocol.ts";

/** What the page knows of a plan's text; throws with its diagnostics where it has errors. */
export const describeText = (text: string, path = "plan.ctk"): CompiledPlan => {
  const compilation = compile({ entry: { path, text } });
  const described = describePlan(compilation, path);
  if (described !== undefined) return described;
  throw new Error(compilation.diagnostics.items.map(({ code, message }) => `${code} ${message}`).join("\n"));
};
