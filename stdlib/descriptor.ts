/**
 * One typed description of each function a strategy can call. It feeds the checker, completion, hovers and the
 * generated reference. Units are written relative to the market in force and to the arguments.
 */

/**
 * - `price`, `qty`, `money` (quote currency): of the market in force;
 * - `ratio`: relative, 0.02 is 2 %; `number`: a plain number; `score`: an oscillator's 0..100 scale;
 * - `bars`: a whole number of bars; `any`: whatever the argument has;
 * - `bool`: true or false; `instant`: a point in time;
 * - `zone`, `hours`: texts that name a time zone (`America/New_York`) and hours of trading (`0930-1600`);
 * - `{ same: "x" }`: the unit of argument x, optionally raised to a power;
 * - `{ product: { y: 1, x: -1 } }`: the unit of argument y divided by that of argument x.
 */
export type UnitSpec =
  | "price"
  | "qty"
  | "money"
  | "ratio"
  | "number"
  | "score"
  | "bars"
  | "bool"
  | "any"
  | "instant"
  | "zone"
  | "hours"
  | { readonly product: Readonly<Record<string, number>> }
  | { readonly same: string; readonly power?: number };

export interface ParameterDescriptor {
  readonly name: string;
  readonly unit: UnitSpec;
  /** `series` may vary by bar; `constant` must be a literal or parameter expression; `text` a text in quotes. */
  readonly kind: "series" | "constant" | "text";
  /** Value when left out. The string of a series names a source field (`close`); that of a text is the text. */
  readonly default?: number | string;
  /** Smallest legal value of a constant. */
  readonly minimum?: number;
  /** Largest legal value of a constant. */
  readonly maximum?: number;
  readonly doc: string;
}

/**
 * finite: forgets everything older than its window; fading: an exponentially fading seed; anchored: since a stated
 * event; unbounded: depends on where history starts.
 */
export type MemoryClass = "finite" | "fading" | "anchored" | "unbounded";

/** When a function has no value although enough bars with all its inputs have passed. */
export interface Absence {
  /** A sentence about it, for messages and the reference. */
  readonly when: string;
  /** Never while all its series are above zero. */
  readonly unlessPositive?: true;
  /** The first value waits for an event in the data, so that the bar at which it comes is not known before. */
  readonly waits?: true;
}

/** A field of the market in force that a function reads by itself. */
export type ImplicitField = "open" | "high" | "low" | "close" | "volume" | "time";

export interface FunctionDescriptor {
  readonly name: string;
  readonly namespace: "" | "talib";
  readonly parameters: readonly ParameterDescriptor[];
  readonly result: UnitSpec;
  /** Values of the result stay within these bounds, where such bounds exist. */
  readonly range?: readonly [number, number];
  readonly memory: MemoryClass;
  /** Bars until the influence of the seed is below 1e-4, added after the lookback; 0 for finite memory. */
  readonly settling: (constants: readonly number[]) => number;
  /**
   * How a call becomes a series: `operation` over the series arguments in order, after the `implicit` fields of the
   * market in force; the constant arguments become the operation's constants in order, and the texts its texts.
   */
  readonly operation: string;
  readonly implicit: readonly ImplicitField[];
  /** Its first constant is the length of the bars of the clock in force, milliseconds; no argument stands for it. */
  readonly readsClock?: true;
  /** Also callable on values known only within a step (position facts): pointwise functions such as abs, min, round. */
  readonly pointwise: boolean;
  /** When it has no value; left out: whenever its inputs have one. */
  readonly absent?: Absence;
  /** Gives values above zero from values above zero. */
  readonly keepsPositive?: true;
  /** True only at the bar of an event, as a crossing is. */
  readonly isEvent?: true;
  readonly formula: string;
  readonly doc: string;
  readonly source: string;
  /** Where known implementations differ from this one, and why; shown in the reference. */
  readonly differences?: readonly string[];
  readonly example: string;
  readonly group:
    | "average"
    | "oscillator"
    | "volatility"
    | "volume"
    | "trend"
    | "statistics"
    | "structure"
    | "time"
    | "math";
}
