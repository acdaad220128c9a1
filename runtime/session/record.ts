import { ACCEPTED, CREATED, isEnd, mayMove, SUBMITTED } from "../execution/order-state.ts";
import type { ApprovedIntent, IntentTerms } from "../risk/intent.ts";
import { InvariantError } from "./invariant.ts";
import {
  actions,
  detailDoubles,
  detailFields,
  fillDoubles,
  fillFields,
  intentDoubles,
  intentFields,
  orderDoubles,
  orderFields,
  outcomes,
  packTerms,
  roleIn,
  roles,
} from "./logs.ts";
import type { RunState } from "./run-state.ts";

/** Roles by number (index into `roles`). */
export const ENTRY = roles.indexOf("entry");
export const ADD = roles.indexOf("add");
export const EXIT = roles.indexOf("exit");
export const REVERSE = roles.indexOf("reverse");
export const STOP_LEG = roles.indexOf("stop");
export const TARGET_LEG = roles.indexOf("target");
export const TRAIL_LEG = roles.indexOf("trail");
export const FLATTEN = roles.indexOf("flatten");
export const LIQUIDATION = roles.indexOf("liquidation");
export const EXTERNAL = roles.indexOf("external");

/** Whether a role is that of a protective leg. */
export const isLeg = (role: number): boolean =>
  role === STOP_LEG || role === TARGET_LEG || role === TRAIL_LEG;

/** What an order is for: index into `roles`. */
export const roleOf = (run: OrderBook, order: number): number =>
  roleIn(run.orders.integer(order, orderFields.packed));

/** Outcomes by number (index into `outcomes`). */
export const ALLOWED = outcomes.indexOf("allowed");
export const MODIFIED = outcomes.indexOf("modified");
export const REFUSED = outcomes.indexOf("rejected");
export const BLOCKED = outcomes.indexOf("blocked");

/** Actions by number (index into `actions`). */
export const PLACE = actions.indexOf("place");
export const REPLACE = actions.indexOf("replace");

/** Keeps what an intent asked for, where it was allowed in a smaller quantity. */
export const recordAsked = (run: RunState, intent: number, units: number): void => {
  const log = run.asked;
  const row = log.grow();
  log.setInteger(row, 0, intent);
  log.setDouble(row, 0, units);
};

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
  if (outcome === REFUSED) run.refused++;
  else if (outcome === BLOCKED) run.blocked++;
  const log = run.intents;
  const row = log.grow();
  const at = row * log.integersPerRow;
  const { integers, doubles } = log;
  integers[at + intentFields.bar] = run.bar;
  integers[at + intentFields.rule] = terms.rule;
  integers[at + intentFields.packed] =
    packTerms(terms.role, terms.type, terms.sell) | (outcome << 9) | (terms.action << 12) | (reason << 16);
  doubles[row * log.doublesPerRow + intentDoubles.quantity] = terms.units;
  if (limit >= 0 || terms.limitPrice !== 0 || terms.stopPrice !== 0 || observed !== 0 || bound !== 0) {
    recordDetail(run, row, terms, limit, observed, bound);
  }
  return row;
};

const recordDetail = (
  run: RunState,
  intent: number,
  terms: IntentTerms,
  limit: number,
  observed: number,
  bound: number,
): void => {
  const log = run.details;
  const row = log.grow();
  log.setInteger(row, detailFields.intent, intent);
  log.setInteger(row, detailFields.limit, limit);
  log.setDouble(row, detailDoubles.limitPrice, terms.limitPrice);
  log.setDouble(row, detailDoubles.stopPrice, terms.stopPrice);
  log.setDouble(row, detailDoubles.observed, observed);
  log.setDouble(row, detailDoubles.bound, bound);
};

/** Counts a fill of an order. */
export const countFilled = (run: OrderBook, order: number, units: number): void => {
  const { doubles, doublesPerRow } = run.orders;
  const at = order * doublesPerRow + orderDoubles.filled;
  doubles[at] = (doubles[at] as number) + units;
};

/** Changes the quantity of an order by so many units. */
export const amendQuantity = (run: OrderBook, order: number, units: number): void => {
  const { doubles, doublesPerRow } = run.orders;
  const at = order * doublesPerRow + orderDoubles.quantity;
  doubles[at] = (doubles[at] as number) + units;
};

/** Whoever keeps an order log. */
type OrderBook = Pick<RunState, "orders"> & Partial<Pick<RunState, "external">>;

/**
 * Creates an order for an allowed intent (or a protective leg of one); returns its number. The simulator takes it at once; a
 * venue has yet to be asked.
 */
export const recordOrder = (run: OrderBook, intent: number, terms: ApprovedIntent, bar: number): number => {
  const log = run.orders;
  const row = log.grow();
  const at = row * log.integersPerRow;
  const { integers, doubles } = log;
  integers[at + orderFields.intent] = intent;
  integers[at + orderFields.rule] = terms.rule;
  integers[at + orderFields.packed] = packTerms(terms.role, terms.type, terms.sell);
  integers[at + orderFields.state] = CREATED;
  integers[at + orderFields.createdBar] = bar;
  integers[at + orderFields.endedBar] = -1;
  const to = row * log.doublesPerRow;
  doubles[to + orderDoubles.quantity] = terms.units;
  doubles[to + orderDoubles.limitPrice] = terms.limitPrice;
  doubles[to + orderDoubles.stopPrice] = terms.stopPrice;
  if (run.external !== undefined) {
    run.external.add(row, terms);
    return row;
  }
  assertMove(row, CREATED, SUBMITTED);
  assertMove(row, SUBMITTED, ACCEPTED);
  integers[at + orderFields.state] = ACCEPTED;
  return row;
};

const assertMove = (order: number, from: number, to: number): void => {
  if (!mayMove(from, to)) throw new InvariantError(`order ${order} cannot go from state ${from} to ${to}`);
};

/** Moves an order to a state; one that has ended is no more open at its venue. An illegal transition is a bug and throws. */
export const moveOrder = (run: OrderBook, order: number, to: number, reason: number, bar: number): void => {
  const log = run.orders;
  const at = order * log.integersPerRow;
  const from = log.integers[at + orderFields.state] as number;
  assertMove(order, from, to);
  log.integers[at + orderFields.state] = to;
  if (isEnd(to)) {
    log.integers[at + orderFields.reason] = reason;
    log.integers[at + orderFields.endedBar] = bar;
    run.external?.open.delete(order);
  }
};

/** Writes a fill: signed quantity units, price units. */
export const recordFill = (
  run: RunState,
  order: number,
  isMaker: boolean,
  units: number,
  priceUnits: number,
): void => {
  const log = run.fills;
  const row = log.grow();
  const at = row * 2;
  log.integers[at + fillFields.bar] = run.currentBar;
  log.integers[at + fillFields.order] = order * 2 + (isMaker ? 1 : 0);
  log.doubles[at + fillDoubles.quantity] = units;
  log.doubles[at + fillDoubles.price] = priceUnits;
  if (!run.replaying && run.external === undefined) return;
  const time = run.fillTimes.grow();
  run.fillTimes.setInteger(time, 0, row);
  run.fillTimes.setDouble(time, 0, run.now);
};
