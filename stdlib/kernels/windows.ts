/**
 * Rolling sums. A window counts once its last `length` values are all present; it is then summed afresh, and rolls
 * until an absent value comes in. Sums carry their rounding errors along (the exact error of each addition, after
 * Knuth and Neumaier), so that where a sum started does not show in its first 12 digits, however long it runs.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where a sum and its rounding error are in the state of a kernel. */
const SUM = 0;
const LOST = 1;

const sumAfresh = (state: Float64Array, x: NumberColumn, last: number, length: number): number => {
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
  let i = from;
  for (; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) break;
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
  return i;
};

/** Sum of the last `length` values, divided by `divisor`. */
const createRollingSum = (site: KernelSite, divisor: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(2);
  let run = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      if (run >= length) i = rollSum(state, x, output, length, divisor, i, to);
      if (i === to) break;
      run = Number.isNaN(x[i] as number) ? 0 : run + 1;
      output[i] = run < length ? Number.NaN : sumAfresh(state, x, i, length) / divisor;
      i += 1;
    }
  };
};

/** x + x[1] + .. + x[n-1] */
export const createSum = (site: KernelSite): Kernel => createRollingSum(site, 1);

/** Sum of the last n values / n. */
export const createSma = (site: KernelSite): Kernel => createRollingSum(site, constantAt(site.constants, 0));

/** 2^27 + 1: splits a double into halves of 26 bits, whose products with a length are exact. */
const SPLITTER = 134_217_729;

/** Where the weighted sum and its rounding error are; the plain sum is beside them. */
const WEIGHTED = 2;
const WEIGHTED_LOST = 3;

const weighAfresh = (state: Float64Array, x: NumberColumn, last: number, length: number): number => {
  let weighted = 0;
  let lost = 0;
  for (let i = last - length + 1, weight = 1; i <= last; i++, weight++) {
    const value = x[i] as number;
    const split = SPLITTER * value;
    const high = split - (split - value);
    const term = weight * value;
    const next = weighted + term;
    const added = next - weighted;
    lost += weighted - (next - added) + (term - added) + (weight * high - term + weight * (value - high));
    weighted = next;
  }
  state[WEIGHTED] = weighted;
  state[WEIGHTED_LOST] = lost;
  sumAfresh(state, x, last, length);
  return weighted + lost;
};

/**
 * When a value comes in with weight n, every other value loses one weight: that takes off the plain sum of the window
 * before. Stops before an absent value.
 */
const rollWeighted = (
  state: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): number => {
  const divisor = (length * (length + 1)) / 2;
  let sum = state[SUM] as number;
  let lost = state[LOST] as number;
  let weighted = state[WEIGHTED] as number;
  let weightedLost = state[WEIGHTED_LOST] as number;
  let i = from;
  for (; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) break;
    const split = SPLITTER * value;
    const high = split - (split - value);
    const term = length * value;
    const rise = term - sum;
    const riseTaken = term - rise;
    const nextWeighted = weighted + rise;
    const addedRise = nextWeighted - weighted;
    weightedLost +=
      weighted -
      (nextWeighted - addedRise) +
      (rise - addedRise) +
      (term - (rise + riseTaken) + (riseTaken - sum)) +
      (length * high - term + length * (value - high) - lost);
    weighted = nextWeighted;
    output[i] = (weighted + weightedLost) / divisor;

    const oldest = x[i - length] as number;
    const step = value - oldest;
    const taken = value - step;
    const next = sum + step;
    const added = next - sum;
    lost += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
    sum = next;
  }
  state[SUM] = sum;
  state[LOST] = lost;
  state[WEIGHTED] = weighted;
  state[WEIGHTED_LOST] = weightedLost;
  return i;
};

/** Linearly weighted: (n * x + (n - 1) * x[1] + .. + x[n-1]) / (n * (n + 1) / 2) */
export const createWma = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const divisor = (length * (length + 1)) / 2;
  const state = new Float64Array(4);
  let run = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      if (run >= length) i = rollWeighted(state, x, output, length, i, to);
      if (i === to) break;
      run = Number.isNaN(x[i] as number) ? 0 : run + 1;
      output[i] = run < length ? Number.NaN : weighAfresh(state, x, i, length) / divisor;
      i += 1;
    }
  };
};
