/**
 * Values since a condition last held. They are absent before it first did; and from a bar at which it is unknown until
 * it holds again, as it may have held there. A series that is absent at a bar makes the result absent at that bar, and
 * is left out of what comes after.
 */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { constantAt } from "../signatures.ts";
import { booleanInput, numberInput, numberOutput } from "./columns.ts";

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

/** Where a sum, its rounding error and the number of values in it are. */
const SUM = 0;
const LOST = 1;
const COUNT = 2;

const addUp = (
  state: Float64Array,
  isMean: boolean,
  condition: BooleanColumn,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  let sum = state[SUM] as number;
  let lost = state[LOST] as number;
  let count = state[COUNT] as number;
  for (let i = from; i < to; i++) {
    const truth = condition[i] as number;
    const value = x[i] as number;
    if (truth !== 0) {
      sum = truth === 1 ? 0 : Number.NaN;
      lost = 0;
      count = 0;
    }
    if (Number.isNaN(value)) {
      output[i] = value;
      continue;
    }
    const next = sum + value;
    const added = next - sum;
    lost += sum - (next - added) + (value - added);
    sum = next;
    count += 1;
    output[i] = isMean ? (sum + lost) / count : sum + lost;
  }
  state[SUM] = sum;
  state[LOST] = lost;
  state[COUNT] = count;
};

const createSumSince =
  (isMean: boolean) =>
  (site: KernelSite): Kernel => {
    const condition = booleanInput(site, 0);
    const x = numberInput(site, 1);
    const output = numberOutput(site);
    const state = new Float64Array([Number.NaN, 0, 0]);
    return (from, to) => addUp(state, isMean, condition, x, output, from, to);
  };

/** Kernels over the bars since a condition held. */
export const sinceKernels = {
  barsSince: createBarsSince,
  valueWhen: createValueWhen,
  highestSince: createExtremeSince(1),
  lowestSince: createExtremeSince(-1),
  sumSince: createSumSince(false),
  averageSince: createSumSince(true),
};
