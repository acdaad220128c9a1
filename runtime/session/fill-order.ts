import { CANCELLED, REJECTED } from "../execution/order-state.ts";
import { LIMIT, STOP, STOP_LIMIT, type WorkingOrder } from "../execution/working-order.ts";
import { trailLeads, type Unit } from "../inventory/unit.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { applyFill, type Fill, unitsAgainst } from "./apply-fill.ts";
import { canPay, payableUnits } from "./funds.ts";
import { moveOrder } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { slip, slipping } from "./slippage.ts";
import { opens, removeWorking } from "./working-orders.ts";

const NOTHING_LEFT = reasonNumber("nothing_to_reduce");
const WOULD_TAKE = reasonNumber("would_take_liquidity");
const UNPAID = reasonNumber("insufficient_funds");

/** The fill being worked out; one object, used again for each. */
const fill: Fill = { units: 0, price: 0, isMaker: false, isAtOpen: false };

/** Counts what a fill takes of the volume of the moment. */
const takeVolume = (run: RunState, units: number): void => {
  if (run.volumeLeft === Number.POSITIVE_INFINITY) return;
  run.volumeLeft -= units;
  run.setup.volumes.take(run.volumeKey, units);
};

/**
 * Fills one working order at a price (before slippage), as far as the volume of the moment and the account's money go;
 * returns the unit it opened or raised. `triggers`: a stop-limit that fills as its stop is reached.
 */
export const fillWorking = (
  run: RunState,
  order: WorkingOrder,
  raw: number,
  atOpen: boolean,
  triggers = false,
): Unit | undefined => {
  if (order.postOnly && atOpen && order.activeFrom === run.moment) {
    endOrder(run, order, REJECTED, WOULD_TAKE);
    return undefined;
  }
  const isOpening = opens(order);
  const against = isOpening ? unitsAgainst(run, order) : 0;
  const wanted = isOpening ? order.units + against : Math.min(order.units, Math.abs(run.units));
  if (wanted === 0) {
    endOrder(run, order, CANCELLED, NOTHING_LEFT);
    return undefined;
  }
  const units = Math.min(wanted, run.volumeLeft);
  if (units < wanted && order.type === STOP) order.triggered = true;
  if (units <= 0 || (order.allOrNone && units < wanted)) return undefined;
  if (order.cancelAt < run.momentEnd) run.markAmbiguous();
  slipping.sell = order.sell;
  slipping.type = order.type;
  slipping.rested = order.type === STOP_LIMIT && !triggers;
  slipping.limit = order.type === STOP_LIMIT ? order.limit : Number.NaN;
  fill.isMaker = !atOpen && (order.type === LIMIT || (run.replaying && order.type === STOP_LIMIT));
  fill.isAtOpen = atOpen;
  if (units > against && isOpening) return open(run, order, raw, units, against);
  slipping.opening = false;
  return book(run, order.number, units, slip(run, raw));
};

const book = (run: RunState, order: number, units: number, price: number): Unit | undefined => {
  fill.units = units;
  fill.price = price;
  takeVolume(run, units);
  return applyFill(run, order, fill);
};

/** Fills what opens a position, or adds to it, after what closes an opposite one. */
const open = (
  run: RunState,
  order: WorkingOrder,
  raw: number,
  units: number,
  against: number,
): Unit | undefined => {
  slipping.opening = true;
  const price = slip(run, raw);
  const held = against > 0 ? 0 : Math.abs(run.units);
  const beside = run.isAlone ? 0 : run.setup.account.heldBeside(run, false);
  const asked = units - against;
  const isPaid = canPay(run, asked, price, held, beside);
  const opened = isPaid ? asked : order.shrinks ? Math.min(asked, payableUnits(run, price, held, beside)) : 0;
  if (opened === 0) {
    endOrder(run, order, REJECTED, UNPAID);
    run.unpaidFills++;
    return undefined;
  }
  const { number } = order;
  let first = against;
  if (against > 0 && run.setup.policy.slippage === "openings") {
    slipping.opening = false;
    book(run, number, against, slip(run, raw));
    first = 0;
  }
  const unit = book(run, number, first + opened, price);
  if (!isPaid) endOrder(run, order, CANCELLED, UNPAID);
  return unit;
};

/** Ends an order. One that has been at work, or is being cancelled, is cancelled rather than rejected. */
const endOrder = (run: RunState, order: WorkingOrder, state: number, reason: number): void => {
  const isCancelled = order.filled > 0 || order.cancelAt < Number.POSITIVE_INFINITY;
  moveOrder(run, order.number, isCancelled ? CANCELLED : state, reason, run.currentBar);
  removeWorking(run, order);
};

/** The order of a unit's stop that is in force: the fixed one, or the trailing one. */
const stopOrderOf = (unit: Unit, long: boolean): number =>
  trailLeads(unit, long) ? unit.trailOrder : unit.stopOrder;

/** Fills a unit's stop at a price (before slippage), as far as the volume goes; the rest goes at market. */
export const fillStopLeg = (run: RunState, unit: Unit, price: number): void => {
  const long = run.units > 0;
  const units = Math.min(unit.units, run.volumeLeft);
  if (units < unit.units) unit.isTriggered = true;
  if (units <= 0) return;
  slipping.sell = long;
  slipping.type = STOP;
  slipping.opening = false;
  slipping.rested = false;
  slipping.limit = Number.NaN;
  fill.isMaker = false;
  fill.isAtOpen = false;
  book(run, stopOrderOf(unit, long), units, slip(run, price));
};

/** Fills a unit's target, as far as the volume goes. */
export const fillTargetLeg = (run: RunState, unit: Unit, price: number, isMaker: boolean): void => {
  const units = Math.min(unit.units, run.volumeLeft);
  if (units <= 0) return;
  fill.isMaker = isMaker;
  fill.isAtOpen = false;
  book(run, unit.targetOrder, units, price);
};
