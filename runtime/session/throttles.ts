import { MARKET } from "../execution/working-order.ts";
import type { Reason } from "../risk/reasons.ts";
import { ENTRY, REVERSE } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { evaluate } from "./size-order.ts";

/** What holds an entry back: bars, milliseconds or entries against their bound. */
export interface Restraint {
  readonly reason: Extract<Reason, "cooldown" | "entry_limit">;
  readonly observed: number;
  readonly bound: number;
}

const closeOf = (run: RunState, bar: number): number =>
  (run.setup.bars.time[bar] as number) + run.setup.bars.interval;

const cooldown = (observed: number, bound: number): Restraint | undefined =>
  observed < bound ? { reason: "cooldown", observed, bound } : undefined;

/** Entries of the run that filled after a moment, and market orders of its other markets that will. */
const entriesSince = (own: RunState, since: number): number => {
  let count = 0;
  for (const run of own.setup.account.markets) {
    const { entryBars, working } = run;
    for (let at = entryBars.length - 1; at >= 0 && closeOf(run, entryBars[at] as number) > since; at--)
      count++;
    if (run === own) continue;
    for (const { role, type } of working)
      if (type === MARKET && (role === ENTRY || role === REVERSE)) count++;
  }
  return count;
};

/** The first throttle of the strategy that holds back an entry at this step. Cooldowns look at the market alone. */
export const restraintOf = (run: RunState): Restraint | undefined => {
  for (const throttle of run.setup.strategy.throttles ?? []) {
    let found: Restraint | undefined;
    if (throttle.kind === "entries") {
      const bound = evaluate(run, throttle.most);
      const observed = entriesSince(run, closeOf(run, run.bar) - throttle.windowMs);
      if (observed >= bound) found = { reason: "entry_limit", observed, bound };
    } else if (!Number.isNaN(run.exitStep) && (throttle.afterLoss !== true || run.lastTradeProfit < 0)) {
      const { length } = throttle;
      found =
        "bars" in length
          ? cooldown(run.step - run.exitStep, evaluate(run, length.bars))
          : cooldown(closeOf(run, run.bar) - closeOf(run, run.exitBar), evaluate(run, length.milliseconds));
    }
    if (found !== undefined) return found;
  }
  return undefined;
};
