const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2024-01-31` in UTC. */
export function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `2024-01-31 14:05` in UTC; only the date where the time is midnight. */
export function momentText(time: number): string {
  const text = new Date(time).toISOString();
  return time % DAY === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

/** The language's way to write a clock: `1d`, `4h`, `5m`, `30s`. */
export function clockText(milliseconds: number): string {
  for (const [unit, size] of [
    ["w", 7 * DAY],
    ["d", DAY],
    ["h", HOUR],
    ["m", MINUTE],
    ["s", 1000],
  ] as const) {
    if (milliseconds % size === 0) {
      return `${milliseconds / size}${unit}`;
    }
  }
  return `${milliseconds}ms`;
}

/** A span in the unit that suits it: `427 days`, `3.2 hours`. */
export function spanText(milliseconds: number): string {
  const [size, noun] =
    milliseconds >= 2 * DAY ? [DAY, "day"] : milliseconds >= 2 * HOUR ? [HOUR, "hour"] : [MINUTE, "minute"];
  const value = milliseconds / size;
  const rounded = value >= 10 || Number.isInteger(value) ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded.toLocaleString("en-US")} ${noun}${rounded === 1 ? "" : "s"}`;
}
