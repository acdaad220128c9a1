export { type AlignedBars, alignBars, unionOf } from "./align.ts";
export { type Bar, type BarColumns, barAt, type MarketBars } from "./bars.ts";
export { type CsvOptions, type CsvResult, readCsv } from "./csv-feed.ts";
export { type DataCode, type DataProblem, describeProblem } from "./data-problem.ts";
export {
  compareEnvelopes,
  type Envelope,
  faultOfBar,
  type IngestFault,
  type IngestResult,
  type MarketPayload,
} from "./envelope.ts";
export { firstAt } from "./first-at.ts";
export {
  type DerivativeData,
  type FundingPlan,
  type FundingRates,
  planFunding,
  withDerivatives,
} from "./funding.ts";
export { type FundingResult, readFunding } from "./funding-feed.ts";
export { findGaps, type Gap, type GapSummary, hasSaturdays } from "./gaps.ts";
export {
  alignGrowing,
  closeKnownAt,
  type DerivedField,
  GrowingBars,
  GrowingFunding,
  GrowingFundingPlan,
} from "./growing-bars.ts";
export { commonStep } from "./interval.ts";
export { type RecordedMarket, recordedEvents } from "./recorded-events.ts";
export { Sequencer, type SequencerCounts } from "./sequencer.ts";
export { sliceBars } from "./slice-bars.ts";
export { type QuotesResult, readQuotes, readTrades, type TradesResult } from "./tick-feed.ts";
export {
  BUY,
  firstTickAt,
  type LevelColumns,
  type MarketTicks,
  type QuoteColumns,
  SELL,
  scaledTicks,
  type TradeColumns,
  ticksBefore,
  UNKNOWN_SIDE,
} from "./ticks.ts";
export { barsOfQuotes, barsOfTrades } from "./trade-bars.ts";
