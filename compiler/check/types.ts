import { type Dimension, dimensionless } from "./dimension.ts";

/**
 * How a dimensionless number is meant. `literal`: a number without a unit, fits any of the others; `score`: an
 * oscillator's 0..100; `bars`: a whole number of bars.
 */
export type Scale = "literal" | "number" | "ratio" | "score" | "bars";

/** A number with its dimension. */
export interface QuantityType {
  readonly kind: "quantity";
  readonly dimension: Dimension;
  /** Meaning of a dimensionless number; `number` otherwise. */
  readonly scale: Scale;
  /** An amount written with its currency: accepted where a price or a price distance in that currency is wanted. */
  readonly isAmount: boolean;
}

/** The type of an expression. `error` fits everything, so that one mistake is reported once. */
export type Type =
  | QuantityType
  | { readonly kind: "boolean" }
  | { readonly kind: "instant" }
  | { readonly kind: "string" }
  | { readonly kind: "record"; readonly fields: readonly string[] }
  | { readonly kind: "error" };

export const booleanType: Type = { kind: "boolean" };
export const instantType: Type = { kind: "instant" };
export const stringType: Type = { kind: "string" };
export const errorType: Type = { kind: "error" };

/** A dimensionless number of a scale. */
export function scaled(scale: Scale): QuantityType {
  return { kind: "quantity", dimension: dimensionless, scale, isAmount: false };
}

/** A number with a dimension; of scale `number` when the dimension is empty. */
export function dimensioned(dimension: Dimension, isAmount = false): QuantityType {
  return { kind: "quantity", dimension, scale: "number", isAmount };
}

/** True for a number without a dimension. */
export function isDimensionless(type: QuantityType): boolean {
  return type.dimension.length === 0;
}
