import { CANCELLED } from "../execution/order-state.ts";
import {
  blankOrder,
  MARKET,
  type Protection,
  STOP,
  STOP_LIMIT,
  type WorkingOrder,
} from "../execution/working-order.ts";
import type { ExposureBook, RiskRequest, RiskVerdict } from "../risk/guard.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import type {
  AddRule,
  AnyView,
  EnterRule,
  ExitRule,
  OrderTerms,
  Placement,
  TimeSpan,
  Value,
} from "../strategy/abi.ts";
import { canPay, removeWorking } from "./apply-fill.ts";
import { orderTypes } from "./logs.ts";
import {
  ADD,
  ALLOWED,
  BLOCKED,
  ENTRY,
  EXIT,
  type IntentTerms,
  MODIFIED,
  moveOrder,
  PLACE,
  REFUSED,
  REPLACE,
  REVERSE,
  recordIntent,
  recordOrder,
} from "./record.ts";
import type { BoundRule, Params, RunState } from "./run-state.ts";

type RunValue = Value<AnyView, Params>;
type Opening = EnterRule<string, AnyView, Params> | AddRule<string, AnyView, Params>;

const evaluate = (run: RunState, value: RunValue): number =>
  value(run.view as Record<string, number>, run.setup.params, run.facts, run.captures);

