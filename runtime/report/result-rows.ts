import type { DecisionRow, FillRow, IntentRow, OrderRow, RunRow, TradeRow } from "../session/outcome.ts";
import type { SourceSpan } from "../strategy/abi.ts";
import type { ResultHead } from "./result-schema.ts";

type Row<K extends "runs" | "intents" | "decisions" | "orders" | "fills" | "trades"> = ResultHead[K][number];

/** Rows of an outcome as rows of a result: null where a value does not exist, so that every member is there. */
export const resultRows = {
  run: (row: RunRow): Row<"runs"> => ({
    ...row,
    markets: [...row.markets],
    params: { ...row.params },
    armedAt: row.armedAt ?? null,
  }),
  intent: (row: IntentRow): Row<"intents"> => ({
    ...row,
    span: spanOf(row.span),
    limit: row.limit ?? null,
    stop: row.stop ?? null,
  }),
  decision: (row: DecisionRow): Row<"decisions"> => ({
    ...row,
    span: spanOf(row.span),
    limitId: row.limitId ?? null,
    limitSpan: spanOf(row.limitSpan),
    because: row.because ?? null,
    observed: finite(row.observed),
    bound: finite(row.bound),
  }),
  order: (row: OrderRow): Row<"orders"> => ({
    ...row,
    limit: row.limit ?? null,
    stop: row.stop ?? null,
    reason: row.reason ?? null,
    endedBar: row.endedBar ?? null,
  }),
  fill: (row: FillRow): Row<"fills"> => ({
    ...row,
    feeValue: row.feeValue ?? null,
    span: spanOf(row.span),
  }),
  // Which rule entered how much is worked out from the fills by those who want to know.
  trade: ({ entries: _, ...row }: TradeRow): Row<"trades"> => ({
    ...row,
    exitBar: row.exitBar ?? null,
    exitTime: row.exitTime ?? null,
    exitPrice: row.exitPrice ?? null,
    exitRuleId: row.exitRuleId ?? null,
    exitRole: row.exitRole ?? null,
  }),
};

function spanOf(span: SourceSpan | undefined): Row<"fills">["span"] {
  return span === undefined ? null : { ...span };
}

/** JSON has neither NaN nor infinity. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
