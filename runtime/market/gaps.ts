import type { BarColumns } from "./bars.ts";

/** A stretch without bars between two bars. */
export interface Gap {
  /** Close time of the bar before, milliseconds. */
  readonly from: number;
  /** Open time of the bar after. */
  readonly to: number;
  /** Row of the bar after, 0-based. */
  readonly row: number;
}

/** Where bars are missing. Nothing is ever filled in. */
export interface GapSummary {
  /** Gaps, closed weekends left out. */
  readonly count: number;
  /** Bars that the gaps would have held; none on weekends in data without bars on Saturdays. */
  readonly missing: number;
  readonly longest: Gap | undefined;
  readonly first: readonly Gap[];
  /** Gaps over a Saturday that miss at most half a weekday, in data without bars on Saturdays. */
  readonly weekends: number;
  /** Bars that open before the bar above has closed (months of different lengths, for example). */
  readonly overlaps: number;
}

const DAY_MS = 86_400_000;
const FIRST_SHOWN = 3;

/** Finds the stretches without bars. */
export function findGaps(bars: BarColumns): GapSummary {
  const { time, interval, length } = bars;
  const isClosedOnWeekends = interval <= DAY_MS && !hasSaturdays(bars);
  let count = 0;
  let missing = 0;
  let weekends = 0;
  let overlaps = 0;
  let longest: Gap | undefined;
  const first: Gap[] = [];
  for (let row = 1; row < length; row += 1) {
    const from = (time[row - 1] as number) + interval;
    const to = time[row] as number;
    if (to === from) {
      continue;
    }
    if (to < from) {
      overlaps += 1;
      continue;
    }
    const open = isClosedOnWeekends ? weekdayTime(from, to) : to - from;
    if (open <= DAY_MS / 2 && open < to - from && holdsSaturday(from, to)) {
      weekends += 1;
    } else {
      count += 1;
      missing += Math.max(1, Math.round(open / interval));
      const gap = { from, to, row };
      if (first.length < FIRST_SHOWN) {
        first.push(gap);
      }
      if (longest === undefined || to - from > longest.to - longest.from) {
        longest = gap;
      }
    }
  }
  return { count, missing, longest, first, weekends, overlaps };
}

/** True when some bar opens on a Saturday (UTC): a market that trades around the clock, every day of the week. */
export function hasSaturdays(bars: BarColumns): boolean {
  for (let row = 0; row < bars.length; row += 1) {
    if (isSaturday(Math.floor((bars.time[row] as number) / DAY_MS))) {
      return true;
    }
  }
  return false;
}

function holdsSaturday(from: number, to: number): boolean {
  for (let day = Math.ceil(from / DAY_MS); (day + 1) * DAY_MS <= to; day += 1) {
    if (isSaturday(day)) {
      return true;
    }
  }
  return false;
}

/** Milliseconds from `from` to `to` that are not on a Saturday or a Sunday. */
function weekdayTime(from: number, to: number): number {
  const whole = (time: number): number => {
    // Days are counted from Monday, 1969-12-29.
    const day = Math.floor(time / DAY_MS) + 3;
    const week = Math.floor(day / 7);
    const rest = time - (week * 7 - 3) * DAY_MS;
    return week * 5 * DAY_MS + Math.min(rest, 5 * DAY_MS);
  };
  return whole(to) - whole(from);
}

/** 1970-01-01 was a Thursday. */
function isSaturday(day: number): boolean {
  return day % 7 === 2;
}
