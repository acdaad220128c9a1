import { scalar } from "ctk/stdlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../../compiler/emit/layout.ts";
import { scalarFunction } from "../../../compiler/emit/scalars.ts";
import type { ScalarIr } from "../../../compiler/ir/nodes.ts";

type Truth = boolean | undefined;

const span = { source: 0, start: 0, end: 0 };

/** What the expressions read. */
const view: Readonly<Record<string, number | Truth>> = { f0: 101.25, f1: Number.NaN, f2: -0, f3: 1e-7 };
const truths: Readonly<Record<string, Truth>> = { f4: true, f5: false, f6: undefined };
const params: Readonly<Record<string, number>> = { length: 14, factor: 0.1 };
const facts = { equity: 10_000.1, entry: Number.NaN, units: 2 };
const captures: Readonly<Record<string, number>> = { width: 3.3 };

const names = {
  feature: (id: number): string => `f${id}`,
  param: (name: string): string => name,
  capture: (name: string): string => name,
  isTruth: (node: ScalarIr & { readonly kind: "feature" | "param" }): boolean =>
    node.kind === "feature" && node.id > 3,
};

const number = fc.oneof(
  fc.constantFrom(0, -0, 0.1, 0.2, 0.3, 1, 2, 3, 7, 1e-7, 1e6, -5, 12_345.678, -1e-7, 2.5, 99_999_999),
  // No products of these are infinite.
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value)),
);

const trees = fc.letrec<{ number: ScalarIr; truth: ScalarIr }>((tie) => {
  const pair = { left: tie("number"), right: tie("number") };
  const at = { span: fc.constant(span) };
  const of = <K extends string>(kind: K) => ({ kind: fc.constant(kind), ...at });
  return {
    number: fc.oneof(
      { maxDepth: 5, depthSize: "small", withCrossShrink: true },
      number.map((value): ScalarIr => ({ kind: "number", value, span })),
      fc.constantFrom(0, 1, 2, 3).map((id): ScalarIr => ({ kind: "feature", id, span })),
      fc.constantFrom("length", "factor").map((name): ScalarIr => ({ kind: "param", name, span })),
      fc
        .constantFrom("equity" as const, "entry" as const, "units" as const)
        .map((fact): ScalarIr => ({ kind: "fact", fact, slot: undefined, span })),
      fc.constantFrom("width", "lost").map((name): ScalarIr => ({ kind: "capture", name, span })),
      fc.record({ ...of("negate"), operand: tie("number") }),
      fc.record({ ...of("arithmetic"), operator: fc.constantFrom("+", "-", "*", "/"), ...pair }),
      fc.record({ ...of("arithmetic"), operator: fc.constantFrom("+", "-", "*", "/"), ...pair }),
      fc.record({ ...of("coalesce"), type: fc.constant("number" as const), ...pair }),
      fc.record({
        ...of("if"),
        condition: tie("truth"),
        consequent: tie("number"),
        alternative: tie("number"),
      }),
      fc.record({
        ...of("call"),
        operation: fc.constantFrom("abs", "sqrt"),
        arguments: fc.tuple(tie("number")),
      }),
    ),
    truth: fc.oneof(
      { maxDepth: 4, depthSize: "small", withCrossShrink: true },
      fc.constantFrom(4, 5, 6).map((id): ScalarIr => ({ kind: "feature", id, span })),
      fc.boolean().map((value): ScalarIr => ({ kind: "boolean", value, span })),
      fc.record({ ...of("compare"), operator: fc.constantFrom("<", "<=", ">", ">=", "==", "!="), ...pair }),
      fc.record({
        ...of("logic"),
        operator: fc.constantFrom("and", "or"),
        left: tie("truth"),
        right: tie("truth"),
      }),
      fc.record({ ...of("not"), operand: tie("truth") }),
      fc.record({ ...of("known"), operand: fc.oneof(tie("number"), tie("truth")) }),
      fc.record({
        ...of("coalesce"),
        type: fc.constant("boolean" as const),
        left: tie("truth"),
        right: tie("truth"),
      }),
      fc.record({
        ...of("if"),
        condition: tie("truth"),
        consequent: tie("truth"),
        alternative: tie("truth"),
      }),
    ),
  };
});

const asNumber = (value: number | Truth): number => (typeof value === "number" ? value : Number.NaN);
const asTruth = (value: number | Truth): Truth => (typeof value === "boolean" ? value : undefined);
const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

const calculate = (operator: "+" | "-" | "*" | "/", a: number, b: number): number => {
  switch (operator) {
    case "+":
      return finite(a + b);
    case "-":
      return finite(a - b);
    case "*":
      return finite(a * b);
    case "/":
      return finite(a / b);
  }
};

const compare = (operator: "<" | "<=" | ">" | ">=" | "==" | "!=", a: number, b: number): Truth => {
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
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
  }
};

