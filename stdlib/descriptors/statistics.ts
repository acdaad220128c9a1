import type { FunctionDescriptor, ParameterDescriptor } from "../descriptor.ts";
import { length, x } from "../parameters.ts";
import { settlesAtOnce } from "../settling.ts";

const windowed = {
  namespace: "",
  parameters: [x, length(undefined, 2)],
  result: "number",
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: false,
  group: "statistics",
} as const;

const series = (name: string, doc: string): ParameterDescriptor => ({
  name,
  unit: "any",
  kind: "series",
  doc,
});

const percentage: ParameterDescriptor = {
  name: "percentage",
  unit: "score",
  kind: "constant",
  minimum: 0,
  maximum: 100,
  doc: "How many percent of the values are to be below, 0 to 100.",
};

const explained = [
  series("y", "The series to explain."),
  series("x", "The series that explains it."),
  length(undefined, 2),
];

const population = "numpy gives the same values";
const still = (what: string) => ({ when: `${what} is undefined while the series does not move.` });

const spread: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "stdev_sample",
    operation: "stdevSample",
    result: { same: "x" },
    formula: "sqrt(variance_sample(x, n))",
    doc: "Standard deviation of the last n values as a sample of more: divided by n - 1.",
    source: "TradingView ta.stdev (biased = false); numpy and pandas with ddof = 1",
    example: "stdev_sample(close, 20)",
  },
  {
    ...windowed,
    name: "variance_sample",
    operation: "varianceSample",
    result: { same: "x", power: 2 },
    formula: "sum of (x - sma(x, n))^2 over the last n values / (n - 1)",
    doc: "Variance of the last n values as a sample of more: divided by n - 1.",
    source: "TradingView ta.variance (biased = false); numpy and pandas with ddof = 1",
    example: "variance_sample(close, 20)",
  },
  {
    ...windowed,
    name: "zscore",
    operation: "zscore",
    absent: still("A z-score"),
    formula: "(x - sma(x, n)) / stdev(x, n)",
    doc: "How many standard deviations x is above the mean of the last n values.",
    source: population,
    example: "zscore(close, 20)",
  },
  {
    ...windowed,
    name: "skew",
    operation: "skew",
    absent: still("Skewness"),
    formula: "mean of (x - sma(x, n))^3 / stdev(x, n)^3",
    doc: "Skewness of the last n values: above zero where the larger deviations are upwards.",
    source: "scipy.stats.skew gives the same values",
    differences: ["pandas corrects for the size of the sample: n^0.5 (n - 1)^0.5 / (n - 2) times as much."],
    example: "skew(close - close[1], 50)",
  },
  {
    ...windowed,
    name: "kurtosis",
    operation: "kurtosis",
    absent: still("Kurtosis"),
    formula: "mean of (x - sma(x, n))^4 / stdev(x, n)^4 - 3",
    doc: "Excess kurtosis of the last n values: 0 for the normal distribution, more where extremes are frequent.",
    source: "scipy.stats.kurtosis gives the same values",
    example: "kurtosis(close - close[1], 50)",
  },
];

const pairs: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "covariance",
    operation: "covariance",
    parameters: [series("a", "One series."), series("b", "The other."), length()],
    result: { product: { a: 1, b: 1 } },
    formula: "mean of (a - sma(a, n)) * (b - sma(b, n)) over the last n values",
    doc: "Population covariance of two series over the last n values.",
    source: population,
    example: "covariance(close, volume, 20)",
  },
  {
    ...windowed,
    name: "correlation",
    operation: "correlation",
    parameters: [series("a", "One series."), series("b", "The other."), length(undefined, 2)],
    range: [-1, 1],
    absent: { when: "A correlation is undefined while one side does not move." },
    formula: "covariance(a, b, n) / (stdev(a, n) * stdev(b, n))",
    doc: "How closely two series moved together over the last n values: 1 in step, -1 opposite, 0 unrelated.",
    source: "TradingView ta.correlation; TA-Lib CORREL",
    differences: ["Both print 0 while one side does not move; here there is no value then."],
    example: "correlation(close, volume, 20)",
  },
  {
    ...windowed,
    name: "ols_slope",
    operation: "olsSlope",
    parameters: explained,
    result: { product: { y: 1, x: -1 } },
    absent: { when: "A slope is undefined while the explaining series does not move." },
    formula: "covariance(y, x, n) / variance(x, n)",
    doc: "Slope of the line of least squares: how much y changes for one unit of x. The hedge ratio of a pair.",
    source: "ordinary least squares; TA-Lib BETA is this slope over rates of change",
    example: "ols_slope(close, volume, 50)",
  },
  {
    ...windowed,
    name: "ols_intercept",
    operation: "olsIntercept",
    parameters: explained,
    result: { same: "y" },
    absent: { when: "An intercept is undefined while the explaining series does not move." },
    formula: "sma(y, n) - ols_slope(y, x, n) * sma(x, n)",
    doc: "The line of least squares where x is zero.",
    source: "ordinary least squares",
    example: "ols_intercept(close, volume, 50)",
  },
  {
    ...windowed,
    name: "r_squared",
    operation: "rSquared",
    parameters: explained,
    range: [0, 1],
    absent: { when: "It is undefined while one side does not move." },
    formula: "correlation(y, x, n)^2",
    doc: "Share of the variance of y that x explains, 0 to 1.",
    source: "ordinary least squares",
    example: "r_squared(close, volume, 50)",
  },
];

