import type { SessionOutcome } from "ctk/runtime";

/** What a run made in one month, by UTC. */
export interface MonthReturn {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  /** Equity at the end of the month by equity at its begin, less one; the first month begins with the capital. */
  readonly ratio: number;
}

/** The return of each month that has bars. A bar that closes at midnight belongs to the day that ends. */
export const monthlyReturns = (
  { time, value }: SessionOutcome["equity"],
  capital: number,
): readonly MonthReturn[] => {
  const months: MonthReturn[] = [];
  const [first] = time;
  if (first === undefined) return months;
  const inside = new Date(first - 1);
  let year = inside.getUTCFullYear();
  let month = inside.getUTCMonth();
  let monthEnd = Date.UTC(year, month + 1, 1);
  let before = capital;
  let bar = 0;
  while (bar < time.length) {
    const start = bar;
    while (bar < time.length && (time[bar] as number) <= monthEnd) bar++;
    if (bar > start) {
      const end = value[bar - 1] as number;
      months.push({ year, month, ratio: end / before - 1 });
      before = end;
    }
    month = (month + 1) % 12;
    if (month === 0) year++;
    monthEnd += daysIn(year, month) * DAY;
  }
  return months;
};

const DAY = 86_400_000;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 1 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month] as number);
