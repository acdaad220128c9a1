import { CANCELLED, FILLED, REJECTED } from "../execution/order-state.ts";
import {
  type Candle,
  fillAtOpen,
  fillWithinBar,
  LIMIT,
  limitReached,
  MARKET,
  STOP,
  type WorkingOrder,
} from "../execution/working-order.ts";
import { stopLevel, trailLeads, type Unit } from "../inventory/unit.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { closeUnit, fillOpening, ratchet, reduce, removeWorking, slip } from "./apply-fill.ts";
import { ADD, ENTRY, moveOrder, REVERSE } from "./record.ts";
import type { RunState } from "./run-state.ts";

const candle: Candle = { open: 0, high: 0, low: 0, close: 0 };
const NOT_AT_ONCE = reasonNumber("not_immediately_fillable");
const WOULD_TAKE = reasonNumber("would_take_liquidity");
const NOTHING_LEFT = reasonNumber("nothing_to_reduce");

const opens = (order: WorkingOrder): boolean =>
  order.role === ENTRY || order.role === ADD || order.role === REVERSE;

/** Fills what the bar fills, under the run's policy. Nothing has been decided at this bar yet. */
export const fillBar = (run: RunState, bar: number): void => {
  const { bars, policy } = run.setup;
  run.currentBar = bar;
  const { working } = run;
  if (working.length === 0 && !run.guarded) return;
  if (run.setup.rows !== undefined && Number.isNaN(bars.close[bar])) {
    // The market has no bar at this step of the shared timeline.
    dropImmediate(run);
    return;
  }
  if (policy.needsVolume && run.setup.hasEmptyBars && bars.volume[bar] === 0) {
    dropImmediate(run);
    return;
  }
  if (working.length === 1 && !run.guarded) {
    // By far the most frequent case: one market order and nothing that protects the position.
    const order = working[0];
    if (order !== undefined && order.type === MARKET && order.activeFrom <= bar) {
      const { window, open } = run.feedWindow;
      fillWorking(run, order, open[bar - window.first] as number, true);
      if (!run.guarded) return;
    }
  }
  candle.open = bars.open[bar] as number;
  candle.high = bars.high[bar] as number;
  candle.low = bars.low[bar] as number;
  candle.close = bars.close[bar] as number;
  if (policy.order === "path") alongPath(run);
  else inSequence(run);
  dropImmediate(run);
  if (run.guarded) ratchet(run, bar);
};

/** A post-only limit that would fill as it arrives is rejected instead. */
const refusesToTake = (run: RunState, order: WorkingOrder, atOpen: boolean): boolean => {
  if (!order.postOnly || !atOpen || order.activeFrom !== run.currentBar) return false;
  run.working.splice(run.working.indexOf(order), 1);
  moveOrder(run, order.number, REJECTED, WOULD_TAKE, run.currentBar);
  return true;
};

/** Orders that had to fill at once and did not. */
const dropImmediate = (run: RunState): void => {
  if (run.working.length === 0) return;
  run.working = run.working.filter((order) => {
    if (!order.immediate || order.activeFrom > run.currentBar) return true;
    moveOrder(run, order.number, CANCELLED, NOT_AT_ONCE, run.currentBar);
    run.spareOrders.push(order);
    return false;
  });
};

/** Each order against the whole bar, in the order of submission; protective legs of open units come first. */
const inSequence = (run: RunState): void => {
  protectUnits(run, "all");
  for (const order of [...run.working]) {
    if (order.activeFrom > run.currentBar || !run.working.includes(order)) continue;
    let price = fillAtOpen(order, candle, run.setup.policy);
    const atOpen = !Number.isNaN(price);
    if (!atOpen) price = fillWithinBar(order, candle, run.setup.policy, run.markAmbiguous);
    if (Number.isNaN(price) || refusesToTake(run, order, atOpen)) continue;
    const unit = fillWorking(run, order, price, atOpen);
    if (unit !== undefined && unit.protectedFrom <= run.currentBar) protectUnits(run, "all");
  }
};

