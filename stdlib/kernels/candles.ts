/** Heikin-Ashi: the open of an averaged candle is the middle of the body of the averaged candle before. */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { numberInput, numberOutput } from "./columns.ts";

const roll = (
  state: Float64Array,
  open: NumberColumn,
  high: NumberColumn,
  low: NumberColumn,
  close: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  let middle = state[0] as number;
  for (let i = from; i < to; i++) {
    const first = open[i] as number;
    const last = close[i] as number;
    const mean = (first + (high[i] as number) + (low[i] as number) + last) / 4;
    if (Number.isNaN(mean)) {
      output[i] = mean;
      continue;
    }
    const averaged = Number.isNaN(middle) ? (first + last) / 2 : middle;
    output[i] = averaged;
    middle = (averaged + mean) / 2;
  }
  state[0] = middle;
};

/** Half of open and close at the first bar; then half of the averaged open and close of the present bar before. */
export const createHeikinAshiOpen = (site: KernelSite): Kernel => {
  const open = numberInput(site, 0);
  const high = numberInput(site, 1);
  const low = numberInput(site, 2);
  const close = numberInput(site, 3);
  const output = numberOutput(site);
  const state = new Float64Array([Number.NaN]);
  return (from, to) => roll(state, open, high, low, close, output, from, to);
};
