import type { Span } from "../ast/nodes.ts";
import type { Typed } from "../check/index.ts";
import type { ConditionIr, FeatureId, ScalarIr } from "../ir/nodes.ts";
import { logic } from "./fold.ts";
import { type Lowering, lowerFeature } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";

/** Parts of a condition whose conjuncts are told apart. */
const FLAT_LIMIT = 5000;

/** The conjuncts of a condition, names of lets looked through, in the order in which they are written. */
function conjuncts(typed: Typed): readonly Typed[] {
  const { node } = typed;
  if (typed.size > FLAT_LIMIT) {
    return [typed];
  }
  if (node.kind === "logic" && node.operator === "and") {
    return [...conjuncts(node.left), ...conjuncts(node.right)];
  }
  if (node.kind === "named" && typed.stage === "step") {
    return conjuncts(node.value);
  }
  return [typed];
}

/** The boolean feature of the conjuncts that read market data and parameters only; `undefined`: always true. */
export function lowerPure(lowering: Lowering, condition: Typed | undefined): FeatureId | undefined {
  if (condition === undefined) {
    return undefined;
  }
  if (condition.stage !== "step") {
    return isTrue(lowering, condition) ? undefined : lowerFeature(lowering, condition, lowering.clock);
  }
  const pure = conjuncts(condition).filter((part) => part.stage !== "step" && !isTrue(lowering, part));
  let result: FeatureId | undefined;
  for (const part of pure) {
    const id = lowerFeature(lowering, part, lowering.clock);
    result = result === undefined ? id : conjunction(lowering, result, id, condition.span);
  }
  return result;
}

function conjunction(lowering: Lowering, left: FeatureId, right: FeatureId, span: Span): FeatureId {
  return lowering.graph.intern({
    value: { kind: "operation", operation: "and", inputs: [left, right], constants: [], texts: [] },
    type: "boolean",
    clock: lowering.clock,
    unit: "bool",
    span,
  });
}

function isTrue(lowering: Lowering, typed: Typed): boolean {
  if (typed.stage !== "constant") {
    return false;
  }
  const scalar = lowerScalar(lowering, typed);
  return scalar.kind === "boolean" && scalar.value;
}

/** The conjunction of the parts that depend on the position or the account; `undefined`: always true. */
function lowerStateful(lowering: Lowering, condition: Typed | undefined): ScalarIr | undefined {
  if (condition === undefined || condition.stage !== "step") {
    return undefined;
  }
  return conjuncts(condition)
    .filter((part) => part.stage === "step")
    .map((part) => lowerScalar(lowering, part))
    .reduce((left, right) => logic(condition.span, "and", left, right));
}

/** A rule's condition, split into its pure and its stateful part. */
export function lowerCondition(
  lowering: Lowering,
  condition: Typed | undefined,
  text: string,
  span: Span,
): ConditionIr {
  return {
    span: condition?.span ?? span,
    text,
    pure: lowerPure(lowering, condition),
    stateful: lowerStateful(lowering, condition),
    isEvent: condition?.isEvent ?? false,
  };
}
