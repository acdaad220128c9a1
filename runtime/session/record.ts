import { ACCEPTED, CREATED, DENIED, mayMove, SUBMITTED } from "../execution/order-state.ts";
import { fillDoubles, fillFields, intentDoubles, intentFields, orderDoubles, orderFields } from "./logs.ts";
import type { RunState } from "./run-state.ts";

/** Roles by number (index into `roles`). */
export const ENTRY = 0;
export const ADD = 1;
export const EXIT = 2;
export const REVERSE = 3;
export const STOP_LEG = 4;
export const TARGET_LEG = 5;
export const TRAIL_LEG = 6;
export const FLATTEN = 7;

/** Outcomes by number (index into `outcomes`). */
export const ALLOWED = 0;
export const MODIFIED = 1;
export const REFUSED = 2;
export const BLOCKED = 3;

/** Actions by number (index into `actions`). */
export const PLACE = 0;
export const REPLACE = 1;

export interface IntentTerms {
  rule: number;
  role: number;
  type: number;
  sell: boolean;
  action: number;
  /** Quantity units, unsigned, after the decision; as asked when refused. */
  units: number;
  /** 0 where the order has no such price. */
  limitPrice: number;
  stopPrice: number;
}

/** Writes an intent and its decision; returns its number. Absent numbers are written as 0, never as NaN. */
export const recordIntent = (
  run: RunState,
  terms: IntentTerms,
  outcome: number,
  reason: number,
  limit: number,
  observed: number,
  bound: number,
): number => {
  const log = run.intents;
  const row = log.grow();
  const at = row * log.integersPerRow;
  const { integers, doubles } = log;
  integers[at + intentFields.bar] = run.bar;
  integers[at + intentFields.rule] = terms.rule;
  integers[at + intentFields.packed] =
    terms.role |
    (terms.type << 4) |
    (terms.sell ? 256 : 0) |
    (outcome << 9) |
    (terms.action << 12) |
    (reason << 16);
  integers[at + intentFields.limit] = limit;
  integers[at + intentFields.order] = -1;
  const to = row * log.doublesPerRow;
  doubles[to + intentDoubles.quantity] = terms.units;
  doubles[to + intentDoubles.limitPrice] = terms.limitPrice;
  doubles[to + intentDoubles.stopPrice] = terms.stopPrice;
  doubles[to + intentDoubles.observed] = observed;
  doubles[to + intentDoubles.bound] = bound;
  return row;
};

/** Creates an order for an allowed intent (or a protective leg of one), submitted and accepted; returns its number. */
export const recordOrder = (run: RunState, intent: number, terms: IntentTerms, bar: number): number => {
  const log = run.orders;
  const row = log.grow();
  const at = row * log.integersPerRow;
  const { integers, doubles } = log;
  integers[at + orderFields.intent] = intent;
  integers[at + orderFields.rule] = terms.rule;
  integers[at + orderFields.packed] = terms.role | (terms.type << 4) | (terms.sell ? 256 : 0);
  integers[at + orderFields.state] = CREATED;
  integers[at + orderFields.createdBar] = bar;
  integers[at + orderFields.endedBar] = -1;
  const to = row * log.doublesPerRow;
  doubles[to + orderDoubles.quantity] = terms.units;
  doubles[to + orderDoubles.limitPrice] = terms.limitPrice;
  doubles[to + orderDoubles.stopPrice] = terms.stopPrice;
  moveOrder(run, row, SUBMITTED, 0, -1);
  moveOrder(run, row, ACCEPTED, 0, -1);
  return row;
};

/** Moves an order to a state; an illegal transition is a bug and throws. */
export const moveOrder = (run: RunState, order: number, to: number, reason: number, bar: number): void => {
  const log = run.orders;
  const at = order * log.integersPerRow;
  const from = log.integers[at + orderFields.state] as number;
  if (!mayMove(from, to)) throw new Error(`order ${order} cannot go from state ${from} to ${to}`);
  log.integers[at + orderFields.state] = to;
  if (to > ACCEPTED && to !== DENIED) {
    log.integers[at + orderFields.reason] = reason;
    log.integers[at + orderFields.endedBar] = bar;
  }
};

/** Writes a fill: signed quantity units, price units. */
export const recordFill = (
  run: RunState,
  order: number,
  rule: number,
  role: number,
  isMaker: boolean,
  units: number,
  priceUnits: number,
): void => {
  const log = run.fills;
  const row = log.grow();
  const at = row * log.integersPerRow;
  log.integers[at + fillFields.bar] = run.currentBar;
  log.integers[at + fillFields.order] = order;
  log.integers[at + fillFields.rule] = rule;
  log.integers[at + fillFields.packed] = role | (isMaker ? 16 : 0);
  const to = row * log.doublesPerRow;
  log.doubles[to + fillDoubles.quantity] = units;
  log.doubles[to + fillDoubles.price] = priceUnits;
};
