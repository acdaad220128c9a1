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
      returns: returnsOf(Array.from(value), capital),
      periodsPerYear: YEAR_MS / interval,
      basis: "bars",
    };
  }
  const isEveryDay = hasSaturday(time);
  const ends: number[] = [];
  let previous = dayOf(from);
  for (let row = 0; row < time.length; row += 1) {
    const day = dayOf((time[row] as number) - 1);
    const isLast = row + 1 === time.length || dayOf((time[row + 1] as number) - 1) !== day;
    if (!isLast || (!isEveryDay && isWeekend(day) && row + 1 < time.length)) {
      continue;
    }
    if (isEveryDay) {
      for (let missing = previous + 1; missing < day; missing += 1) {
        ends.push(ends.at(-1) ?? capital);
      }
    }
    ends.push(value[row] as number);
    previous = day;
  }
  return {
    returns: returnsOf(ends, capital),
    periodsPerYear: isEveryDay ? 365 : 252,
    basis: isEveryDay ? "calendar days" : "exchange days",
  };
}

function returnsOf(values: readonly number[], capital: number): Float64Array {
  const returns = new Float64Array(values.length);
  let before = capital;
  for (const [index, value] of values.entries()) {
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
