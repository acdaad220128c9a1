/** Series of trigonometry and limits. Angles are in radians. */

import type { NumberSeries } from "../series.ts";
import { numberOperation } from "./operation.ts";

/** Sine of an angle. */
export const sin = (x: NumberSeries): NumberSeries => numberOperation("sin", [x]);

/** Cosine of an angle. */
export const cos = (x: NumberSeries): NumberSeries => numberOperation("cos", [x]);

/** Tangent of an angle. */
export const tan = (x: NumberSeries): NumberSeries => numberOperation("tan", [x]);

/** The angle of a sine; absent outside -1 to 1. */
export const asin = (x: NumberSeries): NumberSeries => numberOperation("asin", [x]);

/** The angle of a cosine; absent outside -1 to 1. */
export const acos = (x: NumberSeries): NumberSeries => numberOperation("acos", [x]);

/** The angle of a tangent. */
export const atan = (x: NumberSeries): NumberSeries => numberOperation("atan", [x]);

/** Degrees from radians. */
export const toDegrees = (x: NumberSeries): NumberSeries => numberOperation("toDegrees", [x]);

/** Radians from degrees. */
export const toRadians = (x: NumberSeries): NumberSeries => numberOperation("toRadians", [x]);

/** x, or the nearer of two limits where it is outside of them. */
export const clamp = (x: NumberSeries, low: NumberSeries, high: NumberSeries): NumberSeries =>
  numberOperation("clamp", [x, low, high]);
