import {
  fillAtOpen,
  fillWithinBar,
  LIMIT,
  limitReached,
  MARKET,
  STOP,
  STOP_LIMIT,
  type WorkingOrder,
} from "../execution/working-order.ts";
import { stopLevel, type Unit } from "../inventory/unit.ts";
import { fillStopLeg, fillTargetLeg, fillWorking } from "./fill-order.ts";
import { liquidate, passedLiquidation, reachedLiquidation } from "./liquidate.ts";
import type { RunState } from "./run-state.ts";
import { walkPath } from "./walk-path.ts";
import { opens } from "./working-orders.ts";

type Way = "adverse" | "favourable";

/** Each order against the whole bar, in the order of submission; protective legs of open units come first. */
export const inSequence = (run: RunState): void => {
  const { candle, setup } = run;
  const passed = passedLiquidation(run);
  if (!Number.isNaN(passed)) liquidate(run, passed);
  protectUnits(run, "all");
  for (const order of [...run.working]) {
    if (order.activeFrom > run.moment || !run.working.includes(order)) continue;
    let price = fillAtOpen(order, candle, setup.policy);
    const atOpen = !Number.isNaN(price);
    if (!atOpen) price = fillWithinBar(order, candle, setup.policy, run.markAmbiguous);
    if (Number.isNaN(price)) continue;
    const unit = fillWorking(run, order, price, atOpen);
    if (unit !== undefined && unit.protectedFrom <= run.moment) protectUnits(run, "all");
  }
  const level = run.wholeFrom <= run.moment ? reachedLiquidation(run) : Number.NaN;
  if (!Number.isNaN(level)) liquidate(run, level);
};

/**
 * The open first; then the adverse extreme; then the favourable one. Where another path is chosen, that one instead.
 */
export const alongPath = (run: RunState): void => {
  fillAtFirstTrade(run);
  const { path } = run.setup.policy;
  if (path !== undefined && path !== "adverse") {
    if (run.units === 0 ? severalEntriesReached(run) : crossedBothWays(run)) run.markAmbiguous();
    walkPath(run);
    if (run.volumeLeft <= 0) triggerStops(run);
    return;
  }
  if (run.units === 0) {
    if (severalEntriesReached(run)) run.markAmbiguous();
    fillWorkingOrders(run, (order) => order.type !== MARKET, false);
    return;
  }
  if (crossedBothWays(run)) run.markAmbiguous();
  leaveAdverse(run);
  fillWorkingOrders(run, opens, false);
  leaveOnTheWay(run, "favourable");
  fillWorkingOrders(run, (order) => !opens(order) && order.type !== STOP, false);
};

/** What fills on the way to the adverse extreme; a liquidation on that way comes before what lies behind it. */
const leaveAdverse = (run: RunState): void => {
  const level = reachedLiquidation(run);
  if (!Number.isNaN(level)) {
    const { candle } = run;
    const { low, high } = candle;
    if (run.units > 0) candle.low = Math.max(low, level);
    else candle.high = Math.min(high, level);
    leaveOnTheWay(run, "adverse");
    candle.low = low;
    candle.high = high;
    const left = reachedLiquidation(run);
    if (!Number.isNaN(left)) liquidate(run, left);
  }
  leaveOnTheWay(run, "adverse");
};

/** What fills at the open: market orders, protective legs that it passes, then other orders. */
const fillAtFirstTrade = (run: RunState): void => {
  const passed = passedLiquidation(run);
  if (!Number.isNaN(passed)) liquidate(run, passed);
  fillWorkingOrders(run, (order) => order.type === MARKET, true);
  protectUnits(run, "open");
  fillWorkingOrders(run, (order) => order.type !== MARKET, true);
};

/** Fills protective legs and resting exits on one way of the bar: the level nearest to the open goes first. */
const leaveOnTheWay = (run: RunState, way: Way): void => {
  const type = way === "adverse" ? STOP : LIMIT;
  while (run.units !== 0 && run.volumeLeft > 0) {
    const exit = nearestExit(run, type);
    if (exit === undefined) break;
    const price = priceWithin(run, exit);
    const before = nearestUnit(run, way, price);
    if (before === undefined) fillWorking(run, exit, price, false);
    else if (way === "adverse") fillStop(run, before, run.units > 0, way);
    else fillTarget(run, before, run.units > 0, way);
  }
  if (way === "adverse" && run.volumeLeft <= 0) triggerStops(run);
  protectUnits(run, way);
};

/** Stops that the bar reaches when nothing is left of its volume go at market from the next bar. */
const triggerStops = (run: RunState): void => {
  for (const order of run.working) {
    if (order.type !== STOP || opens(order) || order.activeFrom > run.moment) continue;
    if (!Number.isNaN(priceWithin(run, order))) order.triggered = true;
  }
  const long = run.units > 0;
  for (const unit of run.lots) {
    const stop = stopLevel(unit, long);
    const isReached = long ? run.candle.low <= stop : run.candle.high >= stop;
    if (isReached && unit.protectedFrom <= run.moment) unit.isTriggered = true;
  }
};

const priceWithin = (run: RunState, order: WorkingOrder): number =>
  fillWithinBar(order, run.candle, run.setup.policy, run.markAmbiguous);

/** Whether one level lies before another on the way down (stops of a long position) or up. */
const isBefore = (a: number, b: number, down: boolean): boolean => (down ? a > b : a < b);

/** The resting exit of a type that the bar reaches first. */
const nearestExit = (run: RunState, type: number): WorkingOrder | undefined => {
  const down = (type === STOP) === run.units > 0;
  let nearest: WorkingOrder | undefined;
  let level = Number.NaN;
  for (const order of run.working) {
    if (opens(order) || order.type !== type || order.activeFrom > run.moment) continue;
    const price = priceWithin(run, order);
    if (Number.isNaN(price) || (nearest !== undefined && !isBefore(price, level, down))) continue;
    nearest = order;
    level = price;
  }
  return nearest;
};

