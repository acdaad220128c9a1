import type { Typed } from "../check/index.ts";
import { assertNever, invariant } from "../diagnostics/index.ts";
import type { ScalarIr } from "../ir/nodes.ts";
import { arithmetic, comparison, logic, negate, not } from "./fold.ts";
import { findFeature, type Lowering, lowerFeature } from "./lower-feature.ts";

/** Parts of a series that stay an expression; larger ones are columns. */
const INLINE_LIMIT = 500;

/**
 * A value within a step. What looks back becomes a feature; pointwise parts stay expressions over features, unless
 * the whole is a column already.
 */
export function lowerScalar(lowering: Lowering, typed: Typed): ScalarIr {
  const { node, span } = typed;
  const lower = (part: Typed): ScalarIr => lowerScalar(lowering, part);
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
      return { kind: "capture", name: node.name, span };
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
      return lowerIf(lowering, typed, node.condition, node.consequent, node.alternative);
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
  lowering: Lowering,
  typed: Typed,
  condition: Typed,
  consequent: Typed,
  alternative: Typed,
): ScalarIr {
  const test = lowerScalar(lowering, condition);
  if (test.kind === "boolean") {
    return lowerScalar(lowering, test.value ? consequent : alternative);
  }
  return {
    kind: "if",
    condition: test,
    consequent: lowerScalar(lowering, consequent),
    alternative: lowerScalar(lowering, alternative),
    span: typed.span,
  };
}
