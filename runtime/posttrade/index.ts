export {
  type AlertChannel,
  type AlertCounts,
  alertLine,
  createTextChannel,
} from "./alert-channel.ts";
export {
  type Alert,
  type AlertKind,
  type AlertRules,
  type AlertWatch,
  createAlertWatch,
} from "./alert-rules.ts";
export { type Attribution, attributeProfit, profitByStrategy } from "./attribution.ts";
export { type CostDimension, type CostSummary, summarizeCosts } from "./cost-summary.ts";
export {
  type ArrivalPrices,
  type Benchmark,
  type CostRows,
  costsOf,
  type FillCost,
  type Quote,
  type RunMarket,
} from "./fill-cost.ts";
export { createPriceLog, type PriceLog, recordedPrices } from "./prices.ts";
export { bookOutcome, bookStep, openSessionBook, type SessionBookOptions } from "./session-book.ts";
export {
  createCallbackTarget,
  createMemoryTarget,
  createSink,
  type Sink,
  type SinkCounts,
  type SinkOptions,
  type SinkTarget,
} from "./sink.ts";
export { type ColumnType, type SinkKind, type SinkRow, sinkColumns, sinkRows } from "./sink-row.ts";
export { createWebhook, type WebhookFetch, type WebhookOptions } from "./webhook.ts";
