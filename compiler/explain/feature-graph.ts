import type { MemoryClass } from "../../stdlib/index.ts";
import type { Span } from "../ast/nodes.ts";
import { formatDuration } from "../check/index.ts";
import { present } from "../diagnostics/index.ts";
import type { FeatureId, FeatureIr, PlanIr, RuleIr, StrategyIr } from "../ir/nodes.ts";
import { inputsOf } from "../lower/index.ts";
import type { Compilation } from "../pipeline.ts";
import type { SourceFile } from "../source/index.ts";
import type { StrategyWarmup } from "../warmup/index.ts";
import { featureText } from "./feature-text.ts";
import { type Reader, readersOf, writtenInPlace } from "./graph-readers.ts";
import { textAtOf } from "./rule-sentences.ts";

/** What a strategy computes, from its markets to its rules: every value once, however many read it. */
export interface StrategyGraph {
  readonly strategy: string;
  /** What is read comes before what reads it, except among machines that read each other. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

interface GraphNodeBase {
  /** Unique within its graph. */
  readonly id: string;
  readonly name: string;
  /** What it is, where the name does not say that. */
  readonly text: string;
  /** Where it is written; of what a library's function is made of, where that function is read. */
  readonly span: Span;
}

/** A value per bar: a column of a market, an indicator without a name, or a `let`. */
export interface GraphSeries extends GraphNodeBase {
  readonly kind: "column" | "indicator" | "let";
  readonly unit: string;
  readonly clock: string;
  /** Bars of its clock before its first value, and until it has settled. */
  readonly lookback: number;
  readonly settled: number;
  readonly memory: MemoryClass;
}

/** What reads values: rules, combos, holdings and the portfolio; state machines; plots. */
export interface GraphReader extends GraphNodeBase {
  readonly kind: "rule" | "machine" | "plot";
  /** The first base bar, from 0, at which all that it reads can be defined. */
  readonly armed: number | undefined;
}

export type GraphNode = (GraphNodeBase & { readonly kind: "market" }) | GraphSeries | GraphReader;

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `condition`: decides whether its reader acts; `amount`: read by one that acts, for sizes, prices and ranks. */
  readonly role: "input" | "condition" | "amount";
}

/**
 * The graph of each strategy of a compiled plan; none of a plan with errors. Operators without a name stand inside the
 * one thing that reads them, and constants inside everything that does.
 */
export function featureGraph(compilation: Compilation): readonly StrategyGraph[] {
  const { plan, tables } = compilation;
  return (plan?.strategies ?? []).map((strategy, index) =>
    strategyGraph(
      compilation,
      strategy,
      present(tables.warmup?.strategies[index], "each strategy has its warm-up"),
    ),
  );
}

function strategyGraph(
  compilation: Compilation,
  strategy: StrategyIr,
  lengths: StrategyWarmup,
): StrategyGraph {
  const readers = readersOf(strategy);
  const inPlace = writtenInPlace(strategy, readers);
  const features = strategy.features.filter(({ id }) => !inPlace.has(id));
  const read = (ids: readonly FeatureId[]): readonly FeatureId[] => [
    ...new Set(
      ids.flatMap((id): readonly FeatureId[] =>
        inPlace.has(id) ? read(inputsOf(featureOf(strategy, id).value)) : [id],
      ),
    ),
  ];
  const edges = [
    ...features.flatMap(({ id, value }) => [
      ...(value.kind === "source" ? [edge(`market ${value.slot}`, featureKey(id), "input")] : []),
      ...read(inputsOf(value)).map((input) => edge(featureKey(input), featureKey(id), "input")),
    ]),
    ...readers.flatMap(({ id, conditions, amounts }) => {
      const deciding = read(conditions);
      return [
        ...deciding.map((input) => edge(featureKey(input), id, "condition")),
        ...read(amounts)
          .filter((input) => !deciding.includes(input))
          .map((input) => edge(featureKey(input), id, "amount")),
      ];
    }),
    ...machineEdges(strategy),
  ];
  const readable = new Set(edges.map(({ from }) => from));
  const placeOf = placesOf(compilation, strategy, readers);
  const text = writtenTextOf(strategy, compilation.sources);
  return {
    strategy: strategy.id,
    nodes: [
      ...marketNodes(present(compilation.plan, "a graph is of a plan"), strategy).filter(({ id }) =>
        readable.has(id),
      ),
      ...features.map((feature) => seriesNode(feature, lengths, text(feature), placeOf(feature.id))),
      ...readerNodes(strategy, lengths, compilation.sources),
    ],
    edges,
  };
}

const featureKey = (id: FeatureId): string => `feature ${id}`;

const edge = (from: string, to: string, role: GraphEdge["role"]): GraphEdge => ({ from, to, role });

const featureOf = (strategy: StrategyIr, id: FeatureId): FeatureIr =>
  present(strategy.features[id], `no feature ${id}`);

function machineEdges({ machines, rules }: StrategyIr): readonly GraphEdge[] {
  return [
    ...machines.map((machine) => ({ id: `machine ${machine.name}`, reads: machine.machines })),
    ...rules.map((rule) => ({ id: `rule ${rule.id}`, reads: rule.machines ?? [] })),
  ].flatMap(({ id, reads }) => reads.map((name) => edge(`machine ${name}`, id, "condition")));
}

function marketNodes(plan: PlanIr, { slots, members, universe, span }: StrategyIr): readonly GraphNode[] {
  return slots.map(({ name, market: bound }) => {
    const market = plan.markets.find((item) => item.name === bound);
    const list = plan.universes.find((item) => item.name === universe);
    return {
      kind: "market",
      id: `market ${name}`,
      name,
      text:
        members === undefined
          ? `${market?.symbol ?? bound} at ${market?.venue ?? ""}`
          : `each of ${universe ?? ""}: ${members.join(", ")}`,
      span: (members === undefined ? market?.span : list?.span) ?? span,
    };
  });
}

