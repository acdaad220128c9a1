/** Sums since the first bar. An absent value gives an absent result and adds nothing. */

import type { Kernel, KernelSite } from "../kernel.ts";
import { sign } from "../pointwise.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Sum of all values so far. */
export const createCum = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const state = new Float64Array(2);
  return (from, to) => {
    let sum = state[0] as number;
    let error = state[1] as number;
    for (let i = from; i < to; i++) {
      const value = x[i] as number;
      if (Number.isNaN(value)) {
        output[i] = value;
      } else {
        const next = sum + value;
        const added = next - sum;
        error += sum - (next - added) + (value - added);
        sum = next;
        output[i] = sum + error;
      }
    }
    state[0] = sum;
    state[1] = error;
  };
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
      output[i] = (volume[i] as number) + ((close[i] as number) - (close[i] as number));
      if (Number.isNaN(output[i] as number)) continue;
      state[0] = output[i] as number;
      waiting = false;
    }
    let sum = state[0] as number;
    let error = state[1] as number;
    for (; i < to; i++) {
      const value = sign((close[i] as number) - (close[i - 1] as number)) * (volume[i] as number);
      if (Number.isNaN(value)) {
        output[i] = value;
      } else {
        const next = sum + value;
        const added = next - sum;
        error += sum - (next - added) + (value - added);
        sum = next;
        output[i] = sum + error;
      }
    }
    state[0] = sum;
    state[1] = error;
  };
};

/** Sum of sign(close - close[1]) * volume, from the second bar. */
export const createObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, false);

/** The same, starting with the volume of the first bar. */
export const createTalibObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, true);
