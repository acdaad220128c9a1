import type { Span } from "../ast/nodes.ts";
import type { Fix, Report } from "../diagnostics/index.ts";
import type { SourceList } from "../source/index.ts";
import { isConsistent } from "./consistency.ts";
import { closesWhat, type Verdicts } from "./exits.ts";
import { windowOf } from "./relations.ts";
import type { RuleParts, StrategyParts } from "./rule-parts.ts";
import type { Term, TermId, Terms } from "./terms.ts";
import { placeOf, type Words } from "./words.ts";

/**
 * Reports entries on a level that still holds when a stop, a target, a time or an exit rule has closed their position:
 * they enter again at the next bar. Speaks only where that is the likely course, not wherever it is possible.
 */
export function lintReentry(
  parts: StrategyParts,
  verdicts: Verdicts,
  words: Words,
  sources: SourceList,
  report: Report,
): void {
  if (parts.strategy.throttles.some((throttle) => throttle.kind === "cooldown")) {
    return;
  }
  for (const entry of parts.rules) {
    const isOpen = entry.opens !== undefined && verdicts.get(entry) === "open";
    const level = !isOpen ? undefined : levelOf(parts.knowledge.terms, entry);
    const cause = level === undefined ? undefined : causeOf(parts, entry, level);
    if (level === undefined || cause === undefined) {
      continue;
    }
    const term = parts.knowledge.terms.get(level.term);
    const place = placeOf(term.span, entry.condition.span, parts.strategy, sources);
    const event = eventOf(parts, words, term);
    report(
      "fires-again",
      place.span,
      { entry: entry.head, cause, text: words.text(level.term), event },
      { ...place.extras, fixes: place.isWritten ? fixOf(place.span, event) : [] },
    );
  }
}

/** An entry that stays willing for many bars. */
interface Level {
  /** Its first part. */
  readonly term: TermId;
  /** Where the price must be for all of it to hold; `undefined`: not told. */
  readonly side: "high" | "low" | undefined;
  /** The operands that move most, which the entry waits for. */
  readonly movers: ReadonlySet<TermId>;
}

/** The level of an entry, if every part of it is one. */
function levelOf(terms: Terms, rule: RuleParts): Level | undefined {
  if (rule.rule.condition.isEvent || rule.rule.condition.stateful !== undefined) {
    return undefined;
  }
  const found = rule.conjuncts.map(({ term }) => lean(terms, terms.get(term)));
  const [first] = rule.conjuncts;
  if (first === undefined || found.includes(undefined)) {
    return undefined;
  }
  const sides = new Set(found.map((item) => item?.side));
  const [side] = sides;
  return {
    term: first.term,
    side: sides.size === 1 ? side : undefined,
    movers: new Set(found.flatMap((item) => (item === undefined ? [] : [item.mover]))),
  };
}

/** Which side of its level a comparison wants the price on; `undefined` where it is no steady level. */
function lean(
  terms: Terms,
  term: Term,
): { readonly side: "high" | "low" | undefined; readonly mover: TermId } | undefined {
  const [a, b] = term.inputs;
  const isComparison = term.value.kind === "operation" && /^[lg][te]$/.test(term.value.operation);
  if (term.value.kind !== "operation" || a === undefined || b === undefined || !isComparison) {
    return undefined;
  }
  const [left, right] = [pace(terms, a), pace(terms, b)];
  const slower = Math.max(left.lag, right.lag);
  if (left.isRecord || right.isRecord || slower < STEADY || left.lag === right.lag) {
    return undefined;
  }
  if (slower === Number.POSITIVE_INFINITY && Math.min(left.lag, right.lag) < 2) {
    // A price, or a bar by itself, against a fixed number.
    return undefined;
  }
  const isLeftFaster = left.lag < right.lag;
  const { sign } = isLeftFaster ? left : right;
  const wantsMore = isLeftFaster === term.value.operation.startsWith("g");
  const side = sign === 0 ? undefined : wantsMore === sign > 0 ? "high" : "low";
  return { side, mover: isLeftFaster ? a : b };
}

/** Bars of memory from which on a value is a level and no event. */
const STEADY = 5;

interface Pace {
  /** Bars of memory; endless for what never changes. */
  readonly lag: number;
  /** Rises with the price, falls with it, or neither is known. */
  readonly sign: 1 | -1 | 0;
  /** An extreme of earlier bars: comparing with it is an event of its own. */
  readonly isRecord: boolean;
}

/** What looks back over a window and has no side of its own. */
const spreads: ReadonlySet<string> = new Set(["stdev", "variance", "atr", "talibAtr", "sum"]);

const averages: ReadonlySet<string> = new Set([
  "sma",
  "ema",
  "rma",
  "wma",
  "rsi",
  "talibRsi",
  "roc",
  "talibRoc",
]);

/** Parts of parts that are looked into; what is made of more is no plain level. */
const DEPTH = 8;

