import { approve, reducing } from "../risk/intent.ts";
import { type Reason, reasonNumber } from "../risk/reasons.ts";
import {
  type ComboState,
  filledTime,
  heldLegs,
  intendedShares,
  isWaiting,
  type LegState,
  legValue,
  tellMove,
} from "./combos.ts";
import { openCombo } from "./open-combo.ts";
import { closeTime } from "./place-order.ts";
import { ADD, BLOCKED, EXIT, PLACE, recordIntent } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { send, setTerms, withdraw } from "./send-order.ts";
import { judgeUnits, recordDenial, refuse, resetVerdict, terms } from "./size-order.ts";
import { hasPassed, truthOf } from "./triggers.ts";

/**
 * Decides the combos of an account at a step: what has filled or has waited too long, then exits, then proportions, then
 * entries. `lead`: a market of the account that decides at this step.
 */
export const decideCombos = (combos: readonly ComboState[], lead: RunState): void => {
  for (const combo of combos) follow(combo, lead);
  for (const combo of combos) decideExits(combo, lead);
  for (const combo of combos) decideRebalance(combo, lead);
  for (const combo of combos) decideEntry(combo, lead);
};

/** Takes note of fills, gives up what has waited too long, and notices that everything is closed. */
const follow = (combo: ComboState, lead: RunState): void => {
  if (combo.phase === "flat") return;
  const waiting = combo.legs.some((leg) => isWaiting(combo, leg));
  if (!waiting && heldLegs(combo).length === 0) {
    combo.phase = "flat";
    return;
  }
  if (combo.phase === "opening") followOpening(combo, lead, waiting);
  else if (combo.phase === "closing") closeLegs(combo, "ok");
};

const followOpening = (combo: ComboState, lead: RunState, waiting: boolean): void => {
  const isWhole = heldLegs(combo).length === combo.legs.length;
  if (isWhole && !waiting) {
    combo.phase = "open";
    return;
  }
  const { together } = combo.combo;
  const isLost = combo.legs.some((leg) => leg.run.units === 0 && !isWaiting(combo, leg));
  const isLate =
    together !== undefined &&
    hasPassed(lead, together.within, lead.step - combo.openedStep, closeTime(lead) - combo.openedTime);
  if (!isLost && !isLate) return;
  for (const { run } of combo.legs) withdraw(run, combo.number, "unwound");
  if (together?.otherwise === "keep") {
    combo.phase = heldLegs(combo).length === 0 ? "flat" : "open";
  } else {
    closeLegs(combo, "unwound");
    if (heldLegs(combo).length === 0) combo.phase = "flat";
  }
};

/** Sends market orders that close every leg; what has not opened yet does not open any more. */
const closeLegs = (combo: ComboState, reason: Reason): void => {
  combo.phase = "closing";
  for (const { run } of combo.legs) {
    const isClosing = run.working.some(({ role, units }) => role === EXIT && units >= Math.abs(run.units));
    if (run.units === 0 || isClosing || run.closing) continue;
    withdraw(run, combo.number, "position_closed");
    resetVerdict();
    setTerms(combo.number, EXIT, run.units > 0, Math.abs(run.units));
    send(run, approve(terms, reducing(terms.units, run.units)), reason);
    run.closing = true;
  }
};

const decideExits = (combo: ComboState, lead: RunState): void => {
  if (combo.phase !== "open" && combo.phase !== "opening") return;
  const { exits } = combo.combo;
  for (const [index, bound] of combo.exits.entries()) {
    const exit = exits[index];
    if (exit === undefined || (exit.after !== undefined && !isDue(combo, lead, exit.after))) continue;
    const truth = truthOf(lead, bound);
    if (truth === true || (truth === undefined && exit.ifUnknown === "exit")) {
      tellMove(combo, lead, "exit", "fired", index);
      for (const leg of combo.legs)
        if (leg.run.units === 0) withdraw(leg.run, combo.number, "position_closed");
      closeLegs(combo, "ok");
      if (heldLegs(combo).length === 0) combo.phase = "flat";
      return;
    }
    if (truth === undefined) {
      tellMove(combo, lead, "exit", "blocked", index);
      recordUnknown(combo);
    }
  }
};

type After = NonNullable<ComboState["combo"]["exits"][number]["after"]>;

/** `exit after`: since the close of the bar in which the last leg filled, as for a single position. */
const isDue = (combo: ComboState, lead: RunState, after: After): boolean => {
  if (combo.phase !== "open") return false;
  const { time } = lead.setup.bars;
  return hasPassed(lead, after, combo.facts.barsHeld, (time[lead.bar] as number) - filledTime(combo));
};

/** An exit whose condition is unknown: held, and recorded on each leg that it would close. */
const recordUnknown = (combo: ComboState): void => {
  for (const { run } of heldLegs(combo)) {
    setTerms(combo.number, EXIT, run.units > 0, Math.abs(run.units));
    recordIntent(run, terms, BLOCKED, reasonNumber("condition_unknown"), -1, 0, 0);
  }
};

const decideRebalance = (combo: ComboState, lead: RunState): void => {
  const { rebalance } = combo;
  if (rebalance === undefined || combo.phase !== "open") return;
  if (combo.legs.some((leg) => leg.run.working.length > 0)) return;
  if (truthOf(lead, rebalance) !== true) return;
  tellMove(combo, lead, "rebalance", "fired");
  const held = heldLegs(combo);
  const gross = held.reduce((sum, leg) => sum + legValue(leg), 0);
  const targets = intendedShares(held).map((share) => share * gross);
  held.forEach((leg, index) => {
    reduceLeg(combo, leg, targets[index] ?? 0);
  });
  held.forEach((leg, index) => {
    raiseLeg(combo, leg, targets[index] ?? 0);
  });
};

/** Units by which a leg is away from its target, in whole lots; the target is never exceeded. */
const excess = ({ run }: LegState, target: number): number =>
  Math.abs(run.units) - run.setup.precision.quantityUnits(target / run.price);

const reduceLeg = (combo: ComboState, leg: LegState, target: number): void => {
  const { run } = leg;
  const units = excess(leg, target);
  if (!(units > 0)) return;
  resetVerdict();
  setTerms(combo.number, EXIT, run.units > 0, units);
  terms.action = PLACE;
  const { precision } = run.setup;
  const value = (units / precision.quantityFactor) * run.price;
  if (units < precision.quantityMinUnits) {
    refuse(run, "below_minimum_quantity", units / precision.quantityFactor);
  } else if (value < precision.notionalMin) {
    refuse(run, "below_minimum_notional", value, precision.notionalMin);
  } else {
    send(run, approve(terms, reducing(units, run.units)));
  }
};

const raiseLeg = (combo: ComboState, leg: LegState, target: number): void => {
  const { run } = leg;
  const units = -excess(leg, target);
  if (!(units > 0)) return;
  resetVerdict();
  setTerms(combo.number, ADD, run.units < 0, units);
  const { quantityFactor } = run.setup.precision;
  const allowed = judgeUnits(run, units / quantityFactor, run.price, 0);
  if (allowed === undefined) {
    recordDenial(run);
    return;
  }
  send(run, approve(terms, allowed));
};

const decideEntry = (combo: ComboState, lead: RunState): void => {
  if (combo.phase !== "flat" || truthOf(lead, combo.enter) !== true) return;
  const isOpened = openCombo(combo);
  tellMove(combo, lead, "enter", isOpened ? "fired" : "refused");
  if (!isOpened) return;
  combo.phase = "opening";
  combo.openedStep = lead.step;
  combo.openedTime = closeTime(lead);
};
