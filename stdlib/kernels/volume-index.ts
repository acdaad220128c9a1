/**
 * Indices that move with the price on bars of falling volume (negative) or of rising volume (positive), and stand
 * still on the others. They start from 1. The bar after a missing one is absent, as it has no change.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the index, and whether it has started, are in the state. */
const INDEX = 0;
const STARTED = 1;

const roll = (
  state: Float64Array,
  close: NumberColumn,
  volume: NumberColumn,
  output: NumberColumn,
  side: number,
  from: number,
  to: number,
): void => {
  let index = state[INDEX] as number;
  let started = state[STARTED] as number;
  for (let i = from; i < to; i++) {
    const price = close[i] as number;
    const before = close[i - 1] as number;
    const rise = side * ((volume[i] as number) - (volume[i - 1] as number));
    if (Number.isNaN(price - before + rise)) {
      const isFirst = started === 0 && !Number.isNaN(price + (volume[i] as number));
      output[i] = isFirst ? index : Number.NaN;
      if (isFirst) started = 1;
      continue;
    }
    started = 1;
    if (rise > 0 && price !== 0 && before !== 0) index += ((price - before) / before) * index;
    output[i] = index;
  }
  state[INDEX] = index;
  state[STARTED] = started;
};

const createVolumeIndex = (site: KernelSite, side: number): Kernel => {
  const close = numberInput(site, 0);
  const volume = numberInput(site, 1);
  const output = numberOutput(site);
  const state = new Float64Array([1, 0]);
  return (from, to) => roll(state, close, volume, output, side, from, to);
};

/** Moves where volume falls. */
export const createNvi = (site: KernelSite): Kernel => createVolumeIndex(site, -1);

/** Moves where volume rises. */
export const createPvi = (site: KernelSite): Kernel => createVolumeIndex(site, 1);
