import type { FeatureColumns, FeatureNode } from "../state/index.ts";
import type { AnyView, Kleene, TimeSpan } from "../strategy/abi.ts";
import type { Trigger } from "../strategy/holdings.ts";
import type { Params, RunState } from "./run-state.ts";
import { evaluate } from "./size-order.ts";

/** A condition of a combo or a holding with its column; indexes are those of the strategy's clock. */
export interface BoundTrigger {
  readonly trigger: Trigger<string, AnyView, Params>;
  readonly column: Uint8Array | undefined;
  readonly reads: readonly FeatureNode[];
  /** First step at which everything it reads is defined; infinite until known. */
  armedStep: number;
  /** Cached search: the next step at which the condition may hold, and how far was searched. */
  foundStep: number;
  searchedTo: number;
}

/** Connects a condition to its columns. `others`: features that must be defined as well. */
export const bindTrigger = (
  trigger: Trigger<string, AnyView, Params>,
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
  others: readonly string[] = [],
): BoundTrigger => {
  const names = [...trigger.reads, ...others, ...(trigger.when === undefined ? [] : [trigger.when])];
  return {
    trigger,
    column: trigger.when === undefined ? undefined : truthColumn(trigger.when, nodes, columns),
    reads: names.flatMap((name) => nodes.get(name) ?? []),
    armedStep: Number.POSITIVE_INFINITY,
    foundStep: -1,
    searchedTo: -1,
  };
};

/** The column of a boolean feature. */
export const truthColumn = (
  name: string,
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
): Uint8Array => {
  const node = nodes.get(name);
  const column = node === undefined ? undefined : columns.column(node);
  if (!(column instanceof Uint8Array)) throw new Error(`${name} is no boolean feature`);
  return column;
};

/** Whether everything that a condition reads is defined at the step being decided. */
export const isArmed = (run: RunState, bound: BoundTrigger): boolean => {
  if (bound.armedStep === Number.POSITIVE_INFINITY) {
    const { columns } = run.setup;
    bound.armedStep = Math.max(0, ...bound.reads.map((node) => columns.armedBar(node)));
  }
  return run.step >= bound.armedStep;
};

/** First step in `from..to` at which the condition may hold: it is armed, and its column is not false. */
export const nextStepOf = (run: RunState, bound: BoundTrigger, from: number, to: number): number => {
  if (bound.armedStep === Number.POSITIVE_INFINITY) isArmed(run, bound);
  const start = Math.max(from, bound.armedStep);
  if (start >= to || bound.column === undefined) return Math.min(start, to);
  if (bound.foundStep >= start && bound.searchedTo === to) return bound.foundStep;
  bound.foundStep = nextNotFalse(run, bound.column, start, to);
  bound.searchedTo = to;
  return bound.foundStep;
};

/** First step in `from..to` at which a truth column is not false. */
export const nextNotFalse = (run: RunState, column: Uint8Array, from: number, to: number): number => {
  const { first } = run.feedWindow.window;
  let step = from;
  while (step < to && column[step - first] === 0) step++;
  return step;
};

/** Truth of a condition at the step being decided; false while it is not armed. */
export const truthOf = (run: RunState, bound: BoundTrigger): Kleene => {
  if (!isArmed(run, bound)) return false;
  const pure = bound.column === undefined ? 1 : (bound.column[run.cursor.index] as number);
  if (pure === 0) return false;
  const { and } = bound.trigger;
  const rest = and === undefined ? true : and(run.view, run.setup.params, run.facts, run.captures);
  if (rest === false) return false;
  return pure === 1 && rest === true ? true : undefined;
};

/** Whether a time span has passed: in bars of the strategy's clock, or in milliseconds. */
export const hasPassed = (
  run: RunState,
  span: TimeSpan<AnyView, Params>,
  bars: number,
  milliseconds: number,
): boolean =>
  "bars" in span ? bars >= evaluate(run, span.bars) : milliseconds >= evaluate(run, span.milliseconds);
