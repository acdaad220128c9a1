import type { LimitCase, PlanAnalysis, SessionAnalysis, StrategyAnalysis } from "../analyse/index.ts";
import { formatDuration } from "../check/index.ts";
import { present } from "../diagnostics/index.ts";
import type { FillsIr, ParamIr, PlanIr, RuleIr, SessionIr, StrategyIr } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import type { PlanWarmup, StrategyWarmup } from "../warmup/index.ts";
import { comboSentence, holdSentence } from "./combo-sentences.ts";
import { featureText } from "./feature-text.ts";
import { portfolioSentence } from "./portfolio-sentence.ts";
import { type RuleSetting, ruleSentence, textAtOf } from "./rule-sentences.ts";
import { machineSentence, throttleSentence } from "./time-sentences.ts";

/** What a plan does, as data: for the command line, the editor and the playground. */
export interface PlanCard {
  readonly markets: readonly { readonly name: string; readonly symbol: string; readonly venue: string }[];
  readonly strategies: readonly StrategyCard[];
  readonly sessions: readonly SessionCard[];
}

export interface SessionCard {
  readonly name: string;
  readonly sentence: string;
  /** What each run starts with. */
  readonly runs: readonly { readonly id: string; readonly equity: number; readonly currency: string }[];
  /** Limits of the session's risk block, each beside the worst that the runs can do to it. */
  readonly limits: readonly LimitCase[];
  /** What the block forbids. */
  readonly forbids: readonly string[];
}

export interface StrategyCard {
  readonly name: string;
  readonly doc: string | undefined;
  readonly markets: readonly string[];
  /** The base clock, and those that `on` brings in. */
  readonly clocks: readonly string[];
  readonly params: readonly ParamCard[];
  readonly requires: readonly string[];
  /** Base bars from the first bar until every rule is armed, at the defaults and at the worst of the ranges. */
  readonly armed: { readonly defaults: number; readonly worst: number };
  /** Base bars to load before a run. */
  readonly preload: { readonly bars: number; readonly text: string; readonly worst: number };
  /** Every order type and time in force that it needs, protection included, whatever the route. */
  readonly orderTypes: readonly string[];
  /** The same by the route that they go to; without a route, that of the run. */
  readonly orders: StrategyAnalysis["orders"];
  /** The most that one run asks for at one bar. */
  readonly intents: StrategyAnalysis["intents"];
  /** What one run computes at one bar. */
  readonly work: StrategyAnalysis["work"];
  readonly features: readonly FeatureCard[];
  readonly rules: readonly {
    readonly id: string;
    readonly doc: string | undefined;
    readonly sentence: string;
    /** The first bar, from 0, at which it can fire. */
    readonly armed: number;
  }[];
}

