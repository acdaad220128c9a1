import { functions, isOperationName, type MemoryClass, signatures } from "../../stdlib/index.ts";
import { present } from "../diagnostics/index.ts";
import type { FeatureId, FeatureIr, PlanIr, StrategyIr } from "../ir/nodes.ts";
import {
  featuresBehindRule,
  featuresOfCombo,
  featuresOfHold,
  featuresOfMachine,
  machinesBehind,
} from "../lower/index.ts";
import { corners, evaluateScalar, readsParam } from "./scalars.ts";

/** How long a feature needs, counted in bars of its own clock. */
export interface FeatureWarmup {
  /** Bars before its first value. */
  readonly lookback: number;
  /** Bars until the influence of the first bars is below 1e-4; never less than `lookback`. */
  readonly settled: number;
  readonly memory: MemoryClass;
}

/** How long a rule needs, counted in base bars. */
export interface RuleWarmup {
  readonly id: string;
  /** The first base bar (from 0) at which everything that it reads can be defined. */
  readonly armed: number;
  readonly settled: number;
}

export interface StrategyWarmup {
  readonly id: string;
  /** By feature id, at the defaults of the parameters. */
  readonly features: readonly FeatureWarmup[];
  readonly rules: readonly RuleWarmup[];
  /** Base bars before every rule is armed: at the defaults, and at the worst over the ranges of the parameters. */
  readonly lookback: { readonly defaults: number; readonly worst: number };
  /** Base bars to load before a run, so that everything has settled. */
  readonly preload: { readonly defaults: number; readonly worst: number };
}

export interface PlanWarmup {
  readonly strategies: readonly StrategyWarmup[];
}

type Values = ReadonlyMap<string, number | boolean>;

/** Lookback, settling and memory of every feature and rule, at the defaults and over the ranges of the parameters. */
export function warmup(plan: PlanIr): PlanWarmup {
  return { strategies: plan.strategies.map(strategyWarmup) };
}

function strategyWarmup(strategy: StrategyIr): StrategyWarmup {
  const defaults: Values = new Map(strategy.params.map((param) => [param.name, param.default]));
  const readers = readersOf(strategy);
  const reads = readers.map((reader) => reader.features);
  const features = featureWarmups(strategy, defaults);
  const own = totals(strategy, reads, features);
  const worst = corners(lengthParams(strategy))
    .map((ends): Values => new Map([...defaults, ...ends]))
    .map((values) => totals(strategy, reads, featureWarmups(strategy, values)));
  return {
    id: strategy.id,
    features,
    rules: own.rules.map((rule, index) => ({ id: readers[index]?.id ?? "", ...rule })),
    lookback: { defaults: own.armed, worst: Math.max(own.armed, ...worst.map((item) => item.armed)) },
    preload: { defaults: own.settled, worst: Math.max(own.settled, ...worst.map((item) => item.settled)) },
  };
}

/** What reads features within a step: machines, rules, combos and the holding. */
function readersOf(
  strategy: StrategyIr,
): readonly { readonly id: string; readonly features: readonly FeatureId[] }[] {
  const { machines, rules, combos, hold } = strategy;
  const behind = (name: string): readonly FeatureId[] =>
    machinesBehind(strategy, [name]).flatMap(featuresOfMachine);
  return [
    ...rules.map((rule) => ({ id: rule.id, features: [...new Set(featuresBehindRule(strategy, rule))] })),
    ...machines.map(({ name }) => ({ id: name, features: [...new Set(behind(name))] })),
    ...combos.map((combo) => ({ id: combo.id, features: [...new Set(featuresOfCombo(combo))] })),
    ...(hold === undefined ? [] : [{ id: hold.id, features: [...new Set(featuresOfHold(hold))] }]),
  ];
}

/** The parameters that windows depend on; the others cannot change a warm-up. */
function lengthParams(strategy: StrategyIr): StrategyIr["params"] {
  const constants = strategy.features.flatMap(({ value }) =>
    value.kind === "operation" ? value.constants : [],
  );
  return strategy.params.filter((param) => constants.some((constant) => readsParam(constant, param.name)));
}

interface Totals {
  readonly armed: number;
  readonly settled: number;
  readonly rules: readonly { readonly armed: number; readonly settled: number }[];
}

