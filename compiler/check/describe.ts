import { assertNever } from "../diagnostics/index.ts";
import { type Dimension, isTime, priceAssets, singleAsset } from "./dimension.ts";
import type { Type } from "./types.ts";

/** A type in words that fit after "this is": `a price (USDT per BTC)`. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case "boolean":
      return "true or false";
    case "instant":
      return "a point in time";
    case "string":
      return "text";
    case "record":
      return `a record (${type.fields.join(", ")})`;
    case "error":
      return "unknown";
    case "quantity":
      return describeQuantity(type.dimension, type.scale);
    default:
      return assertNever(type);
  }
}

function describeQuantity(dimension: Dimension, scale: string): string {
  const price = priceAssets(dimension);
  if (price !== undefined) {
    return `a price (${price.quote} per ${price.base})`;
  }
  const asset = singleAsset(dimension);
  if (asset !== undefined) {
    return `an amount of ${asset}`;
  }
  if (isTime(dimension)) {
    return "a time span";
  }
  if (dimension.length > 0) {
    return `a value in ${formatDimension(dimension)}`;
  }
  switch (scale) {
    case "ratio":
      return "a ratio";
    case "score":
      return "a number from 0 to 100";
    case "bars":
      return "a number of bars";
    default:
      return "a plain number";
  }
}

/** `USDT/BTC`, `USDT^2`, `BTC*USDT`. */
export function formatDimension(dimension: Dimension): string {
  const part = ([base, exponent]: readonly [string, number]): string =>
    Math.abs(exponent) === 1 ? base : `${base}^${Math.abs(exponent)}`;
  const above = dimension.filter(([, exponent]) => exponent > 0).map(part);
  const below = dimension.filter(([, exponent]) => exponent < 0).map(part);
  const top = above.length === 0 ? "1" : above.join("*");
  return below.length === 0 ? top : `${top}/${below.length > 1 ? `(${below.join("*")})` : below.join("")}`;
}

/** A unit for charts and hovers: `price`, `ratio`, `BTC`. */
export function unitName(type: Type, base: string, quote: string): string {
  if (type.kind !== "quantity") {
    return type.kind === "boolean" ? "bool" : type.kind;
  }
  const price = priceAssets(type.dimension);
  if (price !== undefined && price.base === base && price.quote === quote) {
    return "price";
  }
  if (type.dimension.length > 0) {
    return isTime(type.dimension) ? "duration" : formatDimension(type.dimension);
  }
  return type.scale === "literal" ? "number" : type.scale;
}

/** `4h`, `90m`, `1d`: milliseconds as a trader writes them. */
export function formatDuration(milliseconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [604_800_000, "w"],
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
    [1000, "s"],
  ];
  for (const [size, unit] of units) {
    if (milliseconds >= size && milliseconds % size === 0) {
      return `${milliseconds / size}${unit}`;
    }
  }
  return `${milliseconds}ms`;
}
