/**
 * Bars of one instrument, column by column, oldest first. `time` is the open time in milliseconds since 1970 UTC;
 * `volume` is NaN where a source has none.
 */
export interface BarColumns {
  /** Milliseconds of a bar; a bar closes at `time + interval`. */
  readonly interval: number;
  readonly length: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Largest number of decimals in any price of the source; decides the exact price scale. */
  readonly priceDecimals: number;
}

/** Bars with what a derivative's market has besides trades, each value as it is known at the close of the bar. */
export interface MarketBars extends BarColumns {
  /** Last funding rate that was paid, as a ratio for one funding interval. */
  readonly funding?: Float64Array;
  readonly mark?: Float64Array;
  readonly index?: Float64Array;
}
