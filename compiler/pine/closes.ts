import { assumeAll, whileHeld } from "./assume.ts";
import { constantNumber } from "./constant.ts";
import type { Chunk } from "./draft.ts";
import { plainNumber } from "./inputs.ts";
import { type CloseOrder, type EntryOrder, keyOf, type Side, without } from "./orders.ts";
import type { Resolved } from "./resolved.ts";
import { conditionText, type EntryPlan, reportRefusal, translated } from "./rules.ts";
import { level, type Piece, tight } from "./text.ts";
import { addFinding, type Writer } from "./writer.ts";

/** Writes `strategy.close` and `strategy.close_all` as exits, one for each side. */
export function closeRules(
  writer: Writer,
  closes: readonly CloseOrder[],
  plans: readonly EntryPlan[],
  entries: readonly EntryOrder[],
): readonly Chunk[] {
  return closes.flatMap((close) => {
    const sides = sidesOf(close, plans);
    if (sides.length === 0) {
      const why = missingEntry(close.id, entries);
      reportRefusal(writer, close, { why, advice: "" });
    }
    if (close.isImmediate) {
      addFinding(writer, {
        kind: "changed",
        trades: true,
        line: close.line,
        text: close.text,
        why: "Pine closes at once, at the close of the bar; here the order fills at the next open",
        advice: 'set `fills "bar/pessimistic@1" at close` in the session',
      });
    }
    return sides.flatMap((side) => closeRule(writer, close, side, plans) ?? []);
  });
}

/** Why there is nothing to close. */
export function missingEntry(id: string | undefined, entries: readonly EntryOrder[]): string {
  if (id === undefined) {
    return "no entry was translated that it could close";
  }
  return entries.some((entry) => entry.id === id)
    ? `the entry "${id}" was not translated`
    : `no entry is called "${id}"`;
}

function sidesOf(close: CloseOrder, plans: readonly EntryPlan[]): readonly Side[] {
  const own = plans.filter(({ order }) => close.id === undefined || order.id === close.id);
  return (["long", "short"] as const).filter(
    (side) =>
      own.some(({ order }) => order.side === side) && assumeAll(close.guards, whileHeld(side)) !== undefined,
  );
}

function closeRule(
  writer: Writer,
  close: CloseOrder,
  side: Side,
  plans: readonly EntryPlan[],
): Chunk | undefined {
  const conditions = assumeAll(close.guards, whileHeld(side)) ?? [];
  const turning = plans.filter(
    ({ order, isFlatOnly, addsOnly }) =>
      order.side !== side &&
      !isFlatOnly &&
      !addsOnly &&
      order.limit === undefined &&
      order.stop === undefined,
  );
  if (turning.some((plan) => without(plan.conditions, conditions).length === 0)) {
    // The opposite entry of the same bar closes the position as it turns it around.
    addFinding(writer, translated(close));
    return undefined;
  }
  const yielding = turning.map((plan) => unlessEntry(writer, close, plan, conditions));
  const when = conditionText(writer, conditions, close, ...yielding);
  const part = partOf(writer, close);
  if (when.refusal !== undefined || part === undefined) {
    if (when.refusal !== undefined) {
      reportRefusal(writer, close, when.refusal);
    }
    return undefined;
  }
  addFinding(writer, translated(close));
  return {
    kind: "exit",
    name: undefined,
    line: close.line,
    text: close.text,
    notes: [],
    head: `exit ${side}${when.text === undefined ? "" : ` when ${when.text}`}${part}`,
    clauses: [],
  };
}

/**
 * An exit comes before an entry of the same bar and makes it wait. Where the entry would turn the position around, the
 * exit leaves that bar to it.
 */
function unlessEntry(
  writer: Writer,
  close: CloseOrder,
  plan: EntryPlan,
  conditions: readonly Resolved[],
): Piece | undefined {
  const rest = without(plan.conditions, conditions);
  if (excludes(rest, conditions)) {
    return undefined;
  }
  const entered = conditionText(writer, rest, close);
  if (entered.text === undefined) {
    return undefined;
  }
  const isSingle = /^[\w.]+$/.test(entered.text);
  const piece: Piece = { text: entered.text, level: isSingle ? level.atom : level.or };
  return { text: `not ${tight(piece, level.atom)}`, level: level.not };
}

/** One holds only where another does not: `a` and `not a`. */
function excludes(left: readonly Resolved[], right: readonly Resolved[]): boolean {
  const negated = (node: Resolved): string =>
    node.kind === "unary" && node.operator === "not" ? keyOf(node.operand) : `not(${keyOf(node)})`;
  const keys = new Set(right.map(keyOf));
  return left.some((node) => keys.has(negated(node)));
}

/** `part 50%`; nothing for the whole. `undefined` where the share is not known. */
function partOf(writer: Writer, close: CloseOrder): string | undefined {
  if (close.quantity !== undefined) {
    reportRefusal(writer, close, {
      why: "it closes a number of units",
      advice: "write a share: `exit long when .. part 50%`",
    });
    return undefined;
  }
  if (close.percent === undefined) {
    return "";
  }
  const percent = constantNumber(close.percent);
  if (percent === undefined || !(percent > 0)) {
    reportRefusal(writer, close, { why: "the share is computed", advice: "write it: `part 50%`" });
    return undefined;
  }
  return percent >= 100 ? "" : ` part ${plainNumber(percent)}%`;
}
