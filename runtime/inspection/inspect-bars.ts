import {
  type ComboMove,
  createSession,
  type HoldLook,
  type InspectedStep,
  type SessionConfig,
  type SessionOutcome,
} from "../session/index.ts";
import type { StrategyProbe } from "./abi.ts";
import { closeHold, type HoldReading, idleHold, type OpenHold, readHold } from "./hold-reading.ts";
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
  /** What holdings did at the times of these steps; of a run with a holding, one for each time. */
  readonly holdings: readonly HoldReading[];
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
  const moves: ComboMove[] = [];
  const holds = new Map<string, OpenHold>();
  const probeOf = (strategyId: string): StrategyProbe | undefined =>
    probes.find(({ strategy }) => strategy === strategyId);
  const session = createSession({
    ...config,
    inspector: {
      features: ({ strategy, params }) => probeOf(strategy.id)?.features(params) ?? {},
      step: (at) => {
        if (isWanted(at)) steps.push(readStep(at, probeOf(at.strategy.id)));
      },
      combo: (move) => moves.push(move),
      hold: (look) => {
        const own = steps.findLast((step) => timeKey(step) === timeKey(look));
        const probe = own === undefined ? undefined : probeOf(own.strategyId)?.hold;
        if (probe !== undefined) holds.set(timeKey(look), readHold(probe, look));
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
          (intents.get(rule.combo === undefined ? keyOf(step) : comboKey(step)) ?? []).filter(
            ({ intent }) => intent.ruleId === (rule.combo ?? rule.ruleId),
          ),
          moves.filter(
            ({ runId, bar, comboId }) => runId === step.runId && bar === step.bar && comboId === rule.combo,
          ),
        ),
      ),
    })),
    holdings: readHoldings(steps, holds, intents, probeOf),
  };
};

/** The holdings of runs that have one, at each time of the steps that were read. */
const readHoldings = (
  steps: readonly OpenStep[],
  holds: ReadonlyMap<string, OpenHold>,
  intents: ReadonlyMap<string, readonly RuleIntent[]>,
  probeOf: (strategyId: string) => StrategyProbe | undefined,
): readonly HoldReading[] => {
  const times = new Map(steps.map((step) => [timeKey(step), step]));
  return [...times].flatMap(([key, { runId, strategyId, time }]): readonly HoldReading[] => {
    const probe = probeOf(strategyId)?.hold;
    if (probe === undefined) return [];
    const open = holds.get(key);
    return open === undefined
      ? [idleHold(probe, { runId, strategyId, time })]
      : [
          closeHold(
            strategyId,
            open,
            (intents.get(key) ?? []).filter(({ intent }) => intent.ruleId === probe.id),
          ),
        ];
  });
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

const timeKey = ({ runId, time }: Pick<HoldLook, "runId" | "time">) => `${runId} at ${time}`;

const intentsByStep = (outcome: SessionOutcome): ReadonlyMap<string, readonly RuleIntent[]> => {
  const decisions = new Map(outcome.decisions().map((row) => [row.intentId, row]));
  const found = new Map<string, RuleIntent[]>();
  for (const intent of outcome.intents()) {
    const decision = decisions.get(intent.intentId);
    if (decision === undefined) throw new Error(`no decision on ${intent.intentId}`);
    const step = { runId: intent.runId, market: intent.market, bar: intent.stepId };
    for (const key of [keyOf(step), comboKey(step), timeKey(intent)]) {
      found.set(key, [...(found.get(key) ?? []), { intent, decision }]);
    }
  }
  return found;
};
