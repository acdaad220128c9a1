/** How often a condition held over the last bars. Unknown bars are counted too, so that Kleene's rules need no search. */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { constantAt } from "../signatures.ts";
import { booleanInput, booleanOutput, numberOutput } from "./columns.ts";

/** Where the number of true and of unknown bars in the window are, and the bars that a full window still lacks. */
const TRUE = 0;
const UNCLEAR = 1;
const LACKING = 2;

interface Window {
  readonly condition: BooleanColumn;
  readonly length: number;
  readonly state: Int32Array;
}

const createWindow = (site: KernelSite): Window => {
  const length = constantAt(site.constants, 0);
  // The bars before the first one are unknown.
  return { condition: booleanInput(site, 0), length, state: Int32Array.of(0, length, length) };
};

const rollCount = (window: Window, output: NumberColumn, from: number, to: number): void => {
  const { condition, length, state } = window;
  let held = state[TRUE] as number;
  let unclear = state[UNCLEAR] as number;
  for (let i = from; i < to; i++) {
    const entering = condition[i] as number;
    const leaving = condition[i - length] as number;
    held += (entering & 1) - (leaving & 1);
    unclear += (entering >> 1) - (leaving >> 1);
    output[i] = unclear === 0 ? held : Number.NaN;
  }
  state[TRUE] = held;
  state[UNCLEAR] = unclear;
};

/** How many of the last n bars were true; absent while one of them is unknown. */
const createCount = (site: KernelSite): Kernel => {
  const window = createWindow(site);
  const output = numberOutput(site);
  return (from, to) => rollCount(window, output, from, to);
};

/** `decisive`: the truth of one bar that settles the matter, 1 for any and 0 for all. */
const rollQuantifier = (
  window: Window,
  output: BooleanColumn,
  decisive: number,
  from: number,
  to: number,
): void => {
  const { condition, length, state } = window;
  let held = state[TRUE] as number;
  let unclear = state[UNCLEAR] as number;
  let lacking = state[LACKING] as number;
  for (let i = from; i < to; i++) {
    const entering = condition[i] as number;
    const leaving = condition[i - length] as number;
    held += (entering & 1) - (leaving & 1);
    unclear += (entering >> 1) - (leaving >> 1);
    if (lacking > 0) lacking -= 1;
    const found = decisive === 1 ? held : length - held - unclear;
    output[i] = lacking > 0 ? UNKNOWN : found > 0 ? decisive : unclear > 0 ? UNKNOWN : 1 - decisive;
  }
  state[TRUE] = held;
  state[UNCLEAR] = unclear;
  state[LACKING] = lacking;
};

const createQuantifier =
  (decisive: number) =>
  (site: KernelSite): Kernel => {
    const window = createWindow(site);
    const output = booleanOutput(site);
    return (from, to) => rollQuantifier(window, output, decisive, from, to);
  };

/** Kernels over the last bars of a condition. */
export const conditionWindowKernels = {
  count: createCount,
  any: createQuantifier(1),
  all: createQuantifier(0),
};
