import type { Expression } from "../ast/nodes.ts";

/** The expressions directly inside another one, in source order. */
export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "field":
      return [expression.object];
    case "history":
      return [expression.object, expression.offset];
    case "call":
      return [expression.callee, ...expression.arguments.map(({ value }) => value)];
    case "unary":
      return [expression.operand];
    case "binary":
    case "cross":
      return [expression.left, expression.right];
    case "between":
      return [expression.value, expression.low, expression.high];
    case "known":
    case "on":
    case "conversion":
      return [expression.value];
    case "filled":
      return [expression.value, expression.limit];
    case "if":
      return [expression.condition, expression.consequent, expression.alternative];
    case "list":
      return expression.items;
    default:
      return [];
  }
}

/** Whether some path from the expression to a leaf has more than `limit` nodes. Needs no stack of its own. */
export function isDeeperThan(expression: Expression, limit: number): boolean {
  let level: readonly Expression[] = [expression];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) {
      return true;
    }
    level = level.flatMap(childExpressions);
  }
  return false;
}
