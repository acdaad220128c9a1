/** Operations on the values of a window in order. A window with an absent value is absent. */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import {
  countUpTo,
  createOrderedWindow,
  empty,
  insert,
  modeOf,
  type OrderedWindow,
  remove,
  valueAt,
} from "./ordered-window.ts";

/** What a kernel reads from the window, for a present value. */
type Read = (window: OrderedWindow, value: number) => number;

interface Roll {
  readonly x: NumberColumn;
  readonly output: NumberColumn;
  readonly length: number;
  readonly window: OrderedWindow;
  readonly read: Read;
  /** Whether the present value is compared with the window before it joins. */
  readonly isBefore: boolean;
  /** Present values in a row. */
  run: number;
}

const roll = (state: Roll, from: number, to: number): void => {
  const { x, output, length, window, read, isBefore } = state;
  let { run } = state;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      if (run > 0) empty(window);
      run = 0;
      output[i] = value;
      continue;
    }
    const before = isBefore && run >= length ? read(window, value) : Number.NaN;
    if (run >= length) remove(window, x[i - length] as number);
    insert(window, value);
    run += 1;
    output[i] = isBefore ? before : run < length ? Number.NaN : read(window, value);
  }
  state.run = run;
};

const createRoll = (site: KernelSite, read: Read, isBefore = false): Kernel => {
  const length = constantAt(site.constants, 0);
  const state: Roll = {
    x: numberInput(site, 0),
    output: numberOutput(site),
    length,
    window: createOrderedWindow(length),
    read,
    isBefore,
    run: 0,
  };
  return (from, to) => roll(state, from, to);
};

/** Between the values whose ranks are next to n * p / 100 + 1/2 (Hazen). */
const createPercentile = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  const share = constantAt(site.constants, 1);
  const rank = Math.min(Math.max((length * share) / 100 + 0.5, 1), length);
  const whole = Math.floor(rank);
  const rest = rank - whole;
  if (rest === 0) return createRoll(site, (window) => valueAt(window, whole));
  return createRoll(site, (window) => {
    const low = valueAt(window, whole);
    return low + rest * (valueAt(window, whole + 1) - low);
  });
};

/** The value with the rank ceil(p * n / 100). */
const createPercentileNearest = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  const rank = Math.min(Math.max(Math.ceil((constantAt(site.constants, 1) * length) / 100), 1), length);
  return createRoll(site, (window) => valueAt(window, rank));
};

/** The share of the n values before this one that are not above it, in percent. */
const createPercentRank = (site: KernelSite): Kernel => {
  const length = constantAt(site.constants, 0);
  return createRoll(site, (window, value) => (100 * countUpTo(window, value)) / length, true);
};

/** The most frequent value, the smallest of several. */
const createMode = (site: KernelSite): Kernel => createRoll(site, modeOf);

/** Kernels of order statistics. */
export const orderKernels = {
  percentile: createPercentile,
  percentileNearest: createPercentileNearest,
  percentRank: createPercentRank,
  mode: createMode,
};
