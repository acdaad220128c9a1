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
}

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
