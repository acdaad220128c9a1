import { type Comparison, canHoldTogether } from "./order.ts";
import type { AtLeast } from "./relations.ts";
import type { Term, TermId, Terms } from "./terms.ts";

/** A condition that is assumed to be known, and true or false. */
export interface Literal {
  readonly term: TermId;
  readonly isTrue: boolean;
}

/** What is known in one strategy. */
export interface Knowledge {
  readonly terms: Terms;
  readonly isAtLeast: AtLeast;
  /** Hold at every bar: what `require` says of the parameters. */
  readonly always: readonly Literal[];
  /** Conditions that were asked about before. */
  readonly asked: Map<TermId, Possibilities>;
}

/** How a condition can come out. */
export interface Possibilities {
  readonly canBeTrue: boolean;
  readonly canBeFalse: boolean;
}

/** Cases that one question may be split into, and steps on the way; one with more is answered with "may be". */
const CASES = 64;
const STEPS = 2000;

/** What a case assumes. */
type Assumption = Literal | Comparison;

type Alternatives = readonly (readonly Assumption[])[];

interface Search {
  readonly knowledge: Knowledge;
  cases: number;
  steps: number;
}

/**
 * Whether the conditions can all be as assumed at one bar. False is certain: there is no such bar, whatever the data
 * and the parameters are. True is not.
 */
export function isConsistent(knowledge: Knowledge, literals: readonly Literal[]): boolean {
  // What is required of parameters has no say where none is compared.
  const isAbout = literals.some(({ term }) => knowledge.terms.get(term).readsParam);
  const all = isAbout ? [...knowledge.always, ...literals] : literals;
  return search({ knowledge, cases: 0, steps: 0 }, all, new Map(), []);
}

/** Whether a condition can be true, and whether it can be false. */
export function possibilities(knowledge: Knowledge, term: TermId): Possibilities {
  const known = knowledge.asked.get(term);
  if (known !== undefined) {
    return known;
  }
  const found = {
    canBeTrue: isConsistent(knowledge, [{ term, isTrue: true }]),
    canBeFalse: isConsistent(knowledge, [{ term, isTrue: false }]),
  };
  knowledge.asked.set(term, found);
  return found;
}

function search(
  state: Search,
  open: readonly Assumption[],
  assumed: Map<TermId, boolean>,
  comparisons: readonly Comparison[],
): boolean {
  const [literal, ...rest] = open;
  state.steps += 1;
  if (state.steps > STEPS) {
    return true;
  }
  if (literal === undefined) {
    state.cases += 1;
    const { terms, isAtLeast } = state.knowledge;
    return state.cases > CASES || canHoldTogether(terms, isAtLeast, comparisons);
  }
  if ("relation" in literal) {
    return search(state, rest, assumed, [...comparisons, literal]);
  }
  const earlier = assumed.get(literal.term);
  if (earlier !== undefined) {
    return earlier === literal.isTrue && search(state, rest, assumed, comparisons);
  }
  const term = state.knowledge.terms.get(literal.term);
  const known = new Map(assumed).set(literal.term, literal.isTrue);
  const comparison = comparisonOf(term, literal.isTrue);
  if (comparison !== undefined) {
    return search(state, rest, known, [...comparisons, comparison]);
  }
  return alternativesOf(state, term, literal.isTrue).some((parts) =>
    search(state, [...parts, ...rest], known, comparisons),
  );
}

/** A comparison, or the opposite of one: both sides are known, so that one of the two holds. */
export function comparisonOf(term: Term, isTrue: boolean): Comparison | undefined {
  const [left, right] = term.inputs;
  if (term.value.kind !== "operation" || left === undefined || right === undefined) {
    return undefined;
  }
  const forward = (relation: Comparison["relation"]): Comparison => ({ left, relation, right });
  const backward = (relation: Comparison["relation"]): Comparison => ({ left: right, relation, right: left });
  switch (term.value.operation) {
    case "lt":
      return isTrue ? forward("<") : backward("<=");
    case "le":
      return isTrue ? forward("<=") : backward("<");
    case "gt":
      return isTrue ? backward("<") : forward("<=");
    case "ge":
      return isTrue ? backward("<=") : forward("<");
    case "eq":
      return forward(isTrue ? "==" : "!=");
    case "ne":
      return forward(isTrue ? "!=" : "==");
    default:
      return undefined;
  }
}

/** The ways in which a condition can come out like this; none: it cannot. */
function alternativesOf(state: Search, term: Term, isTrue: boolean): Alternatives {
  const { value, inputs } = term;
  if (value.kind === "boolean") {
    return value.value === isTrue ? [[]] : [];
  }
  const all = (truth: boolean, ids = inputs): readonly Literal[] =>
    ids.map((id) => ({ term: id, isTrue: truth }));
  if (value.kind === "held") {
    return atOtherBars(state, inputs, isTrue);
  }
  if (value.kind !== "operation") {
    return [[]];
  }
  switch (value.operation) {
    case "and":
      return isTrue ? [all(true)] : all(false).map((one) => [one]);
    case "or":
      return isTrue ? all(true).map((one) => [one]) : [all(false)];
    case "not":
      return [all(!isTrue)];
    case "coalesceBool":
      return all(isTrue).map((one) => [one]);
    case "select":
    case "selectBool":
      return [true, false].map((branch) => [
        ...all(branch, inputs.slice(0, 1)),
        ...all(isTrue, inputs.slice(branch ? 1 : 2, branch ? 2 : 3)),
      ]);
    case "historyBool":
      return atOtherBars(state, inputs, isTrue);
    case "crossesAbove":
    case "crossesBelow":
    case "crosses":
      return isTrue ? crossing(state.knowledge, term, value.operation) : [[]];
    default:
      return [[]];
  }
}

/** A condition at an earlier bar is as possible as at this one, and says nothing about this one. */
function atOtherBars(state: Search, inputs: readonly TermId[], isTrue: boolean): Alternatives {
  return inputs.every((term) => search(state, [{ term, isTrue }], new Map(), [])) ? [[]] : [];
}

/** On the other side now than before: possible where a comparison of the two can come out both ways. */
function crossing(knowledge: Knowledge, term: Term, operation: string): Alternatives {
  const [a, b] = term.inputs;
  if (a === undefined || b === undefined) {
    return [[]];
  }
  const directions: readonly (readonly [TermId, TermId])[] = [
    ...(operation === "crossesBelow" ? [] : [[b, a] as const]),
    ...(operation === "crossesAbove" ? [] : [[a, b] as const]),
  ];
  const { terms, isAtLeast } = knowledge;
  return directions
    .filter(([lower, upper]) =>
      canHoldTogether(terms, isAtLeast, [{ left: upper, relation: "<=", right: lower }]),
    )
    .map(([lower, upper]) => [{ left: lower, relation: "<", right: upper }]);
}
