/**
 * Rolling extremes after van Herk, Gil and Werman: bars are counted off in groups of `length`; a window is the end of
 * one group and the beginning of the next, so its extreme is that of a running suffix and a running prefix. Three
 * comparisons per bar, whatever the length. Absent values spread through Math.max and Math.min, so that a window with
 * one of them, or one that is not full yet, is absent.
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** max(x, x[1], .., x[n-1]) */
export const createHighest = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const suffix = new Float64Array(length + 1).fill(Number.NaN);
  suffix[length] = Number.NEGATIVE_INFINITY;
  let position = 0;
  let prefix = Number.NEGATIVE_INFINITY;
  return (from, to) => {
    let i = from;
    while (i < to) {
      const end = Math.min(to, i + length - position);
      const offset = position + 1 - i;
      position += end - i;
      let best = prefix;
      for (; i < end; i++) {
        best = Math.max(best, x[i] as number);
        output[i] = Math.max(best, suffix[i + offset] as number);
      }
      prefix = best;
      if (position < length) return;
      best = Number.NEGATIVE_INFINITY;
      for (let back = length - 1; back > 0; back--) {
        best = Math.max(best, x[i - length + back] as number);
        suffix[back] = best;
      }
      position = 0;
      prefix = Number.NEGATIVE_INFINITY;
    }
  };
};

/** min(x, x[1], .., x[n-1]) */
export const createLowest = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const suffix = new Float64Array(length + 1).fill(Number.NaN);
  suffix[length] = Number.POSITIVE_INFINITY;
  let position = 0;
  let prefix = Number.POSITIVE_INFINITY;
  return (from, to) => {
    let i = from;
    while (i < to) {
      const end = Math.min(to, i + length - position);
      const offset = position + 1 - i;
      position += end - i;
      let best = prefix;
      for (; i < end; i++) {
        best = Math.min(best, x[i] as number);
        output[i] = Math.min(best, suffix[i + offset] as number);
      }
      prefix = best;
      if (position < length) return;
      best = Number.POSITIVE_INFINITY;
      for (let back = length - 1; back > 0; back--) {
        best = Math.min(best, x[i - length + back] as number);
        suffix[back] = best;
      }
      position = 0;
      prefix = Number.POSITIVE_INFINITY;
    }
  };
};
