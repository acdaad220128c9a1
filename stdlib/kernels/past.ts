/** Operations that look at earlier bars without computing: history and filling forward. */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { booleanInput, booleanOutput, numberInput, numberOutput } from "./columns.ts";

const copyNumbers = (x: NumberColumn, output: NumberColumn, bars: number, from: number, to: number): void => {
  for (let i = from; i < to; i++) output[i] = x[i - bars] as number;
};

const copyTruths = (
  x: BooleanColumn,
  output: BooleanColumn,
  bars: number,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) output[i] = x[i - bars] as number;
};

/** x[k] */
export const createHistory = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const bars = constantAt(site.constants, 0);
  return (from, to) => copyNumbers(x, output, bars, from, to);
};

/** x[k] of truth values */
export const createHistoryBool = (site: KernelSite): Kernel => {
  const x = booleanInput(site, 0);
  const output = booleanOutput(site);
  const bars = constantAt(site.constants, 0);
  return (from, to) => copyTruths(x, output, bars, from, to);
};

/** Returns how many absent bars in a row have been filled. */
const fill = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  bars: number,
  filled: number,
  from: number,
  to: number,
): number => {
  let present = state[0] as number;
  let count = filled | 0;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (!Number.isNaN(value)) {
      present = value;
      count = 0;
    } else if (count < bars) {
      count += 1;
    } else {
      present = value;
    }
    output[i] = present;
  }
  state[0] = present;
  return count;
};

/** The last present value, for at most `bars` absent bars in a row. */
export const createFilledForward = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const bars = constantAt(site.constants, 0);
  const state = new Float64Array([Number.NaN]);
  let filled = 0;
  return (from, to) => {
    filled = fill(state, x, output, bars, filled, from, to);
  };
};
