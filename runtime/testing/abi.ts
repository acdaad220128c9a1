/** What the compiler writes for the scenarios and checks of a plan: data, and functions of a step. */

import type { NumberValue, Params, ProbeNode, StrategyProbe } from "../inspection/index.ts";
import type { OrderType } from "../session/index.ts";
import type { Features, FillChoice, Side, SourceSpan } from "../strategy/index.ts";

/** The tests of a plan, and the rules of its strategies taken apart. */
export interface TestPlan {
  readonly probes: readonly StrategyProbe[];
  readonly scenarios: readonly ScenarioModule[];
  readonly checks: readonly CheckModule[];
}

/** What scenarios and checks say about the account and the execution. Names are those of the plan. */
export interface TestSetting {
  readonly title: string;
  readonly span: SourceSpan;
  readonly strategy: string;
  readonly params: Params;
  /** Decimal string; left out: `defaultCapital`. */
  readonly capital?: string;
  readonly currency: string;
  readonly fills?: FillChoice;
  readonly guard?: string;
  readonly route?: string;
  features(params: Params): Features;
}

export interface ScenarioModule extends TestSetting {
  /** Open time of the first candle, milliseconds. */
  readonly start: number;
  readonly holdings: readonly {
    readonly slot: string;
    readonly side: Side;
    readonly quantity: number;
    readonly price: number;
  }[];
  readonly candles: readonly CandlesModule[];
  readonly expectations: readonly Expectation[];
}

/** Candles of one market, in the order of time. */
export interface CandlesModule {
  /** Of a strategy that trades each of a universe: a member, or the slot, which is all that have no candles of their own. */
  readonly slot: string;
  readonly interval: number;
  /** How far highs and lows lie from the close; left out: nothing. */
  readonly range?: number;
  readonly span: SourceSpan;
  readonly parts: readonly CandlePart[];
}

export type CandlePart =
  | { readonly kind: "rows"; readonly rows: readonly CandleRow[] }
  /** Bars of a file, from number `first` to number `last`, both included. */
  | {
      readonly kind: "file";
      readonly path: string;
      readonly first?: number;
      readonly last?: number;
      readonly span: SourceSpan;
    }
  | { readonly kind: "flat"; readonly price: number; readonly length: number }
  | { readonly kind: "ramp"; readonly first?: number; readonly last: number; readonly length: number }
  | { readonly kind: "gap"; readonly price: number }
  | { readonly kind: "skip"; readonly length: number };

/** A candle; what is left out follows from the close. */
export interface CandleRow {
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close: number;
  readonly volume?: number;
}

/** A candle by its number, by a time inside it, or the last one. */
export type Place = { readonly bar: number } | { readonly time: number } | "end";

export interface IntentMatch {
  readonly action: "enter" | "add" | "exit";
  readonly side?: Side;
  readonly slot?: string;
}

interface ExpectationBase {
  readonly span: SourceSpan;
  /** As written. */
  readonly text: string;
}

export type Expectation = ExpectationBase &
  (
    | {
        readonly kind: "intent";
        readonly place: Place;
        readonly match: IntentMatch;
        readonly terms: readonly Term[];
      }
    | {
        readonly kind: "fill";
        readonly place: Place;
        readonly way: "buy" | "sell";
        readonly quantity: NumberValue;
        readonly price?: NumberValue;
      }
    | {
        readonly kind: "refusal";
        readonly place: Place;
        readonly match: IntentMatch;
        readonly because?: string;
      }
    | { readonly kind: "blocked"; readonly place: Place; readonly match: IntentMatch }
    | { readonly kind: "nothing"; readonly first: Place; readonly last: Place }
    | {
        readonly kind: "position";
        readonly place: Place;
        /** Left out: flat. */
        readonly side?: Side;
        readonly slot: string;
        readonly quantity?: NumberValue;
      }
    | { readonly kind: "condition"; readonly place: Place; readonly condition: ProbeNode }
    | { readonly kind: "noOther" }
  );

/** What an expected intent says about its order. */
export type Term = { readonly text: string } & (
  | { readonly kind: "size"; readonly form: "base" | "quote" | "risking"; readonly value: NumberValue }
  | { readonly kind: "sameSize" }
  | {
      readonly kind: "order";
      readonly type: OrderType;
      readonly stop?: NumberValue;
      readonly limit?: NumberValue;
    }
  | { readonly kind: "stop" | "target"; readonly form: "distance" | "at"; readonly value: NumberValue }
  | { readonly kind: "trail"; readonly distance: NumberValue; readonly after?: NumberValue }
  | { readonly kind: "capture"; readonly name: string; readonly value: NumberValue }
  | { readonly kind: "expire"; readonly unit: "bars" | "milliseconds"; readonly value: NumberValue }
  | { readonly kind: "via"; readonly route: string }
  | {
      readonly kind: "property";
      readonly name: "timeInForce" | "postOnly" | "onOpposite";
      readonly is: string;
    }
);

export interface CheckModule extends TestSetting {
  readonly files: readonly { readonly slot: string; readonly path: string; readonly span: SourceSpan }[];
  /** Random walks to try, and candles of each; left out: the runner's own numbers. */
  readonly walks?: number;
  readonly length?: number;
  /** What must hold at every step. */
  readonly condition: ProbeNode;
}
