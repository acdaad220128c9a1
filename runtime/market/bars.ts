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

/** Values of one bar. */
export interface Bar {
  /** Open time, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** NaN where the source has none. */
  readonly volume: number;
}

/** One bar of columns. */
export const barAt = (bars: BarColumns, row: number): Bar => ({
  time: bars.time[row] as number,
  open: bars.open[row] as number,
  high: bars.high[row] as number,
  low: bars.low[row] as number,
  close: bars.close[row] as number,
  volume: bars.volume[row] as number,
});
