import type { FeatureNode } from "../state/index.ts";
import type { AnyView } from "../strategy/abi.ts";
import type { Hold } from "../strategy/holdings.ts";
import type { Inspector } from "./inspector.ts";
import type { Params, RunState } from "./run-state.ts";
import { type BoundTrigger, bindTrigger, truthColumn } from "./triggers.ts";

/** One market of a holding. */
export interface HeldMarket {
  readonly run: RunState;
  /** The columns of the market's own timeline: the schedule, and the condition with what the items read. */
  readonly due: Uint8Array;
  readonly condition: BoundTrigger;
  /** Signed share of equity, worked out at a scheduled step. */
  weight: number;
  /** Signed quantity units of it. */
  target: number;
}

/** The holding of a run: targets over its markets, worked out at scheduled steps. */
export interface HoldState {
  readonly hold: Hold<string, AnyView, Params>;
  /** Its number in the logs: after the rules and the combos. */
  readonly number: number;
  readonly markets: readonly HeldMarket[];
  readonly inspector: Inspector | undefined;
  /** Close of the last step at which the schedule fired. */
  firedAt: number;
  /** Largest distance of a weight from its target at the scheduled step being decided; NaN at other times. */
  drift: number;
}

/** The holding of an account. `nodesOf`: the features of a market's timeline by name. */
export const createHold = (
  hold: Hold<string, AnyView, Params>,
  number: number,
  markets: readonly RunState[],
  nodesOf: (run: RunState) => ReadonlyMap<string, FeatureNode>,
  inspector: Inspector | undefined,
): HoldState => ({
  hold,
  number,
  inspector,
  markets: markets.map((run) => {
    const nodes = nodesOf(run);
    const { columns } = run.setup;
    const due = truthColumn(hold.schedule.when, nodes, columns);
    run.heldDue = due;
    return {
      run,
      due,
      condition: bindTrigger(hold.condition, nodes, columns, hold.reads),
      weight: 0,
      target: 0,
    };
  }),
  firedAt: Number.NEGATIVE_INFINITY,
  drift: Number.NaN,
});
