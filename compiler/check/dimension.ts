/** Exponents over asset codes and time, sorted by name, none of them zero. */
export type Dimension = readonly (readonly [base: string, exponent: number])[];

/** The base of time; durations are milliseconds. No asset code can have this name. */
export const timeBase = "time";

/** No dimension: ratios, scores, counts. */
export const dimensionless: Dimension = [];

/** One base to the power 1. */
export function baseDimension(base: string): Dimension {
  return [[base, 1]];
}

/** quote / base. */
export function priceDimension(base: string, quote: string): Dimension {
  return multiply(baseDimension(quote), power(baseDimension(base), -1));
}

/** The product of two dimensions. */
export function multiply(a: Dimension, b: Dimension): Dimension {
  const exponents = new Map(a);
  for (const [base, exponent] of b) {
    exponents.set(base, (exponents.get(base) ?? 0) + exponent);
  }
  return [...exponents]
    .filter(([, exponent]) => exponent !== 0)
    .sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0));
}

/** A dimension to a power. */
export function power(dimension: Dimension, exponent: number): Dimension {
  return dimension.map(([base, value]) => [base, value * exponent] as const);
}

/** The quotient of two dimensions. */
export function divide(a: Dimension, b: Dimension): Dimension {
  return multiply(a, power(b, -1));
}

/** True when all exponents are the same. */
export function sameDimension(a: Dimension, b: Dimension): boolean {
  return (
    a.length === b.length && a.every(([base, exponent], i) => b[i]?.[0] === base && b[i]?.[1] === exponent)
  );
}

/** The asset of an amount of money or a quantity: one asset to the power 1. */
export function singleAsset(dimension: Dimension): string | undefined {
  const [first] = dimension;
  return dimension.length === 1 && first !== undefined && first[1] === 1 && first[0] !== timeBase
    ? first[0]
    : undefined;
}

/** Base and quote of a price: one asset per one other. */
export function priceAssets(
  dimension: Dimension,
): { readonly base: string; readonly quote: string } | undefined {
  const [a, b] = dimension;
  if (
    dimension.length !== 2 ||
    a === undefined ||
    b === undefined ||
    a[0] === timeBase ||
    b[0] === timeBase
  ) {
    return undefined;
  }
  if (a[1] === 1 && b[1] === -1) {
    return { quote: a[0], base: b[0] };
  }
  return a[1] === -1 && b[1] === 1 ? { quote: b[0], base: a[0] } : undefined;
}

/** True for a plain time span. */
export function isTime(dimension: Dimension): boolean {
  return dimension.length === 1 && dimension[0]?.[0] === timeBase && dimension[0][1] === 1;
}
