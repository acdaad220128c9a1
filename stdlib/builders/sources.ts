import type { AnySeries, BooleanSeries, NumberSeries, SourceField } from "../series.ts";
import { UNKNOWN } from "../series.ts";

/** The fields of a market's bars on one clock. */
export interface Bars {
  readonly open: NumberSeries;
  readonly high: NumberSeries;
  readonly low: NumberSeries;
  readonly close: NumberSeries;
  readonly volume: NumberSeries;
  /** Open time of the bar, milliseconds since 1970 UTC. */
  readonly time: NumberSeries;
  /** Last funding rate that was paid, known at the bar's close; of derivatives. */
  readonly funding: NumberSeries;
  readonly mark: NumberSeries;
  readonly index: NumberSeries;
}

const checkClock = (name: string, clockMs: number): void => {
  if (!Number.isSafeInteger(clockMs) || clockMs < 1) {
    throw new RangeError(`${name} must be a whole number of milliseconds of at least 1, not ${clockMs}`);
  }
};

/** The bars of the market bound to `slot`, on a clock of `clockMs` milliseconds. */
export const bars = (slot: string, clockMs: number): Bars => {
  checkClock("clock", clockMs);
  const field = (name: SourceField): NumberSeries => ({
    kind: "source",
    slot,
    field: name,
    clock: clockMs,
    type: "number",
  });
  return {
    open: field("open"),
    high: field("high"),
    low: field("low"),
    close: field("close"),
    volume: field("volume"),
    time: field("time"),
    funding: field("funding"),
    mark: field("mark"),
    index: field("index"),
  };
};

/** The same number at every bar; NaN is absent. */
export const constant = (value: number): NumberSeries => ({ kind: "constant", value, type: "number" });

/** The same truth value at every bar; undefined is unknown. */
export const truth = (value: boolean | undefined): BooleanSeries => ({
  kind: "constant",
  value: value === undefined ? UNKNOWN : Number(value),
  type: "boolean",
});

/** Clocks in milliseconds, and the moment of the base bar at which the slower clock is read. */
export interface Held {
  readonly from: number;
  readonly to: number;
  readonly asOf: "open" | "close";
}

/**
 * A series of the slower clock `from` as seen on the clock `to`: at each bar the value of the last slow bar that had
 * closed by this bar's close (or open). Throws RangeError when `from` is not a whole multiple of `to`.
 */
export function held(input: NumberSeries, clocks: Held): NumberSeries;
export function held(input: BooleanSeries, clocks: Held): BooleanSeries;
export function held(input: AnySeries, clocks: Held): AnySeries {
  checkClock("from", clocks.from);
  checkClock("to", clocks.to);
  if (clocks.from % clocks.to !== 0) {
    throw new RangeError(`held: from (${clocks.from} ms) must be a whole multiple of to (${clocks.to} ms)`);
  }
  const { from, to, asOf } = clocks;
  return input.type === "number"
    ? { kind: "held", input, from, to, asOf, type: "number" }
    : { kind: "held", input, from, to, asOf, type: "boolean" };
}
