import type { Span } from "../ast/nodes.ts";
import { proposeReplace, type Report } from "../diagnostics/index.ts";
import { type SourceList, textOf } from "../source/index.ts";
import { isConsistent, type Literal, possibilities } from "./consistency.ts";
import { windowOf } from "./relations.ts";
import { type ConditionParts, isBetween, isLogic, type StrategyParts } from "./rule-parts.ts";
import type { Term, TermId, Terms } from "./terms.ts";
import { placeOf, type Words } from "./words.ts";

/** Parts that together can never be true are looked for among so many conjuncts. */
const CORE_LIMIT = 12;

/** What was found of a rule's condition. */
export type ConditionVerdict = "never" | "always" | "open";

/** Reports parts of a rule's condition that never change, and parts that exclude each other. */
export function lintCondition(
  parts: StrategyParts,
  rule: ConditionParts,
  words: Words,
  sources: SourceList,
  report: Report,
): ConditionVerdict {
  const { condition } = rule;
  const { knowledge, strategy } = parts;
  const leaves = rule.conjuncts.flatMap(({ term }) => leavesOf(knowledge.terms, term, true));
  let found = 0;
  for (const leaf of leaves) {
    found += lintLeaf(parts, rule, leaf, words, sources, report) ? 1 : 0;
  }
  if (isConsistent(knowledge, rule.conjuncts)) {
    const isAlways = rule.conjuncts.every(({ term }) => !possibilities(knowledge, term).canBeFalse);
    return isAlways && rule.conjuncts.length > 0 ? "always" : "open";
  }
  const core = found > 0 || rule.conjuncts.length > CORE_LIMIT ? [] : coreOf(parts, rule.conjuncts);
  const [first, second] = core;
  if (first !== undefined && second !== undefined) {
    const texts = core.map(({ term }) => words.text(term));
    const { span, extras } = placeOf(knowledge.terms.get(first.term).span, condition.span, strategy, sources);
    const labels = core.slice(1).flatMap(({ term }) => {
      const other = knowledge.terms.get(term).span;
      return other.source === span.source ? [{ span: other, text: "and this" }] : [];
    });
    report("excluding-conditions", span, { texts, rule: rule.head }, { ...extras, labels });
  }
  return "never";
}

/** A part of a condition that no logical operation divides further. */
interface Leaf {
  readonly term: TermId;
  /** The whole rule cannot fire without it. */
  readonly isNeeded: boolean;
}

function leavesOf(terms: Terms, id: TermId, isNeeded: boolean): readonly Leaf[] {
  const { value, inputs } = terms.get(id);
  if (value.kind !== "operation" || !isLogic(value.operation) || isBetween(terms, id)) {
    return [{ term: id, isNeeded }];
  }
  if (value.operation === "not" && isComparison(terms, inputs[0])) {
    return [{ term: id, isNeeded }];
  }
  const isAnd = value.operation === "and";
  return inputs.flatMap((input) => leavesOf(terms, input, isNeeded && isAnd));
}

function isComparison(terms: Terms, id: TermId | undefined): boolean {
  const value = id === undefined ? undefined : terms.get(id).value;
  return value?.kind === "operation" && !isLogic(value.operation);
}

