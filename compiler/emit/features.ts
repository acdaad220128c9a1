import { functions } from "ctk/stdlib";
import type { FeatureIr, RuleIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import { camelCase, createScope, docLines, key, numeral } from "./names.ts";
import { type ScalarNames, scalarText } from "./scalars.ts";
import type { Writer } from "./writer.ts";

/** Bar fields that an operation's builder takes as one argument, in the order of the operation's inputs. */
const barOperations: ReadonlyMap<string, readonly string[]> = new Map(
  [...functions.values()].flatMap(({ operation, implicit }) =>
    implicit.length > 0 ? [[operation, implicit]] : [],
  ),
);

/** Names and shapes that the features of a strategy have in the generated text. */
export interface FeatureNames extends ScalarNames {
  /** Keys of the record that `features` returns, by feature. */
  readonly keys: ReadonlyMap<number, string>;
}

const conditionOf = (rule: RuleIr): number | undefined => rule.condition.pure;

/** Every feature id that a scalar expression reads. */
export const featuresIn = (ir: ScalarIr): readonly number[] => {
  const found: number[] = [];
  const visit = (node: ScalarIr): void => {
    switch (node.kind) {
      case "feature":
        found.push(node.id);
        break;
      case "negate":
      case "not":
      case "known":
        visit(node.operand);
        break;
      case "arithmetic":
      case "compare":
      case "logic":
      case "coalesce":
        visit(node.left);
        visit(node.right);
        break;
      case "if":
        visit(node.condition);
        visit(node.consequent);
        visit(node.alternative);
        break;
      case "call":
        node.arguments.forEach(visit);
        break;
      case "number":
      case "boolean":
      case "param":
      case "fact":
      case "capture":
        break;
    }
  };
  visit(ir);
  return found;
};

const fallbackName = (feature: FeatureIr): string => {
  const { value } = feature;
  switch (value.kind) {
    case "source":
      return value.field;
    case "operation":
      return value.operation;
    case "held":
      return "held";
    case "constant":
      return "constant";
  }
};

/** Decides which features the record returns, and under which key. */
export const nameFeatures = (
  strategy: StrategyIr,
  ruleReads: ReadonlyMap<string, readonly number[]>,
): FeatureNames => {
  const scope = createScope("keys");
  const keys = new Map<number, string>();
  for (const feature of strategy.features) {
    if (feature.name !== undefined) keys.set(feature.id, scope.claim(feature.name));
  }
  for (const rule of strategy.rules) {
    const pure = conditionOf(rule);
    if (pure !== undefined && !keys.has(pure)) keys.set(pure, scope.claim(camelCase(rule.id)));
  }
  const others = [...[...ruleReads.values()].flat(), ...strategy.plots.map((plot) => plot.feature)];
  for (const id of others) {
    const feature = strategy.features[id];
    if (feature !== undefined && !keys.has(id)) keys.set(id, scope.claim(fallbackName(feature)));
  }
  return {
    keys,
    feature: (id) => {
      const name = keys.get(id);
      if (name === undefined) throw new Error(`feature ${id} has no name`);
      return name;
    },
    isTruth: (node) =>
      node.kind === "feature"
        ? strategy.features[node.id]?.type === "boolean"
        : strategy.params.some((param) => param.name === node.name && param.type === "boolean"),
  };
};

const CLOCK_SUFFIX: readonly (readonly [number, string])[] = [
  [604_800_000, "w"],
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
];

const clockName = (clock: number): string => {
  for (const [unit, suffix] of CLOCK_SUFFIX) if (clock % unit === 0) return `${clock / unit}${suffix}`;
  return `${clock}ms`;
};

/** Writes the body of `features: (p) => { .. }`. */
export const writeFeatures = (writer: Writer, strategy: StrategyIr, names: FeatureNames): void => {
  const scope = createScope();
  const needed = reachable(strategy, names);
  const uses = countUses(strategy, needed);
  const identifiers = new Map<number, string>();
  for (const [id, name] of names.keys) identifiers.set(id, scope.claim(name));
  const bars = declareBars(writer, strategy, needed, scope.claim);

  const scalarOf = (ir: ScalarIr): string => scalarText(ir, names).text;

  const reference = (id: number): string => {
    const known = identifiers.get(id);
    if (known !== undefined) return known;
    const feature = strategy.features[id];
    if (feature === undefined) throw new Error(`no feature ${id}`);
    return text(feature);
  };

  const operationText = (
    operation: string,
    inputs: readonly number[],
    constants: readonly ScalarIr[],
  ): string => {
    const args = barArgument(strategy, operation, inputs, bars, reference) ?? inputs.map(reference);
    return `std.${operation}(${[...args, ...constants.map(scalarOf)].join(", ")})`;
  };

  const text = (feature: FeatureIr): string => {
    const { value } = feature;
    switch (value.kind) {
      case "source":
        return `${bars.get(`${value.slot} ${feature.clock}`)}.${value.field}`;
      case "constant":
        return feature.type === "number"
          ? `std.constant(${scalarOf(value.value)})`
          : `std.truth(${scalarOf(value.value)})`;
      case "operation":
        return operationText(value.operation, value.inputs, value.constants);
      case "held": {
        const from = strategy.features[value.input]?.clock ?? feature.clock;
        return `std.held(${reference(value.input)}, { from: ${numeral(from)}, to: ${numeral(feature.clock)}, asOf: "${value.asOf}" })`;
      }
    }
  };

  for (const feature of strategy.features) {
    if (!needed.has(feature.id)) continue;
    const isNamed = identifiers.has(feature.id);
    const isShared =
      (uses.get(feature.id) ?? 0) > 1 && feature.value.kind !== "source" && feature.value.kind !== "constant";
    if (!isNamed && !isShared) continue;
    const identifier = identifiers.get(feature.id) ?? scope.claim(fallbackName(feature));
    const body = text(feature);
    identifiers.set(feature.id, identifier);
    for (const line of docLines(feature.doc)) writer.line(line);
    writer.line(`const ${identifier} = ${body};`, feature.span);
  }
  const entries = [...names.keys]
    .sort(([a], [b]) => a - b)
    .map(([id, name]) => {
      const identifier = identifiers.get(id);
      return identifier === name ? name : `${key(name)}: ${identifier}`;
    });
  writer.line(`return { ${entries.join(", ")} };`);
};

/** An operation over the market's own fields takes its bars as one argument. */
const barArgument = (
  strategy: StrategyIr,
  operation: string,
  inputs: readonly number[],
  bars: ReadonlyMap<string, string>,
  reference: (id: number) => string,
): readonly string[] | undefined => {
  const fields = barOperations.get(operation);
  if (fields === undefined) return undefined;
  const sources = inputs.slice(0, fields.length).map((id) => strategy.features[id]);
  const rest = inputs.slice(fields.length).map(reference);
  const [first] = sources;
  const same = sources.every(
    (source, index) =>
      source?.value.kind === "source" &&
      source.value.field === fields[index] &&
      first?.value.kind === "source" &&
      source.value.slot === first.value.slot &&
      source.clock === first.clock,
  );
  if (same && first?.value.kind === "source") {
    return [bars.get(`${first.value.slot} ${first.clock}`) ?? "", ...rest];
  }
  return [
    `{ ${fields.map((field, index) => `${field}: ${reference(inputs[index] ?? -1)}`).join(", ")} }`,
    ...rest,
  ];
};

/** Features that the named ones are made of. */
const reachable = (strategy: StrategyIr, names: FeatureNames): ReadonlySet<number> => {
  const found = new Set<number>();
  const visit = (id: number): void => {
    const feature = strategy.features[id];
    if (feature === undefined || found.has(id)) return;
    found.add(id);
    if (feature.value.kind === "operation") feature.value.inputs.forEach(visit);
    if (feature.value.kind === "held") visit(feature.value.input);
  };
  for (const id of names.keys.keys()) visit(id);
  return found;
};

const countUses = (strategy: StrategyIr, needed: ReadonlySet<number>): ReadonlyMap<number, number> => {
  const uses = new Map<number, number>();
  const use = (id: number): void => {
    uses.set(id, (uses.get(id) ?? 0) + 1);
  };
  for (const feature of strategy.features) {
    if (!needed.has(feature.id)) continue;
    if (feature.value.kind === "operation") feature.value.inputs.forEach(use);
    if (feature.value.kind === "held") use(feature.value.input);
  }
  return uses;
};

/** One constant for each market and clock that is read. */
const declareBars = (
  writer: Writer,
  strategy: StrategyIr,
  needed: ReadonlySet<number>,
  claim: (wanted: string) => string,
): ReadonlyMap<string, string> => {
  const bars = new Map<string, string>();
  for (const feature of strategy.features) {
    const { value, clock } = feature;
    if (value.kind !== "source" || !needed.has(feature.id) || bars.has(`${value.slot} ${clock}`)) continue;
    const name = claim(clock === strategy.clock ? value.slot : `${value.slot}${clockName(clock)}`);
    bars.set(`${value.slot} ${clock}`, name);
    writer.line(`const ${name} = std.bars(${JSON.stringify(value.slot)}, ${numeral(clock)});`);
  }
  return bars;
};
