/** Differences from the value `length` bars ago. */

import type { Kernel, KernelSite } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** x - x[n] */
export const createChange = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => {
    for (let i = from; i < to; i++) output[i] = (x[i] as number) - (x[i - length] as number);
  };
};

/** 100 * (x - x[n]) / x[n]; absent where x[n] is zero. */
export const createRoc = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => {
    for (let i = from; i < to; i++) {
      const old = x[i - length] as number;
      output[i] = div(100 * ((x[i] as number) - old), old);
    }
  };
};

/** (x / x[n] - 1) * 100; 0 where x[n] is zero. */
export const createTalibRoc = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => {
    for (let i = from; i < to; i++) {
      const value = x[i] as number;
      const old = x[i - length] as number;
      output[i] = old === 0 ? value - value : (div(value, old) - 1) * 100;
    }
  };
};
