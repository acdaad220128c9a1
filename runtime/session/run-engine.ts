import { carryOut } from "./carry-out.ts";
import { chargeBorrow, nextBorrow } from "./charges.ts";
import { decide } from "./decide.ts";
import { syncExtremes } from "./facts.ts";
import { haltFaulted } from "./faults.ts";
import { fillAtClose, fillBar } from "./fill-bar.ts";
import { nextHolding } from "./next-holding.ts";
import { nextProtective } from "./next-protective.ts";
import { nextPayment, payFunding } from "./pay-funding.ts";
import { closeTime } from "./place-order.ts";
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

/** First bar in `from..to` at which something can happen; every bar before it is only marked to market. */
export const nextBar = (run: RunState, from: number, to: number): number => {
  if (run.setup.everyBar || run.working.length > 0 || run.setup.guard.watches.mayLift) return from;
  let next = to;
  // A target has a place in a queue, and trades may be outside of the bars that are given.
  if (run.setup.tape !== undefined && (run.guarded || (run.setup.margin !== undefined && run.units !== 0)))
    return from;
  if (run.guarded || (run.setup.margin !== undefined && run.units !== 0))
    next = nextProtective(run, from, to);
  if (run.setup.route.borrowRate > 0) next = Math.min(next, nextBorrow(run, from, to));
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

/** Writes equity for `from <= bar < to`; returns the first bar below the floor of a limit on equity, or `to`. */
const mark = (run: RunState, from: number, to: number): number => {
  const { equity, cash, quantity } = run;
  const { guard, bars } = run.setup;
  const { watches } = guard;
  if (quantity === 0) {
    for (let bar = from; bar < to; bar++) equity[bar] = cash;
    if (to > from && cash > watches.peak) watches.raise(cash);
    return to > from && cash < watches.floor ? from : to;
  }
  const { close } = bars;
  let { peak, floor } = watches;
  for (let bar = from; bar < to; bar++) {
    const value = cash + quantity * (close[bar] as number);
    equity[bar] = value;
    if (value > peak) {
      watches.raise(value);
      peak = watches.peak;
      floor = watches.floor;
    }
    if (value < floor) return bar;
  }
  return to;
};

/** Limits on the session's equity speak at the close of a bar. */
const onBreach = (run: RunState, bar: number): void => {
  const { guard } = run.setup;
  run.bar = bar;
  run.currentBar = bar;
  run.price = run.setup.bars.close[bar] as number;
  guard.watches.breach(run.equity[bar] as number, closeTime(run));
  carryOut(guard, closeTime(run));
};

/** Decides one step of the strategy's clock at the close of a bar. */
const decideStep = (run: RunState, step: number, bar: number, watch: boolean): void => {
  const { guard, policy } = run.setup;
  run.step = step;
  run.cursor.index = step - run.steps.window.first;
  if (guard.watches.isActive) guard.watches.release(closeTime(run));
  try {
    decide(run);
  } catch (error) {
    haltFaulted(run, error);
  }
  // Where runs are stepped together, limits are carried out when all have decided.
  if (watch) carryOut(guard, closeTime(run));
  if (policy.marketAt === "close" && run.working.length > 0) fillAtClose(run, bar);
};

/** Leaves the steps behind that bars before this one showed: fills of this bar count from the step that is open. */
const passShownSteps = (run: RunState, bar: number): void => {
  const { window, shownAt } = run.steps;
  while (run.nextStep < window.count && (shownAt[window.indexOf(run.nextStep)] as number) < bar)
    run.nextStep++;
};

/** Decides the steps of a slower clock that this bar shows. */
const decideShownSteps = (run: RunState, bar: number, watch: boolean): void => {
  const { window, shownAt } = run.steps;
  for (; run.nextStep < window.count; run.nextStep++) {
    const shown = shownAt[window.indexOf(run.nextStep)] as number;
    if (shown > bar) return;
    if (shown === bar) decideStep(run, run.nextStep, bar, watch);
  }
};

/** The steps of bars before this one are over. */
export const openStep = (run: RunState, bar: number): void => {
  if (run.stepsAreBars) run.nextStep = bar;
  else passShownSteps(run, bar);
};

/** Decides at the close of a bar that is filled and marked. */
const closeBar = (run: RunState, bar: number, watch: boolean): void => {
  if (run.stepsAreBars) {
    decideStep(run, bar, bar, watch);
    run.nextStep = bar + 1;
  } else {
    decideShownSteps(run, bar, watch);
  }
  if (run.setup.policy.marketAt === "close") run.equity[bar] = run.equityNow();
};

/** The first half of a bar: what falls due, and fills. */
const fillStep = (run: RunState, bar: number): void => {
  openStep(run, bar);
  run.bar = bar;
  run.price = run.setup.bars.close[bar] as number;
  if (run.setup.funding !== undefined) payFunding(run, bar, "open");
  if (run.setup.route.borrowRate > 0) chargeBorrow(run, bar);
  fillBar(run, bar);
  if (run.setup.funding !== undefined) payFunding(run, bar, "close");
};

/** One bar in full: fills, mark, limits on equity, decisions. */
const stepRun = (run: RunState, bar: number): void => {
  fillStep(run, bar);
  const { guard } = run.setup;
  if (mark(run, bar, bar + 1) === bar) onBreach(run, bar);
  if (guard.watches.isDue && guard.watches.look(closeTime(run))) carryOut(guard, closeTime(run));
  closeBar(run, bar, true);
};

/** Of runs that are stepped together: the fills of a bar and its mark, before anything is decided at that moment. */
export const fillTogether = (run: RunState, bar: number): void => {
  fillStep(run, bar);
  run.equity[bar] = run.equityNow();
};

/** Of runs that are stepped together: the decisions at the close of a bar. Limits are carried out when all have decided. */
export const closeTogether = (run: RunState, bar: number): void => closeBar(run, bar, false);

/** First bar in `from..to` that closes after a moment, or `to`. */
const firstAfter = (run: RunState, moment: number, from: number, to: number): number => {
  const { time, interval } = run.setup.bars;
  let bar = from;
  while (bar < to && (time[bar] as number) + interval <= moment) bar++;
  return bar;
};

/** The end of the bars from `bar` on that lie in one window of the limits on losses; begins a new window where one is due. */
const windowEnd = (run: RunState, bar: number, to: number): number => {
  const { watches } = run.setup.guard;
  const { time, interval } = run.setup.bars;
  const close = (time[bar] as number) + interval;
  if (close > watches.rollsAt) {
    watches.roll(close, bar === 0 ? run.setup.capitalNumber : (run.equity[bar - 1] as number));
  }
  return firstAfter(run, watches.rollsAt, bar, to);
};

/** Advances one run over `from <= bar < to`, whose features are computed; skips bars at which nothing can happen. */
export const advanceRun = (run: RunState, from: number, to: number): void => {
  forgetSearches(run);
  const { watches } = run.setup.guard;
  let bar = from;
  while (bar < to) {
    const end = watches.rollsAt === Number.POSITIVE_INFINITY ? to : windowEnd(run, bar, to);
    const next = nextBar(run, bar, end);
    const breach = mark(run, bar, next);
    if (breach < next) {
      openStep(run, breach);
      onBreach(run, breach);
      closeBar(run, breach, true);
      bar = breach + 1;
    } else if (next < end) {
      stepRun(run, next);
      bar = next + 1;
    } else {
      bar = end;
    }
  }
  // The steps that were shown and skipped are over: a later block's window need not hold them any more.
  if (!run.stepsAreBars) run.nextStep = Math.max(run.nextStep, run.steps.window.count);
  run.bar = to - 1;
  syncExtremes(run);
};
