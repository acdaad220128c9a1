import { CANCEL_PENDING, FILLED, PARTIALLY_FILLED } from "../execution/order-state.ts";
import type { WorkingOrder } from "../execution/working-order.ts";
import type { Unit } from "../inventory/unit.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { accrueBorrow } from "./charges.ts";
import { type BookedFee, convertedFee } from "./fee-currency.ts";
import { orderDoubles } from "./logs.ts";
import { amendQuantity, countFilled, isLeg, moveOrder, recordFill, roleOf } from "./record.ts";
import { NO_CAPTURES, type RunState } from "./run-state.ts";
import {
  cancelLegs,
  growUnit,
  isGuarded,
  moveStops,
  openLegs,
  openUnit,
  shrinkUnit,
  unitOfLeg,
} from "./units.ts";
import {
  cancelWorking,
  filledUnit,
  isEntry,
  opens,
  removeWorking,
  shrinkReplacement,
} from "./working-orders.ts";

const SIBLING = reasonNumber("sibling_filled");
const CLOSED = reasonNumber("position_closed");

/** A fill of an order, as the simulator or a venue reports it. */
export interface Fill {
  /** Quantity units, unsigned: at most what is left of the order. */
  units: number;
  /** After slippage. */
  price: number;
  isMaker: boolean;
  /** It is at the first trade of its bar: all of the bar came after it. */
  isAtOpen: boolean;
  /** Where a venue has stated it; else it follows from the rates. */
  fee?: BookedFee | undefined;
}

/**
 * Books a fill of any part of an order: the order's state, the units of the position with their protective legs, the
 * facts of the position, the ledger. Returns the unit that it opened or raised. A fill of an order that has ended, or of
 * more than is left of it, is a bug and throws.
 */
export const applyFill = (run: RunState, number: number, fill: Fill): Unit | undefined => {
  if (isLeg(roleOf(run, number))) {
    fillLeg(run, number, fill);
    return undefined;
  }
  for (const order of run.working) {
    if (order.number !== number) continue;
    if (order.cancelAt < Number.POSITIVE_INFINITY) shrinkReplacement(run, number, fill.units);
    if (opens(order)) return fillOpening(run, order, fill);
    fillExit(run, order, fill);
    return undefined;
  }
  throw new Error(`order ${number} of ${run.setup.key} is not working and cannot fill`);
};

const assertLeft = (run: RunState, number: number, units: number, left: number): void => {
  if (!(units > 0 && units <= left)) {
    throw new Error(`order ${number} of ${run.setup.key} has ${left} units left and cannot fill ${units}`);
  }
};

/** Counts a fill of a working order and moves its state; one that has filled whole is taken off the list. */
const advance = (run: RunState, order: WorkingOrder, units: number, isWhole: boolean): void => {
  order.filled += units;
  countFilled(run, order.number, units);
  if (isWhole) {
    moveOrder(run, order.number, FILLED, 0, run.currentBar);
    removeWorking(run, order);
    return;
  }
  moveOrder(run, order.number, PARTIALLY_FILLED, 0, run.currentBar);
  if (order.cancelAt < Number.POSITIVE_INFINITY)
    moveOrder(run, order.number, CANCEL_PENDING, 0, run.currentBar);
};

/** Writes a fill of signed quantity units to the ledger and the log. Position bookkeeping is the caller's. */
const book = (run: RunState, order: number, { isMaker, price, fee }: Fill, units: number): void => {
  const { ledger } = run;
  if (run.setup.route.borrowRate > 0) accrueBorrow(run, run.now);
  const priceUnits = Math.round(price * ledger.priceFactor);
  const booked = fee ?? convertedFee(run, priceUnits, units, isMaker);
  if (booked === undefined) ledger.fill(priceUnits, units, isMaker);
  else {
    ledger.fillFor(priceUnits, units, booked.value);
    run.bookedFees.set(run.fills.length, booked);
  }
  recordFill(run, order, isMaker, units, priceUnits);
  run.units += units;
  run.quantity = run.units / ledger.quantityFactor;
  run.cash = ledger.cash();
};

const clearPosition = (run: RunState): void => {
  run.entryPrice = Number.NaN;
  run.lastFill = Number.NaN;
  run.best = Number.NaN;
  run.worst = Number.NaN;
  run.exitStep = run.nextStep;
  run.exitBar = run.currentBar;
  run.lastTradeProfit = run.cash - run.tradeCashStart;
  run.captures = NO_CAPTURES;
  if (run.member !== undefined) run.setup.guard.watches.closed(run.member, run.lastTradeProfit);
};

/** After a reduction: what protects the rest; a closed position ends its orders. */
const settle = (run: RunState): void => {
  if (run.guarded) run.guarded = run.lots.some(isGuarded);
  if (run.units !== 0) return;
  cancelWorking(run, isEntry, CLOSED);
  clearPosition(run);
};

/** A unit is closed: its legs end, and so does what is left of the order that was opening it. */
const dropUnit = (run: RunState, unit: Unit, filled: number): void => {
  cancelLegs(run, unit, filled, SIBLING);
  // An array that is cut by `splice` or `filter` has to grow again at the next fill.
  if (run.lots.length === 1) run.lots.pop();
  else run.lots.splice(run.lots.indexOf(unit), 1);
  run.spareUnits.push(unit);
  for (const order of run.working) {
    if (order.number !== unit.order) continue;
    cancelWorking(run, (other) => other !== order, CLOSED);
    return;
  }
};

/** Takes units off the position, oldest first. */
const takeOldest = (run: RunState, order: number, size: number): void => {
  let left = size;
  while (left > 0) {
    const unit = run.lots[0];
    if (unit === undefined) break;
    const taken = Math.min(left, unit.units);
    left -= taken;
    if (taken === unit.units) dropUnit(run, unit, order);
    else shrinkUnit(run, unit, taken, order);
  }
};

