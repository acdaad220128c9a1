/**
 * Series of the operations behind the indicators on averages, oscillators, volume and trend. Formulas and sources are
 * in the descriptors; lengths count bars.
 */

import type { NumberSeries } from "../series.ts";
import { numberOperation } from "./operation.ts";
import type { Bars } from "./sources.ts";

type Range = Pick<Bars, "high" | "low" | "close">;
type Flow = Pick<Bars, "close" | "volume">;
type Turnover = Pick<Bars, "volume">;

const ofRange = ({ high, low, close }: Range): readonly NumberSeries[] => [high, low, close];

/** `part` in percent of `whole`; absent where that is zero. */
export const percent = (part: NumberSeries, whole: NumberSeries): NumberSeries =>
  numberOperation("percent", [part, whole]);

/** Average under a bell curve that peaks `offset` (0 to 1) of the way to the latest bar. */
export const alma = (x: NumberSeries, length: number, offset: number, sigma: number): NumberSeries =>
  numberOperation("alma", [x], [length, offset, sigma]);

/** Kaufman's adaptive average; absent while the series does not move. */
export const kama = (x: NumberSeries, length: number, fast: number, slow: number): NumberSeries =>
  numberOperation("kama", [x], [length, fast, slow]);

/** The line of least squares through the last `length` values, `offset` bars before its end. */
export const linreg = (x: NumberSeries, length: number, offset: number): NumberSeries =>
  numberOperation("linreg", [x], [length, offset]);

/** Mean distance from the mean of the last `length` values. */
export const dev = (x: NumberSeries, length: number): NumberSeries => numberOperation("dev", [x], [length]);

/** Centre of gravity of the last `length` values, from -length to -1. */
export const cog = (x: NumberSeries, length: number): NumberSeries => numberOperation("cog", [x], [length]);

/** Money flow index; absent where nothing flowed. */
export const mfi = ({ volume }: Turnover, x: NumberSeries, length: number): NumberSeries =>
  numberOperation("mfi", [volume, x], [length]);

/** Bars since the highest of the last `length` values, the oldest of equal ones. */
export const highestBars = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("highestBars", [x], [length]);

/** Bars since the lowest of the last `length` values, the oldest of equal ones. */
export const lowestBars = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("lowestBars", [x], [length]);

/** Upward movement in percent of the true range, both averaged. */
export const plusDi = (bars: Range, length: number): NumberSeries =>
  numberOperation("plusDi", ofRange(bars), [length]);

/** Downward movement in percent of the true range, both averaged. */
export const minusDi = (bars: Range, length: number): NumberSeries =>
  numberOperation("minusDi", ofRange(bars), [length]);

/** How far upward and downward movement are apart, in percent of their sum. */
export const dx = (bars: Range, length: number): NumberSeries =>
  numberOperation("dx", ofRange(bars), [length]);

/** Negative volume index, from 1. */
export const nvi = ({ close, volume }: Flow): NumberSeries => numberOperation("nvi", [close, volume]);

/** Positive volume index, from 1. */
export const pvi = ({ close, volume }: Flow): NumberSeries => numberOperation("pvi", [close, volume]);

/** Open of the Heikin-Ashi candle. */
export const heikinAshiOpen = ({
  open,
  high,
  low,
  close,
}: Pick<Bars, "open" | "high" | "low" | "close">): NumberSeries =>
  numberOperation("heikinAshiOpen", [open, high, low, close]);

/** Trailing band `width` away from the middle of the bar. */
export const supertrendLine = (bars: Range, width: NumberSeries): NumberSeries =>
  numberOperation("supertrendLine", [...ofRange(bars), width]);

/** 1 while the band is above the market, -1 while it is below. */
export const supertrendDirection = (bars: Range, width: NumberSeries): NumberSeries =>
  numberOperation("supertrendDirection", [...ofRange(bars), width]);

/** Parabolic stop and reverse. */
export const psar = (bars: Range, start: number, increment: number, maximum: number): NumberSeries =>
  numberOperation("psar", ofRange(bars), [start, increment, maximum]);

/** TA-Lib's adaptive average: steps fastest while the series does not move. */
export const talibKama = (x: NumberSeries, length: number, fast: number, slow: number): NumberSeries =>
  numberOperation("talibKama", [x], [length, fast, slow]);

/** TA-Lib's Chande momentum: twice its RSI less 100. */
export const talibCmo = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibCmo", [x], [length]);

/** TA-Lib's money flow index: from the second bar, 0 where less than 1 flowed. */
export const talibMfi = ({ volume }: Turnover, x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibMfi", [volume, x], [length]);

/** Bars since the highest of the last `length` values, the newest of equal ones. */
export const talibHighestBars = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibHighestBars", [x], [length]);

/** Bars since the lowest of the last `length` values, the newest of equal ones. */
export const talibLowestBars = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibLowestBars", [x], [length]);

/** TA-Lib's upward movement: its sums start one bar earlier. */
export const talibPlusDi = (bars: Range, length: number): NumberSeries =>
  numberOperation("talibPlusDi", ofRange(bars), [length]);

/** TA-Lib's downward movement: its sums start one bar earlier. */
export const talibMinusDi = (bars: Range, length: number): NumberSeries =>
  numberOperation("talibMinusDi", ofRange(bars), [length]);

/** TA-Lib's directional movement index; its last value stands where there is no movement. */
export const talibDx = (bars: Range, length: number): NumberSeries =>
  numberOperation("talibDx", ofRange(bars), [length]);

/** TA-Lib's average directional movement index. */
export const talibAdx = (bars: Range, length: number): NumberSeries =>
  numberOperation("talibAdx", ofRange(bars), [length]);

/** TA-Lib's parabolic stop and reverse. */
export const talibSar = (
  { high, low }: Pick<Bars, "high" | "low">,
  acceleration: number,
  maximum: number,
): NumberSeries => numberOperation("talibSar", [high, low], [acceleration, maximum]);

/** TA-Lib's Chaikin oscillator: averages seeded with the first value. */
export const talibAdosc = (bars: Range & Turnover, fast: number, slow: number): NumberSeries =>
  numberOperation("talibAdosc", [...ofRange(bars), bars.volume], [fast, slow]);
