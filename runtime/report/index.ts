export type { Drawdown } from "./drawdown.ts";
export { type LimitDecision, type LimitUse, limitUse } from "./limit-use.ts";
export { computeMetrics, type Metric, type MetricName, type MetricOptions, type Metrics } from "./metrics.ts";
export { growthRate, mean, momentsOf, type ReturnMoments, sharpe, sortino } from "./ratios.ts";
export { buildResult, type ResultContext, resultChunks } from "./result.ts";
export { type BacktestResult, RESULT_SCHEMA, type ResultFile, resultSchema } from "./result-schema.ts";
