/** From instants to what clocks and calendars of a zone show, and back. */

import type { Zone } from "./zone.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** What a zone's clocks and calendar show; Gregorian. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Day of the month, 1 to 31. */
  readonly day: number;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** A time of day, on all days or on some: 1 Monday to 7 Sunday. */
export interface LocalSchedule {
  readonly hour: number;
  readonly minute: number;
  readonly weekdays?: readonly number[];
}

/** Days since 1970-01-01 of a local time in milliseconds. */
export const dayNumberOf = (localMs: number): number => Math.floor(localMs / DAY);

/** 1 Monday to 7 Sunday; day 0 was a Thursday. */
export const weekdayOf = (dayNumber: number): number => ((((dayNumber + 3) % 7) + 7) % 7) + 1;

/** Weeks since the one of 1970-01-01; weeks start on Monday. */
export const weekNumberOf = (dayNumber: number): number => Math.floor((dayNumber + 3) / 7);

/** Milliseconds since local midnight. */
export const timeOfDay = (localMs: number): number => localMs - dayNumberOf(localMs) * DAY;

/**
 * Year, month and day in one number, year * 512 + month * 32 + day: an era of 400 years has 146097 days, and a year
 * that starts in March has its leap day last.
 */
const packedDate = (dayNumber: number): number => {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 512 + month * 32 + day;
};

/** The year of a day. */
export const yearOf = (dayNumber: number): number => Math.floor(packedDate(dayNumber) / 512);

/** The month of a day, 1 to 12. */
export const monthOf = (dayNumber: number): number => {
  const packed = packedDate(dayNumber);
  return Math.floor((packed - Math.floor(packed / 512) * 512) / 32);
};

/** The day of the month, 1 to 31. */
export const dayOfMonth = (dayNumber: number): number => {
  const packed = packedDate(dayNumber);
  return packed - Math.floor(packed / 32) * 32;
};

/** What the zone's clocks and calendar show at an instant. */
export const localTimeAt = (zone: Zone, epochMs: number): LocalTime => {
  const local = epochMs + zone.offsetAt(epochMs);
  const day = dayNumberOf(local);
  const time = timeOfDay(local);
  return {
    year: yearOf(day),
    month: monthOf(day),
    day: dayOfMonth(day),
    weekday: weekdayOf(day),
    hour: Math.floor(time / HOUR),
    minute: Math.floor((time % HOUR) / MINUTE),
    second: Math.floor((time % MINUTE) / 1000),
    millisecond: time % 1000,
  };
};

/**
 * The instant at which the zone's clocks show a local time, given in milliseconds as if it were UTC. A time that
 * clocks skip is the first instant after the gap; one that they show twice is the first of both.
 */
const instantOf = (zone: Zone, localMs: number): number => {
  const before = zone.offsetAt(localMs - DAY);
  const after = zone.offsetAt(localMs + DAY);
  const early = localMs - Math.max(before, after);
  const late = localMs - Math.min(before, after);
  if (zone.offsetAt(early) === localMs - early) return early;
  if (zone.offsetAt(late) === localMs - late) return late;
  let end = early;
  const offset = zone.offsetAt(early);
  while (zone.offsetAt(end) === offset) end = zone.offsetUntil(end);
  return end;
};

const isTimeOfDay = ({ hour, minute, weekdays }: LocalSchedule): boolean =>
  Number.isInteger(hour) &&
  hour >= 0 &&
  hour <= 23 &&
  Number.isInteger(minute) &&
  minute >= 0 &&
  minute <= 59 &&
  (weekdays === undefined ||
    (weekdays.length > 0 && weekdays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)));

/**
 * The first instant strictly after `afterMs` at which the zone's clocks show the time of day, on one of the weekdays.
 * Where clocks skip that time on a day, it is the first instant after the gap; where they show it twice, the first of
 * both. Throws RangeError for a schedule that is none, or an instant that is none.
 */
export const nextLocalTime = (zone: Zone, schedule: LocalSchedule, afterMs: number): number => {
  if (!isTimeOfDay(schedule) || !Number.isFinite(afterMs)) {
    throw new RangeError(`no time of day: ${JSON.stringify({ ...schedule, after: afterMs })}`);
  }
  const time = schedule.hour * HOUR + schedule.minute * MINUTE;
  const today = dayNumberOf(afterMs + zone.offsetAt(afterMs));
  for (let day = today - 1; ; day++) {
    if (schedule.weekdays?.includes(weekdayOf(day)) === false) continue;
    const instant = instantOf(zone, day * DAY + time);
    if (instant > afterMs) return instant;
  }
};
