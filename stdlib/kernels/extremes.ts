/**
 * Rolling extremes after van Herk, Gil and Werman: bars are counted off in groups of `length`; a window is the end of
 * one group and the beginning of the next, so its extreme is that of a running suffix and a running prefix. Three
 * comparisons per bar, whatever the length. Absent values spread through Math.max and Math.min, so that a window with
 * one of them, or one that is not full yet, is absent.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Bars of one group: extends the prefix from `best`, which it returns, and joins it with the suffix. */
type Roll = typeof rollHighest;
type Suffixes = typeof suffixesHighest;

/** `none` is the extreme of no value at all. */
const createExtreme = (site: KernelSite, none: number, roll: Roll, suffixes: Suffixes): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  const suffix = new Float64Array(length + 1).fill(Number.NaN);
  suffix[length] = none;
  const state = new Float64Array([none]);
  let position = 0;
  return (from, to) => {
    let i = from;
    while (i < to) {
      const end = Math.min(to, i + length - position);
      state[0] = roll(state[0] as number, x, suffix, output, position + 1 - i, i, end);
      position += end - i;
      i = end;
      if (position === length) {
        suffixes(x, suffix, i - length, length);
        position = 0;
        state[0] = none;
      }
    }
  };
};

const rollHighest = (
  best: number,
  x: NumberColumn,
  suffix: Float64Array,
  output: NumberColumn,
  offset: number,
  from: number,
  to: number,
): number => {
  let prefix = best;
  for (let i = from; i < to; i++) {
    prefix = Math.max(prefix, x[i] as number);
    output[i] = Math.max(prefix, suffix[i + offset] as number);
  }
  return prefix;
};

const suffixesHighest = (x: NumberColumn, suffix: Float64Array, from: number, length: number): void => {
  let best = Number.NEGATIVE_INFINITY;
  for (let back = length - 1; back > 0; back--) {
    best = Math.max(best, x[from + back] as number);
    suffix[back] = best;
  }
};

/** max(x, x[1], .., x[n-1]) */
export const createHighest = (site: KernelSite): Kernel =>
  createExtreme(site, Number.NEGATIVE_INFINITY, rollHighest, suffixesHighest);

const rollLowest = (
  best: number,
  x: NumberColumn,
  suffix: Float64Array,
  output: NumberColumn,
  offset: number,
  from: number,
  to: number,
): number => {
  let prefix = best;
  for (let i = from; i < to; i++) {
    prefix = Math.min(prefix, x[i] as number);
    output[i] = Math.min(prefix, suffix[i + offset] as number);
  }
  return prefix;
};

const suffixesLowest = (x: NumberColumn, suffix: Float64Array, from: number, length: number): void => {
  let best = Number.POSITIVE_INFINITY;
  for (let back = length - 1; back > 0; back--) {
    best = Math.min(best, x[from + back] as number);
    suffix[back] = best;
  }
};

/** min(x, x[1], .., x[n-1]) */
export const createLowest = (site: KernelSite): Kernel =>
  createExtreme(site, Number.POSITIVE_INFINITY, rollLowest, suffixesLowest);
