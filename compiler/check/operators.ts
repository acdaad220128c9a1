import type { BinaryExpression, Expression, Span } from "../ast/nodes.ts";
import { after, assertNever, before, safeReplace } from "../diagnostics/index.ts";
import { constantTyped, errorTyped, isError, joinMemory, joinTyped } from "./build-typed.ts";
import { lintComparison } from "./comparison-lints.ts";
import { evaluateNumber } from "./constants.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { divide, multiply } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit } from "./misfits.ts";
import type { ComparisonOperator, Typed } from "./typed.ts";
import { booleanType, dimensioned, isDimensionless, type QuantityType, scaled, type Type } from "./types.ts";
import { fitUnits, productScale } from "./unify.ts";

/** The literal value of an operand, where it has one; `0` fits every unit. */
export function asOperand(typed: Typed): { readonly type: Type; readonly literal: number | undefined } {
  return { type: typed.type, literal: typed.stage === "constant" ? evaluateNumber(typed) : undefined };
}

/** Checks `a op b`. */
export function checkBinary(env: Env, node: BinaryExpression): Typed {
  const { operator, span } = node;
  switch (operator) {
    case "and":
    case "or":
      return checkLogic(env, node, operator);
    case "??":
      return checkCoalesce(env, node);
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=":
      return compareTyped(
        env,
        span,
        operator,
        checkExpression(env, node.left),
        checkExpression(env, node.right),
      );
    case "+":
    case "-":
      return checkSum(env, span, operator, checkExpression(env, node.left), checkExpression(env, node.right));
    case "*":
    case "of":
      return checkProduct(env, span, "*", checkExpression(env, node.left), checkExpression(env, node.right));
    case "/":
      return checkProduct(env, span, "/", checkExpression(env, node.left), checkExpression(env, node.right));
    default:
      return assertNever(operator);
  }
}

/** Wants a condition; reports anything else. */
export function checkCondition(env: Env, node: Expression, place: string): Typed {
  const typed = checkExpression(env, node);
  if (typed.type.kind !== "boolean" && !isError(typed)) {
    env.report("condition-not-boolean", node.span, { place, found: describeType(typed.type) });
    return errorTyped(node.span);
  }
  return typed;
}

function checkLogic(env: Env, node: BinaryExpression, operator: "and" | "or"): Typed {
  const left = checkCondition(env, node.left, `the left side of \`${operator}\``);
  const right = checkCondition(env, node.right, `the right side of \`${operator}\``);
  if (isError(left) || isError(right)) {
    return errorTyped(node.span);
  }
  const isEvent = operator === "and" ? left.isEvent || right.isEvent : left.isEvent && right.isEvent;
  return joinTyped(node.span, booleanType, { kind: "logic", operator, left, right }, [left, right], {
    isEvent,
  });
}

/** Checks `not x`. */
export function checkNot(env: Env, node: Extract<Expression, { readonly kind: "unary" }>): Typed {
  const operand = checkCondition(env, node.operand, "what follows `not`");
  return isError(operand)
    ? errorTyped(node.span)
    : joinTyped(node.span, booleanType, { kind: "not", operand }, [operand]);
}

/** `-x`; a negated literal stays a literal. */
export function negate(env: Env, span: Span, operand: Typed): Typed {
  if (isError(operand)) {
    return errorTyped(span);
  }
  if (operand.type.kind !== "quantity") {
    env.report("wrong-type", operand.span, {
      place: "a minus sign",
      wanted: "a number",
      found: describeType(operand.type),
      instead: undefined,
    });
    return errorTyped(span);
  }
  return operand.node.kind === "number"
    ? constantTyped(span, operand.type, { kind: "number", value: -operand.node.value })
    : joinTyped(span, operand.type, { kind: "negate", operand }, [operand]);
}

/** Checks `a ?? b`. */
function checkCoalesce(env: Env, node: BinaryExpression): Typed {
  const left = checkExpression(env, node.left);
  const right = checkExpression(env, node.right);
  const found = fitUnits(asOperand(left), asOperand(right));
  if (found.kind !== "fits") {
    reportMisfit(env, "use one for the other:", node.span, left, right, found);
    return errorTyped(node.span);
  }
  if (isError(left) || isError(right)) {
    return errorTyped(node.span);
  }
  return joinTyped(node.span, found.type, { kind: "coalesce", left, right }, [left, right], {
    absent: right.absent,
    isEvent: left.isEvent,
    isPositive: left.isPositive && right.isPositive,
  });
}

/** Compares two checked values. */
export function compareTyped(
  env: Env,
  span: Span,
  operator: ComparisonOperator,
  left: Typed,
  right: Typed,
): Typed {
  if (isError(left) || isError(right)) {
    return errorTyped(span);
  }
  if (left.type.kind === "boolean" || right.type.kind === "boolean") {
    reportBooleanComparison(env, span, operator, left, right);
    return errorTyped(span);
  }
  if (left.type.kind === "string" && right.type.kind === "string") {
    env.report("text-comparison", span, {});
    return errorTyped(span);
  }
  const found = fitUnits(asOperand(left), asOperand(right));
  if (found.kind !== "fits") {
    reportMisfit(env, "compare", span, left, right, found);
    return errorTyped(span);
  }
  lintComparison(env, span, operator, left, right);
  return joinTyped(span, booleanType, { kind: "compare", operator, left, right }, [left, right], {
    memory: comparedMemory(left, right),
  });
}

