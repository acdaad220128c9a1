import type { OrderState } from "../session/outcome.ts";

/** The states of an order, by number as the logs keep them. */
export const orderStates: readonly OrderState[] = [
  "Created",
  "Submitted",
  "Accepted",
  "PartiallyFilled",
  "Filled",
  "CancelPending",
  "Cancelled",
  "Rejected",
  "Expired",
  "Denied",
  "Unknown",
];

const transitions: Readonly<Record<OrderState, readonly OrderState[]>> = {
  Created: ["Submitted", "Denied"],
  Submitted: ["Accepted", "Rejected", "Filled", "PartiallyFilled", "Unknown"],
  Accepted: ["PartiallyFilled", "Filled", "CancelPending", "Cancelled", "Expired", "Rejected", "Unknown"],
  PartiallyFilled: ["PartiallyFilled", "Filled", "CancelPending", "Cancelled", "Expired", "Unknown"],
  CancelPending: ["Cancelled", "PartiallyFilled", "Filled", "Expired", "Unknown"],
  Filled: [],
  Cancelled: [],
  Rejected: [],
  Expired: [],
  Denied: [],
  Unknown: ["Accepted", "PartiallyFilled", "Filled", "Cancelled", "Rejected", "Expired"],
};

const COUNT = orderStates.length;

/** `legal[from * COUNT + to]` is 1 where the transition is allowed. */
const legal = new Uint8Array(COUNT * COUNT);
orderStates.forEach((from, row) => {
  for (const target of transitions[from]) legal[row * COUNT + orderStates.indexOf(target)] = 1;
});

export const CREATED = 0;
export const SUBMITTED = 1;
export const ACCEPTED = 2;
export const FILLED = 4;
export const CANCELLED = 6;
export const REJECTED = 7;
export const EXPIRED = 8;
export const DENIED = 9;

/** Whether an order may go from one state to another. */
export const mayMove = (from: number, to: number): boolean => legal[from * COUNT + to] === 1;
