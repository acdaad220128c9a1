import {
  type ConstantRule,
  difference,
  first,
  firstLessOne,
  length,
  n,
  rolling,
  type Signature,
} from "./shapes.ts";

const lengthOfTwo: ConstantRule = { name: "length", minimum: 2 };
const share: ConstantRule = { name: "percentage", minimum: 0, maximum: 100, isFraction: true };

const pair: Signature = {
  inputs: [n, n],
  output: n,
  constants: [length],
  history: first,
  lookback: firstLessOne,
};
const regression: Signature = { ...pair, constants: [lengthOfTwo] };
const line: Signature = { ...rolling, constants: [lengthOfTwo] };
const ranked: Signature = { ...rolling, constants: [length, share] };

/** Operations of statistics on windows. */
export const statisticsSignatures = {
  varianceSample: line,
  stdevSample: line,
  zscore: line,
  skew: line,
  kurtosis: line,
  covariance: pair,
  correlation: regression,
  olsSlope: regression,
  olsIntercept: regression,
  rSquared: regression,
  linregSlope: line,
  linregIntercept: line,
  linregRSquared: line,
  percentile: ranked,
  percentileNearest: ranked,
  percentRank: difference,
  mode: rolling,
} satisfies Record<string, Signature>;
