import { blankOrder, MARKET, type Protection, type WorkingOrder } from "../execution/working-order.ts";
import { type ApprovedIntent, approve, closingFirst, reducing } from "../risk/intent.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import type { AnyView, EnterRule, ExitRule, OrderTerms, TimeSpan } from "../strategy/abi.ts";
import { orderTypes } from "./logs.ts";
import {
  ADD,
  ALLOWED,
  BLOCKED,
  ENTRY,
  EXIT,
  MODIFIED,
  PLACE,
  REPLACE,
  REVERSE,
  recordAsked,
  recordIntent,
  recordOrder,
} from "./record.ts";
import type { BoundRule, Params, RunState } from "./run-state.ts";
import {
  asked,
  denial,
  evaluate,
  finite,
  isProtected,
  judgeUnits,
  type Opening,
  protectionOf,
  recordDenial,
  referencePrice,
  refuse,
  refused,
  resetVerdict,
  riskPerUnit,
  setPrices,
  terms,
  verdict,
  wantedQuantity,
} from "./size-order.ts";
import { restraintOf } from "./throttles.ts";
import { opens, passOn, requestCancels, workingOf } from "./working-orders.ts";

const spanOf = (
  run: RunState,
  span: TimeSpan<AnyView, Params> | undefined,
  unit: "bars" | "milliseconds",
): number => {
  if (span === undefined) return Number.POSITIVE_INFINITY;
  if (unit === "bars") return "bars" in span ? evaluate(run, span.bars) : Number.POSITIVE_INFINITY;
  return "milliseconds" in span ? evaluate(run, span.milliseconds) : Number.POSITIVE_INFINITY;
};

/**
 * Ends the rule's working order, because a new one takes its place or its condition no longer holds. Returns its number
 * where its cancel is on the way, and -1 where it has ended.
 */
export const endWorking = (run: RunState, rule: number, reason: Reason): number => {
  const existing = workingOf(run, rule);
  if (existing === undefined) return -1;
  const { number } = existing;
  requestCancels(run, (order) => order !== existing, reasonNumber(reason));
  return existing.cancelAt < Number.POSITIVE_INFINITY ? number : -1;
};

/** The rule's working order already says the same: nothing to do. */
const isUnchanged = (existing: WorkingOrder, units: number): boolean =>
  existing.type === terms.type &&
  existing.units === units &&
  (existing.limit === terms.limitPrice || existing.triggered) &&
  existing.stop === terms.stopPrice &&
  existing.protection === undefined;

/** Sends an approved intent. `units`: what it opens, or closes; without the opposite position that it closes first. */
const submit = (
  run: RunState,
  bound: BoundRule,
  intended: ApprovedIntent,
  units: number,
  rule: Opening | ExitRule<string, AnyView, Params>,
  protection: Protection | undefined,
  captures: Readonly<Record<string, number>> | undefined,
): WorkingOrder => {
  const outcome = verdict.outcome === "modified" ? MODIFIED : ALLOWED;
  const intent = recordIntent(
    run,
    intended,
    outcome,
    verdict.reason,
    verdict.limit,
    finite(verdict.observed),
    finite(verdict.bound),
  );
  if (outcome === MODIFIED) recordAsked(run, intent, asked());
  const number = recordOrder(run, intent, intended, run.bar);
  const opening = rule.kind !== "exit";
  const order = run.spareOrders.pop() ?? blankOrder();
  order.number = number;
  order.rule = bound.number;
  order.role = intended.role;
  order.sell = intended.sell;
  order.type = intended.type;
  order.units = units;
  order.filled = 0;
  order.limit = intended.limitPrice;
  order.stop = intended.stopPrice;
  order.triggered = false;
  order.ruleLived = intended.type !== MARKET && rule.expire === undefined;
  order.expireAfterBars = spanOf(run, rule.expire, "bars");
  order.expireAfterMs = spanOf(run, rule.expire, "milliseconds");
  order.placedStep = run.step;
  order.placedBar = run.bar;
  order.immediate =
    opening && rule.timeInForce !== undefined && rule.timeInForce !== "gtc" && intended.type !== MARKET;
  order.allOrNone = opening && rule.timeInForce === "fok";
  order.postOnly = opening && rule.postOnly === true;
  order.shrinks = false;
  order.protection = protection;
  order.captures = captures;
  order.activeFrom = run.bar + 1;
  order.isThere = false;
  order.cancelAt = Number.POSITIVE_INFINITY;
  order.cancelReason = 0;
  order.replaces = -1;
  run.working.push(order);
  return order;
};

