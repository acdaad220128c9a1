/**
 * Schedules: true at the first bar that closes at or after a scheduled instant, and after the close of the bar before
 * it. The first bar of a series looks back to its own open.
 */

import { createZone, dayNumberOf, dayOfMonth, localTimeAt, nextLocalTime } from "../calendar/index.ts";
import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { constantAt, textAt } from "../signatures.ts";
import { booleanOutput, numberInput } from "./columns.ts";

/** The first scheduled instant strictly after another. */
type NextInstant = (afterMs: number) => number;

const WEEK = 604_800_000;
const DAY = 86_400_000;
/** Monday, 5 January 1970, 00:00 UTC. */
const MONDAY = 345_600_000;

/** `state`: close of the bar before, and the first scheduled instant after it; NaN before the first bar. */
const findInstants = (
  next: NextInstant,
  clock: number,
  time: NumberColumn,
  output: BooleanColumn,
  state: Float64Array,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const open = time[i] as number;
    if (Number.isNaN(open)) {
      output[i] = UNKNOWN;
      continue;
    }
    if (Number.isNaN(state[0] as number)) state[0] = next(open);
    const close = open + clock;
    const isDue = (state[0] as number) <= close;
    output[i] = Number(isDue);
    if (isDue) state[0] = next(close);
  }
};

const createSchedule = (site: KernelSite, next: NextInstant): Kernel => {
  const time = numberInput(site, 0);
  const output = booleanOutput(site);
  const clock = constantAt(site.constants, 0);
  const state = new Float64Array(1).fill(Number.NaN);
  return (from, to) => findInstants(next, clock, time, output, state, from, to);
};

/** Every so many milliseconds from midnight UTC, whole weeks from Monday; `offset` later each time. */
const createEveryPeriod = (site: KernelSite): Kernel => {
  const period = constantAt(site.constants, 1);
  const anchor = (period % WEEK === 0 ? MONDAY : 0) + constantAt(site.constants, 2);
  return createSchedule(site, (after) => (Math.floor((after - anchor) / period) + 1) * period + anchor);
};

const timeOf = (minute: number): { readonly hour: number; readonly minute: number } => ({
  hour: Math.floor(minute / 60),
  minute: minute % 60,
});

/** A time of day on days of the week, which are bits: 1 Monday to 64 Sunday. */
const createEveryDayAt = (site: KernelSite): Kernel => {
  const zone = createZone(textAt(site.texts, 0));
  const time = timeOf(constantAt(site.constants, 1));
  const days = constantAt(site.constants, 2);
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter((day) => (days >> (day - 1)) & 1);
  return createSchedule(site, (after) => nextLocalTime(zone, { ...time, weekdays }, after));
};

/** A time of day on the first day of each month. */
const createEveryMonthAt = (site: KernelSite): Kernel => {
  const zone = createZone(textAt(site.texts, 0));
  const time = timeOf(constantAt(site.constants, 1));
  return createSchedule(site, (after) => {
    let instant = nextLocalTime(zone, time, after);
    while (localTimeAt(zone, instant).day !== 1) {
      // A day before the next month may begin: from there, day by day.
      const day = dayOfMonth(dayNumberOf(instant + zone.offsetAt(instant)));
      instant = nextLocalTime(zone, time, Math.max(instant, instant + (26 - day) * DAY));
    }
    return instant;
  });
};

/** Kernels of the schedules. */
export const scheduleKernels = {
  everyPeriod: createEveryPeriod,
  everyDayAt: createEveryDayAt,
  everyMonthAt: createEveryMonthAt,
};
