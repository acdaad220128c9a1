import * as scalar from "../../stdlib/scalar.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { Typed } from "./typed.ts";

/** Values of parameters by name: numbers (durations in milliseconds, ratios as fractions) and booleans. */
export type ParameterValues = ReadonlyMap<string, number | boolean>;

const noParameters: ParameterValues = new Map();

/**
 * The value of an expression of literals and parameters; `undefined` when it has other parts, or is absent. The
 * arithmetic is that of the runtime: IEEE 754 doubles, division by zero is absent.
 */
export function evaluate(typed: Typed, values: ParameterValues = noParameters): number | boolean | undefined {
  const { node } = typed;
  const number = (part: Typed): number | undefined => asNumber(evaluate(part, values));
  const truth = (part: Typed): boolean | undefined => asBoolean(evaluate(part, values));
  switch (node.kind) {
    case "number":
    case "boolean":
      return node.value;
    case "param":
      return values.get(node.name);
    case "named":
      return evaluate(node.value, values);
    case "negate":
      return finite(number(node.operand), 0, (a) => -a);
    case "arithmetic":
      return finite(number(node.left), number(node.right), (a, b) => calculate(node.operator, a, b));
    case "compare":
      return compare(node.operator, number(node.left), number(node.right));
    case "logic":
      return node.operator === "and"
        ? kleeneAnd(truth(node.left), truth(node.right))
        : negateTruth(kleeneAnd(negateTruth(truth(node.left)), negateTruth(truth(node.right))));
    case "not":
      return negateTruth(truth(node.operand));
    case "coalesce":
      return evaluate(node.left, values) ?? evaluate(node.right, values);
    case "if": {
      const condition = truth(node.condition);
      return condition === undefined
        ? undefined
        : evaluate(condition ? node.consequent : node.alternative, values);
    }
    case "pointwise":
      return applyPointwise(node.operation, [...node.operands, ...node.constants].map(number));
    case "string":
    case "source":
    case "fact":
    case "capture":
    case "machine":
    case "previous":
    case "scan":
    case "known":
    case "operation":
    case "cross":
    case "history":
    case "filled":
    case "held":
    case "record":
    case "error":
      return undefined;
    default:
      return assertNever(node);
  }
}

/** The number, where a constant expression has one. */
export function evaluateNumber(typed: Typed, values: ParameterValues = noParameters): number | undefined {
  return asNumber(evaluate(typed, values));
}

function asNumber(value: number | boolean | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function asBoolean(value: number | boolean | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function finite(
  a: number | undefined,
  b: number | undefined,
  operation: (a: number, b: number) => number,
): number | undefined {
  if (a === undefined || b === undefined) {
    return undefined;
  }
  const value = operation(a, b);
  return Number.isFinite(value) ? value : undefined;
}

/** The four operations of arithmetic on doubles. */
export function calculate(operator: "+" | "-" | "*" | "/", a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return assertNever(operator);
  }
}

/** A comparison of doubles; `undefined` when a side is absent. */
export function compare(
  operator: "<" | "<=" | ">" | ">=" | "==" | "!=",
  a: number | undefined,
  b: number | undefined,
): boolean | undefined {
  if (a === undefined || b === undefined) {
    return undefined;
  }
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    default:
      return assertNever(operator);
  }
}

function kleeneAnd(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) {
    return false;
  }
  return a === undefined || b === undefined ? undefined : true;
}

function negateTruth(a: boolean | undefined): boolean | undefined {
  return a === undefined ? undefined : !a;
}

/** Pointwise functions of the library by operation; the values are those of the runtime. */
const pointwiseFunctions: ReadonlyMap<string, (...values: readonly [number, number, number]) => number> =
  new Map([
    ["abs", scalar.abs],
    ["floor", scalar.floor],
    ["ceil", scalar.ceil],
    ["sign", scalar.sign],
    ["sqrt", scalar.sqrt],
    ["ln", scalar.ln],
    ["log10", scalar.log10],
    ["exp", scalar.exp],
    ["min", scalar.min],
    ["max", scalar.max],
    ["pow", scalar.pow],
    ["percent", scalar.percent],
    ["round", scalar.round],
    ["sin", scalar.sin],
    ["cos", scalar.cos],
    ["tan", scalar.tan],
    ["asin", scalar.asin],
    ["acos", scalar.acos],
    ["atan", scalar.atan],
    ["toDegrees", scalar.toDegrees],
    ["toRadians", scalar.toRadians],
    ["clamp", scalar.clamp],
  ]);

/** The value of a pointwise function of constants; `undefined` when it is absent or a value is missing. */
export function applyPointwise(
  operation: string,
  values: readonly (number | undefined)[],
): number | undefined {
  const [first, second = 0, third = 0] = values;
  const apply = pointwiseFunctions.get(operation);
  if (apply === undefined || first === undefined || values.includes(undefined)) {
    return undefined;
  }
  const value = apply(first, second, third);
  return Number.isFinite(value) ? value : undefined;
}
