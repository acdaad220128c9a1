import {
  createSession,
  type InspectedStep,
  type SessionConfig,
  type SessionOutcome,
} from "../session/index.ts";
import type { StrategyProbe } from "./abi.ts";
import {
  closeReading,
  type OpenReading,
  type RuleIntent,
  type RuleReading,
  readRule,
} from "./rule-reading.ts";

/** Everything that the rules of a run did in one market at one step. */
export interface StepReading {
  readonly runId: string;
  readonly strategyId: string;
  readonly slot: string;
  /** Symbol of the market. */
  readonly market: string;
  readonly bar: number;
  readonly step: number;
  /** Close time, milliseconds. */
  readonly time: number;
  readonly price: number;
  readonly facts: StepFacts;
  readonly rules: readonly RuleReading[];
}

/** The facts that most questions begin with. Those that do not exist while flat are absent. */
export interface StepFacts {
  readonly side: "long" | "short" | "flat";
  readonly size: number;
  readonly entry: number | undefined;
  readonly units: number;
  readonly barsHeld: number | undefined;
  readonly equity: number;
  readonly cash: number;
}

export interface Inspection {
  readonly outcome: SessionOutcome;
  readonly steps: readonly StepReading[];
}

type OpenStep = Omit<StepReading, "rules"> & { readonly rules: readonly OpenReading[] };

/**
 * Runs a session and reads every rule at the steps that are wanted: the tree of its condition with all values, whether
 * it fired, and what was decided. Nothing of what happens differs from a run without it.
 */
export const inspectBars = (
  config: SessionConfig,
  probes: readonly StrategyProbe[],
  isWanted: (at: InspectedStep) => boolean,
): Inspection => {
  const steps: OpenStep[] = [];
  const probeOf = (strategyId: string): StrategyProbe | undefined =>
    probes.find(({ strategy }) => strategy === strategyId);
  const session = createSession({
    ...config,
    inspector: {
      features: ({ strategy, params }) => probeOf(strategy.id)?.features(params) ?? {},
      step: (at) => {
        if (isWanted(at)) steps.push(readStep(at, probeOf(at.strategy.id)));
      },
    },
  });
  const outcome = session.run();
  const intents = intentsByStep(outcome);
  return {
    outcome,
    steps: steps.map((step) => ({
      ...step,
      rules: step.rules.map((rule) =>
        closeReading(
          rule,
          (intents.get(rule.combo === undefined ? keyOf(step) : comboKey(step)) ?? []).filter((found) =>
            isOf(rule, found),
          ),
        ),
      ),
    })),
  };
};

const readStep = (at: InspectedStep, probe: StrategyProbe | undefined): OpenStep => {
  const { facts } = at;
  const side = facts.position.side;
  const existing = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);
  return {
    runId: at.runId,
    strategyId: at.strategy.id,
    slot: at.slot,
    market: at.market,
    bar: at.bar,
    step: at.step,
    time: at.time,
    price: at.price,
    facts: {
      side: side > 0 ? "long" : side < 0 ? "short" : "flat",
      size: facts.position.size,
      entry: existing(facts.entry),
      units: facts.units,
      barsHeld: existing(facts.barsHeld),
      equity: facts.equity,
      cash: facts.cash,
    },
    rules: (probe?.rules ?? []).filter(({ slot }) => slot === at.slot).map((rule) => readRule(rule, at)),
  };
};

const keyOf = ({
  runId,
  market,
  bar,
}: {
  readonly runId: string;
  readonly market: string;
  readonly bar: number;
}) => `${runId} ${market} ${bar}`;

const comboKey = ({ runId, bar }: { readonly runId: string; readonly bar: number }) => `${runId} ${bar}`;

/** Whether an intent comes from a rule: of a combo, from what opens it or from what closes it. */
const isOf = ({ ruleId, combo, action }: OpenReading, { intent }: RuleIntent): boolean =>
  combo === undefined
    ? intent.ruleId === ruleId
    : intent.ruleId === combo && (intent.role === "entry") === (action === "enter");

const intentsByStep = (outcome: SessionOutcome): ReadonlyMap<string, readonly RuleIntent[]> => {
  const decisions = new Map(outcome.decisions().map((row) => [row.intentId, row]));
  const found = new Map<string, RuleIntent[]>();
  for (const intent of outcome.intents()) {
    const decision = decisions.get(intent.intentId);
    if (decision === undefined) throw new Error(`no decision on ${intent.intentId}`);
    const step = { runId: intent.runId, market: intent.market, bar: intent.stepId };
    for (const key of [keyOf(step), comboKey(step)]) {
      found.set(key, [...(found.get(key) ?? []), { intent, decision }]);
    }
  }
  return found;
};
