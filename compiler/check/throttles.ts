import type { CooldownStatement, EntryLimitStatement } from "../ast/nodes.ts";
import { lowestValue } from "./bounds.ts";
import { isError } from "./build-typed.ts";
import type { CheckedThrottle } from "./checked.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkSpan } from "./spans.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/** Checks `cooldown 5 bars [after loss]`. */
export function checkCooldown(env: Env, statement: CooldownStatement): CheckedThrottle {
  const place = "`cooldown`";
  const length = checkSpan(env, statement.length, place);
  const { value } = length;
  if (value.stage === "step") {
    env.report("not-a-constant", value.span, { place });
  } else if (!isError(value) && value.node.kind !== "number" && (lowestValue(env, value) ?? 1) <= 0) {
    env.report("value-out-of-bounds", value.span, {
      place,
      bounds: "above zero",
      found: textAt(env, value.span),
    });
  }
  return { kind: "cooldown", length, afterLoss: statement.afterLoss, span: statement.span };
}

/** Checks `at most 3 entries per 1d`. */
export function checkEntryLimit(env: Env, statement: EntryLimitStatement): CheckedThrottle {
  const most = checkExpression(env, statement.most);
  reportBadCount(env, most);
  return { kind: "entries", most, windowMs: statement.window.milliseconds, span: statement.span };
}

function reportBadCount(env: Env, most: Typed): void {
  const place = "`at most .. entries`";
  if (isError(most)) {
    return;
  }
  if (most.type.kind !== "quantity" || !isDimensionless(most.type) || most.type.scale === "ratio") {
    env.report("wrong-type", most.span, {
      place,
      wanted: "a whole number",
      found: describeType(most.type),
      instead: undefined,
    });
    return;
  }
  if (most.stage !== "constant") {
    env.report("not-a-constant", most.span, { place });
    return;
  }
  const lowest = lowestValue(env, most) ?? 1;
  if (lowest < 1 || !Number.isInteger(lowest)) {
    env.report("value-out-of-bounds", most.span, {
      place,
      bounds: "a whole number of at least 1",
      found: textAt(env, most.span),
    });
  }
}
