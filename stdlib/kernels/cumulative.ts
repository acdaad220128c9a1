/** Sums since the first bar. An absent value gives an absent result and adds nothing. */

import type { Kernel, KernelSite } from "../kernel.ts";
import { sign } from "../pointwise.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Sum of all values so far. */
export const createCum = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  let total = 0;
  let lost = 0;
  return (from, to) => {
    let sum = total;
    let error = lost;
    for (let i = from; i < to; i++) {
      const value = x[i] as number;
      if (Number.isNaN(value)) {
        output[i] = Number.NaN;
        continue;
      }
      const next = sum + value;
      const added = next - sum;
      error += sum - (next - added) + (value - added);
      sum = next;
      output[i] = sum + error;
    }
    total = sum;
    lost = error;
  };
};

const createOnBalanceVolume = (site: KernelSite, startsWithVolume: boolean): Kernel => {
  const close = numberInput(site, 0);
  const volume = numberInput(site, 1);
  const output = numberOutput(site);
  let waiting = startsWithVolume;
  let total = 0;
  let lost = 0;
  return (from, to) => {
    let i = from;
    for (; waiting && i < to; i++) {
      output[i] = (volume[i] as number) + ((close[i] as number) - (close[i] as number));
      if (Number.isNaN(output[i] as number)) continue;
      total = output[i] as number;
      waiting = false;
    }
    let sum = total;
    let error = lost;
    for (; i < to; i++) {
      const value = sign((close[i] as number) - (close[i - 1] as number)) * (volume[i] as number);
      if (Number.isNaN(value)) {
        output[i] = Number.NaN;
        continue;
      }
      const next = sum + value;
      const added = next - sum;
      error += sum - (next - added) + (value - added);
      sum = next;
      output[i] = sum + error;
    }
    total = sum;
    lost = error;
  };
};

/** Sum of sign(close - close[1]) * volume, from the second bar. */
export const createObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, false);

/** The same, starting with the volume of the first bar. */
export const createTalibObv = (site: KernelSite): Kernel => createOnBalanceVolume(site, true);
