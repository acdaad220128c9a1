import { firstAt } from "../market/index.ts";
import { decimalOf } from "../money/index.ts";
import type { RunState } from "./run-state.ts";

/** What is charged besides fees of fills and funding. */
export type ChargeKind = "borrow" | "liquidation";

/** A charge on a position: `quantity * price * rate`. */
export interface Charge {
  readonly kind: ChargeKind;
  readonly bar: number;
  readonly time: number;
  /** Fills that had been before. */
  readonly fills: number;
  /** Quantity units, unsigned. */
  readonly units: number;
  readonly price: number;
  readonly rate: number;
  /** Exact decimal, in quote currency. */
  readonly amount: string;
}

/** Books a charge of a rate on so many units at a price. */
export const charge = (
  run: RunState,
  kind: ChargeKind,
  units: number,
  price: number,
  rate: number,
  time: number,
): void => {
  const amount = run.ledger.charge(units, decimalOf(price), decimalOf(rate));
  run.cash = run.ledger.cash();
  run.charges.push({
    kind,
    bar: run.currentBar,
    time,
    fills: run.fills.length,
    units,
    price,
    rate,
    amount,
  });
};

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Whether a run pays for what it has sold short. */
const borrows = ({ setup }: RunState): boolean =>
  setup.route.borrowRate > 0 && setup.instrument.settle === undefined;

/**
 * Charges the interest on a short position of a spot market up to a time: the annual rate on its value at the last
 * close, for the time since the last charge. Called whenever the position changes.
 */
export const accrueBorrow = (run: RunState, now: number): void => {
  if (!borrows(run)) return;
  if (run.units < 0 && now > run.borrowedSince) {
    const { bars, marks, route } = run.setup;
    const bar = run.currentBar;
    const close = bar > 0 ? (marks[bar - 1] as number) : Number.NaN;
    const open = bars.open[bar] as number;
    const price = Number.isNaN(close) ? (Number.isNaN(open) ? run.entryPrice : open) : close;
    charge(run, "borrow", -run.units, price, (route.borrowRate * (now - run.borrowedSince)) / YEAR, now);
  }
  // A tick in a gap of the bars may come before interest that the open of the next one has charged.
  run.borrowedSince = Math.max(run.borrowedSince, now);
};

/** Charges the interest of a day that has ended by the open of a bar. */
export const chargeBorrow = (run: RunState, bar: number): void => {
  if (run.units >= 0 || !borrows(run)) return;
  const now = run.setup.bars.time[bar] as number;
  if (Math.floor(now / DAY) === Math.floor(run.borrowedSince / DAY)) return;
  run.currentBar = bar;
  accrueBorrow(run, now);
};

/** First bar in `from..to` at which interest is charged. */
export const nextBorrow = (run: RunState, from: number, to: number): number => {
  if (run.units >= 0 || !borrows(run)) return to;
  const midnight = (Math.floor(run.borrowedSince / DAY) + 1) * DAY;
  return firstAt(run.setup.bars.time, midnight, from, to);
};
