/**
 * Rolling sums. A window counts once its last `length` values are all present; it is then summed afresh, and rolls
 * until an absent value comes in. Sums carry their rounding errors along (the exact error of each addition, after
 * Knuth and Neumaier), so that where a sum started does not show in its first 12 digits, however long it runs.
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Sum of the last `length` values, divided by `divisor`. */
const createRollingSum = (site: KernelSite, divisor: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  let run = 0;
  let total = 0;
  let lost = 0;

  const sumAfresh = (last: number): void => {
    total = 0;
    lost = 0;
    for (let i = last - length + 1; i <= last; i++) {
      const value = x[i] as number;
      const next = total + value;
      const added = next - total;
      lost += total - (next - added) + (value - added);
      total = next;
    }
  };

  return (from, to) => {
    let i = from;
    while (i < to) {
      for (; run < length && i < to; i++) {
        run = Number.isNaN(x[i] as number) ? 0 : run + 1;
        if (run === length) {
          sumAfresh(i);
          output[i] = (total + lost) / divisor;
        } else {
          output[i] = Number.NaN;
        }
      }
      let sum = total;
      let error = lost;
      for (; i < to; i++) {
        const value = x[i] as number;
        if (Number.isNaN(value)) {
          run = 0;
          break;
        }
        const oldest = x[i - length] as number;
        const step = value - oldest;
        const taken = value - step;
        const next = sum + step;
        const added = next - sum;
        error += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
        sum = next;
        output[i] = (sum + error) / divisor;
      }
      total = sum;
      lost = error;
    }
  };
};

/** x + x[1] + .. + x[n-1] */
export const createSum = (site: KernelSite): Kernel => createRollingSum(site, 1);

/** Sum of the last n values / n. */
export const createSma = (site: KernelSite): Kernel => createRollingSum(site, constantAt(site.constants, 0));

/** 2^27 + 1: splits a double into halves of 26 bits, whose products with a length are exact. */
const SPLITTER = 134_217_729;

/**
 * Linearly weighted: when a value comes in with weight n, every other value loses one weight, which takes off the
 * plain sum of the window before.
 */
export const createWma = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const divisor = (length * (length + 1)) / 2;
  let run = 0;
  let total = 0;
  let lost = 0;
  let weighted = 0;
  let weightedLost = 0;

  const sumAfresh = (last: number): void => {
    total = 0;
    lost = 0;
    weighted = 0;
    weightedLost = 0;
    for (let i = last - length + 1, weight = 1; i <= last; i++, weight++) {
      const value = x[i] as number;
      const next = total + value;
      const added = next - total;
      lost += total - (next - added) + (value - added);
      total = next;
      const split = SPLITTER * value;
      const high = split - (split - value);
      const term = weight * high;
      const nextWeighted = weighted + term;
      const addedWeighted = nextWeighted - weighted;
      weightedLost +=
        weighted - (nextWeighted - addedWeighted) + (term - addedWeighted) + weight * (value - high);
      weighted = nextWeighted;
    }
  };

  return (from, to) => {
    let i = from;
    while (i < to) {
      for (; run < length && i < to; i++) {
        run = Number.isNaN(x[i] as number) ? 0 : run + 1;
        if (run === length) {
          sumAfresh(i);
          output[i] = (weighted + weightedLost) / divisor;
        } else {
          output[i] = Number.NaN;
        }
      }
      let sum = total;
      let error = lost;
      let weightedSum = weighted;
      let weightedError = weightedLost;
      for (; i < to; i++) {
        const value = x[i] as number;
        if (Number.isNaN(value)) {
          run = 0;
          break;
        }
        const split = SPLITTER * value;
        const high = split - (split - value);
        const term = length * high;
        const rise = term - sum;
        const riseTaken = term - rise;
        const nextWeighted = weightedSum + rise;
        const addedWeighted = nextWeighted - weightedSum;
        weightedError +=
          weightedSum -
          (nextWeighted - addedWeighted) +
          (rise - addedWeighted) +
          (term - (rise + riseTaken) + (riseTaken - sum)) +
          (length * (value - high) - error);
        weightedSum = nextWeighted;
        output[i] = (weightedSum + weightedError) / divisor;

        const oldest = x[i - length] as number;
        const step = value - oldest;
        const taken = value - step;
        const next = sum + step;
        const added = next - sum;
        error += sum - (next - added) + (step - added) + (value - (step + taken) + (taken - oldest));
        sum = next;
      }
      total = sum;
      lost = error;
      weighted = weightedSum;
      weightedLost = weightedError;
    }
  };
};
