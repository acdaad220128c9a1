/**
 * TA-Lib's MACD. Both averages start at one bar, when `slow` values are there: the slow one is seeded with all of
 * them, the fast one with the last `fast`. Nothing shows until the signal, seeded with the first `signal` values of
 * the line, starts too.
 */

import type { Kernel, KernelSite } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addToSeed, createSeed } from "./seed.ts";

/** Weights of line and signal in the output; a weight of 0 is exact, as both are finite once they are present. */
const createMacd = (site: KernelSite, lineWeight: number, signalWeight: number): Kernel => {
  const x = numberInput(site, 0);
  const output = numberOutput(site);
  const fastLength = Math.min(constantAt(site.constants, 0), constantAt(site.constants, 1));
  const slowLength = Math.max(constantAt(site.constants, 0), constantAt(site.constants, 1));
  const signalLength = constantAt(site.constants, 2);
  const fastAlpha = 2 / (fastLength + 1);
  const slowAlpha = 2 / (slowLength + 1);
  const signalAlpha = 2 / (signalLength + 1);
  const fastSeed = createSeed(fastLength);
  const slowSeed = createSeed(slowLength);
  const signalSeed = createSeed(signalLength);
  const state = new Float64Array(3).fill(Number.NaN);

  /** One bar until the signal has started. */
  const start = (value: number): number => {
    if (Number.isNaN(value)) return value;
    let fast = state[0] as number;
    let slow = state[1] as number;
    if (slowSeed.seen < slowLength) {
      if (slowSeed.seen >= slowLength - fastLength) fast = addToSeed(fastSeed, value);
      slow = addToSeed(slowSeed, value);
    } else {
      fast += fastAlpha * (value - fast);
      slow += slowAlpha * (value - slow);
    }
    const signal = addToSeed(signalSeed, fast - slow);
    state[0] = fast;
    state[1] = slow;
    state[2] = signal;
    return lineWeight * (fast - slow) + signalWeight * signal;
  };

  return (from, to) => {
    let i = from;
    for (; i < to && signalSeed.seen < signalLength; i++) output[i] = start(x[i] as number);
    let fast = state[0] as number;
    let slow = state[1] as number;
    let signal = state[2] as number;
    for (; i < to; i++) {
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
    state[0] = fast;
    state[1] = slow;
    state[2] = signal;
  };
};

export const createTalibMacdLine = (site: KernelSite): Kernel => createMacd(site, 1, 0);
export const createTalibMacdSignal = (site: KernelSite): Kernel => createMacd(site, 0, 1);
export const createTalibMacdHistogram = (site: KernelSite): Kernel => createMacd(site, 1, -1);
