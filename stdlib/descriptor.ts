/**
 * One typed description of each function a strategy can call. It feeds the checker, completion, hovers and the
 * generated reference. Units are written relative to the market in force and to the arguments.
 */

/**
 * - `price`, `qty`, `money` (quote currency): of the market in force;
 * - `ratio`: relative, 0.02 is 2 %; `number`: a plain number; `score`: an oscillator's 0..100 scale;
 * - `bars`: a whole number of bars; `any`: whatever the argument has;
 * - `{ same: "x" }`: the unit of argument x, optionally raised to a power.
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
  | { readonly same: string; readonly power?: number };

export interface ParameterDescriptor {
  readonly name: string;
  readonly unit: UnitSpec;
  /** `series` may vary by bar; `constant` must be a literal or parameter expression. */
  readonly kind: "series" | "constant";
  /** Value when left out. A string names a source field (`close`). */
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
   * market in force; the constant arguments become the operation's constants in order.
   */
  readonly operation: string;
  readonly implicit: readonly ("open" | "high" | "low" | "close" | "volume")[];
  /** Also callable on values known only within a step (position facts): pointwise functions such as abs, min, round. */
  readonly pointwise: boolean;
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
    | "math";
}