/** What an expression means, said without the writer. */
const meaning = (node: ScalarIr): number | Truth => {
  const numberOf = (part: ScalarIr): number => asNumber(meaning(part));
  const truthOf = (part: ScalarIr): Truth => asTruth(meaning(part));
  switch (node.kind) {
    case "number":
    case "boolean":
      return node.value;
    case "param":
      return params[node.name];
    case "feature":
      return node.id > 3 ? truths[`f${node.id}`] : view[`f${node.id}`];
    case "fact":
      return node.fact === "equity" || node.fact === "entry" || node.fact === "units" ? facts[node.fact] : 0;
    case "capture":
      return captures[node.name] ?? Number.NaN;
    case "negate":
      return -numberOf(node.operand);
    case "arithmetic":
      return calculate(node.operator, numberOf(node.left), numberOf(node.right));
    case "compare":
      return compare(node.operator, numberOf(node.left), numberOf(node.right));
    case "logic": {
      const [a, b] = [truthOf(node.left), truthOf(node.right)];
      const absorbing = node.operator === "or";
      if (a === absorbing || b === absorbing) return absorbing;
      return a === undefined || b === undefined ? undefined : !absorbing;
    }
    case "not": {
      const value = truthOf(node.operand);
      return value === undefined ? undefined : !value;
    }
    case "known": {
      const value = meaning(node.operand);
      return value !== undefined && !Number.isNaN(value);
    }
    case "coalesce": {
      const value = meaning(node.left);
      return value === undefined || Number.isNaN(value) ? meaning(node.right) : value;
    }
    case "if": {
      const condition = truthOf(node.condition);
      if (condition !== undefined) return meaning(condition ? node.consequent : node.alternative);
      return typeof meaning(node.consequent) === "number" ? Number.NaN : undefined;
    }
    case "call": {
      const [argument] = node.arguments;
      const value = argument === undefined ? Number.NaN : numberOf(argument);
      return node.operation === "abs" ? Math.abs(value) : Math.sqrt(value);
    }
  }
};

const written = (node: ScalarIr): string => layOut(scalarFunction(node, names)).text;

const evaluated = (node: ScalarIr): unknown =>
  new Function("scalar", `return (${written(node)});`)(scalar)(
    { ...view, ...truths },
    params,
    facts,
    captures,
  );

/** A condition that is unknown has no type to tell that a number was wanted. */
const same = (node: ScalarIr): void => {
  const [actual, expected] = [evaluated(node), meaning(node)];
  const isAbsent = actual === undefined || Number.isNaN(actual);
  if (isAbsent && (expected === undefined || Number.isNaN(expected))) return;
  // The sign of a zero may differ: nothing that reads a value can tell.
  expect(actual === expected, `${written(node)} is ${actual}, not ${expected}`).toBe(true);
};

describe("expressions within a step", () => {
  it("have the value that they mean, to the last bit", () => {
    fc.assert(fc.property(trees.number, same), { numRuns: 3_000 });
  });

  it("have the truth that they mean", () => {
    fc.assert(fc.property(trees.truth, same), { numRuns: 3_000 });
  });

  const one: ScalarIr = { kind: "feature", id: 0, span };
  const two: ScalarIr = { kind: "param", name: "factor", span };
  const three: ScalarIr = { kind: "fact", fact: "equity", slot: undefined, span };
  const op = (operator: "+" | "-" | "*" | "/", left: ScalarIr, right: ScalarIr): ScalarIr => ({
    kind: "arithmetic",
    operator,
    left,
    right,
    span,
  });
  const value = (number: number): ScalarIr => ({ kind: "number", value: number, span });
  const minus = (operand: ScalarIr): ScalarIr => ({ kind: "negate", operand, span });

  it.each([
    ["v.f0 - (p.factor + f.equity)", op("-", one, op("+", two, three))],
    ["v.f0 - p.factor + f.equity", op("+", op("-", one, two), three)],
    ["v.f0 + (p.factor + f.equity)", op("+", one, op("+", two, three))],
    ["(v.f0 + p.factor) * f.equity", op("*", op("+", one, two), three)],
    ["v.f0 * (p.factor * f.equity)", op("*", one, op("*", two, three))],
    ["(v.f0 * p.factor) / 2", op("/", op("*", one, two), value(2))],
    ["v.f0 / 2 / 3", op("/", op("/", one, value(2)), value(3))],
    ["scalar.div(v.f0, p.factor)", op("/", one, two)],
    ["scalar.div(v.f0, 0)", op("/", one, value(0))],
    ["scalar.div(v.f0, 0.001)", op("/", one, value(0.001))],
    ["scalar.mul(1e308, 10)", op("*", value(1e308), value(10))],
    ["v.f0 - -p.factor", op("-", one, minus(two))],
    ["-(-v.f0)", minus(minus(one))],
    ["-(-5)", minus(value(-5))],
    ["v.f0 + -0", op("+", one, value(-0))],
    ["v.f0 * 1e-7", op("*", one, value(1e-7))],
    ["v.f0 * 1e21", op("*", one, value(1e21))],
    ["v.f0 + 0.30000000000000004", op("+", one, value(0.1 + 0.2))],
    ["2 * (c.width ?? Number.NaN)", op("*", value(2), { kind: "capture", name: "width", span })],
    ["c.width ?? Number.NaN", { kind: "capture", name: "width", span }],
    ["f.slots.eth?.entry ?? Number.NaN", { kind: "fact", fact: "entry", slot: "eth", span }],
  ] satisfies readonly (readonly [string, ScalarIr])[])("are written as %s", (expected, node) => {
    expect(
      written(node)
        .replace(/^\([^)]*\) =>\s*/, "")
        .trim(),
    ).toBe(expected);
  });
});
