import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { roundToScale, scaleOf } from "../rounding.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

const roundAll = (x: NumberColumn, output: NumberColumn, scale: number, from: number, to: number): void => {
  for (let i = from; i < to; i++) output[i] = roundToScale(x[i] as number, scale);
};

/** Nearest multiple of 10^-decimals, an exact tie to the even digit. */
export const createRound = (site: KernelSite): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const scale = scaleOf(constantAt(site.constants, 0));
  return (from, to) => roundAll(x, output, scale, from, to);
};
