import type {
  ChargeRow,
  DecisionRow,
  FillRow,
  FundingRow,
  IntentRow,
  OrderRow,
  StepReport,
} from "../session/index.ts";
import type { SourceSpan } from "../strategy/abi.ts";

/** The moment of the session that a row was reported at. */
interface Moment {
  readonly stepId: number;
  readonly snapshotId: string;
  /** Close time, milliseconds. */
  readonly asOf: number;
}

/** Fields that may be left out as null, so that every row of a kind has the same columns. */
type Flat<T> = { readonly [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

/** Place in the `.ctk` source as `FILE:LINE:COLUMN`. */
interface Placed {
  readonly source: string | null;
}

export type FillSinkRow = { readonly kind: "fill" } & Moment & Placed & Flat<Omit<FillRow, "span">>;

/** An intent with the decision on it. `bar`: of the timeline that the market's features are on. */
export type DecisionSinkRow = { readonly kind: "decision"; readonly bar: number } & Moment &
  Placed &
  Flat<Omit<IntentRow, "span" | "stepId" | "snapshotId">> &
  Flat<Pick<DecisionRow, "outcome" | "code" | "limitId" | "because" | "observed" | "bound">> & {
    /** Place of the limit that spoke. */
    readonly limitSource: string | null;
  };

/** An order as it stood at the moment. */
export type OrderSinkRow = { readonly kind: "order" } & Moment & Flat<OrderRow>;

export type FundingSinkRow = { readonly kind: "funding" } & Moment & Flat<FundingRow>;

/** Interest on what is sold short, or the fee of a liquidation; `what` tells which. */
export type ChargeSinkRow = { readonly kind: "charge"; readonly what: ChargeRow["kind"] } & Moment &
  Flat<Omit<ChargeRow, "kind">>;

/** What a step came to: with the same hash, everything before it was the same. */
export interface StepSinkRow extends Moment {
  readonly kind: "step";
  /** Marked to market. */
  readonly equity: number;
  readonly stateHash: string;
  readonly fills: number;
  readonly decisions: number;
  readonly faults: number;
}

/** Rows that a full sink had no room for: how many, and the moments of the first and the last of them. */
export interface DropSinkRow {
  readonly kind: "drop";
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

/** A row of a post-trade sink: flat, with the same fields in every row of its kind. */
export type SinkRow =
  | FillSinkRow
  | DecisionSinkRow
  | OrderSinkRow
  | FundingSinkRow
  | ChargeSinkRow
  | StepSinkRow
  | DropSinkRow;

export type SinkKind = SinkRow["kind"];

const placeOf = (span: SourceSpan | undefined): string | null =>
  span === undefined ? null : `${span.file}:${span.line}:${span.column}`;

/** JSON and columns have neither NaN nor infinity. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** What a step reports as rows: fills, funding, charges, decisions with their intents, orders, and the step itself at the end. */
export const sinkRows = (report: StepReport): readonly SinkRow[] => {
  const { stepId, snapshotId, asOf } = report;
  const moment: Moment = { stepId, snapshotId, asOf };
  const decisions = new Map(report.decisions.map((decision) => [decision.intentId, decision]));
  return [
    ...report.fills.map(
      ({ span, feeValue, ...fill }): SinkRow => ({
        kind: "fill",
        ...moment,
        ...fill,
        feeValue: feeValue ?? null,
        source: placeOf(span),
      }),
    ),
    ...report.funding.map((payment): SinkRow => ({ kind: "funding", ...moment, ...payment })),
    ...report.charges.map(
      ({ kind: what, ...charge }): SinkRow => ({ ...moment, ...charge, kind: "charge", what }),
    ),
    ...report.intents.flatMap((intent) => {
      const decision = decisions.get(intent.intentId);
      return decision === undefined ? [] : [decisionRow(moment, intent, decision)];
    }),
    ...report.orders.map(
      ({ limit, stop, reason, endedBar, ...order }): SinkRow => ({
        kind: "order",
        ...moment,
        ...order,
        limit: limit ?? null,
        stop: stop ?? null,
        reason: reason ?? null,
        endedBar: endedBar ?? null,
      }),
    ),
    {
      kind: "step",
      ...moment,
      equity: report.equity,
      stateHash: report.stateHash,
      fills: report.fills.length,
      decisions: report.decisions.length,
      faults: report.faults.length,
    },
  ];
};

const decisionRow = (
  moment: Moment,
  { span, stepId: bar, snapshotId: _, limit, stop, ...intent }: IntentRow,
  { outcome, code, limitId, limitSpan, because, observed, bound }: DecisionRow,
): SinkRow => ({
  kind: "decision",
  ...intent,
  ...moment,
  bar,
  source: placeOf(span),
  limit: limit ?? null,
  stop: stop ?? null,
  outcome,
  code,
  limitId: limitId ?? null,
  limitSource: placeOf(limitSpan),
  because: because ?? null,
  observed: finite(observed),
  bound: finite(bound),
});

/** What a column of a table holds. Money, prices and quantities are text: exact decimals. */
export type ColumnType = "text" | "integer" | "number" | "time";

type Columns<R> = { readonly [K in Exclude<keyof R, "kind">]-?: ColumnType };

const momentColumns = { stepId: "integer", snapshotId: "text", asOf: "time" } as const;

const fillColumns: Columns<FillSinkRow> = {
  ...momentColumns,
  time: "time",
  bar: "integer",
  market: "text",
  side: "text",
  quantity: "text",
  price: "text",
  fee: "text",
  feeCurrency: "text",
  feeValue: "text",
  liquidity: "text",
  strategyId: "text",
  executionId: "text",
  routeId: "text",
  runId: "text",
  ruleId: "text",
  orderId: "text",
  role: "text",
  source: "text",
};

const decisionColumns: Columns<DecisionSinkRow> = {
  ...momentColumns,
  time: "time",
  bar: "integer",
  intentId: "text",
  market: "text",
  runId: "text",
  strategyId: "text",
  executionId: "text",
  routeId: "text",
  ruleId: "text",
  source: "text",
  action: "text",
  role: "text",
  side: "text",
  type: "text",
  quantity: "text",
  asked: "text",
  limit: "text",
  stop: "text",
  outcome: "text",
  code: "text",
  limitId: "text",
  limitSource: "text",
  because: "text",
  observed: "number",
  bound: "number",
};

const orderColumns: Columns<OrderSinkRow> = {
  ...momentColumns,
  orderId: "text",
  intentId: "text",
  market: "text",
  runId: "text",
  ruleId: "text",
  role: "text",
  side: "text",
  type: "text",
  quantity: "text",
  filled: "text",
  limit: "text",
  stop: "text",
  state: "text",
  reason: "text",
  createdBar: "integer",
  endedBar: "integer",
};

const fundingColumns: Columns<FundingSinkRow> = {
  ...momentColumns,
  time: "time",
  bar: "integer",
  market: "text",
  runId: "text",
  strategyId: "text",
  side: "text",
  quantity: "text",
  price: "text",
  rate: "text",
  amount: "text",
  currency: "text",
};

const chargeColumns: Columns<ChargeSinkRow> = {
  ...momentColumns,
  what: "text",
  time: "time",
  bar: "integer",
  market: "text",
  runId: "text",
  strategyId: "text",
  quantity: "text",
  price: "text",
  rate: "text",
  amount: "text",
  currency: "text",
};

const stepColumns: Columns<StepSinkRow> = {
  ...momentColumns,
  equity: "number",
  stateHash: "text",
  fills: "integer",
  decisions: "integer",
  faults: "integer",
};

const dropColumns: Columns<DropSinkRow> = { rows: "integer", from: "time", to: "time" };

/** The columns of each kind of row, in their order. */
export const sinkColumns: Readonly<Record<SinkKind, Readonly<Record<string, ColumnType>>>> = {
  fill: fillColumns,
  decision: decisionColumns,
  order: orderColumns,
  funding: fundingColumns,
  charge: chargeColumns,
  step: stepColumns,
  drop: dropColumns,
};
