import type { Span } from "../ast/nodes.ts";
import type { Typed, TypedNode } from "../check/index.ts";
import type { ProbeNodeIr } from "../ir/tests.ts";

/** A part of an expression that somebody may want to see the value of. */
export interface Part {
  readonly kind: ProbeNodeIr["kind"];
  readonly typed: Typed;
  /** The value one bar before belongs to it: a crossing compares both. */
  readonly isCrossed: boolean;
  readonly parts: readonly Part[];
}

/** Takes a condition apart: into the conditions that it joins, and those into the values that they compare. */
export function conditionParts(typed: Typed): Part {
  const { node } = typed;
  switch (node.kind) {
    case "logic": {
      const between = betweenOperands(typed);
      return between === undefined
        ? plain(node.operator === "and" ? "all" : "any", typed, joined(typed, node.operator))
        : plain("test", typed, operands(between, false));
    }
    case "not":
      return plain("not", typed, [conditionParts(node.operand)]);
    case "named":
      return plain("named", typed, node.value.type.kind === "boolean" ? [conditionParts(node.value)] : []);
    case "compare":
      return plain("test", typed, operands([node.left, node.right], false));
    case "cross":
      return plain("test", typed, operands([node.left, node.right], true));
    case "known":
      return plain("test", typed, operands([node.operand], false));
    default:
      return plain("test", typed, []);
  }
}

/** A value with the values that it is made of. */
export function valueParts(typed: Typed): Part {
  return plain("value", typed, operands(inner(typed), false));
}

function plain(kind: Part["kind"], typed: Typed, parts: readonly Part[]): Part {
  return { kind, typed, isCrossed: false, parts };
}

/** `a and b and c`: three conditions, not two. */
function joined(typed: Typed, operator: "and" | "or"): readonly Part[] {
  const { node } = typed;
  return node.kind === "logic" && node.operator === operator && betweenOperands(typed) === undefined
    ? [...joined(node.left, operator), ...joined(node.right, operator)]
    : [conditionParts(typed)];
}

/** `x between a and b` is checked as two comparisons that stand where it stands. */
function betweenOperands(typed: Typed): readonly Typed[] | undefined {
  const { node, span } = typed;
  const isBetween =
    node.kind === "logic" &&
    node.left.node.kind === "compare" &&
    node.right.node.kind === "compare" &&
    isSame(node.left.span, span) &&
    isSame(node.right.span, span);
  return isBetween && node.left.node.kind === "compare" && node.right.node.kind === "compare"
    ? [node.left.node.left, node.left.node.right, node.right.node.right]
    : undefined;
}

function operands(values: readonly Typed[], isCrossed: boolean): readonly Part[] {
  return values
    .filter((value) => !isLiteral(value) && value.type.kind !== "string")
    .map((value) => ({
      ...(value.type.kind === "boolean" ? conditionParts(value) : valueParts(value)),
      isCrossed: isCrossed && value.stage === "series",
    }));
}

/** A value that stands in the text as it is: its value says nothing new. */
function isLiteral({ node }: Typed): boolean {
  return (
    node.kind === "number" ||
    node.kind === "boolean" ||
    node.kind === "string" ||
    (node.kind === "negate" && node.operand.node.kind === "number")
  );
}

/** What an arithmetic expression is made of, as far as the text shows it. */
function inner(typed: Typed): readonly Typed[] {
  return childrenOf(typed.node)
    .filter((child) => isInside(child.span, typed.span) && !isLiteral(child))
    .flatMap((child) => (isSame(child.span, typed.span) ? inner(child) : [child]))
    .flatMap((child) => (isArithmetic(child.node) ? inner(child) : [child]));
}

function isArithmetic(node: TypedNode): boolean {
  return node.kind === "arithmetic" || node.kind === "negate" || node.kind === "pointwise";
}

function childrenOf(node: TypedNode): readonly Typed[] {
  switch (node.kind) {
    case "arithmetic":
    case "coalesce":
      return [node.left, node.right];
    case "negate":
      return [node.operand];
    case "pointwise":
      return node.operands;
    case "if":
      return [node.condition, node.consequent, node.alternative];
    default:
      return [];
  }
}

function isSame(a: Span, b: Span): boolean {
  return a.source === b.source && a.start === b.start && a.end === b.end;
}

function isInside(part: Span, whole: Span): boolean {
  return part.source === whole.source && part.start >= whole.start && part.end <= whole.end;
}
