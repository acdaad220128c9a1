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

/** What is made of the sums: (plus * P + minus * M + apart * |P - M|) / (range * R + both * (P + M)). */
interface Share {
  readonly plus: number;
  readonly minus: number;
  readonly apart: number;
  readonly range: number;
  readonly both: number;
}

const PLUS_SHARE: Share = { plus: 1, minus: 0, apart: 0, range: 1, both: 0 };
const MINUS_SHARE: Share = { plus: 0, minus: 1, apart: 0, range: 1, both: 0 };
const APART_SHARE: Share = { plus: 0, minus: 0, apart: 1, range: 0, both: 1 };

interface Columns {
  readonly high: NumberColumn;
  readonly low: NumberColumn;
  readonly close: NumberColumn;
  readonly output: NumberColumn;
}

const columnsOf = (site: KernelSite): Columns => ({
  high: numberInput(site, 0),
  low: numberInput(site, 1),
  close: numberInput(site, 2),
  output: numberOutput(site),
});

/**
 * Adds the bar to the sums; false when it has no movement. The sums decay by `keep` once `growing` bars are in them.
 */
const addMovement = (
  state: Float64Array,
  { high, low, close }: Columns,
  i: number,
  keep: number,
  growing: number,
): boolean => {
  const previousClose = close[i - 1] as number;
  const up = (high[i] as number) - (high[i - 1] as number);
  const down = (low[i - 1] as number) - (low[i] as number);
  const top = Math.max(high[i] as number, previousClose);
  const bottom = Math.min(low[i] as number, previousClose);
  const range = top - bottom;
  if (Number.isNaN(up + down + range)) return false;
  const decay = (state[SEEN] as number) < growing ? 1 : keep;
  state[PLUS] = (state[PLUS] as number) * decay + (up > down && up > 0 ? up : 0);
  state[MINUS] = (state[MINUS] as number) * decay + (down > up && down > 0 ? down : 0);
  state[RANGE] = (state[RANGE] as number) * decay + range;
  state[SEEN] = (state[SEEN] as number) + 1;
  return true;
};

const loopShare = (
  state: Float64Array,
  columns: Columns,
  share: Share,
  length: number,
  from: number,
  to: number,
): void => {
  const { output } = columns;
  const keep = (length - 1) / length;
  for (let i = from; i < to; i++) {
    if (!addMovement(state, columns, i, keep, length) || (state[SEEN] as number) < length) {
      output[i] = Number.NaN;
      continue;
    }
    const plus = state[PLUS] as number;
    const minus = state[MINUS] as number;
    const part = share.plus * plus + share.minus * minus + share.apart * Math.abs(plus - minus);
    const whole = share.range * (state[RANGE] as number) + share.both * (plus + minus);
    output[i] = 100 * (part / whole);
  }
};

const createShare = (site: KernelSite, share: Share): Kernel => {
  const columns = columnsOf(site);
  const length = constantAt(site.constants, 0);
  const state = new Float64Array(4);
  return (from, to) => loopShare(state, columns, share, length, from, to);
};

/** Average upward movement in percent of the average true range. */
export const createPlusDi = (site: KernelSite): Kernel => createShare(site, PLUS_SHARE);

/** Average downward movement in percent of the average true range. */
export const createMinusDi = (site: KernelSite): Kernel => createShare(site, MINUS_SHARE);

/** How far the two are apart, in percent of their sum. */
export const createDx = (site: KernelSite): Kernel => createShare(site, APART_SHARE);

const ofWhole = (part: number, whole: number, otherwise: number): number =>
  whole === 0 ? otherwise : 100 * (part / whole);

type TalibShare = (state: Float64Array) => number;

const talibPlus: TalibShare = (state) => ofWhole(state[PLUS] as number, state[RANGE] as number, 0);
const talibMinus: TalibShare = (state) => ofWhole(state[MINUS] as number, state[RANGE] as number, 0);
/** Where there is no movement, the last value stands. */
const talibApart: TalibShare = (state) => {
  const plus = state[PLUS] as number;
  const minus = state[MINUS] as number;
  return ofWhole(Math.abs(plus - minus), plus + minus, state[LAST] as number);
};

/** TA-Lib starts its sums with n - 1 bars, and lets the n-th decay them. */
const createTalibShare = (site: KernelSite, share: TalibShare): Kernel => {
  const columns = columnsOf(site);
  const { output } = columns;
  const length = constantAt(site.constants, 0);
  const keep = (length - 1) / length;
  const state = new Float64Array(5);
  return (from, to) => {
    for (let i = from; i < to; i++) {
      output[i] = Number.NaN;
      if (!addMovement(state, columns, i, keep, length - 1) || (state[SEEN] as number) < length) continue;
      state[LAST] = share(state);
      output[i] = state[LAST] as number;
    }
  };
};

export const createTalibPlusDi = (site: KernelSite): Kernel => createTalibShare(site, talibPlus);
export const createTalibMinusDi = (site: KernelSite): Kernel => createTalibShare(site, talibMinus);
export const createTalibDx = (site: KernelSite): Kernel => createTalibShare(site, talibApart);

/**
 * TA-Lib's average of the movement index: the mean of the first n, then Wilder's steps. A bar without movement adds
 * nothing to the mean, and leaves the average where it is.
 */
export const createTalibAdx = (site: KernelSite): Kernel => {
  const columns = columnsOf(site);
  const { output } = columns;
  const length = constantAt(site.constants, 0);
  const keep = (length - 1) / length;
  const state = new Float64Array(5);
  const step = (): number => {
    const index = talibApart(state);
    const isStill = (state[PLUS] as number) + (state[MINUS] as number) === 0;
    const count = (state[SEEN] as number) - length + 1;
    let mean = state[LAST] as number;
    if (count <= length) {
      mean += isStill ? 0 : index;
      if (count === length) mean /= length;
    } else if (!isStill) {
      mean = (mean * (length - 1) + index) / length;
    }
    state[LAST] = mean;
    return count < length ? Number.NaN : mean;
  };
  return (from, to) => {
    for (let i = from; i < to; i++) {
      output[i] = Number.NaN;
      if (!addMovement(state, columns, i, keep, length - 1) || (state[SEEN] as number) < length) continue;
      output[i] = step();
    }
  };
};
