import { everything, type Interval } from "./interval.ts";
import type { Term, TermId, Terms } from "./terms.ts";

/** Whether one term is at least another at every bar where both have a value. */
export type AtLeast = (a: TermId, b: TermId) => boolean;

/** How deep a proof may go, and how many steps the search for it may take. */
const DEPTH = 6;
const STEPS = 300;

/** More terms than one strategy can have. */
const PAIRS = 2 ** 24;

/** Operations whose result never falls when an input rises, computed in the same way for equal inputs. */
const rising: ReadonlySet<string> = new Set([
  ...["history", "highest", "lowest", "min", "max", "add", "floor", "ceil", "sqrt", "round", "filledForward"],
]);

/** Proves order between terms from what is known of the operations; says nothing where it finds no proof. */
export function createRelations(terms: Terms): AtLeast {
  const known = new Map<number, boolean>();
  let steps = 0;
  const prove = (a: TermId, b: TermId, depth: number): boolean => {
    if (a === b) {
      return true;
    }
    steps += 1;
    const left = terms.get(a);
    const right = terms.get(b);
    if (left.range.low >= right.range.high) {
      return true;
    }
    if (depth === 0 || steps > STEPS) {
      return false;
    }
    const next = (x: TermId, y: TermId): boolean => prove(x, y, depth - 1);
    return (
      byWindows(terms, left, right, next) ||
      byDifference(terms, left, right, next) ||
      below(terms, left).some((id) => next(id, b)) ||
      above(terms, right).some((id) => next(a, id)) ||
      byChoice(left, (id) => next(id, b)) ||
      byChoice(right, (id) => next(a, id)) ||
      byInputs(left, right, next)
    );
  };
  return (a, b) => {
    const key = a * PAIRS + b;
    steps = 0;
    const found = known.get(key) ?? prove(a, b, DEPTH);
    known.set(key, found);
    return found;
  };
}

function operationOf(term: Term): string | undefined {
  return term.value.kind === "operation" ? term.value.operation : undefined;
}

/** Terms that this one is never below. */
function below(terms: Terms, term: Term): readonly TermId[] {
  const { value, inputs, clock } = term;
  if (value.kind === "source") {
    const fields = value.field === "high" ? ["open", "close", "low"] : isInside(value.field) ? ["low"] : [];
    return fields.flatMap((field) => terms.findSource(value.slot, field, clock) ?? []);
  }
  const [x, y] = inputs;
  if (value.kind !== "operation" || x === undefined) {
    return [];
  }
  const rangeX = terms.get(x).range;
  const rangeY = y === undefined ? everything : terms.get(y).range;
  switch (value.operation) {
    case "max":
      return inputs;
    case "abs":
    case "ceil":
      return [x];
    case "add":
      return [...(rangeY.low >= 0 ? [x] : []), ...(rangeX.low >= 0 && y !== undefined ? [y] : [])];
    case "sub":
      return rangeY.high <= 0 ? [x] : [];
    case "mul":
      return [
        ...(rangeX.low >= 0 && rangeY.low >= 1 ? [x] : []),
        ...(rangeY.low >= 0 && rangeX.low >= 1 && y !== undefined ? [y] : []),
      ];
    case "div":
      return rangeX.low >= 0 && rangeY.low > 0 && rangeY.high <= 1 ? [x] : [];
    default:
      return [];
  }
}

/** Terms that this one is never above. */
function above(terms: Terms, term: Term): readonly TermId[] {
  const { value, inputs, clock } = term;
  if (value.kind === "source") {
    const fields = value.field === "low" ? ["open", "close", "high"] : isInside(value.field) ? ["high"] : [];
    return fields.flatMap((field) => terms.findSource(value.slot, field, clock) ?? []);
  }
  const [x, y] = inputs;
  if (value.kind !== "operation" || x === undefined) {
    return [];
  }
  const rangeX = terms.get(x).range;
  const rangeY = y === undefined ? everything : terms.get(y).range;
  switch (value.operation) {
    case "min":
      return inputs;
    case "floor":
      return [x];
    case "sub":
      return rangeY.low >= 0 ? [x] : [];
    case "add":
      return [...(rangeY.high <= 0 ? [x] : []), ...(rangeX.high <= 0 && y !== undefined ? [y] : [])];
    case "mul":
      return [
        ...(rangeX.low >= 0 && rangeY.high <= 1 ? [x] : []),
        ...(rangeY.low >= 0 && rangeX.high <= 1 && y !== undefined ? [y] : []),
      ];
    case "div":
      return rangeX.low >= 0 && rangeY.low >= 1 ? [x] : [];
    default:
      return [];
  }
}