function seriesNode(feature: FeatureIr, lengths: StrategyWarmup, text: string, span: Span): GraphSeries {
  const { id, name, value, unit, clock } = feature;
  const { lookback, settled, memory } = present(lengths.features[id], "each feature has its warm-up");
  return {
    kind: value.kind === "source" ? "column" : name === undefined ? "indicator" : "let",
    id: featureKey(id),
    name: name ?? text,
    text: name === undefined ? "" : text,
    unit,
    clock: formatDuration(clock),
    lookback,
    settled,
    memory,
    span,
  };
}

/** Schedules have no expression of the language: they are shown as they are written. */
function writtenTextOf(strategy: StrategyIr, sources: readonly SourceFile[]): (feature: FeatureIr) => string {
  const textAt = textAtOf(sources);
  return ({ id, value, span }) =>
    value.kind === "operation" && /^every[A-Z]/.test(value.operation)
      ? textAt(span)
      : featureText(strategy, id);
}

/** Where features are written in the file of their strategy: the whole `let` of those that have a name. */
function placesOf(
  { tables }: Compilation,
  strategy: StrategyIr,
  readers: readonly Reader[],
): (id: FeatureId) => Span {
  const lets = new Map(
    (
      tables.checked?.strategies.find(({ declaration }) => declaration.name.text === strategy.id)
        ?.statements ?? []
    ).flatMap((item) => (item.kind === "let" ? [[item.statement.name.text, item.statement.span]] : [])),
  );
  const readerSpans = new Map(
    [...strategy.rules, ...strategy.machines.map((machine) => ({ ...machine, id: machine.name }))].map(
      (item) => [item.id, item.span],
    ),
  );
  const placeOf = (id: FeatureId): Span => {
    const { name, span } = featureOf(strategy, id);
    // The lines of a record are named after its `let` and their field.
    const own = name === undefined ? undefined : (lets.get(name) ?? lets.get(name.replace(/_[^_]*$/, "")));
    if (own !== undefined) return own;
    if (span.source === strategy.source) return span;
    const next = strategy.features.find(({ value }) => inputsOf(value).includes(id));
    if (next !== undefined) return placeOf(next.id);
    const by = readers.find(({ conditions, amounts }) => [...conditions, ...amounts].includes(id));
    return readerSpans.get(by?.id.replace(/^\w+ /, "") ?? "") ?? strategy.span;
  };
  return placeOf;
}

function readerNodes(
  strategy: StrategyIr,
  lengths: StrategyWarmup,
  sources: readonly SourceFile[],
): readonly GraphReader[] {
  const { machines, rules, portfolio, combos, hold, plots, slots } = strategy;
  const textAt = textAtOf(sources);
  const armed = (id: string): number | undefined => lengths.rules.find((rule) => rule.id === id)?.armed;
  const node = (
    kind: GraphReader["kind"],
    id: string,
    own: { readonly name: string; readonly text: string; readonly span: Span; readonly key?: string },
  ): GraphReader => ({
    kind,
    id,
    name: own.name,
    text: own.text,
    armed: own.key === undefined ? undefined : armed(own.key),
    span: own.span,
  });
  return [
    ...machines.map(({ name, states, span }) =>
      node("machine", `machine ${name}`, {
        name,
        text: `is ${states.map((state) => state.name).join(", ")}`,
        span,
        key: name,
      }),
    ),
    ...rules.map((rule) =>
      node("rule", `rule ${rule.id}`, {
        name: `${rule.id.replaceAll("_", " ")}${slots.length > 1 ? ` on ${rule.slot}` : ""}`,
        text: whenOf(rule, textAt),
        span: rule.span,
        key: rule.id,
      }),
    ),
    ...(portfolio === undefined
      ? []
      : [
          node("rule", "portfolio", {
            name: "portfolio",
            text:
              portfolio.rank === undefined
                ? ""
                : `rank entries by ${portfolio.rank.text}, ${portfolio.rank.first} first`,
            span: portfolio.span,
          }),
        ]),
    ...combos.map(({ id, enter, span }) =>
      node("rule", `combo ${id}`, { name: id, text: `enter when ${enter.text}`, span, key: id }),
    ),
    ...(hold === undefined
      ? []
      : [
          node("rule", `hold ${hold.id}`, {
            name: hold.id,
            text: [hold.schedule.text, ...whenTrue(hold.condition.text)].join(", "),
            span: hold.span,
            key: hold.id,
          }),
        ]),
    ...plots.map((plot, index) =>
      node("plot", `plot ${index}`, {
        name: `plot ${plot.title}`,
        text: plot.pane === undefined ? "over the price" : `in the pane ${plot.pane}`,
        span: plot.span,
      }),
    ),
  ];
}

const whenTrue = (condition: string): readonly string[] =>
  condition === "true" ? [] : [`when ${condition}`];

/** When a rule acts: `when f crosses above s`, `after 60 bars`. */
function whenOf(rule: RuleIr, textAt: (span: Span) => string): string {
  const after = rule.kind === "exit" ? rule.after : undefined;
  const parts = [
    ...(rule.schedule === undefined ? [] : [rule.schedule]),
    ...whenTrue(rule.condition.text),
    ...(after === undefined ? [] : [`after ${textAt(after.value.span)}`]),
  ];
  return parts.length === 0 ? "at every close" : parts.join(", ");
}
