import { assertNever } from "../diagnostics/index.ts";
import { assumeAll, whileArmed, whileFlat, whileHeld } from "./assume.ts";
import { closeRules } from "./closes.ts";
import type { Chunk, DraftClause } from "./draft.ts";
import { planExits } from "./exits.ts";
import type { Header } from "./header.ts";
import { numberText, plainNumber } from "./inputs.ts";
import {
  conjuncts,
  type EntryOrder,
  type Orders,
  type PositionTest,
  positionTest,
  type Side,
  without,
} from "./orders.ts";
import type { Refusal } from "./printing.ts";
import type { Origin, Resolved } from "./resolved.ts";
import { joined, level, type Piece } from "./text.ts";
import { addFinding, type Writer, write } from "./writer.ts";

/** An entry on its way into the plan. */
export interface EntryPlan {
  readonly order: EntryOrder;
  /** Its conditions without those on the position. */
  readonly conditions: readonly Resolved[];
  /** Its conditions while a position of its side is open; `undefined` where it cannot add to one. */
  readonly added: readonly Resolved[] | undefined;
  /** It only adds to an open position. */
  readonly addsOnly: boolean;
  /** It never turns an open position around. */
  readonly isFlatOnly: boolean;
  readonly when: string | undefined;
  /** Clauses that exits add: stop, target, trail, captures. */
  readonly protection: DraftClause[];
}

/** Bars that an order rests which Pine Script keeps until it fills. */
export const RESTING_BARS = 1000;

/** Writes the rules of a strategy. */
export function writeRules(writer: Writer, orders: Orders, header: Header): void {
  for (const { line, text, why, advice } of orders.refused) {
    addFinding(writer, { kind: "leftOut", trades: true, line, text, why, advice });
  }
  const allowed = allowedSides(writer, orders);
  const opening = orders.entries.filter((entry) => allowed.includes(entry.side));
  const plans = opening.flatMap((entry) => planEntry(writer, entry, header) ?? []);
  const closing = orders.entries
    .filter((entry) => !allowed.includes(entry.side))
    .map((entry) => ({
      ...entry,
      id: undefined,
      percent: undefined,
      quantity: undefined,
      isImmediate: false,
    }));
  const exits = [
    ...planExits(writer, orders, plans),
    ...closeRules(writer, [...orders.closes, ...closing], plans, orders.entries),
  ];
  const book: RuleBook = { orders, plans, exits, header };
  const entered = plans
    .filter(({ addsOnly }) => !addsOnly)
    .flatMap((plan) => writeEntry(writer, plan, book) ?? []);
  const adds = header.entries > 1 ? plans.flatMap((plan) => addRule(writer, plan, header) ?? []) : [];
  writer.chunks.push(...entered, ...adds, ...exits);
  reportCancels(writer, orders);
}

/** What the rule of an entry depends on beside it. */
interface RuleBook {
  readonly orders: Orders;
  readonly plans: readonly EntryPlan[];
  readonly exits: readonly Chunk[];
  readonly header: Header;
}

/** Sides that `strategy.risk.allow_entry_in` leaves; the other risk settings are left out. */
function allowedSides(writer: Writer, orders: Orders): readonly Side[] {
  let sides: readonly Side[] = ["long", "short"];
  for (const action of orders.limits) {
    const value = action.args[0]?.value;
    const direction =
      value?.kind === "builtin" ? /^strategy\.direction\.(\w+)$/.exec(value.name)?.[1] : undefined;
    if (action.callee === "strategy.risk.allow_entry_in" && direction !== undefined) {
      sides = direction === "long" ? ["long"] : direction === "short" ? ["short"] : sides;
      addFinding(writer, translated(action));
    } else {
      addFinding(writer, {
        kind: "leftOut",
        trades: true,
        line: action.line,
        text: action.text,
        why: "limits guard a session here, not one script",
        advice: "write a `risk` block: `limit drawdown to 10% then flatten and halt`",
      });
    }
  }
  return sides;
}

/** A line of the report for what was translated as it stands. */
export function translated({ line, text }: Origin): Parameters<typeof addFinding>[1] {
  return { kind: "translated", trades: true, line, text, why: "", advice: "" };
}

/** Reports a part of a rule that cannot be written. */
export function reportRefusal(writer: Writer, origin: Origin, { why, advice }: Refusal): void {
  addFinding(writer, { kind: "leftOut", trades: true, line: origin.line, text: origin.text, why, advice });
}

