/** The composite indicators of the library's .ctk files, written with series builders. */

import {
  add,
  type Bars,
  constant,
  div,
  ema,
  highest,
  lowest,
  mul,
  type NumberSeries,
  sma,
  stdev,
  sub,
} from "../../stdlib/index.ts";

export type Composite<Name extends string> = Readonly<Record<Name, NumberSeries>>;

export const bollinger = (
  x: NumberSeries,
  length: number,
  k: number,
): Composite<"middle" | "upper" | "lower"> => {
  const middle = sma(x, length);
  const width = mul(constant(k), stdev(x, length));
  return { middle, upper: add(middle, width), lower: sub(middle, width) };
};

export const macd = (
  x: NumberSeries,
  fast: number,
  slow: number,
  signal: number,
): Composite<"line" | "signal" | "histogram"> => {
  const line = sub(ema(x, fast), ema(x, slow));
  const average = ema(line, signal);
  return { line, signal: average, histogram: sub(line, average) };
};

export const donchian = (
  bars: Pick<Bars, "high" | "low">,
  length: number,
): Composite<"upper" | "lower" | "middle"> => {
  const upper = highest(bars.high, length);
  const lower = lowest(bars.low, length);
  return { upper, lower, middle: div(add(upper, lower), constant(2)) };
};
