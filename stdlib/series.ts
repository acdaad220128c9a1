/**
 * Series are pure data: a description of a value per bar, built by generated modules and by hand, and computed by
 * the runtime. Two series with the same operation, arguments and constants are one feature: the runtime interns
 * them, for all strategies of a session.
 */

import type { Column } from "./kernel.ts";

/** A market slot of a strategy and a field of its bars, on a clock. */
export interface SourceSeries {
  readonly kind: "source";
  /** The slot's name in the strategy (`btc`), bound to an instrument when the strategy is registered. */
  readonly slot: string;
  readonly field: SourceField;
  /** Milliseconds of a bar of the clock on which the field is read. */
  readonly clock: number;
}

/** `funding` (a ratio), `mark` and `index` (prices) exist for markets of derivatives, as far as the data has them. */
export type SourceField =
  | "open"
  | "high"
  | "low"
  | "close"
  | "volume"
  | "time"
  | "funding"
  | "mark"
  | "index";

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
  /** Texts, for operations that take some: the names of time zones. */
  readonly texts?: readonly string[];
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

/** A value within a step: a number (NaN absent) or a truth value (undefined unknown). */
export type ScanValue = number | boolean | undefined;

/** A value that is kept from bar to bar: `initial` at first, and then what `step` makes of the one before. */
export interface ScanSeries {
  readonly kind: "scan";
  readonly initial: AnySeries;
  readonly inputs: Readonly<Record<string, AnySeries>>;
  readonly constants: Readonly<Record<string, number | boolean>>;
  /**
   * Scans of one key, with equal inputs and constants, are one feature: who gives a key says that equal keys are equal
   * steps. Without one, only the same function is the same step.
   */
  readonly key?: string;
  readonly step: {
    // Declared as a method: a step is always called with columns of its own inputs and with its own constants.
    call(
      previous: ScanValue,
      inputs: Readonly<Record<string, Column>>,
      index: number,
      constants: Readonly<Record<string, number | boolean>>,
    ): ScanValue;
  }["call"];
}

/** Numbers; an absent value is NaN. */
export type NumberSeries = (SourceSeries | ConstantSeries | OperationSeries | HeldSeries | ScanSeries) & {
  readonly type: "number";
};

/** Three-valued truth: 0 false, 1 true, 2 unknown (Kleene). */
export type BooleanSeries = (ConstantSeries | OperationSeries | HeldSeries | ScanSeries) & {
  readonly type: "boolean";
};

export type AnySeries = NumberSeries | BooleanSeries;

/** Kleene's third value in a boolean column. */
export const UNKNOWN = 2;