/** What the rules of a strategy need, by the features that each of them reads. */
function totals(
  strategy: StrategyIr,
  reads: readonly (readonly FeatureId[])[],
  features: readonly FeatureWarmup[],
): Totals {
  const rules = reads.map((ids) => {
    const read = ids.map((id) => inBaseBars(strategy, id, features));
    return {
      armed: Math.max(0, ...read.map((item) => item.lookback)),
      settled: Math.max(0, ...read.map((item) => item.settled)),
    };
  });
  return {
    armed: Math.max(0, ...rules.map((rule) => rule.armed)),
    settled: Math.max(0, ...rules.map((rule) => rule.settled)),
    rules,
  };
}

/** Rules read features on the base clock, so their numbers are base bars already. */
function inBaseBars(strategy: StrategyIr, id: FeatureId, features: readonly FeatureWarmup[]): FeatureWarmup {
  const feature = present(strategy.features[id], `no feature ${id}`);
  const own = present(features[id], `no warm-up of feature ${id}`);
  return feature.clock === strategy.clock ? own : onFasterClock(own, feature.clock / strategy.clock);
}

function featureWarmups(strategy: StrategyIr, values: Values): readonly FeatureWarmup[] {
  const result: FeatureWarmup[] = [];
  for (const feature of strategy.features) {
    result.push(featureWarmup(strategy.features, feature, result, values));
  }
  return result;
}

function featureWarmup(
  all: readonly FeatureIr[],
  feature: FeatureIr,
  earlier: readonly FeatureWarmup[],
  values: Values,
): FeatureWarmup {
  const { value } = feature;
  const of = (id: FeatureId): FeatureWarmup => present(earlier[id], "inputs come before their uses");
  switch (value.kind) {
    case "source":
    case "constant":
      return { lookback: 0, settled: 0, memory: "finite" };
    case "scan": {
      const inputs = [value.initial, ...value.inputs].map(of);
      const lookback = Math.max(0, ...inputs.map((input) => input.lookback));
      const settling = Math.max(
        fadingBars(value.contraction),
        ...inputs.map((input) => input.settled - input.lookback),
      );
      return { lookback, settled: lookback + settling, memory: value.memory };
    }
    case "held": {
      const input = present(all[value.input], "inputs come before their uses");
      return onFasterClock(of(value.input), input.clock / feature.clock);
    }
    case "operation": {
      const inputs = value.inputs.map(of);
      const constants = value.constants.map((constant) => Number(evaluateScalar(constant, values) ?? 0));
      const own = operationWarmup(value.operation, constants);
      const lookback = own.lookback + Math.max(0, ...inputs.map((input) => input.lookback));
      const settling = own.settling + Math.max(0, ...inputs.map((input) => input.settled - input.lookback));
      const memory = inputs.reduce((joined, input) => joinMemory(joined, input.memory), own.memory);
      return { lookback, settled: lookback + settling, memory };
    }
  }
}

/** Influence of the first bars below which a series counts as settled. */
const SETTLED = 1e-4;

/** Bars until a difference of which each leaves a share has faded. */
function fadingBars(share: number | undefined): number {
  return share === undefined || share <= 0 ? 0 : Math.ceil(Math.log(SETTLED) / Math.log(share));
}

/**
 * From bars of a slower clock to bars of a faster one that starts at a boundary of the slower: the value of slow bar
 * number n is seen at the close of its last fast bar.
 */
function onFasterClock(slow: FeatureWarmup, ratio: number): FeatureWarmup {
  return {
    lookback: (slow.lookback + 1) * ratio - 1,
    settled: (slow.settled + 1) * ratio - 1,
    memory: slow.memory,
  };
}

const descriptors = new Map([...functions.values()].map((descriptor) => [descriptor.operation, descriptor]));

function operationWarmup(
  operation: string,
  constants: readonly number[],
): { readonly lookback: number; readonly settling: number; readonly memory: MemoryClass } {
  const descriptor = descriptors.get(operation);
  return {
    lookback: isOperationName(operation) ? signatures[operation].lookback(constants) : 0,
    settling: descriptor?.settling(constants) ?? 0,
    memory: descriptor?.memory ?? "finite",
  };
}

const memoryRank = { finite: 0, fading: 1, anchored: 2, unbounded: 3 } as const;

function joinMemory(a: MemoryClass, b: MemoryClass): MemoryClass {
  return memoryRank[a] >= memoryRank[b] ? a : b;
}
