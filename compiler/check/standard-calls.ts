import type { FunctionDescriptor, ParameterDescriptor, UnitSpec } from "../../stdlib/descriptor.ts";
import type { CallExpression } from "../ast/nodes.ts";
import { expectBars } from "./bars.ts";
import { lowestValue } from "./bounds.ts";
import { errorTyped, isError, joinMemory, joinTyped, numberTyped } from "./build-typed.ts";
import type { CheckedArgument } from "./calls.ts";
import { refuseFacts } from "./clocks.ts";
import { type Env, moneyType, priceType, quantityType } from "./context.ts";
import { describeType } from "./describe.ts";
import { power } from "./dimension.ts";
import { fieldNamed } from "./field-names.ts";
import { matchArguments } from "./match-arguments.ts";
import { reportMisfit, reportRecord } from "./misfits.ts";
import { asOperand } from "./operators.ts";
import { checkSource } from "./references.ts";
import { keepsPositive, undefinedReason } from "./standard-facts.ts";
import type { Typed } from "./typed.ts";
import { booleanType, dimensioned, errorType, isDimensionless, scaled, type Type } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks a call of a library function that has a kernel. */
export function callStandard(
  env: Env,
  node: CallExpression,
  descriptor: FunctionDescriptor,
  args: readonly CheckedArgument[],
): Typed {
  const name = descriptor.namespace === "" ? descriptor.name : `${descriptor.namespace}.${descriptor.name}`;
  if (env.fn !== undefined && !descriptor.pointwise) {
    env.report("market-in-fn", node.callee.span, { name });
    return errorTyped(node.span);
  }
  const parameters = descriptor.parameters.map((parameter) => ({
    name: parameter.name,
    hasDefault: parameter.default !== undefined,
    isSeries: parameter.kind === "series" && !descriptor.pointwise,
  }));
  const values = matchArguments(env, node, name, parameters, args);
  if (values === undefined) {
    return errorTyped(node.span);
  }
  const checked = new Map<string, Typed>();
  for (const parameter of descriptor.parameters) {
    const value = checkArgument(env, node, name, parameter, values.get(parameter.name), checked);
    if (isError(value)) {
      return errorTyped(node.span);
    }
    checked.set(parameter.name, value);
  }
  return buildCall(env, node, descriptor, name, checked);
}

function buildCall(
  env: Env,
  node: CallExpression,
  descriptor: FunctionDescriptor,
  name: string,
  checked: ReadonlyMap<string, Typed>,
): Typed {
  const ofKind = (kind: "series" | "constant"): Typed[] =>
    descriptor.parameters
      .filter((parameter) => parameter.kind === kind)
      .map((parameter) => checked.get(parameter.name) ?? errorTyped(node.span));
  const series = ofKind("series");
  const constants = ofKind("constant");
  const type = resultType(env, descriptor.result, checked);
  const absent =
    series.find((item) => item.absent !== undefined)?.absent ?? undefinedReason(descriptor, series);
  const isPositive =
    keepsPositive(descriptor) && series.length > 0 && series.every((item) => item.isPositive);
  if (descriptor.pointwise) {
    const call = { kind: "pointwise", operation: descriptor.operation, operands: series, constants } as const;
    return joinTyped(node.span, type, call, series, { absent, isPositive });
  }
  for (const item of series) {
    if (refuseFacts(env, item, `\`${name}\``)) {
      return errorTyped(node.span);
    }
  }
  const implicit = descriptor.implicit.map((field) => checkSource(env, field, undefined, node.span));
  const inputs = [...implicit, ...series];
  const isDifference = descriptor.operation === "change";
  const inherited = inputs.reduce((memory, item) => joinMemory(memory, item.memory), descriptor.memory);
  return joinTyped(
    node.span,
    type,
    { kind: "operation", operation: descriptor.operation, inputs, constants },
    inputs,
    {
      stage: "series",
      clock: env.clock,
      absent,
      isPositive,
      // A difference over a fixed distance does not depend on where history starts.
      memory: isDifference && inherited === "unbounded" ? "finite" : inherited,
    },
  );
}

function checkArgument(
  env: Env,
  node: CallExpression,
  name: string,
  parameter: ParameterDescriptor,
  given: Typed | undefined,
  earlier: ReadonlyMap<string, Typed>,
): Typed {
  const value = given ?? defaultValue(env, node, parameter);
  if (isError(value)) {
    return value;
  }
  const place = `\`${parameter.name}\` of \`${name}\``;
  if (parameter.kind === "constant" && value.stage !== "constant") {
    env.report("argument-not-constant", value.span, { name, parameter: parameter.name });
    return errorTyped(value.span);
  }
  const fitted = fitUnit(env, name, place, parameter, value, earlier);
  if (isError(fitted) || parameter.kind !== "constant") {
    return fitted;
  }
  const lowest = lowestValue(env, fitted);
  if (parameter.minimum !== undefined && lowest !== undefined && lowest < parameter.minimum) {
    env.report("argument-too-small", value.span, {
      name,
      parameter: parameter.name,
      minimum: parameter.minimum,
      found: lowest,
    });
    return errorTyped(value.span);
  }
  return fitted;
}

