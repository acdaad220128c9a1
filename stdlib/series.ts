/**
 * Series are pure data: a description of a value per bar, built by generated modules and by hand, and computed by
 * the runtime. Two series with the same operation, arguments and constants are one feature: the runtime interns
 * them, for all strategies of a session.
 */

/** A market slot of a strategy and a field of its bars, on a clock. */
export interface SourceSeries {
  readonly kind: "source";
  /** The slot's name in the strategy (`btc`), bound to an instrument when the strategy is registered. */
  readonly slot: string;
  readonly field: SourceField;
  /** Milliseconds of a bar of the clock on which the field is read. */
  readonly clock: number;
}

export type SourceField = "open" | "high" | "low" | "close" | "volume" | "time";

/** A number that is the same at every bar. */
export interface ConstantSeries {
  readonly kind: "constant";
  readonly value: number;
}

/** An operation of the standard library over series; `constants` are its parameters (lengths, factors). */
export interface OperationSeries {
  readonly kind: "operation";
  /** Key into the operation table, for example `ema`, `add`, `crossesAbove`. */
  readonly operation: string;
  readonly inputs: readonly AnySeries[];
  readonly constants: readonly number[];
}

/**
 * A series of a slower clock as seen from the base clock: at each base bar the value of the last bar of the slower
 * clock that had closed by this bar's close (`asOf: "close"`) or by this bar's open (`asOf: "open"`).
 */
export interface HeldSeries {
  readonly kind: "held";
  readonly input: AnySeries;
  readonly from: number;
  readonly to: number;
  readonly asOf: "open" | "close";
}

/** Numbers; an absent value is NaN. */
export type NumberSeries = (SourceSeries | ConstantSeries | OperationSeries | HeldSeries) & {
  readonly type: "number";
};

/** Three-valued truth: 0 false, 1 true, 2 unknown (Kleene). */
export type BooleanSeries = (ConstantSeries | OperationSeries | HeldSeries) & { readonly type: "boolean" };

export type AnySeries = NumberSeries | BooleanSeries;

/** Kleene's third value in a boolean column. */
export const UNKNOWN = 2;
