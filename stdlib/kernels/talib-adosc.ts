/**
 * TA-Lib's Chaikin oscillator: two exponential averages of the accumulation line, both seeded with its first value.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the line, its rounding error, the averages and the number of bars are in the state. */
const LINE = 0;
const LOST = 1;
const FAST = 2;
const SLOW = 3;
const SEEN = 4;

interface Bars {
  readonly high: NumberColumn;
  readonly low: NumberColumn;
  readonly close: NumberColumn;
  readonly volume: NumberColumn;
  readonly output: NumberColumn;
}

const roll = (
  state: Float64Array,
  bars: Bars,
  fastLength: number,
  slowLength: number,
  from: number,
  to: number,
): void => {
  const { high, low, close, volume, output } = bars;
  const fastAlpha = 2 / (fastLength + 1);
  const slowAlpha = 2 / (slowLength + 1);
  const longest = Math.max(fastLength, slowLength);
  let line = state[LINE] as number;
  let lost = state[LOST] as number;
  let fast = state[FAST] as number;
  let slow = state[SLOW] as number;
  let seen = state[SEEN] as number;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    const last = close[i] as number;
    const amount = volume[i] as number;
    output[i] = Number.NaN;
    if (Number.isNaN(top + bottom + last + amount)) continue;
    const range = top - bottom;
    const flow = range > 0 ? ((last - bottom - (top - last)) / range) * amount : 0;
    const next = line + flow;
    const added = next - line;
    lost += line - (next - added) + (flow - added);
    line = next;
    const level = line + lost;
    fast = seen === 0 ? level : fast + fastAlpha * (level - fast);
    slow = seen === 0 ? level : slow + slowAlpha * (level - slow);
    seen += 1;
    if (seen >= longest) output[i] = fast - slow;
  }
  state[LINE] = line;
  state[LOST] = lost;
  state[FAST] = fast;
  state[SLOW] = slow;
  state[SEEN] = seen;
};

export const createTalibAdosc = (site: KernelSite): Kernel => {
  const bars: Bars = {
    high: numberInput(site, 0),
    low: numberInput(site, 1),
    close: numberInput(site, 2),
    volume: numberInput(site, 3),
    output: numberOutput(site),
  };
  const fast = constantAt(site.constants, 0);
  const slow = constantAt(site.constants, 1);
  const state = new Float64Array(5);
  return (from, to) => roll(state, bars, fast, slow, from, to);
};
