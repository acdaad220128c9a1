/**
 * The line of least squares through the last values of a series, at constant cost per bar: sums of the distances from
 * a pivot, of their squares, and of the distances weighted with their place in the window. They are made afresh when
 * the window has moved away from the pivot (see `variance.ts`).
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addTo, isAccurate, pivotOf, slide, totalOf } from "./compensated.ts";

const CANCELLATION = 1e5;
const QUIETER = 1e16;

/** 2^27 + 1: splits a double into halves of 26 bits, whose products with a length are exact. */
const SPLITTER = 134_217_729;

/** Where the pivot, the largest mean square since the sums were made, and the sums are. */
const PIVOT = 0;
const PEAK = 1;
const PLAIN = 2;
const SQUARES = 4;
/** The oldest value of the window has weight 0, the latest n - 1. */
const WEIGHTED = 6;

const addProduct = (sums: Float64Array, at: number, weight: number, value: number): void => {
  const split = SPLITTER * value;
  const high = split - (split - value);
  addTo(sums, at, weight * high);
  addTo(sums, at, weight * (value - high));
};

const sumAfresh = (sums: Float64Array, x: Float64Array, last: number, length: number): void => {
  const pivot = pivotOf(x, last, length);
  sums.fill(0);
  for (let weight = 0; weight < length; weight++) {
    const distance = (x[last - length + 1 + weight] as number) - pivot;
    addTo(sums, PLAIN, distance);
    addTo(sums, SQUARES, distance * distance);
    addProduct(sums, WEIGHTED, weight, distance);
  }
  sums[PIVOT] = pivot;
  sums[PEAK] = totalOf(sums, SQUARES) / length;
};

/** False where the sums must be made afresh. */
const rollOn = (sums: Float64Array, x: Float64Array, last: number, length: number): boolean => {
  const pivot = sums[PIVOT] as number;
  const entering = (x[last] as number) - pivot;
  const leaving = (x[last - length] as number) - pivot;
  // All that stay weigh one less; the one that leaves weighed nothing.
  addTo(sums, WEIGHTED, -(sums[PLAIN] as number));
  addTo(sums, WEIGHTED, -(sums[PLAIN + 1] as number));
  addTo(sums, WEIGHTED, leaving);
  addProduct(sums, WEIGHTED, length - 1, entering);
  slide(sums, PLAIN, entering, leaving);
  slide(sums, SQUARES, entering * entering, leaving * leaving);
  const mean = totalOf(sums, PLAIN) / length;
  const meanSquare = totalOf(sums, SQUARES) / length;
  const peak = Math.max(sums[PEAK] as number, meanSquare);
  sums[PEAK] = peak;
  return isAccurate(meanSquare - mean * mean, mean, peak, CANCELLATION, QUIETER);
};

type Finish = (sums: Float64Array, length: number) => number;

/** Covariance with the place in the window. */
const covarianceOf: Finish = (sums, length) =>
  (totalOf(sums, WEIGHTED) - (totalOf(sums, PLAIN) * (length - 1)) / 2) / length;

/** Variance of the places 0 to n - 1. */
const placeVariance = (length: number): number => (length * length - 1) / 12;

const slopeOf: Finish = (sums, length) => covarianceOf(sums, length) / placeVariance(length);

const interceptOf: Finish = (sums, length) =>
  (sums[PIVOT] as number) + (totalOf(sums, PLAIN) / length - (slopeOf(sums, length) * (length - 1)) / 2);

const fitOf: Finish = (sums, length) => {
  const mean = totalOf(sums, PLAIN) / length;
  const variance = Math.max(totalOf(sums, SQUARES) / length - mean * mean, 0);
  const covariance = covarianceOf(sums, length);
  return Math.min(1, div((covariance * covariance) / placeVariance(length), variance));
};

const createLine =
  (finish: Finish) =>
  (site: KernelSite): Kernel => {
    const x = numberInput(site, 0);
    const output = numberOutput(site);
    const length = constantAt(site.constants, 0);
    const sums = new Float64Array(8);
    let run = 0;
    return (from, to) => {
      for (let i = from; i < to; i++) {
        run = Number.isNaN(x[i] as number) ? 0 : run + 1;
        if (run < length) {
          output[i] = Number.NaN;
          continue;
        }
        if (run === length || !rollOn(sums, x, i, length)) sumAfresh(sums, x, i, length);
        output[i] = finish(sums, length);
      }
    };
  };

/** Kernels of the line of least squares over time. */
export const trendLineKernels = {
  linregSlope: createLine(slopeOf),
  linregIntercept: createLine(interceptOf),
  linregRSquared: createLine(fitOf),
};