const lines: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "linreg_slope",
    operation: "linregSlope",
    result: { same: "x" },
    formula: "covariance of x with the number of the bar / variance of the number, over the last n values",
    doc: "Rise per bar of the line of least squares through the last n values.",
    source: "TA-Lib LINEARREG_SLOPE",
    example: "linreg_slope(close, 14)",
  },
  {
    ...windowed,
    name: "linreg_intercept",
    operation: "linregIntercept",
    result: { same: "x" },
    formula: "sma(x, n) - linreg_slope(x, n) * (n - 1) / 2",
    doc: "The line of least squares through the last n values, at the oldest of them.",
    source: "TA-Lib LINEARREG_INTERCEPT",
    example: "linreg_intercept(close, 14)",
  },
  {
    ...windowed,
    name: "linreg_r_squared",
    operation: "linregRSquared",
    range: [0, 1],
    absent: still("The fit of a line"),
    formula: "correlation of x with the number of the bar over the last n values, squared",
    doc: "How well a line fits the last n values, 0 to 1: near 1 in a steady trend, near 0 in a range.",
    source: "ordinary least squares",
    example: "linreg_r_squared(close, 14)",
  },
];

const ranks: readonly FunctionDescriptor[] = [
  {
    ...windowed,
    name: "percentile",
    operation: "percentile",
    parameters: [x, length(), percentage],
    result: { same: "x" },
    keepsPositive: true,
    formula: "sorted values at rank n * p / 100 + 1/2, between two ranks in proportion",
    doc: "The value below which p percent of the last n values are; between two of them in proportion.",
    source: "TradingView ta.percentile_linear_interpolation (Hazen)",
    differences: ["numpy and pandas use the rank (n - 1) * p / 100 + 1 unless told method = hazen."],
    example: "percentile(close, 20, 75)",
  },
  {
    ...windowed,
    name: "percentile_nearest",
    operation: "percentileNearest",
    parameters: [x, length(), percentage],
    result: { same: "x" },
    keepsPositive: true,
    formula: "sorted values at rank ceil(p * n / 100), at least the first",
    doc: "The smallest of the last n values that at least p percent of them do not exceed.",
    source: "TradingView ta.percentile_nearest_rank",
    example: "percentile_nearest(close, 20, 75)",
  },
  {
    ...windowed,
    name: "percent_rank",
    operation: "percentRank",
    parameters: [x, length()],
    result: "score",
    range: [0, 100],
    formula: "100 * (how many of x[1], .., x[n] are <= x) / n",
    doc: "Percent of the n values before this one that are not above it.",
    source: "TradingView ta.percentrank",
    example: "percent_rank(close, 50)",
  },
  {
    ...windowed,
    name: "mode",
    operation: "mode",
    parameters: [x, length()],
    result: { same: "x" },
    keepsPositive: true,
    formula: "the most frequent of the last n values; the smallest of several",
    doc: "The value that occurs most often among the last n.",
    source: "TradingView ta.mode",
    example: "mode(round(close), 20)",
  },
];

/** Functions of statistics on windows. */
export const statisticsDescriptors: readonly FunctionDescriptor[] = [...spread, ...pairs, ...lines, ...ranks];
