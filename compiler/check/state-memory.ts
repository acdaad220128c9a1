import { corners } from "./bounds.ts";
import { evaluateNumber, type ParameterValues } from "./constants.ts";
import type { Env } from "./context.ts";
import type { Typed, TypedNode } from "./typed.ts";

/** The parts directly inside a checked expression. */
function partsOf(node: TypedNode): readonly Typed[] {
  switch (node.kind) {
    case "negate":
    case "not":
    case "known":
      return [node.operand];
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return [node.left, node.right];
    case "if":
      return [node.condition, node.consequent, node.alternative];
    case "pointwise":
      return [...node.operands, ...node.constants];
    case "named":
      return [node.value];
    default:
      return [];
  }
}

/** The first part of a value within a step that is of a kind; series are looked at from outside only. */
export function findPart(typed: Typed, isWanted: (node: TypedNode) => boolean): Typed | undefined {
  if (typed.stage !== "step") {
    return undefined;
  }
  if (isWanted(typed.node)) {
    return typed;
  }
  for (const part of partsOf(typed.node)) {
    const found = findPart(part, isWanted);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/**
 * The share of a difference in the value before that is left in the next one, at the worst over the parameters, where
 * it is below 1: the influence of the start then fades. `undefined` where it may last.
 */
export function contractionOf(env: Env, next: Typed): number | undefined {
  const params = [...(env.strategy?.params.values() ?? [])].map((param) => param.ir);
  let worst = 0;
  for (const values of corners(params)) {
    const range = slope(next, values);
    if (range === undefined) {
      return undefined;
    }
    worst = Math.max(worst, Math.abs(range[0]), Math.abs(range[1]));
  }
  return worst < 1 ? worst : undefined;
}

type Range = readonly [low: number, high: number];

const flat: Range = [0, 0];

/** Bounds of the slope of a value over the state's value before; `undefined` where there may be a jump. */
function slope(typed: Typed, values: ParameterValues): Range | undefined {
  if (typed.stage !== "step") {
    return flat;
  }
  const { node } = typed;
  switch (node.kind) {
    case "previous":
      return [1, 1];
    case "named":
      return slope(node.value, values);
    case "negate":
      return scale(slope(node.operand, values), -1);
    case "arithmetic":
      return slopeOfArithmetic(node, values);
    case "if":
      return node.condition.stage === "step"
        ? undefined
        : hull(slope(node.consequent, values), slope(node.alternative, values));
    case "pointwise":
      return node.operation === "min" || node.operation === "max"
        ? node.operands.map((part) => slope(part, values)).reduce(hull)
        : undefined;
    default:
      return undefined;
  }
}

function slopeOfArithmetic(
  node: Extract<TypedNode, { readonly kind: "arithmetic" }>,
  values: ParameterValues,
): Range | undefined {
  const left = slope(node.left, values);
  const right = slope(node.right, values);
  switch (node.operator) {
    case "+":
      return add(left, right);
    case "-":
      return add(left, scale(right, -1));
    case "*": {
      const a = evaluateNumber(node.left, values);
      const b = evaluateNumber(node.right, values);
      return b === undefined ? scale(right, a) : scale(left, b);
    }
    case "/": {
      const divisor = evaluateNumber(node.right, values);
      return scale(left, divisor === undefined ? undefined : 1 / divisor);
    }
  }
}

function add(a: Range | undefined, b: Range | undefined): Range | undefined {
  return a === undefined || b === undefined ? undefined : [a[0] + b[0], a[1] + b[1]];
}

function scale(range: Range | undefined, factor: number | undefined): Range | undefined {
  if (range === undefined || factor === undefined || !Number.isFinite(factor)) {
    return undefined;
  }
  const ends = [range[0] * factor, range[1] * factor] as const;
  return [Math.min(...ends), Math.max(...ends)];
}

function hull(a: Range | undefined, b: Range | undefined): Range | undefined {
  return a === undefined || b === undefined ? undefined : [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

/** Whether a branch of what comes next leaves the value before behind. */
export function hasReset(next: Typed): boolean {
  if (next.stage !== "step") {
    return true;
  }
  const { node } = next;
  if (node.kind === "named") {
    return hasReset(node.value);
  }
  return node.kind === "if" && (hasReset(node.consequent) || hasReset(node.alternative));
}
