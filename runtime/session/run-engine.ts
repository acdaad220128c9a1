import { blankOrder } from "../execution/working-order.ts";
import { stopLevel } from "../inventory/unit.ts";
import type { ExposureBook } from "../risk/guard.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { cancelWorking } from "./apply-fill.ts";
import { decide } from "./decide.ts";
import { syncExtremes } from "./facts.ts";
import { haltFaulted } from "./faults.ts";
import { fillAtClose, fillBar } from "./fill-bar.ts";
import { nextHolding } from "./next-holding.ts";
import { nextPayment, payFunding } from "./pay-funding.ts";
import { closeTime } from "./place-order.ts";
import { ALLOWED, EXIT, FLATTEN, PLACE, recordIntent, recordOrder } from "./record.ts";
import type { RunState, Searched } from "./run-state.ts";

/** First index at or after `from` where a truth column is not false, or `to`. */
const nextNotFalse = (column: Uint8Array, words: Uint32Array, from: number, to: number): number => {
  let index = from;
  while (index < to && (index & 3) !== 0) {
    if (column[index] !== 0) return index;
    index++;
  }
  while (index + 4 <= to && words[index >> 2] === 0) index += 4;
  while (index < to && column[index] === 0) index++;
  return index;
};

/** First bar in `from..to` at which the rule's condition may hold (its pure part is not false and it is armed). */
const nextCandidate = (run: RunState, bound: Searched, from: number, to: number): number => {
  const start = Math.max(from, bound.armedStep);
  if (start >= to) return to;
  const { column, words } = bound;
  if (column === undefined || words === undefined) return start;
  if (bound.foundBar >= start) return bound.foundBar;
  const { first } = run.feedWindow.window;
  bound.foundBar = nextNotFalse(column, words, start - first, to - first) + first;
  return bound.foundBar;
};

/** What searches have found counts for one block. */
export const forgetSearches = (run: RunState): void => {
  for (const bound of run.rules) bound.foundBar = -1;
  for (const { states } of run.machines) {
    for (const transitions of states) for (const transition of transitions) transition.foundBar = -1;
  }
};

/** First bar in `from..to` at which a protective level of an open unit is reached. */
const nextProtective = (run: RunState, from: number, to: number): number => {
  const { bars } = run.setup;
  const long = run.units > 0;
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  for (const unit of run.lots) {
    if (!Number.isNaN(unit.trailDistance)) return from;
    const stop = stopLevel(unit, long);
    if (long) {
      if (stop > below) below = stop;
      if (unit.target < above) above = unit.target;
    } else {
      if (stop < above) above = stop;
      if (unit.target > below) below = unit.target;
    }
  }
  if (below === Number.NEGATIVE_INFINITY && above === Number.POSITIVE_INFINITY) return to;
  const { low, high } = bars;
  let bar = from;
  while (bar < to && (low[bar] as number) > below && (high[bar] as number) < above) bar++;
  return bar;
};

/** First bar in `from..to` at which something can happen; every bar before it is only marked to market. */
export const nextBar = (run: RunState, from: number, to: number): number => {
  if (run.setup.everyBar || run.working.length > 0 || run.setup.guard.mayLift()) return from;
  let next = run.guarded ? nextProtective(run, from, to) : to;
  if (run.setup.account.holdsSeveral) next = Math.min(next, nextHolding(run, from, to));
  if (run.setup.funding !== undefined && run.units !== 0)
    next = Math.min(next, Math.max(from, nextPayment(run)));
  const rules = run.units === 0 ? run.flatRules : run.units > 0 ? run.longRules : run.shortRules;
  if (!run.stepsAreBars) {
    next = Math.min(next, nextShownStep(run, rules, to));
    for (const { states, state } of run.machines)
      next = Math.min(next, nextShownStep(run, states[state] ?? [], to));
    return next;
  }
  for (const bound of rules) {
    const candidate = nextCandidate(run, bound, from, to);
    if (candidate < next) next = candidate;
  }
  for (const { states, state } of run.machines) {
    for (const transition of states[state] ?? []) {
      const candidate = nextCandidate(run, transition, from, to);
      if (candidate < next) next = candidate;
    }
  }
  return next;
};

/** As `nextCandidate`, for a strategy on a slower clock than the feed: the bar that shows its next candidate step. */
const nextShownStep = (run: RunState, rules: readonly Searched[], to: number): number => {
  const { window, shownAt } = run.steps;
  for (let step = run.nextStep; step < window.count; step++) {
    const index = window.indexOf(step);
    for (const { column, armedStep } of rules) {
      if (step >= armedStep && (column === undefined || column[index] !== 0)) return shownAt[index] as number;
    }
  }
  return to;
};

/** Writes equity for `from <= bar < to`; returns the first bar below the drawdown floor, or `to`. */
const mark = (run: RunState, from: number, to: number): number => {
  const { equity, cash, quantity } = run;
  const { guard, bars } = run.setup;
  if (quantity === 0) {
    for (let bar = from; bar < to; bar++) equity[bar] = cash;
    if (to > from && cash > guard.peak) guard.raisePeak(cash);
    return to > from && cash < guard.floor ? from : to;
  }
  const { close } = bars;
  let { peak, floor } = guard;
  for (let bar = from; bar < to; bar++) {
    const value = cash + quantity * (close[bar] as number);
    equity[bar] = value;
    if (value > peak) {
      guard.raisePeak(value);
      peak = value;
      floor = guard.floor;
    } else if (value < floor) {
      return bar;
    }
  }
  return to;
};

