import type { FunctionDescriptor } from "../../stdlib/descriptor.ts";
import { invariant } from "../diagnostics/index.ts";
import { type Env, moneyType, priceType, quantityType } from "./context.ts";
import { type Dimension, dimensionless, multiply, power } from "./dimension.ts";
import { asOperand } from "./operators.ts";
import type { Typed } from "./typed.ts";
import {
  booleanType,
  dimensioned,
  errorType,
  instantType,
  isDimensionless,
  type QuantityType,
  scaled,
  type Type,
} from "./types.ts";
import { fitUnits } from "./unify.ts";

/** The type that a library function gives for its arguments. */
export function resultType(
  env: Env,
  descriptor: FunctionDescriptor,
  values: ReadonlyMap<string, Typed>,
): Type {
  const { result } = descriptor;
  if (typeof result === "object") {
    return "same" in result
      ? sameAs(descriptor, values, result.same, result.power ?? 1)
      : productOf(values, result.product);
  }
  switch (result) {
    case "price":
      return priceType(env.slot);
    case "qty":
      return quantityType(env.slot);
    case "money":
      return moneyType(env.slot);
    case "bool":
      return booleanType;
    case "instant":
      return instantType;
    case "any":
      return errorType;
    case "zone":
    case "hours":
      invariant(false, "no function gives a text");
      return errorType;
    default:
      return scaled(result);
  }
}

/** The unit of an argument, joined with those that must equal it (`max(0, x)` has the unit of x). */
function sameAs(
  { parameters }: FunctionDescriptor,
  values: ReadonlyMap<string, Typed>,
  name: string,
  exponent: number,
): Type {
  const own = values.get(name);
  let type = own?.type ?? errorType;
  for (const parameter of exponent === 1 ? parameters : []) {
    const { unit } = parameter;
    const value = values.get(parameter.name);
    if (typeof unit !== "object" || !("same" in unit) || unit.same !== name || value === undefined) {
      continue;
    }
    const literal = type === own?.type ? asOperand(own).literal : undefined;
    const found = fitUnits({ type, literal }, asOperand(value));
    type = found.kind === "fits" ? found.type : type;
  }
  if (type.kind !== "quantity") {
    return type;
  }
  return exponent === 1 ? { ...type, isAmount: false } : powerOf(type, exponent);
}

function powerOf(type: QuantityType, exponent: number): Type {
  return isDimensionless(type) ? relative([type]) : dimensioned(power(type.dimension, exponent));
}

function productOf(values: ReadonlyMap<string, Typed>, exponents: Readonly<Record<string, number>>): Type {
  let dimension: Dimension = dimensionless;
  const parts: QuantityType[] = [];
  for (const [name, exponent] of Object.entries(exponents)) {
    const type = values.get(name)?.type;
    if (type?.kind !== "quantity") {
      return errorType;
    }
    parts.push(type);
    dimension = multiply(dimension, power(type.dimension, exponent));
  }
  return dimension.length === 0 ? relative(parts) : dimensioned(dimension);
}

/** A dimensionless result: a ratio where units cancelled or a ratio went in, else a plain number. */
function relative(parts: readonly QuantityType[]): Type {
  const isRatio = parts.some((part) => !isDimensionless(part) || part.scale === "ratio");
  return scaled(isRatio ? "ratio" : "number");
}
