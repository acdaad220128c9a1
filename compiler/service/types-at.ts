import type { StrategyDeclaration } from "../ast/nodes.ts";
import type { TreeNode } from "../ast/tree.ts";
import type { CheckedStrategy, Type, Typed } from "../check/index.ts";
import { featureText } from "../explain/index.ts";
import type { FeatureIr } from "../ir/nodes.ts";
import type { FeatureWarmup } from "../warmup/index.ts";
import type { LocalDeclaration } from "./entities.ts";
import type { Analysis } from "./workspace.ts";

/** The checked strategy of a declaration. */
export function checkedStrategy(
  { compilation }: Analysis,
  strategy: StrategyDeclaration | undefined,
): CheckedStrategy | undefined {
  return compilation.tables.checked?.strategies.find(({ declaration }) => declaration.id === strategy?.id);
}

/** The strategy of a compilation's files that a node stands in. */
export function strategyAround({ modules }: Analysis, node: TreeNode): StrategyDeclaration | undefined {
  return modules
    .flatMap(({ module }) => module.declarations)
    .find(
      (declaration): declaration is StrategyDeclaration =>
        declaration.kind === "strategy" &&
        declaration.span.source === node.span.source &&
        declaration.span.start <= node.span.start &&
        node.span.end <= declaration.span.end,
    );
}

/** What the checker found for the value of a local declaration. */
export function checkedValue({ compilation }: Analysis, declaration: LocalDeclaration): Typed | undefined {
  const { types } = compilation.tables;
  switch (declaration.kind) {
    case "let":
    case "capture":
      return types.get(declaration.value.id);
    case "param":
      return types.get(declaration.default.id);
    default:
      return undefined;
  }
}

/** The type of a local declaration; `undefined` where it is no value, or could not be checked. */
export function typeOfLocal(analysis: Analysis, declaration: LocalDeclaration): Type | undefined {
  if (declaration.kind === "param") {
    const strategy = checkedStrategy(analysis, strategyAround(analysis, declaration));
    return strategy?.params.find((param) => param.declaration.id === declaration.id)?.type;
  }
  return checkedValue(analysis, declaration)?.type;
}

/** A named series of a compiled plan: its formula in the language, and how long it needs. */
export interface NamedFeature {
  readonly feature: FeatureIr;
  readonly warmup: FeatureWarmup | undefined;
  readonly formula: string;
}

/** The series that a `let` became; only a plan without errors has it. */
export function featureOf(analysis: Analysis, declaration: LocalDeclaration): NamedFeature | undefined {
  if (declaration.kind !== "let") {
    return undefined;
  }
  const { plan, tables } = analysis.compilation;
  const owner = strategyAround(analysis, declaration)?.name.text;
  const strategy = plan?.strategies.find(({ id }) => id === owner);
  const feature = strategy?.features.find(({ name }) => name === declaration.name.text);
  return strategy === undefined || feature === undefined
    ? undefined
    : {
        feature,
        warmup: tables.warmup?.strategies.find(({ id }) => id === owner)?.features[feature.id],
        formula: featureText(strategy, feature.id),
      };
}
