import type { EquitySeries } from "../session/outcome.ts";
import type { EquityGauge } from "./equity-walk.ts";

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;

/** Simple returns on the base series, and how many of them make a year. */
export interface ReturnSeries {
  readonly returns: Float64Array;
  /** Periods in a year: 365 around the clock, 252 on exchange days, or by the bar where bars exceed a day. */
  readonly periodsPerYear: number;
  /** What the periods are. */
  readonly basis: "calendar days" | "exchange days" | "bars";
}

export interface ReturnInput {
  readonly equity: EquitySeries;
  /** Equity before the first bar. */
  readonly capital: number;
  /** Open time of the first bar. */
  readonly from: number;
}

/**
 * Mark-to-market equity at UTC day end, as simple returns, the first one from the capital. A market with bars on
 * Saturdays trades every day: a day without a bar has the equity of the day before. Another market has one value for
 * each weekday with bars; bars on a Sunday evening belong to Monday. Bars longer than a day give one value each.
 */
export function gaugeReturns({ equity, capital, from }: ReturnInput): EquityGauge<ReturnSeries> {
  const { time, value } = equity;
  const interval = (time[0] ?? from) - from;
  if (interval > DAY_MS) {
    const periodsPerYear = YEAR_MS / interval;
    return {
      take: () => {},
      result: () => ({ returns: returnsOf(value, capital), periodsPerYear, basis: "bars" }),
    };
  }
  return hasSaturday(time) ? dailyReturns(time, capital) : weekdayReturns(capital);
}

/** The return of every day from the first close on; 0 on a day without a bar. */
function dailyReturns(times: Float64Array, capital: number): EquityGauge<ReturnSeries> {
  const first = dayOf((times[0] as number) - 1);
  const last = dayOf((times[times.length - 1] as number) - 1);
  const returns = new Float64Array(last - first + 1);
  const state = Float64Array.of(0, (first + 1) * DAY_MS, capital, capital);
  return {
    take: ({ time, value }, start, stop) => {
      let count = state[0] as number;
      let dayEnd = state[1] as number;
      let close = state[2] as number;
      let before = state[3] as number;
      for (let row = start; row < stop; row += 1) {
        const now = time[row] as number;
        for (; now > dayEnd; dayEnd += DAY_MS) {
          returns[count] = close / before - 1;
          before = close;
          count += 1;
        }
        close = value[row] as number;
      }
      state.set([count, dayEnd, close, before]);
    },
    result: () => {
      const [count = 0, , close = capital, before = capital] = state;
      returns[count] = close / before - 1;
      return { returns, periodsPerYear: 365, basis: "calendar days" };
    },
  };
}

/** The return of every weekday with bars; what is left at the end counts in any case. */
function weekdayReturns(capital: number): EquityGauge<ReturnSeries> {
  const closes: number[] = [];
  let dayEnd = Number.NEGATIVE_INFINITY;
  let latest: number | undefined;
  let isCounted = false;
  return {
    take: ({ time, value }, start, stop) => {
      for (let row = start; row < stop; row += 1) {
        const now = time[row] as number;
        if (now > dayEnd) {
          if (isCounted) {
            closes.push(value[row - 1] as number);
          }
          const day = dayOf(now - 1);
          dayEnd = (day + 1) * DAY_MS;
          isCounted = !isWeekend(day);
        }
      }
      latest = value[stop - 1] as number;
    },
    result: () => ({
      returns: returnsOf(Float64Array.from(latest === undefined ? [] : [...closes, latest]), capital),
      periodsPerYear: 252,
      basis: "exchange days",
    }),
  };
}

function returnsOf(values: Float64Array, capital: number): Float64Array {
  const returns = new Float64Array(values.length);
  let before = capital;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    returns[index] = value / before - 1;
    before = value;
  }
  return returns;
}

function hasSaturday(time: Float64Array): boolean {
  let dayEnd = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < time.length; row += 1) {
    if ((time[row] as number) <= dayEnd) continue;
    const day = dayOf((time[row] as number) - 1);
    if (day % 7 === 2) {
      return true;
    }
    dayEnd = (day + 1) * DAY_MS;
  }
  return false;
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** 1970-01-01, day 0, was a Thursday. */
function isWeekend(day: number): boolean {
  return day % 7 === 2 || day % 7 === 3;
}
