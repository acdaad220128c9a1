import { MARKET, type Protection, STOP, STOP_LIMIT, type WorkingOrder } from "../execution/working-order.ts";
import type { RiskVerdict } from "../risk/guard.ts";
import { type AllowedUnits, type IntentTerms, lowered } from "../risk/intent.ts";
import type { RiskRequest } from "../risk/member.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import type { AddRule, AnyView, EnterRule, OrderTerms, Placement, Value } from "../strategy/abi.ts";
import { countOf, legsOf, openingUnits, tradeValue } from "./exposure.ts";
import { canPay } from "./funds.ts";
import { orderTypes } from "./logs.ts";
import { ADD, PLACE, REFUSED, recordIntent } from "./record.ts";
import type { Params, RunState } from "./run-state.ts";

type RunValue = Value<AnyView, Params>;
/** A rule that opens or adds. */
export type Opening = EnterRule<string, AnyView, Params> | AddRule<string, AnyView, Params>;

/** A rule's value at the step being decided. */
export const evaluate = (run: RunState, value: RunValue): number =>
  value(run.view, run.setup.params, run.facts, run.captures);

/** The intent being worked out; one object, used again for each. */
export const terms: IntentTerms = {
  rule: 0,
  role: 0,
  type: MARKET,
  sell: false,
  action: PLACE,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

/** What the guard said of it; one object, used again for each. */
export const verdict: RiskVerdict = {
  outcome: "allowed",
  reason: 0,
  limit: -1,
  observed: 0,
  bound: 0,
  units: 0,
  closes: false,
};

/** What the intent asked for, in whole lots, before anything made it smaller. */
let askedUnits = 0;

/** Units that the last intent that was judged asked for, the opposite ones that it closes included. */
export const asked = (): number => askedUnits;

let request: RiskRequest | undefined;

/** The request to the guard: one object, used again for each. */
const requestOf = (run: RunState, member: NonNullable<RunState["member"]>): RiskRequest => {
  request ??= {
    member,
    action: "enter",
    sell: false,
    time: 0,
    price: Number.NaN,
    limitPrice: 0,
    stopPrice: 0,
    units: 0,
    against: 0,
    replaced: 0,
    replacedValue: 0,
    replacedOrders: 0,
    legs: 0,
    unitsPerBase: 1,
    lotUnits: 1,
  };
  const { bars, precision } = run.setup;
  request.member = member;
  request.action = terms.role === ADD ? "add" : "enter";
  request.sell = terms.sell;
  request.time = (bars.time[run.bar] as number) + bars.interval;
  request.limitPrice = terms.limitPrice;
  request.stopPrice = terms.stopPrice;
  request.unitsPerBase = precision.quantityFactor;
  request.lotUnits = precision.lotUnits;
  return request;
};

/** Records an intent that is not going to be an order, with its reason. */
export const refuse = (run: RunState, reason: Reason, observed = 0, bound = 0): undefined => {
  recordIntent(run, terms, REFUSED, reasonNumber(reason), -1, finite(observed), finite(bound));
  return undefined;
};

/** As `refuse`, for callers that answer with false. */
export const refused = (run: RunState, reason: Reason, observed = 0, bound = 0): false => {
  refuse(run, reason, observed, bound);
  return false;
};

/** A number for the logs, which keep no NaN. */
export const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Fills in type and prices; buys round limits down and stops up, sells the other way; false when a price is absent. */
export const setPrices = (run: RunState, order: OrderTerms<AnyView, Params>, sell: boolean): boolean => {
  const { precision } = run.setup;
  terms.sell = sell;
  terms.type = orderTypes.indexOf(order.type);
  terms.limitPrice = 0;
  terms.stopPrice = 0;
  if (order.type === "limit" || order.type === "stop_limit") {
    terms.limitPrice = precision.roundPrice(evaluate(run, order.limit), sell ? "up" : "down");
  }
  if (order.type === "stop" || order.type === "stop_limit") {
    terms.stopPrice = precision.roundPrice(evaluate(run, order.stop), sell ? "down" : "up");
  }
  if (terms.limitPrice > 0 || terms.stopPrice > 0 || terms.type === MARKET) {
    return !Number.isNaN(terms.limitPrice) && !Number.isNaN(terms.stopPrice);
  }
  return false;
};

/** The price that sizes an order: its own stop or limit, or the close for a market order. */
export const referencePrice = (run: RunState): number => {
  if (terms.type === MARKET) return run.price;
  return terms.type === STOP || terms.type === STOP_LIMIT ? terms.stopPrice : terms.limitPrice;
};

const place = (
  run: RunState,
  placement: Placement<AnyView, Params> | undefined,
): { distance: number; at: number } => {
  if (placement === undefined) return { distance: Number.NaN, at: Number.NaN };
  return "distance" in placement
    ? { distance: Math.abs(evaluate(run, placement.distance)), at: Number.NaN }
    : { distance: Number.NaN, at: evaluate(run, placement.at) };
};

/** Levels that the rule's stop, target and trail say at this step. */
export const protectionOf = (run: RunState, rule: Opening): Protection | undefined => {
  if (rule.stop === undefined && rule.target === undefined && rule.trail === undefined) return undefined;
  const stop = place(run, rule.stop);
  const target = place(run, rule.target);
  return {
    stopDistance: stop.distance,
    stopPrice: stop.at,
    targetDistance: target.distance,
    targetPrice: target.at,
    trailDistance: rule.trail === undefined ? Number.NaN : Math.abs(evaluate(run, rule.trail.distance)),
    trailAfter: rule.trail?.after === undefined ? 0 : evaluate(run, rule.trail.after),
    forAll: rule.stopForAll === true,
  };
};

/** A level that the rule states has a value: an absent one refuses the entry, so that no position is unprotected. */
export const isProtected = (rule: Opening, protection: Protection | undefined): boolean => {
  if (protection === undefined) return true;
  const { stopDistance, stopPrice, targetDistance, targetPrice, trailDistance, trailAfter } = protection;
  if (rule.stop !== undefined && Number.isNaN(stopDistance) && Number.isNaN(stopPrice)) return false;
  if (rule.target !== undefined && Number.isNaN(targetDistance) && Number.isNaN(targetPrice)) return false;
  return rule.trail === undefined || !(Number.isNaN(trailDistance) || Number.isNaN(trailAfter));
};

/** Money lost per base unit between the reference price and the stop; negative when the stop is on the wrong side. */
export const riskPerUnit = (protection: Protection | undefined, price: number, sell: boolean): number => {
  if (protection === undefined) return Number.NaN;
  if (!Number.isNaN(protection.stopDistance)) return protection.stopDistance;
  return sell ? protection.stopPrice - price : price - protection.stopPrice;
};

/** Base units that the rule asks for, before rounding. */
export const wantedQuantity = (run: RunState, rule: Opening, price: number, perUnit: number): number => {
  const { size } = rule;
  if (typeof size === "string") return run.firstUnits / run.ledger.quantityFactor;
  if ("base" in size) return evaluate(run, size.base);
  if ("quote" in size) return evaluate(run, size.quote) / price;
  return evaluate(run, size.risking) / perUnit;
};

/** Why the last intent that was judged may not become an order; one object, used again for each. */
export const denial = { reason: 0, limit: -1, observed: 0, bound: 0, closes: false };

const deny = (reason: Reason, observed = 0, bound = 0, limit = -1): undefined => {
  denial.reason = reasonNumber(reason);
  denial.limit = limit;
  denial.observed = observed;
  denial.bound = bound;
  denial.closes = false;
  return undefined;
};

/** Records the intent that is being worked out with why it was denied. */
export const recordDenial = (run: RunState): void => {
  const { reason, limit, observed, bound } = denial;
  recordIntent(run, terms, REFUSED, reason, limit, finite(observed), finite(bound));
};

/** Venue minimums, risk and funds; the allowed units, or undefined, with `denial` saying why. */
export const judgeUnits = (
  run: RunState,
  wanted: number,
  price: number,
  against: number,
  existing?: WorkingOrder,
  protection?: Protection,
): AllowedUnits | undefined => {
  const { precision, route } = run.setup;
  if (!(wanted > 0) || !(price > 0)) return deny("value_absent");
  const asked = precision.quantityUnits(wanted);
  terms.units = asked + against;
  askedUnits = terms.units;
  if (run.closedBy !== undefined) {
    deny(run.closedBy);
    // Of a reversal, the part that closes the position goes on.
    denial.closes = true;
    return undefined;
  }
  if (route.allow !== undefined && !route.allow.has(orderTypes[terms.type] ?? "")) {
    return deny("order_type_not_allowed");
  }
  if (asked < precision.quantityMinUnits || asked === 0) {
    return deny("below_minimum_quantity", wanted, precision.quantityMinUnits / precision.quantityFactor);
  }
  if (asked > precision.quantityMaxUnits) {
    return deny("above_maximum_quantity", wanted, precision.quantityMaxUnits / precision.quantityFactor);
  }
  const permitted = askGuard(run, asked, price, against, existing, protection);
  if (permitted === undefined) return undefined;
  capUnits(run, price, existing?.units ?? 0);
  const units =
    verdict.outcome === "modified" ? lowered(permitted, precision.wholeLots(verdict.units)) : permitted;
  const { limit } = verdict;
  if (units < precision.quantityMinUnits || units === 0) {
    return deny(
      "below_minimum_quantity",
      units / precision.quantityFactor,
      precision.quantityMinUnits / precision.quantityFactor,
      limit,
    );
  }
  const value = (units / precision.quantityFactor) * price;
  if (value < precision.notionalMin)
    return deny("below_minimum_notional", value, precision.notionalMin, limit);
  const held = against > 0 ? 0 : Math.abs(run.units);
  const beside = run.isAlone ? 0 : run.setup.account.heldBeside(run, true);
  if (!canPay(run, units, price, held, beside)) {
    const needed =
      value * (1 + run.ledger.feeRate(false)) + (held / precision.quantityFactor) * price + beside;
    return deny("insufficient_funds", needed, run.equityNow() * route.leverage);
  }
  return units;
};

/** Asks the guard, whose answer stays in `verdict`; undefined where it refuses, with `denial` saying why. */
const askGuard = (
  run: RunState,
  units: number,
  price: number,
  against: number,
  existing: WorkingOrder | undefined,
  protection: Protection | undefined,
): AllowedUnits | undefined => {
  const { guard } = run.setup;
  const { member } = run;
  if (member === undefined) throw new Error("a market of a session that is not complete decides nothing");
  const question = requestOf(run, member);
  question.price = price;
  question.units = units;
  question.against = against;
  question.replaced = existing?.units ?? 0;
  question.replacedValue = existing === undefined ? 0 : tradeValue(run, existing);
  question.replacedOrders = existing === undefined ? 0 : countOf(existing);
  question.legs = legsOf(protection);
  const permitted = guard.decide(question, verdict);
  if (verdict.outcome !== "rejected") return permitted;
  denial.reason = verdict.reason;
  denial.limit = verdict.limit;
  denial.observed = verdict.observed;
  denial.bound = verdict.bound;
  denial.closes = verdict.closes;
  return undefined;
};

const PORTFOLIO_CAP = reasonNumber("portfolio_cap");

/** Makes an order as small as the portfolio's cap on one market says, positions and working entries included. */
const capUnits = (run: RunState, price: number, replaced: number): void => {
  const cap = run.setup.strategy.portfolio?.cap;
  if (cap === undefined) return;
  const { quantityFactor } = run.setup.precision;
  const bound = evaluate(run, cap);
  const held = Math.max(0, terms.sell ? -run.units : run.units) + openingUnits(run, terms.sell) - replaced;
  const used = (held / quantityFactor) * price;
  const observed = used + (verdict.units / quantityFactor) * price;
  if (observed <= bound) return;
  verdict.outcome = "modified";
  verdict.reason = PORTFOLIO_CAP;
  verdict.limit = -1;
  verdict.observed = observed;
  verdict.bound = bound;
  // A bound that is absent lets nothing through.
  verdict.units = bound > used ? ((bound - used) / price) * quantityFactor : 0;
};

/** Forgets the last verdict. */
export const resetVerdict = (): void => {
  verdict.outcome = "allowed";
  verdict.reason = 0;
  verdict.limit = -1;
  verdict.observed = 0;
  verdict.bound = 0;
  verdict.closes = false;
};
