/** Sum of the values over their number; 0 for none. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += values[index] as number;
  }
  return values.length === 0 ? 0 : sum / values.length;
}

/** Standard deviation of a sample (ddof 1); NaN for fewer than two values. */
export function sampleDeviation(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    const deviation = (values[index] as number) - centre;
    sum += deviation * deviation;
  }
  return Math.sqrt(sum / (values.length - 1));
}

/**
 * Sharpe ratio: `(mean(r) - rf/P) / sd(r, ddof 1) * sqrt(P)`. Null for fewer than two returns and without variation.
 */
export function sharpe(returns: Float64Array, periodsPerYear: number, riskFree = 0): number | null {
  const deviation = sampleDeviation(returns);
  if (returns.length < 2 || !(deviation > 0)) {
    return null;
  }
  return ((mean(returns) - riskFree / periodsPerYear) / deviation) * Math.sqrt(periodsPerYear);
}

/**
 * Sortino ratio: `(mean(r) - mar) / sqrt(mean(min(r - mar, 0)^2)) * sqrt(P)` over all observations, `mar` a return per
 * period. Null for fewer than two returns and where none is below `mar`.
 */
export function sortino(returns: Float64Array, periodsPerYear: number, acceptable = 0): number | null {
  let sum = 0;
  for (let index = 0; index < returns.length; index += 1) {
    const shortfall = Math.min((returns[index] as number) - acceptable, 0);
    sum += shortfall * shortfall;
  }
  if (returns.length < 2 || !(sum > 0)) {
    return null;
  }
  const downside = Math.sqrt(sum / returns.length);
  return ((mean(returns) - acceptable) / downside) * Math.sqrt(periodsPerYear);
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
