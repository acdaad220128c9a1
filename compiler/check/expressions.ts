import type { Expression } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { constantTyped, errorTyped, isError, joinTyped, numberTyped } from "./build-typed.ts";
import { checkCall } from "./calls.ts";
import { checkCross, checkFilled, checkHistory, checkOn } from "./clocks.ts";
import type { Env } from "./context.ts";
import { checkConversion } from "./conversion.ts";
import { describeType } from "./describe.ts";
import { baseDimension, timeBase } from "./dimension.ts";
import { reportRecord } from "./misfits.ts";
import { checkBetween, checkBinary, checkIf, checkNot, negate } from "./operators.ts";
import { checkField, checkReference } from "./references.ts";
import type { Typed } from "./typed.ts";
import { booleanType, dimensioned, instantType, scaled, stringType } from "./types.ts";

/** Checks an expression: its type, its clock, when it is known and whether it may be absent. */
export function checkExpression(env: Env, node: Expression): Typed {
  const typed = withinSize(env, dispatch(env, node));
  if (!env.isInlined) {
    env.context.types.set(node.id, typed);
  }
  return typed;
}

/**
 * Values that are not columns are kept as trees, in which shared parts repeat; a chain of lets or functions that
 * doubles its argument would grow without bound.
 */
function withinSize(env: Env, typed: Typed): Typed {
  if (typed.stage === "series" || typed.size <= TREE_LIMIT) {
    return typed;
  }
  env.report("too-large", typed.span, { what: "parts of one expression", limit: TREE_LIMIT });
  return errorTyped(typed.span);
}

/** Parts of an expression that is evaluated within a step. */
const TREE_LIMIT = 5000;

function dispatch(env: Env, node: Expression): Typed {
  const { span } = node;
  switch (node.kind) {
    case "number":
      return numberTyped(span, node.value);
    case "ratio":
      return numberTyped(span, node.value, scaled("ratio"));
    case "duration":
      return numberTyped(span, node.milliseconds, dimensioned(baseDimension(timeBase)));
    case "bars":
      return numberTyped(span, node.count, scaled("bars"));
    case "amount":
      env.strategy?.writtenAssets.set(node.asset.text, span);
      return numberTyped(span, node.value, dimensioned(baseDimension(node.asset.text), true));
    case "string":
      return constantTyped(span, stringType, { kind: "string", value: node.value });
    case "instant":
      return constantTyped(span, instantType, { kind: "number", value: node.time });
    case "boolean":
      return constantTyped(span, booleanType, { kind: "boolean", value: node.value });
    case "reference":
      return checkReference(env, node);
    case "field":
      return checkField(env, node);
    case "history":
      return checkHistory(env, node);
    case "call":
      return checkCall(env, node);
    case "unary":
      return node.operator === "not"
        ? checkNot(env, node)
        : negate(env, span, checkExpression(env, node.operand));
    case "binary":
      return checkBinary(env, node);
    case "between":
      return checkBetween(env, node);
    case "cross":
      return checkCross(env, node);
    case "known":
      return checkKnown(env, node);
    case "if":
      return checkIf(env, node);
    case "on":
      return checkOn(env, node);
    case "filled":
      return checkFilled(env, node);
    case "conversion":
      return checkConversion(env, node);
    case "list":
      env.report("list-out-of-place", span, {});
      return errorTyped(span);
    case "error":
      return errorTyped(span);
    default:
      return assertNever(node);
  }
}

function checkKnown(env: Env, node: Extract<Expression, { readonly kind: "known" }>): Typed {
  const operand = checkExpression(env, node.value);
  if (isError(operand)) {
    return errorTyped(node.span);
  }
  if (reportRecord(env, operand)) {
    return errorTyped(node.span);
  }
  if (operand.type.kind === "string") {
    env.report("wrong-type", operand.span, {
      place: "`is known`",
      wanted: "a value that may be absent",
      found: describeType(operand.type),
      instead: undefined,
    });
    return errorTyped(node.span);
  }
  const known = joinTyped(node.span, booleanType, { kind: "known", operand }, [operand], {
    absent: undefined,
  });
  return node.negated
    ? joinTyped(node.span, booleanType, { kind: "not", operand: known }, [known], { absent: undefined })
    : known;
}
