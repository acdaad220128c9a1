import type { FundingPlan } from "../market/index.ts";
import { decimalOf } from "../money/index.ts";
import { fillDoubles, paymentDoubles, paymentFields } from "./logs.ts";
import type { RunState } from "./run-state.ts";

/**
 * Books the funding payments that fall due at a bar: quantity times the last known mark price (where the feed has none,
 * the last close) times the rate. Longs pay a positive rate. Payments at the bar's open count on the position that the
 * last close left; those inside the bar on the position after the bar's fills.
 */
export const payFunding = (run: RunState, bar: number, moment: "open" | "close"): void => {
  const { funding } = run.setup;
  if (funding === undefined) return;
  for (; run.fundingRow < funding.bars.length; run.fundingRow++) {
    const row = run.fundingRow;
    const booked = funding.bars[row] as number;
    if (booked > bar || (booked === bar && moment === "open" && funding.late[row] === 1)) return;
    // A payment some milliseconds after the open is the one of the open.
    const due =
      funding.late[row] === 1 ? (funding.time[row] as number) : (run.setup.bars.time[booked] as number);
    const units = run.external === undefined ? run.units : unitsBefore(run, due);
    if (units !== 0) pay(run, funding, row, bar, units);
  }
};

/** Where a venue reports fills as they happen: the position just before a moment. */
const unitsBefore = ({ fillTimes, fills, units }: RunState, time: number): number => {
  let held = units;
  for (let row = fills.length - 1; row >= 0 && fillTimes.double(row, 0) >= time; row--) {
    held -= fills.double(row, fillDoubles.quantity);
  }
  return held;
};

const pay = (run: RunState, funding: FundingPlan, row: number, bar: number, units: number): void => {
  const mark = funding.marks[row] as number;
  // Inside its own bar a payment cannot know the bar's close: the one before stands, or the open of the first bar.
  const close = bar === 0 ? (run.setup.bars.open[0] as number) : (run.setup.marks[bar - 1] as number);
  const price = Number.isNaN(mark) ? close : mark;
  const rate = funding.rate[row] as number;
  run.ledger.pay(units, decimalOf(price), decimalOf(rate));
  run.cash = run.ledger.cash();
  const log = run.payments;
  const entry = log.grow();
  log.setInteger(entry, paymentFields.bar, bar);
  log.setInteger(entry, paymentFields.fills, run.fills.length);
  log.setDouble(entry, paymentDoubles.time, funding.time[row] as number);
  log.setDouble(entry, paymentDoubles.rate, rate);
  log.setDouble(entry, paymentDoubles.price, price);
  log.setDouble(entry, paymentDoubles.quantity, units);
};

/** The bar at which the next payment is booked; infinite without one. */
export const nextPayment = (run: RunState): number =>
  run.setup.funding?.bars[run.fundingRow] ?? Number.POSITIVE_INFINITY;
