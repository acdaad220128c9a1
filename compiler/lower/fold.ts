import type { Span } from "../ast/nodes.ts";
import { calculate, compare } from "../check/index.ts";
import type { ScalarIr } from "../ir/nodes.ts";

type Arithmetic = Extract<ScalarIr, { readonly kind: "arithmetic" }>;
type Compare = Extract<ScalarIr, { readonly kind: "compare" }>;

/**
 * An operation of two scalars, computed now where both are literals. The arithmetic is that of the runtime (IEEE 754
 * doubles), so folding changes no bit; a result that is not finite is left to the runtime, where it is absent.
 */
export function arithmetic(
  span: Span,
  operator: Arithmetic["operator"],
  left: ScalarIr,
  right: ScalarIr,
): ScalarIr {
  if (left.kind === "number" && right.kind === "number") {
    const value = calculate(operator, left.value, right.value);
    if (Number.isFinite(value)) {
      return { kind: "number", value, span };
    }
  }
  return { kind: "arithmetic", operator, left, right, span };
}

/** `-x`, computed now where x is a literal. */
export function negate(span: Span, operand: ScalarIr): ScalarIr {
  return operand.kind === "number"
    ? { kind: "number", value: -operand.value, span }
    : { kind: "negate", operand, span };
}

/** A comparison, computed now where both sides are literals. */
export function comparison(
  span: Span,
  operator: Compare["operator"],
  left: ScalarIr,
  right: ScalarIr,
): ScalarIr {
  if (left.kind === "number" && right.kind === "number") {
    const value = compare(operator, left.value, right.value);
    if (value !== undefined) {
      return { kind: "boolean", value, span };
    }
  }
  return { kind: "compare", operator, left, right, span };
}

/** `a and b`, `a or b` by Kleene's tables, simplified where a side is a literal. */
export function logic(span: Span, operator: "and" | "or", left: ScalarIr, right: ScalarIr): ScalarIr {
  const absorbing = operator === "or";
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (side.kind === "boolean") {
      return side.value === absorbing ? { kind: "boolean", value: absorbing, span } : other;
    }
  }
  return { kind: "logic", operator, left, right, span };
}

/** `not x`, computed now where x is a literal. */
export function not(span: Span, operand: ScalarIr): ScalarIr {
  return operand.kind === "boolean"
    ? { kind: "boolean", value: !operand.value, span }
    : { kind: "not", operand, span };
}
