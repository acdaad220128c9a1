import type { ComboState } from "./combos.ts";
import type { RunState } from "./run-state.ts";
import { nextNotFalse, nextStepOf } from "./triggers.ts";

/** First bar in `from..to` at which the combos or the holding of an account can do anything, seen from one market. */
export const nextHolding = (run: RunState, from: number, to: number): number => {
  if (!run.stepsAreBars) return from;
  let next = to;
  for (const combo of run.setup.account.combos) {
    next = Math.min(next, nextOfCombo(combo, run, from, to));
    if (next === from) return from;
  }
  return run.heldDue === undefined ? next : Math.min(next, nextNotFalse(run, run.heldDue, from, to));
};

const nextOfCombo = (
  { phase, combo, enter, exits, rebalance }: ComboState,
  run: RunState,
  from: number,
  to: number,
): number => {
  if (phase === "flat") return nextStepOf(run, enter, from, to);
  // What waits, and what depends on the position or the time, has to be looked at every time.
  const isSteady =
    phase === "open" &&
    rebalance === undefined &&
    combo.exits.every(({ and, after }) => and === undefined && after === undefined);
  if (!isSteady) return from;
  return Math.min(to, ...exits.map((exit) => nextStepOf(run, exit, from, to)));
};
