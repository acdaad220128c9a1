import { CANCELLED } from "../execution/order-state.ts";
import { blankOrder, MARKET, type WorkingOrder } from "../execution/working-order.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import { moveOrder, PLACE, recordIntent, recordOrder } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { finite, terms, verdict } from "./size-order.ts";

/** Fills in the terms of a market order that a combo or a holding works out. */
export const setTerms = (rule: number, role: number, sell: boolean, units: number): void => {
  terms.rule = rule;
  terms.role = role;
  terms.action = PLACE;
  terms.type = MARKET;
  terms.sell = sell;
  terms.units = units;
  terms.limitPrice = 0;
  terms.stopPrice = 0;
};

/** Records the intent in `terms` with its outcome and makes a working order of it; `reason`: why it is sent. */
export const send = (run: RunState, outcome: number, reason: Reason = "ok"): WorkingOrder => {
  const code = verdict.reason === 0 ? reasonNumber(reason) : verdict.reason;
  const { limit, observed, bound } = verdict;
  const intent = recordIntent(run, terms, outcome, code, limit, finite(observed), finite(bound));
  const order = Object.assign(run.spareOrders.pop() ?? blankOrder(), blankOrder(), {
    number: recordOrder(run, intent, terms, run.bar),
    rule: terms.rule,
    role: terms.role,
    sell: terms.sell,
    type: terms.type,
    units: terms.units,
    limit: terms.limitPrice,
    stop: terms.stopPrice,
    placedStep: run.step,
    placedBar: run.bar,
    activeFrom: run.bar + 1,
  });
  run.working.push(order);
  return order;
};

/** Cancels the working orders of a rule in one market. */
export const withdraw = (run: RunState, rule: number, reason: Reason): void => {
  if (run.working.length === 0) return;
  run.working = run.working.filter((order) => {
    if (order.rule !== rule) return true;
    moveOrder(run, order.number, CANCELLED, reasonNumber(reason), run.bar);
    run.spareOrders.push(order);
    return false;
  });
};