/** Close time of the bar being decided. */
export const closeTime = (run: RunState): number =>
  (run.setup.bars.time[run.bar] as number) + run.setup.bars.interval;

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
export const placeOpening = (run: RunState, bound: BoundRule, rule: Opening, against: number): void => {
  resetVerdict();
  const existing = workingOf(run, bound.number);
  if (!decideOpening(run, bound, rule, against, existing) && existing !== undefined) {
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
  // An order that has filled in part stays as large as it was decided: what is left goes on.
  const isPartial = existing !== undefined && existing.filled > 0;
  const wanted = isPartial
    ? existing.units / run.ledger.quantityFactor
    : wantedQuantity(run, rule, price, perUnit);
  const units = judgeUnits(run, wanted, price, against, existing, protection);
  if (units === undefined) {
    if (against > 0 && denial.closes) return closeOnly(run, bound, rule, existing);
    recordDenial(run);
    return false;
  }
  let replaced = -1;
  const number = existing?.number ?? -1;
  if (existing !== undefined) {
    if (isUnchanged(existing, units)) return true;
    replaced = endWorking(run, bound.number, "replaced");
  }
  const whole = closingFirst(units, reducing(against, run.units));
  const order = submit(run, bound, approve(terms, whole), units, rule, protection, captured(run, rule));
  order.replaces = replaced;
  if (isPartial && replaced < 0) passOn(run, number, order.number);
  if (terms.type === MARKET) run.entryPlaced = true;
  return true;
};

/**
 * Nothing may be opened now: of a reversal, the part that closes the position goes on, so that a strategy that only ever
 * reverses can leave.
 */
const closeOnly = (
  run: RunState,
  bound: BoundRule,
  rule: Opening,
  existing: WorkingOrder | undefined,
): boolean => {
  const { reason, limit, observed, bound: level } = denial;
  terms.role = EXIT;
  const units = reducing(Math.abs(run.units), run.units);
  if (existing !== undefined) {
    if (existing.role === EXIT && isUnchanged(existing, units)) return true;
    endWorking(run, bound.number, "replaced");
  }
  verdict.outcome = "modified";
  verdict.reason = reason;
  verdict.limit = limit;
  verdict.observed = observed;
  verdict.bound = level;
  submitClose(run, bound, approve(terms, units), rule.order);
  return true;
};

/** An `exit` rule has fired, or an opposite entry closes the position. */
export const placeExit = (run: RunState, bound: BoundRule, order: OrderTerms<AnyView, Params>): void => {
  resetVerdict();
  const { rule } = bound;
  const existing = workingOf(run, bound.number);
  terms.rule = bound.number;
  terms.role = EXIT;
  terms.action = existing === undefined ? PLACE : REPLACE;
  const size = Math.abs(run.units);
  const part = rule.kind === "exit" && rule.part !== undefined ? evaluate(run, rule.part) : 1;
  terms.units = part >= 1 ? size : run.setup.precision.wholeLots(size * part);
  if (part < 1 && existing !== undefined && existing.filled > 0) terms.units = existing.units;
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
  let replaced = -1;
  if (existing !== undefined) {
    if (isUnchanged(existing, terms.units)) return;
    replaced = endWorking(run, bound.number, "replaced");
  }
  const units = reducing(terms.units, run.units);
  const intended = approve(terms, units);
  const sent =
    rule.kind === "exit"
      ? submit(run, bound, intended, units, rule, undefined, undefined)
      : submitClose(run, bound, intended, order);
  sent.replaces = replaced;
  if (terms.type !== MARKET || units !== size) return;
  run.closing = true;
  // What closes the position ends what is still opening it; mostly nothing is.
  if (run.working.length > 1)
    requestCancels(run, (other) => !(opens(other) && other.filled > 0), reasonNumber("position_closing"));
};

const submitClose = (
  run: RunState,
  bound: BoundRule,
  intended: ApprovedIntent,
  order: OrderTerms<AnyView, Params>,
): WorkingOrder => {
  const { rule } = bound;
  return submit(
    run,
    bound,
    intended,
    intended.units,
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
export const refuseOpening = (
  run: RunState,
  bound: BoundRule,
  rule: Opening,
  reason: Reason,
  observed = 0,
  limit = 0,
): void => {
  terms.rule = bound.number;
  terms.role = rule.kind === "add" ? ADD : ENTRY;
  terms.action = PLACE;
  terms.type = orderTypes.indexOf(rule.order.type);
  terms.sell = rule.side === "short";
  terms.units = 0;
  terms.limitPrice = 0;
  terms.stopPrice = 0;
  refuse(run, reason, observed, limit);
};

/** Places the entry of a rule whose condition holds: from flat, or through the opposite position. */
export const openPosition = (
  run: RunState,
  bound: BoundRule,
  rule: EnterRule<string, AnyView, Params>,
): void => {
  const opposite = run.units !== 0;
  if (run.entryPlaced) {
    refuseOpening(run, bound, rule, "entry_already_placed");
    return;
  }
  if (!opposite && hasMarketOrder(run, bound)) return;
  if (run.setup.strategy.throttles !== undefined && isHeldBack(run, bound, rule)) return;
  if (!opposite) {
    placeOpening(run, bound, rule, 0);
    return;
  }
  if (run.closing) refuseOpening(run, bound, rule, "position_closing");
  else {
    placeOpening(run, bound, rule, Math.abs(run.units));
    run.closing = true;
    // What reverses the position ends what is still opening it.
    const isFilling = ({ number, filled }: WorkingOrder): boolean =>
      filled > 0 && run.lots.some(({ order }) => order === number);
    if (workingOf(run, bound.number) !== undefined)
      requestCancels(run, (other) => !isFilling(other), reasonNumber("position_closing"));
  }
};

/** A throttle holds the entry back: it is refused, and a resting order of its rule goes. */
const isHeldBack = (run: RunState, bound: BoundRule, rule: EnterRule<string, AnyView, Params>): boolean => {
  const restraint = restraintOf(run);
  if (restraint === undefined) return false;
  refuseOpening(run, bound, rule, restraint.reason, restraint.observed, restraint.bound);
  endWorking(run, bound.number, "replacement_refused");
  return true;
};

/** A market order of this rule still waits for a bar that trades. */
const hasMarketOrder = (run: RunState, bound: BoundRule): boolean =>
  run.working.length > 0 && workingOf(run, bound.number)?.type === MARKET;