/** The open first; then the adverse extreme; then the favourable one. */
const alongPath = (run: RunState): void => {
  fillWorkingOrders(run, (order) => order.type === MARKET, true);
  protectUnits(run, "open");
  fillWorkingOrders(run, (order) => order.type !== MARKET, true);
  if (run.units === 0) {
    if (severalEntriesReached(run)) run.markAmbiguous();
    fillWorkingOrders(run, (order) => order.type !== MARKET, false);
    return;
  }
  if (crossedBothWays(run)) run.markAmbiguous();
  leaveOnTheWay(run, "adverse");
  fillWorkingOrders(run, opens, false);
  leaveOnTheWay(run, "favourable");
  fillWorkingOrders(run, (order) => !opens(order) && order.type !== STOP, false);
};

/** Fills protective legs and resting exits on one way of the bar: the level nearest to the open goes first. */
const leaveOnTheWay = (run: RunState, way: "adverse" | "favourable"): void => {
  const type = way === "adverse" ? STOP : LIMIT;
  while (run.units !== 0) {
    const exit = nearestExit(run, type);
    if (exit === undefined) break;
    const price = fillWithinBar(exit, candle, run.setup.policy, run.markAmbiguous);
    const before = nearestUnit(run, way, price);
    if (before === undefined) fillWorking(run, exit, price, false);
    else if (way === "adverse") fillStop(run, before, run.units > 0, way);
    else fillTarget(run, before, run.units > 0, way);
  }
  protectUnits(run, way);
};

/** Whether one level lies before another on the way down (stops of a long position) or up. */
const isBefore = (a: number, b: number, down: boolean): boolean => (down ? a > b : a < b);

/** The resting exit of a type that the bar reaches first. */
const nearestExit = (run: RunState, type: number): WorkingOrder | undefined => {
  const down = (type === STOP) === run.units > 0;
  let nearest: WorkingOrder | undefined;
  let level = Number.NaN;
  for (const order of run.working) {
    if (opens(order) || order.type !== type || order.activeFrom > run.currentBar) continue;
    const price = fillWithinBar(order, candle, run.setup.policy, run.markAmbiguous);
    if (Number.isNaN(price) || (nearest !== undefined && !isBefore(price, level, down))) continue;
    nearest = order;
    level = price;
  }
  return nearest;
};

/** The unit whose leg the bar reaches first, where that is before a price. */
const nearestUnit = (run: RunState, way: "adverse" | "favourable", price: number): Unit | undefined => {
  const long = run.units > 0;
  const down = (way === "adverse") === long;
  let nearest: Unit | undefined;
  let level = price;
  for (const unit of run.lots) {
    const own = way === "adverse" ? stopLevel(unit, long) : unit.target;
    if (unit.protectedFrom > run.currentBar || !isBefore(own, level, down)) continue;
    nearest = unit;
    level = own;
  }
  return nearest;
};

/** The bar reaches more than one resting entry: which came first, and cancelled the others, is not known. */
const severalEntriesReached = (run: RunState): boolean => {
  if (run.working.length < 2) return false;
  const reached = run.working.filter((order) => {
    if (order.activeFrom > run.currentBar || (order.type !== LIMIT && order.type !== STOP)) return false;
    return !Number.isNaN(fillWithinBar(order, candle, run.setup.policy, run.markAmbiguous));
  });
  return reached.length > 1;
};

/** An open unit's stop and target both lie inside the bar: which came first is not known. */
const crossedBothWays = (run: RunState): boolean => {
  const long = run.units > 0;
  return run.lots.some((unit) => {
    if (unit.protectedFrom > run.currentBar || Number.isNaN(unit.target)) return false;
    const stop = stopLevel(unit, long);
    return long
      ? candle.low <= stop && limitTraded(run, true, unit.target)
      : candle.high >= stop && limitTraded(run, false, unit.target);
  });
};

const limitTraded = (run: RunState, sell: boolean, limit: number): boolean =>
  limitReached(sell, limit, candle, run.setup.policy.limitTouch);

const fillWorkingOrders = (
  run: RunState,
  wanted: (order: WorkingOrder) => boolean,
  atOpen: boolean,
): void => {
  if (run.working.length === 0) return;
  const { policy } = run.setup;
  for (const order of [...run.working]) {
    if (order.activeFrom > run.currentBar || !wanted(order) || !run.working.includes(order)) continue;
    if (order.immediate && !atOpen) continue;
    const rested = order.type === LIMIT || order.triggered;
    const price = atOpen
      ? fillAtOpen(order, candle, policy)
      : fillWithinBar(order, candle, policy, run.markAmbiguous);
    if (Number.isNaN(price) || refusesToTake(run, order, atOpen)) continue;
    const unit = fillWorking(run, order, price, atOpen);
    if (unit !== undefined && !atOpen) protectOnEntryBar(run, unit, !order.sell, rested);
  }
};

