/** Differences from the value `length` bars ago. */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { div } from "../pointwise.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

const loopChange = (
  x: NumberColumn,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) output[i] = (x[i] as number) - (x[i - length] as number);
};

/** x - x[n] */
export const createChange = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => loopChange(x, output, length, from, to);
};

const loopRoc = (x: NumberColumn, output: NumberColumn, length: number, from: number, to: number): void => {
  for (let i = from; i < to; i++) {
    const old = x[i - length] as number;
    output[i] = div(100 * ((x[i] as number) - old), old);
  }
};

/** 100 * (x - x[n]) / x[n]; absent where x[n] is zero. */
export const createRoc = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => loopRoc(x, output, length, from, to);
};

const loopTalibRoc = (
  x: NumberColumn,
  output: NumberColumn,
  length: number,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    const old = x[i - length] as number;
    output[i] = old === 0 ? value - value : (div(value, old) - 1) * 100;
  }
};

/** (x / x[n] - 1) * 100; 0 where x[n] is zero. */
export const createTalibRoc = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const length = constantAt(site.constants, 0);
  return (from, to) => loopTalibRoc(x, output, length, from, to);
};
