/** Series of the indicators. Formulas and sources are in the descriptors; lengths count bars. */

import type { NumberSeries } from "../series.ts";
import { numberOperation } from "./operation.ts";
import type { Bars } from "./sources.ts";

type Range = Pick<Bars, "high" | "low" | "close">;
type Flow = Pick<Bars, "close" | "volume">;

/** Sum of the last `length` values. */
export const sum = (x: NumberSeries, length: number): NumberSeries => numberOperation("sum", [x], [length]);

/** Simple moving average: the mean of the last `length` values. */
export const sma = (x: NumberSeries, length: number): NumberSeries => numberOperation("sma", [x], [length]);

/** Linearly weighted moving average: the latest value weighs `length`, the oldest 1. */
export const wma = (x: NumberSeries, length: number): NumberSeries => numberOperation("wma", [x], [length]);

/** Exponential moving average, seeded with the simple average of the first `length` values. */
export const ema = (x: NumberSeries, length: number): NumberSeries => numberOperation("ema", [x], [length]);

/** Wilder's moving average, seeded with the simple average of the first `length` values. */
export const rma = (x: NumberSeries, length: number): NumberSeries => numberOperation("rma", [x], [length]);

/** Population variance of the last `length` values. */
export const variance = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("variance", [x], [length]);

/** Population standard deviation of the last `length` values. */
export const stdev = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("stdev", [x], [length]);

/** The largest of the last `length` values, the present one included. */
export const highest = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("highest", [x], [length]);

/** The smallest of the last `length` values, the present one included. */
export const lowest = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("lowest", [x], [length]);

/** Relative strength index, 0 to 100; absent in a market that never moved. */
export const rsi = (x: NumberSeries, length: number): NumberSeries => numberOperation("rsi", [x], [length]);

/** True range; high - low at the first bar. */
export const tr = (bars: Range): NumberSeries => numberOperation("tr", [bars.high, bars.low, bars.close]);

/** Average true range: Wilder's average of the true range. */
export const atr = (bars: Range, length: number): NumberSeries =>
  numberOperation("atr", [bars.high, bars.low, bars.close], [length]);

/** x - x[length] */
export const change = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("change", [x], [length]);

/** Momentum: the same series as `change`. */
export const mom = (x: NumberSeries, length: number): NumberSeries => change(x, length);

/** Rate of change in percent points: 100 * (x - x[length]) / x[length]. */
export const roc = (x: NumberSeries, length: number): NumberSeries => numberOperation("roc", [x], [length]);

/** Sum of all values since the first bar. */
export const cum = (x: NumberSeries): NumberSeries => numberOperation("cum", [x]);

/** On-balance volume, starting from 0 at the first bar. */
export const obv = (bars: Flow): NumberSeries => numberOperation("obv", [bars.close, bars.volume]);

/** TA-Lib's RSI: 0 in a market that never moved. */
export const talibRsi = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibRsi", [x], [length]);

/** TA-Lib's true range: from the second bar. */
export const talibTr = (bars: Range): NumberSeries =>
  numberOperation("talibTr", [bars.high, bars.low, bars.close]);

/** TA-Lib's average true range: seeded one bar later. */
export const talibAtr = (bars: Range, length: number): NumberSeries =>
  numberOperation("talibAtr", [bars.high, bars.low, bars.close], [length]);

/** TA-Lib's rate of change: 0 where x[length] is 0. */
export const talibRoc = (x: NumberSeries, length: number): NumberSeries =>
  numberOperation("talibRoc", [x], [length]);

/** TA-Lib's on-balance volume: starts with the volume of the first bar. */
export const talibObv = (bars: Flow): NumberSeries => numberOperation("talibObv", [bars.close, bars.volume]);

/** TA-Lib's MACD line: the fast average is seeded late, so that both start at one bar. */
export const talibMacdLine = (x: NumberSeries, fast: number, slow: number, signal: number): NumberSeries =>
  numberOperation("talibMacdLine", [x], [fast, slow, signal]);

/** TA-Lib's MACD signal line. */
export const talibMacdSignal = (x: NumberSeries, fast: number, slow: number, signal: number): NumberSeries =>
  numberOperation("talibMacdSignal", [x], [fast, slow, signal]);

/** TA-Lib's MACD line less its signal. */
export const talibMacdHistogram = (
  x: NumberSeries,
  fast: number,
  slow: number,
  signal: number,
): NumberSeries => numberOperation("talibMacdHistogram", [x], [fast, slow, signal]);