function pace(terms: Terms, id: TermId, depth = DEPTH): Pace {
  const { value, inputs, clock, range } = terms.get(id);
  if (clock === 0) {
    return { lag: Number.POSITIVE_INFINITY, sign: 0, isRecord: false };
  }
  const [x, y] = inputs;
  if (value.kind === "source") {
    return { lag: 0, sign: value.field === "volume" || value.field === "time" ? 0 : 1, isRecord: false };
  }
  if (value.kind === "held" && x !== undefined && depth > 0) {
    return { ...pace(terms, x, depth - 1), lag: Number.MAX_VALUE };
  }
  if (value.kind !== "operation" || x === undefined || depth === 0) {
    return { lag: 0, sign: 0, isRecord: false };
  }
  const first = pace(terms, x, depth - 1);
  const isRecord = windowOf(terms, id).extreme !== undefined || first.isRecord;
  if (averages.has(value.operation) || spreads.has(value.operation)) {
    const { low = 0, high = 0 } = value.constants[0] ?? {};
    const sign = spreads.has(value.operation) ? 0 : first.sign;
    return { sign, lag: first.lag + (Number.isFinite(high) ? high : low), isRecord };
  }
  if (y === undefined || !["add", "sub", "mul", "div"].includes(value.operation)) {
    const sign = ["history", "filledForward", "highest", "lowest"].includes(value.operation) ? first.sign : 0;
    return { lag: first.lag, sign, isRecord };
  }
  const second = pace(terms, y, depth - 1);
  const [faster, other] = first.lag <= second.lag ? [first, second] : [second, first];
  const isOpposed = faster === second && (value.operation === "sub" || value.operation === "div");
  const isScaled = value.operation === "mul" || value.operation === "div";
  const isSigned = !isScaled || (terms.get(faster === first ? y : x).range.low >= 0 && range.low >= 0);
  const flipped = isOpposed ? (faster.sign === 1 ? -1 : faster.sign === -1 ? 1 : 0) : faster.sign;
  return { lag: faster.lag, sign: isSigned ? flipped : 0, isRecord: isRecord || other.isRecord };
}

/** What closes the position while the level still holds, in words; `undefined`: nothing that is likely to. */
function causeOf(parts: StrategyParts, entry: RuleParts, level: Level): string | undefined {
  const gain = entry.opens === "long" ? "high" : "low";
  const loss = entry.opens === "long" ? "low" : "high";
  if (entry.entry?.target !== undefined && level.side === gain) {
    return "its target";
  }
  if (level.side === loss && (entry.entry?.stop !== undefined || entry.entry?.trail !== undefined)) {
    return entry.entry.stop === undefined ? "its trail" : "its stop";
  }
  for (const exit of parts.rules.filter((rule) => closesWhat(rule, entry) && rule.exit?.part === undefined)) {
    if (isTimed(parts.knowledge.terms, exit)) {
      return `\`${exit.head} after\` a time`;
    }
    if (exit.rule.condition.stateful === undefined && meets(parts, entry, level, exit)) {
      return `\`${exit.head}\``;
    }
  }
  return undefined;
}

/** Closes when time has passed, whatever the market does. */
function isTimed(terms: Terms, exit: RuleParts): boolean {
  const isCount = ({ value, inputs }: Term): boolean =>
    value.kind === "operation" &&
    inputs.some((input) => {
      const side = terms.get(input).value;
      return side.kind === "fact" && side.fact === "bars_held";
    });
  const { conjuncts } = exit;
  return (
    exit.after !== undefined ||
    (conjuncts.length > 0 && conjuncts.every(({ term }) => isCount(terms.get(term))))
  );
}

/** An exit that can be true while the entry is, and that waits for the price on the same side or for the same operand. */
function meets(parts: StrategyParts, entry: RuleParts, level: Level, exit: RuleParts): boolean {
  const { terms } = parts.knowledge;
  const leans = exit.conjuncts.map(({ term }) => lean(terms, terms.get(term)));
  const isLevel = leans.length > 0 && !leans.includes(undefined);
  const isRelated = leans.every(
    (item) =>
      item !== undefined &&
      ((item.side !== undefined && item.side === level.side) || level.movers.has(item.mover)),
  );
  return isLevel && isRelated && isConsistent(parts.knowledge, [...entry.conjuncts, ...exit.conjuncts]);
}

/** The crossing that a level begins with. */
function eventOf(parts: StrategyParts, words: Words, term: Term): string {
  const { left, right, isRising } = sidesOf(parts.knowledge.terms, term);
  return `${words.shortText(left)} crosses ${isRising ? "above" : "below"} ${words.shortText(right)}`;
}

function sidesOf(terms: Terms, term: Term): { left: TermId; right: TermId; isRising: boolean } {
  const [a = term.id, b = term.id] = term.inputs;
  const isGreater = term.value.kind === "operation" && term.value.operation.startsWith("g");
  const isSwapped = pace(terms, a).lag > pace(terms, b).lag;
  return isSwapped ? { left: b, right: a, isRising: !isGreater } : { left: a, right: b, isRising: isGreater };
}

function fixOf(span: Span, event: string): readonly Fix[] {
  return [{ title: `enter on the event: \`${event}\``, edits: [{ span, text: event }], safety: "review" }];
}
