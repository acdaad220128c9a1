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

/** Steps first, turns when the new stop is passed, and is held off the two bars before only then. */
const loopPsar = (state: Float64Array, pace: Pace, bars: Bars, from: number, to: number): void => {
  const { high, low, close, output } = bars;
  let stop = state[STOP] as number;
  let extreme = state[EXTREME] as number;
  let speed = state[PACE] as number;
  let trend = state[TREND] as number;
  let high1 = state[HIGH_1] as number;
  let low1 = state[LOW_1] as number;
  let high2 = state[HIGH_2] as number;
  let low2 = state[LOW_2] as number;
  let close1 = state[CLOSE_1] as number;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    const last = close[i] as number;
    output[i] = Number.NaN;
    if (Number.isNaN(top + bottom + last)) continue;
    if (!Number.isNaN(close1)) {
      let isFirst = trend === 0;
      if (isFirst) {
        trend = last > close1 ? 1 : -1;
        stop = trend === 1 ? low1 : high1;
        extreme = trend === 1 ? top : bottom;
        speed = pace.start;
      }
      stop += speed * (extreme - stop);
      if (trend === 1 ? stop > bottom : stop < top) {
        isFirst = true;
        stop = trend === 1 ? Math.max(top, extreme) : Math.min(bottom, extreme);
        trend = -trend;
        extreme = trend === 1 ? top : bottom;
        speed = pace.start;
      }
      if (!isFirst && (trend === 1 ? top > extreme : bottom < extreme)) {
        extreme = trend === 1 ? top : bottom;
        speed = Math.min(speed + pace.increment, pace.maximum);
      }
      // At the second bar there is only one before; absent bars compare as neither.
      if (trend === 1) {
        if (low1 < stop) stop = low1;
        if (low2 < stop) stop = low2;
      } else {
        if (high1 > stop) stop = high1;
        if (high2 > stop) stop = high2;
      }
      output[i] = stop;
    }
    high2 = high1;
    low2 = low1;
    high1 = top;
    low1 = bottom;
    close1 = last;
  }
  state[STOP] = stop;
  state[EXTREME] = extreme;
  state[PACE] = speed;
  state[TREND] = trend;
  state[HIGH_1] = high1;
  state[LOW_1] = low1;
  state[HIGH_2] = high2;
  state[LOW_2] = low2;
  state[CLOSE_1] = close1;
};

/** The lower or upper of three, by the trend: a stop held off two bars. */
const heldOff = (trend: number, stop: number, first: number, second: number): number =>
  trend === 1 ? Math.min(stop, first, second) : Math.max(stop, first, second);

/** TA-Lib steps last: the stop of a bar is known before it, and reaching it is enough to turn. */
const loopTalibSar = (state: Float64Array, pace: Pace, bars: Bars, from: number, to: number): void => {
  const { high, low, output } = bars;
  let stop = state[STOP] as number;
  let extreme = state[EXTREME] as number;
  let speed = state[PACE] as number;
  let trend = state[TREND] as number;
  let high1 = state[HIGH_1] as number;
  let low1 = state[LOW_1] as number;
  for (let i = from; i < to; i++) {
    const top = high[i] as number;
    const bottom = low[i] as number;
    output[i] = Number.NaN;
    if (Number.isNaN(top + bottom)) continue;
    if (!Number.isNaN(high1)) {
      if (trend === 0) {
        const fall = low1 - bottom;
        trend = fall > 0 && top - high1 < fall ? -1 : 1;
        stop = trend === 1 ? low1 : high1;
        extreme = trend === 1 ? top : bottom;
        speed = pace.start;
        // TA-Lib takes this bar for its own predecessor.
        high1 = top;
        low1 = bottom;
      }
      let result = stop;
      if (trend === 1 ? bottom <= stop : top >= stop) {
        trend = -trend;
        result = trend === 1 ? heldOff(1, extreme, low1, bottom) : heldOff(-1, extreme, high1, top);
        extreme = trend === 1 ? top : bottom;
        speed = pace.start;
        stop = result;
      } else if (trend === 1 ? top > extreme : bottom < extreme) {
        extreme = trend === 1 ? top : bottom;
        speed = Math.min(speed + pace.increment, pace.maximum);
      }
      stop += speed * (extreme - stop);
      stop = trend === 1 ? heldOff(1, stop, low1, bottom) : heldOff(-1, stop, high1, top);
      output[i] = result;
    }
    high1 = top;
    low1 = bottom;
  }
  state[STOP] = stop;
  state[EXTREME] = extreme;
  state[PACE] = speed;
  state[TREND] = trend;
  state[HIGH_1] = high1;
  state[LOW_1] = low1;
};

const newState = (): Float64Array => {
  const state = new Float64Array(9).fill(Number.NaN);
  state[TREND] = 0;
  return state;
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
