/**
 * What the compiler writes beside a plan's modules for tools that look inside a run: the rules of a strategy taken apart
 * into the conditions and values that they are made of, each with a function of the step.
 */

import type { AnyView, Captures, Facts, Features, Kleene, Side, SourceSpan } from "../strategy/index.ts";

/** Parameters of a run, after defaults. */
export type Params = Readonly<Record<string, number | boolean>>;

/** A value of a step: a number (NaN where absent), or a truth value. */
export type ProbeValue = (view: AnyView, params: Params, facts: Facts, captures: Captures) => number | Kleene;

/** As `ProbeValue`, of what can only be a number. */
export type NumberValue = (view: AnyView, params: Params, facts: Facts, captures: Captures) => number;

/** A part of an expression. See `ProbeNodeIr` of the compiler for the kinds. */
export interface ProbeNode {
  readonly kind: "all" | "any" | "not" | "named" | "test" | "value";
  readonly text: string;
  readonly span: SourceSpan;
  readonly value: ProbeValue;
  /** Features that it reads. */
  readonly reads: readonly string[];
  /** The value one bar before, of what a crossing compares. */
  readonly before?: ProbeValue;
  /** Why it may be absent once it is warm. */
  readonly absent?: string;
  readonly parts: readonly ProbeNode[];
}

/** A rule taken apart. */
export interface RuleProbe {
  readonly id: string;
  readonly action: "enter" | "add" | "exit" | "rebalance";
  readonly side?: Side;
  readonly slot: string;
  /** The combo whose rule it is: its intents bear the combo's name. */
  readonly combo?: string;
  /** Which of the combo's exits, from 0; left out: 0. */
  readonly index?: number;
  readonly text: string;
  readonly span: SourceSpan;
  readonly condition?: ProbeNode;
  readonly clauses: readonly { readonly text: string; readonly node: ProbeNode }[];
}

/** The rules of a strategy taken apart. */
export interface StrategyProbe {
  readonly strategy: string;
  features(params: Params): Features;
  readonly rules: readonly RuleProbe[];
  readonly hold?: HoldProbe;
}

/** A holding taken apart: its condition, and its items as they are written. */
export interface HoldProbe {
  readonly id: string;
  /** The words that start it: `hold every 1d`. */
  readonly text: string;
  readonly span: SourceSpan;
  readonly condition?: ProbeNode;
  readonly items: readonly string[];
}
