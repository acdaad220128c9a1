import { type Fixed, formatUnits, rescale } from "./decimal.ts";

/** Nothing. */
export const ZERO: Fixed = { units: 0n, scale: 0 };

/** Exact sum of two decimals. */
export const plus = (a: Fixed, b: Fixed): Fixed => {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale) + rescale(b, scale), scale };
};

/** Exact difference of two decimals. */
export const minus = (a: Fixed, b: Fixed): Fixed => plus(a, negated(b));

/** Exact product of two decimals. */
export const times = (a: Fixed, b: Fixed): Fixed => ({ units: a.units * b.units, scale: a.scale + b.scale });

/** The decimal with the other sign. */
export const negated = ({ units, scale }: Fixed): Fixed => ({ units: -units, scale });

/** The decimal without its sign. */
export const magnitude = (value: Fixed): Fixed => (value.units < 0n ? negated(value) : value);

/** Exact sum of several decimals. */
export const sumOf = (values: readonly Fixed[]): Fixed => values.reduce(plus, ZERO);

/** The exact value as a decimal string without trailing zeros. */
export const textOf = ({ units, scale }: Fixed): string => formatUnits(units, scale);

/** The double nearest to a decimal. */
export const numberOf = ({ units, scale }: Fixed): number => Number(formatUnits(units, scale));
