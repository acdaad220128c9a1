import type { FeatureColumns, FeatureNode } from "../state/index.ts";
import type { AnyView } from "../strategy/abi.ts";
import type { Combo, ComboFacts, ComboLeg } from "../strategy/holdings.ts";
import type { ComboMove, Inspector } from "./inspector.ts";
import type { Params, RunState } from "./run-state.ts";
import { type BoundTrigger, bindTrigger } from "./triggers.ts";

/**
 * `flat`: nothing held and nothing asked for; `opening`: some legs have not filled; `open`; `closing`: some legs are not
 * closed yet.
 */
type Phase = "flat" | "opening" | "open" | "closing";

/** One leg of a combo in its market. */
export interface LegState {
  readonly leg: ComboLeg<AnyView, Params>;
  readonly run: RunState;
  /** Value that the leg was sent with, at its reference price. */
  intended: number;
  /** Cash flows of the market when the combo opened: what came before is not of this combo. */
  cashBefore: number;
}

/** A combo of a run, and what it holds. */
export interface ComboState {
  readonly combo: Combo<string, AnyView, Params>;
  /** Its number in the logs: after the rules. */
  readonly number: number;
  readonly legs: readonly LegState[];
  readonly enter: BoundTrigger;
  readonly exits: readonly BoundTrigger[];
  readonly rebalance: BoundTrigger | undefined;
  readonly inspector: Inspector | undefined;
  phase: Phase;
  /** Step of the decision that opened it, and that bar's close. */
  openedStep: number;
  openedTime: number;
  readonly facts: ComboFacts;
}

/** The combos of an account, whose markets are all on one timeline. `first`: the number of the first of them. */
export const createCombos = (
  combos: readonly Combo<string, AnyView, Params>[],
  first: number,
  markets: readonly RunState[],
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
  inspector: Inspector | undefined,
): readonly ComboState[] =>
  combos.map((combo, index) => {
    const legs = combo.legs.map((leg): LegState => {
      const run = markets.find(({ setup }) => setup.slot === leg.slot);
      if (run === undefined) throw new Error(`combo ${combo.id} has a leg on ${leg.slot}, which is no slot`);
      return { leg, run, intended: 0, cashBefore: 0 };
    });
    const state: ComboState = {
      combo,
      number: first + index,
      legs,
      enter: bindTrigger(combo.enter, nodes, columns, combo.reads),
      exits: combo.exits.map((exit) => bindTrigger(exit, nodes, columns)),
      rebalance: combo.rebalance === undefined ? undefined : bindTrigger(combo.rebalance, nodes, columns),
      inspector,
      phase: "flat",
      openedStep: 0,
      openedTime: 0,
      facts: {
        get open(): boolean {
          return state.phase !== "flat";
        },
        get profit(): number {
          return state.phase === "flat" ? Number.NaN : profitOf(state);
        },
        get barsHeld(): number {
          const [lead] = state.legs;
          if (lead === undefined || state.phase === "flat" || state.phase === "opening") return Number.NaN;
          return lead.run.step - filledStep(state);
        },
        get drift(): number {
          return state.phase === "flat" ? Number.NaN : driftOf(state);
        },
      },
    };
    return state;
  });

/** Tells an inspector what a part of a combo did at the step of `lead`. */
export const tellMove = (
  { combo, inspector }: ComboState,
  { bar, setup: { runId } }: RunState,
  part: ComboMove["part"],
  outcome: ComboMove["outcome"],
  index = 0,
): void => inspector?.combo?.({ runId, comboId: combo.id, bar, part, index, outcome });

/** Legs that hold a position. */
export const heldLegs = ({ legs }: ComboState): readonly LegState[] =>
  legs.filter(({ run }) => run.units !== 0);

/** Whether a leg's order still waits. */
export const isWaiting = ({ number }: ComboState, { run }: LegState): boolean =>
  run.working.some((order) => order.rule === number);

/** Step of the strategy's clock in which the last leg filled. */
const filledStep = (state: ComboState): number =>
  Math.max(state.openedStep, ...heldLegs(state).map(({ run }) => run.entryStep));

/** Open time of the bar in which the last leg filled. */
export const filledTime = (state: ComboState): number =>
  Math.max(...heldLegs(state).map(({ run }) => run.setup.bars.time[run.entryBar] as number));

/** What has flowed in the legs' markets since the combo opened, and what they are worth. */
const profitOf = ({ legs }: ComboState): number => {
  let sum = 0;
  for (const { run, cashBefore } of legs) {
    sum += run.cash - cashBefore;
    if (run.quantity !== 0) sum += run.quantity * run.price;
  }
  return sum;
};

/** Share of the gross value that each held leg was meant to have. */
export const intendedShares = (held: readonly LegState[]): readonly number[] => {
  const total = held.reduce((sum, { intended }) => sum + intended, 0);
  return held.map(({ intended }) => intended / total);
};

/** Value of a leg at its market's last price. */
export const legValue = ({ run }: LegState): number => Math.abs(run.quantity * run.price);

/** Largest distance of a leg's share of the gross value from the share that was intended. */
const driftOf = (state: ComboState): number => {
  const held = heldLegs(state);
  if (held.length === 0) return Number.NaN;
  const gross = held.reduce((sum, leg) => sum + legValue(leg), 0);
  const shares = intendedShares(held);
  return Math.max(...held.map((leg, index) => Math.abs(legValue(leg) / gross - (shares[index] ?? 0))));
};
