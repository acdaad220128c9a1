import { firstAt, unionOf } from "../market/index.ts";
import { numberOf } from "../money/index.ts";
import type { RunAccount } from "./account.ts";
import { fillDoubles, fillFields, paymentFields } from "./logs.ts";
import type { EquitySeries } from "./outcome.ts";
import { paymentOf } from "./rows.ts";
import type { RunState } from "./run-state.ts";

/** Equity and cash of all accounts over the union of their steps; an account keeps its last value between its own. */
export const equitySeries = (accounts: readonly RunAccount[]): EquitySeries =>
  mergeEquity(
    accounts.map(equityOf),
    accounts.map((account) => account.setup.capitalNumber),
  );

const equityOf = (account: RunAccount): EquitySeries => {
  const time = closeTimes(account);
  return { time, value: account.equity.subarray(0, time.length), cash: cashColumn(account, time) };
};

/** Close times of an account's steps so far. */
const closeTimes = ({ done, setup, markets }: RunAccount): Float64Array => {
  if (setup.closes !== undefined) return setup.closes.subarray(0, done);
  const bars = markets[0]?.setup.bars;
  if (bars === undefined) return new Float64Array(0);
  const { time, interval } = bars;
  const closes = new Float64Array(done);
  for (let step = 0; step < done; step++) closes[step] = (time[step] as number) + interval;
  return closes;
};

/** Cash after each step of an account, from what its markets' fills and funding took. */
const cashColumn = (account: RunAccount, closes: Float64Array): Float64Array => {
  const capital = account.setup.capitalNumber;
  const [first, ...others] = account.markets;
  const cash = new Float64Array(closes.length);
  const flows =
    first === undefined
      ? []
      : [takeFlow(first, closes, (from, to, spent) => cash.fill(capital - spent, from, to))];
  for (const run of others) {
    const take = (from: number, to: number, spent: number): void => {
      for (let step = from; step < to; step++) cash[step] = (cash[step] as number) - spent;
    };
    flows.push(takeFlow(run, closes, take));
  }
  const last = closes.length - 1;
  if (last >= 0 && flows.every((flow) => flow.next() === Number.POSITIVE_INFINITY)) {
    cash[last] = account.facts?.cash ?? capital;
  }
  return cash;
};

/** Walks what flowed out at the bars of one market over the steps, all of them in stretches in which it is the same. */
const takeFlow = (
  run: RunState,
  closes: Float64Array,
  take: (from: number, to: number, spent: number) => void,
): Flow => {
  const flow = createFlow(run);
  const { time, interval } = run.setup.bars;
  let step = 0;
  let spent = 0;
  for (let bar = 0; bar <= run.bar && step < closes.length; bar = flow.next()) {
    const start = stepAt(closes, (time[bar] as number) + interval, bar, step);
    take(step, start, spent);
    spent = flow.until(bar);
    step = start;
  }
  take(step, closes.length, spent);
  return flow;
};

/** The first step from one on that is not before a time; it is most often the one of the same number. */
const stepAt = (closes: Float64Array, close: number, guess: number, from: number): number =>
  guess >= from && closes[guess] === close ? guess : firstAt(closes, close, from);

/** What has flowed out of an account up to a bar, in the order of the bars. */
interface Flow {
  /** Takes what happened up to a bar, and returns the sum so far. */
  readonly until: (bar: number) => number;
  /** The bar at which something more happens; infinite: nothing does. */
  readonly next: () => number;
}

/** What flows out of an account at the bars of one market: its fills with their fees, and funding before them. */
const createFlow = (run: RunState): Flow => {
  const { ledger, fills, payments } = run;
  const { held } = run;
  let spent =
    held === undefined ? 0 : (held.price * held.units) / (ledger.priceFactor * ledger.quantityFactor);
  let fill = 0;
  let payment = 0;
  let charge = 0;
  return {
    until: (bar) => {
      while (fill < fills.length && fills.integer(fill, fillFields.bar) <= bar) {
        const units = fills.double(fill, fillDoubles.quantity);
        const price = fills.double(fill, fillDoubles.price);
        const value = (price * units) / (ledger.priceFactor * ledger.quantityFactor);
        const isMaker = (fills.integer(fill, fillFields.order) & 1) === 1;
        const booked = run.bookedFees.get(fill);
        spent +=
          value + (booked === undefined ? Math.abs(value) * ledger.feeRate(isMaker) : numberOf(booked.value));
        fill++;
      }
      while (payment < payments.length && payments.integer(payment, paymentFields.bar) <= bar) {
        spent += numberOf(paymentOf(run, payment));
        payment++;
      }
      for (; charge < run.charges.length; charge++) {
        const next = run.charges[charge];
        if (next === undefined || next.bar > bar) break;
        spent += Number(next.amount);
      }
      return spent;
    },
    next: () =>
      Math.min(
        fill < fills.length ? fills.integer(fill, fillFields.bar) : Number.POSITIVE_INFINITY,
        payment < payments.length ? payments.integer(payment, paymentFields.bar) : Number.POSITIVE_INFINITY,
        run.charges[charge]?.bar ?? Number.POSITIVE_INFINITY,
      ),
  };
};

const mergeEquity = (parts: readonly EquitySeries[], capitals: readonly number[]): EquitySeries => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const time = unionOf(parts.map((part) => part.time));
  const value = new Float64Array(time.length);
  const cash = new Float64Array(time.length);
  parts.forEach((part, index) => {
    const start = capitals[index] ?? 0;
    let row = -1;
    for (let at = 0; at < time.length; at++) {
      while (row + 1 < part.time.length && (part.time[row + 1] as number) <= (time[at] as number)) row++;
      value[at] = (value[at] as number) + (row < 0 ? start : (part.value[row] as number));
      cash[at] = (cash[at] as number) + (row < 0 ? start : (part.cash[row] as number));
    }
  });
  return { time, value, cash };
};
