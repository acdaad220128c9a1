/** Series of statistics on windows. Formulas and sources are in the descriptors; lengths count bars. */

import type { NumberSeries } from "../series.ts";
import type { OperationName } from "../signatures.ts";
import { numberOperation } from "./operation.ts";

type Windowed = (x: NumberSeries, length: number) => NumberSeries;
type Pair = (a: NumberSeries, b: NumberSeries, length: number) => NumberSeries;
type Ranked = (x: NumberSeries, length: number, percentage: number) => NumberSeries;

const windowed =
  (name: OperationName): Windowed =>
  (x, length) =>
    numberOperation(name, [x], [length]);

const pair =
  (name: OperationName): Pair =>
  (a, b, length) =>
    numberOperation(name, [a, b], [length]);

const ranked =
  (name: OperationName): Ranked =>
  (x, length, percentage) =>
    numberOperation(name, [x], [length, percentage]);

/** Variance of the last `length` values as a sample: divided by one less. */
export const varianceSample = windowed("varianceSample");

/** Standard deviation of the last `length` values as a sample. */
export const stdevSample = windowed("stdevSample");

/** How many standard deviations x is from its mean. */
export const zscore = windowed("zscore");

/** Skewness of the last `length` values. */
export const skew = windowed("skew");

/** Excess kurtosis of the last `length` values. */
export const kurtosis = windowed("kurtosis");

/** Population covariance of two series. */
export const covariance = pair("covariance");

/** Correlation of two series, -1 to 1. */
export const correlation = pair("correlation");

/** How much the first series changes for one unit of the second. */
export const olsSlope = pair("olsSlope");

/** What the first series is where the second is zero. */
export const olsIntercept = pair("olsIntercept");

/** Share of the variance of the first series that the second explains. */
export const rSquared = pair("rSquared");

/** Rise per bar of the line through the last `length` values. */
export const linregSlope = windowed("linregSlope");

/** The line through the last `length` values at the oldest of them. */
export const linregIntercept = windowed("linregIntercept");

/** Share of the variance of the last `length` values that their line explains. */
export const linregRSquared = windowed("linregRSquared");

/** The value below which `percentage` percent of the last `length` values are, between two of them. */
export const percentile = ranked("percentile");

/** The smallest of the last `length` values that is not below `percentage` percent of them. */
export const percentileNearest = ranked("percentileNearest");

/** Percent of the `length` values before x that are not above it. */
export const percentRank = windowed("percentRank");

/** The most frequent of the last `length` values. */
export const mode = windowed("mode");