function defaultValue(env: Env, node: CallExpression, parameter: ParameterDescriptor): Typed {
  if (typeof parameter.default === "number") {
    return numberTyped(node.span, parameter.default);
  }
  const field = parameter.default === undefined ? undefined : fieldNamed(parameter.default);
  return field === undefined ? errorTyped(node.span) : checkSource(env, field, undefined, node.span);
}

function fitUnit(
  env: Env,
  name: string,
  place: string,
  parameter: ParameterDescriptor,
  value: Typed,
  earlier: ReadonlyMap<string, Typed>,
): Typed {
  const { unit } = parameter;
  if (unit === "bars") {
    return expectBars(env, value, place);
  }
  if (unit === "any" || typeof unit === "object") {
    if (value.type.kind !== "quantity") {
      reportWrongType(env, place, "a number", value);
      return errorTyped(value.span);
    }
    return typeof unit === "object" ? fitSame(env, unit.same, value, earlier) : value;
  }
  if (unit === "bool") {
    if (value.type.kind !== "boolean") {
      reportWrongType(env, place, "a condition", value);
      return errorTyped(value.span);
    }
    return value;
  }
  if (unit === "ratio" || unit === "number" || unit === "score") {
    if (value.type.kind === "quantity" && isDimensionless(value.type)) {
      return value;
    }
    if (unit === "score" || value.type.kind !== "quantity" || parameter.kind === "constant") {
      reportWrongType(env, place, "a plain number", value);
    } else {
      env.report("needs-ratio", value.span, { name, found: describeType(value.type) });
    }
    return errorTyped(value.span);
  }
  const wanted =
    unit === "price" ? priceType(env.slot) : unit === "qty" ? quantityType(env.slot) : moneyType(env.slot);
  if (fitUnits({ type: wanted, literal: undefined }, asOperand(value)).kind !== "fits") {
    reportWrongType(env, place, describeType(wanted), value);
    return errorTyped(value.span);
  }
  return value;
}

function fitSame(env: Env, other: string, value: Typed, earlier: ReadonlyMap<string, Typed>): Typed {
  const reference = earlier.get(other);
  if (reference === undefined) {
    return value;
  }
  const found = fitUnits(asOperand(reference), asOperand(value));
  if (found.kind !== "fits") {
    reportMisfit(env, "compare", value.span, reference, value, found);
    return errorTyped(value.span);
  }
  return value;
}

function reportWrongType(env: Env, place: string, wanted: string, value: Typed): void {
  if (reportRecord(env, value)) {
    return;
  }
  env.report("wrong-type", value.span, {
    place,
    wanted,
    found: describeType(value.type),
    instead: undefined,
  });
}

function resultType(env: Env, unit: UnitSpec, values: ReadonlyMap<string, Typed>): Type {
  if (typeof unit === "object") {
    return sameAs(values, unit.same, unit.power ?? 1);
  }
  switch (unit) {
    case "price":
      return priceType(env.slot);
    case "qty":
      return quantityType(env.slot);
    case "money":
      return moneyType(env.slot);
    case "bool":
      return booleanType;
    case "any":
      return errorType;
    default:
      return scaled(unit);
  }
}

/** The unit of an argument, joined with those that must equal it (`max(0, x)` has the unit of x). */
function sameAs(values: ReadonlyMap<string, Typed>, name: string, exponent: number): Type {
  let type = values.get(name)?.type ?? errorType;
  for (const value of exponent === 1 ? values.values() : []) {
    const found = fitUnits(
      { type, literal: type === values.get(name)?.type ? literalOf(values.get(name)) : undefined },
      asOperand(value),
    );
    type =
      found.kind === "fits" && value.type.kind === "quantity" && value.type.scale !== "bars"
        ? found.type
        : type;
  }
  if (type.kind !== "quantity") {
    return type;
  }
  if (exponent === 1) {
    return { ...type, isAmount: false };
  }
  return isDimensionless(type)
    ? scaled(type.scale === "ratio" ? "ratio" : "number")
    : dimensioned(power(type.dimension, exponent));
}

function literalOf(typed: Typed | undefined): number | undefined {
  return typed === undefined ? undefined : asOperand(typed).literal;
}