function planEntry(writer: Writer, order: EntryOrder, header: Header): EntryPlan | undefined {
  const armed = assumeAll(order.guards, whileArmed(order.side));
  const flatTests: readonly (PositionTest | undefined)[] = [
    "flat",
    order.side === "long" ? "notShort" : "notLong",
  ];
  const isFlatOnly = armed?.some((guard) => flatTests.includes(positionTest(guard))) ?? false;
  const conditions = isFlatOnly ? assumeAll(order.guards, whileFlat) : armed;
  const added = assumeAll(order.guards, whileHeld(order.side));
  const addsOnly = conditions === undefined;
  if (addsOnly && (added === undefined || header.entries === 1)) {
    const { line, text } = order;
    const why =
      added === undefined
        ? "its conditions on the position can never hold"
        : `it enters ${order.side} only while ${order.side}, and \`pyramiding\` allows one entry: it never fills`;
    addFinding(writer, { kind: "leftOut", trades: false, line, text, why, advice: "" });
    return undefined;
  }
  const when = conditionText(writer, conditions ?? [], order);
  if (when.refusal !== undefined) {
    reportRefusal(writer, order, when.refusal);
    return undefined;
  }
  return {
    order,
    conditions: conditions ?? [],
    added,
    addsOnly,
    isFlatOnly,
    when: when.text,
    protection: [],
  };
}

type ConditionOutcome =
  | { readonly text: string | undefined; readonly refusal: undefined }
  | { readonly text: undefined; readonly refusal: Refusal };

/** Conditions joined by `and`; no text where there are none. */
export function conditionText(
  writer: Writer,
  conditions: readonly Resolved[],
  origin: Origin,
  ...more: readonly (Piece | undefined)[]
): ConditionOutcome {
  const pieces: Piece[] = [];
  for (const condition of conditions) {
    const outcome = write(writer, condition, origin);
    if (outcome.refusal !== undefined) {
      return { text: undefined, refusal: outcome.refusal };
    }
    if (outcome.piece.text !== "true") {
      pieces.push(outcome.piece);
    }
  }
  const all = [...pieces, ...more.filter((piece) => piece !== undefined)];
  const [first, ...rest] = all;
  const whole =
    first === undefined
      ? undefined
      : rest.reduce((left, right) => joined(left, "and", right, level.and), first);
  return { text: whole?.text, refusal: undefined };
}

/** A clause of a rule. */
export function clause(origin: Origin, text: string, isOptional = false): DraftClause {
  return { line: origin.line, text, isOptional };
}

function writeEntry(writer: Writer, plan: EntryPlan, book: RuleBook): Chunk | undefined {
  const { order } = plan;
  const terms = orderClause(writer, order);
  if (terms === undefined) {
    return undefined;
  }
  const isResting = order.limit !== undefined || order.stop !== undefined;
  const opposite = book.plans.some(({ order: { side }, addsOnly }) => side !== order.side && !addsOnly);
  const clauses = [
    sizeClause(writer, order, book.header),
    ...terms,
    ...plan.protection,
    ...(isResting && plan.when !== undefined ? restingClause(writer, plan, book.orders) : []),
    ...(opposite ? [clause(order, `on opposite ${plan.isFlatOnly ? "ignore" : "reverse"}`)] : []),
    ...unprotectedClause(writer, plan, book),
  ];
  const when = plan.when === undefined ? "" : ` when ${plan.when}`;
  addFinding(writer, translated(order));
  return {
    kind: "enter",
    name: undefined,
    line: order.line,
    text: order.text,
    notes: order.comments.filter((comment) => /\w/.test(comment)).map((comment) => `// ${comment}`),
    head: `enter ${order.side}${when}`,
    clauses,
  };
}

/**
 * Says that a position has no way out at a loss, where the script gives it none. Where the script gives one that could
 * not be translated, nothing is said: the entry does not compile then, and is left out with it.
 */
function unprotectedClause(
  writer: Writer,
  { order, protection }: EntryPlan,
  book: RuleBook,
): readonly DraftClause[] {
  const { plans, exits, orders } = book;
  const isProtected =
    protection.some(({ text }) => /^(?:stop|trail) /.test(text)) ||
    exits.some(({ head }) => head.startsWith(`exit ${order.side}`)) ||
    plans.some((other) => other.order.side !== order.side && !other.isFlatOnly && !other.addsOnly);
  const tried = [
    ...orders.exits.filter(({ from }) => from === undefined || from === order.id),
    ...orders.closes.filter(({ id }) => id === undefined || id === order.id),
    ...orders.entries.filter(({ side }) => side !== order.side),
  ];
  const isLost = tried.some(({ line }) =>
    writer.findings.some((finding) => finding.kind === "leftOut" && finding.trades && finding.line === line),
  );
  if (isProtected || isLost) {
    return [];
  }
  addFinding(writer, {
    kind: "changed",
    trades: false,
    line: order.line,
    text: order.text,
    why: "the script gives this position no way out at a loss; the entry says so with `unprotected`",
    advice: "give it a stop: `stop 2 * atr(14) below entry`",
  });
  return [clause(order, "unprotected")];
}

