import type { Expression } from "../ast/nodes.ts";
import { expectBars } from "./bars.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedSpan } from "./checked.ts";
import type { Env } from "./context.ts";
import { checkExpression } from "./expressions.ts";
import { reportNotPositive } from "./placements.ts";
import { isDuration } from "./unify.ts";

/** Checks `after 96 bars`, `after 12h`: bars of the base clock, or a time span. */
export function checkSpan(env: Env, node: Expression, place: string): CheckedSpan {
  const value = checkExpression(env, node);
  if (isError(value)) {
    return { unit: "bars", value };
  }
  if (value.stage === "series") {
    env.report("not-a-constant", node.span, { place });
    return { unit: "bars", value: errorTyped(node.span) };
  }
  reportNotPositive(env, value, place);
  if (isDuration(value.type)) {
    return { unit: "milliseconds", value };
  }
  return { unit: "bars", value: expectBars(env, value, place) };
}
