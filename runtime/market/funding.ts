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

/** For each payment the first bar that closes after it: the payment is booked before that bar's fills. */
export const barsOfFunding = (bars: BarColumns, { time }: FundingRates): Int32Array => {
  let bar = 0;
  return Int32Array.from(time, (moment) => {
    while (bar < bars.length && (bars.time[bar] as number) + bars.interval <= moment) bar++;
    return bar;
  });
};
