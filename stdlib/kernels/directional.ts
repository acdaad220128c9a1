/**
 * Wilder's directional movement. A bar moves up when its high rose, by more than its low fell; down the other way
 * round; never both. Movements and true ranges are kept as decaying sums s * (1 - 1 / n) + x, which are n times
 * Wilder's averages. The bar after a missing one has no movement; the sums then stay where they were.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the sums, the number of bars in them and the last result are in the state. */
const PLUS = 0;
const MINUS = 1;
const RANGE = 2;
const SEEN = 3;
const LAST = 4;

interface Columns {
  readonly high: NumberColumn;
  readonly low: NumberColumn;
  readonly close: NumberColumn;
  readonly output: NumberColumn;
}

/**
 * What is made of the sums: 100 * (plus * P + minus * M + apart * |P - M|) / (range * R + both * (P + M)). Where that
 * has no value, it is `stillLast` times the last one plus `still`.
 */
interface Share {
  readonly plus: number;
  readonly minus: number;
  readonly apart: number;
  readonly range: number;
  readonly both: number;
  readonly still: number;
  readonly stillLast: number;
}

const PLUS_SHARE: Share = { plus: 1, minus: 0, apart: 0, range: 1, both: 0, still: Number.NaN, stillLast: 0 };
const MINUS_SHARE: Share = { ...PLUS_SHARE, plus: 0, minus: 1 };
const APART_SHARE: Share = { ...PLUS_SHARE, plus: 0, apart: 1, range: 0, both: 1 };

/** The sums decay once `growing` bars are in them. */
const roll = (
  state: Float64Array,
  { high, low, close, output }: Columns,
  share: Share,
  length: number,
  growing: number,
  from: number,
  to: number,
): void => {
  const keep = (length - 1) / length;
  let plus = state[PLUS] as number;
  let minus = state[MINUS] as number;
  let range = state[RANGE] as number;
  let seen = state[SEEN] as number;
  let last = state[LAST] as number;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    const before = close[i - 1] as number;
    const up = top - (high[i - 1] as number);
    const down = (low[i - 1] as number) - bottom;
    if (Number.isNaN(up + down + before)) {
      output[i] = Number.NaN;
      continue;
    }
    const decay = seen < growing ? 1 : keep;
    plus = plus * decay + up * (Number(up > down) & Number(up > 0));
    minus = minus * decay + down * (Number(down > up) & Number(down > 0));
    range = range * decay + (Math.max(top, before) - Math.min(bottom, before));
    seen += 1;
    if (seen < length) {
      output[i] = Number.NaN;
      continue;
    }
    const part = share.plus * plus + share.minus * minus + share.apart * Math.abs(plus - minus);
    const whole = share.range * range + share.both * (plus + minus);
    last = whole === 0 ? share.still + share.stillLast * last : 100 * (part / whole);
    output[i] = last;
  }
  state[PLUS] = plus;
  state[MINUS] = minus;
  state[RANGE] = range;
  state[SEEN] = seen;
  state[LAST] = last;
};

/** TA-Lib starts its sums with n - 1 bars, and lets the n-th decay them. */
const createShare = (site: KernelSite, share: Share, growing: number): Kernel => {
  const columns = {
    high: numberInput(site, 0),
    low: numberInput(site, 1),
    close: numberInput(site, 2),
    output: numberOutput(site),
  };
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(5);
  return (from, to) => roll(state, columns, share, length, growing, from, to);
};

const createWilders = (site: KernelSite, share: Share): Kernel =>
  createShare(site, share, constantAt(site.constants, 0));

/** Average upward movement in percent of the average true range. */
export const createPlusDi = (site: KernelSite): Kernel => createWilders(site, PLUS_SHARE);

/** Average downward movement in percent of the average true range. */
export const createMinusDi = (site: KernelSite): Kernel => createWilders(site, MINUS_SHARE);

/** How far the two are apart, in percent of their sum. */
export const createDx = (site: KernelSite): Kernel => createWilders(site, APART_SHARE);

const createTalibs = (site: KernelSite, share: Share): Kernel =>
  createShare(site, share, constantAt(site.constants, 0) - 1);

export const createTalibPlusDi = (site: KernelSite): Kernel =>
  createTalibs(site, { ...PLUS_SHARE, still: 0 });

export const createTalibMinusDi = (site: KernelSite): Kernel =>
  createTalibs(site, { ...MINUS_SHARE, still: 0 });

/** Where there is no movement, the last value stands. */
export const createTalibDx = (site: KernelSite): Kernel =>
  createTalibs(site, { ...APART_SHARE, still: 0, stillLast: 1 });

/** Marks a bar without movement: no index is below 0. */
const STILL = -1;

const average = (
  state: Float64Array,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): void => {
  let mean = state[0] as number;
  let seen = state[1] as number;
  for (let i = from; i < to; i++) {
    const index = output[i] as number;
    if (Number.isNaN(index)) continue;
    seen += 1;
    if (seen > length) {
      if (index !== STILL) mean = (mean * (length - 1) + index) / length;
    } else {
      mean += Math.max(index, 0);
      if (seen === length) mean /= length;
    }
    output[i] = seen < length ? Number.NaN : mean;
  }
  state[0] = mean;
  state[1] = seen;
};

/**
 * TA-Lib's average of the movement index: the mean of the first n, then Wilder's steps. A bar without movement adds
 * nothing to the mean, and leaves the average where it is.
 */
export const createTalibAdx = (site: KernelSite): Kernel => {
  const index = createTalibs(site, { ...APART_SHARE, still: STILL });
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(2);
  return (from, to) => {
    index(from, to);
    average(state, output, length, from, to);
  };
};
