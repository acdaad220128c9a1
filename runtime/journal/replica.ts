import type { ControlSnapshot } from "../control/index.ts";
import { ControlState } from "../control/index.ts";
import { holdsBackRisk } from "../execution/execution-report.ts";
import { endStates } from "../execution/order-state.ts";
import { type Fixed, minus, negated, parseDecimal, plus, textOf, times, ZERO } from "../money/index.ts";
import type { OrderRow, StepReport } from "../session/index.ts";
import type { JournalRecord } from "./record.ts";

/** A session as its journal tells it: no strategy has been asked anything. */
export interface Replica {
  readonly stepId: number;
  readonly asOf: number;
  /** Exact, worked out from fills, payments and charges alone. */
  readonly cash: string;
  /** Signed quantities by run and market, of those that are not flat. */
  readonly positions: Readonly<Record<string, string>>;
  /** Orders without an end. */
  readonly orders: readonly OrderRow[];
  readonly control: ControlSnapshot;
}

/** Builds a replica from the records of a journal. */
export const createReplica = (records: readonly JournalRecord[]): Replica => {
  const positions = new Map<string, Fixed>();
  const orders = new Map<string, OrderRow>();
  const control = new ControlState();
  let cash: Fixed = ZERO;
  let stepId = -1;
  let asOf = Number.NEGATIVE_INFINITY;
  const take = (report: StepReport): void => {
    stepId = report.stepId;
    asOf = report.asOf;
    for (const { runId, market, side, quantity, price, fee, feeValue } of report.fills) {
      const size = parseDecimal(quantity);
      const signed = side === "buy" ? size : negated(size);
      const key = `${runId} ${market}`;
      positions.set(key, plus(positions.get(key) ?? ZERO, signed));
      cash = minus(minus(cash, times(signed, parseDecimal(price))), parseDecimal(feeValue ?? fee));
    }
    for (const { amount } of [...report.funding, ...report.charges]) {
      cash = minus(cash, parseDecimal(amount));
    }
    for (const notice of report.notices ?? []) {
      if (holdsBackRisk(notice)) control.doubt(notice.brokerId);
    }
    for (const order of report.orders) {
      if (endStates.has(order.state)) orders.delete(order.orderId);
      else orders.set(order.orderId, order);
    }
  };
  let asked: Extract<JournalRecord, { readonly kind: "command" }> | undefined;
  for (const record of records) {
    if (record.kind === "manifest") cash = parseDecimal(record.manifest.capital);
    else if (record.kind === "report") take(record.report);
    else if (record.kind === "command") asked = record;
    else if (record.kind === "commandResult" && asked !== undefined) {
      if (record.result.status === "applied") control.apply(asked.command, asked.at);
      asked = undefined;
    }
  }
  return {
    stepId,
    asOf,
    cash: textOf(cash),
    positions: Object.fromEntries(
      [...positions].flatMap(([key, value]) => (value.units === 0n ? [] : [[key, textOf(value)]])),
    ),
    orders: [...orders.values()],
    control: control.snapshot(),
  };
};
