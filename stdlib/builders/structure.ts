/** Series about conditions and turning points. Formulas and sources are in the descriptors; lengths count bars. */

import type { BooleanSeries, NumberSeries } from "../series.ts";
import { booleanOperation, numberOperation } from "./operation.ts";

/** How many of the last `length` bars the condition held. */
export const count = (condition: BooleanSeries, length: number): NumberSeries =>
  numberOperation("count", [condition], [length]);

/** Whether the condition held at one of the last `length` bars. */
export const any = (condition: BooleanSeries, length: number): BooleanSeries =>
  booleanOperation("any", [condition], [length]);

/** Whether the condition held at all of the last `length` bars. */
export const all = (condition: BooleanSeries, length: number): BooleanSeries =>
  booleanOperation("all", [condition], [length]);

/** Bars since the condition last held, 0 where it does. */
export const barsSince = (condition: BooleanSeries): NumberSeries =>
  numberOperation("barsSince", [condition]);

/** x at the bar at which the condition last held, or `occurrence` times before that. */
export const valueWhen = (condition: BooleanSeries, x: NumberSeries, occurrence: number): NumberSeries =>
  numberOperation("valueWhen", [condition, x], [occurrence]);

/** The largest x since the condition last held, that bar included. */
export const highestSince = (condition: BooleanSeries, x: NumberSeries): NumberSeries =>
  numberOperation("highestSince", [condition, x]);

/** The smallest x since the condition last held, that bar included. */
export const lowestSince = (condition: BooleanSeries, x: NumberSeries): NumberSeries =>
  numberOperation("lowestSince", [condition, x]);

/** Sum of x since the condition last held, that bar included. */
export const sumSince = (condition: BooleanSeries, x: NumberSeries): NumberSeries =>
  numberOperation("sumSince", [condition, x]);

/** Mean of x since the condition last held, that bar included, each value with its weight. */
export const averageSince = (condition: BooleanSeries, x: NumberSeries, weight: NumberSeries): NumberSeries =>
  numberOperation("averageSince", [condition, x, weight]);

/** Standard deviation of x since the condition last held, that bar included, each value with its weight. */
export const stdevSince = (condition: BooleanSeries, x: NumberSeries, weight: NumberSeries): NumberSeries =>
  numberOperation("stdevSince", [condition, x, weight]);

/** The high of a turning point at the bar that confirms it, `right` bars later; absent at all other bars. */
export const pivotHigh = (x: NumberSeries, left: number, right: number): NumberSeries =>
  numberOperation("pivotHigh", [x], [left, right]);

/** The low of a turning point at the bar that confirms it, `right` bars later; absent at all other bars. */
export const pivotLow = (x: NumberSeries, left: number, right: number): NumberSeries =>
  numberOperation("pivotLow", [x], [left, right]);
