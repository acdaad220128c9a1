/** Windows with weights of their own, for which no running form is known: each bar goes over its whole window. */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** An absent value in the window makes the sum absent by itself. */
const loopWeights = (
  weights: Float64Array,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  const length = weights.length;
  for (let i = from; i < to; i++) {
    const start = i - length + 1;
    let even = 0;
    let odd = 0;
    let k = 0;
    for (; k + 1 < length; k += 2) {
      even += (weights[k] as number) * (x[start + k] as number);
      odd += (weights[k + 1] as number) * (x[start + k + 1] as number);
    }
    if (k < length) even += (weights[k] as number) * (x[start + k] as number);
    output[i] = even + odd;
  }
};

/** Weights of a bell curve that peaks `offset` of the way to the latest bar; `sigma` divides the length to its width. */
const bellWeights = (length: number, offset: number, sigma: number): Float64Array => {
  const peak = offset * (length - 1);
  const width = length / sigma;
  const weights = Float64Array.from({ length }, (_, k) => Math.exp(-((k - peak) ** 2) / (2 * width * width)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** Average under a bell curve (Arnaud Legoux). */
export const createAlma = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const weights = bellWeights(
    constantAt(site.constants, 0),
    constantAt(site.constants, 1),
    constantAt(site.constants, 2),
  );
  return (from, to) => loopWeights(weights, x, output, from, to);
};
