/**
 * Population variance of a rolling window, at constant cost per bar.
 *
 * Values are taken relative to a pivot, one of the values of the window, and their sums and sums of squares roll with
 * their rounding errors carried along. When the window has moved so far from the pivot that the subtraction would
 * cost more than six digits, or has become far quieter than it was, the sums are made afresh around its latest value:
 * a mean is never further than sqrt(length - 1) deviations from a value of its window (Samuelson's inequality), so
 * that this happens rarely. It depends on the values alone, never on how the bars arrive.
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

const QUIETER = 1e16;

/** Where the sums of a window are in its array; PEAK is the largest mean square since the sums were made. */
const PIVOT = 0;
const SUM = 1;
const SUM_LOST = 2;
const SQUARES = 3;
const SQUARES_LOST = 4;
const PEAK = 5;

/** Sums around the value at `last` over the `length` values that end there. */
const sumAfresh = (moments: Float64Array, x: Float64Array, last: number, length: number): number => {
  const pivot = x[last] as number;
  let sum = 0;
  let sumLost = 0;
  let squares = 0;
  let squaresLost = 0;
  for (let i = last - length + 1; i <= last; i++) {
    const value = (x[i] as number) - pivot;
    const next = sum + value;
    const added = next - sum;
    sumLost += sum - (next - added) + (value - added);
    sum = next;
    const square = value * value;
    const nextSquares = squares + square;
    const addedSquare = nextSquares - squares;
    squaresLost += squares - (nextSquares - addedSquare) + (square - addedSquare);
    squares = nextSquares;
  }
  moments[PIVOT] = pivot;
  moments[SUM] = sum;
  moments[SUM_LOST] = sumLost;
  moments[SQUARES] = squares;
  moments[SQUARES_LOST] = squaresLost;
  const mean = (sum + sumLost) / length;
  const meanSquare = (squares + squaresLost) / length;
  moments[PEAK] = meanSquare;
  return Math.max(meanSquare - mean * mean, 0);
};

/** Rolls from bar `from` and stops before an absent value, or before a bar whose sums must be made afresh. */
const roll = (
  moments: Float64Array,
  x: Float64Array,
  output: Float64Array,
  length: number,
  from: number,
  to: number,
): number => {
  const cancellation = Math.max(1e5, 4 * length);
  const pivot = moments[PIVOT] as number;
  let sum = moments[SUM] as number;
  let sumLost = moments[SUM_LOST] as number;
  let squares = moments[SQUARES] as number;
  let squaresLost = moments[SQUARES_LOST] as number;
  let peak = moments[PEAK] as number;
  let i = from;
  for (; i < to; i++) {
    const entering = (x[i] as number) - pivot;
    const leaving = (x[i - length] as number) - pivot;
    const step = entering - leaving;
    const taken = entering - step;
    const next = sum + step;
    const added = next - sum;
    sumLost += sum - (next - added) + (step - added) + (entering - (step + taken) + (taken - leaving));
    sum = next;

    const enteringSquare = entering * entering;
    const leavingSquare = leaving * leaving;
    const rise = enteringSquare - leavingSquare;
    const riseTaken = enteringSquare - rise;
    const nextSquares = squares + rise;
    const addedRise = nextSquares - squares;
    squaresLost +=
      squares -
      (nextSquares - addedRise) +
      (rise - addedRise) +
      (enteringSquare - (rise + riseTaken) + (riseTaken - leavingSquare));
    squares = nextSquares;

    const mean = (sum + sumLost) / length;
    const meanSquare = (squares + squaresLost) / length;
    const result = meanSquare - mean * mean;
    peak = Math.max(peak, meanSquare);
    // Also false for an absent value.
    if (!(result * cancellation >= mean * mean && result * QUIETER >= peak)) break;
    output[i] = result;
  }
  moments[SUM] = sum;
  moments[SUM_LOST] = sumLost;
  moments[SQUARES] = squares;
  moments[SQUARES_LOST] = squaresLost;
  moments[PEAK] = peak;
  return i;
};

const createRollingVariance = (site: KernelSite, root: boolean): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const moments = new Float64Array(6);
  let run = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      if (run >= length) i = roll(moments, x, output, length, i, to);
      if (i === to) break;
      run = Number.isNaN(x[i] as number) ? 0 : run + 1;
      output[i] = run < length ? Number.NaN : sumAfresh(moments, x, i, length);
      i += 1;
    }
    if (root) {
      for (let j = from; j < to; j++) output[j] = Math.sqrt(output[j] as number);
    }
  };
};

/** Mean of the squared distances from the mean of the last n values. */
export const createVariance = (site: KernelSite): Kernel => createRollingVariance(site, false);

/** Square root of the population variance. */
export const createStdev = (site: KernelSite): Kernel => createRollingVariance(site, true);

const rescale = (output: Float64Array, factor: number, from: number, to: number): void => {
  for (let i = from; i < to; i++) output[i] = (output[i] as number) * factor;
};

/** Sum of the squared distances from the mean of the last n values / (n - 1). */
export const createVarianceSample = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  const output = numberOutput(site);
  const variance = createVariance(site);
  return (from, to) => {
    variance(from, to);
    rescale(output, length / (length - 1), from, to);
  };
};

/** Square root of the sample variance. */
export const createStdevSample = (site: KernelSite): Kernel => {
  const output = numberOutput(site);
  const variance = createVarianceSample(site);
  return (from, to) => {
    variance(from, to);
    for (let i = from; i < to; i++) output[i] = Math.sqrt(output[i] as number);
  };
};
