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

interface Moments {
  pivot: number;
  sum: number;
  sumLost: number;
  squares: number;
  squaresLost: number;
  /** Largest mean square since the sums were made. */
  peak: number;
}

/** Sums around the value at `last` over the `length` values that end there. */
const sumAfresh = (moments: Moments, x: Float64Array, last: number, length: number): void => {
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
  moments.pivot = pivot;
  moments.sum = sum;
  moments.sumLost = sumLost;
  moments.squares = squares;
  moments.squaresLost = squaresLost;
  moments.peak = (squares + squaresLost) / length;
};

const varianceOf = (moments: Moments, length: number): number => {
  const mean = (moments.sum + moments.sumLost) / length;
  return Math.max((moments.squares + moments.squaresLost) / length - mean * mean, 0);
};

const createRollingVariance = (site: KernelSite, root: boolean): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const cancellation = Math.max(1e5, 4 * length);
  const moments: Moments = { pivot: 0, sum: 0, sumLost: 0, squares: 0, squaresLost: 0, peak: 0 };
  let run = 0;

  const afresh = (last: number): number => {
    sumAfresh(moments, x, last, length);
    return varianceOf(moments, length);
  };

  /** Rolls from bar `from` until `to` or an absent value; returns where it stopped. */
  const roll = (from: number, to: number): number => {
    let { pivot, sum, sumLost, squares, squaresLost, peak } = moments;
    let i = from;
    for (; i < to; i++) {
      const value = x[i] as number;
      if (Number.isNaN(value)) {
        run = 0;
        break;
      }
      const entering = value - pivot;
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
      let result = meanSquare - mean * mean;
      if (meanSquare > peak) peak = meanSquare;
      if (!(result * cancellation >= mean * mean && result * QUIETER >= peak)) {
        result = afresh(i);
        ({ pivot, sum, sumLost, squares, squaresLost, peak } = moments);
      }
      output[i] = root ? Math.sqrt(result) : result;
    }
    moments.pivot = pivot;
    moments.sum = sum;
    moments.sumLost = sumLost;
    moments.squares = squares;
    moments.squaresLost = squaresLost;
    moments.peak = peak;
    return i;
  };

  return (from, to) => {
    let i = from;
    while (i < to) {
      for (; run < length && i < to; i++) {
        run = Number.isNaN(x[i] as number) ? 0 : run + 1;
        if (run === length) {
          const result = afresh(i);
          output[i] = root ? Math.sqrt(result) : result;
        } else {
          output[i] = Number.NaN;
        }
      }
      i = roll(i, to);
    }
  };
};

/** Mean of the squared distances from the mean of the last n values. */
export const createVariance = (site: KernelSite): Kernel => createRollingVariance(site, false);

/** Square root of the population variance. */
export const createStdev = (site: KernelSite): Kernel => createRollingVariance(site, true);
