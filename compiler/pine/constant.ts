import { type Definition, partsOf, type Resolved } from "./resolved.ts";

/** Steps that working out one constant may take: names can be read more than once, in chains that double. */
const STEP_LIMIT = 500;

interface Steps {
  left: number;
}

/** The number that an expression of literals and inputs has with the inputs' defaults. */
export function constantNumber(node: Resolved, steps: Steps = { left: STEP_LIMIT }): number | undefined {
  steps.left -= 1;
  if (steps.left < 0) {
    return undefined;
  }
  switch (node.kind) {
    case "number":
      return Number(node.text);
    case "ref":
      return node.definition.role === "let" || node.definition.role === "param"
        ? constantNumber(node.definition.value, steps)
        : undefined;
    case "unary": {
      const value = node.operator === "not" ? undefined : constantNumber(node.operand, steps);
      return value === undefined || node.operator === "+" ? value : -value;
    }
    case "binary": {
      const left = constantNumber(node.left, steps);
      const right = left === undefined ? undefined : constantNumber(node.right, steps);
      return left === undefined || right === undefined ? undefined : calculate(node.operator, left, right);
    }
    default:
      return undefined;
  }
}

function calculate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : left / right;
    default:
      return undefined;
  }
}

/** The text that an expression has, with the inputs' defaults. */
export function constantText(node: Resolved | undefined, depth = 0): string | undefined {
  if (node?.kind === "text") {
    return node.value;
  }
  const isNamed = node?.kind === "ref" && depth < 50;
  return isNamed && (node.definition.role === "let" || node.definition.role === "param")
    ? constantText(node.definition.value, depth + 1)
    : undefined;
}

/** The names that an expression of constants consists of. */
export function constantNames(node: Resolved | undefined): ReadonlySet<Definition> {
  const names = new Set<Definition>();
  const queue = node === undefined ? [] : [node];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    queue.push(...partsOf(part));
    if (part.kind === "ref" && !names.has(part.definition)) {
      names.add(part.definition);
      queue.push(part.definition.value);
    }
  }
  return names;
}

/** True when an expression of constants reads an input. */
export function readsInput(node: Resolved): boolean {
  return [...constantNames(node)].some(({ role }) => role === "param");
}

/** Known before the run: literals, inputs, and what is made of them. */
export function isConstant(node: Resolved): boolean {
  const isOwn = (part: Resolved): boolean => {
    switch (part.kind) {
      case "number":
      case "truth":
      case "text":
      case "color":
      case "unary":
      case "binary":
        return partsOf(part).every(isOwn);
      case "ref":
        return part.definition.role === "param" || part.definition.role === "let";
      case "call":
        return /^(?:math|color|str)\./.test(part.callee) && partsOf(part).every(isOwn);
      default:
        return false;
    }
  };
  return isOwn(node) && [...constantNames(node)].every(({ role, value }) => role === "param" || isOwn(value));
}
