import type { FeatureIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import { holdingConditions } from "./combos.ts";
import { machineCaptureKeys, machineConditions, machineKeys } from "./machines.ts";
import { camelCase, createScope } from "./names.ts";
import type { ScalarNames } from "./scalars.ts";

/** Keys that the features, parameters and captures of a strategy have in the generated text. */
export interface StrategyNames extends ScalarNames {
  /** Keys of the record that `features` returns, by feature. */
  readonly keys: ReadonlyMap<number, string>;
}

/** What a feature without a name of its own is called. */
export const fallbackName = ({ value }: FeatureIr): string => {
  switch (value.kind) {
    case "source":
      return value.field;
    case "operation":
      return value.operation;
    case "held":
      return "held";
    case "constant":
      return "constant";
    case "scan":
      return value.name;
  }
};

/** The keys of a strategy's parameters: their names, but for those that every object has. */
export const paramKeys = ({ params }: StrategyIr): ReadonlyMap<string, string> => {
  const scope = createScope("entries");
  return new Map(params.map(({ name }) => [name, scope.claim(name)]));
};

const captureKeys = ({ rules }: StrategyIr): ReadonlyMap<string, string> => {
  const scope = createScope("entries");
  const names = rules.flatMap((rule) => (rule.kind === "exit" ? [] : rule.entry.captures));
  return new Map([...new Set(names.map(({ name }) => name))].map((name) => [name, scope.claim(name)]));
};

/** Decides which features the record returns, and under which key: those named by the user, and those that are read. */
export const nameStrategy = (
  strategy: StrategyIr,
  ruleReads: ReadonlyMap<string, readonly number[]>,
): StrategyNames => {
  const params = paramKeys(strategy);
  const captures = captureKeys(strategy);
  const machines = machineKeys(strategy);
  const machineCaptures = machineCaptureKeys(strategy);
  const scope = createScope("keys");
  const keys = new Map<number, string>();
  for (const feature of strategy.features) {
    if (feature.name !== undefined) keys.set(feature.id, scope.claim(feature.name));
  }
  for (const { id, condition } of strategy.rules) {
    const { pure } = condition;
    if (pure !== undefined && !keys.has(pure)) keys.set(pure, scope.claim(camelCase(id)));
  }
  for (const [id, pure] of [...machineConditions(strategy), ...holdingConditions(strategy)]) {
    if (pure !== undefined && !keys.has(pure)) keys.set(pure, scope.claim(camelCase(id)));
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
    param: (name) => params.get(name) ?? name,
    capture: (name) => captures.get(name) ?? name,
    machine: (name) => machines.get(name) ?? name,
    machineCapture: (name) => machineCaptures.get(name) ?? name,
    isTruth: (node) =>
      node.kind === "feature"
        ? strategy.features[node.id]?.type === "boolean"
        : strategy.params.some((param) => param.name === node.name && param.type === "boolean"),
  };
};

/** Every feature that a scalar expression reads. */
export const featuresIn = (ir: ScalarIr): readonly number[] => {
  switch (ir.kind) {
    case "feature":
      return [ir.id];
    case "negate":
    case "not":
    case "known":
      return featuresIn(ir.operand);
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return [...featuresIn(ir.left), ...featuresIn(ir.right)];
    case "if":
      return [ir.condition, ir.consequent, ir.alternative].flatMap(featuresIn);
    case "call":
      return ir.arguments.flatMap(featuresIn);
    case "number":
    case "boolean":
    case "param":
    case "fact":
    case "capture":
    case "machine":
    case "previous":
      return [];
  }
};

/** Every parameter that a scalar expression reads. */
export const paramsIn = (ir: ScalarIr): readonly string[] => {
  switch (ir.kind) {
    case "param":
      return [ir.name];
    case "negate":
    case "not":
    case "known":
      return paramsIn(ir.operand);
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return [...paramsIn(ir.left), ...paramsIn(ir.right)];
    case "if":
      return [ir.condition, ir.consequent, ir.alternative].flatMap(paramsIn);
    case "call":
      return ir.arguments.flatMap(paramsIn);
    default:
      return [];
  }
};
