import { orderStates } from "../execution/order-state.ts";
import { decimalOf, type Fixed, formatUnits, parseDecimal, plus, textOf, ZERO } from "../money/index.ts";
import { reasons } from "../risk/reasons.ts";
import type { SourceSpan } from "../strategy/abi.ts";
import { type BookedFee, feeOfFill } from "./fee-currency.ts";
import {
  actions,
  detailDoubles,
  detailFields,
  fillDoubles,
  fillFields,
  intentDoubles,
  intentFields,
  isSellIn,
  orderDoubles,
  orderFields,
  orderTypes,
  outcomes,
  paymentDoubles,
  paymentFields,
  type RowLog,
  roleIn,
  roles,
  typeIn,
} from "./logs.ts";
import type {
  ChargeRow,
  DecisionRow,
  FeeBalance,
  FillRow,
  FundingRow,
  IntentRow,
  OrderRow,
} from "./outcome.ts";
import { roleOf } from "./record.ts";
import { executionIdOf } from "./routes.ts";
import { ruleOf } from "./rule-names.ts";
import type { RunState } from "./run-state.ts";

/** Name of a table's entry; a number outside of it is a bug. */
const named = <T>(table: readonly T[], index: number): T => {
  const value = table[index];
  if (value === undefined) throw new Error(`a log holds ${index}, which its table does not have`);
  return value;
};

const ruleIdOf = (run: RunState, rule: number): string => ruleOf(run, rule).id;

const spanOf = (run: RunState, rule: number): SourceSpan | undefined => ruleOf(run, rule).span;

export const quantityText = (run: RunState, units: number): string =>
  formatUnits(BigInt(Math.abs(units)), run.ledger.scales.quantity);

const priceText = (price: number): string | undefined => (price === 0 ? undefined : plainNumber(price));

/** A double as a decimal string without an exponent. */
export const plainNumber = (value: number): string => {
  const text = String(value);
  if (!text.includes("e")) return text;
  return value.toFixed(20).replace(/\.?0+$/, "");
};

const closeOf = (run: RunState, bar: number): number =>
  (run.setup.bars.time[bar] as number) + run.setup.bars.interval;

/** Row of the market's data at a bar of a shared timeline, or the last one before it. */
export const rowOf = (run: RunState, bar: number): number => {
  const { rows } = run.setup;
  if (rows === undefined) return bar;
  // The bar in progress, during which a venue reports, has no row yet.
  return bar > run.bar && run.external !== undefined ? (rows[bar - 1] ?? -1) + 1 : (rows[bar] ?? bar);
};

const executionOf = ({ setup }: RunState): string => executionIdOf(setup.runId, setup.route.routeId);

/**
 * Rows of a log that holds something about some rows of another, by the other's number, from one on. Read from the end: a step
 * asks for the last few.
 */
const rowsAbout = (log: RowLog, from: number): ReadonlyMap<number, number> => {
  const rows = new Map<number, number>();
  for (let row = log.length - 1; row >= 0; row--) {
    const of = log.integer(row, 0);
    if (of < from) break;
    rows.set(of, row);
  }
  return rows;
};

/** Looks details up by intent, from one on: 0 where an intent has none, and limit -1. */
const detailsOf = ({ details: log }: RunState, from: number) => {
  const rows = rowsAbout(log, from);
  return {
    detail: (intent: number, field: number): number => {
      const row = rows.get(intent);
      return row === undefined ? 0 : log.double(row, field);
    },
    limitOf: (intent: number): number => {
      const row = rows.get(intent);
      return row === undefined ? -1 : log.integer(row, detailFields.limit);
    },
  };
};

/** The first double of a log about some rows of another: undefined where it says nothing of a row. */
const doublesAbout = (log: RowLog, from: number): ((of: number) => number | undefined) => {
  const rows = rowsAbout(log, from);
  return (of) => {
    const row = rows.get(of);
    return row === undefined ? undefined : log.double(row, 0);
  };
};

