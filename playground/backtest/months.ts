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
  for (let bar = 0; bar < time.length; bar++) {
    const [year, month] = monthOf(time[bar] ?? 0);
    const next = bar + 1 < time.length ? monthOf(time[bar + 1] ?? 0) : undefined;
    if (next !== undefined && next[0] === year && next[1] === month) continue;
    const end = value[bar] ?? before;
    months.push({ year, month, ratio: end / before - 1 });
    before = end;
  }
  return months;
};

const monthOf = (close: number): readonly [number, number] => {
  const date = new Date(close - 1);
  return [date.getUTCFullYear(), date.getUTCMonth()];
};
