import { conjuncts, type PositionTest, positionTest, type Side } from "./orders.ts";
import { type Resolved, someDeep } from "./resolved.ts";

/** What is known of the position where a rule is looked at. */
export type PositionTruths = Readonly<Partial<Record<PositionTest, boolean>>>;

/** While an entry of a side is armed: flat, or in the opposite position. */
export function whileArmed(side: Side): PositionTruths {
  return side === "long" ? { long: false, notLong: true } : { short: false, notShort: true };
}

/** While there is no position. */
export const whileFlat: PositionTruths = {
  flat: true,
  open: false,
  long: false,
  short: false,
  notLong: true,
  notShort: true,
};

/** While a position of a side is open. */
export function whileHeld(side: Side): PositionTruths {
  const isLong = side === "long";
  return { flat: false, open: true, long: isLong, notLong: !isLong, short: !isLong, notShort: isLong };
}

/** Conditions under what is known of the position; `undefined` where they cannot hold. */
export function assumeAll(
  guards: readonly Resolved[],
  truths: PositionTruths,
): readonly Resolved[] | undefined {
  const steps = { left: STEP_LIMIT };
  const parts = guards.map((guard) => assume(guard, truths, steps)).flatMap(conjuncts);
  return parts.some((part) => part.kind === "truth" && !part.value)
    ? undefined
    : parts.filter((part) => part.kind !== "truth");
}

/** Parts that are looked at; conditions beyond them stay as they are. */
const STEP_LIMIT = 400;

/** A condition with tests of the position replaced by what is known. */
function assume(node: Resolved, truths: PositionTruths, steps: { left: number }): Resolved {
  steps.left -= 1;
  if (steps.left < 0) {
    return node;
  }
  const test = positionTest(node);
  const known = test === undefined ? undefined : truths[test];
  if (known !== undefined) {
    return { kind: "truth", value: known };
  }
  switch (node.kind) {
    case "ref": {
      const { role, value } = node.definition;
      const isHidden = role === "let" && someDeep(value, (part) => positionTest(part) !== undefined);
      return isHidden ? assume(value, truths, steps) : node;
    }
    case "unary": {
      const operand = node.operator === "not" ? assume(node.operand, truths, steps) : node.operand;
      return operand.kind === "truth" && node.operator === "not"
        ? { kind: "truth", value: !operand.value }
        : { ...node, operand };
    }
    case "binary":
      return node.operator === "and" || node.operator === "or"
        ? both(node, assume(node.left, truths, steps), assume(node.right, truths, steps))
        : node;
    default:
      return node;
  }
}

function both(
  node: Extract<Resolved, { readonly kind: "binary" }>,
  left: Resolved,
  right: Resolved,
): Resolved {
  const deciding = node.operator === "or";
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (side.kind === "truth") {
      return side.value === deciding ? side : other;
    }
  }
  return { ...node, left, right };
}
