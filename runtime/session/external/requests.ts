import { clientOrderIdOf } from "../../execution/client-order-id.ts";
import type { ExecutionRequest, RequestTerms } from "../../execution/execution-request.ts";
import {
  ACCEPTED,
  CANCEL_PENDING,
  CREATED,
  isEnd,
  PARTIALLY_FILLED,
  SUBMITTED,
} from "../../execution/order-state.ts";
import { MARKET } from "../../execution/working-order.ts";
import { approvedRequest } from "../../risk/intent.ts";
import { isSellIn, orderDoubles, orderFields, orderTypes, roleIn, roles, typeIn } from "../logs.ts";
import { EXIT, FLATTEN, isLeg, moveOrder, roleOf, STOP_LEG, TRAIL_LEG } from "../record.ts";
import { brokerIdOf, executionIdOf } from "../routes.ts";
import { plainNumber, quantityText } from "../rows.ts";
import { ruleOf } from "../rule-names.ts";
import type { RunState } from "../run-state.ts";
import { unitOfLeg } from "../units.ts";
import { stateOf } from "./cancels.ts";
import { leftOf } from "./left.ts";
import type { VenueOrder } from "./orders.ts";

const priceText = (price: number): string | undefined =>
  price === 0 || Number.isNaN(price) ? undefined : plainNumber(price);

/** The terms that an order should have at the venue now. */
const termsOf = (run: RunState, number: number): RequestTerms => {
  const role = roleOf(run, number);
  const unit = isLeg(role) ? unitOfLeg(run, number) : undefined;
  // The levels of a unit move: with the price, or with a later entry.
  const level = role === TRAIL_LEG ? unit?.trail : role === STOP_LEG ? unit?.stop : undefined;
  return {
    quantity: quantityText(run, run.orders.double(number, orderDoubles.filled) + leftOf(run, number)),
    limit: priceText(run.orders.double(number, orderDoubles.limitPrice)),
    stop: priceText(level ?? run.orders.double(number, orderDoubles.stopPrice)),
  };
};

const isSame = (a: RequestTerms, b: RequestTerms): boolean =>
  a.quantity === b.quantity && a.limit === b.limit && a.stop === b.stop;

/** Whether an order that has not been sent has to wait: for the end of the one whose place it takes, or for its level. */
const mustWait = (run: RunState, number: number, terms: RequestTerms): boolean => {
  const working = run.working.find((order) => order.number === number);
  if (working !== undefined) return working.replaces >= 0 && !isEnd(stateOf(run, working.replaces));
  return roleOf(run, number) === TRAIL_LEG && terms.stop === undefined;
};

/** What a run asks of its venue now: the difference between the orders that it wants and those that it has asked for. */
export const collectRequests = (
  run: RunState,
  journalId: string,
  time: number,
): readonly ExecutionRequest[] => {
  const { external, setup } = run;
  if (external === undefined || external.open.size === 0) return [];
  const { instrument, route, strategy, runId } = setup;
  const cancels: ExecutionRequest[] = [];
  const others: ExecutionRequest[] = [];
  const base = (number: number, clientOrderId: string) => ({
    clientOrderId,
    orderId: `${setup.key}:o${number}`,
    runId,
    strategyId: strategy.id,
    executionId: executionIdOf(runId, route.routeId),
    routeId: route.routeId,
    brokerId: brokerIdOf(instrument.venue, route.account),
    venue: instrument.venue,
    market: instrument.symbol,
    time,
  });
  for (const [number, order] of external.open) {
    const state = stateOf(run, number);
    const terms = termsOf(run, number);
    if (state === CREATED) {
      if (mustWait(run, number, terms)) continue;
      const clientOrderId = nameOrder(run, number, journalId);
      order.clientOrderId = clientOrderId;
      order.sent = terms;
      external.byClientId.set(clientOrderId, number);
      moveOrder(run, number, SUBMITTED, 0, run.currentBar);
      others.push(
        approvedRequest(order.intent, { ...base(number, clientOrderId), ...terms, ...mannerOf(run, number) }),
      );
    } else if (order.clientOrderId === undefined) {
      throw new Error(`order ${number} of ${setup.key} is with the venue and has no id`);
    } else if (state === CANCEL_PENDING) {
      if (order.cancelSent) continue;
      order.cancelSent = true;
      cancels.push({ kind: "cancel", ...base(number, order.clientOrderId) });
    } else if ((state === ACCEPTED || state === PARTIALLY_FILLED) && mustAmend(run, order, terms)) {
      order.sent = terms;
      others.push({ kind: "amend", ...base(number, order.clientOrderId), ...terms });
    }
  }
  // What is taken back makes room for what is new.
  return [...cancels, ...others];
};

const mustAmend = (run: RunState, { number, sent }: VenueOrder, terms: RequestTerms): boolean =>
  typeIn(run.orders.integer(number, orderFields.packed)) !== MARKET &&
  sent !== undefined &&
  !isSame(sent, terms);

const nameOrder = (run: RunState, number: number, journalId: string): string => {
  const { bars, key } = run.setup;
  const bar = Math.max(run.bar, 0);
  const decidedAt = (bars.time[bar] as number) + bars.interval;
  const ruleId = ruleOf(run, run.orders.integer(number, orderFields.rule)).id;
  const role = roles[roleOf(run, number)] ?? "";
  const count = run.external?.countOf(decidedAt, ruleId, role) ?? 0;
  return clientOrderIdOf({ runId: journalId, key, decidedAt, ruleId, role, count });
};

/** How an order is to be worked, beside its terms. */
const mannerOf = (run: RunState, number: number) => {
  const packed = run.orders.integer(number, orderFields.packed);
  const role = roleIn(packed);
  const working = run.working.find((order) => order.number === number);
  const unit = isLeg(role) ? unitOfLeg(run, number) : undefined;
  return {
    kind: "submit" as const,
    side: isSellIn(packed) ? ("sell" as const) : ("buy" as const),
    type: orderTypes[typeIn(packed)] ?? "market",
    timeInForce:
      working?.allOrNone === true
        ? ("fok" as const)
        : working?.immediate === true
          ? ("ioc" as const)
          : ("gtc" as const),
    postOnly: working?.postOnly === true,
    reduceOnly: isLeg(role) || role === EXIT || role === FLATTEN,
    group: unit === undefined ? undefined : `${run.setup.key}:u${unit.order}`,
  };
};
