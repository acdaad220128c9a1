export { type Feed, type SessionConfig, SessionError } from "./config.ts";
export type { SentOrder } from "./external/desk.ts";
export { type ExtremeBounds, extremeBounds } from "./extremes.ts";
export type { Holding } from "./holding.ts";
export { type ImpliedSession, impliedSession } from "./implied-session.ts";
export type {
  ComboMove,
  HeldItemLook,
  HoldLook,
  Ineligibility,
  InspectedRun,
  InspectedStep,
  Inspector,
} from "./inspector.ts";
export type {
  ChargeRow,
  DecisionRow,
  EquitySeries,
  FaultRow,
  FillRow,
  FundingRow,
  HaltRow,
  IntentRow,
  MarketRow,
  OrderRole,
  OrderRow,
  OrderState,
  OrderType,
  PositionRow,
  RunRow,
  SessionOutcome,
  TradeRow,
  TransitionRow,
  WarningRow,
} from "./outcome.ts";
export { type FeatureRecord, recordFeatures } from "./record-features.ts";
export { type Binding, logReport } from "./report-events.ts";
export { createSession, type Session } from "./session.ts";
export type { InputState, PositionState, SessionSnapshot } from "./snapshot.ts";
export { type AccountState, hashOf, type StepReport } from "./step-report.ts";
export {
  createStreamingSession,
  type StreamingConfig,
  type StreamingFeed,
  type StreamingSession,
  streamingConfigOf,
} from "./streaming.ts";
