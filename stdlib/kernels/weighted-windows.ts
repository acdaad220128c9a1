/**
 * Rolling windows whose values weigh 1, 2, .. n, the latest most: the weighted average, and the line of least squares
 * and the centre of gravity, which follow from the weighted and the plain sum. Both sums carry their rounding errors
 * along, as those of `windows.ts`.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { LOST, SUM, sumAfresh } from "./windows.ts";

/** 2^27 + 1: splits a double into halves of 26 bits, whose products with a length are exact. */
const SPLITTER = 134_217_729;

/**
 * What is made of the weighted sum W and the plain sum S:
 * (weighted * W + plain * S) / (divisor + plainDivisor * S). The factors are exact for lengths in use.
 */
interface Combination {
  readonly weighted: number;
  readonly plain: number;
  readonly divisor: number;
  readonly plainDivisor: number;
}

const combine = (combination: Combination, weightedSum: number, sum: number): number => {
  const { weighted, plain, divisor, plainDivisor } = combination;
  const value = (weighted * weightedSum + plain * sum) / (divisor + plainDivisor * sum);
  return value + (value - value);
};

/** Where the weighted sum and its rounding error are; the plain sum is beside them. */
const WEIGHTED = 2;
const WEIGHTED_LOST = 3;

const weighAfresh = (
  state: Float64Array,
  x: NumberColumn,
  last: number,
  length: number,
  combination: Combination,
): number => {
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
  return combine(combination, weighted + lost, sumAfresh(state, x, last, length));
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
  combination: Combination,
  from: number,
  to: number,
): number => {
  const { weighted: weightedFactor, plain, divisor, plainDivisor } = combination;
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

    const oldest = x[i - length] as number;
    const step = value - oldest;
    const taken = value - step;
    const next = sum + step;
    const added = next - sum;
    lost += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
    sum = next;

    const all = sum + lost;
    const result =
      (weightedFactor * (weighted + weightedLost) + plain * all) / (divisor + plainDivisor * all);
    output[i] = result + (result - result);
  }
  state[SUM] = sum;
  state[LOST] = lost;
  state[WEIGHTED] = weighted;
  state[WEIGHTED_LOST] = weightedLost;
  return i;
};

const createWeighted = (site: KernelSite, combination: Combination): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(4);
  let run = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      if (run >= length) i = rollWeighted(state, x, output, length, combination, i, to);
      if (i === to) break;
      run = Number.isNaN(x[i] as number) ? 0 : run + 1;
      output[i] = run < length ? Number.NaN : weighAfresh(state, x, i, length, combination);
      i += 1;
    }
  };
};

/** Linearly weighted: (n * x + (n - 1) * x[1] + .. + x[n-1]) / (n * (n + 1) / 2) */
export const createWma = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  return createWeighted(site, {
    weighted: 1,
    plain: 0,
    divisor: (length * (length + 1)) / 2,
    plainDivisor: 0,
  });
};

/**
 * The line of least squares through the last n values, `offset` bars before its end. With W and S, its mean is S / n
 * and its slope 12 * (W - S * (n + 1) / 2) / (n * (n^2 - 1)).
 */
export const createLinreg = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  const fromMiddle = (length - 1) / 2 - constantAt(site.constants, 1);
  const spread = length * length - 1;
  return createWeighted(
    site,
    length === 1
      ? { weighted: 0, plain: 1, divisor: 1, plainDivisor: 0 }
      : {
          weighted: 12 * fromMiddle,
          plain: spread - 6 * fromMiddle * (length + 1),
          divisor: length * spread,
          plainDivisor: 0,
        },
  );
};

/** -(1 * x + 2 * x[1] + .. + n * x[n-1]) / (x + x[1] + .. + x[n-1]): the weights of W turned round. */
export const createCog = (site: KernelSite): Kernel =>
  createWeighted(site, {
    weighted: 1,
    plain: -(constantAt(site.constants, 0) + 1),
    divisor: 0,
    plainDivisor: 1,
  });
