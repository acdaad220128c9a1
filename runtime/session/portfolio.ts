import type { AnyView, EnterRule } from "../strategy/abi.ts";
import type { RunAccount } from "./account.ts";
import { openPosition, refuseOpening } from "./place-order.ts";
import { ADD, ENTRY, REVERSE } from "./record.ts";
import type { BoundRule, Params, RunState } from "./run-state.ts";
import { evaluate } from "./size-order.ts";

/** An entry whose condition holds at this step. */
export interface Candidate {
  readonly run: RunState;
  readonly bound: BoundRule;
  readonly rule: EnterRule<string, AnyView, Params>;
  /** Value to rank by; NaN where it is absent. */
  readonly rank: number;
}

/** Puts an entry of this step forward for the portfolio's admission. */
export const putForward = (
  run: RunState,
  bound: BoundRule,
  rule: EnterRule<string, AnyView, Params>,
): void => {
  const rank = run.setup.account.setup.strategy.portfolio?.rank;
  run.setup.account.candidates.push({
    run,
    bound,
    rule,
    rank: rank === undefined ? 0 : evaluate(run, rank.value),
  });
};

/** A market counts as taken while it holds a position or an order that would open one. */
const isTaken = (run: RunState): boolean =>
  run.units !== 0 || run.working.some(({ role }) => role === ENTRY || role === ADD || role === REVERSE);

/** Ranks the entries of a step and places them while there is room; the others are refused with their reason. */
export const admit = (account: RunAccount): void => {
  const { candidates } = account;
  const { portfolio } = account.setup.strategy;
  if (candidates.length === 0 || portfolio === undefined) return;
  const { rank, positions } = portfolio;
  if (rank !== undefined) {
    const sign = rank.first === "highest" ? -1 : 1;
    // Absent values come last; equal ones in the order of the markets.
    candidates.sort((a, b) => {
      if (Number.isNaN(a.rank) || Number.isNaN(b.rank)) {
        return Number(Number.isNaN(a.rank)) - Number(Number.isNaN(b.rank));
      }
      return sign * (a.rank - b.rank);
    });
  }
  let taken = 0;
  for (const run of account.markets) if (isTaken(run)) taken++;
  for (const { run, bound, rule, rank: value } of candidates) {
    const wasTaken = isTaken(run);
    const most = positions === undefined ? Number.POSITIVE_INFINITY : evaluate(run, positions);
    if (Number.isNaN(value)) refuseOpening(run, bound, rule, "rank_unknown");
    else if (!wasTaken && !(taken < most)) {
      refuseOpening(run, bound, rule, "too_many_positions", taken, most);
    } else {
      openPosition(run, bound, rule);
      if (!wasTaken && isTaken(run)) taken++;
    }
  }
  candidates.length = 0;
};
