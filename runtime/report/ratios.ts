/** Sum of the values over their number; 0 for none. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += values[index] as number;
  }
  return values.length === 0 ? 0 : sum / values.length;
}

/** What the ratios need of a series of returns, or of profits. */
export interface ReturnMoments {
  readonly n: number;
  readonly mean: number;
  /** Standard deviation of a sample (ddof 1); NaN for fewer than two values. */
  readonly deviation: number;
  /** `sqrt(mean(min(r, 0)^2))` over all n. */
  readonly downside: number;
}

/** The moments of a series. */
export function momentsOf(returns: Float64Array): ReturnMoments {
  const n = returns.length;
  const centre = mean(returns);
  let squares = 0;
  let shortfalls = 0;
  for (let index = 0; index < n; index += 1) {
    const value = returns[index] as number;
    const deviation = value - centre;
    squares += deviation * deviation;
    if (value < 0) {
      shortfalls += value * value;
    }
  }
  return { n, mean: centre, deviation: Math.sqrt(squares / (n - 1)), downside: Math.sqrt(shortfalls / n) };
}

/**
 * Sharpe ratio: `(mean(r) - rf/P) / sd(r, ddof 1) * sqrt(P)`. Null for fewer than two returns and without variation.
 */
export function sharpe(
  { n, mean, deviation }: ReturnMoments,
  periodsPerYear: number,
  riskFree = 0,
): number | null {
  if (n < 2 || !(deviation > 0)) {
    return null;
  }
  return ((mean - riskFree / periodsPerYear) / deviation) * Math.sqrt(periodsPerYear);
}

/**
 * Sortino ratio: `mean(r) / sqrt(mean(min(r, 0)^2)) * sqrt(P)` over all observations. Null for fewer than two returns and
 * where none is below zero.
 */
export function sortino({ n, mean, downside }: ReturnMoments, periodsPerYear: number): number | null {
  if (n < 2 || !(downside > 0) || Number.isNaN(mean)) {
    return null;
  }
  return (mean / downside) * Math.sqrt(periodsPerYear);
}

const DAY_MS = 86_400_000;

/**
 * Compound annual growth rate: `(end / start)^(365.25 d / elapsed) - 1`. Null under 30 days, -1 where nothing is left.
 */
export function growthRate(start: number, end: number, elapsedMs: number): number | null {
  if (elapsedMs < 30 * DAY_MS || !(start > 0)) {
    return null;
  }
  return end > 0 ? (end / start) ** ((365.25 * DAY_MS) / elapsedMs) - 1 : -1;
}