/** The unit whose leg the bar reaches first, where that is before a price. */
const nearestUnit = (run: RunState, way: Way, price: number): Unit | undefined => {
  const long = run.units > 0;
  const down = (way === "adverse") === long;
  let nearest: Unit | undefined;
  let level = price;
  for (const unit of run.lots) {
    const own = way === "adverse" ? stopLevel(unit, long) : unit.target;
    if (unit.protectedFrom > run.moment || !isBefore(own, level, down)) continue;
    nearest = unit;
    level = own;
  }
  return nearest;
};

/** The bar reaches more than one resting entry: which came first, and cancelled the others, is not known. */
const severalEntriesReached = (run: RunState): boolean => {
  if (run.working.length < 2) return false;
  const reached = run.working.filter((order) => {
    if (order.activeFrom > run.moment || (order.type !== LIMIT && order.type !== STOP)) return false;
    return !Number.isNaN(priceWithin(run, order));
  });
  return reached.length > 1;
};

/** An open unit's stop and target both lie inside the bar: which came first is not known. */
const crossedBothWays = (run: RunState): boolean => {
  const { candle } = run;
  const long = run.units > 0;
  return run.lots.some((unit) => {
    if (unit.protectedFrom > run.moment || Number.isNaN(unit.target)) return false;
    const stop = stopLevel(unit, long);
    return long
      ? candle.low <= stop && limitTraded(run, true, unit.target)
      : candle.high >= stop && limitTraded(run, false, unit.target);
  });
};

const limitTraded = (run: RunState, sell: boolean, limit: number): boolean =>
  limitReached(sell, limit, run.candle, run.setup.policy.limitTouch);

const fillWorkingOrders = (
  run: RunState,
  wanted: (order: WorkingOrder) => boolean,
  atOpen: boolean,
): void => {
  if (run.working.length === 0) return;
  const { policy } = run.setup;
  for (const order of [...run.working]) {
    if (order.activeFrom > run.moment || !wanted(order) || !run.working.includes(order)) continue;
    if (order.immediate && !atOpen) continue;
    const wasTriggered = order.triggered;
    const rested = order.type === LIMIT || wasTriggered;
    const price = atOpen ? fillAtOpen(order, run.candle, policy) : priceWithin(run, order);
    if (Number.isNaN(price)) continue;
    const triggers = order.type === STOP_LIMIT && !wasTriggered && (atOpen || price === order.stop);
    const { sell } = order;
    const unit = fillWorking(run, order, price, atOpen, triggers);
    if (unit !== undefined && !atOpen) protectOnEntryBar(run, unit, !sell, rested);
  }
};

/**
 * A unit opened inside the bar: its stop fills on the same bar only where every path from the entry passes it; a level
 * that the bar reached on some paths only waits for the next bar, and the bar is counted as ambiguous. `descends`: the
 * entry was a resting limit, so that the way to the stop leads through it.
 */
const protectOnEntryBar = (run: RunState, unit: Unit, long: boolean, descends: boolean): void => {
  const { candle } = run;
  const stop = stopLevel(unit, long);
  const reached = long ? candle.low <= stop : candle.high >= stop;
  const certain = descends ? reached : long ? candle.close <= stop : candle.close >= stop;
  if (reached && certain) {
    fillStopLeg(run, unit, stop);
    return;
  }
  const level = descends ? reachedLiquidation(run) : Number.NaN;
  if (!Number.isNaN(level)) {
    liquidate(run, level);
    return;
  }
  const targetReached = !Number.isNaN(unit.target) && limitTraded(run, long, unit.target);
  const targetCertain = descends
    ? long
      ? candle.close > unit.target
      : candle.close < unit.target
    : targetReached;
  if (targetReached && targetCertain && !reached) {
    fillTargetLeg(run, unit, unit.target, true);
    return;
  }
  if (reached || targetReached) run.markAmbiguous();
  unit.protectedFrom = run.nextMoment;
};

/** Fills protective legs: stops before targets, at the open, within the bar, or both. */
const protectUnits = (run: RunState, phase: "all" | "open" | Way): void => {
  if (!run.guarded) return;
  for (const unit of [...run.lots]) {
    if (unit.protectedFrom > run.moment || !run.lots.includes(unit)) continue;
    const long = run.units > 0;
    if (phase !== "favourable" && fillStop(run, unit, long, phase)) continue;
    if (phase !== "adverse") fillTarget(run, unit, long, phase);
  }
};

const fillStop = (run: RunState, unit: Unit, long: boolean, phase: "all" | "open" | "adverse"): boolean => {
  const { candle } = run;
  const stop = stopLevel(unit, long);
  if (Number.isNaN(stop)) return false;
  const gapped =
    phase !== "adverse" && (unit.isTriggered || (long ? candle.open <= stop : candle.open >= stop));
  const within = phase !== "open" && (long ? candle.low <= stop : candle.high >= stop);
  if (!gapped && !within) return false;
  fillStopLeg(run, unit, gapped ? candle.open : stop);
  return true;
};

const fillTarget = (run: RunState, unit: Unit, long: boolean, phase: "all" | "open" | "favourable"): void => {
  const { candle } = run;
  const { target } = unit;
  if (Number.isNaN(target)) return;
  const gapped = phase !== "favourable" && (long ? candle.open >= target : candle.open <= target);
  const within = phase !== "open" && limitTraded(run, long, target);
  if (!gapped && !within) return;
  fillTargetLeg(run, unit, gapped ? candle.open : target, !gapped);
};
