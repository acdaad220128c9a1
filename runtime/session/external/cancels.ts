import { ACCEPTED, CANCEL_PENDING, CREATED, DENIED, PARTIALLY_FILLED } from "../../execution/order-state.ts";
import type { WorkingOrder } from "../../execution/working-order.ts";
import { orderFields } from "../logs.ts";
import { moveOrder } from "../record.ts";
import type { RunState } from "../run-state.ts";

/** A cancel that the venue has not confirmed: no moment of the session lets it land. */
const AT_THE_VENUE = Number.MAX_VALUE;

export const stateOf = (run: RunState, number: number): number =>
  run.orders.integer(number, orderFields.state);

/**
 * Asks for the cancellation of an order at a venue: it works until the venue says that it does not. One that has not been sent
 * ends here. Returns whether it goes on.
 */
export const askCancel = (run: RunState, number: number, reason: number): boolean => {
  const order = run.external?.open.get(number);
  const state = stateOf(run, number);
  if (order === undefined) return false;
  if (state === CREATED) {
    moveOrder(run, number, DENIED, reason, run.currentBar);
    return false;
  }
  order.cancelReason ??= reason;
  if (state === ACCEPTED || state === PARTIALLY_FILLED)
    moveOrder(run, number, CANCEL_PENDING, reason, run.currentBar);
  return true;
};

/** As `askCancel`, for an order of the working list: false where it has ended, and is to be taken off. */
export const askWorkingCancel = (run: RunState, order: WorkingOrder, reason: number): boolean => {
  if (!askCancel(run, order.number, reason)) {
    run.spareOrders.push(order);
    return false;
  }
  order.cancelAt = AT_THE_VENUE;
  order.cancelReason = reason;
  return true;
};
