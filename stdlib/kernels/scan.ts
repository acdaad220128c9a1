import type { Column, Kernel } from "../kernel.ts";
import { type ScanSeries, UNKNOWN } from "../series.ts";

type Columns = Readonly<Record<string, Column>>;

/** Where a scan reads and writes: columns of its first value, of its inputs by name, and its own. */
export interface ScanSite {
  readonly initial: Column;
  readonly inputs: Columns;
  readonly output: Column;
}

const isTruth = (column: Column): column is Uint8Array => column instanceof Uint8Array;

const isThere = (column: Column, index: number): boolean =>
  isTruth(column) ? column[index] !== UNKNOWN : !Number.isNaN(column[index] as number);

/** The first index at which the first value and all inputs are there, or `to`. */
const findStart = (columns: readonly Column[], from: number, to: number): number => {
  let index = from;
  while (index < to && !columns.every((column) => isThere(column, index))) index++;
  return index;
};

const stepNumbers = (
  { step, constants }: ScanSeries,
  inputs: Columns,
  output: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
): void => {
  let last = state[0] as number;
  for (let i = from; i < to; i++) {
    const next = step(last, inputs, i, constants);
    if (typeof next === "number" && Number.isFinite(next)) {
      last = next;
      output[i] = next;
    } else {
      output[i] = Number.NaN;
    }
  }
  state[0] = last;
};

const stepTruths = (
  { step, constants }: ScanSeries,
  inputs: Columns,
  output: Uint8Array,
  state: Float64Array,
  from: number,
  to: number,
): void => {
  let last = state[0] === 1;
  for (let i = from; i < to; i++) {
    const next = step(last, inputs, i, constants);
    if (typeof next === "boolean") {
      last = next;
      output[i] = Number(next);
    } else {
      output[i] = UNKNOWN;
    }
  }
  state[0] = Number(last);
};

/**
 * A value kept from bar to bar: the first one at the first bar at which it and all inputs are there, and what the step
 * makes of the value before at each bar after. An absent result is absent at its bar, and the value before stays.
 */
export const createScan = (series: ScanSeries, { initial, inputs, output }: ScanSite): Kernel => {
  const columns = [initial, ...Object.values(inputs)];
  const state = new Float64Array(1);
  let isStarted = false;
  return (from, to) => {
    let index = from;
    if (!isStarted) {
      index = findStart(columns, from, to);
      output.fill(isTruth(output) ? UNKNOWN : Number.NaN, from, index);
      if (index === to) return;
      isStarted = true;
      state[0] = initial[index] as number;
      output[index++] = state[0];
    }
    if (isTruth(output)) stepTruths(series, inputs, output, state, index, to);
    else stepNumbers(series, inputs, output, state, index, to);
  };
};