const FLATTENED = reasonNumber("limit_drawdown");

/** A drawdown limit has spoken at the close of a bar. */
export const onBreach = (run: RunState, bar: number): void => {
  run.bar = bar;
  run.currentBar = bar;
  run.price = run.setup.bars.close[bar] as number;
  carryOut(run, run.setup.guard.breach(closeTime(run)));
};

/** What a breach does to a run: its resting entries go, and its position where the limit says so. */
export const carryOut = (run: RunState, flattens: boolean): void => {
  if (flattens) flatten(run);
  else cancelWorking(run, (order) => order.role === EXIT || order.role === FLATTEN, FLATTENED);
};

/** Cancels the working orders and closes the position at the next bar. */
const flatten = (run: RunState): void => {
  cancelWorking(run, () => false, FLATTENED);
  if (run.units === 0) return;
  const units = Math.abs(run.units);
  const terms = {
    rule: -1,
    role: FLATTEN,
    type: 0,
    sell: run.units > 0,
    action: PLACE,
    units,
    limitPrice: 0,
    stopPrice: 0,
  };
  const limit = run.setup.guard.drawdownNumber;
  const intent = recordIntent(run, terms, ALLOWED, FLATTENED, limit, 0, 0);
  const number = recordOrder(run, intent, terms, run.bar);
  const order = run.spareOrders.pop() ?? blankOrder();
  Object.assign(order, blankOrder(), {
    number,
    rule: -1,
    role: FLATTEN,
    sell: terms.sell,
    units,
    placedStep: run.step,
    placedBar: run.bar,
    activeFrom: run.bar + 1,
  });
  run.working.push(order);
};

/** Decides one step of the strategy's clock at the close of a bar. */
const decideStep = (run: RunState, step: number, bar: number, exposure: ExposureBook): void => {
  const { guard, policy } = run.setup;
  run.step = step;
  run.cursor.index = step - run.steps.window.first;
  if (guard.haltedBy >= 0) guard.release(closeTime(run), exposure.facts.equity);
  try {
    decide(run, exposure);
  } catch (error) {
    haltFaulted(run, error);
  }
  if (policy.marketAt === "close" && run.working.length > 0) fillAtClose(run, bar);
};

/** Leaves the steps behind that bars before this one showed: fills of this bar count from the step that is open. */
const passShownSteps = (run: RunState, bar: number): void => {
  const { window, shownAt } = run.steps;
  while (run.nextStep < window.count && (shownAt[window.indexOf(run.nextStep)] as number) < bar)
    run.nextStep++;
};

/** Decides the steps of a slower clock that this bar shows. */
const decideShownSteps = (run: RunState, bar: number, exposure: ExposureBook): void => {
  const { window, shownAt } = run.steps;
  for (; run.nextStep < window.count; run.nextStep++) {
    const shown = shownAt[window.indexOf(run.nextStep)] as number;
    if (shown > bar) return;
    if (shown === bar) decideStep(run, run.nextStep, bar, exposure);
  }
};

/** The steps of bars before this one are over. */
export const openStep = (run: RunState, bar: number): void => {
  if (run.stepsAreBars) run.nextStep = bar;
  else passShownSteps(run, bar);
};

/** Decides at the close of a bar that is filled and marked. */
const closeBar = (run: RunState, bar: number, exposure: ExposureBook): void => {
  if (run.stepsAreBars) {
    decideStep(run, bar, bar, exposure);
    run.nextStep = bar + 1;
  } else {
    decideShownSteps(run, bar, exposure);
  }
  if (run.setup.policy.marketAt === "close") run.equity[bar] = run.equityNow();
};

/** One bar in full: fills, mark, drawdown, decisions. */
export const stepRun = (run: RunState, bar: number, exposure: ExposureBook, watch: boolean): void => {
  openStep(run, bar);
  run.bar = bar;
  run.price = run.setup.bars.close[bar] as number;
  if (run.setup.funding !== undefined) payFunding(run, bar, "open");
  fillBar(run, bar);
  if (run.setup.funding !== undefined) payFunding(run, bar, "close");
  if (watch) {
    if (mark(run, bar, bar + 1) === bar) onBreach(run, bar);
  } else {
    run.equity[bar] = run.equityNow();
  }
  closeBar(run, bar, exposure);
};

/** Advances one run over `from <= bar < to`, whose features are computed; skips bars at which nothing can happen. */
export const advanceRun = (run: RunState, from: number, to: number, exposure: ExposureBook): void => {
  forgetSearches(run);
  let bar = from;
  while (bar < to) {
    const next = nextBar(run, bar, to);
    const breach = mark(run, bar, next);
    if (breach < next) {
      openStep(run, breach);
      onBreach(run, breach);
      closeBar(run, breach, exposure);
      bar = breach + 1;
      continue;
    }
    if (next >= to) break;
    stepRun(run, next, exposure, true);
    bar = next + 1;
  }
  // The steps that were shown and skipped are over: a later block's window need not hold them any more.
  if (!run.stepsAreBars) run.nextStep = Math.max(run.nextStep, run.steps.window.count);
  run.bar = to - 1;
  syncExtremes(run);
};
