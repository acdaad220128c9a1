/**
 * True range and its average. The true range needs the previous close: at the first bar it is high - low, or absent in
 * TA-Lib's form; after a missing bar it is absent, and its average stays where it was.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addToSeed, createSeed } from "./seed.ts";

/**
 * The distance between the higher of high and previous close and the lower of low and previous close: the same as
 * the largest of the three distances, as low <= high. The branches follow gaps, which are rare.
 */
const trueRange = (high: number, low: number, previousClose: number): number => {
  let top = high;
  let bottom = low;
  if (previousClose > high) top = previousClose;
  if (previousClose < low) bottom = previousClose;
  return top - bottom + (previousClose - previousClose);
};

/** Gives the range of the first bar, where there is no previous close. */
interface FirstBar {
  started: boolean;
}

const rangeWithStart = (
  first: FirstBar,
  high: NumberColumn,
  low: NumberColumn,
  close: NumberColumn,
  i: number,
): number => {
  const range = (high[i] as number) - (low[i] as number);
  if (Number.isNaN(range)) return Number.NaN;
  const previousClose = close[i - 1] as number;
  const isFirst = !first.started && Number.isNaN(previousClose);
  first.started = true;
  return isFirst ? range : trueRange(high[i] as number, low[i] as number, previousClose);
};

const rollTrueRange = (
  high: NumberColumn,
  low: NumberColumn,
  close: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    output[i] = trueRange(high[i] as number, low[i] as number, close[i - 1] as number);
  }
};

const createTrueRange = (site: KernelSite, first: FirstBar): Kernel => {
  const high = numberInput(site, 0);
  const low = numberInput(site, 1);
  const close = numberInput(site, 2);
  const output = numberOutput(site);
  return (from, to) => {
    let i = from;
    for (; i < to && !first.started; i++) output[i] = rangeWithStart(first, high, low, close, i);
    rollTrueRange(high, low, close, output, i, to);
  };
};

/** max(h - l, |h - c[1]|, |l - c[1]|); h - l at the first bar. */
export const createTr = (site: KernelSite): Kernel => createTrueRange(site, { started: false });

/** max(h - l, |h - c[1]|, |l - c[1]|), from the second bar. */
export const createTalibTr = (site: KernelSite): Kernel => createTrueRange(site, { started: true });

const rollAverage = (
  state: Float64Array,
  high: NumberColumn,
  low: NumberColumn,
  close: NumberColumn,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): void => {
  const kept = length - 1;
  let mean = state[0] as number;
  for (let i = from; i < to; i++) {
    const range = trueRange(high[i] as number, low[i] as number, close[i - 1] as number);
    if (Number.isNaN(range)) {
      output[i] = range;
    } else {
      mean = (mean * kept + range) / length;
      output[i] = mean;
    }
  }
  state[0] = mean;
};

const createAverageTrueRange = (site: KernelSite, first: FirstBar): Kernel => {
  const high = numberInput(site, 0);
  const low = numberInput(site, 1);
  const close = numberInput(site, 2);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const seed = createSeed(length);
  const state = new Float64Array(1);
  return (from, to) => {
    let i = from;
    for (; i < to && seed.seen < length; i++) {
      const average = addToSeed(seed, rangeWithStart(first, high, low, close, i));
      output[i] = average;
      state[0] = average;
    }
    rollAverage(state, high, low, close, output, length, i, to);
  };
};

/** Wilder's average of the true range. */
export const createAtr = (site: KernelSite): Kernel => createAverageTrueRange(site, { started: false });

/** Wilder's average of the true range from the second bar. */
export const createTalibAtr = (site: KernelSite): Kernel => createAverageTrueRange(site, { started: true });
