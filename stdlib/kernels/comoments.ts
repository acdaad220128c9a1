/**
 * How two series move together over a rolling window, at constant cost per bar. Both are taken relative to pivots of
 * their own; the sums are made afresh when one of them has moved away from its pivot (see `variance.ts`).
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addTo, isAccurate, pivotOf, slide, totalOf } from "./compensated.ts";

const CANCELLATION = 1e5;
const QUIETER = 1e16;

/** Where the pivots, the largest mean squares since the sums were made, and the sums are. */
const PIVOT_A = 0;
const PIVOT_B = 1;
const PEAK_A = 2;
const PEAK_B = 3;
const A = 4;
const B = 6;
const AA = 8;
const BB = 10;
const AB = 12;

const sumAfresh = (
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  last: number,
  length: number,
): void => {
  const pivotA = pivotOf(a, last, length);
  const pivotB = pivotOf(b, last, length);
  sums.fill(0);
  for (let i = last - length + 1; i <= last; i++) {
    const fromA = (a[i] as number) - pivotA;
    const fromB = (b[i] as number) - pivotB;
    addTo(sums, A, fromA);
    addTo(sums, B, fromB);
    addTo(sums, AA, fromA * fromA);
    addTo(sums, BB, fromB * fromB);
    addTo(sums, AB, fromA * fromB);
  }
  sums[PIVOT_A] = pivotA;
  sums[PIVOT_B] = pivotB;
  sums[PEAK_A] = totalOf(sums, AA) / length;
  sums[PEAK_B] = totalOf(sums, BB) / length;
};

/** False where the sums must be made afresh. */
const rollOn = (
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  last: number,
  length: number,
): boolean => {
  const enteringA = (a[last] as number) - (sums[PIVOT_A] as number);
  const leavingA = (a[last - length] as number) - (sums[PIVOT_A] as number);
  const enteringB = (b[last] as number) - (sums[PIVOT_B] as number);
  const leavingB = (b[last - length] as number) - (sums[PIVOT_B] as number);
  slide(sums, A, enteringA, leavingA);
  slide(sums, B, enteringB, leavingB);
  slide(sums, AA, enteringA * enteringA, leavingA * leavingA);
  slide(sums, BB, enteringB * enteringB, leavingB * leavingB);
  slide(sums, AB, enteringA * enteringB, leavingA * leavingB);
  const peakA = Math.max(sums[PEAK_A] as number, totalOf(sums, AA) / length);
  const peakB = Math.max(sums[PEAK_B] as number, totalOf(sums, BB) / length);
  sums[PEAK_A] = peakA;
  sums[PEAK_B] = peakB;
  return (
    isAccurate(comomentOf(sums, length, A, A, AA), totalOf(sums, A) / length, peakA, CANCELLATION, QUIETER) &&
    isAccurate(comomentOf(sums, length, B, B, BB), totalOf(sums, B) / length, peakB, CANCELLATION, QUIETER)
  );
};

/** Mean product less the product of the means. */
const comomentOf = (
  sums: Float64Array,
  length: number,
  first: number,
  second: number,
  product: number,
): number =>
  totalOf(sums, product) / length - (totalOf(sums, first) / length) * (totalOf(sums, second) / length);

type Finish = (sums: Float64Array, length: number) => number;

const varianceA: Finish = (sums, length) => Math.max(comomentOf(sums, length, A, A, AA), 0);
const varianceB: Finish = (sums, length) => Math.max(comomentOf(sums, length, B, B, BB), 0);
const covarianceOf: Finish = (sums, length) => comomentOf(sums, length, A, B, AB);

const correlationOf: Finish = (sums, length) => {
  const scale = Math.sqrt(varianceA(sums, length)) * Math.sqrt(varianceB(sums, length));
  return Math.max(-1, Math.min(1, div(covarianceOf(sums, length), scale)));
};

/** The first series is explained by the second. */
const slopeOf: Finish = (sums, length) => div(covarianceOf(sums, length), varianceB(sums, length));

const interceptOf: Finish = (sums, length) => {
  const meanA = (sums[PIVOT_A] as number) + totalOf(sums, A) / length;
  const meanB = (sums[PIVOT_B] as number) + totalOf(sums, B) / length;
  return meanA - slopeOf(sums, length) * meanB;
};

const squaredCorrelationOf: Finish = (sums, length) => {
  const correlation = correlationOf(sums, length);
  return correlation * correlation;
};

const createComoment =
  (finish: Finish) =>
  (site: KernelSite): Kernel => {
    const a = numberInput(site, 0);
    const b = numberInput(site, 1);
    const output = numberOutput(site);
    const length = constantAt(site.constants, 0);
    const sums = new Float64Array(14);
    let run = 0;
    return (from, to) => {
      for (let i = from; i < to; i++) {
        run = Number.isNaN((a[i] as number) + (b[i] as number)) ? 0 : run + 1;
        if (run < length) {
          output[i] = Number.NaN;
          continue;
        }
        if (run === length || !rollOn(sums, a, b, i, length)) sumAfresh(sums, a, b, i, length);
        output[i] = finish(sums, length);
      }
    };
  };

/** Kernels of two series. */
export const comomentKernels = {
  covariance: createComoment(covarianceOf),
  correlation: createComoment(correlationOf),
  olsSlope: createComoment(slopeOf),
  olsIntercept: createComoment(interceptOf),
  rSquared: createComoment(squaredCorrelationOf),
};
