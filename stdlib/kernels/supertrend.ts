/**
 * Supertrend: bands around the middle of the bar. In a falling market the upper band only falls, in a rising one the
 * lower band only rises, each until the close before had passed it; the market turns when the close passes its band.
 * Bars that are not complete change nothing.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the bands, the direction and the close before are in the state. */
const UPPER = 0;
const LOWER = 1;
const DIRECTION = 2;
const CLOSE = 3;

const roll = (
  state: Float64Array,
  high: NumberColumn,
  low: NumberColumn,
  close: NumberColumn,
  width: NumberColumn,
  output: NumberColumn,
  isLine: boolean,
  from: number,
  to: number,
): void => {
  let upper = state[UPPER] as number;
  let lower = state[LOWER] as number;
  let direction = state[DIRECTION] as number;
  let previous = state[CLOSE] as number;
  for (let i = from; i < to; i++) {
    const middle = ((high[i] as number) + (low[i] as number)) / 2;
    const reach = width[i] as number;
    const last = close[i] as number;
    if (Number.isNaN(middle + reach + last)) {
      output[i] = Number.NaN;
      if (!Number.isNaN(last)) previous = last;
      continue;
    }
    const upperNow = middle + reach;
    const lowerNow = middle - reach;
    // At the first bar both bands are absent, so that neither comparison keeps them.
    const keepsUpper = upperNow >= upper && previous <= upper;
    const keepsLower = lowerNow <= lower && previous >= lower;
    if (!keepsUpper) upper = upperNow;
    if (!keepsLower) lower = lowerNow;
    if (direction === 0) direction = 1;
    else if (direction === 1) direction = last > upper ? -1 : 1;
    else direction = last < lower ? 1 : -1;
    output[i] = isLine ? (direction === 1 ? upper : lower) : direction;
    previous = last;
  }
  state[UPPER] = upper;
  state[LOWER] = lower;
  state[DIRECTION] = direction;
  state[CLOSE] = previous;
};

const createSupertrend = (site: KernelSite, isLine: boolean): Kernel => {
  const high = numberInput(site, 0);
  const low = numberInput(site, 1);
  const close = numberInput(site, 2);
  const width = numberInput(site, 3);
  const output = numberOutput(site);
  const state = new Float64Array([Number.NaN, Number.NaN, 0, Number.NaN]);
  return (from, to) => roll(state, high, low, close, width, output, isLine, from, to);
};

/** The band in force: the upper one in a falling market, the lower one in a rising one. */
export const createSupertrendLine = (site: KernelSite): Kernel => createSupertrend(site, true);

/** 1 in a falling market, -1 in a rising one. */
export const createSupertrendDirection = (site: KernelSite): Kernel => createSupertrend(site, false);
