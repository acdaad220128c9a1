import { blankOrder, MARKET, type WorkingOrder } from "../execution/working-order.ts";
import type { ApprovedIntent } from "../risk/intent.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import { ALLOWED, MODIFIED, PLACE, recordAsked, recordIntent, recordOrder } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { asked, finite, terms, verdict } from "./size-order.ts";
import { requestCancels } from "./working-orders.ts";

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

/** Records an approved intent with what was decided on it and makes a working order of it; `reason`: why it is sent. */
export const send = (run: RunState, intended: ApprovedIntent, reason: Reason = "ok"): WorkingOrder => {
  const outcome = verdict.outcome === "modified" ? MODIFIED : ALLOWED;
  const code = verdict.reason === 0 ? reasonNumber(reason) : verdict.reason;
  const { limit, observed, bound } = verdict;
  const intent = recordIntent(run, intended, outcome, code, limit, finite(observed), finite(bound));
  if (outcome === MODIFIED) recordAsked(run, intent, asked());
  const order = Object.assign(run.spareOrders.pop() ?? blankOrder(), blankOrder(), {
    number: recordOrder(run, intent, intended, run.bar),
    rule: intended.rule,
    role: intended.role,
    sell: intended.sell,
    type: intended.type,
    units: intended.units,
    limit: intended.limitPrice,
    stop: intended.stopPrice,
    placedStep: run.step,
    placedBar: run.bar,
    activeFrom: run.bar + 1,
  });
  run.working.push(order);
  return order;
};

/** Cancels the working orders of a rule in one market. */
export const withdraw = (run: RunState, rule: number, reason: Reason): void =>
  requestCancels(run, (order) => order.rule !== rule, reasonNumber(reason));
