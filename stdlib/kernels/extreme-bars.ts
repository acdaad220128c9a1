/**
 * Bars since the extreme of a window. Candidates wait in a queue, each less extreme than the one before: a new value
 * removes those that it beats, and the first leaves when it is too old. Constant work per bar on average.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the number of the bar, present bars in a row, and both ends of the queue are in the state. */
const BAR = 0;
const RUN = 1;
const HEAD = 2;
const TAIL = 3;

interface Queue {
  readonly state: Float64Array;
  /** Values times `side`, and the numbers of their bars; their size is a power of two. */
  readonly values: Float64Array;
  readonly bars: Float64Array;
  readonly length: number;
  /** 1 for the highest, -1 for the lowest. */
  readonly side: number;
  /** Whether the newest of equal extremes counts, or the oldest. */
  readonly isNewest: boolean;
}

const roll = (queue: Queue, x: NumberColumn, output: NumberColumn, from: number, to: number): void => {
  const { state, values, bars, length, side, isNewest } = queue;
  const mask = values.length - 1;
  let bar = state[BAR] as number;
  let run = state[RUN] as number;
  let head = (state[HEAD] as number) | 0;
  let tail = (state[TAIL] as number) | 0;
  for (let i = from; i < to; i++) {
    const value = side * (x[i] as number);
    bar += 1;
    if (Number.isNaN(value)) {
      run = 0;
      head = 0;
      tail = 0;
      output[i] = value;
      continue;
    }
    run += 1;
    if (head !== tail && (bars[head & mask] as number) <= bar - length) head += 1;
    while (
      head !== tail &&
      (value > (values[(tail - 1) & mask] as number) ||
        (isNewest && value === (values[(tail - 1) & mask] as number)))
    ) {
      tail -= 1;
    }
    values[tail & mask] = value;
    bars[tail & mask] = bar;
    tail += 1;
    output[i] = run < length ? Number.NaN : bar - (bars[head & mask] as number);
  }
  state[BAR] = bar;
  state[RUN] = run;
  // Both ends stay small, whatever the number of bars.
  state[HEAD] = head & mask;
  state[TAIL] = (head & mask) + (tail - head);
};

const createExtremeBars = (site: KernelSite, side: number, isNewest: boolean): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const size = 2 ** Math.ceil(Math.log2(length + 1));
  const queue: Queue = {
    state: new Float64Array(4),
    values: new Float64Array(size),
    bars: new Float64Array(size),
    length,
    side,
    isNewest,
  };
  return (from, to) => roll(queue, x, output, from, to);
};

/** Bars since the highest of the last n values, the oldest of equal ones. */
export const createHighestBars = (site: KernelSite): Kernel => createExtremeBars(site, 1, false);

/** Bars since the lowest of the last n values, the oldest of equal ones. */
export const createLowestBars = (site: KernelSite): Kernel => createExtremeBars(site, -1, false);

/** Bars since the highest of the last n values, the newest of equal ones. */
export const createTalibHighestBars = (site: KernelSite): Kernel => createExtremeBars(site, 1, true);

/** Bars since the lowest of the last n values, the newest of equal ones. */
export const createTalibLowestBars = (site: KernelSite): Kernel => createExtremeBars(site, -1, true);