/** The intents of a run, from one on. */
export const intentRows = (run: RunState, from = 0): IntentRow[] => {
  const log = run.intents;
  const { detail } = detailsOf(run, from);
  const askedOf = doublesAbout(run.asked, from);
  return Array.from({ length: log.length - from }, (_, index): IntentRow => {
    const row = from + index;
    const packed = log.integer(row, intentFields.packed);
    const rule = log.integer(row, intentFields.rule);
    const bar = log.integer(row, intentFields.bar);
    return {
      intentId: `${run.setup.key}:i${row}`,
      stepId: bar,
      snapshotId: `${run.setup.key}:${bar}`,
      time: closeOf(run, bar),
      market: run.setup.instrument.symbol,
      runId: run.setup.runId,
      strategyId: run.setup.strategy.id,
      executionId: executionOf(run),
      routeId: run.setup.route.routeId,
      ruleId: ruleIdOf(run, rule),
      span: spanOf(run, rule),
      action: named(actions, (packed >> 12) & 15),
      role: named(roles, roleIn(packed)),
      side: isSellIn(packed) ? "sell" : "buy",
      type: named(orderTypes, typeIn(packed)),
      quantity: quantityText(run, log.double(row, intentDoubles.quantity)),
      asked: quantityText(run, askedOf(row) ?? log.double(row, intentDoubles.quantity)),
      limit: priceText(detail(row, detailDoubles.limitPrice)),
      stop: priceText(detail(row, detailDoubles.stopPrice)),
    };
  });
};

/** The decision on each intent of a run, from one on. */
export const decisionRows = (run: RunState, from = 0): DecisionRow[] => {
  const log = run.intents;
  const { detail, limitOf } = detailsOf(run, from);
  const { guard } = run.setup;
  return Array.from({ length: log.length - from }, (_, index): DecisionRow => {
    const row = from + index;
    const packed = log.integer(row, intentFields.packed);
    const rule = log.integer(row, intentFields.rule);
    const bar = log.integer(row, intentFields.bar);
    const reason = packed >> 16;
    const limit = guard.spoken(limitOf(row));
    const spoke = reason !== 0;
    return {
      intentId: `${run.setup.key}:i${row}`,
      stepId: bar,
      snapshotId: `${run.setup.key}:${bar}`,
      time: closeOf(run, bar),
      market: run.setup.instrument.symbol,
      runId: run.setup.runId,
      ruleId: ruleIdOf(run, rule),
      span: spanOf(run, rule),
      outcome: named(outcomes, (packed >> 9) & 7),
      code: named(reasons, reason),
      limitId: limit?.id,
      limitSpan: limit?.span,
      because: limit?.because,
      observed: spoke ? detail(row, detailDoubles.observed) : undefined,
      bound: spoke ? detail(row, detailDoubles.bound) : undefined,
    };
  });
};

/** All orders of a run, with the state they ended in. */
export const orderRows = (run: RunState): OrderRow[] =>
  Array.from({ length: run.orders.length }, (_, row) => orderRow(run, row));

/** One order of a run, as it stands now. */
export const orderRow = (run: RunState, row: number): OrderRow => {
  const log = run.orders;
  const packed = log.integer(row, orderFields.packed);
  const reason = log.integer(row, orderFields.reason);
  const ended = log.integer(row, orderFields.endedBar);
  return {
    orderId: `${run.setup.key}:o${row}`,
    intentId: `${run.setup.key}:i${log.integer(row, orderFields.intent)}`,
    market: run.setup.instrument.symbol,
    runId: run.setup.runId,
    ruleId: ruleIdOf(run, log.integer(row, orderFields.rule)),
    role: named(roles, roleIn(packed)),
    side: isSellIn(packed) ? "sell" : "buy",
    type: named(orderTypes, typeIn(packed)),
    quantity: quantityText(run, log.double(row, orderDoubles.quantity)),
    filled: quantityText(run, log.double(row, orderDoubles.filled)),
    limit: priceText(log.double(row, orderDoubles.limitPrice)),
    stop: priceText(log.double(row, orderDoubles.stopPrice)),
    state: named(orderStates, log.integer(row, orderFields.state)),
    reason: reason === 0 ? undefined : named(reasons, reason),
    createdBar: rowOf(run, log.integer(row, orderFields.createdBar)),
    endedBar: ended < 0 ? undefined : rowOf(run, ended),
  };
};

const feeFields = (
  { setup }: RunState,
  { amount, currency, value }: BookedFee,
): Pick<FillRow, "fee" | "feeCurrency" | "feeValue"> => ({
  fee: textOf(amount),
  feeCurrency: currency,
  ...(currency === setup.instrument.quote ? {} : { feeValue: textOf(value) }),
});

