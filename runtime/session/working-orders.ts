import { CANCEL_PENDING, CANCELLED } from "../execution/order-state.ts";
import type { WorkingOrder } from "../execution/working-order.ts";
import type { Unit } from "../inventory/unit.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { askWorkingCancel } from "./external/cancels.ts";
import { ADD, amendQuantity, ENTRY, moveOrder, REVERSE } from "./record.ts";
import type { RunState } from "./run-state.ts";

const SIBLING = reasonNumber("sibling_filled");

/** Opens a position from flat, or through the opposite one. */
export const isEntry = (order: WorkingOrder): boolean => order.role === ENTRY || order.role === REVERSE;

/** Opens a position or adds to it. */
export const opens = (order: WorkingOrder): boolean => order.role === ADD || isEntry(order);

/** Takes an order off the working list. */
export const removeWorking = (run: RunState, order: WorkingOrder): void => {
  const { working } = run;
  if (working.length === 1 && working[0] === order) working.pop();
  else working.splice(working.indexOf(order), 1);
  run.spareOrders.push(order);
};

/** Ends working orders at the venue, at once: what a fill, the venue or a closed position makes pointless. */
export const cancelWorking = (
  run: RunState,
  keep: (order: WorkingOrder) => boolean,
  reason: number,
): void => {
  if (run.working.length === 0) return;
  run.working = run.working.filter((order) => {
    if (keep(order)) return true;
    if (run.external !== undefined) return askWorkingCancel(run, order, reason);
    endWith(run, order, CANCELLED, reason);
    return false;
  });
};

/** Notes that an order has ended without a further fill; the caller takes it off the list. */
export const endWith = (run: RunState, order: WorkingOrder, state: number, reason: number): void => {
  moveOrder(run, order.number, state, reason, run.currentBar);
  run.spareOrders.push(order);
};

/**
 * Sends a cancel for an order, which reaches the venue after the route's latency: until then the order is CancelPending
 * and may still fill. Returns whether it is still working.
 */
const requestCancel = (run: RunState, order: WorkingOrder, reason: number): boolean => {
  if (run.external !== undefined) return askWorkingCancel(run, order, reason);
  const { latencyMs } = run.setup.route;
  if (latencyMs === 0) {
    moveOrder(run, order.number, CANCELLED, reason, run.bar);
    run.spareOrders.push(order);
    return false;
  }
  if (order.cancelAt < Number.POSITIVE_INFINITY) return true;
  const { time, interval } = run.setup.bars;
  order.cancelAt = (time[run.bar] as number) + interval + latencyMs;
  order.cancelReason = reason;
  moveOrder(run, order.number, CANCEL_PENDING, reason, run.bar);
  return true;
};

/** Asks for the cancellation of working orders, as a decision of the run. */
export const requestCancels = (
  run: RunState,
  keep: (order: WorkingOrder) => boolean,
  reason: number,
): void => {
  if (run.working.length === 0) return;
  run.working = run.working.filter((order) => keep(order) || requestCancel(run, order, reason));
};

/** The working order of a rule, unless its cancel is on the way. */
export const workingOf = (run: RunState, rule: number): WorkingOrder | undefined => {
  for (const order of run.working) {
    if (order.rule === rule && order.cancelAt === Number.POSITIVE_INFINITY) return order;
  }
  return undefined;
};

/** Cancels that have reached the venue by a moment. */
export const landCancels = (run: RunState, by: number): void => {
  for (const order of run.working) {
    if (order.cancelAt > by) continue;
    const next = run.working.find(({ replaces }) => replaces === order.number);
    if (next !== undefined) passOn(run, order.number, next.number);
  }
  run.working = run.working.filter((order) => {
    if (order.cancelAt > by) return true;
    endWith(run, order, CANCELLED, order.cancelReason);
    return false;
  });
};

/** A unit that one order has begun to fill goes on with another. */
export const passOn = (run: RunState, from: number, to: number): void => {
  for (const unit of run.lots) if (unit.order === from) unit.order = to;
};

/** An order that was to be replaced has filled on the way: its replacement is so much smaller. */
export const shrinkReplacement = (run: RunState, number: number, units: number): void => {
  for (const order of run.working) {
    if (order.replaces !== number) continue;
    const taken = Math.min(units, order.units);
    order.units -= taken;
    amendQuantity(run, order.number, -taken);
    if (order.units > 0) return;
    cancelWorking(run, (other) => other !== order, SIBLING);
    return;
  }
};

/** The unit that a working order has begun to fill. */
export const filledUnit = (run: RunState, order: WorkingOrder): Unit | undefined => {
  for (const unit of run.lots) {
    if (unit.order === order.number || (order.replaces >= 0 && unit.order === order.replaces)) return unit;
  }
  return undefined;
};
