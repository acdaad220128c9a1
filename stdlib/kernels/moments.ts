/**
 * Shape of a rolling window, at constant cost per bar: sums of the powers of the distances from a pivot, which are made
 * afresh around the window's mean when it has moved away from the pivot or has become far quieter (see `variance.ts`).
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addTo, isAccurate, pivotOf, slide, totalOf } from "./compensated.ts";

/** Powers of up to 10 deviations cost four digits at the fourth power, and eight where they were 1e5 times larger. */
const CANCELLATION = 100;
const QUIETER = 1e10;

/** Where the pivot, the largest mean square since the sums were made, and the sums of the powers are. */
const PIVOT = 0;
const PEAK = 1;
const FIRST = 2;
const SECOND = 4;
const THIRD = 6;
const FOURTH = 8;

const sumAfresh = (sums: Float64Array, x: Float64Array, last: number, length: number): void => {
  const pivot = pivotOf(x, last, length);
  sums.fill(0);
  for (let i = last - length + 1; i <= last; i++) {
    const distance = (x[i] as number) - pivot;
    const square = distance * distance;
    addTo(sums, FIRST, distance);
    addTo(sums, SECOND, square);
    addTo(sums, THIRD, square * distance);
    addTo(sums, FOURTH, square * square);
  }
  sums[PIVOT] = pivot;
  sums[PEAK] = totalOf(sums, SECOND) / length;
};

/** False where the sums must be made afresh. */
const rollOn = (sums: Float64Array, x: Float64Array, last: number, length: number): boolean => {
  const pivot = sums[PIVOT] as number;
  const entering = (x[last] as number) - pivot;
  const leaving = (x[last - length] as number) - pivot;
  const enteringSquare = entering * entering;
  const leavingSquare = leaving * leaving;
  slide(sums, FIRST, entering, leaving);
  slide(sums, SECOND, enteringSquare, leavingSquare);
  slide(sums, THIRD, enteringSquare * entering, leavingSquare * leaving);
  slide(sums, FOURTH, enteringSquare * enteringSquare, leavingSquare * leavingSquare);
  const mean = totalOf(sums, FIRST) / length;
  const meanSquare = totalOf(sums, SECOND) / length;
  const peak = Math.max(sums[PEAK] as number, meanSquare);
  sums[PEAK] = peak;
  return isAccurate(meanSquare - mean * mean, mean, peak, CANCELLATION, QUIETER);
};

/** What a kernel gives for the sums of a window and its last value. */
type Finish = (sums: Float64Array, length: number, value: number) => number;

/** Variance; rounding cannot make it negative. */
const varianceOf = (sums: Float64Array, length: number): number => {
  const mean = totalOf(sums, FIRST) / length;
  return Math.max(totalOf(sums, SECOND) / length - mean * mean, 0);
};

const zscoreOf: Finish = (sums, length, value) => {
  const mean = totalOf(sums, FIRST) / length;
  return div(value - (sums[PIVOT] as number) - mean, Math.sqrt(varianceOf(sums, length)));
};

const skewOf: Finish = (sums, length) => {
  const mean = totalOf(sums, FIRST) / length;
  const square = totalOf(sums, SECOND) / length;
  const cube = totalOf(sums, THIRD) / length;
  const third = cube - 3 * mean * square + 2 * mean * mean * mean;
  const variance = varianceOf(sums, length);
  return div(third, variance * Math.sqrt(variance));
};

const kurtosisOf: Finish = (sums, length) => {
  const mean = totalOf(sums, FIRST) / length;
  const meanSquare = mean * mean;
  const square = totalOf(sums, SECOND) / length;
  const cube = totalOf(sums, THIRD) / length;
  const power = totalOf(sums, FOURTH) / length;
  const fourth = power - 4 * mean * cube + 6 * meanSquare * square - 3 * meanSquare * meanSquare;
  const variance = varianceOf(sums, length);
  return div(fourth, variance * variance) - 3;
};

const createMoment =
  (finish: Finish) =>
  (site: KernelSite): Kernel => {
    const x = numberInput(site, 0);
    const output = numberOutput(site);
    const length = constantAt(site.constants, 0);
    const sums = new Float64Array(10);
    let run = 0;
    return (from, to) => {
      for (let i = from; i < to; i++) {
        const value = x[i] as number;
        run = Number.isNaN(value) ? 0 : run + 1;
        if (run < length) {
          output[i] = Number.NaN;
          continue;
        }
        if (run === length || !rollOn(sums, x, i, length)) sumAfresh(sums, x, i, length);
        output[i] = finish(sums, length, value);
      }
    };
  };

/** Kernels of the shape of a window. */
export const momentKernels = {
  zscore: createMoment(zscoreOf),
  skew: createMoment(skewOf),
  kurtosis: createMoment(kurtosisOf),
};
