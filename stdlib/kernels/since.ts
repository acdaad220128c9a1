/**
 * Values since a condition last held. They are absent before it first did; and from a bar at which it is unknown until
 * it holds again, as it may have held there. A series that is absent at a bar makes the result absent at that bar, and
 * is left out of what comes after.
 */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { UNKNOWN } from "../series.ts";
import { constantAt } from "../signatures.ts";
import { booleanInput, numberInput, numberOutput } from "./columns.ts";
import { addTo, totalOf } from "./compensated.ts";

const countBars = (
  state: Float64Array,
  condition: BooleanColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  let count = state[0] as number;
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    if (truth === 1) count = 0;
    else if (truth === UNKNOWN) count = Number.NaN;
    else count += 1;
    output[i] = count;
  }
  state[0] = count;
};

/** 0 where the condition holds, one more at each bar after. */
const createBarsSince = (site: KernelSite): Kernel => {
  const condition = booleanInput(site, 0);
  const output = numberOutput(site);
  const state = new Float64Array([Number.NaN]);
  return (from, to) => countBars(state, condition, output, from, to);
};

/** Values of the last occurrences in a ring; `state` has the place of the latest and how many there are. */
const recall = (
  state: Int32Array,
  ring: Float64Array,
  condition: BooleanColumn,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  const size = ring.length;
  let latest = state[0] as number;
  let count = state[1] as number;
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    if (truth === 1) {
      latest = latest + 1 === size ? 0 : latest + 1;
      ring[latest] = x[i] as number;
      if (count < size) count += 1;
    } else if (truth === UNKNOWN) {
      count = 0;
    }
    output[i] = count < size ? Number.NaN : (ring[latest + 1 === size ? 0 : latest + 1] as number);
  }
  state[0] = latest;
  state[1] = count;
};

/** x at the k-th last bar at which the condition held, 0 being the last. */
const createValueWhen = (site: KernelSite): Kernel => {
  const condition = booleanInput(site, 0);
  const x = numberInput(site, 1);
  const output = numberOutput(site);
  const ring = new Float64Array(constantAt(site.constants, 0) + 1);
  const state = new Int32Array(2);
  return (from, to) => recall(state, ring, condition, x, output, from, to);
};

/** `side` 1 for the highest, -1 for the lowest; NaN: the condition has not held. */
const extend = (
  state: Float64Array,
  side: number,
  condition: BooleanColumn,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  let best = state[0] as number;
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    const value = side * (x[i] as number);
    if (truth === 1) best = Number.NEGATIVE_INFINITY;
    else if (truth === UNKNOWN) best = Number.NaN;
    if (value > best) best = value;
    output[i] = side * best + (value - value);
  }
  state[0] = best;
};

const createExtremeSince =
  (side: number) =>
  (site: KernelSite): Kernel => {
    const condition = booleanInput(site, 0);
    const x = numberInput(site, 1);
    const output = numberOutput(site);
    const state = new Float64Array([Number.NaN]);
    return (from, to) => extend(state, side, condition, x, output, from, to);
  };

/** Where a sum and its rounding error are; those of the weights come after. */
const SUM = 0;
const WEIGHTS = 2;

const addUp = (
  sums: Float64Array,
  condition: BooleanColumn,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    const value = x[i] as number;
    if (truth !== 0) {
      sums.fill(0);
      sums[SUM] = truth === 1 ? 0 : Number.NaN;
    }
    if (!Number.isNaN(value)) addTo(sums, SUM, value);
    output[i] = totalOf(sums, SUM) + (value - value);
  }
};

const createSumSince = (site: KernelSite): Kernel => {
  const condition = booleanInput(site, 0);
  const x = numberInput(site, 1);
  const output = numberOutput(site);
  const sums = new Float64Array([Number.NaN, 0]);
  return (from, to) => addUp(sums, condition, x, output, from, to);
};

const average = (
  sums: Float64Array,
  condition: BooleanColumn,
  x: NumberColumn,
  weight: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    const product = (x[i] as number) * (weight[i] as number);
    if (truth !== 0) {
      sums.fill(0);
      sums[SUM] = truth === 1 ? 0 : Number.NaN;
    }
    if (!Number.isNaN(product)) {
      addTo(sums, SUM, product);
      addTo(sums, WEIGHTS, weight[i] as number);
    }
    output[i] = div(totalOf(sums, SUM), totalOf(sums, WEIGHTS)) + (product - product);
  }
};

const createAverageSince = (site: KernelSite): Kernel => {
  const condition = booleanInput(site, 0);
  const x = numberInput(site, 1);
  const weight = numberInput(site, 2);
  const output = numberOutput(site);
  const sums = new Float64Array([Number.NaN, 0, 0, 0]);
  return (from, to) => average(sums, condition, x, weight, output, from, to);
};

/** Where the sums of squares and of weights, the pivot, and the mean as a distance from it are. */
const SQUARES = 0;
const PIVOT = 4;
const MEAN = 5;

/** The mean moves with each value (West, 1979), relative to the first of them, so that a large level costs no digits. */
const spread = (
  sums: Float64Array,
  condition: BooleanColumn,
  x: NumberColumn,
  weight: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    const value = x[i] as number;
    const share = weight[i] as number;
    if (truth !== 0) {
      sums.fill(0);
      sums[SQUARES] = truth === 1 ? 0 : Number.NaN;
      sums[PIVOT] = Number.NaN;
    }
    const isPresent = !Number.isNaN(value * share);
    if (isPresent && share !== 0) {
      if (Number.isNaN(sums[PIVOT] as number)) sums[PIVOT] = value;
      const distance = value - (sums[PIVOT] as number);
      const mean = sums[MEAN] as number;
      addTo(sums, WEIGHTS, share);
      const next = mean + ((distance - mean) * share) / totalOf(sums, WEIGHTS);
      addTo(sums, SQUARES, share * (distance - mean) * (distance - next));
      sums[MEAN] = next;
    }
    output[i] = isPresent
      ? Math.sqrt(Math.max(div(totalOf(sums, SQUARES), totalOf(sums, WEIGHTS)), 0))
      : Number.NaN;
  }
};

const createStdevSince = (site: KernelSite): Kernel => {
  const condition = booleanInput(site, 0);
  const x = numberInput(site, 1);
  const weight = numberInput(site, 2);
  const output = numberOutput(site);
  const sums = new Float64Array([Number.NaN, 0, 0, 0, Number.NaN, 0]);
  return (from, to) => spread(sums, condition, x, weight, output, from, to);
};

/** Kernels over the bars since a condition held. */
export const sinceKernels = {
  barsSince: createBarsSince,
  valueWhen: createValueWhen,
  highestSince: createExtremeSince(1),
  lowestSince: createExtremeSince(-1),
  sumSince: createSumSince,
  averageSince: createAverageSince,
  stdevSince: createStdevSince,
};
