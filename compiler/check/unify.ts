import { isTime, priceAssets, sameDimension, singleAsset } from "./dimension.ts";
import { dimensioned, isDimensionless, type QuantityType, type Scale, scaled, type Type } from "./types.ts";

/** A side of an operation, as far as fitting units needs it. */
export interface Operand {
  readonly type: Type;
  /** The value, where it is a literal. */
  readonly literal: number | undefined;
}

/** Whether two values can be added or compared, and what comes out; or why not. */
export type Fit =
  | { readonly kind: "fits"; readonly type: Type }
  | { readonly kind: "bareNumber"; readonly bare: "left" | "right"; readonly currency: string }
  | { readonly kind: "ratioAndScore"; readonly ratio: "left" | "right" }
  | { readonly kind: "currencies" }
  | { readonly kind: "mismatch" };

/** Fits the two sides of `+`, `-`, a comparison, `??`, `if`, `min` or `max`. */
export function fitUnits(left: Operand, right: Operand): Fit {
  const { type: a } = left;
  const { type: b } = right;
  if (a.kind === "error" || b.kind === "error") {
    return { kind: "fits", type: a.kind === "error" ? b : a };
  }
  if (a.kind === "quantity" && b.kind === "quantity") {
    return fitQuantities(a, b, left.literal, right.literal);
  }
  return a.kind === b.kind && a.kind !== "record" ? { kind: "fits", type: a } : { kind: "mismatch" };
}

function fitQuantities(
  a: QuantityType,
  b: QuantityType,
  leftValue: number | undefined,
  rightValue: number | undefined,
): Fit {
  if (sameDimension(a.dimension, b.dimension)) {
    return isDimensionless(a)
      ? fitScales(a.scale, b.scale)
      : fits(dimensioned(a.dimension, a.isAmount && b.isAmount));
  }
  if (isDimensionless(a) || isDimensionless(b)) {
    const bare = isDimensionless(a) ? a : b;
    const other = isDimensionless(a) ? b : a;
    const value = isDimensionless(a) ? leftValue : rightValue;
    if (bare.scale === "literal" && value === 0) {
      return fits({ ...other, isAmount: false });
    }
    const currency = priceAssets(other.dimension)?.quote ?? singleAsset(other.dimension);
    return currency !== undefined && (bare.scale === "literal" || bare.scale === "number")
      ? { kind: "bareNumber", bare: isDimensionless(a) ? "left" : "right", currency }
      : { kind: "mismatch" };
  }
  return fitAmounts(a, b);
}

/** An amount in the quote currency stands for a price or a price distance. */
function fitAmounts(a: QuantityType, b: QuantityType): Fit {
  const asPrice = (amount: QuantityType, price: QuantityType): boolean =>
    amount.isAmount && priceAssets(price.dimension)?.quote === singleAsset(amount.dimension);
  if (asPrice(a, b)) {
    return fits(b);
  }
  if (asPrice(b, a)) {
    return fits(a);
  }
  const money = (type: QuantityType): boolean =>
    singleAsset(type.dimension) !== undefined || priceAssets(type.dimension) !== undefined;
  const written = a.isAmount || b.isAmount;
  const amounts = singleAsset(a.dimension) !== undefined && singleAsset(b.dimension) !== undefined;
  return (written && money(a) && money(b)) || amounts ? { kind: "currencies" } : { kind: "mismatch" };
}

function fits(type: Type): Fit {
  return { kind: "fits", type };
}

function fitScales(a: Scale, b: Scale): Fit {
  if (a === b || b === "literal") {
    return fits(scaled(a));
  }
  if (a === "literal") {
    return fits(scaled(b));
  }
  if ((a === "ratio" && b === "score") || (a === "score" && b === "ratio")) {
    return { kind: "ratioAndScore", ratio: a === "ratio" ? "left" : "right" };
  }
  if (a === "number" || b === "number") {
    return fits(scaled(a === "number" ? b : a));
  }
  return { kind: "mismatch" };
}

/** The scale of a product or quotient of dimensionless numbers. */
export function productScale(a: Scale, b: Scale, isDivision: boolean): Scale {
  if (a === "literal" && b === "literal") {
    return "literal";
  }
  if (a === "ratio" || b === "ratio") {
    return "ratio";
  }
  return !isDivision && ((a === "bars" && b === "literal") || (a === "literal" && b === "bars"))
    ? "bars"
    : "number";
}

/** True for a plain time span. */
export function isDuration(type: Type): boolean {
  return type.kind === "quantity" && isTime(type.dimension);
}
