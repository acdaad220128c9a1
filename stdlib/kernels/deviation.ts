/**
 * Mean distance from the mean of a window. The mean rolls with its rounding error carried along; the distances are
 * summed over the whole window at each bar, as they all change with the mean.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the sum, its rounding error, and the counts of present and of equal bars in a row are in the state. */
const SUM = 0;
const LOST = 1;
const RUN = 2;
const SAME = 3;

const distances = (x: NumberColumn, mean: number, first: number, last: number): number => {
  let even = 0;
  let odd = 0;
  let k = first;
  for (; k < last; k += 2) {
    even += Math.abs((x[k] as number) - mean);
    odd += Math.abs((x[k + 1] as number) - mean);
  }
  if (k === last) even += Math.abs((x[k] as number) - mean);
  return even + odd;
};

const loopDeviation = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): void => {
  let sum = state[SUM] as number;
  let lost = state[LOST] as number;
  let run = state[RUN] as number;
  let same = state[SAME] as number;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      run = 0;
      sum = 0;
      lost = 0;
      output[i] = value;
      continue;
    }
    same = run > 0 && value === x[i - 1] ? same + 1 : 0;
    run += 1;
    const step = run > length ? value - (x[i - length] as number) : value;
    const taken = value - step;
    const oldest = run > length ? (x[i - length] as number) : 0;
    const next = sum + step;
    const added = next - sum;
    lost += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
    sum = next;
    if (run < length) output[i] = Number.NaN;
    // The mean of equal values may differ from them in its last digit.
    else if (same >= length - 1) output[i] = 0;
    else output[i] = distances(x, (sum + lost) / length, i - length + 1, i) / length;
  }
  state[SUM] = sum;
  state[LOST] = lost;
  state[RUN] = run;
  state[SAME] = same;
};

/** Mean of |x - sma(x, n)| over the last n values. */
export const createDev = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(4);
  return (from, to) => loopDeviation(state, x, output, length, from, to);
};
