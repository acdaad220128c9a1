const ZERO = 48;
const DASH = 45;
const DAY_MS = 86_400_000;

/** How a file writes its times. All rows of a file agree. */
export type TimeUnit = "iso" | "seconds" | "milliseconds" | "microseconds";

/** The unit of the rows read so far; undefined before the first. */
export interface TimeFormat {
  unit: TimeUnit | undefined;
}

/**
 * Reads a time at `start` and stores milliseconds since 1970 UTC at `target[row]`. Returns the offset after it, or -1
 * where it cannot be read or is written in another way than the rows before. ISO 8601: a date, or a date and a time
 * with `Z`, an offset, or nothing, which means UTC. All digits: seconds, milliseconds or microseconds by magnitude;
 * numbers under 10^8 are refused, because they are more likely dates without dashes than moments before 1973.
 */
export function scanTime(
  bytes: Uint8Array,
  start: number,
  target: Float64Array,
  row: number,
  format: TimeFormat,
): number {
  let at = start;
  let value = 0;
  let digit = (bytes[at] as number) - ZERO;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    at += 1;
    digit = (bytes[at] as number) - ZERO;
  }
  if (at - start === 4 && bytes[at] === DASH) {
    return format.unit === undefined || format.unit === "iso"
      ? scanIso(bytes, start, value, target, row, format)
      : -1;
  }
  if (at === start) {
    return -1;
  }
  const unit = unitOf(value);
  if (unit === undefined || (format.unit !== undefined && format.unit !== unit)) {
    return -1;
  }
  format.unit = unit;
  target[row] =
    unit === "milliseconds" ? value : unit === "seconds" ? value * 1000 : Math.floor(value / 1000);
  return at;
}

function unitOf(value: number): TimeUnit | undefined {
  if (value < 1e8 || value >= 1e17) {
    return undefined;
  }
  return value < 1e11 ? "seconds" : value < 1e14 ? "milliseconds" : "microseconds";
}

/** `YYYY-MM-DD`, then nothing or `T` or a blank and `HH:MM[:SS[.fff]]`, then nothing, `Z` or `+HH:MM`. */
function scanIso(
  bytes: Uint8Array,
  start: number,
  year: number,
  target: Float64Array,
  row: number,
  format: TimeFormat,
): number {
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (bytes[start + 7] !== DASH || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    return -1;
  }
  let time = daysSinceEpoch(year, month, day) * DAY_MS;
  let at = start + 10;
  const separator = bytes[at];
  if (separator === 84 || separator === 116 || (separator === 32 && twoDigits(bytes, at + 1) >= 0)) {
    const hour = twoDigits(bytes, at + 1);
    const minute = twoDigits(bytes, at + 4);
    if (hour < 0 || hour > 23 || bytes[at + 3] !== 58 || minute < 0 || minute > 59) {
      return -1;
    }
    time += hour * 3_600_000 + minute * 60_000;
    at += 6;
    if (bytes[at] === 58) {
      const second = twoDigits(bytes, at + 1);
      if (second < 0 || second > 59) {
        return -1;
      }
      time += second * 1000;
      at += 3;
      if (bytes[at] === 46) {
        const end = digitsEnd(bytes, at + 1);
        time += Math.floor(fraction(bytes, at + 1, end) * 1000);
        at = end;
      }
    }
    const zone = bytes[at];
    if (zone === 90 || zone === 122) {
      at += 1;
    } else if (zone === 43 || zone === DASH) {
      const hours = twoDigits(bytes, at + 1);
      const minutes = twoDigits(bytes, at + (bytes[at + 3] === 58 ? 4 : 3));
      if (hours < 0 || minutes < 0) {
        return -1;
      }
      time -= (zone === 43 ? 1 : -1) * (hours * 60 + minutes) * 60_000;
      at += bytes[at + 3] === 58 ? 6 : 5;
    }
  }
  format.unit = "iso";
  target[row] = time;
  return at;
}

/** The number of two digits, or -1. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= 57) {
    at += 1;
  }
  return at;
}

function fraction(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let scale = 1;
  for (let at = start; at < Math.min(end, start + 9); at += 1) {
    value = value * 10 + (bytes[at] ?? ZERO) - ZERO;
    scale *= 10;
  }
  return value / scale;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (years counted from March, in eras of 400 years). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
