import { decimalOf } from "../money/index.ts";
import { paymentDoubles, paymentFields } from "./logs.ts";
import type { RunState } from "./run-state.ts";

/**
 * Books the funding payments that fell due before a bar's close, on the position that its open found: quantity times
 * the last known mark price (where the feed has none, the last close) times the rate. Longs pay a positive rate.
 */
export const payFunding = (run: RunState, bar: number): void => {
  const { funding } = run.setup;
  if (funding === undefined) return;
  const { bars, marks } = run.setup;
  for (; run.fundingRow < funding.bars.length; run.fundingRow++) {
    const row = run.fundingRow;
    if ((funding.bars[row] as number) > bar) return;
    if (run.units === 0 || bar === 0) continue;
    const mark = bars.mark?.[bar - 1] ?? Number.NaN;
    const price = Number.isNaN(mark) ? (marks[bar - 1] as number) : mark;
    const rate = funding.rate[row] as number;
    run.ledger.pay(run.units, decimalOf(price), decimalOf(rate));
    run.cash = run.ledger.cash();
    const log = run.payments;
    const entry = log.grow();
    log.setInteger(entry, paymentFields.bar, bar);
    log.setDouble(entry, paymentDoubles.time, funding.time[row] as number);
    log.setDouble(entry, paymentDoubles.rate, rate);
    log.setDouble(entry, paymentDoubles.price, price);
    log.setDouble(entry, paymentDoubles.quantity, run.units);
  }
};

/** The bar at which the next payment is booked; infinite without one. */
export const nextPayment = (run: RunState): number =>
  run.setup.funding?.bars[run.fundingRow] ?? Number.POSITIVE_INFINITY;
