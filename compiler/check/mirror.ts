import type { MirrorStatement } from "../ast/nodes.ts";
import { isError, joinTyped } from "./build-typed.ts";
import type { CheckedCombo, CheckedTrigger } from "./checked.ts";
import { type Env, textAt } from "./context.ts";
import { mapTyped } from "./map-typed.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/**
 * The mirror of a combo: sides turned, and each comparison or crossing of a series that has a sign with a constant
 * taken of the negated series.
 */
export function mirrorCombo(env: Env, node: MirrorStatement, combo: CheckedCombo): CheckedCombo {
  const turn: Turn = { env, from: combo.id, to: node.name.text, turned: 0, inserts: [] };
  const enter = turnTrigger(turn, combo.enter);
  if (turn.turned === 0 && !(combo.enter.condition !== undefined && isError(combo.enter.condition))) {
    const labels = [{ span: combo.enter.condition?.span ?? combo.enter.span, text: "its condition" }];
    env.report("nothing-to-mirror", node.mirrored.span, { name: combo.id }, { labels });
  }
  return {
    ...combo,
    statement: node,
    id: node.name.text,
    mirrorOf: combo.id,
    legs: combo.legs.map((leg) => ({ ...leg, side: leg.side === "long" ? "short" : "long" })),
    enter,
    exits: combo.exits.map((exit) => ({ ...exit, ...turnTrigger(turn, exit) })),
    rebalance: combo.rebalance === undefined ? undefined : turnTrigger(turn, combo.rebalance),
  };
}

interface Turn {
  readonly env: Env;
  /** Names of the combo and of its mirror: what reads the one in its own conditions reads the other there. */
  readonly from: string;
  readonly to: string;
  turned: number;
  /** Where the text of the condition gets a minus. */
  inserts: { readonly start: number; readonly end: number; readonly needsParentheses: boolean }[];
}

function turnTrigger(turn: Turn, trigger: CheckedTrigger): CheckedTrigger {
  const { condition } = trigger;
  if (condition === undefined) {
    return trigger;
  }
  turn.inserts = [];
  const before = turn.turned;
  const turned = mapTyped(turnCondition(turn, condition), (typed) => ownFact(turn, typed));
  return turned === condition
    ? trigger
    : { ...trigger, condition: turned, text: textOf(turn, condition, turn.turned - before) };
}

/** A fact of the combo as that of its mirror. */
function ownFact({ from, to }: Turn, typed: Typed): Typed {
  const { node } = typed;
  return node.kind === "fact" && node.fact.startsWith("combo.") && node.slot === from
    ? { ...typed, node: { ...node, slot: to } }
    : typed;
}

/** The text with the minus signs in it; a condition behind a name keeps the name. */
function textOf(turn: Turn, condition: Typed, count: number): string {
  const { span } = condition;
  const source = turn.env.context.sources.get(span.source);
  const inside = turn.inserts.filter(({ start, end }) => start >= span.start && end <= span.end);
  let result = source.text.slice(span.start, span.end);
  for (const { start, end, needsParentheses } of [...inside].sort((a, b) => b.start - a.start)) {
    const [from, to] = [start - span.start, end - span.start];
    const part = result.slice(from, to);
    result = `${result.slice(0, from)}-${needsParentheses ? `(${part})` : part}${result.slice(to)}`;
  }
  const text = result.replace(/\s+/g, " ").replaceAll(new RegExp(`\\b${turn.from}\\.`, "g"), `${turn.to}.`);
  return inside.length < count ? `${text} (mirrored)` : text;
}

/** Conditions inside a condition are turned; what is no comparison of a signed series with a constant stays. */
function turnCondition(turn: Turn, typed: Typed): Typed {
  const { node } = typed;
  const next = (part: Typed): Typed => turnCondition(turn, part);
  switch (node.kind) {
    case "named": {
      const value = next(node.value);
      return value === node.value ? typed : { ...value, span: typed.span };
    }
    case "logic": {
      const left = next(node.left);
      const right = next(node.right);
      return left === node.left && right === node.right
        ? typed
        : { ...typed, node: { ...node, left, right } };
    }
    case "not": {
      const operand = next(node.operand);
      return operand === node.operand ? typed : { ...typed, node: { ...node, operand } };
    }
    case "held": {
      const value = next(node.value);
      return value === node.value ? typed : { ...typed, node: { ...node, value } };
    }
    case "coalesce": {
      const left = next(node.left);
      return left === node.left ? typed : { ...typed, node: { ...node, left } };
    }
    case "compare":
    case "cross": {
      if (node.right.stage === "constant" && hasSign(node.left)) {
        return { ...typed, node: { ...node, left: negated(turn, node.left) } };
      }
      if (node.left.stage === "constant" && hasSign(node.right)) {
        return { ...typed, node: { ...node, right: negated(turn, node.right) } };
      }
      return typed;
    }
    default:
      return typed;
  }
}

function negated(turn: Turn, operand: Typed): Typed {
  turn.turned += 1;
  const { start, end } = operand.span;
  const needsParentheses = !/^[\w.]+(?:\(.*\))?$/s.test(textAt(turn.env, operand.span));
  turn.inserts.push({ start, end, needsParentheses });
  return joinTyped(operand.span, operand.type, { kind: "negate", operand }, [operand]);
}

/** A series that may lie on both sides of zero: a plain number or a ratio, and nothing that cannot be negative. */
function hasSign(typed: Typed): boolean {
  const { type } = typed;
  return (
    typed.stage === "series" &&
    type.kind === "quantity" &&
    isDimensionless(type) &&
    (type.scale === "number" || type.scale === "ratio") &&
    !isNeverNegative(typed)
  );
}

const neverNegative: ReadonlySet<string> = new Set(["abs", "sqrt", "stdev", "variance", "exp", "tr", "atr"]);
const keepsSign: ReadonlySet<string> = new Set([
  "sma",
  "ema",
  "rma",
  "wma",
  "highest",
  "lowest",
  "sum",
  "median",
]);

function isNeverNegative(typed: Typed): boolean {
  const { node } = typed;
  if (typed.isPositive) {
    return true;
  }
  switch (node.kind) {
    case "number":
      return node.value >= 0;
    case "source":
      return true;
    case "named":
      return isNeverNegative(node.value);
    case "history":
    case "filled":
    case "held":
      return isNeverNegative(node.value);
    case "arithmetic":
      return node.operator !== "-" && isNeverNegative(node.left) && isNeverNegative(node.right);
    case "pointwise": {
      const { operands } = node;
      if (node.operation === "max") {
        return operands.some(isNeverNegative);
      }
      return (
        neverNegative.has(node.operation) || (node.operation === "min" && operands.every(isNeverNegative))
      );
    }
    case "operation":
      return (
        neverNegative.has(node.operation) ||
        (keepsSign.has(node.operation) && node.inputs.every(isNeverNegative))
      );
    default:
      return false;
  }
}
