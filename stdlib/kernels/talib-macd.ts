/**
 * TA-Lib's MACD. Both averages start at one bar, when `slow` values are there: the slow one is seeded with all of
 * them, the fast one with the last `fast`. Nothing shows until the signal, seeded with the first `signal` values of
 * the line, starts too.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addToSeed, createSeed } from "./seed.ts";

/** Where the averages are in the state of a kernel. */
const FAST = 0;
const SLOW = 1;
const SIGNAL = 2;

interface Steps {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
  /** Weights of line and signal in the output; 0 is exact, as both are finite once they are present. */
  readonly lineWeight: number;
  readonly signalWeight: number;
}

const roll = (
  state: Float64Array,
  steps: Steps,
  x: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  const { fast: fastAlpha, slow: slowAlpha, signal: signalAlpha, lineWeight, signalWeight } = steps;
  let fast = state[FAST] as number;
  let slow = state[SLOW] as number;
  let signal = state[SIGNAL] as number;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      output[i] = value;
    } else {
      fast += fastAlpha * (value - fast);
      slow += slowAlpha * (value - slow);
      signal += signalAlpha * (fast - slow - signal);
      output[i] = lineWeight * (fast - slow) + signalWeight * signal;
    }
  }
  state[FAST] = fast;
  state[SLOW] = slow;
  state[SIGNAL] = signal;
};

const createMacd = (site: KernelSite, lineWeight: number, signalWeight: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const fastLength = Math.min(constantAt(site.constants, 0), constantAt(site.constants, 1));
  const slowLength = Math.max(constantAt(site.constants, 0), constantAt(site.constants, 1));
  const signalLength = constantAt(site.constants, 2);
  const steps: Steps = {
    fast: 2 / (fastLength + 1),
    slow: 2 / (slowLength + 1),
    signal: 2 / (signalLength + 1),
    lineWeight,
    signalWeight,
  };
  const fastSeed = createSeed(fastLength);
  const slowSeed = createSeed(slowLength);
  const signalSeed = createSeed(signalLength);
  const state = new Float64Array(3).fill(Number.NaN);

  /** One bar until the signal has started. */
  const start = (value: number): number => {
    if (Number.isNaN(value)) return value;
    let fast = state[FAST] as number;
    let slow = state[SLOW] as number;
    if (slowSeed.seen < slowLength) {
      if (slowSeed.seen >= slowLength - fastLength) fast = addToSeed(fastSeed, value);
      slow = addToSeed(slowSeed, value);
    } else {
      fast += steps.fast * (value - fast);
      slow += steps.slow * (value - slow);
    }
    const signal = addToSeed(signalSeed, fast - slow);
    state[FAST] = fast;
    state[SLOW] = slow;
    state[SIGNAL] = signal;
    return lineWeight * (fast - slow) + signalWeight * signal;
  };

  return (from, to) => {
    let i = from;
    for (; i < to && signalSeed.seen < signalLength; i++) output[i] = start(x[i] as number);
    roll(state, steps, x, output, i, to);
  };
};

/** Fast average less slow average. */
export const createTalibMacdLine = (site: KernelSite): Kernel => createMacd(site, 1, 0);

/** Average of the line. */
export const createTalibMacdSignal = (site: KernelSite): Kernel => createMacd(site, 0, 1);

/** Line less signal. */
export const createTalibMacdHistogram = (site: KernelSite): Kernel => createMacd(site, 1, -1);