function reportBooleanComparison(env: Env, span: Span, operator: string, left: Typed, right: Typed): void {
  const truth = right.node.kind === "boolean" ? right.node.value : undefined;
  const keep = textAt(env, left.span);
  const keeps = (truth === true && operator === "==") || (truth === false && operator === "!=");
  const fixes =
    truth === undefined || (operator !== "==" && operator !== "!=")
      ? []
      : [safeReplace("write the condition itself", span, keeps ? keep : `not ${keep}`)];
  env.report("boolean-comparison", span, { operator }, { fixes });
}

/** Checks `x between a and b`. */
export function checkBetween(env: Env, node: Extract<Expression, { readonly kind: "between" }>): Typed {
  const value = checkExpression(env, node.value);
  const low = compareTyped(env, node.span, ">=", value, checkExpression(env, node.low));
  const high = compareTyped(env, node.span, "<=", value, checkExpression(env, node.high));
  return isError(low) || isError(high)
    ? errorTyped(node.span)
    : joinTyped(node.span, booleanType, { kind: "logic", operator: "and", left: low, right: high }, [
        low,
        high,
      ]);
}

/** `a + b`, `a - b` of checked values. */
export function checkSum(env: Env, span: Span, operator: "+" | "-", left: Typed, right: Typed): Typed {
  if (isError(left) || isError(right)) {
    return errorTyped(span);
  }
  const verb = operator === "+" ? "add" : "subtract";
  if (left.type.kind !== "quantity" || right.type.kind !== "quantity") {
    reportMisfit(env, verb, span, left, right, { kind: "mismatch" });
    return errorTyped(span);
  }
  const found = fitUnits(asOperand(left), asOperand(right));
  if (found.kind !== "fits") {
    reportMisfit(env, verb, span, left, right, found);
    return errorTyped(span);
  }
  // The difference of two series that depend on where history starts does not.
  const cancels = operator === "-" && left.memory === "unbounded" && right.memory === "unbounded";
  return joinTyped(span, found.type, { kind: "arithmetic", operator, left, right }, [left, right], {
    isPositive: operator === "+" && left.isPositive && right.isPositive,
    ...(cancels ? { memory: "fading" as const } : {}),
  });
}

/** `a * b`, `a of b`, `a / b` of checked values. */
export function checkProduct(env: Env, span: Span, operator: "*" | "/", left: Typed, right: Typed): Typed {
  if (isError(left) || isError(right)) {
    return errorTyped(span);
  }
  if (left.type.kind !== "quantity" || right.type.kind !== "quantity") {
    reportMisfit(env, operator === "*" ? "multiply" : "divide", span, left, right, { kind: "mismatch" });
    return errorTyped(span);
  }
  const divisor = operator === "/" && right.stage === "constant" ? evaluateNumber(right) : undefined;
  const mayBeZero = operator === "/" && !right.isPositive && (divisor === undefined || divisor === 0);
  const absent =
    left.absent ??
    right.absent ??
    (mayBeZero ? `A quotient is absent where \`${textAt(env, right.span)}\` is zero.` : undefined);
  return joinTyped(
    span,
    productType(operator, left.type, right.type),
    { kind: "arithmetic", operator, left, right },
    [left, right],
    { absent, isPositive: left.isPositive && right.isPositive },
  );
}

function productType(operator: "*" | "/", a: QuantityType, b: QuantityType): QuantityType {
  const dimension = operator === "*" ? multiply(a.dimension, b.dimension) : divide(a.dimension, b.dimension);
  if (dimension.length > 0) {
    const isAmount =
      (a.isAmount && isDimensionless(b)) || (operator === "*" && b.isAmount && isDimensionless(a));
    return dimensioned(dimension, isAmount);
  }
  return isDimensionless(a) && isDimensionless(b)
    ? scaled(productScale(a.scale, b.scale, operator === "/"))
    : scaled("ratio");
}

/** Checks `if c then a else b`. */
export function checkIf(env: Env, node: Extract<Expression, { readonly kind: "if" }>): Typed {
  const condition = checkCondition(env, node.condition, "the condition of `if`");
  const consequent = checkExpression(env, node.consequent);
  const alternative = checkExpression(env, node.alternative);
  if (condition.absent !== undefined) {
    const { span } = node.condition;
    env.report(
      "may-be-unknown",
      span,
      { reason: condition.absent },
      {
        fixes: [
          {
            title: "take an unknown for false",
            edits: [
              { span: before(span), text: "(" },
              { span: after(span), text: ") ?? false" },
            ],
            safety: "review",
          },
        ],
      },
    );
  }
  const found = fitUnits(asOperand(consequent), asOperand(alternative));
  if (found.kind !== "fits") {
    reportMisfit(env, "choose between", node.span, consequent, alternative, found);
    return errorTyped(node.span);
  }
  if (isError(condition) || isError(consequent) || isError(alternative)) {
    return errorTyped(node.span);
  }
  return joinTyped(
    node.span,
    found.type,
    { kind: "if", condition, consequent, alternative },
    [condition, consequent, alternative],
    { isPositive: consequent.isPositive && alternative.isPositive },
  );
}

/** What two values remember when only their order matters: the start of history drops out. */
function comparedMemory(left: Typed, right: Typed): "finite" | "fading" | "anchored" {
  const joined = joinMemory(left.memory, right.memory);
  return joined === "unbounded" ? "fading" : joined;
}
