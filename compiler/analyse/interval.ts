/**
 * Closed intervals of doubles. Rounding to nearest never reverses an order, so computing with the ends of an interval
 * in the arithmetic of the runtime bounds every result exactly. "Above zero" is "at least the smallest double".
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const everything: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
export const positive: Interval = { low: Number.MIN_VALUE, high: Number.POSITIVE_INFINITY };
export const nonNegative: Interval = { low: 0, high: Number.POSITIVE_INFINITY };

/** The interval from `low` to `high`; everything where these are not bounds of any value. */
export function interval(low: number, high: number): Interval {
  return low <= high && low < Number.POSITIVE_INFINITY && high > Number.NEGATIVE_INFINITY
    ? { low, high }
    : everything;
}

/** One value. */
export function point(value: number): Interval {
  return { low: value, high: value };
}

/** The smallest interval around both. */
export function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** True when no value lies outside. */
export function isBounded(a: Interval): boolean {
  return Number.isFinite(a.low) && Number.isFinite(a.high);
}

export function add(a: Interval, b: Interval): Interval {
  return interval(a.low + b.low, a.high + b.high);
}

export function subtract(a: Interval, b: Interval): Interval {
  return interval(a.low - b.high, a.high - b.low);
}

export function negate(a: Interval): Interval {
  return { low: -a.high, high: -a.low };
}

export function multiply(a: Interval, b: Interval): Interval {
  const corners = [
    product(a.low, b.low),
    product(a.low, b.high),
    product(a.high, b.low),
    product(a.high, b.high),
  ];
  return interval(Math.min(...corners), Math.max(...corners));
}

/** Where one side is zero and the other endless, the products themselves are zero. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

/** A quotient by zero is absent, so a divisor that is never negative counts as above zero. */
export function divide(a: Interval, b: Interval): Interval {
  const divisor =
    b.low >= 0
      ? { low: Math.max(b.low, Number.MIN_VALUE), high: b.high }
      : b.high <= 0
        ? { low: b.low, high: Math.min(b.high, -Number.MIN_VALUE) }
        : undefined;
  if (divisor === undefined || divisor.low > divisor.high) {
    return everything;
  }
  const corners = [
    quotient(a.low, divisor.low),
    quotient(a.low, divisor.high),
    quotient(a.high, divisor.low),
    quotient(a.high, divisor.high),
  ];
  return interval(Math.min(...corners), Math.max(...corners));
}

function quotient(a: number, b: number): number {
  return Number.isFinite(b) ? a / b : Number.isFinite(a) ? 0 : a * Math.sign(b);
}

/** Room for the rounding of functions whose last digits do not follow the order of their operands. */
const ROUNDING = 1e-9;

/** Both ends moved outward by the rounding of a long computation with values of this size. */
export function widened(a: Interval): Interval {
  const size = Math.max(Math.abs(a.low), Math.abs(a.high));
  return Number.isFinite(size) ? interval(a.low - size * ROUNDING, a.high + size * ROUNDING) : a;
}
