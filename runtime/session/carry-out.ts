import { blankOrder, MARKET } from "../execution/working-order.ts";
import { type Guard, limitReason } from "../risk/guard.ts";
import { approve, type IntentTerms, reducing } from "../risk/intent.ts";
import { runOf } from "./exposure.ts";
import { ALLOWED, EXIT, FLATTEN, PLACE, recordIntent, recordOrder } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { requestCancels } from "./working-orders.ts";

/**
 * Carries out what limits that have spoken ask for, in every market that they concern: resting entries go, and positions
 * where a limit says so. Every bar after it may matter. False where nothing was asked for.
 */
export const carryOut = (guard: Guard, time: number): boolean => {
  const { watches } = guard;
  if (watches.pending.length === 0) return false;
  const all = watches.pending;
  watches.pending = [];
  for (const asked of all) {
    const limit = guard.risk?.limits[asked.number];
    const reason = limit === undefined ? 0 : limitReason(limit);
    for (const member of asked.part.members) {
      const run = runOf(member);
      if (run.bar < 0) continue;
      run.currentBar = run.bar;
      if (asked.flattens) flatten(run, asked.number, reason, time);
      else requestCancels(run, isReduction, reason);
      run.dueBar = run.ahead;
    }
  }
  return true;
};

const isReduction = ({ role }: { readonly role: number }): boolean => role === EXIT || role === FLATTEN;

/** The first bar that opens at or after a moment: an order does not fill before it was sent. */
const firstBarFrom = (run: RunState, time: number): number => {
  const { time: opens, length } = run.setup.bars;
  let bar = run.bar + 1;
  while (bar < length && (opens[bar] as number) < time) bar++;
  return bar;
};

const terms: IntentTerms = {
  rule: -1,
  role: FLATTEN,
  type: MARKET,
  sell: false,
  action: PLACE,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

/**
 * Cancels the working orders and closes the position at the first bar that opens at or after a moment, through the path
 * that every order takes. `limit`: the number of the limit that asks for it, or -1.
 */
export const flatten = (run: RunState, limit: number, reason: number, time: number): void => {
  const isLeaving = run.working.some(({ role }) => role === FLATTEN);
  requestCancels(run, ({ role }) => role === FLATTEN, reason);
  if (run.units === 0 || run.bar < 0 || isLeaving) return;
  terms.sell = run.units > 0;
  const intended = approve(terms, reducing(Math.abs(run.units), run.units));
  const intent = recordIntent(run, intended, ALLOWED, reason, limit, 0, 0);
  const order = run.spareOrders.pop() ?? blankOrder();
  Object.assign(order, blankOrder(), {
    number: recordOrder(run, intent, intended, run.bar),
    rule: -1,
    role: FLATTEN,
    sell: terms.sell,
    units: intended.units,
    placedStep: run.step,
    placedBar: run.bar,
    activeFrom: firstBarFrom(run, time),
  });
  run.working.push(order);
};