function sizeClause(writer: Writer, order: EntryOrder, header: Header): DraftClause {
  const { base, quote } = writer.setting;
  if (order.quantity !== undefined) {
    const literal = numberText(order.quantity);
    if (literal !== undefined) {
      return clause(order, `size ${literal} ${base}`);
    }
    const outcome = write(writer, order.quantity, order);
    if (outcome.refusal === undefined) {
      return clause(order, `size ${outcome.piece.text}`);
    }
    reportRefusal(writer, order, { ...outcome.refusal, why: `its size: ${outcome.refusal.why}` });
  }
  const value = plainNumber(header.size.value);
  switch (header.size.kind) {
    case "percent":
      return clause(order, `size ${value}% of equity`);
    case "money":
      return clause(order, `size ${value} ${quote}`);
    case "units":
      return clause(order, `size ${value} ${base}`);
    default:
      return assertNever(header.size);
  }
}

/** The type of the order; `undefined` where its price cannot be written. */
function orderClause(writer: Writer, order: EntryOrder): readonly DraftClause[] | undefined {
  const parts: string[] = [];
  for (const kind of ["stop", "limit"] as const) {
    const price = order[kind];
    if (price === undefined) {
      continue;
    }
    const outcome = write(writer, price, order);
    if (outcome.refusal !== undefined) {
      reportRefusal(writer, order, outcome.refusal);
      return undefined;
    }
    parts.push(
      kind === "limit" && parts.length > 0
        ? `limit ${outcome.piece.text}`
        : `${kind} at ${outcome.piece.text}`,
    );
  }
  return parts.length === 0 ? [] : [clause(order, `order ${parts.join(" ")}`)];
}

/** Pine Script keeps a resting order until it fills or is cancelled. */
function restingClause(writer: Writer, plan: EntryPlan, orders: Orders): readonly DraftClause[] {
  const { order } = plan;
  const isCancelled = orders.cancels.some(
    (cancel) => endsWith(cancel.guards, order.guards) && concerns(cancel.id, order),
  );
  if (isCancelled) {
    return [];
  }
  addFinding(writer, {
    kind: "changed",
    trades: true,
    line: order.line,
    text: order.text,
    why: `Pine keeps the order until it fills; here it rests for ${RESTING_BARS} bars`,
    advice: "write another `expire after`, or leave it out: then the order lives while its condition holds",
  });
  return [clause(order, `expire after ${RESTING_BARS} bars`)];
}

function concerns(id: string | undefined, order: EntryOrder): boolean {
  return id === undefined || id === order.id;
}

/** `if a` .. `else` cancel: the order lives while its condition holds, as it does here. */
function endsWith(cancel: readonly Resolved[], entry: readonly Resolved[]): boolean {
  const beyond = without(cancel, entry);
  const [last] = beyond;
  if (beyond.length !== 1 || last?.kind !== "unary" || last.operator !== "not") {
    return false;
  }
  const ended = conjuncts(last.operand);
  return without(ended, entry).length === 0 && without(without(entry, ended), cancel).length === 0;
}

function reportCancels(writer: Writer, orders: Orders): void {
  for (const cancel of orders.cancels) {
    const owned = orders.entries.filter((entry) => concerns(cancel.id, entry));
    if (owned.length > 0 && owned.every((entry) => endsWith(cancel.guards, entry.guards))) {
      addFinding(writer, translated(cancel));
    } else {
      reportRefusal(writer, cancel, {
        why: "no rule cancels the order of another",
        advice: "give the entry `expire after 3 bars`, or a condition: its order is cancelled when that ends",
      });
    }
  }
}

/** The same entry again while a position is open, as often as `pyramiding` allows. */
function addRule(writer: Writer, plan: EntryPlan, header: Header): Chunk | undefined {
  const { order } = plan;
  const terms = orderClause(writer, order);
  const condition = plan.added === undefined ? undefined : conditionText(writer, plan.added, order);
  if (terms === undefined || condition === undefined || condition.refusal !== undefined) {
    return undefined;
  }
  const when = condition.text === undefined ? "" : ` when ${condition.text}`;
  return {
    kind: "add",
    name: undefined,
    line: order.line,
    text: order.text,
    notes: [],
    head: `add ${order.side}${when} up to ${header.entries} units`,
    clauses: [
      sizeClause(writer, order, header),
      ...terms,
      ...plan.protection.filter(({ text }) => !text.startsWith("capture ")),
      ...(order.limit !== undefined || order.stop !== undefined
        ? [clause(order, `expire after ${RESTING_BARS} bars`)].filter(() => condition.text !== undefined)
        : []),
    ],
  };
}
