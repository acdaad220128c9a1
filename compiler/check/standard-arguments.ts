import type { ParameterDescriptor } from "../../stdlib/descriptor.ts";
import type { CallExpression } from "../ast/nodes.ts";
import { fieldNamed } from "../bind/index.ts";
import { invariant } from "../diagnostics/index.ts";
import { expectBars } from "./bars.ts";
import { boundsOf } from "./bounds.ts";
import { constantTyped, errorTyped, isError, numberTyped } from "./build-typed.ts";
import { type Env, moneyType, priceType, quantityType } from "./context.ts";
import { describeType } from "./describe.ts";
import { reportMisfit, reportRecord } from "./misfits.ts";
import { asOperand } from "./operators.ts";
import { checkSource } from "./references.ts";
import { checkText } from "./text-arguments.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless, stringType } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks the value of a parameter of a library function, or the default that stands for it. */
export function checkArgument(
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
  if (parameter.kind === "text") {
    return checkText(env, place, parameter.unit === "hours" ? "hours" : "zone", value);
  }
  if (parameter.kind === "constant" && value.stage !== "constant") {
    env.report("argument-not-constant", value.span, { name, parameter: parameter.name });
    return errorTyped(value.span);
  }
  const fitted = fitUnit(env, name, place, parameter, value, earlier);
  if (isError(fitted) || parameter.kind !== "constant") {
    return fitted;
  }
  return checkBounds(env, name, parameter, fitted) ? fitted : errorTyped(value.span);
}

/** Reports a constant that can be outside of the bounds of its parameter. */
function checkBounds(env: Env, name: string, parameter: ParameterDescriptor, value: Typed): boolean {
  const bounds = boundsOf(env, value);
  const { minimum, maximum } = parameter;
  if (bounds !== undefined && minimum !== undefined && bounds.lowest < minimum) {
    const args = { name, parameter: parameter.name, minimum, found: bounds.lowest };
    env.report("argument-too-small", value.span, args);
    return false;
  }
  if (bounds !== undefined && maximum !== undefined && bounds.highest > maximum) {
    const args = { name, parameter: parameter.name, maximum, found: bounds.highest };
    env.report("argument-too-large", value.span, args);
    return false;
  }
  return true;
}

function defaultValue(env: Env, node: CallExpression, parameter: ParameterDescriptor): Typed {
  if (typeof parameter.default === "number") {
    return numberTyped(node.span, parameter.default);
  }
  if (parameter.kind === "text" && parameter.default !== undefined) {
    return constantTyped(node.span, stringType, { kind: "string", value: parameter.default });
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
  const wants = (isFine: boolean, wanted: string): Typed => {
    if (!isFine) {
      reportWrongType(env, place, wanted, value);
    }
    return isFine ? value : errorTyped(value.span);
  };
  if (unit === "bars") {
    return expectBars(env, value, place);
  }
  if (unit === "any" || typeof unit === "object") {
    const fitted = wants(value.type.kind === "quantity", "a number");
    return typeof unit === "object" && "same" in unit && !isError(fitted)
      ? fitSame(env, unit.same, value, earlier)
      : fitted;
  }
  if (unit === "bool") {
    return wants(value.type.kind === "boolean", "a condition");
  }
  if (unit === "instant") {
    return wants(value.type.kind === "instant", "a point in time");
  }
  if (unit === "score" && value.type.kind === "quantity" && value.type.scale === "ratio") {
    return wants(false, "a number from 0 to 100");
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
  invariant(unit !== "zone" && unit !== "hours", "texts are checked as such");
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