const terms: IntentTerms = {
  rule: 0,
  role: 0,
  type: MARKET,
  sell: false,
  action: PLACE,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

const verdict: RiskVerdict = { outcome: "allowed", reason: 0, limit: -1, observed: 0, bound: 0, units: 0 };

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
const refuse = (run: RunState, reason: Reason, observed = 0, bound = 0): undefined => {
  recordIntent(run, terms, REFUSED, reasonNumber(reason), -1, finite(observed), finite(bound));
  return undefined;
};

const refused = (run: RunState, reason: Reason, observed = 0, bound = 0): false => {
  refuse(run, reason, observed, bound);
  return false;
};

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Fills in type and prices; buys round limits down and stops up, sells the other way; false when a price is absent. */
const setPrices = (run: RunState, order: OrderTerms<AnyView, Params>, sell: boolean): boolean => {
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
const referencePrice = (run: RunState): number => {
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

const protectionOf = (run: RunState, rule: Opening): Protection | undefined => {
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
const isProtected = (rule: Opening, protection: Protection | undefined): boolean => {
  if (protection === undefined) return true;
  const { stopDistance, stopPrice, targetDistance, targetPrice, trailDistance, trailAfter } = protection;
  if (rule.stop !== undefined && Number.isNaN(stopDistance) && Number.isNaN(stopPrice)) return false;
  if (rule.target !== undefined && Number.isNaN(targetDistance) && Number.isNaN(targetPrice)) return false;
  return rule.trail === undefined || !(Number.isNaN(trailDistance) || Number.isNaN(trailAfter));
};

/** Money lost per base unit between the reference price and the stop; negative when the stop is on the wrong side. */
const riskPerUnit = (protection: Protection | undefined, price: number, sell: boolean): number => {
  if (protection === undefined) return Number.NaN;
  if (!Number.isNaN(protection.stopDistance)) return protection.stopDistance;
  return sell ? protection.stopPrice - price : price - protection.stopPrice;
};

/** Base units that the rule asks for, before rounding. */
const wantedQuantity = (run: RunState, rule: Opening, price: number, perUnit: number): number => {
  const { size } = rule;
  if (typeof size === "string") return run.firstUnits / run.ledger.quantityFactor;
  if ("base" in size) return evaluate(run, size.base);
  if ("quote" in size) return evaluate(run, size.quote) / price;
  return evaluate(run, size.risking) / perUnit;
};

/** Venue minimums, risk and funds; the allowed units, or undefined when the intent was refused (and recorded). */
const allowedUnits = (
  run: RunState,
  wanted: number,
  price: number,
  against: number,
  replaced: number,
  exposure: ExposureBook,
): number | undefined => {
  const { precision, guard, route } = run.setup;
  if (!(wanted > 0) || !(price > 0)) return refuse(run, "value_absent");
  const asked = precision.quantityUnits(wanted);
  terms.units = asked + against;
  if (route.allow !== undefined && !route.allow.has(orderTypes[terms.type] ?? "")) {
    return refuse(run, "order_type_not_allowed");
  }
  if (asked < precision.quantityMinUnits || asked === 0) {
    return refuse(
      run,
      "below_minimum_quantity",
      wanted,
      precision.quantityMinUnits / precision.quantityFactor,
    );
  }
  if (asked > precision.quantityMaxUnits) {
    return refuse(
      run,
      "above_maximum_quantity",
      wanted,
      precision.quantityMaxUnits / precision.quantityFactor,
    );
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
    recordIntent(
      run,
      terms,
      REFUSED,
      verdict.reason,
      verdict.limit,
      finite(verdict.observed),
      finite(verdict.bound),
    );
    return undefined;
  }
  const units = verdict.outcome === "modified" ? precision.wholeLots(verdict.units) : asked;
  if (units < precision.quantityMinUnits || units === 0) return refuse(run, "below_minimum_quantity", 0, 0);
  const value = (units / precision.quantityFactor) * price;
  if (value < precision.notionalMin)
    return refuse(run, "below_minimum_notional", value, precision.notionalMin);
  const held = against > 0 ? 0 : Math.abs(run.units);
  if (!canPay(run, units, price, held)) {
    const needed = value * (1 + run.ledger.feeRate(false)) + (held / precision.quantityFactor) * price;
    return refuse(run, "insufficient_funds", needed, run.equityNow() * route.leverage);
  }
  return units;
};

const spanOf = (
  run: RunState,
  span: TimeSpan<AnyView, Params> | undefined,
  unit: "bars" | "milliseconds",
): number => {
  if (span === undefined) return Number.POSITIVE_INFINITY;
  if (unit === "bars") return "bars" in span ? evaluate(run, span.bars) : Number.POSITIVE_INFINITY;
  return "milliseconds" in span ? evaluate(run, span.milliseconds) : Number.POSITIVE_INFINITY;
};

const findWorking = (run: RunState, rule: number): WorkingOrder | undefined => {
  for (const order of run.working) if (order.rule === rule) return order;
  return undefined;
};

/** Ends the rule's working order, because a new one takes its place or its condition no longer holds. */
export const endWorking = (run: RunState, rule: number, reason: Reason): void => {
  const existing = findWorking(run, rule);
  if (existing === undefined) return;
  removeWorking(run, existing);
  moveOrder(run, existing.number, CANCELLED, reasonNumber(reason), run.bar);
};

/** The rule's working order already says the same: nothing to do. */
const isUnchanged = (existing: WorkingOrder, units: number): boolean =>
  existing.type === terms.type &&
  existing.units === units &&
  (existing.limit === terms.limitPrice || existing.triggered) &&
  existing.stop === terms.stopPrice &&
  existing.protection === undefined;

const submit = (
  run: RunState,
  bound: BoundRule,
  units: number,
  rule: Opening | ExitRule<string, AnyView, Params>,
  protection: Protection | undefined,
  captures: Readonly<Record<string, number>> | undefined,
): void => {
  const outcome = verdict.outcome === "modified" ? MODIFIED : ALLOWED;
  const intent = recordIntent(
    run,
    terms,
    outcome,
    verdict.reason,
    verdict.limit,
    finite(verdict.observed),
    finite(verdict.bound),
  );
  const number = recordOrder(run, intent, terms, run.bar);
  const opening = rule.kind !== "exit";
  const order = run.spareOrders.pop() ?? blankOrder();
  order.number = number;
  order.rule = bound.number;
  order.role = terms.role;
  order.sell = terms.sell;
  order.type = terms.type;
  order.units = units;
  order.limit = terms.limitPrice;
  order.stop = terms.stopPrice;
  order.triggered = false;
  order.ruleLived = terms.type !== MARKET && rule.expire === undefined;
  order.expireAfterBars = spanOf(run, rule.expire, "bars");
  order.expireAfterMs = spanOf(run, rule.expire, "milliseconds");
  order.placedStep = run.step;
  order.placedBar = run.bar;
  order.immediate =
    opening && rule.timeInForce !== undefined && rule.timeInForce !== "gtc" && terms.type !== MARKET;
  order.postOnly = opening && rule.postOnly === true;
  order.protection = protection;
  order.captures = captures;
  order.activeFrom = run.bar + 1;
  run.working.push(order);
};

/** Close time of the bar being decided. */
export const closeTime = (run: RunState): number =>
  (run.setup.bars.time[run.bar] as number) + run.setup.bars.interval;

const resetVerdict = (): void => {
  verdict.outcome = "allowed";
  verdict.reason = 0;
  verdict.limit = -1;
  verdict.observed = 0;
  verdict.bound = 0;
};

const captured = (run: RunState, rule: Opening): Readonly<Record<string, number>> | undefined => {
  if (rule.captures === undefined) return undefined;
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(rule.captures)) values[name] = evaluate(run, value);
  return values;
};

/**
 * An `enter` or `add` rule has fired: sizes, decides, records and submits. `against`: opposite units to close. Where the
 * new order is refused, the rule's resting order goes too: it was decided on an earlier bar, and is no longer allowed.
 */
export const placeOpening = (
  run: RunState,
  bound: BoundRule,
  rule: Opening,
  against: number,
  exposure: ExposureBook,
): void => {
  resetVerdict();
  const existing = findWorking(run, bound.number);
  if (!decideOpening(run, bound, rule, against, existing, exposure) && existing !== undefined) {
    endWorking(run, bound.number, "replacement_refused");
  }
};

/** False when the intent was refused. */
const decideOpening = (
  run: RunState,
  bound: BoundRule,
  rule: Opening,
  against: number,
  existing: WorkingOrder | undefined,
  exposure: ExposureBook,
): boolean => {
  const sell = rule.side === "short";
  terms.rule = bound.number;
  terms.role = rule.kind === "add" ? ADD : against > 0 ? REVERSE : ENTRY;
  terms.action = existing === undefined ? PLACE : REPLACE;
  terms.units = 0;
  if (!setPrices(run, rule.order, sell)) return refused(run, "value_absent");
  const price = referencePrice(run);
  const protection = protectionOf(run, rule);
  if (!isProtected(rule, protection)) return refused(run, "value_absent");
  const perUnit = riskPerUnit(protection, price, sell);
  if (rule.stop !== undefined && !(perUnit > 0)) {
    return refused(run, "stop_on_wrong_side", protection?.stopPrice, price);
  }
  const wanted = wantedQuantity(run, rule, price, perUnit);
  const units = allowedUnits(run, wanted, price, against, existing?.units ?? 0, exposure);
  if (units === undefined) return false;
  if (existing !== undefined) {
    if (isUnchanged(existing, units)) return true;
    endWorking(run, bound.number, "replaced");
  }
  terms.units = units + against;
  submit(run, bound, units, rule, protection, captured(run, rule));
  if (terms.type === MARKET) run.entryPlaced = true;
  return true;
};

/** An `exit` rule has fired, or an opposite entry closes the position. */
export const placeExit = (run: RunState, bound: BoundRule, order: OrderTerms<AnyView, Params>): void => {
  resetVerdict();
  const { rule } = bound;
  const existing = findWorking(run, bound.number);
  terms.rule = bound.number;
  terms.role = EXIT;
  terms.action = existing === undefined ? PLACE : REPLACE;
  const size = Math.abs(run.units);
  const part = rule.kind === "exit" && rule.part !== undefined ? evaluate(run, rule.part) : 1;
  terms.units = part >= 1 ? size : run.setup.precision.wholeLots(size * part);
  if (!setPrices(run, order, run.units > 0) || Number.isNaN(part)) {
    refuse(run, "value_absent");
    return;
  }
  if (terms.units <= 0) {
    refuse(run, "nothing_to_reduce");
    return;
  }
  if (run.closing) {
    refuse(run, "position_closing");
    return;
  }
  if (existing !== undefined) {
    if (isUnchanged(existing, terms.units)) return;
    endWorking(run, bound.number, "replaced");
  }
  const units = terms.units;
  if (rule.kind === "exit") submit(run, bound, units, rule, undefined, undefined);
  else submitClose(run, bound, units, order);
  if (terms.type === MARKET && units === size) run.closing = true;
};

const submitClose = (
  run: RunState,
  bound: BoundRule,
  units: number,
  order: OrderTerms<AnyView, Params>,
): void => {
  const { rule } = bound;
  submit(
    run,
    bound,
    units,
    {
      kind: "exit",
      id: rule.id,
      span: rule.span,
      text: rule.text,
      slot: rule.slot,
      reads: [],
      side: "both",
      ifUnknown: "hold",
      order,
      ...(rule.kind === "enter" && rule.expire !== undefined ? { expire: rule.expire } : {}),
    },
    undefined,
    undefined,
  );
};

/** An exit whose condition is unknown at this bar: held, and recorded. */
export const recordBlocked = (run: RunState, bound: BoundRule): void => {
  terms.rule = bound.number;
  terms.role = EXIT;
  terms.action = PLACE;
  terms.type = MARKET;
  terms.sell = run.units > 0;
  terms.units = Math.abs(run.units);
  terms.limitPrice = 0;
  terms.stopPrice = 0;
  recordIntent(run, terms, BLOCKED, reasonNumber("condition_unknown"), -1, 0, 0);
};

/** Refuses an opening because of another intent of the same step. */
export const refuseOpening = (run: RunState, bound: BoundRule, rule: Opening, reason: Reason): void => {
  terms.rule = bound.number;
  terms.role = rule.kind === "add" ? ADD : ENTRY;
  terms.action = PLACE;
  terms.type = orderTypes.indexOf(rule.order.type);
  terms.sell = rule.side === "short";
  terms.units = 0;
  terms.limitPrice = 0;
  terms.stopPrice = 0;
  refuse(run, reason);
};
