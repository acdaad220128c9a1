/**
 * Crossings compare with the last bar at which both operands were present; before there is one they are unknown.
 * The branches follow which side a is on, which changes rarely, so they cost little.
 */

import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { booleanOutput, numberInput } from "./columns.ts";

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
    let was = above;
    for (; i < to; i++) {
      const left = a[i] as number;
      const right = b[i] as number;
      if (left > right) {
        output[i] = was ^ 1;
        was = 1;
      } else if (left <= right) {
        output[i] = 0;
        was = 0;
      } else {
        output[i] = UNKNOWN;
      }
    }
    above = was;
  };
};

export const createCrossesAbove = (site: KernelSite): Kernel =>
  createOvertaking(numberInput(site, 0), numberInput(site, 1), booleanOutput(site));

export const createCrossesBelow = (site: KernelSite): Kernel =>
  createOvertaking(numberInput(site, 1), numberInput(site, 0), booleanOutput(site));

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
    let was = side;
    for (; i < to; i++) {
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
    side = was;
  };
};
