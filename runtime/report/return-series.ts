import type { EquitySeries } from "../session/outcome.ts";

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
export function returnSeries({ equity, capital, from }: ReturnInput): ReturnSeries {
  const { time, value } = equity;
  const interval = (time[0] ?? from) - from;
  if (interval > DAY_MS) {
    return {
      returns: returnsOf(value, capital),
      periodsPerYear: YEAR_MS / interval,
      basis: "bars",
    };
  }
  const isEveryDay = hasSaturday(time);
  let previous = dayOf(from);
  const last = dayOf((time[time.length - 1] ?? from) - 1);
  const ends = new Float64Array(Math.max(0, last - previous) + 1);
  let count = 0;
  let row = 0;
  while (row < time.length) {
    const day = dayOf((time[row] as number) - 1);
    const dayEnd = (day + 1) * DAY_MS;
    while (row + 1 < time.length && (time[row + 1] as number) <= dayEnd) {
      row += 1;
    }
    const close = value[row] as number;
    row += 1;
    if (!isEveryDay && isWeekend(day) && row < time.length) {
      continue;
    }
    if (isEveryDay) {
      for (let missing = previous + 1; missing < day; missing += 1) {
        ends[count] = ends[count - 1] ?? capital;
        count += 1;
      }
    }
    ends[count] = close;
    count += 1;
    previous = day;
  }
  return {
    returns: returnsOf(ends.subarray(0, count), capital),
    periodsPerYear: isEveryDay ? 365 : 252,
    basis: isEveryDay ? "calendar days" : "exchange days",
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
  for (let row = 0; row < time.length; row += 1) {
    if (dayOf((time[row] as number) - 1) % 7 === 2) {
      return true;
    }
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
