import { assertNever } from "../diagnostics/index.ts";
import type {
  ComboIr,
  ConditionIr,
  EntryIr,
  ExitIr,
  MachineIr,
  RuleIr,
  ScalarIr,
  SpanIr,
  StrategyIr,
} from "../ir/nodes.ts";
import type { Knowledge, Literal } from "./consistency.ts";
import { createRelations } from "./relations.ts";
import { createTerms, type TermId, type Terms } from "./terms.ts";

/** A condition of a strategy with the words that start its statement. */
export interface ConditionParts {
  readonly condition: ConditionIr;
  /** `enter long`, `exit`, `state flat`: for messages. */
  readonly head: string;
  /** The parts that must all be true, in the order in which they are written; none: always willing. */
  readonly conjuncts: readonly Literal[];
}

/**
 * What the analyses need of a rule, the same for every kind. A new kind of rule is described in `partsOfRule`, and the
 * analyses then know it.
 */
export interface RuleParts extends ConditionParts {
  readonly rule: RuleIr;
  readonly opens: "long" | "short" | undefined;
  readonly adds: "long" | "short" | undefined;
  readonly closes: "long" | "short" | "both" | undefined;
  /** Size, order and protection of what opens or adds. */
  readonly entry: EntryIr | undefined;
  readonly exit: ExitIr | undefined;
  /** Most units of one position, where the rule says. */
  readonly units: ScalarIr | undefined;
  /** Closes when so much time has passed. */
  readonly after: SpanIr | undefined;
}

/** A strategy as the analyses see it. */
export interface StrategyParts {
  readonly strategy: StrategyIr;
  readonly knowledge: Knowledge;
  readonly rules: readonly RuleParts[];
  /** Conditions of other statements: combos, holdings, machines. */
  readonly conditions: readonly ConditionParts[];
}

type Visit = (terms: Terms, strategy: StrategyIr) => readonly ConditionParts[];

/** What each part of a strategy has of conditions beside its rules. A new part of the IR is a missing entry here. */
const visits: Readonly<Record<keyof StrategyIr, Visit | undefined>> = {
  machines: (terms, { machines }) => machines.flatMap((machine) => machineConditions(terms, machine)),
  combos: (terms, { combos }) => combos.flatMap((combo) => comboConditions(terms, combo)),
  hold: (terms, { hold }) => (hold === undefined ? [] : [conditionParts(terms, hold.condition, "hold")]),
  rules: undefined,
  params: undefined,
  requires: undefined,
  features: undefined,
  throttles: undefined,
  plots: undefined,
  slots: undefined,
  members: undefined,
  universe: undefined,
  portfolio: undefined,
  route: undefined,
  clock: undefined,
  id: undefined,
  doc: undefined,
  span: undefined,
  source: undefined,
};

/** Prepares a strategy for the analyses. */
export function partsOfStrategy(strategy: StrategyIr): StrategyParts {
  const terms = createTerms(strategy);
  const always = strategy.requires.map(({ condition }) => ({
    term: terms.ofScalar(condition),
    isTrue: true,
  }));
  return {
    strategy,
    knowledge: { terms, isAtLeast: createRelations(terms), always, asked: new Map() },
    rules: strategy.rules.map((rule) => partsOfRule(terms, rule)),
    conditions: Object.values(visits).flatMap((visit) => visit?.(terms, strategy) ?? []),
  };
}

function partsOfRule(terms: Terms, rule: RuleIr): RuleParts {
  const shared = {
    rule,
    opens: undefined,
    adds: undefined,
    closes: undefined,
    entry: undefined,
    exit: undefined,
    units: undefined,
    after: undefined,
  };
  const parts = (head: string): ConditionParts => conditionParts(terms, rule.condition, head);
  switch (rule.kind) {
    case "enter":
      return { ...shared, ...parts(`enter ${rule.side}`), opens: rule.side, entry: rule.entry };
    case "add":
      return {
        ...shared,
        ...parts(`add ${rule.side}`),
        adds: rule.side,
        entry: rule.entry,
        units: rule.units,
      };
    case "exit":
      return {
        ...shared,
        ...parts(rule.side === "both" ? "exit" : `exit ${rule.side}`),
        closes: rule.side,
        exit: rule,
        after: rule.after,
      };
    default:
      return assertNever(rule);
  }
}

function machineConditions(terms: Terms, machine: MachineIr): readonly ConditionParts[] {
  return machine.states.flatMap(({ name, transitions }) =>
    transitions.map(({ condition }) => conditionParts(terms, condition, `transition from ${name}`)),
  );
}

function comboConditions(terms: Terms, combo: ComboIr): readonly ConditionParts[] {
  const { id, enter, exits, rebalance } = combo;
  return [
    conditionParts(terms, enter, `enter of ${id}`),
    ...exits.map(({ condition }) => conditionParts(terms, condition, `exit of ${id}`)),
    ...(rebalance === undefined ? [] : [conditionParts(terms, rebalance, `rebalance of ${id}`)]),
  ];
}

function conditionParts(terms: Terms, condition: ConditionIr, head: string): ConditionParts {
  const { pure, stateful } = condition;
  const roots = [
    ...(pure === undefined ? [] : [terms.ofFeature(pure)]),
    ...(stateful === undefined ? [] : [terms.ofScalar(stateful)]),
  ];
  const count = roots.reduce((sum, root) => sum + countParts(terms, root, PARTS - sum), 0);
  return {
    condition,
    head,
    conjuncts: count >= PARTS ? [] : roots.flatMap((root) => conjunctsOf(terms, root)),
  };
}

/** Conditions with more parts than this are left alone: nobody wrote them by hand. */
const PARTS = 60;

/** Parts of a condition, shared ones each time; stops counting at `most`. */
function countParts(terms: Terms, id: TermId, most: number): number {
  const { value, inputs } = terms.get(id);
  if (most <= 1 || value.kind !== "operation" || !isLogic(value.operation)) {
    return 1;
  }
  let count = 1;
  for (const input of inputs) {
    if (count < most) {
      count += countParts(terms, input, most - count);
    }
  }
  return count;
}

/** Operations whose operands are conditions themselves. */
export function isLogic(operation: string): boolean {
  return ["and", "or", "not", "coalesceBool", "selectBool", "historyBool"].includes(operation);
}

function conjunctsOf(terms: Terms, id: TermId): readonly Literal[] {
  const term = terms.get(id);
  return term.value.kind === "operation" && term.value.operation === "and" && !isBetween(terms, id)
    ? term.inputs.flatMap((input) => conjunctsOf(terms, input))
    : [{ term: id, isTrue: true }];
}

/** `x between a and b`: two comparisons that stand at one place. */
export function isBetween(terms: Terms, id: TermId): boolean {
  const { value, inputs } = terms.get(id);
  const [low, high] = inputs.map((input) => terms.get(input));
  if (value.kind !== "operation" || value.operation !== "and" || low === undefined || high === undefined) {
    return false;
  }
  return (
    low.value.kind === "operation" &&
    low.value.operation === "ge" &&
    high.value.kind === "operation" &&
    high.value.operation === "le" &&
    low.inputs[0] === high.inputs[0] &&
    low.span.start === high.span.start &&
    low.span.end === high.span.end
  );
}
