/** What the clocks and the calendar of a time zone show at a bar, and where a day, week or month begins. */

import {
  createZone,
  dayNumberOf,
  dayOfMonth,
  monthOf,
  parseHours,
  timeOfDay,
  weekdayOf,
  weekNumberOf,
  yearOf,
  type Zone,
} from "../calendar/index.ts";
import type { BooleanColumn, Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { UNKNOWN } from "../series.ts";
import { constantAt, textAt } from "../signatures.ts";
import { booleanOutput, numberInput, numberOutput } from "./columns.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const MINUTES_OF_DAY = 1440;

/** A part of a local time, which is given in milliseconds as if it were UTC. NaN where the time is. */
type Part = (localMs: number) => number;

const readPart = (
  zone: Zone,
  part: Part,
  time: NumberColumn,
  output: NumberColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const at = time[i] as number;
    output[i] = part(at + zone.offsetAt(at));
  }
};

const createPart =
  (part: Part) =>
  (site: KernelSite): Kernel => {
    const time = numberInput(site, 0);
    const output = numberOutput(site);
    const zone = createZone(textAt(site.texts, 0));
    return (from, to) => readPart(zone, part, time, output, from, to);
  };

const monthCount: Part = (local) => yearOf(dayNumberOf(local)) * 12 + monthOf(dayNumberOf(local));

/** Hour of the day, 0 to 23. */
const createHour = createPart((local) => Math.floor(timeOfDay(local) / HOUR));

/** Minute of the hour, 0 to 59. */
const createMinute = createPart((local) => Math.floor(timeOfDay(local) / MINUTE) % 60);

/** 1 Monday to 7 Sunday. */
const createWeekday = createPart((local) => weekdayOf(dayNumberOf(local)));

/** Day of the month, 1 to 31. */
const createDayOfMonth = createPart((local) => dayOfMonth(dayNumberOf(local)));

/** Month, 1 to 12. */
const createMonth = createPart((local) => monthOf(dayNumberOf(local)));

/** Year. */
const createYear = createPart((local) => yearOf(dayNumberOf(local)));

const findHours = (
  zone: Zone,
  isOpen: Uint8Array,
  time: NumberColumn,
  output: BooleanColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const at = time[i] as number;
    const minute = Math.floor(timeOfDay(at + zone.offsetAt(at)) / MINUTE);
    output[i] = Number.isNaN(minute) ? UNKNOWN : (isOpen[minute] as number);
  }
};

/** Whether the local time of day is within the hours. */
const createInSession = (site: KernelSite): Kernel => {
  const time = numberInput(site, 0);
  const output = booleanOutput(site);
  const isOpen = new Uint8Array(MINUTES_OF_DAY);
  for (const [from, to] of parseHours(textAt(site.texts, 0)) ?? []) isOpen.fill(1, from, to);
  const zone = createZone(textAt(site.texts, 1));
  return (from, to) => findHours(zone, isOpen, time, output, from, to);
};

/** At a bar without one before it, a period begins only where the calendar turns at that very instant. */
const findBeginnings = (
  zone: Zone,
  part: Part,
  time: NumberColumn,
  output: BooleanColumn,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const at = time[i] as number;
    const previous = time[i - 1] as number;
    const isAlone = Number.isNaN(previous);
    const before = isAlone ? at - 1 : previous;
    const begins = Number(part(at + zone.offsetAt(at)) !== part(before + zone.offsetAt(before)));
    output[i] = Number.isNaN(at) || (isAlone && begins === 0) ? UNKNOWN : begins;
  }
};

const createBeginning =
  (part: Part) =>
  (site: KernelSite): Kernel => {
    const time = numberInput(site, 0);
    const output = booleanOutput(site);
    const zone = createZone(textAt(site.texts, 0));
    return (from, to) => findBeginnings(zone, part, time, output, from, to);
  };

/** Whether the bar is the first of its day. */
const createNewDay = createBeginning(dayNumberOf);

/** Whether the bar is the first of its week; weeks start on Monday. */
const createNewWeek = createBeginning((local) => weekNumberOf(dayNumberOf(local)));

/** Whether the bar is the first of its month. */
const createNewMonth = createBeginning(monthCount);

const addClock = (
  time: NumberColumn,
  output: NumberColumn,
  clock: number,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) output[i] = (time[i] as number) + clock;
};

/** When the bar closes. */
const createCloseTime = (site: KernelSite): Kernel => {
  const time = numberInput(site, 0);
  const output = numberOutput(site);
  const clock = constantAt(site.constants, 0);
  return (from, to) => addClock(time, output, clock, from, to);
};

/** Kernels of the operations on the time of a bar. */
export const calendarKernels = {
  hour: createHour,
  minute: createMinute,
  weekday: createWeekday,
  dayOfMonth: createDayOfMonth,
  month: createMonth,
  year: createYear,
  inSession: createInSession,
  newDay: createNewDay,
  newWeek: createNewWeek,
  newMonth: createNewMonth,
  closeTime: createCloseTime,
};
