import { assumeAll, whileHeld } from "./assume.ts";
import { missingEntry } from "./closes.ts";
import { constantNumber } from "./constant.ts";
import type { Chunk } from "./draft.ts";
import { plainNumber } from "./inputs.ts";
import { type ExitOrder, keyOf, type Orders, type Side, without } from "./orders.ts";
import { behind, type Resolved, someDeep } from "./resolved.ts";
import { clause, conditionText, type EntryPlan, RESTING_BARS, reportRefusal, translated } from "./rules.ts";
import { addFinding, type Writer, write } from "./writer.ts";

/** When the levels of an exit are known and may move. */
type Timing =
  /** Stated with the entry, and then fixed. */
  | "withEntry"
  /** Stated at every bar, also at that of the entry. */
  | "always"
  /** Stated while a position is open, or under conditions of its own. */
  | "later";

/** An exit as it applies to one entry. */
interface Applied {
  readonly exit: ExitOrder;
  readonly plan: EntryPlan;
  readonly timing: Timing;
  /** Its conditions beyond those of the entry and of the position. */
  readonly conditions: readonly Resolved[];
  /** The share of the position that it closes, in percent. */
  readonly percent: number;
}

/** Adds stops, targets and trails to entries, and gives the exits that stand alone. */
export function planExits(writer: Writer, orders: Orders, plans: readonly EntryPlan[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (const plan of plans) {
    const own = orders.exits.filter((exit) => appliesTo(exit, plan));
    let left = 100;
    for (const [index, exit] of own.entries()) {
      const isLast = index === own.length - 1;
      const asked = exit.percent === undefined ? 100 : constantNumber(exit.percent);
      if (asked === undefined || exit.quantity !== undefined) {
        const why = "it closes a number of units, or a share that is computed";
        reportRefusal(writer, exit, { why, advice: "write a share: `exit long when .. part 50%`" });
        continue;
      }
      const share = isLast && asked >= left ? 100 : Math.min(100, (asked / left) * 100);
      left = Math.max(1, left - asked);
      const applied = apply(exit, plan, share);
      chunks.push(...(share < 100 ? partialExit(writer, applied, own) : wholeExit(writer, applied)));
    }
  }
  const unused = orders.exits.filter((exit) => !plans.some((plan) => appliesTo(exit, plan)));
  for (const exit of unused) {
    const why = missingEntry(exit.from, orders.entries);
    reportRefusal(writer, exit, { why, advice: "" });
  }
  return mergeSides(chunks);
}

function appliesTo(exit: ExitOrder, { order }: EntryPlan): boolean {
  const isOwn = exit.from === undefined || exit.from === order.id;
  return (
    isOwn && (isStatedWith(exit, order.guards) || assumeAll(exit.guards, whileHeld(order.side)) !== undefined)
  );
}

function apply(exit: ExitOrder, plan: EntryPlan, percent: number): Applied {
  const { order } = plan;
  if (isStatedWith(exit, order.guards)) {
    return { exit, plan, timing: exit.guards.length === 0 ? "always" : "withEntry", conditions: [], percent };
  }
  const conditions = assumeAll(exit.guards, whileHeld(order.side)) ?? [];
  return { exit, plan, timing: "later", conditions, percent };
}

/** Every condition of the exit is one of the entry: it is stated whenever the entry is. */
function isStatedWith(exit: ExitOrder, guards: readonly Resolved[]): boolean {
  return without(exit.guards, guards).length === 0;
}

/** Rules of two entries of a side that say the same are one. */
function mergeSides(chunks: readonly Chunk[]): readonly Chunk[] {
  const seen = new Set<string>();
  return chunks.filter((chunk) => {
    const key = `${chunk.line} ${chunk.head} ${chunk.clauses.map(({ text }) => text).join(" ")}`;
    return !seen.has(key) && seen.add(key);
  });
}

function readsPosition(node: Resolved): boolean {
  return someDeep(
    node,
    (part) => part.kind === "builtin" && /^strategy\.position_avg_price$/.test(part.name),
  );
}

/** A level as a price, or as a distance from the entry. */
type Level =
  | { readonly kind: "price"; readonly value: Resolved; readonly condition: Resolved | undefined }
  | { readonly kind: "distance"; readonly value: Resolved; readonly condition: Resolved | undefined };

/** The level of a stop or a target; `x ? price : na` has a condition. */
function levelOf(price: Resolved | undefined, ticks: Resolved | undefined): Level | undefined {
  const given = price ?? ticks;
  if (given === undefined) {
    return undefined;
  }
  const value = behind(given);
  const isChoice = value.kind === "choice" && value.alternative.kind === "na";
  const inner = isChoice ? value.consequent : given;
  const condition = isChoice ? value.condition : undefined;
  return price === undefined
    ? { kind: "distance", value: fromTicks(inner), condition }
    : { kind: "price", value: inner, condition };
}

/** Ticks as a distance between prices: `x / syminfo.mintick` ticks are x. */
export function fromTicks(ticks: Resolved): Resolved {
  const value = behind(ticks);
  if (
    value.kind === "call" &&
    /^(?:math\.(?:round|floor|ceil)|int)$/.test(value.callee) &&
    value.args[0] !== undefined
  ) {
    return fromTicks(value.args[0].value);
  }
  const isTick = (node: Resolved): boolean => {
    const found = behind(node);
    return found.kind === "builtin" && found.name === "syminfo.mintick";
  };
  if (value.kind === "binary" && value.operator === "/" && isTick(value.right)) {
    return value.left;
  }
  return { kind: "binary", operator: "*", left: ticks, right: { kind: "builtin", name: "syminfo.mintick" } };
}

function wholeExit(writer: Writer, applied: Applied): readonly Chunk[] {
  const { exit } = applied;
  addFinding(writer, translated(exit));
  const stop = levelOf(exit.stop, exit.loss);
  const target = levelOf(exit.limit, exit.profit);
  return [
    ...(stop === undefined ? [] : place(writer, applied, "stop", stop)),
    ...(target === undefined ? [] : place(writer, applied, "target", target)),
    ...trail(writer, applied),
  ];
}

/** A stop or target: a clause of the entry where it is fixed with it, an exit of its own where it moves. */
function place(writer: Writer, applied: Applied, kind: "stop" | "target", at: Level): readonly Chunk[] {
  const { exit, plan, timing } = applied;
  const isFixed =
    at.condition === undefined &&
    (at.kind === "distance" ? timing !== "later" : timing === "withEntry" && !readsPosition(at.value));
  if (!isFixed) {
    return restingExit(writer, applied, kind, at);
  }
  const outcome = write(writer, at.value, exit);
  if (outcome.refusal !== undefined) {
    reportRefusal(writer, exit, outcome.refusal);
    return [];
  }
  const away = (kind === "stop") === (plan.order.side === "long") ? "below" : "above";
  const text =
    at.kind === "price" ? `${kind} at ${outcome.piece.text}` : `${kind} ${outcome.piece.text} ${away} entry`;
  const known = plan.protection.find((item) => item.text.startsWith(`${kind} `));
  if (known === undefined) {
    plan.protection.push(clause(exit, text, true));
  } else if (known.text !== text) {
    reportRefusal(writer, exit, {
      why: `the entry has another ${kind} already`,
      advice: "close a share with each: `part 50%`",
    });
  }
  return [];
}

/** `exit long { order stop at P }`: the order rests, and moves with its price at every close. */
function restingExit(
  writer: Writer,
  applied: Applied,
  kind: "stop" | "target",
  at: Level,
  head = "",
): readonly Chunk[] {
  const { exit, plan, timing } = applied;
  const { side } = plan.order;
  const price = at.kind === "price" ? at.value : entryPlus(side, kind, at.value);
  const guards = [...applied.conditions, ...(at.condition === undefined ? [] : [at.condition])];
  const frozen =
    timing === "withEntry" && !readsPosition(price) ? capture(writer, applied, kind, price) : undefined;
  const outcome = frozen ?? write(writer, price, exit);
  const when = conditionText(writer, guards, exit);
  const refusal = outcome.refusal ?? when.refusal;
  if (refusal !== undefined || outcome.piece === undefined) {
    reportRefusal(writer, exit, refusal ?? { why: "its price is not known", advice: "" });
    return [];
  }
  if (timing === "always" && !readsPosition(price)) {
    addFinding(writer, {
      kind: "changed",
      trades: true,
      line: exit.line,
      text: exit.text,
      why: `the ${kind} moves with its price at every close; it works from the close of the entry's first bar, in Pine already within that bar`,
      advice: `to fix it at the entry, write \`${kind} at PRICE\` into the \`enter\` rule`,
    });
  }
  const order = `order ${kind === "stop" ? "stop" : "limit"} at ${outcome.piece.text}`;
  const isLasting = applied.conditions.length > 0;
  return [
    {
      kind: "exit",
      name: undefined,
      line: exit.line,
      text: exit.text,
      notes: [],
      head: `exit ${side}${when.text === undefined ? "" : ` when ${when.text}`}${head}`,
      clauses: [
        clause(exit, order),
        ...(isLasting ? [clause(exit, `expire after ${RESTING_BARS} bars`)] : []),
      ],
    },
  ];
}

/** A price that is fixed when the position opens, under a name. */
function capture(writer: Writer, { exit, plan }: Applied, kind: string, price: Resolved) {
  const outcome = write(writer, price, exit);
  if (outcome.refusal !== undefined) {
    return outcome;
  }
  const text = outcome.piece.text;
  const known = plan.protection.find(
    (item) => item.text.startsWith("capture ") && item.text.endsWith(` = ${text}`),
  );
  const name = known?.text.split(" ")[1] ?? writer.names.take(`${kind}Price`);
  if (known === undefined) {
    plan.protection.push(clause(exit, `capture ${name} = ${text}`));
  }
  return { piece: { text: name, level: 9 as const }, refusal: undefined };
}

function entryPlus(side: Side, kind: "stop" | "target", distance: Resolved): Resolved {
  const isUp = (kind === "target") === (side === "long");
  const entry: Resolved = { kind: "builtin", name: "strategy.position_avg_price" };
  return { kind: "binary", operator: isUp ? "+" : "-", left: entry, right: distance };
}

function trail(writer: Writer, applied: Applied): readonly Chunk[] {
  const { exit, plan } = applied;
  const { trailOffset, trailPoints, trailPrice } = exit;
  if (trailOffset === undefined && trailPoints === undefined && trailPrice === undefined) {
    return [];
  }
  if (trailOffset === undefined) {
    reportRefusal(writer, exit, {
      why: "a trail without `trail_offset` follows at no distance",
      advice: "write `trail DISTANCE after GAIN`",
    });
    return [];
  }
  const distance = write(writer, fromTicks(trailOffset), exit);
  const isZero = trailPoints !== undefined && constantNumber(trailPoints) === 0;
  const after =
    trailPrice !== undefined
      ? {
          piece: undefined,
          refusal: {
            why: "a trail starts at a gain here, not at a price",
            advice: "write `trail DISTANCE after GAIN`",
          },
        }
      : trailPoints === undefined || isZero
        ? undefined
        : write(writer, fromTicks(trailPoints), exit);
  const refusal = distance.refusal ?? after?.refusal;
  if (refusal !== undefined) {
    reportRefusal(writer, exit, refusal);
    return [];
  }
  const start = after?.piece === undefined ? "" : ` after ${after.piece.text}`;
  plan.protection.push(clause(exit, `trail ${distance.piece?.text ?? ""}${start}`, true));
  addFinding(writer, {
    kind: "changed",
    trades: true,
    line: exit.line,
    text: exit.text,
    why: "a trailing stop moves with the extremes of whole bars here; Pine moves it along the path that it assumes within a bar",
    advice: "compare on smaller bars",
  });
  return [];
}

/** A share of the position at a target: once, while the best price since entry has not passed it. */
function partialExit(writer: Writer, applied: Applied, all: readonly ExitOrder[]): readonly Chunk[] {
  const { exit, plan } = applied;
  const target = levelOf(exit.limit, exit.profit);
  const isSameStop = (part: "stop" | "loss"): boolean => {
    const own = exit[part];
    const last = all.at(-1)?.[part];
    return own === undefined || (last !== undefined && keyOf(last) === keyOf(own));
  };
  if (!isSameStop("stop") || !isSameStop("loss") || exit.trailOffset !== undefined) {
    reportRefusal(writer, exit, {
      why: "the stop or trail of a share of the position differs from that of the rest",
      advice: "write one stop for all of it",
    });
  }
  if (target === undefined) {
    return [];
  }
  const fixed =
    target.kind === "distance" ? entryPlus(plan.order.side, "target", target.value) : target.value;
  const moves = applied.timing !== "withEntry" && !isSettled(fixed);
  if (moves || target.condition !== undefined) {
    reportRefusal(writer, exit, {
      why: "the target of a share of the position moves",
      advice: "fix it at the entry with `capture`",
    });
    return [];
  }
  const frozen = readsPosition(fixed)
    ? write(writer, fixed, exit)
    : capture(writer, applied, "target", fixed);
  if (frozen.refusal !== undefined) {
    reportRefusal(writer, exit, frozen.refusal);
    return [];
  }
  addFinding(writer, translated(exit));
  addFinding(writer, {
    kind: "changed",
    trades: true,
    line: exit.line,
    text: exit.text,
    why: "the target of a share works from the close of the entry's first bar, in Pine already within that bar",
    advice: "",
  });
  const { side } = plan.order;
  const price = frozen.piece.text;
  return [
    {
      kind: "exit",
      name: undefined,
      line: exit.line,
      text: exit.text,
      notes: [],
      head: `exit ${side} when best ${side === "long" ? "<=" : ">="} ${price} part ${plainNumber(Math.round(applied.percent * 1e4) / 1e4)}%`,
      clauses: [clause(exit, `order limit at ${price}`)],
    },
  ];
}

/** Made of the entry price and of constants. */
function isSettled(node: Resolved): boolean {
  return !someDeep(
    node,
    (part) =>
      part.kind === "call" ||
      part.kind === "past" ||
      part.kind === "own" ||
      (part.kind === "builtin" && !/^(?:strategy\.position_avg_price|syminfo\.mintick)$/.test(part.name)),
  );
}
