import type { Typed, TypedNode } from "../check/index.ts";
import { assertNever, invariant } from "../diagnostics/index.ts";
import type { FeatureId, ScalarIr } from "../ir/nodes.ts";
import { arithmetic, comparison, logic, negate, not } from "./fold.ts";
import { findFeature, type Lowering, lowerFeature } from "./lower-feature.ts";

/** Makes every series in an expression a column of its own, which what a state becomes next needs. */
export type ColumnOf = (series: Typed) => FeatureId;

/** Parts of a series that stay an expression; larger ones are columns. */
const INLINE_LIMIT = 500;

/**
 * A value within a step. What looks back becomes a feature; pointwise parts stay expressions over features, unless
 * the whole is a column already.
 */
export function lowerScalar(lowering: Lowering, typed: Typed, column?: ColumnOf): ScalarIr {
  const { node, span } = typed;
  const lower = (part: Typed): ScalarIr => lowerScalar(lowering, part, column);
  if (typed.stage === "series" && column !== undefined) {
    return { kind: "feature", id: column(typed), span };
  }
  if (typed.stage === "series" && typed.size > INLINE_LIMIT) {
    return { kind: "feature", id: lowerFeature(lowering, typed, lowering.clock), span };
  }
  if (typed.stage === "series") {
    const known = findFeature(lowering, typed, lowering.clock);
    if (known !== undefined) {
      nameFeature(lowering, typed, known);
      return { kind: "feature", id: known, span };
    }
  }
  switch (node.kind) {
    case "number":
      return { kind: "number", value: node.value, span };
    case "boolean":
      return { kind: "boolean", value: node.value, span };
    case "param":
      return { kind: "param", name: node.name, span };
    case "fact":
      return { kind: "fact", fact: node.fact, slot: node.slot, span };
    case "capture":
      if (node.machine === undefined) {
        return { kind: "capture", name: node.name, span };
      }
      lowering.machinesRead.add(node.machine);
      return { kind: "capture", name: node.name, machine: node.machine, span };
    case "machine":
      lowering.machinesRead.add(node.machine);
      return { kind: "machine", machine: node.machine, state: node.state, span };
    case "previous":
      return { kind: "previous", type: typed.type.kind === "boolean" ? "boolean" : "number", span };
    case "named": {
      const value = lower(node.value);
      if (value.kind === "feature") {
        nameFeature(lowering, typed, value.id);
      }
      return { ...value, span };
    }
    case "negate":
      return negate(span, lower(node.operand));
    case "arithmetic":
      return arithmetic(span, node.operator, lower(node.left), lower(node.right));
    case "compare":
      return comparison(span, node.operator, lower(node.left), lower(node.right));
    case "logic":
      return logic(span, node.operator, lower(node.left), lower(node.right));
    case "not":
      return not(span, lower(node.operand));
    case "coalesce":
      return {
        kind: "coalesce",
        type: typed.type.kind === "boolean" ? "boolean" : "number",
        left: lower(node.left),
        right: lower(node.right),
        span,
      };
    case "known":
      return { kind: "known", operand: lower(node.operand), span };
    case "if":
      return lowerIf(typed, node, lower);
    case "pointwise":
      return {
        kind: "call",
        operation: node.operation,
        arguments: [...node.operands, ...node.constants].map(lower),
        span,
      };
    case "source":
    case "operation":
    case "cross":
    case "history":
    case "filled":
    case "held":
    case "scan":
      return { kind: "feature", id: lowerFeature(lowering, typed, lowering.clock), span };
    case "string":
    case "record":
    case "error":
      invariant(false, `a ${node.kind} reached lowering`);
      break;
    default:
      return assertNever(node);
  }
  return { kind: "boolean", value: false, span };
}

/** A feature that a `let` stands for has its name. */
function nameFeature(lowering: Lowering, typed: Typed, id: number): void {
  if (typed.node.kind === "named" && typed.node.value.node.kind !== "named") {
    lowering.graph.name(id, typed.node.name, typed.node.doc);
  }
}

function lowerIf(
  typed: Typed,
  node: Extract<TypedNode, { readonly kind: "if" }>,
  lower: (part: Typed) => ScalarIr,
): ScalarIr {
  const condition = lower(node.condition);
  if (condition.kind === "boolean") {
    return lower(condition.value ? node.consequent : node.alternative);
  }
  return {
    kind: "if",
    condition,
    consequent: lower(node.consequent),
    alternative: lower(node.alternative),
    span: typed.span,
  };
}
