import {
  LIMIT,
  limitReached,
  MARKET,
  STOP,
  STOP_LIMIT,
  type WorkingOrder,
} from "../execution/working-order.ts";
import { stopLevel, type Unit } from "../inventory/unit.ts";
import { fillStopLeg, fillTargetLeg, fillWorking } from "./fill-order.ts";
import { liquidate, liquidationLevel, reachedLiquidation } from "./liquidate.ts";
import type { RunState } from "./run-state.ts";
import { opens } from "./working-orders.ts";

/** What a price meets next on its way: a unit's stop or target, or an order. One object, used again for each. */
const met: {
  price: number;
  unit: Unit | undefined;
  isStop: boolean;
  isLiquidation: boolean;
  order: WorkingOrder | undefined;
} = {
  price: Number.NaN,
  unit: undefined,
  isStop: false,
  isLiquidation: false,
  order: undefined,
};

/** More meetings than a bar can have: something does not end what it meets. */
const MOST_MEETINGS = 100_000;

/**
 * The way of the price through a bar whose order of extremes is known or chosen: from the open to one extreme, to the
 * other, to the close. What it meets first goes first; an entry's levels count from its fill on.
 */
export const walkPath = (run: RunState): void => {
  const { open, high, low, close } = run.candle;
  const [first, second] = goesUpFirst(run) ? [high, low] : [low, high];
  walk(run, open, first);
  walk(run, first, second);
  walk(run, second, close);
  // Marks may be beyond what was traded.
  const level = run.setup.margin?.mark !== undefined ? reachedLiquidation(run) : Number.NaN;
  if (!Number.isNaN(level) && run.wholeFrom <= run.moment) liquidate(run, level);
};

const goesUpFirst = (run: RunState): boolean => {
  const { open, high, low } = run.candle;
  switch (run.setup.policy.path) {
    case "ohlc":
      return true;
    case "nearest":
      return high - open === open - low ? !prefersUp(run) : high - open < open - low;
    case "best":
      return prefersUp(run);
    default:
      return !prefersUp(run);
  }
};

/** Whether the high before the low is better: for what is held, or for the first entry that the bar reaches. */
const prefersUp = (run: RunState): boolean => {
  if (run.units !== 0) return run.units > 0;
  const { candle } = run;
  for (const order of run.working) {
    if (!opens(order) || order.type === MARKET || order.activeFrom > run.moment) continue;
    const level = order.type === LIMIT ? order.limit : order.stop;
    // Who buys wants the low first and the high after it.
    if (candle.low <= level && level <= candle.high) return order.sell;
  }
  return false;
};

const walk = (run: RunState, from: number, to: number): void => {
  let at = from;
  for (let count = 0; count < MOST_MEETINGS; count++) {
    if (run.volumeLeft <= 0 || !meetNext(run, at, to)) return;
    at = met.price;
    if (met.isLiquidation) liquidate(run, at);
    else if (met.unit !== undefined) {
      if (met.isStop) fillStopLeg(run, met.unit, at);
      else fillTargetLeg(run, met.unit, at, true);
    } else if (met.order !== undefined) {
      meetOrder(run, met.order, at);
    }
  }
  throw new Error(`${run.setup.key}: the fills of bar ${run.currentBar} do not end`);
};

const meetOrder = (run: RunState, order: WorkingOrder, price: number): void => {
  const { sell, limit, triggered } = order;
  const triggers = order.type === STOP_LIMIT && !triggered;
  if (triggers) {
    order.triggered = true;
    if (sell ? limit > price : limit < price) return;
  }
  const descends = order.type === LIMIT || triggered;
  const unit = fillWorking(run, order, price, false, triggers);
  if (unit !== undefined) noteAmbiguity(run, unit, !sell, descends);
};

/** An entry inside the bar whose levels the bar reaches: another way may not have met them after it. */
const noteAmbiguity = (run: RunState, unit: Unit, long: boolean, descends: boolean): void => {
  const { candle } = run;
  const stop = stopLevel(unit, long);
  const isStopReached = long ? candle.low <= stop : candle.high >= stop;
  const isTargetReached =
    !Number.isNaN(unit.target) && limitReached(long, unit.target, candle, run.setup.policy.limitTouch);
  const { close } = candle;
  const isStopCertain = descends || (long ? close <= stop : close >= stop);
  const isTargetCertain = !descends || (long ? close > unit.target : close < unit.target);
  const isCertain =
    (isStopReached && isStopCertain) || (isTargetReached && isTargetCertain && !isStopReached);
  if ((isStopReached || isTargetReached) && !isCertain) run.markAmbiguous();
};

/** Finds what the price meets first between two points; false: nothing. */
const meetNext = (run: RunState, at: number, to: number): boolean => {
  met.price = Number.NaN;
  met.isLiquidation = false;
  const { limitTouch } = run.setup.policy;
  const long = run.units > 0;
  const level = liquidationLevel(run);
  for (const unit of run.lots) {
    if (unit.protectedFrom > run.moment) continue;
    consider(meet(stopLevel(unit, long), long, true, at, to), at, unit, true, undefined);
  }
  for (const order of run.working) {
    if (order.activeFrom > run.moment || order.type === MARKET || order.immediate) continue;
    const isLimit = order.type === LIMIT || (order.type === STOP_LIMIT && order.triggered);
    const price = isLimit
      ? meet(order.limit, !order.sell, limitTouch, at, to)
      : meet(order.stop, order.sell, true, at, to);
    consider(price, at, undefined, order.type === STOP, order);
  }
  for (const unit of run.lots) {
    if (unit.protectedFrom > run.moment) continue;
    consider(meet(unit.target, !long, limitTouch, at, to), at, unit, false, undefined);
  }
  const ruin = meet(level, long, true, at, to);
  if (Number.isNaN(met.price) || Math.abs(ruin - at) < Math.abs(met.price - at)) {
    met.price = ruin;
    met.isLiquidation = true;
  }
  return !Number.isNaN(met.price);
};

const consider = (
  price: number,
  at: number,
  unit: Unit | undefined,
  isStop: boolean,
  order: WorkingOrder | undefined,
): void => {
  if (Number.isNaN(price) || Math.abs(price - at) >= Math.abs(met.price - at)) return;
  met.price = price;
  met.unit = unit;
  met.isStop = isStop;
  met.order = order;
};

/**
 * Price at which the way from one point to another meets a level, or NaN. `isBelow`: what waits for a price at the level
 * or below it; `touch`: at the level is enough. What has been passed already is met at once.
 */
const meet = (level: number, isBelow: boolean, touch: boolean, at: number, to: number): number => {
  const reaches = (price: number): boolean => {
    if (touch) return isBelow ? price <= level : price >= level;
    return isBelow ? price < level : price > level;
  };
  if (reaches(at)) return at;
  return reaches(to) ? level : Number.NaN;
};
