/**
 * Scenarios, checks and probes: what `ctk test` and `ctk why` run beside a plan. They are no part of the plan that a
 * session runs. Expressions read features of their own, which the runtime computes with those of the strategy.
 */

import type { Side, Span } from "../ast/nodes.ts";
import type { FeatureIr, FillsIr, ScalarIr } from "./nodes.ts";

/** What the tests of a compilation are. */
export interface TestPlanIr {
  /** One for each strategy of the compilation. */
  readonly probes: readonly ProbeIr[];
  /** Of the entry file. */
  readonly scenarios: readonly ScenarioIr[];
  readonly checks: readonly CheckIr[];
}

/** A strategy's rules taken apart, so that each part can be looked at where it was evaluated. */
export interface ProbeIr {
  readonly strategy: string;
  readonly features: readonly FeatureIr[];
  readonly rules: readonly ProbeRuleIr[];
  readonly hold: ProbeHoldIr | undefined;
}

/** A holding taken apart. */
export interface ProbeHoldIr {
  readonly id: string;
  /** The words that start it: `hold every 1d`. */
  readonly text: string;
  readonly span: Span;
  /** The market in whose place its condition is read. */
  readonly slot: string;
  /** Left out: always true. */
  readonly condition: ProbeNodeIr | undefined;
  /** Its items as written, in order: `60% top 3 of majors by momentum`. */
  readonly items: readonly string[];
}

export interface ProbeRuleIr {
  readonly id: string;
  readonly action: "enter" | "add" | "exit" | "rebalance";
  /** Of an exit of both sides: undefined. */
  readonly side: Side | undefined;
  readonly slot: string;
  /** The combo whose rule it is: its intents bear the combo's name. */
  readonly combo: string | undefined;
  /** Which of the combo's exits, from 0; 0 of the other rules. */
  readonly index: number;
  /** The words that start the rule: `enter long`. */
  readonly text: string;
  readonly span: Span;
  /** Left out: always true. */
  readonly condition: ProbeNodeIr | undefined;
  /** Size, prices, protection: what the rule would do. */
  readonly clauses: readonly { readonly text: string; readonly node: ProbeNodeIr }[];
}

/**
 * A part of an expression. `all`, `any` and `not` are conditions made of conditions; `named` is a let with what it stands
 * for; a `test` is a condition over values; a `value` is a number with the values that it is made of.
 */
export interface ProbeNodeIr {
  readonly kind: "all" | "any" | "not" | "named" | "test" | "value";
  /** As written, on one line. */
  readonly text: string;
  readonly span: Span;
  readonly value: ScalarIr;
  /** The value one bar before, of what a crossing compares. */
  readonly before: ScalarIr | undefined;
  /** Why it may be absent once it is warm, as a sentence. */
  readonly absent: string | undefined;
  readonly parts: readonly ProbeNodeIr[];
}

export interface ScenarioIr {
  readonly title: string;
  readonly span: Span;
  readonly strategy: string;
  readonly arguments: Readonly<Record<string, number | boolean>>;
  /** Open time of the first candle, milliseconds. */
  readonly start: number;
  readonly capital: number | undefined;
  readonly currency: string;
  readonly holdings: readonly HoldingIr[];
  readonly candles: readonly CandlesIr[];
  readonly fills: FillsIr | undefined;
  readonly guard: string | undefined;
  readonly route: string | undefined;
  readonly features: readonly FeatureIr[];
  readonly expectations: readonly ExpectationIr[];
}

export interface HoldingIr {
  readonly slot: string;
  readonly side: Side;
  readonly quantity: number;
  readonly price: number;
}

export interface CandlesIr {
  readonly slot: string;
  /** Milliseconds of a candle. */
  readonly interval: number;
  readonly parts: readonly CandlePartIr[];
  /** Half of the height of a candle around its close. */
  readonly range: number | undefined;
  readonly span: Span;
}

