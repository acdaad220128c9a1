import type { BarColumns, EquitySeries } from "ctk/runtime";
import type { MarketSeries } from "./protocol.ts";

/** Equity and its fall from the peak at the close of each bar of a market; the capital before the first step. */
export const alignSeries = (
  market: string,
  bars: BarColumns,
  equity: EquitySeries,
  capital: number,
): MarketSeries => {
  const values = isOnBars(bars, equity) ? equity.value.slice() : carried(bars, equity, capital);
  const drawdown = new Float64Array(values.length);
  let peak = capital;
  for (let bar = 0; bar < values.length; bar++) {
    const value = values[bar] ?? capital;
    if (value > peak) peak = value;
    drawdown[bar] = peak > 0 ? value / peak - 1 : 0;
  }
  return { market, equity: values, drawdown };
};

/** Whether the steps of a run are the bars of a market, one for one. */
const isOnBars = ({ time, length, interval }: BarColumns, equity: EquitySeries): boolean => {
  if (equity.time.length !== length) return false;
  for (let bar = 0; bar < length; bar++) {
    if (equity.time[bar] !== (time[bar] ?? 0) + interval) return false;
  }
  return true;
};

/** The last value known at the close of each bar. */
const carried = (
  { time, length, interval }: BarColumns,
  equity: EquitySeries,
  capital: number,
): Float64Array => {
  const values = new Float64Array(length);
  let step = 0;
  let last = capital;
  for (let bar = 0; bar < length; bar++) {
    const close = (time[bar] ?? 0) + interval;
    while (step < equity.time.length && (equity.time[step] ?? 0) <= close)
      last = equity.value[step++] ?? last;
    values[bar] = last;
  }
  return values;
};

/** A feature's values at the bars of a market: each holds from the bar at whose close it is known until the next one. */
export const alignValues = (
  bars: BarColumns,
  time: Float64Array,
  values: Float64Array | Uint8Array,
  clock: number,
): Float64Array => {
  const aligned = new Float64Array(bars.length).fill(Number.NaN);
  let row = 0;
  let last = Number.NaN;
  for (let bar = 0; bar < bars.length; bar++) {
    const close = (bars.time[bar] ?? 0) + bars.interval;
    while (row < time.length && (time[row] ?? 0) + clock <= close) last = values[row++] ?? Number.NaN;
    aligned[bar] = last;
  }
  return aligned;
};
