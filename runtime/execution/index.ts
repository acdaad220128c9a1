export {
  createDriver,
  type DrivenSession,
  type DriverOptions,
  type ExecutionAdapter,
  type ExecutionDriver,
} from "./adapter.ts";
export { clientOrderIdOf, type OrderOrigin } from "./client-order-id.ts";
export type { ExecutionNotice, ExecutionReport, FillReport } from "./execution-report.ts";
export type {
  AmendRequest,
  CancelRequest,
  ExecutionRequest,
  RequestTerms,
  SubmitRequest,
  SubmitTerms,
} from "./execution-request.ts";
export { PaperVenue, type PaperVenueOptions } from "./paper/paper-venue.ts";
