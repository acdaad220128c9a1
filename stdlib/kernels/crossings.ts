/**
 * Crossings compare with the last bar at which both operands were present; before there is one they are unknown.
 * The branches follow which side a is on, which changes rarely, so they cost little.
 */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { booleanOutput, numberInput } from "./columns.ts";

/** One bar: the result in the two low bits, and above them whether a is now known to be above b. */
const overtake = (left: number, right: number, was: number): number =>
  left > right ? 4 | (was ^ 1) : left <= right ? 0 : (was << 2) | UNKNOWN;

/** Four bars a turn: the engine checks its columns once a turn. Returns whether a is above b for the next bar. */
const rollOvertaking = (
  a: NumberColumn,
  b: NumberColumn,
  output: BooleanColumn,
  above: number,
  from: number,
  to: number,
): number => {
  let was = above | 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const first = overtake(a[i] as number, b[i] as number, was);
    const second = overtake(a[i + 1] as number, b[i + 1] as number, first >> 2);
    const third = overtake(a[i + 2] as number, b[i + 2] as number, second >> 2);
    const fourth = overtake(a[i + 3] as number, b[i + 3] as number, third >> 2);
    output[i] = first & 3;
    output[i + 1] = second & 3;
    output[i + 2] = third & 3;
    output[i + 3] = fourth & 3;
    was = fourth >> 2;
  }
  for (; i < to; i++) {
    const one = overtake(a[i] as number, b[i] as number, was);
    output[i] = one & 3;
    was = one >> 2;
  }
  return was;
};

/** a > b now, a <= b at the last bar where both were present. */
const createOvertaking = (a: NumberColumn, b: NumberColumn, output: BooleanColumn): Kernel => {
  let started = false;
  let above = 0;
  return (from, to) => {
    let i = from;
    for (; !started && i < to; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      output[i] = UNKNOWN;
      if (Number.isNaN(difference)) continue;
      started = true;
      above = Number((a[i] as number) > (b[i] as number));
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