/** Reports a part that is never or always true; false when it is neither. */
function lintLeaf(
  parts: StrategyParts,
  rule: ConditionParts,
  leaf: Leaf,
  words: Words,
  sources: SourceList,
  report: Report,
): boolean {
  const { knowledge, strategy } = parts;
  const condition = rule.condition.span;
  const term = knowledge.terms.get(leaf.term);
  if (isFixed(term)) {
    const { condition: own } = rule;
    if (term.value.kind === "boolean" && own.text !== String(term.value.value)) {
      report("constant-condition", own.span, { value: String(term.value.value) });
    }
    // Other conditions of literals alone are reported where they are checked.
    return true;
  }
  const { canBeTrue, canBeFalse } = possibilities(knowledge, leaf.term);
  if (canBeTrue && canBeFalse) {
    return false;
  }
  const place = placeOf(term.span, condition, strategy, sources);
  const text = words.text(leaf.term);
  if (isBetween(knowledge.terms, leaf.term)) {
    const [low, high] = term.inputs;
    const bounds = [low, high].map((side) =>
      side === undefined ? undefined : knowledge.terms.get(side).inputs[1],
    );
    const isPossible = term.inputs.every((side) => possibilities(knowledge, side).canBeTrue);
    if (!canBeTrue && isPossible && bounds[0] !== undefined && bounds[1] !== undefined) {
      const [from, to] = [words.text(bounds[0]), words.text(bounds[1])];
      report("empty-between", place.span, { text, low: from, high: to }, place.extras);
      return true;
    }
  }
  const decisive = decidingPart(parts, term, canBeTrue);
  const own = canBeTrue ? undefined : ownExtreme(knowledge.terms, decisive);
  if (own !== undefined) {
    const window = words.shortText(own.window);
    const at = endOf(sources, place.span, window);
    const fixes = at === undefined ? [] : [proposeReplace(`write \`${window}[1]\``, at, "[1]")];
    report(
      "never-above-own-extreme",
      place.span,
      { left: words.shortText(own.price), window, relation: own.relation },
      { ...place.extras, fixes },
    );
    return true;
  }
  const reason = words.reason(decisive);
  if (canBeTrue) {
    report("always-true", place.span, { text, reason }, place.extras);
  } else {
    report(
      "never-true",
      place.span,
      { text, reason, rule: leaf.isNeeded ? rule.head : undefined },
      place.extras,
    );
  }
  return true;
}

/** Literals alone, folded or not. */
function isFixed(term: Term): boolean {
  return term.clock === 0 && !term.readsParam;
}

/** The half of a `between` that decides it, and what stands behind a `not`; any other term itself. */
function decidingPart(parts: StrategyParts, term: Term, canBeTrue: boolean): Term {
  const { terms } = parts.knowledge;
  const [first] = term.inputs;
  if (term.value.kind === "operation" && term.value.operation === "not" && first !== undefined) {
    return terms.get(first);
  }
  if (!isBetween(terms, term.id)) {
    return term;
  }
  const halves = term.inputs.map((id) => terms.get(id));
  const decisive = halves.find((half) => !canBeTrue && !possibilities(parts.knowledge, half.id).canBeTrue);
  return decisive ?? halves[0] ?? term;
}

/** A price that would have to leave a window that includes its own bar. */
function ownExtreme(
  terms: Terms,
  term: Term,
): { readonly price: TermId; readonly window: TermId; readonly relation: string } | undefined {
  const [a, b] = term.inputs;
  if (term.value.kind !== "operation" || a === undefined || b === undefined) {
    return undefined;
  }
  const { operation } = term.value;
  const sides =
    operation === "gt" || operation === "crossesAbove"
      ? [a, b]
      : operation === "lt" || operation === "crossesBelow"
        ? [b, a]
        : [];
  const [upper, lower] = sides;
  if (upper === undefined || lower === undefined) {
    return undefined;
  }
  const isOwn = (price: TermId, window: TermId, extreme: string): boolean => {
    const found = windowOf(terms, window);
    const value = windowOf(terms, price);
    const isPresent = found.from.high === 0 && value.extreme === undefined && value.from.high === 0;
    return isPresent && found.extreme === extreme && terms.get(value.of).value.kind === "source";
  };
  if (isOwn(upper, lower, "highest")) {
    return { price: upper, window: lower, relation: "above" };
  }
  return isOwn(lower, upper, "lowest") ? { price: lower, window: upper, relation: "below" } : undefined;
}

/** Just behind the one place where a text stands on a side of a comparison. */
function endOf(sources: SourceList, span: Span, side: string): Span | undefined {
  const text = textOf(sources.get(span.source), span);
  const end = text.endsWith(side) ? text.length : text.startsWith(side) ? side.length : undefined;
  return end === undefined ? undefined : { ...span, start: span.start + end, end: span.start + end };
}

/** A smallest set of conjuncts that cannot be true together: leaving out any one of them, the others could. */
function coreOf(parts: StrategyParts, conjuncts: readonly Literal[]): readonly Literal[] {
  let core = [...conjuncts];
  for (const literal of conjuncts) {
    const rest = core.filter((other) => other !== literal);
    if (!isConsistent(parts.knowledge, rest)) {
      core = rest;
    }
  }
  return core;
}
