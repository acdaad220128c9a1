import type { CheckedRule, CheckedStrategy, Typed } from "../check/index.ts";
import { within } from "../diagnostics/index.ts";
import type { ComboIr, FeatureId, HoldIr, PlotIr, RuleIr, StrategyIr } from "../ir/nodes.ts";
import { lowerCombo, lowerComboColumns, lowerHold, lowerHoldColumns } from "./combos.ts";
import { lowerPure } from "./conditions.ts";
import { createFeatureGraph } from "./feature-graph.ts";
import { findFeature, type Lowering, lowerFeature } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";
import { lowerMachine, lowerThrottle } from "./machines.ts";
import { featuresOfPortfolio, lowerPortfolio, mapPortfolio } from "./portfolio.ts";
import { featuresOfRule, mapPlot, mapRule, orderFeatures } from "./renumber.ts";
import { featuresOfCombo, featuresOfHold, mapCombo, mapHold } from "./renumber-combos.ts";
import { featuresOfMachine, mapMachine } from "./renumber-machines.ts";
import { lowerRule } from "./rules.ts";

/** A strategy as a feature graph and rules. */
export function lowerStrategy(strategy: CheckedStrategy): StrategyIr {
  const { declaration, statements } = strategy;
  const [slot] = strategy.slots;
  const taken = [
    ...strategy.params.map((param) => param.ir.name),
    ...statements.flatMap((item) =>
      item.kind === "rule" ? item.captures.map(({ clause }) => clause.name.text) : [],
    ),
    ...strategy.slots.map((item) => item.name),
  ];
  const lowering: Lowering = {
    graph: createFeatureGraph(taken),
    clock: strategy.clock,
    base: slot?.base ?? "",
    quote: slot?.quote ?? "",
    machinesRead: new Set(),
    lowered: new Map(),
  };
  lowerColumns(lowering, strategy);
  const machines = strategy.machines.map((machine) => lowerMachine(lowering, machine));
  const portfolio = lowerPortfolio(lowering, strategy.portfolio);
  const rules = new Map<CheckedRule, RuleIr>();
  const combos: ComboIr[] = [];
  let hold: HoldIr | undefined;
  const plots: PlotIr[] = [];
  const roots: FeatureId[] = [...machines.flatMap(featuresOfMachine), ...featuresOfPortfolio(portfolio)];
  for (const item of statements) {
    if (item.kind === "rule") {
      const rule = within(item.rule.span, () => lowerRule(lowering, item));
      rules.set(item, rule);
      roots.push(...featuresOfRule(rule));
    } else if (item.kind === "plot") {
      const feature = lowerFeature(lowering, item.value, lowering.clock);
      const { statement } = item;
      plots.push({ title: item.title, pane: statement.pane?.value, feature, span: statement.span });
      roots.push(feature);
    } else if (item.kind === "combo") {
      const combo = within(item.statement.span, () => lowerCombo(lowering, item));
      combos.push(combo);
      roots.push(...featuresOfCombo(combo));
    } else if (item.kind === "hold") {
      hold = within(item.statement.span, () => lowerHold(lowering, item));
      roots.push(...featuresOfHold(hold));
    } else if (item.value.stage === "series" && item.value.type.kind !== "record") {
      const feature = findFeature(lowering, item.value, lowering.clock);
      if (feature !== undefined) {
        lowering.graph.name(feature, item.statement.name.text, item.statement.doc);
        roots.push(feature);
      }
    }
  }
  const { features, rename } = orderFeatures(letsFirst(lowering, strategy, roots), lowering.graph.get);
  return {
    id: declaration.name.text,
    doc: declaration.doc,
    span: declaration.span,
    source: declaration.span.source,
    clock: strategy.clock,
    slots: strategy.slots.map(({ name, market, base, quote }) => ({ name, market, base, quote })),
    members:
      declaration.universe === undefined ? undefined : strategy.universe?.members.map(({ name }) => name),
    universe: declaration.universe?.text,
    route: declaration.route?.text,
    params: strategy.params.map((param) => param.ir),
    requires: strategy.requires.map(({ statement, condition, text }) => ({
      text,
      condition: lowerScalar(lowering, condition),
      span: statement.span,
    })),
    features,
    plots: plots.map((plot) => mapPlot(plot, rename)),
    rules: [...rules.values()].map((rule) => mapRule(rule, rename)),
    machines: machines.map((machine) => mapMachine(machine, rename)),
    throttles: strategy.throttles.map((throttle) => lowerThrottle(lowering, throttle)),
    combos: combos.map((combo) => mapCombo(combo, rename)),
    hold: hold === undefined ? undefined : mapHold(hold, rename),
    portfolio: mapPortfolio(portfolio, rename),
  };
}

/** What must be a column: pure conditions and plots. Clauses then read these columns where they can. */
function lowerColumns(lowering: Lowering, strategy: CheckedStrategy): void {
  for (const transition of strategy.machines
    .flatMap((item) => item.states)
    .flatMap((state) => state.transitions)) {
    lowerPure(lowering, transition.condition);
  }
  for (const item of strategy.statements) {
    if (item.kind === "rule") {
      lowerPure(lowering, item.condition);
    } else if (item.kind === "plot") {
      lowerFeature(lowering, item.value, lowering.clock);
    } else if (item.kind === "combo") {
      lowerComboColumns(lowering, item);
    } else if (item.kind === "hold") {
      lowerHoldColumns(lowering, item);
    }
  }
}

/** The series that a let stands for: itself, or the lines of its record. */
function linesOf(value: Typed): readonly Typed[] {
  const node = value.node.kind === "named" ? value.node.value.node : value.node;
  return node.kind === "record" ? [...node.fields.values()] : [value];
}

/** Features in the order of the text: those of a let at its line, the others where a rule first reads them. */
function letsFirst(
  lowering: Lowering,
  strategy: CheckedStrategy,
  roots: readonly FeatureId[],
): readonly FeatureId[] {
  const used = new Set(roots);
  const ordered: FeatureId[] = [];
  for (const item of strategy.statements) {
    if (item.kind === "let" && item.value.stage === "series") {
      for (const line of linesOf(item.value)) {
        const feature = findFeature(lowering, line, lowering.clock);
        if (feature !== undefined && used.has(feature)) {
          ordered.push(feature);
        }
      }
    }
  }
  return [...ordered, ...roots];
}
