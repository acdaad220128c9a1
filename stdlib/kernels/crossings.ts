/**
 * Crossings compare with the last bar at which both operands were present; before there is one they are unknown.
 * The branches follow which side a is on, which changes rarely, so they cost little.
 */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { booleanOutput, numberInput } from "./columns.ts";

/**
 * Most bars change nothing: they are set to false in one go, and two tight loops look for the end of a stretch on
 * either side. Returns whether a is above b for the next bar.
 */
const rollOvertaking = (
  a: NumberColumn,
  b: NumberColumn,
  output: BooleanColumn,
  above: boolean,
  from: number,
  to: number,
): boolean => {
  output.fill(0, from, to);
  let was = above;
  let i = from;
  while (i < to) {
    if (was) while (i < to && (a[i] as number) > (b[i] as number)) i++;
    else while (i < to && (a[i] as number) <= (b[i] as number)) i++;
    if (i === to) break;
    if (was ? (a[i] as number) <= (b[i] as number) : (a[i] as number) > (b[i] as number)) {
      output[i] = Number(!was);
      was = !was;
    } else {
      output[i] = UNKNOWN;
    }
    i++;
  }
  return was;
};

/** a > b now, a <= b at the last bar where both were present. */
const createOvertaking = (a: NumberColumn, b: NumberColumn, output: BooleanColumn): Kernel => {
  let started = false;
  let above = false;
  return (from, to) => {
    let i = from;
    for (; !started && i < to; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      output[i] = UNKNOWN;
      if (Number.isNaN(difference)) continue;
      started = true;
      above = (a[i] as number) > (b[i] as number);
    }
    above = rollOvertaking(a, b, output, above, i, to);
  };
};

export const createCrossesAbove = (site: KernelSite): Kernel =>
  createOvertaking(numberInput(site, 0), numberInput(site, 1), booleanOutput(site));

export const createCrossesBelow = (site: KernelSite): Kernel =>
  createOvertaking(numberInput(site, 1), numberInput(site, 0), booleanOutput(site));

/** Returns the side on which the next bar finds a. */
const rollCrosses = (
  a: NumberColumn,
  b: NumberColumn,
  output: BooleanColumn,
  side: number,
  from: number,
  to: number,
): number => {
  let was = side | 0;
  for (let i = from; i < to; i++) {
    const left = a[i] as number;
    const right = b[i] as number;
    if (left > right) {
      output[i] = Number(was < 0);
      was = 1;
    } else if (left < right) {
      output[i] = Number(was > 0);
      was = -1;
    } else {
      output[i] = left === right ? 0 : UNKNOWN;
    }
  }
  return was;
};

/** a strictly on the other side of b than when they last differed; equality alone never fires. */
export const createCrosses = (site: KernelSite): Kernel => {
  const a = numberInput(site, 0);
  const b = numberInput(site, 1);
  const output = booleanOutput(site);
  let started = false;
  let side = 0;
  return (from, to) => {
    let i = from;
    for (; !started && i < to; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      output[i] = UNKNOWN;
      if (Number.isNaN(difference)) continue;
      started = true;
      side = Number((a[i] as number) > (b[i] as number)) - Number((a[i] as number) < (b[i] as number));
    }
    side = rollCrosses(a, b, output, side, i, to);
  };
};
