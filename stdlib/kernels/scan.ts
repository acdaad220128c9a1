import type { Column, Kernel } from "../kernel.ts";
import { type ScanSeries, type ScanValue, UNKNOWN } from "../series.ts";

/** Where a scan reads and writes: columns of its first value, of its inputs by name, and its own. */
export interface ScanSite {
  readonly initial: Column;
  readonly inputs: Readonly<Record<string, Column>>;
  readonly output: Column;
}

type Values = Readonly<Record<string, ScanValue>>;

const isTruth = (column: Column): column is Uint8Array => column instanceof Uint8Array;

const reader = (column: Column, cursor: { readonly index: number }): (() => ScanValue) =>
  isTruth(column)
    ? () => {
        const value = column[cursor.index];
        return value === UNKNOWN ? undefined : value === 1;
      }
    : () => column[cursor.index];

/** One object for all bars: its properties read the columns at the cursor. */
const createView = (site: ScanSite, cursor: { readonly index: number }): Values => {
  const properties = Object.entries(site.inputs).map(([name, column]) => [
    name,
    { get: reader(column, cursor), enumerable: true },
  ]);
  return Object.defineProperties({}, Object.fromEntries(properties));
};

const isThere = (column: Column, index: number): boolean =>
  isTruth(column) ? column[index] !== UNKNOWN : !Number.isNaN(column[index] as number);

/** The first index at which the first value and all inputs are there, or `to`. */
const findStart = (columns: readonly Column[], from: number, to: number): number => {
  let index = from;
  while (index < to && !columns.every((column) => isThere(column, index))) index++;
  return index;
};

/**
 * A value kept from bar to bar: the first one at the first bar at which it and all inputs are there, and what the step
 * makes of the value before at each bar after. An absent result is absent at its bar, and the value before stays.
 */
export const createScan = (series: ScanSeries, site: ScanSite): Kernel => {
  const cursor = { index: 0 };
  const view = createView(site, cursor);
  const columns = [site.initial, ...Object.values(site.inputs)];
  let isStarted = false;
  const start = (from: number, to: number): number => {
    const first = findStart(columns, from, to);
    site.output.fill(isTruth(site.output) ? UNKNOWN : Number.NaN, from, first);
    isStarted = first < to;
    return first;
  };
  const { initial, output } = site;
  if (isTruth(output)) {
    let last: boolean | undefined;
    return (from, to) => {
      let index = from;
      if (!isStarted) {
        index = start(from, to);
        if (!isStarted) return;
        last = initial[index] === 1;
        output[index++] = Number(last);
      }
      for (; index < to; index++) {
        cursor.index = index;
        const next = series.step(last, view, series.constants);
        if (typeof next === "boolean") last = next;
        output[index] = typeof next === "boolean" ? Number(next) : UNKNOWN;
      }
    };
  }
  const state = new Float64Array(1);
  return (from, to) => {
    let index = from;
    if (!isStarted) {
      index = start(from, to);
      if (!isStarted) return;
      state[0] = initial[index] as number;
      output[index++] = state[0];
    }
    for (; index < to; index++) {
      cursor.index = index;
      const next = series.step(state[0] as number, view, series.constants);
      const isNumber = typeof next === "number" && Number.isFinite(next);
      if (isNumber) state[0] = next;
      output[index] = isNumber ? next : Number.NaN;
    }
  };
};
