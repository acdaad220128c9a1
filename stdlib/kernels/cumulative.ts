/** Sums since the first bar. An absent value gives an absent result and adds nothing. */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { sign } from "../pointwise.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where a sum and its rounding error are in the state of a kernel. */
const SUM = 0;
const LOST = 1;

const addUp = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  let sum = state[SUM] as number;
  let lost = state[LOST] as number;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      output[i] = value;
    } else {
      const next = sum + value;
      const added = next - sum;
      lost += sum - (next - added) + (value - added);
      sum = next;
      output[i] = sum + lost;
    }
  }
  state[SUM] = sum;
  state[LOST] = lost;
};

/** Sum of all values so far. */
export const createCum = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const state = new Float64Array(2);
  return (from, to) => addUp(state, x, output, from, to);
};

const flow = (
  close: NumberColumn,
  volume: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    output[i] = sign((close[i] as number) - (close[i - 1] as number)) * (volume[i] as number);
  }
};

const createOnBalanceVolume = (site: KernelSite, startsWithVolume: boolean): Kernel => {
  const close = numberInput(site, 0);
  const volume = numberInput(site, 1);
  const output = numberOutput(site);
  const state = new Float64Array(2);
  let waiting = startsWithVolume;
  return (from, to) => {
    let i = from;
    for (; waiting && i < to; i++) {
      const value = (volume[i] as number) + ((close[i] as number) - (close[i] as number));
      output[i] = value;
      if (Number.isNaN(value)) continue;
      state[SUM] = value;
      waiting = false;
    }
    flow(close, volume, output, i, to);
    addUp(state, output, output, i, to);
  };
};

/** Sum of sign(close - close[1]) * volume, from the second bar. */
export const createObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, false);

/** The same, starting with the volume of the first bar. */
export const createTalibObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, true);
