import { formatDuration } from "../check/index.ts";
import { present } from "../diagnostics/index.ts";
import type { ParamIr, PlanIr, RuleIr, StrategyIr } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import type { PlanWarmup, StrategyWarmup } from "../warmup/index.ts";
import { comboSentence, holdSentence } from "./combo-sentences.ts";
import { featureText } from "./feature-text.ts";
import { portfolioSentence } from "./portfolio-sentence.ts";
import { ruleSentence, textAtOf } from "./rule-sentences.ts";

/** What a plan does, as data: for the command line, the editor and the playground. */
export interface PlanCard {
  readonly markets: readonly { readonly name: string; readonly symbol: string; readonly venue: string }[];
  readonly strategies: readonly StrategyCard[];
  readonly sessions: readonly { readonly name: string; readonly sentence: string }[];
}

export interface StrategyCard {
  readonly name: string;
  readonly doc: string | undefined;
  readonly markets: readonly string[];
  /** The base clock, and those that `on` brings in. */
  readonly clocks: readonly string[];
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly requires: readonly string[];
  /** Base bars from the first bar until every rule is armed, at the defaults and at the worst of the ranges. */
  readonly armed: { readonly defaults: number; readonly worst: number };
  /** Base bars to load before a run. */
  readonly preload: { readonly bars: number; readonly text: string; readonly worst: number };
  readonly orderTypes: readonly string[];
  readonly features: readonly FeatureCard[];
  readonly rules: readonly { readonly id: string; readonly sentence: string; readonly armed: number }[];
}

export interface FeatureCard {
  readonly name: string;
  readonly text: string;
  readonly unit: string;
  readonly clock: string;
  /** Bars of its clock before its first value, and until it has settled. */
  readonly lookback: number;
  readonly settled: number;
  readonly memory: string;
}

/** Describes a compiled plan. */
export function explain(plan: PlanIr, lengths: PlanWarmup, sources: readonly SourceFile[]): PlanCard {
  return {
    markets: plan.markets.map(({ name, symbol, venue }) => ({ name, symbol, venue })),
    strategies: plan.strategies.map((strategy, index) =>
      strategyCard(strategy, present(lengths.strategies[index], "each strategy has its warm-up"), sources),
    ),
    sessions: plan.sessions.map((session) => ({
      name: session.name,
      sentence: `${session.runs.map((run) => run.id).join(", ")} on ${session.capital.text}${
        session.guard === undefined ? ", without a risk block" : `, guarded by ${session.guard}`
      }`,
    })),
  };
}

function strategyCard(
  strategy: StrategyIr,
  lengths: StrategyWarmup,
  sources: readonly SourceFile[],
): StrategyCard {
  const clocks = [...new Set([strategy.clock, ...strategy.features.map((feature) => feature.clock)])];
  return {
    name: strategy.id,
    doc: strategy.doc,
    markets: marketsText(strategy),
    clocks: clocks.sort((a, b) => a - b).map(formatDuration),
    params: strategy.params.map((param) => ({ name: param.name, text: paramText(param) })),
    requires: strategy.requires.map((item) => item.text),
    armed: lengths.lookback,
    preload: {
      bars: lengths.preload.defaults,
      text: roughTime(lengths.preload.defaults * strategy.clock),
      worst: lengths.preload.worst,
    },
    orderTypes: [...new Set([...strategy.rules.flatMap(orderTypesOf), ...holdingOrders(strategy)])].sort(),
    features: strategy.features.flatMap((feature) => {
      const own = present(lengths.features[feature.id], "each feature has its warm-up");
      return feature.name === undefined
        ? []
        : [
            {
              name: feature.name,
              text: featureText(strategy, feature.id),
              unit: feature.unit,
              clock: formatDuration(feature.clock),
              ...own,
            },
          ];
    }),
    rules: sentences(strategy, sources).map(({ id, sentence }) => ({
      id,
      sentence,
      armed: lengths.rules.find((item) => item.id === id)?.armed ?? 0,
    })),
  };
}

function sentences(
  strategy: StrategyIr,
  sources: readonly SourceFile[],
): readonly { readonly id: string; readonly sentence: string }[] {
  const { rules, combos, hold, portfolio, slots } = strategy;
  const marketOf = ({ slot }: RuleIr): string | undefined => (slots.length > 1 ? slot : undefined);
  return [
    ...rules.map((rule) => ({ id: rule.id, sentence: ruleSentence(rule, sources, marketOf(rule)) })),
    ...(portfolio === undefined
      ? []
      : [{ id: "portfolio", sentence: portfolioSentence(portfolio, textAtOf(sources)) }]),
    ...combos.map((combo) => ({ id: combo.id, sentence: comboSentence(combo, sources) })),
    ...(hold === undefined ? [] : [{ id: hold.id, sentence: holdSentence(strategy, hold, sources) }]),
  ];
}

/** The markets of the slots, or what the only slot goes through. */
function marketsText({ slots, members, universe }: StrategyIr): readonly string[] {
  return members === undefined
    ? slots.map((slot) => slot.market)
    : [`each ${slots[0]?.name ?? ""} of ${universe ?? ""}: ${members.join(", ")}`];
}

function holdingOrders({ combos, hold }: StrategyIr): readonly string[] {
  const legs = combos.flatMap((combo) => combo.legs.map((leg) => leg.order.kind));
  return combos.length === 0 && hold === undefined ? [] : ["market", ...legs];
}

function paramText(param: ParamIr): string {
  const show = (value: number | boolean): string =>
    typeof value === "boolean"
      ? String(value)
      : param.type === "ratio"
        ? `${Math.round(value * 1e8) / 1e6}%`
        : param.type === "duration"
          ? formatDuration(value)
          : `${value}${param.type === "bars" ? " bars" : ""}`;
  const { range } = param;
  if (range === undefined) {
    return show(param.default);
  }
  return range.kind === "range"
    ? `${show(param.default)}, from ${range.low} to ${range.high}${range.step === undefined ? "" : ` by ${range.step}`}`
    : `${show(param.default)}, one of ${range.values.map(show).join(", ")}`;
}

function orderTypesOf(rule: RuleIr): readonly string[] {
  if (rule.kind === "exit") {
    return [rule.order.kind];
  }
  const { entry } = rule;
  return [
    entry.order.kind,
    ...(entry.stop === undefined && entry.trail === undefined ? [] : ["stop"]),
    ...(entry.target === undefined ? [] : ["limit"]),
  ];
}

function roughTime(milliseconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
  ];
  for (const [size, unit] of units) {
    if (milliseconds >= 2 * size) {
      return `about ${Math.ceil(milliseconds / size)} ${unit}s`;
    }
  }
  return formatDuration(milliseconds);
}
