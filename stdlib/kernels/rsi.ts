/**
 * Relative strength index without a branch on the direction of the market: with d the change of a bar, (|d| + d) / 2
 * is its rise and |d| the whole move. Both are kept as decaying sums s * (1 - 1 / n) + x, which are n times Wilder's
 * averages, so that one division a bar is left. A market that only rose reads exactly 100.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the decaying sums are in the state of a kernel, and what a market that never moved reads. */
const RISES = 0;
const MOVES = 1;
const FLAT = 2;

const roll = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  keep: number,
  from: number,
  to: number,
): void => {
  const flat = state[FLAT] as number;
  let rises = state[RISES] as number;
  let moves = state[MOVES] as number;
  for (let i = from; i < to; i++) {
    const change = (x[i] as number) - (x[i - 1] as number);
    if (Number.isNaN(change)) {
      output[i] = change;
    } else {
      const size = Math.abs(change);
      rises = rises * keep + (size + change) * 0.5;
      moves = moves * keep + size;
      output[i] = moves === 0 ? flat : 100 * (rises / moves);
    }
  }
  state[RISES] = rises;
  state[MOVES] = moves;
};

/** `flat` is what a market that never moved reads: NaN, or TA-Lib's 0. */
const createRelativeStrength = (site: KernelSite, flat: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const keep = (length - 1) / length;
  const state = new Float64Array([0, 0, flat]);
  let seen = 0;
  return (from, to) => {
    let i = from;
    for (; i < to && seen < length; i++) {
      const change = (x[i] as number) - (x[i - 1] as number);
      output[i] = Number.NaN;
      if (Number.isNaN(change)) continue;
      const rises = (state[RISES] as number) + (Math.abs(change) + change) * 0.5;
      const moves = (state[MOVES] as number) + Math.abs(change);
      state[RISES] = rises;
      state[MOVES] = moves;
      seen += 1;
      if (seen === length) output[i] = moves === 0 ? flat : 100 * (rises / moves);
    }
    roll(state, x, output, keep, i, to);
  };
};

/** 100 * u / (u + d); absent in a flat market. */
export const createRsi = (site: KernelSite): Kernel => createRelativeStrength(site, Number.NaN);

/** 100 * u / (u + d); 0 in a flat market. */
export const createTalibRsi = (site: KernelSite): Kernel => createRelativeStrength(site, 0);

/**
 * TA-Lib's Chande momentum: 100 * (u - d) / (u + d) over the same averages, which is twice the RSI less 100; 0 in a flat
 * market.
 */
export const createTalibCmo = (site: KernelSite): Kernel => {
  const strength = createRelativeStrength(site, 50);
  const output = numberOutput(site);
  return (from, to) => {
    strength(from, to);
    for (let i = from; i < to; i++) output[i] = 2 * (output[i] as number) - 100;
  };
};
