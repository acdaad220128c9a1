import type { AnyView, Captures, Facts, Features, StrategyModule } from "../strategy/abi.ts";

/**
 * Looks at the steps of a session without changing what happens: the tool behind tests of strategies and behind the
 * question why a rule did what it did. A session with an inspector steps every bar.
 */
export interface Inspector {
  /** Series to compute beside those of a run's strategy. */
  readonly features: (run: InspectedRun) => Features;
  /** Called at each step of each market of a run, after its fills and the moves of its machines, before its rules. */
  readonly step: (at: InspectedStep) => void;
  /** Called when a combo opens, closes or is rebalanced, or could not be: after `step` of all its markets. */
  readonly combo?: (move: ComboMove) => void;
  /** Called when the schedule of a holding fires: after `step` of all its markets. */
  readonly hold?: (look: HoldLook) => void;
}

/** What a part of a combo did at a step. */
export interface ComboMove {
  readonly runId: string;
  readonly comboId: string;
  /** Bar of the timeline, as intents state it. */
  readonly bar: number;
  readonly part: "enter" | "exit" | "rebalance";
  /** Which of the combo's exits, from 0; 0 of the other parts. */
  readonly index: number;
  /** `refused`: it may not open; `blocked`: whether it should close is unknown. */
  readonly outcome: "fired" | "refused" | "blocked";
}

/** A holding at a step at which its schedule fires. Valid during the call only. */
export interface HoldLook {
  readonly runId: string;
  readonly holdId: string;
  /** Close time, milliseconds. */
  readonly time: number;
  /**
   * `fired`: its weights are traded; `false`, `unknown`: its condition; `warming`: no market has enough history; `refused`:
   * its shares have no value, or are more than everything.
   */
  readonly outcome: "fired" | "false" | "unknown" | "warming" | "refused";
  readonly equity: number;
  /** The step in the market that its condition is read in, where one has enough history. */
  readonly at: InspectedStep | undefined;
  /** In the order of the universe, or of the slots. */
  readonly markets: readonly HeldLook[];
  /** What its items make of each market, in the order in which they are written. */
  readonly items: readonly HeldItemLook[];
}

/** What a holding wants of one market. Shares are of equity, signed; NaN where they could not be worked out. */
export interface HeldLook {
  readonly market: string;
  /** Whether it has a bar at the step. */
  readonly hasBar: boolean;
  readonly held: number;
  readonly weight: number;
}

/** An item of a holding: what it ranks and weights markets by, and whom it chooses. */
export interface HeldItemLook {
  /** Of all that it chooses together, signed. */
  readonly share: number;
  readonly markets: readonly {
    readonly market: string;
    /** Why it cannot be chosen; left out: it can. */
    readonly ineligible?: Ineligibility;
    readonly isChosen: boolean;
    /** NaN where absent; left out: nothing is ranked. */
    readonly rank?: number;
    /** NaN where absent; left out: shares are equal. */
    readonly weightedBy?: number;
  }[];
}

/** Why a market cannot be chosen. */
export type Ineligibility = "no_bar" | "warming" | "rank_unknown" | "weight_unknown";

export interface InspectedRun {
  readonly runId: string;
  readonly strategy: StrategyModule;
  readonly params: Readonly<Record<string, number | boolean>>;
}

/** One step of a run in one of its markets. Valid during the call only: everything in it goes on with the session. */
export interface InspectedStep extends InspectedRun {
  readonly slot: string;
  /** Symbol of the market. */
  readonly market: string;
  /** Bar of the timeline, as intents state it. */
  readonly bar: number;
  /** Bar of the strategy's clock. */
  readonly step: number;
  /** Close time, milliseconds. */
  readonly time: number;
  /** Close of the bar, the price of market orders. */
  readonly price: number;
  /** Values of the inspector's own series. */
  readonly view: AnyView;
  /** Values of the strategy's series, for the functions of its rules. */
  readonly own: AnyView;
  readonly facts: Facts;
  readonly captures: Captures;
  /** First step at which one of the inspector's series can have a value; infinite where that is not known yet. */
  readonly armedStep: (feature: string) => number;
  /** First step at which a rule can fire; infinite where that is not known yet. */
  readonly ruleArmedStep: (ruleId: string) => number;
  /** Rules with a working order. */
  readonly workingRules: () => readonly string[];
}