/** Fills one working order; returns the unit it opened. */
const fillWorking = (
  run: RunState,
  order: WorkingOrder,
  price: number,
  atOpen: boolean,
): Unit | undefined => {
  const maker = order.type === LIMIT && !atOpen;
  if (opens(order)) return fillOpening(run, order, price, maker, atOpen);
  removeWorking(run, order);
  const size = Math.min(order.units, Math.abs(run.units));
  if (size === 0) {
    moveOrder(run, order.number, CANCELLED, NOTHING_LEFT, run.currentBar);
    return undefined;
  }
  moveOrder(run, order.number, FILLED, 0, run.currentBar);
  reduce(run, order.number, maker, size, slip(run, price, order.sell, order.type, false, atOpen));
  return undefined;
};

/**
 * A unit opened inside the bar: its stop fills on the same bar only where every path from the entry passes it; a level
 * that the bar reached on some paths only waits for the next bar, and the bar is counted as ambiguous. `descends`: the
 * entry was a resting limit, so that the way to the stop leads through it.
 */
const protectOnEntryBar = (run: RunState, unit: Unit, long: boolean, descends: boolean): void => {
  const stop = stopLevel(unit, long);
  const reached = long ? candle.low <= stop : candle.high >= stop;
  const certain = descends ? reached : long ? candle.close <= stop : candle.close >= stop;
  if (reached && certain) {
    closeUnit(run, unit, stopOrderOf(unit, long), false, slip(run, stop, long, STOP, false, false));
    return;
  }
  const targetReached = !Number.isNaN(unit.target) && limitTraded(run, long, unit.target);
  const targetCertain = descends
    ? long
      ? candle.close > unit.target
      : candle.close < unit.target
    : targetReached;
  if (targetReached && targetCertain && !reached) {
    closeUnit(run, unit, unit.targetOrder, true, unit.target);
    return;
  }
  if (reached || targetReached) run.markAmbiguous();
  unit.protectedFrom = run.currentBar + 1;
};

const stopOrderOf = (unit: Unit, long: boolean): number =>
  trailLeads(unit, long) ? unit.trailOrder : unit.stopOrder;

/** Fills protective legs: stops before targets, at the open, within the bar, or both. */
const protectUnits = (run: RunState, phase: "all" | "open" | "adverse" | "favourable"): void => {
  if (!run.guarded) return;
  for (const unit of [...run.lots]) {
    if (unit.protectedFrom > run.currentBar || !run.lots.includes(unit)) continue;
    const long = run.units > 0;
    if (phase !== "favourable" && fillStop(run, unit, long, phase)) continue;
    if (phase !== "adverse") fillTarget(run, unit, long, phase);
  }
};

const fillStop = (run: RunState, unit: Unit, long: boolean, phase: "all" | "open" | "adverse"): boolean => {
  const stop = stopLevel(unit, long);
  if (Number.isNaN(stop)) return false;
  const gapped = phase !== "adverse" && (long ? candle.open <= stop : candle.open >= stop);
  const within = phase !== "open" && (long ? candle.low <= stop : candle.high >= stop);
  if (!gapped && !within) return false;
  const price = gapped ? candle.open : stop;
  const order = stopOrderOf(unit, long);
  closeUnit(run, unit, order, false, slip(run, price, long, STOP, false, gapped));
  return true;
};

const fillTarget = (run: RunState, unit: Unit, long: boolean, phase: "all" | "open" | "favourable"): void => {
  const { target } = unit;
  if (Number.isNaN(target)) return;
  const gapped = phase !== "favourable" && (long ? candle.open >= target : candle.open <= target);
  const within = phase !== "open" && limitTraded(run, long, target);
  if (!gapped && !within) return;
  closeUnit(run, unit, unit.targetOrder, !gapped, gapped ? candle.open : target);
};

/** Fills this bar's market orders at its close, under a policy that does so. */
export const fillAtClose = (run: RunState, bar: number): void => {
  run.currentBar = bar;
  for (const order of [...run.working]) {
    if (order.type === MARKET && run.working.includes(order)) fillWorking(run, order, run.price, false);
  }
};
