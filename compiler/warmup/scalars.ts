import { applyPointwise, calculate, compare, corners, type ParameterValues } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { ScalarIr } from "../ir/nodes.ts";

export { corners };

/** The value of a scalar of literals and parameters; `undefined` when it reads anything else or is absent. */
export function evaluateScalar(scalar: ScalarIr, values: ParameterValues): number | boolean | undefined {
  const number = (part: ScalarIr): number | undefined => {
    const value = evaluateScalar(part, values);
    return typeof value === "number" ? value : undefined;
  };
  switch (scalar.kind) {
    case "number":
    case "boolean":
      return scalar.value;
    case "param":
      return values.get(scalar.name);
    case "negate": {
      const operand = number(scalar.operand);
      return operand === undefined ? undefined : -operand;
    }
    case "arithmetic": {
      const left = number(scalar.left);
      const right = number(scalar.right);
      return left === undefined || right === undefined ? undefined : calculate(scalar.operator, left, right);
    }
    case "compare":
      return compare(scalar.operator, number(scalar.left), number(scalar.right));
    case "if": {
      const condition = evaluateScalar(scalar.condition, values);
      return typeof condition === "boolean"
        ? evaluateScalar(condition ? scalar.consequent : scalar.alternative, values)
        : undefined;
    }
    case "call":
      return applyPointwise(scalar.operation, scalar.arguments.map(number));
    case "feature":
    case "fact":
    case "capture":
    case "machine":
    case "previous":
    case "logic":
    case "not":
    case "coalesce":
    case "known":
      return undefined;
    default:
      return assertNever(scalar);
  }
}

/** True when a scalar of literals and parameters reads a parameter. */
export function readsParam(scalar: ScalarIr, name: string): boolean {
  switch (scalar.kind) {
    case "param":
      return scalar.name === name;
    case "negate":
    case "not":
    case "known":
      return readsParam(scalar.operand, name);
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return readsParam(scalar.left, name) || readsParam(scalar.right, name);
    case "if":
      return [scalar.condition, scalar.consequent, scalar.alternative].some((part) => readsParam(part, name));
    case "call":
      return scalar.arguments.some((part) => readsParam(part, name));
    default:
      return false;
  }
}
