import { formatUnits, parseDecimal, rescale } from "../money/index.ts";
import { feeOfFill } from "./fee-currency.ts";
import { fillDoubles, fillFields, orderFields, paymentFields, roles } from "./logs.ts";
import type { OrderRole, TradeRow } from "./outcome.ts";
import { roleOf } from "./record.ts";
import { paymentOf, rowOf } from "./rows.ts";
import { ruleOf } from "./rule-names.ts";
import type { RunState } from "./run-state.ts";

/** A round trip while it is being added up: exact integers at the ledger's scales. */
interface OpenTrade {
  readonly sign: number;
  readonly entryBar: number;
  readonly entryRule: number;
  /** Quantity entered by each rule, in the order of their first entries. */
  readonly enteredBy: Map<number, bigint>;
  entered: bigint;
  enteredValue: bigint;
  exited: bigint;
  exitedValue: bigint;
  fees: bigint;
  funding: bigint;
  charges: bigint;
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** Round trips of a run, from flat (or the other side) to flat (or the other side), added up exactly from its fills. */
export const tradeRows = (run: RunState): TradeRow[] => {
  const rows: TradeRow[] = [];
  const log = run.fills;
  let position = 0n;
  let trade: OpenTrade | undefined;
  const feeScale = Math.max(
    run.ledger.exactFee(1, 1, false).scale,
    run.ledger.exactFee(1, 1, true).scale,
    run.ledger.exactFunding().scale,
    run.ledger.exactCharges().scale,
    ...[...run.bookedFees.values()].map(({ value }) => value.scale),
  );
  const payments = paymentsOf(run, feeScale);
  const charges = chargesOf(run, feeScale);
  const { held } = run;
  if (held !== undefined) {
    position = BigInt(held.units);
    trade = {
      ...opening(held.units > 0 ? 1 : -1, 0, -1),
      enteredBy: new Map([[-1, abs(position)]]),
      entered: abs(position),
      enteredValue: abs(position) * BigInt(held.price),
    };
  }
  for (let row = 0; row < log.length; row++) {
    const bar = log.integer(row, fillFields.bar);
    const packedOrder = log.integer(row, fillFields.order);
    const rule = run.orders.integer(packedOrder >> 1, orderFields.rule);
    const role = roles[roleOf(run, packedOrder >> 1)];
    const price = log.double(row, fillDoubles.price);
    let units = BigInt(log.double(row, fillDoubles.quantity));
    const { value } = feeOfFill(
      run,
      row,
      price,
      log.double(row, fillDoubles.quantity),
      (packedOrder & 1) === 1,
    );
    let fee = rescale(value, feeScale);
    if (trade !== undefined) {
      trade.funding += payments.until(row);
      trade.charges += charges.until(row);
    }
    while (units !== 0n) {
      const against = position !== 0n && position > 0n !== units > 0n;
      const part = against && abs(units) > abs(position) ? -position : units;
      if (position === 0n || trade === undefined) {
        trade = opening(part > 0n ? 1 : -1, bar, rule);
      }
      // Of a reversal, the trade that it closes and the one that it opens: what cannot be divided is the second one's.
      const share = part === units ? fee : (fee * part) / units;
      fee -= share;
      trade.fees += share;
      if (against) {
        trade.exited += abs(part);
        trade.exitedValue += abs(part) * BigInt(price);
      } else {
        trade.entered += abs(part);
        trade.enteredBy.set(rule, (trade.enteredBy.get(rule) ?? 0n) + abs(part));
        trade.enteredValue += abs(part) * BigInt(price);
      }
      position += part;
      units -= part;
      if (position === 0n) {
        rows.push(closedRow(run, trade, bar, rule, role, feeScale));
        trade = undefined;
      }
    }
  }
  if (trade !== undefined) {
    trade.funding += payments.until(log.length);
    trade.charges += charges.until(log.length);
    rows.push(openRow(run, trade, feeScale));
  }
  return rows;
};

/** A trade of nothing yet. `rule`: -1 where no rule opened it. */
const opening = (sign: number, bar: number, rule: number): OpenTrade => ({
  sign,
  entryBar: bar,
  entryRule: rule,
  enteredBy: new Map(),
  entered: 0n,
  enteredValue: 0n,
  exited: 0n,
  exitedValue: 0n,
  fees: 0n,
  funding: 0n,
  charges: 0n,
});

/** Funding payments in order: those that were booked before a fill. */
const paymentsOf = (run: RunState, scale: number) => {
  const log = run.payments;
  let row = 0;
  return {
    until: (fill: number): bigint => {
      let sum = 0n;
      while (row < log.length && log.integer(row, paymentFields.fills) <= fill) {
        sum += rescale(paymentOf(run, row), scale);
        row++;
      }
      return sum;
    },
  };
};

/** Charges in order: those that were booked before a fill. */
const chargesOf = ({ charges }: RunState, scale: number) => {
  let row = 0;
  return {
    until: (fill: number): bigint => {
      let sum = 0n;
      for (; row < charges.length; row++) {
        const next = charges[row];
        if (next === undefined || next.fills > fill) break;
        sum += rescale(parseDecimal(next.amount), scale);
      }
      return sum;
    },
  };
};

/** An average price to the ledger's price scale and six digits more. */
const averagePrice = (run: RunState, value: bigint, units: bigint): string => {
  const scale = run.ledger.scales.price;
  const exact = value % units === 0n;
  return exact ? formatUnits(value / units, scale) : formatUnits((value * 1_000_000n) / units, scale + 6);
};

const profitText = (run: RunState, trade: OpenTrade, proceeds: bigint, feeScale: number): string => {
  const product = run.ledger.scales.price + run.ledger.scales.quantity;
  const gross = (proceeds - trade.enteredValue) * BigInt(trade.sign);
  return formatUnits(
    gross * 10n ** BigInt(feeScale - product) - trade.fees - trade.funding - trade.charges,
    feeScale,
  );
};

const baseRow = (run: RunState, trade: OpenTrade, feeScale: number) => ({
  runId: run.setup.runId,
  strategyId: run.setup.strategy.id,
  market: run.setup.instrument.symbol,
  side: trade.sign > 0 ? ("long" as const) : ("short" as const),
  quantity: formatUnits(trade.entered, run.ledger.scales.quantity),
  entryBar: rowOf(run, trade.entryBar),
  entryTime: run.setup.bars.time[trade.entryBar] as number,
  entryPrice: averagePrice(run, trade.enteredValue, trade.entered),
  entryRuleId: ruleOf(run, trade.entryRule).id,
  entries: [...trade.enteredBy].map(([rule, units]) => ({
    ruleId: ruleOf(run, rule).id,
    quantity: formatUnits(units, run.ledger.scales.quantity),
  })),
  fees: formatUnits(trade.fees, feeScale),
  funding: formatUnits(trade.funding, feeScale),
  charges: formatUnits(trade.charges, feeScale),
});

const closedRow = (
  run: RunState,
  trade: OpenTrade,
  bar: number,
  rule: number,
  role: OrderRole | undefined,
  feeScale: number,
): TradeRow => ({
  ...baseRow(run, trade, feeScale),
  exitBar: rowOf(run, bar),
  exitTime: run.setup.bars.time[bar] as number,
  exitPrice: averagePrice(run, trade.exitedValue, trade.exited),
  exitRuleId: ruleOf(run, rule).id,
  exitRole: role,
  profit: profitText(run, trade, trade.exitedValue, feeScale),
  bars: bar - trade.entryBar,
});

const openRow = (run: RunState, trade: OpenTrade, feeScale: number): TradeRow => {
  const last = run.bar;
  const mark = BigInt(Math.round((run.setup.marks[last] as number) * run.ledger.priceFactor));
  const proceeds = trade.exitedValue + (trade.entered - trade.exited) * mark;
  return {
    ...baseRow(run, trade, feeScale),
    exitBar: undefined,
    exitTime: undefined,
    exitPrice: undefined,
    exitRuleId: undefined,
    exitRole: undefined,
    profit: profitText(run, trade, proceeds, feeScale),
    bars: last - trade.entryBar,
  };
};
