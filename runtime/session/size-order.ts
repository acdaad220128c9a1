import { MARKET, type Protection, STOP, STOP_LIMIT } from "../execution/working-order.ts";
import type { ExposureBook, RiskRequest, RiskVerdict } from "../risk/guard.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import type { AddRule, AnyView, EnterRule, OrderTerms, Placement, Value } from "../strategy/abi.ts";
import { canPay } from "./apply-fill.ts";
import { orderTypes } from "./logs.ts";
import { ADD, type IntentTerms, PLACE, REFUSED, recordIntent } from "./record.ts";
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
};

const request: RiskRequest = {
  runIndex: 0,
  action: "enter",
  marketKey: "",
  sell: false,
  price: Number.NaN,
  units: 0,
  against: 0,
  replaced: 0,
  unitsPerBase: 1,
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
export const denial = { reason: 0, limit: -1, observed: 0, bound: 0 };

const deny = (reason: Reason, observed = 0, bound = 0): undefined => {
  denial.reason = reasonNumber(reason);
  denial.limit = -1;
  denial.observed = observed;
  denial.bound = bound;
  return undefined;
};

/** As `judgeUnits`; where it is undefined, the refusal is recorded. */
export const allowedUnits = (
  run: RunState,
  wanted: number,
  price: number,
  against: number,
  replaced: number,
  exposure: ExposureBook,
): number | undefined => {
  const units = judgeUnits(run, wanted, price, against, replaced, exposure);
  if (units === undefined) recordDenial(run);
  return units;
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
  replaced: number,
  exposure: ExposureBook,
): number | undefined => {
  const { precision, guard, route } = run.setup;
  if (run.closedBy !== undefined) return deny(run.closedBy);
  if (!(wanted > 0) || !(price > 0)) return deny("value_absent");
  const asked = precision.quantityUnits(wanted);
  terms.units = asked + against;
  if (route.allow !== undefined && !route.allow.has(orderTypes[terms.type] ?? "")) {
    return deny("order_type_not_allowed");
  }
  if (asked < precision.quantityMinUnits || asked === 0) {
    return deny("below_minimum_quantity", wanted, precision.quantityMinUnits / precision.quantityFactor);
  }
  if (asked > precision.quantityMaxUnits) {
    return deny("above_maximum_quantity", wanted, precision.quantityMaxUnits / precision.quantityFactor);
  }
  request.runIndex = run.setup.index;
  request.action = terms.role === ADD ? "add" : "enter";
  request.marketKey = run.marketKey;
  request.sell = terms.sell;
  request.price = price;
  request.units = asked;
  request.against = against;
  request.replaced = replaced;
  request.unitsPerBase = precision.quantityFactor;
  guard.decide(request, exposure, verdict);
  if (verdict.outcome === "rejected") {
    denial.reason = verdict.reason;
    denial.limit = verdict.limit;
    denial.observed = verdict.observed;
    denial.bound = verdict.bound;
    return undefined;
  }
  capUnits(run, price, against, replaced);
  const units = verdict.outcome === "modified" ? precision.wholeLots(verdict.units) : asked;
  if (units < precision.quantityMinUnits || units === 0) return deny("below_minimum_quantity");
  const value = (units / precision.quantityFactor) * price;
  if (value < precision.notionalMin) return deny("below_minimum_notional", value, precision.notionalMin);
  const held = against > 0 ? 0 : Math.abs(run.units);
  const beside = run.isAlone ? 0 : run.setup.account.heldBeside(run, true);
  if (!canPay(run, units, price, held, beside)) {
    const needed =
      value * (1 + run.ledger.feeRate(false)) + (held / precision.quantityFactor) * price + beside;
    return deny("insufficient_funds", needed, run.equityNow() * route.leverage);
  }
  return units;
};

const PORTFOLIO_CAP = reasonNumber("portfolio_cap");

/** Makes an order as small as the portfolio's cap on one market says, positions and working entries included. */
const capUnits = (run: RunState, price: number, against: number, replaced: number): void => {
  const cap = run.setup.strategy.portfolio?.cap;
  if (cap === undefined) return;
  const { quantityFactor } = run.setup.precision;
  const bound = evaluate(run, cap);
  const held = run.projectedUnits() * (terms.sell ? -1 : 1) + against - replaced;
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
};
