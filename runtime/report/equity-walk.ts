import type { EquitySeries } from "../session/outcome.ts";

/**
 * A figure that is added up while equity is walked once, stretch by stretch. What a gauge keeps between stretches stands in
 * a Float64Array: what a closure keeps is boxed at every row.
 */
export interface EquityGauge<T> {
  /** Takes the rows `from..to` of a series. Stretches come in order, without gaps. */
  readonly take: (equity: EquitySeries, from: number, to: number) => void;
  /** What the rows so far add up to. */
  readonly result: () => T;
}

/** Rows of a stretch: few enough to stay in a fast cache from one gauge to the next. */
const STRETCH = 4096;

/** Shows every row of a series to each gauge. */
export const walkEquity = (equity: EquitySeries, gauges: readonly EquityGauge<unknown>[]): void => {
  const rows = equity.time.length;
  for (let from = 0; from < rows; from += STRETCH) {
    const to = Math.min(rows, from + STRETCH);
    for (const gauge of gauges) gauge.take(equity, from, to);
  }
};
