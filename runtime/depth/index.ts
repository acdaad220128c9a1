export {
  BookChain,
  type BookChange,
  type BookSnapshot,
  type ChainResult,
  type ChainRule,
  type ChangeNumbers,
} from "./book-chain.ts";
export {
  type Capture,
  type CaptureOptions,
  type CaptureResult,
  type ChainBreak,
  readCapture,
} from "./capture.ts";
export type { CaptureFormat } from "./messages.ts";
export { type BookLevel, OrderBook } from "./order-book.ts";
export { type RecordedDepthOptions, type RecordedDepthResult, readRecordedDepth } from "./recorded-depth.ts";