/** The fills of a run from one on, in the order in which they happened. */
export const fillRows = (run: RunState, from = 0): FillRow[] => {
  const log = run.fills;
  const { ledger } = run;
  const timeOf = doublesAbout(run.fillTimes, from);
  return Array.from({ length: log.length - from }, (_, index): FillRow => {
    const row = from + index;
    const packedOrder = log.integer(row, fillFields.order);
    const order = packedOrder >> 1;
    const bar = log.integer(row, fillFields.bar);
    const rule = run.orders.integer(order, orderFields.rule);
    const units = log.double(row, fillDoubles.quantity);
    const price = log.double(row, fillDoubles.price);
    const isMaker = (packedOrder & 1) === 1;
    return {
      time: timeOf(row) ?? (run.setup.bars.time[bar] as number),
      bar: rowOf(run, bar),
      market: run.setup.instrument.symbol,
      side: units < 0 ? "sell" : "buy",
      quantity: quantityText(run, units),
      price: formatUnits(BigInt(price), ledger.scales.price),
      ...feeFields(run, feeOfFill(run, row, price, units, isMaker)),
      liquidity: isMaker ? "maker" : "taker",
      strategyId: run.setup.strategy.id,
      executionId: executionOf(run),
      routeId: run.setup.route.routeId,
      runId: run.setup.runId,
      ruleId: ruleIdOf(run, rule),
      span: spanOf(run, rule),
      orderId: `${run.setup.key}:o${order}`,
      role: named(roles, roleOf(run, order)),
    };
  });
};

/** Fees of runs in other currencies than their markets' quotes, by currency. */
export const feeBalances = (runs: readonly RunState[]): readonly FeeBalance[] => {
  const sums = new Map<string, { readonly amount: Fixed; readonly value: Fixed }>();
  for (const run of runs) {
    if (run.setup.feeCurrency.kind === "quote" && run.bookedFees.size === 0) continue;
    for (const { fee, feeCurrency, feeValue } of fillRows(run)) {
      if (feeValue === undefined) continue;
      const { amount, value } = sums.get(feeCurrency) ?? { amount: ZERO, value: ZERO };
      sums.set(feeCurrency, {
        amount: plus(amount, parseDecimal(fee)),
        value: plus(value, parseDecimal(feeValue)),
      });
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { amount, value }]) => ({ currency, amount: textOf(amount), value: textOf(value) }));
};

/** The funding payments of a run in one market, from one on. */
export const fundingRows = (run: RunState, from = 0): FundingRow[] => {
  const log = run.payments;
  return Array.from({ length: log.length - from }, (_, index): FundingRow => {
    const row = from + index;
    const bar = log.integer(row, paymentFields.bar);
    const units = log.double(row, paymentDoubles.quantity);
    const price = log.double(row, paymentDoubles.price);
    const rate = log.double(row, paymentDoubles.rate);
    return {
      time: log.double(row, paymentDoubles.time),
      bar: rowOf(run, bar),
      market: run.setup.instrument.symbol,
      runId: run.setup.runId,
      strategyId: run.setup.strategy.id,
      side: units > 0 ? "long" : "short",
      quantity: quantityText(run, units),
      price: plainNumber(price),
      rate: plainNumber(rate),
      amount: textOf(paymentOf(run, row)),
      currency: run.setup.instrument.quote,
    };
  });
};

/** Charges of a run in one market, from one on. */
export const chargeRows = (run: RunState, from = 0): ChargeRow[] =>
  run.charges.slice(from).map(({ kind, time, bar, units, price, rate, amount }) => ({
    kind,
    time,
    bar: rowOf(run, bar),
    market: run.setup.instrument.symbol,
    runId: run.setup.runId,
    strategyId: run.setup.strategy.id,
    quantity: quantityText(run, units),
    price: plainNumber(price),
    rate: plainNumber(rate),
    amount,
    currency: run.setup.instrument.quote,
  }));

/** What one funding payment took from the account, exactly; negative where it was received. */
export const paymentOf = (run: RunState, row: number): Fixed => {
  const log = run.payments;
  const price = decimalOf(log.double(row, paymentDoubles.price));
  const rate = decimalOf(log.double(row, paymentDoubles.rate));
  const units = BigInt(log.double(row, paymentDoubles.quantity));
  return {
    units: units * price.units * rate.units,
    scale: run.ledger.scales.quantity + price.scale + rate.scale,
  };
};