function isInside(field: string): boolean {
  return field === "open" || field === "close";
}

/** A choice is at least what all its alternatives are at least. */
function byChoice(term: Term, proves: (id: TermId) => boolean): boolean {
  const operation = operationOf(term);
  const choices = operation === "select" ? term.inputs.slice(1) : operation === "coalesce" ? term.inputs : [];
  return choices.length > 0 && choices.every(proves);
}

/** A difference is at least zero, and a quotient at least one, where the first operand is at least the second. */
function byDifference(terms: Terms, left: Term, right: Term, next: AtLeast): boolean {
  const isOrdered = (term: Term, bound: (whole: number) => boolean, isUpper: boolean): boolean => {
    const [x, y] = term.inputs;
    const operation = operationOf(term);
    const whole = operation === "sub" ? 0 : operation === "div" ? 1 : undefined;
    if (x === undefined || y === undefined || whole === undefined || !bound(whole)) {
      return false;
    }
    const isPlain = operation === "sub" || terms.get(y).range.low >= 0;
    return isPlain && (isUpper ? next(x, y) : next(y, x));
  };
  return (
    isOrdered(left, (whole) => right.range.high <= whole, true) ||
    isOrdered(right, (whole) => left.range.low >= whole, false)
  );
}

/** The same operation over inputs that are each at least the other's. */
function byInputs(left: Term, right: Term, next: AtLeast): boolean {
  const a = left.value;
  const b = right.value;
  if (a.kind !== "operation" || b.kind !== "operation" || a.operation !== b.operation) {
    return false;
  }
  const isSame = left.clock === right.clock && a.constantsKey === b.constantsKey;
  return (
    isSame &&
    rising.has(a.operation) &&
    left.inputs.length === right.inputs.length &&
    left.inputs.every((input, index) => next(input, right.inputs[index] ?? input))
  );
}

/** A value, or the extreme of a window of values: bars `from .. from + length - 1` back. */
interface Window {
  readonly extreme: "highest" | "lowest" | undefined;
  readonly of: TermId;
  readonly from: Interval;
  readonly length: Interval;
}

const one: Interval = { low: 1, high: 1 };

/** A term as a window; the present value is a window of one bar. */
export function windowOf(terms: Terms, id: TermId): Window {
  let term = terms.get(id);
  let from: Interval = { low: 0, high: 0 };
  for (;;) {
    const [input] = term.inputs;
    if (term.value.kind !== "operation" || input === undefined) {
      return { extreme: undefined, of: term.id, from, length: one };
    }
    const { operation, constants } = term.value;
    const [constant = everything] = constants;
    if (operation === "highest" || operation === "lowest") {
      return { extreme: operation, of: input, from, length: constant };
    }
    if (operation !== "history") {
      return { extreme: undefined, of: term.id, from, length: one };
    }
    from = { low: from.low + constant.low, high: from.high + constant.high };
    term = terms.get(input);
  }
}

/** True when the bars of `inner` are among those of `outer`, whatever the parameters are. */
function contains(outer: Window, inner: Window): boolean {
  return (
    outer.from.high <= inner.from.low &&
    inner.from.high + inner.length.high <= outer.from.low + outer.length.low
  );
}

/** True when the two have a bar in common, whatever the parameters are. */
function overlap(a: Window, b: Window): boolean {
  return a.from.high < b.from.low + b.length.low && b.from.high < a.from.low + a.length.low;
}

/** Extremes of windows: the highest of some bars is at least each of them, and at least the lowest of bars with one in common. */
function byWindows(terms: Terms, left: Term, right: Term, next: AtLeast): boolean {
  if (left.clock !== right.clock) {
    return false;
  }
  const a = windowOf(terms, left.id);
  const b = windowOf(terms, right.id);
  const isPlain = a.extreme === undefined && b.extreme === undefined;
  const isReduced = a.of !== left.id || b.of !== right.id;
  if (isPlain || !isReduced || !covers(a, b)) {
    return false;
  }
  return next(a.of, b.of);
}

function covers(a: Window, b: Window): boolean {
  if (a.extreme === "highest") {
    return b.extreme === "lowest" ? overlap(a, b) : contains(a, b);
  }
  // A value, or the lowest of some bars, is at least the lowest of a window that has them all.
  return b.extreme === "lowest" && contains(b, a);
}
