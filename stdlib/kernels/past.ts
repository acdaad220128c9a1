/** Operations that look at earlier bars without computing: history and filling forward. */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { booleanInput, booleanOutput, numberInput, numberOutput } from "./columns.ts";

/** x[k] */
export const createHistory = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const bars = constantAt(site.constants, 0);
  return (from, to) => {
    for (let i = from; i < to; i++) output[i] = x[i - bars] as number;
  };
};

/** x[k] of truth values */
export const createHistoryBool = (site: KernelSite): Kernel => {
  const x = booleanInput(site, 0);
  const output = booleanOutput(site);
  const bars = constantAt(site.constants, 0);
  return (from, to) => {
    for (let i = from; i < to; i++) output[i] = x[i - bars] as number;
  };
};

/** The last present value, for at most `bars` absent bars in a row. */
export const createFilledForward = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const bars = constantAt(site.constants, 0);
  let last = Number.NaN;
  let filled = 0;
  return (from, to) => {
    let present = last;
    let count = filled;
    for (let i = from; i < to; i++) {
      const value = x[i] as number;
      if (!Number.isNaN(value)) {
        present = value;
        count = 0;
      } else if (count < bars) {
        count += 1;
      } else {
        present = Number.NaN;
      }
      output[i] = present;
    }
    last = present;
    filled = count;
  };
};
