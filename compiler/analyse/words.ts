import { functions, qualifiedName } from "../../stdlib/index.ts";
import type { Span } from "../ast/nodes.ts";
import { formatDuration } from "../check/index.ts";
import type { Extras } from "../diagnostics/index.ts";
import type { StrategyIr } from "../ir/nodes.ts";
import { type SourceList, textOf } from "../source/index.ts";
import type { Knowledge } from "./consistency.ts";
import type { Interval } from "./interval.ts";
import { type AtLeast, windowOf } from "./relations.ts";
import type { Term, TermId, Terms } from "./terms.ts";

/** Texts of terms in the trader's own words. */
export interface Words {
  /** The expression as it is written, or as it would be. */
  readonly text: (id: TermId) => string;
  /** The name that stands for it, or the expression. */
  readonly shortText: (id: TermId) => string;
  /** Why a comparison comes out the same at every bar. */
  readonly reason: (comparison: Term) => string;
}

const infix: Readonly<Record<string, string>> = {
  ...{ add: "+", sub: "-", mul: "*", div: "/", and: "and", or: "or", coalesce: "??", coalesceBool: "??" },
  ...{ lt: "<", le: "<=", gt: ">", ge: ">=", eq: "==", ne: "!=" },
  ...{ crosses: "crosses", crossesAbove: "crosses above", crossesBelow: "crosses below" },
};

const names = new Map([...functions.values()].map((item) => [item.operation, qualifiedName(item)]));

/** Parts of parts that are written out. */
const DEPTH = 5;

/** Words for the terms of a strategy. */
export function createWords(
  strategy: Pick<StrategyIr, "span" | "params">,
  { terms, isAtLeast }: Pick<Knowledge, "terms" | "isAtLeast">,
  sources: SourceList,
): Words {
  const text = (id: TermId, depth = DEPTH): string => {
    const term = terms.get(id);
    return isInside(term.span, strategy.span)
      ? withoutBrackets(textOf(sources.get(term.span.source), term.span))
      : depth === 0
        ? ".."
        : composed(term, depth - 1);
  };
  /** A term whose text stands in the body of a function: put together from its parts. */
  const composed = ({ value, inputs, span }: Term, depth: number): string => {
    const parts = (): readonly string[] => inputs.map((input) => text(input, depth));
    switch (value.kind) {
      case "number":
      case "boolean":
        return String(value.value);
      case "param":
      case "capture":
        return value.name;
      case "source":
        return value.field;
      case "fact":
        return value.fact;
      case "machine":
        return value.text;
      case "scan":
        return textOf(sources.get(span.source), span);
      case "held":
        return parts().join("");
      case "operation": {
        const operator = infix[value.operation];
        const name = names.get(value.operation);
        if (operator !== undefined) {
          return parts().join(` ${operator} `);
        }
        return name === undefined ? textOf(sources.get(span.source), span) : `${name}(${parts().join(", ")})`;
      }
    }
  };
  const textOfTerm = (id: TermId): string => text(id);
  return {
    text: textOfTerm,
    shortText: (id) => terms.get(id).name ?? text(id),
    reason: (comparison) => reasonOf(strategy, terms, isAtLeast, textOfTerm, comparison),
  };
}

/** True when a place lies within another. */
export function isInside(inner: Span, outer: Span): boolean {
  return inner.source === outer.source && inner.start >= outer.start && inner.end <= outer.end;
}

/**
 * Where to report a part of a condition: where it stands in the condition, else at the condition with a mark at the
 * `let` that has it.
 */
export function placeOf(
  part: Span,
  condition: Span,
  strategy: Pick<StrategyIr, "span" | "rules">,
  sources: SourceList,
): { readonly span: Span; readonly extras: Extras; readonly isWritten: boolean } {
  if (isInside(part, condition)) {
    return { span: part, extras: {}, isWritten: true };
  }
  const { text } = sources.get(condition.source);
  const written = sources.get(part.source).text.slice(part.start, part.end);
  const at = text.slice(condition.start, condition.end).indexOf(written);
  if (at >= 0 && !text.slice(condition.start + at + 1, condition.end).includes(written)) {
    const start = condition.start + at;
    return { span: { ...condition, start, end: start + written.length }, extras: {}, isWritten: true };
  }
  const isOfLet = isInside(part, strategy.span) && !strategy.rules.some((rule) => isInside(part, rule.span));
  const labels = isOfLet ? [{ span: part, text: "this part" }] : [];
  return { span: condition, extras: { labels }, isWritten: false };
}

/** `(x > 1)` without its brackets. */
function withoutBrackets(text: string): string {
  const inner = text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : undefined;
  return inner === undefined || /[()]/.test(inner) ? text : inner;
}

function reasonOf(
  strategy: Pick<StrategyIr, "params">,
  terms: Terms,
  isAtLeast: AtLeast,
  text: (id: TermId) => string,
  comparison: Term,
): string {
  const [a, b] = comparison.inputs;
  if (a === undefined || b === undefined) {
    return "It comes out the same whatever the market does.";
  }
  const left = terms.get(a);
  const right = terms.get(b);
  if (a === b) {
    return `Both sides are \`${text(a)}\`.`;
  }
  const isDecidedByRange = left.range.high <= right.range.low || right.range.high <= left.range.low;
  if (isDecidedByRange) {
    const sides = [left, right].filter((side) => side.value.kind !== "number");
    const told = sides.map((side) => `\`${text(side.id)}\` ${rangeWords(strategy, side)}`);
    return told.length === 0 ? "Both sides are fixed." : `${told.join(", and ")}.`;
  }
  for (const [price, extreme] of [
    [a, b],
    [b, a],
  ] as const) {
    const window = windowOf(terms, extreme);
    if (window.extreme !== undefined && window.from.low === 0 && terms.get(price).value.kind === "source") {
      return `The window of \`${text(extreme)}\` includes the present bar, so \`${text(price)}\` lies within it.`;
    }
  }
  const [lower, upper] = isAtLeast(a, b) ? [b, a] : [a, b];
  return `\`${text(lower)}\` is never above \`${text(upper)}\`.`;
}

/** Where the values of a term lie, as words after its name. */
function rangeWords(strategy: Pick<StrategyIr, "params">, { value, range }: Term): string {
  const param = value.kind === "param" ? strategy.params.find((item) => item.name === value.name) : undefined;
  const show = (bound: number): string => {
    const rounded = Number(bound.toPrecision(6));
    if (param?.type === "ratio") {
      return `${Number((bound * 100).toPrecision(6))}%`;
    }
    return param?.type === "duration" ? formatDuration(bound) : String(rounded);
  };
  return rangeText(range, show);
}

function rangeText({ low, high }: Interval, show: (bound: number) => string): string {
  if (low === high) {
    return `is always ${show(low)}`;
  }
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return `lies between ${show(low)} and ${show(high)}`;
  }
  if (high === Number.POSITIVE_INFINITY) {
    return low === 0
      ? "is never below zero"
      : low === Number.MIN_VALUE
        ? "is always above zero"
        : `is never below ${show(low)}`;
  }
  return high === 0 ? "is never above zero" : `is never above ${show(high)}`;
}
