import { isOperationName, signatures } from "../../stdlib/index.ts";
import { corners } from "../check/index.ts";
import type { FeatureIr, ParamIr } from "../ir/nodes.ts";
import { evaluateScalar, readsParam } from "../warmup/index.ts";
import type { RuleParts, StrategyParts } from "./rule-parts.ts";

/** The most that one run of a strategy can ask for at one bar. */
export interface IntentBounds {
  /** Orders that open, add or close, refused ones included: one for each rule of these that can speak at one bar. */
  readonly perBar: number;
  readonly entries: number;
  readonly adds: number;
  readonly exits: number;
  /** Legs of combos, and orders of a holding: one for each market that they trade. */
  readonly others: number;
  /** Stops, trails and targets that can rest at once; `undefined`: as many as there are units. */
  readonly protective: number | undefined;
  /** Entries of one position, the first included. */
  readonly units: number | undefined;
}

/** What one run of a strategy computes at every bar. */
export interface WorkBounds {
  /** Columns: values that are kept per bar. */
  readonly features: number;
  /** Of these, columns that are computed rather than read from the market or fixed. */
  readonly kernels: number;
  /** Bytes of the columns for one bar. */
  readonly bytesPerBar: number;
  /** Bars that the longest window reads back: with the defaults, and at the worst of the ranges. */
  readonly longestHistory: { readonly defaults: number; readonly worst: number };
}

/** Bounds of the intents of a run, at the defaults of its parameters. */
export function intentBounds(parts: StrategyParts): IntentBounds {
  const { rules } = parts;
  const most = (count: (rule: RuleParts, side: "long" | "short") => boolean): number =>
    Math.max(...(["long", "short"] as const).map((side) => rules.filter((rule) => count(rule, side)).length));
  const entries = rules.filter((rule) => rule.opens !== undefined).length;
  const adds = most((rule, side) => rule.adds === side);
  const exits = most((rule, side) => rule.closes === side || rule.closes === "both");
  const { combos, hold, slots, members } = parts.strategy;
  const others =
    combos.reduce((sum, combo) => sum + combo.legs.length, 0) +
    (hold === undefined ? 0 : (members?.length ?? slots.length));
  const units = unitsOf(parts);
  const legs = Math.max(0, ...rules.map(({ entry }) => legsOf(entry)));
  return {
    perBar: entries + adds + exits + others,
    entries,
    adds,
    exits,
    others,
    protective: legs === 0 ? 0 : units === undefined ? undefined : legs * units,
    units,
  };
}

function legsOf(entry: RuleParts["entry"]): number {
  if (entry === undefined) {
    return 0;
  }
  const stop = entry.stop === undefined && entry.trail === undefined ? 0 : 1;
  return stop + (entry.target === undefined ? 0 : 1);
}

/** Most entries of one position, at the defaults and at the ends of the ranges. */
function unitsOf(parts: StrategyParts): number | undefined {
  let units = 1;
  for (const rule of parts.rules) {
    if (rule.units !== undefined) {
      const most = overCorners(parts.strategy.params, rule.units);
      if (most === undefined) {
        return undefined;
      }
      units = Math.max(units, Math.floor(most.worst));
    }
  }
  return units;
}

type Constant = Parameters<typeof evaluateScalar>[0];

/** A constant at the defaults, and the largest over the ends of the ranges. */
function overCorners(
  params: readonly ParamIr[],
  constant: Constant,
): { readonly defaults: number; readonly worst: number } | undefined {
  const defaults = new Map(params.map((param) => [param.name, param.default]));
  const values = corners(params.filter((param) => readsParam(constant, param.name)))
    .map((ends) => evaluateScalar(constant, new Map([...defaults, ...ends])))
    .filter((value) => typeof value === "number");
  const own = evaluateScalar(constant, defaults);
  return typeof own === "number" ? { defaults: own, worst: Math.max(own, ...values) } : undefined;
}

/** Bounds of the work of a run at one bar. */
export function workBounds({ strategy }: StrategyParts): WorkBounds {
  const histories = strategy.features.map((feature) => historyOf(feature, strategy.params, strategy.clock));
  return {
    features: strategy.features.length,
    kernels: strategy.features.filter(({ value }) => value.kind === "operation").length,
    bytesPerBar: strategy.features.reduce((sum, { type }) => sum + (type === "number" ? 8 : 1), 0),
    longestHistory: {
      defaults: Math.max(0, ...histories.map((item) => item.defaults)),
      worst: Math.max(0, ...histories.map((item) => item.worst)),
    },
  };
}

/** Base bars that a feature reads back. */
function historyOf(
  { value, clock }: FeatureIr,
  params: readonly ParamIr[],
  base: number,
): { readonly defaults: number; readonly worst: number } {
  if (value.kind !== "operation" || !isOperationName(value.operation)) {
    return { defaults: 0, worst: 0 };
  }
  const { history } = signatures[value.operation];
  const constants = value.constants.map((constant) => overCorners(params, constant));
  const scale = clock / base;
  const at = (pick: "defaults" | "worst"): number => {
    const numbers = constants.map((constant) => constant?.[pick] ?? 0);
    return history(numbers) * scale;
  };
  return { defaults: at("defaults"), worst: at("worst") };
}
