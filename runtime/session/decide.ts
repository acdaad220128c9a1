import { EXPIRED } from "../execution/order-state.ts";
import { MARKET } from "../execution/working-order.ts";
import { reasonNumber } from "../risk/reasons.ts";
import type { AddRule, AnyView, EnterRule, ExitRule } from "../strategy/abi.ts";
import { askWorkingCancel } from "./external/cancels.ts";
import { decideMachines } from "./machines.ts";
import {
  endWorking,
  openPosition,
  placeExit,
  placeOpening,
  recordBlocked,
  refuseOpening,
} from "./place-order.ts";
import { putForward } from "./portfolio.ts";
import { EXIT, moveOrder } from "./record.ts";
import type { BoundRule, Params, RunState } from "./run-state.ts";
import { workingOf } from "./working-orders.ts";

const FALSE = 0;
const TRUE = 1;
const UNKNOWN = 2;

/** Truth of a rule's condition at the step being decided: 0, 1 or 2. */
const truth = (run: RunState, bound: BoundRule): number => {
  const pure = bound.column === undefined ? TRUE : (bound.column[run.cursor.index] as number);
  if (pure === FALSE) return FALSE;
  const { and } = bound.rule;
  if (and === undefined) return pure;
  const rest = and(run.view, run.setup.params, run.facts, run.captures);
  if (rest === false) return FALSE;
  return rest === undefined ? UNKNOWN : pure;
};

/** `exit .. after`: enough bars or time since the close of the bar of the entry; `2h` is `2 bars` of one hour. */
const isDue = (run: RunState, rule: ExitRule<string, AnyView, Params>): boolean => {
  const { after } = rule;
  if (after === undefined) return true;
  const { view } = run;
  if ("bars" in after)
    return run.facts.barsHeld >= after.bars(view, run.setup.params, run.facts, run.captures);
  const span = after.milliseconds(view, run.setup.params, run.facts, run.captures);
  return timeSince(run, run.entryBar) >= span;
};

const decideExit = (run: RunState, bound: BoundRule, rule: ExitRule<string, AnyView, Params>): void => {
  const value = isDue(run, rule) ? truth(run, bound) : FALSE;
  if (value === TRUE || (value === UNKNOWN && rule.ifUnknown === "exit")) {
    placeExit(run, bound, rule.order);
    return;
  }
  if (value === UNKNOWN) recordBlocked(run, bound);
  else if (run.working.length > 0) endRuleLived(run, bound);
};

const endRuleLived = (run: RunState, bound: BoundRule): void => {
  const lived = run.working.some((order) => order.rule === bound.number && order.ruleLived);
  if (lived) endWorking(run, bound.number, "condition_false");
};

const decideAdd = (run: RunState, bound: BoundRule, rule: AddRule<string, AnyView, Params>): void => {
  const most = rule.units(run.view, run.setup.params, run.facts, run.captures);
  if ((run.lots.length >= most && !isFilling(run, bound)) || truth(run, bound) !== TRUE) {
    if (run.working.length > 0) endRuleLived(run, bound);
    return;
  }
  if (run.closing) refuseOpening(run, bound, rule, "position_closing");
  else placeOpening(run, bound, rule, 0);
};

const decideEntry = (run: RunState, bound: BoundRule, rule: EnterRule<string, AnyView, Params>): void => {
  const sign = rule.side === "long" ? 1 : -1;
  const opposite = run.units * sign < 0;
  if (run.units * sign > 0 && isFilling(run, bound)) {
    followFilling(run, bound, rule);
    return;
  }
  const armed = run.units === 0 || (opposite && rule.onOpposite !== "ignore");
  if (!armed || truth(run, bound) !== TRUE) {
    if (run.working.length > 0) endRuleLived(run, bound);
    return;
  }
  if (opposite && rule.onOpposite === "close") {
    if (run.entryPlaced) refuseOpening(run, bound, rule, "entry_already_placed");
    // The order that would open here closes there: a resting one where it rests, at its price.
    else if (!run.closing) placeExit(run, bound, rule.order);
    return;
  }
  if (run.setup.strategy.portfolio === undefined) openPosition(run, bound, rule);
  else putForward(run, bound, rule);
};

/** The rule's order has filled in part. */
const isFilling = (run: RunState, bound: BoundRule): boolean =>
  run.working.length > 0 && (workingOf(run, bound.number)?.filled ?? 0) > 0;

/** What is left of an entry that has begun to fill: a market order goes on, a resting one follows its rule. */
const followFilling = (run: RunState, bound: BoundRule, rule: EnterRule<string, AnyView, Params>): void => {
  if (workingOf(run, bound.number)?.type === MARKET) return;
  if (truth(run, bound) === TRUE && !run.closing) placeOpening(run, bound, rule, 0);
  else endRuleLived(run, bound);
};

/** Milliseconds from the close of a bar to the close of the bar being decided. */
const timeSince = (run: RunState, bar: number): number =>
  (run.setup.bars.time[run.bar] as number) - (run.setup.bars.time[bar] as number);

/** Working orders whose time is over. */
const expireOrders = (run: RunState): void => {
  run.working = run.working.filter((order) => {
    const bars = run.step - order.placedStep >= order.expireAfterBars;
    const time =
      order.expireAfterMs < Number.POSITIVE_INFINITY &&
      timeSince(run, order.placedBar) >= order.expireAfterMs;
    if (!bars && !time) return true;
    if (run.external !== undefined) return askWorkingCancel(run, order, reasonNumber("expired"));
    moveOrder(run, order.number, EXPIRED, reasonNumber("expired"), run.bar);
    run.spareOrders.push(order);
    return false;
  });
};

/** Begins the decisions of a step: what has expired goes. */
export const beginDecision = (run: RunState): void => {
  run.entryPlaced = false;
  run.closing = false;
  if (run.working.length > 0) {
    expireOrders(run);
    run.closing = run.working.some(
      (order) =>
        order.cancelAt === Number.POSITIVE_INFINITY &&
        order.type === MARKET &&
        order.units >= Math.abs(run.units) &&
        run.units !== 0 &&
        order.role === EXIT,
    );
  }
};

/** Evaluates every rule of a market at the close of a bar, in the fixed order: machines, exits, adds, entries. */
export const decide = (run: RunState): void => {
  beginDecision(run);
  if (run.machines.length > 0) decideMachines(run);
  run.inspection?.();
  const inPosition = run.units !== 0;
  for (const bound of run.rules) {
    if (run.step < bound.armedStep) continue;
    decideRule(run, bound, inPosition);
  }
};

/** Evaluates the rules of one kind. Between kinds, an account with several markets evaluates those of the others. */
export const decideKind = (run: RunState, kind: "exit" | "add" | "enter"): void => {
  const inPosition = run.units !== 0;
  for (const bound of run.rules) {
    if (bound.rule.kind === kind && run.step >= bound.armedStep) decideRule(run, bound, inPosition);
  }
};

const decideRule = (run: RunState, bound: BoundRule, inPosition: boolean): void => {
  const { rule } = bound;
  if (rule.kind === "exit") {
    if (inPosition && sideMatches(run, rule)) decideExit(run, bound, rule);
  } else if (rule.kind === "add") {
    if (inPosition && run.units > 0 === (rule.side === "long")) decideAdd(run, bound, rule);
  } else {
    decideEntry(run, bound, rule);
  }
};

const sideMatches = (run: RunState, rule: ExitRule<string, AnyView, Params>): boolean =>
  rule.side === "both" || run.units > 0 === (rule.side === "long");