export interface ParamCard {
  readonly name: string;
  readonly doc: string | undefined;
  /** The value of a run that gives none. */
  readonly default: string;
  /** `2 to 50 by 0.5`, `20, 30, 40`; empty: any value. */
  readonly range: string;
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

/** Results of the stages that a card is made from; a compilation with a plan has both. */
export interface CardTables {
  readonly warmup: PlanWarmup | undefined;
  readonly analysis: PlanAnalysis | undefined;
}

/** Describes a compiled plan. */
export function explain(plan: PlanIr, tables: CardTables, sources: readonly SourceFile[]): PlanCard {
  const warmup = present(tables.warmup, "a plan has its warm-up");
  const analysis = present(tables.analysis, "a plan has its analysis");
  return {
    markets: plan.markets.map(({ name, symbol, venue }) => ({ name, symbol, venue })),
    strategies: plan.strategies.map((strategy, index) =>
      strategyCard(
        strategy,
        present(warmup.strategies[index], "each strategy has its warm-up"),
        present(analysis.strategies[index], "each strategy has its analysis"),
        sources,
      ),
    ),
    sessions: plan.sessions.map((session, index) =>
      sessionCard(plan, session, present(analysis.sessions[index], "each session has its analysis"), sources),
    ),
  };
}

function sessionCard(
  plan: PlanIr,
  session: SessionIr,
  analysis: SessionAnalysis,
  sources: readonly SourceFile[],
): SessionCard {
  const { capital, guard, fills } = session;
  const text = textAtOf(sources);
  const risk = plan.risks.find((item) => item.name === guard);
  const filled = fills === undefined ? "" : `, fills by ${fillText(fills)}`;
  return {
    name: session.name,
    sentence: `${capital.text}, ${guard === undefined ? "no risk block" : `guarded by ${guard}`}${filled}`,
    runs: analysis.runs.map(({ id, equity }) => ({ id, equity, currency: capital.currency })),
    limits: analysis.limits,
    forbids: (risk?.forbids ?? []).map((forbid) => text(forbid.span)),
  };
}

function fillText({ policy, atClose, touch, participation, path, detailMs, ticks }: FillsIr): string {
  return [
    policy,
    atClose ? "at the close" : "",
    touch ? "where a limit is touched" : "",
    participation === undefined
      ? ""
      : `up to ${Number((participation * 100).toPrecision(6))} % of a bar's volume`,
    path === undefined ? "" : (pathTexts.get(path) ?? path),
    detailMs === undefined ? "" : `decided by bars of ${formatDuration(detailMs)}`,
    ticks === undefined ? "" : `decided by trades and quotes, ${queueTexts.get(ticks) ?? ticks}`,
  ]
    .filter((text) => text !== "")
    .join(", ");
}

const queueTexts: ReadonlyMap<string, string> = new Map([
  ["pessimistic", "who leaves a queue stands behind us"],
  ["proportional", "who leaves a queue is spread over it"],
]);

const pathTexts: ReadonlyMap<string, string> = new Map([
  ["adverse", "the adverse extreme first"],
  ["ohlc", "the high before the low"],
  ["nearest", "the nearer extreme first"],
]);

function strategyCard(
  strategy: StrategyIr,
  lengths: StrategyWarmup,
  analysis: StrategyAnalysis,
  sources: readonly SourceFile[],
): StrategyCard {
  const clocks = [...new Set([strategy.clock, ...strategy.features.map((feature) => feature.clock)])];
  return {
    name: strategy.id,
    doc: strategy.doc,
    markets: marketsText(strategy),
    clocks: clocks.sort((a, b) => a - b).map(formatDuration),
    params: strategy.params.map(paramCard),
    requires: strategy.requires.map((item) => item.text),
    armed: lengths.lookback,
    preload: {
      bars: lengths.preload.defaults,
      text: roughTime(lengths.preload.defaults * strategy.clock),
      worst: lengths.preload.worst,
    },
    orderTypes: [...new Set(analysis.orders.flatMap(({ types }) => types))].sort(),
    orders: analysis.orders,
    intents: analysis.intents,
    work: analysis.work,
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
      doc: strategy.rules.find((rule) => rule.id === id)?.doc,
      sentence,
      armed: lengths.rules.find((item) => item.id === id)?.armed ?? 0,
    })),
  };
}

function sentences(
  strategy: StrategyIr,
  sources: readonly SourceFile[],
): readonly { readonly id: string; readonly sentence: string }[] {
  const { rules, combos, hold, portfolio, slots, machines, throttles } = strategy;
  const text = textAtOf(sources);
  const settingOf = (rule: RuleIr): RuleSetting => ({
    market: slots.length > 1 ? rule.slot : undefined,
    hasOpposite: rules.some(
      (other) =>
        other.kind === "enter" &&
        rule.kind === "enter" &&
        other.slot === rule.slot &&
        other.side !== rule.side,
    ),
  });
  return [
    ...machines.map((machine) => ({ id: machine.name, sentence: machineSentence(machine, text) })),
    ...rules.map((rule) => ({ id: rule.id, sentence: ruleSentence(rule, sources, settingOf(rule)) })),
    ...(portfolio === undefined ? [] : [{ id: "portfolio", sentence: portfolioSentence(portfolio, text) }]),
    ...throttles.map((throttle) => ({
      id: throttle.kind === "cooldown" ? "cooldown" : "entry limit",
      sentence: throttleSentence(throttle, text),
    })),
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

function paramCard(param: ParamIr): ParamCard {
  const { name, doc, range } = param;
  const show = (value: number | boolean): string =>
    typeof value === "boolean"
      ? String(value)
      : param.type === "ratio"
        ? `${Math.round(value * 1e8) / 1e6}%`
        : param.type === "duration"
          ? formatDuration(value)
          : String(value);
  const own = `${show(param.default)}${param.type === "bars" ? " bars" : ""}`;
  if (range === undefined) {
    return { name, doc, default: own, range: "" };
  }
  if (range.kind === "choices") {
    return { name, doc, default: own, range: range.values.map(show).join(", ") };
  }
  const step = range.step === undefined ? "" : ` by ${show(range.step)}`;
  return { name, doc, default: own, range: `${show(range.low)} to ${show(range.high)}${step}` };
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
