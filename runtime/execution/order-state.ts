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

const ends = Uint8Array.from(orderStates, (state) => (transitions[state].length === 0 ? 1 : 0));

/** `legal[from * COUNT + to]` is 1 where the transition is allowed. */
const legal = new Uint8Array(COUNT * COUNT);
orderStates.forEach((from, row) => {
  for (const target of transitions[from]) legal[row * COUNT + orderStates.indexOf(target)] = 1;
});

export const CREATED = orderStates.indexOf("Created");
export const SUBMITTED = orderStates.indexOf("Submitted");
export const ACCEPTED = orderStates.indexOf("Accepted");
export const PARTIALLY_FILLED = orderStates.indexOf("PartiallyFilled");
export const FILLED = orderStates.indexOf("Filled");
export const CANCEL_PENDING = orderStates.indexOf("CancelPending");
export const CANCELLED = orderStates.indexOf("Cancelled");
export const REJECTED = orderStates.indexOf("Rejected");
export const EXPIRED = orderStates.indexOf("Expired");
export const DENIED = orderStates.indexOf("Denied");
export const UNKNOWN = orderStates.indexOf("Unknown");

/** The states that an order does not leave. */
export const endStates: ReadonlySet<OrderState> = new Set(
  orderStates.filter((state) => transitions[state].length === 0),
);

/** Whether an order in this state has ended. */
export const isEnd = (state: number): boolean => ends[state] === 1;

/** Whether an order may go from one state to another. */
export const mayMove = (from: number, to: number): boolean => legal[from * COUNT + to] === 1;
