import type { BarColumns, MarketBars } from "./bars.ts";

/** Funding rates that were paid, oldest first: what longs pay to shorts, as a ratio of the position's value. */
export interface FundingRates {
  /** Milliseconds since 1970 UTC. */
  readonly time: Float64Array;
  readonly rate: Float64Array;
}

/** What a derivative's market has besides its bars, each on times of its own. */
export interface DerivativeData {
  readonly mark?: BarColumns;
  readonly index?: BarColumns;
  readonly funding?: FundingRates;
}

/** The bars with columns for the derivative's data, each value as it is known at the close of the bar. */
export const withDerivatives = (bars: BarColumns, { mark, index, funding }: DerivativeData): MarketBars => ({
  ...bars,
  ...(mark === undefined ? {} : { mark: lastCloses(bars, mark) }),
  ...(index === undefined ? {} : { index: lastCloses(bars, index) }),
  ...(funding === undefined ? {} : { funding: lastRates(bars, funding) }),
});

/** Close of the newest bar of another series that had closed; absent once the bar after it is overdue. */
const lastCloses = (bars: BarColumns, other: BarColumns): Float64Array => {
  const column = new Float64Array(bars.length).fill(Number.NaN);
  let next = 0;
  for (let bar = 0; bar < bars.length; bar++) {
    const now = (bars.time[bar] as number) + bars.interval;
    while (next < other.length && (other.time[next] as number) + other.interval <= now) next++;
    if (next === 0) continue;
    const age = now - (other.time[next - 1] as number) - other.interval;
    if (age < other.interval) column[bar] = other.close[next - 1] as number;
  }
  return column;
};

const lastRates = (bars: BarColumns, { time, rate }: FundingRates): Float64Array => {
  const column = new Float64Array(bars.length).fill(Number.NaN);
  let next = 0;
  for (let bar = 0; bar < bars.length; bar++) {
    const now = (bars.time[bar] as number) + bars.interval;
    while (next < time.length && (time[next] as number) <= now) next++;
    if (next > 0) column[bar] = rate[next - 1] as number;
  }
  return column;
};

/** Payments with the bar at which each is booked. */
export interface FundingPlan extends FundingRates {
  /** The first bar that closes after the payment. */
  readonly bars: Int32Array;
  /** 1 where the bar's own fills come first: payments that fall due well inside the bar. */
  readonly late: Uint8Array;
  /** The last mark price before the payment; NaN where there is none, or it is overdue. */
  readonly marks: Float64Array;
}

/** Payments come some milliseconds after the hour: within the first minute of a bar they count as at its open. */
export const AT_OPEN = 60_000;

/** Where the payments of a market are booked among its bars, and at which mark price. */
export const planFunding = (
  bars: BarColumns,
  funding: FundingRates,
  mark: BarColumns | undefined,
): FundingPlan => {
  const count = funding.time.length;
  const booked = new Int32Array(count);
  const late = new Uint8Array(count);
  const marks = new Float64Array(count).fill(Number.NaN);
  let bar = 0;
  let next = 0;
  for (let row = 0; row < count; row++) {
    const moment = funding.time[row] as number;
    while (bar < bars.length && (bars.time[bar] as number) + bars.interval <= moment) bar++;
    booked[row] = bar;
    if (bar < bars.length && moment - (bars.time[bar] as number) >= AT_OPEN) late[row] = 1;
    if (mark === undefined) continue;
    while (next < mark.length && (mark.time[next] as number) + mark.interval <= moment) next++;
    if (next === 0) continue;
    const age = moment - (mark.time[next - 1] as number) - mark.interval;
    if (age < mark.interval) marks[row] = mark.close[next - 1] as number;
  }
  return { ...funding, bars: booked, late, marks };
};
