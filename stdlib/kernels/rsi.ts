/**
 * Relative strength index without a branch on the direction of the market: with d the change of a bar, (|d| + d) / 2
 * is its rise and |d| the whole move. Both are kept as decaying sums s * (1 - 1 / n) + x, which are n times Wilder's
 * averages, so that one division a bar is left. A market that only rose reads exactly 100.
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** `flat` is what a market that never moved reads: NaN, or TA-Lib's 0. */
const createRelativeStrength = (site: KernelSite, flat: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const keep = (length - 1) / length;
  let seen = 0;
  let rises = 0;
  let moves = 0;
  return (from, to) => {
    let i = from;
    let up = rises;
    let all = moves;
    for (; i < to && seen < length; i++) {
      const change = (x[i] as number) - (x[i - 1] as number);
      output[i] = Number.NaN;
      if (Number.isNaN(change)) continue;
      up += (Math.abs(change) + change) * 0.5;
      all += Math.abs(change);
      seen += 1;
      if (seen === length) output[i] = all === 0 ? flat : 100 * (up / all);
    }
    for (; i < to; i++) {
      const change = (x[i] as number) - (x[i - 1] as number);
      if (Number.isNaN(change)) {
        output[i] = Number.NaN;
        continue;
      }
      const size = Math.abs(change);
      up = up * keep + (size + change) * 0.5;
      all = all * keep + size;
      output[i] = all === 0 ? flat : 100 * (up / all);
    }
    rises = up;
    moves = all;
  };
};

/** 100 * u / (u + d); absent in a flat market. */
export const createRsi = (site: KernelSite): Kernel => createRelativeStrength(site, Number.NaN);

/** 100 * u / (u + d); 0 in a flat market. */
export const createTalibRsi = (site: KernelSite): Kernel => createRelativeStrength(site, 0);