/** Reduces the position by a fill of an exit. */
const fillExit = (run: RunState, order: WorkingOrder, fill: Fill): void => {
  const { units } = fill;
  const left = Math.min(order.units, Math.abs(run.units));
  assertLeft(run, order.number, units, left);
  const long = run.units > 0;
  const { number } = order;
  order.units -= units;
  advance(run, order, units, units === left);
  takeOldest(run, number, units);
  book(run, number, fill, long ? -units : units);
  settle(run);
};

/** Reduces a unit by a fill of one of its protective legs. */
const fillLeg = (run: RunState, number: number, fill: Fill): void => {
  const { units } = fill;
  const unit = unitOfLeg(run, number);
  if (unit === undefined) throw new Error(`leg ${number} of ${run.setup.key} is not working and cannot fill`);
  assertLeft(run, number, units, unit.units);
  const long = run.units > 0;
  countFilled(run, number, units);
  if (units === unit.units) {
    dropUnit(run, unit, number);
    moveOrder(run, number, FILLED, 0, run.currentBar);
  } else {
    shrinkUnit(run, unit, units, number);
    moveOrder(run, number, PARTIALLY_FILLED, 0, run.currentBar);
  }
  book(run, number, fill, long ? -units : units);
  settle(run);
};

/** Opposite units that an opening order closes before it opens any. */
export const unitsAgainst = (run: RunState, order: WorkingOrder): number =>
  run.units !== 0 && run.units < 0 !== order.sell ? Math.abs(run.units) : 0;

/** Fills an entry, an add or a reversal. */
const fillOpening = (run: RunState, order: WorkingOrder, fill: Fill): Unit | undefined => {
  const against = unitsAgainst(run, order);
  const { units, price, isMaker, isAtOpen } = fill;
  assertLeft(run, order.number, units, order.units + against);
  const { number, sell } = order;
  const sign = sell ? -1 : 1;
  const opened = units - Math.min(units, against);
  growReversal(run, order, against);
  const grown = against > 0 ? undefined : filledUnit(run, order);
  order.units -= opened;
  advance(run, order, units, opened > 0 && order.units === 0);
  if (opened === 0) {
    takeOldest(run, number, units);
    book(run, number, fill, sign * units);
    settle(run);
    return undefined;
  }
  if (against > 0) closeForReversal(run, isMaker, price);
  const fresh = against > 0 || run.units === 0;
  if (fresh) beginPosition(run, order, price, isAtOpen, against === 0);
  const before = fresh ? 0 : Math.abs(run.units);
  const unit = grown ?? openUnit(run, order, opened, price, isAtOpen);
  if (grown !== undefined) growUnit(run, order, grown, opened, price);
  book(run, number, fill, sign * units);
  run.entryPrice = fresh ? price : (run.entryPrice * before + price * opened) / (before + opened);
  run.lastFill = price;
  if (fresh) run.firstUnits = opened;
  else if (grown !== undefined && isEntry(order)) run.firstUnits += opened;
  if (grown === undefined) addUnit(run, order, unit, fresh);
  return unit;
};

/** The position that a reversal closes may have grown since it was sent: so does the order. */
const growReversal = (run: RunState, { number, units }: WorkingOrder, against: number): void => {
  if (against === 0) return;
  const filled = run.orders.double(number, orderDoubles.filled);
  const missing = filled + units + against - run.orders.double(number, orderDoubles.quantity);
  if (missing > 0) amendQuantity(run, number, missing);
};

/** A new unit of the position, with its legs; what it makes pointless ends. */
const addUnit = (run: RunState, order: WorkingOrder, unit: Unit, fresh: boolean): void => {
  const { protection, number } = order;
  run.lots.push(unit);
  if (protection !== undefined) {
    openLegs(run, order, unit);
    run.guarded = run.lots.some(isGuarded);
    if (protection.forAll) moveStops(run, order, unit);
  }
  if (run.working.length === 0) return;
  // What is left of an order goes on, and so does what takes its place.
  cancelWorking(
    run,
    (other) =>
      other.number === number ||
      other.replaces === number ||
      (!fresh && (!isEntry(other) || other.filled > 0)),
    SIBLING,
  );
};

/** Ends the old position of a reversal, whose fill is part of the one that opens the new one. */
const closeForReversal = (run: RunState, maker: boolean, price: number): void => {
  for (const unit of [...run.lots]) dropUnit(run, unit, -1);
  run.guarded = false;
  const { ledger } = run;
  const proceeds = (run.units / ledger.quantityFactor) * price;
  const fee = Math.abs(proceeds) * ledger.feeRate(maker);
  const cash = run.cash;
  run.cash = cash + proceeds - fee;
  clearPosition(run);
  run.tradeCashStart = run.cash;
  run.cash = cash;
};

const beginPosition = (
  run: RunState,
  order: WorkingOrder,
  price: number,
  atOpen: boolean,
  fromFlat: boolean,
): void => {
  if (fromFlat) run.tradeCashStart = run.cash;
  run.entryStep = run.nextStep;
  run.entryBar = run.currentBar;
  if (run.setup.strategy.throttles !== undefined && isEntry(order)) run.entryBars.push(run.currentBar);
  run.best = price;
  run.worst = price;
  run.extremesFrom = atOpen && run.moment === run.currentBar ? run.currentBar : run.currentBar + 1;
  run.wholeFrom = atOpen ? run.moment : run.nextMoment;
  run.captures = order.captures ?? NO_CAPTURES;
};
