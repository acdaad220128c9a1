/**
 * Wilder's parabolic stop and reverse. It steps towards the extreme of the trend, faster with each new extreme, and
 * turns when the market reaches it. The present bar is compared with the bars present before it.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";

/** Where the stop, the extreme, the pace, the trend (1 up, -1 down, 0 none yet) and the bars before are in the state. */
const STOP = 0;
const EXTREME = 1;
const PACE = 2;
const TREND = 3;
const HIGH_1 = 4;
const LOW_1 = 5;
const HIGH_2 = 6;
const LOW_2 = 7;
const CLOSE_1 = 8;

interface Bars {
  readonly high: NumberColumn;
  readonly low: NumberColumn;
  readonly close: NumberColumn;
  readonly output: NumberColumn;
}

interface Pace {
  readonly start: number;
  readonly increment: number;
  readonly maximum: number;
}

/** The first bar with one before it sets the trend; false while there is none. */
const begin = (state: Float64Array, high: number, low: number, isUp: boolean, start: number): boolean => {
  if (Number.isNaN(state[HIGH_1] as number)) return false;
  state[TREND] = isUp ? 1 : -1;
  state[STOP] = (isUp ? state[LOW_1] : state[HIGH_1]) as number;
  state[EXTREME] = isUp ? high : low;
  state[PACE] = start;
  return true;
};

const remember = (state: Float64Array, high: number, low: number, close: number): void => {
  state[HIGH_2] = state[HIGH_1] as number;
  state[LOW_2] = state[LOW_1] as number;
  state[HIGH_1] = high;
  state[LOW_1] = low;
  state[CLOSE_1] = close;
};

const isBeyond = (extreme: number, trend: number, high: number, low: number): boolean =>
  trend === 1 ? high > extreme : low < extreme;

/** Steps first, turns when the new stop is passed, and is held off the two bars before only then. */
const step = (state: Float64Array, pace: Pace, high: number, low: number, close: number): number => {
  let isFirst = false;
  if (state[TREND] === 0) {
    if (!begin(state, high, low, close > (state[CLOSE_1] as number), pace.start)) return Number.NaN;
    isFirst = true;
  }
  const extreme = state[EXTREME] as number;
  let stop = (state[STOP] as number) + (state[PACE] as number) * (extreme - (state[STOP] as number));
  let trend = state[TREND] as number;
  if (trend === 1 ? stop > low : stop < high) {
    isFirst = true;
    stop = trend === 1 ? Math.max(high, extreme) : Math.min(low, extreme);
    trend = -trend;
    state[EXTREME] = trend === 1 ? high : low;
    state[PACE] = pace.start;
  }
  if (!isFirst && isBeyond(extreme, trend, high, low)) {
    state[EXTREME] = trend === 1 ? high : low;
    state[PACE] = Math.min((state[PACE] as number) + pace.increment, pace.maximum);
  }
  const hasTwo = !Number.isNaN(state[HIGH_2] as number);
  if (trend === 1) {
    stop = Math.min(stop, state[LOW_1] as number);
    if (hasTwo) stop = Math.min(stop, state[LOW_2] as number);
  } else {
    stop = Math.max(stop, state[HIGH_1] as number);
    if (hasTwo) stop = Math.max(stop, state[HIGH_2] as number);
  }
  state[TREND] = trend;
  state[STOP] = stop;
  return stop;
};

/** Holds the next stop off this bar and the one before it. */
const holdOff = (stop: number, trend: number, state: Float64Array, high: number, low: number): number =>
  trend === 1 ? Math.min(stop, state[LOW_1] as number, low) : Math.max(stop, state[HIGH_1] as number, high);

/** TA-Lib steps last: the stop of a bar is known before it, and reaching it is enough to turn. */
const talibStep = (state: Float64Array, pace: Pace, high: number, low: number): number => {
  const fall = (state[LOW_1] as number) - low;
  const rise = high - (state[HIGH_1] as number);
  const isStart = state[TREND] === 0;
  if (isStart && !begin(state, high, low, !(fall > 0 && rise < fall), pace.start)) return Number.NaN;
  // TA-Lib takes the first bar for its own predecessor.
  if (isStart) remember(state, high, low, Number.NaN);
  let trend = state[TREND] as number;
  let stop = state[STOP] as number;
  let extreme = state[EXTREME] as number;
  let result = stop;
  if (trend === 1 ? low <= stop : high >= stop) {
    trend = -trend;
    result = holdOff(extreme, trend, state, high, low);
    extreme = trend === 1 ? high : low;
    state[PACE] = pace.start;
    stop = result;
  } else if (isBeyond(extreme, trend, high, low)) {
    extreme = trend === 1 ? high : low;
    state[PACE] = Math.min((state[PACE] as number) + pace.increment, pace.maximum);
  }
  stop += (state[PACE] as number) * (extreme - stop);
  state[STOP] = holdOff(stop, trend, state, high, low);
  state[EXTREME] = extreme;
  state[TREND] = trend;
  return result;
};

const newState = (): Float64Array => {
  const state = new Float64Array(9).fill(Number.NaN);
  state[TREND] = 0;
  return state;
};

const loopPsar = (state: Float64Array, pace: Pace, bars: Bars, from: number, to: number): void => {
  const { high, low, close, output } = bars;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    const last = close[i] as number;
    output[i] = Number.NaN;
    if (Number.isNaN(top + bottom + last)) continue;
    output[i] = step(state, pace, top, bottom, last);
    remember(state, top, bottom, last);
  }
};

const loopTalibSar = (state: Float64Array, pace: Pace, bars: Bars, from: number, to: number): void => {
  const { high, low, output } = bars;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    output[i] = Number.NaN;
    if (Number.isNaN(top + bottom)) continue;
    output[i] = talibStep(state, pace, top, bottom);
    remember(state, top, bottom, Number.NaN);
  }
};

/** TradingView's form: from high, low and close. */
export const createPsar = (site: KernelSite): Kernel => {
  const bars = {
    high: numberInput(site, 0),
    low: numberInput(site, 1),
    close: numberInput(site, 2),
    output: numberOutput(site),
  };
  const pace = {
    start: constantAt(site.constants, 0),
    increment: constantAt(site.constants, 1),
    maximum: constantAt(site.constants, 2),
  };
  const state = newState();
  return (from, to) => loopPsar(state, pace, bars, from, to);
};

/** TA-Lib's form: from high and low, with one number for the start and the increment. */
export const createTalibSar = (site: KernelSite): Kernel => {
  const high = numberInput(site, 0);
  const low = numberInput(site, 1);
  const bars = { high, low, close: low, output: numberOutput(site) };
  const maximum = constantAt(site.constants, 1);
  const increment = Math.min(constantAt(site.constants, 0), maximum);
  const state = newState();
  const pace = { start: increment, increment, maximum };
  return (from, to) => loopTalibSar(state, pace, bars, from, to);
};
