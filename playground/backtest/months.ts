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
  let before = capital;
  let bar = 0;
  while (bar < time.length) {
    const inside = new Date((time[bar] ?? 0) - 1);
    const year = inside.getUTCFullYear();
    const month = inside.getUTCMonth();
    const monthEnd = Date.UTC(year, month + 1, 1);
    while (bar < time.length && (time[bar] ?? 0) <= monthEnd) bar++;
    const end = value[bar - 1] ?? before;
    months.push({ year, month, ratio: end / before - 1 });
    before = end;
  }
  return months;
};
