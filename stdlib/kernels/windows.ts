/**
 * Rolling sums. A window counts once its last `length` values are all present; it is then summed afresh, and rolls
 * until an absent value comes in. Sums carry their rounding errors along (the exact error of each addition, after
 * Knuth and Neumaier), so that where a sum started does not show in its first 12 digits, however long it runs. A window
 * of zeros sums to exactly 0, so that a quotient of sums is absent where it is undefined.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where a sum, its rounding error and the number of zeros in a row are in the state of a kernel. */
export const SUM = 0;
export const LOST = 1;
const ZEROS = 2;

/** Sums the `length` values that end at `last`. */
export const sumAfresh = (state: Float64Array, x: NumberColumn, last: number, length: number): number => {
  let sum = 0;
  let lost = 0;
  for (let i = last - length + 1; i <= last; i++) {
    const value = x[i] as number;
    const next = sum + value;
    const added = next - sum;
    lost += sum - (next - added) + (value - added);
    sum = next;
  }
  state[SUM] = sum;
  state[LOST] = lost;
  return sum + lost;
};

/** Rolls from bar `from` and stops before an absent value. */
const rollSum = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  length: number,
  divisor: number,
  from: number,
  to: number,
): number => {
  let sum = state[SUM] as number;
  let lost = state[LOST] as number;
  let zeros = state[ZEROS] as number;
  let i = from;
  for (; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) break;
    zeros = value === 0 ? zeros + 1 : 0;
    if (zeros >= length) {
      sum = 0;
      lost = 0;
      output[i] = 0;
      continue;
    }
    const oldest = x[i - length] as number;
    const step = value - oldest;
    const taken = value - step;
    const next = sum + step;
    const added = next - sum;
    lost += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
    sum = next;
    output[i] = (sum + lost) / divisor;
  }
  state[SUM] = sum;
  state[LOST] = lost;
  state[ZEROS] = zeros;
  return i;
};

/** Sum of the last `length` values, divided by `divisor`. */
const createRollingSum = (site: KernelSite, divisor: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(3);
  let run = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      if (run >= length) i = rollSum(state, x, output, length, divisor, i, to);
      if (i === to) break;
      run = Number.isNaN(x[i] as number) ? 0 : run + 1;
      state[ZEROS] = x[i] === 0 ? (state[ZEROS] as number) + 1 : 0;
      output[i] = run < length ? Number.NaN : sumAfresh(state, x, i, length) / divisor;
      i += 1;
    }
  };
};

/** x + x[1] + .. + x[n-1] */
export const createSum = (site: KernelSite): Kernel => createRollingSum(site, 1);

/** Sum of the last n values / n. */
export const createSma = (site: KernelSite): Kernel => createRollingSum(site, constantAt(site.constants, 0));
