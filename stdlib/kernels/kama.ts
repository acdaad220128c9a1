/**
 * Kaufman's adaptive average: the more directly the last n changes lead somewhere, the faster it steps. Seeded with
 * the value before the first step.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the path, its rounding error, the average, and the counts in a row of changes and of still bars are. */
const PATH = 0;
const LOST = 1;
const MEAN = 2;
const RUN = 3;
const STILL = 4;

interface Steps {
  readonly length: number;
  readonly slowest: number;
  readonly spread: number;
  /** Efficiency of a market that did not move at all. */
  readonly still: number;
}

const loopKama = (
  state: Float64Array,
  steps: Steps,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  const { length, slowest, spread, still: stillEfficiency } = steps;
  let path = state[PATH] as number;
  let lost = state[LOST] as number;
  let mean = state[MEAN] as number;
  let run = state[RUN] as number;
  let still = state[STILL] as number;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    const entering = Math.abs(value - (x[i - 1] as number));
    if (Number.isNaN(entering)) {
      run = 0;
      still = 0;
      path = 0;
      lost = 0;
      output[i] = Number.NaN;
      continue;
    }
    run += 1;
    still = entering === 0 ? still + 1 : 0;
    const leaving = run > length ? Math.abs((x[i - length] as number) - (x[i - length - 1] as number)) : 0;
    const step = entering - leaving;
    const taken = entering - step;
    const next = path + step;
    const added = next - path;
    lost += path - (next - added) + (step - added) + (entering - (step + taken) + (taken - leaving));
    path = next;
    if (run < length) {
      output[i] = Number.NaN;
      continue;
    }
    const isStill = still >= length;
    if (isStill) {
      path = 0;
      lost = 0;
    }
    const efficiency = isStill
      ? stillEfficiency
      : Math.min(Math.abs(value - (x[i - length] as number)) / (path + lost), 1);
    if (Number.isNaN(efficiency)) {
      output[i] = efficiency;
      continue;
    }
    if (Number.isNaN(mean)) mean = x[i - 1] as number;
    const pace = efficiency * spread + slowest;
    mean += (value - mean) * (pace * pace);
    output[i] = mean;
  }
  state[PATH] = path;
  state[LOST] = lost;
  state[MEAN] = mean;
  state[RUN] = run;
  state[STILL] = still;
};

const createAdaptive = (site: KernelSite, still: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const slowest = 2 / (constantAt(site.constants, 2) + 1);
  const steps: Steps = {
    length: constantAt(site.constants, 0),
    slowest,
    spread: 2 / (constantAt(site.constants, 1) + 1) - slowest,
    still,
  };
  const state = new Float64Array([0, 0, Number.NaN, 0, 0]);
  return (from, to) => loopKama(state, steps, x, output, from, to);
};

/** Absent, and where it was, while the last n changes are all 0. */
export const createKama = (site: KernelSite): Kernel => createAdaptive(site, Number.NaN);

/** Steps fastest while the last n changes are all 0. */
export const createTalibKama = (site: KernelSite): Kernel => createAdaptive(site, 1);