export type CandlePartIr =
  /** Open, high, low, close and volume of each candle; what is left out follows from the close. */
  | { readonly kind: "rows"; readonly rows: readonly CandleRowIr[] }
  | {
      readonly kind: "file";
      readonly path: string;
      /** Numbers of the file's bars, the last one included. */
      readonly first: number | undefined;
      readonly last: number | undefined;
      readonly span: Span;
    }
  | { readonly kind: "flat"; readonly price: number; readonly length: number }
  | {
      readonly kind: "ramp";
      readonly first: number | undefined;
      readonly last: number;
      readonly length: number;
    }
  | { readonly kind: "gap"; readonly price: number }
  | { readonly kind: "skip"; readonly length: number };

export interface CandleRowIr {
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly close: number;
  readonly volume: number | undefined;
}

/** A bar by its number, by a point in time inside it, or the last one. */
export type PlaceIr =
  | { readonly kind: "bar"; readonly bar: number }
  | { readonly kind: "time"; readonly time: number }
  | { readonly kind: "end" };

interface ExpectationBase {
  readonly span: Span;
  /** As written, on one line. */
  readonly text: string;
}

export interface IntentMatchIr {
  readonly action: "enter" | "add" | "exit";
  readonly side: Side | undefined;
  readonly slot: string | undefined;
}

export type ExpectationIr = ExpectationBase &
  (
    | {
        readonly kind: "intent";
        readonly place: PlaceIr;
        readonly match: IntentMatchIr;
        readonly terms: readonly TermIr[];
      }
    | {
        readonly kind: "fill";
        readonly place: PlaceIr;
        readonly way: "buy" | "sell";
        readonly quantity: ScalarIr;
        readonly price: ScalarIr | undefined;
      }
    | {
        readonly kind: "refusal";
        readonly place: PlaceIr;
        readonly match: IntentMatchIr;
        readonly because: string | undefined;
      }
    | { readonly kind: "blocked"; readonly place: PlaceIr; readonly match: IntentMatchIr }
    | { readonly kind: "nothing"; readonly first: PlaceIr; readonly last: PlaceIr }
    | {
        readonly kind: "position";
        readonly place: PlaceIr;
        /** Undefined: flat. */
        readonly side: Side | undefined;
        readonly slot: string;
        readonly quantity: ScalarIr | undefined;
      }
    | { readonly kind: "condition"; readonly place: PlaceIr; readonly condition: ProbeNodeIr }
    | { readonly kind: "noOther" }
  );

/** What an expected intent says about its order. */
export type TermIr = { readonly text: string; readonly span: Span } & (
  | { readonly kind: "size"; readonly form: "base" | "quote" | "risking"; readonly value: ScalarIr }
  | { readonly kind: "sameSize" }
  | {
      readonly kind: "order";
      readonly type: "market" | "limit" | "stop" | "stop_limit";
      readonly stop: ScalarIr | undefined;
      readonly limit: ScalarIr | undefined;
    }
  | {
      readonly kind: "stop" | "target";
      readonly form: "distance" | "at";
      readonly value: ScalarIr;
    }
  | { readonly kind: "trail"; readonly distance: ScalarIr; readonly after: ScalarIr | undefined }
  | { readonly kind: "capture"; readonly name: string; readonly value: ScalarIr }
  | { readonly kind: "expire"; readonly unit: "bars" | "milliseconds"; readonly value: ScalarIr }
  | { readonly kind: "via"; readonly route: string }
  /** `ioc`, `fok`, `post only`, `unprotected`, `on opposite ..`: a property of the rule, compared as it stands. */
  | {
      readonly kind: "property";
      readonly name: "timeInForce" | "postOnly" | "onOpposite";
      readonly is: string;
    }
);

export interface CheckIr {
  readonly title: string;
  readonly span: Span;
  readonly strategy: string;
  readonly arguments: Readonly<Record<string, number | boolean>>;
  readonly capital: number | undefined;
  readonly currency: string;
  readonly fills: ScenarioIr["fills"];
  readonly guard: string | undefined;
  readonly route: string | undefined;
  readonly files: readonly { readonly slot: string; readonly path: string; readonly span: Span }[];
  /** Random walks to try, and candles of each; undefined: as many as the tool takes. */
  readonly walks: number | undefined;
  readonly length: number | undefined;
  readonly features: readonly FeatureIr[];
  readonly condition: ProbeNodeIr;
}
