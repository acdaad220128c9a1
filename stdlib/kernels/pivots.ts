/**
 * Turning points. A bar is one when it is the newest of the extremes of a window that reaches `left` bars before it and
 * `right` bars after it, which is known at the end of that window.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { createTalibHighestBars, createTalibLowestBars } from "./extreme-bars.ts";

/** From bars since the newest extreme to its value, where that is `right` bars back. */
const confirm = (x: NumberColumn, output: NumberColumn, right: number, from: number, to: number): void => {
  for (let i = from; i < to; i++) {
    output[i] = (output[i] as number) === right ? (x[i - right] as number) : Number.NaN;
  }
};

const createPivot =
  (createExtremeBars: (site: KernelSite) => Kernel) =>
  (site: KernelSite): Kernel => {
    const x = numberInput(site, 0);
    const output = numberOutput(site);
    const left = constantAt(site.constants, 0);
    const right = constantAt(site.constants, 1);
    const since = createExtremeBars({ inputs: [x], output, constants: [left + right + 1] });
    return (from, to) => {
      since(from, to);
      confirm(x, output, right, from, to);
    };
  };

/** Kernels of confirmed turning points. */
export const pivotKernels = {
  pivotHigh: createPivot(createTalibHighestBars),
  pivotLow: createPivot(createTalibLowestBars),
};
