import type { ParamIr } from "../ir/nodes.ts";
import { evaluateNumber, type ParameterValues } from "./constants.ts";
import type { Env } from "./context.ts";
import type { Typed } from "./typed.ts";

/** The smallest and largest value that a constant expression takes. */
export interface Bounds {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The bounds of a constant expression over the defaults and the ends of the parameters' ranges; `undefined` when it
 * has no value there.
 */
export function boundsOf(env: Env, typed: Typed): Bounds | undefined {
  const params = [...(env.strategy?.params.values() ?? [])].map((param) => param.ir);
  let bounds: Bounds | undefined;
  for (const values of corners(params.filter((param) => reads(typed, param.name)))) {
    const value = evaluateNumber(typed, values);
    if (value !== undefined) {
      const { lowest, highest } = bounds ?? { lowest: value, highest: value };
      bounds = { lowest: Math.min(lowest, value), highest: Math.max(highest, value) };
    }
  }
  return bounds;
}

/** The smallest value that a constant expression takes over the defaults and the ends of the parameters' ranges. */
export function lowestValue(env: Env, typed: Typed): number | undefined {
  return boundsOf(env, typed)?.lowest;
}

/** The values of parameters at their defaults, and at every combination of the ends of their ranges. */
export function corners(params: readonly ParamIr[]): readonly ParameterValues[] {
  const defaults = new Map(params.map((param) => [param.name, param.default]));
  const varied = params.filter((param) => param.range !== undefined).slice(0, 8);
  let combinations: ReadonlyMap<string, number | boolean>[] = [defaults];
  for (const param of varied) {
    const ends = endsOf(param);
    combinations = combinations.flatMap((values) => ends.map((end) => new Map(values).set(param.name, end)));
  }
  return [defaults, ...combinations];
}

function endsOf(param: ParamIr): readonly (number | boolean)[] {
  const { range } = param;
  if (range === undefined) {
    return [param.default];
  }
  if (range.kind === "range") {
    return [range.low, range.high];
  }
  const numbers = range.values.filter((value) => typeof value === "number");
  return numbers.length === range.values.length ? [Math.min(...numbers), Math.max(...numbers)] : range.values;
}

/** True when a constant expression reads a parameter. */
export function reads(typed: Typed, name: string): boolean {
  const { node } = typed;
  switch (node.kind) {
    case "param":
      return node.name === name;
    case "named":
      return reads(node.value, name);
    case "negate":
    case "not":
    case "known":
      return reads(node.operand, name);
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return reads(node.left, name) || reads(node.right, name);
    case "if":
      return reads(node.condition, name) || reads(node.consequent, name) || reads(node.alternative, name);
    case "pointwise":
      return [...node.operands, ...node.constants].some((part) => reads(part, name));
    default:
      return false;
  }
}
