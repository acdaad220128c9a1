import type { BooleanColumn, NumberColumn } from "../kernel.ts";
import type { AnySeries, BooleanSeries, NumberSeries, ScanSeries } from "../series.ts";

/** A value of a series within a step: a number (NaN absent), or a truth value (undefined unknown). */
type ValueOf<S extends AnySeries> = S extends { readonly type: "boolean" } ? boolean | undefined : number;

type ColumnOf<S extends AnySeries> = S extends { readonly type: "boolean" } ? BooleanColumn : NumberColumn;

type Inputs = Readonly<Record<string, AnySeries>>;
type Constants = Readonly<Record<string, number | boolean>>;

/** What a scan is made of. `step` is pure: it reads nothing but its arguments. */
export interface ScanParts<S extends AnySeries, I extends Inputs, C extends Constants> {
  /** The value at the first bar at which it and all inputs are there. */
  readonly initial: S;
  /** What `step` reads, by name. */
  readonly inputs: I;
  /** What `step` reads that is the same at all bars. */
  readonly constants?: C;
  /** What identifies the step; see `ScanSeries`. */
  readonly key?: string;
  /**
   * The value at a bar from the one before; absent or unknown: nothing at this bar, and the one before stays. The bar is
   * given as an index of the inputs' columns: `scalar.at` and `scalar.truthAt` read one there.
   */
  step(
    previous: ValueOf<S>,
    inputs: { readonly [K in keyof I]: ColumnOf<I[K]> },
    index: number,
    constants: C,
  ): ValueOf<S>;
}

/** A value that is kept from bar to bar and stepped at each: constant work per bar. */
export function scan<I extends Inputs, C extends Constants>(
  parts: ScanParts<NumberSeries, I, C>,
): NumberSeries;
export function scan<I extends Inputs, C extends Constants>(
  parts: ScanParts<BooleanSeries, I, C>,
): BooleanSeries;
export function scan(parts: ScanParts<AnySeries, Inputs, Constants>): AnySeries {
  const { initial, inputs, constants, key, step } = parts;
  const series: ScanSeries = {
    kind: "scan",
    initial,
    inputs,
    constants: constants ?? {},
    ...(key === undefined ? {} : { key }),
    step,
  };
  return initial.type === "number" ? { ...series, type: "number" } : { ...series, type: "boolean" };
}
