import type { Typed, TypedNode } from "./typed.ts";

/** An expression with each of its step values mapped, inner ones first; parts that did not change are kept. */
export function mapTyped(typed: Typed, change: (typed: Typed) => Typed): Typed {
  const node = mapParts(typed.node, (part) => (part.stage === "step" ? mapTyped(part, change) : part));
  return change(node === typed.node ? typed : { ...typed, node });
}

function mapParts(node: TypedNode, map: (part: Typed) => Typed): TypedNode {
  switch (node.kind) {
    case "negate":
    case "not":
    case "known": {
      const operand = map(node.operand);
      return operand === node.operand ? node : { ...node, operand };
    }
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce": {
      const left = map(node.left);
      const right = map(node.right);
      return left === node.left && right === node.right ? node : { ...node, left, right };
    }
    case "if": {
      const condition = map(node.condition);
      const consequent = map(node.consequent);
      const alternative = map(node.alternative);
      const isSame =
        condition === node.condition && consequent === node.consequent && alternative === node.alternative;
      return isSame ? node : { ...node, condition, consequent, alternative };
    }
    case "pointwise": {
      const operands = node.operands.map(map);
      return operands.every((operand, index) => operand === node.operands[index])
        ? node
        : { ...node, operands };
    }
    case "named": {
      const value = map(node.value);
      return value === node.value ? node : { ...node, value };
    }
    default:
      return node;
  }
}
