/**
 * Local time of a zone. The rules are those of the engine's time zone database (`Intl`), which is far too slow to be
 * asked at every bar: changes of the offset are searched once for each stretch of about 50 days, when a time in it is
 * first asked for, and kept.
 */

import { isZoneName } from "./zone-names.ts";

/** A time zone. All times are milliseconds since 1970 UTC. */
export interface Zone {
  /** Name in the IANA database, or `UTC`. */
  readonly name: string;
  /** Milliseconds that the zone's clocks are ahead of UTC at an instant. NaN for an instant that is none. */
  readonly offsetAt: (epochMs: number) => number;
  /**
   * A time after `epochMs` up to which its offset surely stays: the next change of the offset, or an earlier bound of
   * what has been searched.
   */
  readonly offsetUntil: (epochMs: number) => number;
}

/** Length of a stretch that is searched at once, and the distance of the instants that are looked at in it. */
const STRETCH = 2 ** 32;
const STEP = 2 ** 26;

const UTC: Zone = {
  name: "UTC",
  offsetAt: (epochMs) => epochMs - epochMs,
  offsetUntil: () => Number.POSITIVE_INFINITY,
};

/** Offsets of one stretch: `offsets[i]` holds from `starts[i]` to the start after it, or the end of the stretch. */
interface Stretch {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

const LOCAL = /^(\d+)\/(\d+)\/(\d+) (AD|BC), (\d+):(\d+):(\d+)$/;

/** Asks the engine. Offsets of whole seconds: those of local mean time before railways are kept too. */
const createOffsetReader = (name: string): ((epochMs: number) => number) => {
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: name,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (epochMs) => {
    const seconds = Math.floor(epochMs / 1000) * 1000;
    const found = LOCAL.exec(format.format(seconds));
    if (found === null) throw new RangeError(`no local time in ${name} at ${epochMs}`);
    const [, month, day, year, era, hour, minute, second] = found;
    const local = new Date(0);
    local.setUTCFullYear(era === "BC" ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
    local.setUTCHours(Number(hour), Number(minute), Number(second));
    return local.getTime() - seconds;
  };
};

/** The first millisecond of a second in `from < t <= to` at which the offset differs from that at `from`. */
const changeBetween = (read: (epochMs: number) => number, from: number, to: number): number => {
  const offset = read(from);
  let before = Math.floor(from / 1000);
  let after = Math.floor(to / 1000);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (read(middle * 1000) === offset) before = middle;
    else after = middle;
  }
  return after * 1000;
};

const searchStretch = (read: (epochMs: number) => number, start: number): Stretch => {
  const starts = [start];
  const offsets = [read(start)];
  for (let at = start; at < start + STRETCH; at += STEP) {
    const end = at + STEP;
    const offset = read(end);
    if (offset === offsets.at(-1)) continue;
    const change = changeBetween(read, at, end);
    if (change >= start + STRETCH) break;
    starts.push(change);
    offsets.push(offset);
  }
  return { starts, offsets };
};

/** Where the bounds and the offset of the last answer are. */
const FROM = 0;
const UNTIL = 1;
const OFFSET = 2;

const createPlace = (name: string): Zone => {
  const read = createOffsetReader(name);
  const stretches = new Map<number, Stretch>();
  const last = new Float64Array([0, 0, 0]);
  const settle = (epochMs: number): void => {
    const index = Math.floor(epochMs / STRETCH);
    const stretch = stretches.get(index) ?? searchStretch(read, index * STRETCH);
    stretches.set(index, stretch);
    const { starts, offsets } = stretch;
    const at = starts.findLastIndex((start) => start <= epochMs);
    last[FROM] = starts[at] ?? Number.NaN;
    last[UNTIL] = starts[at + 1] ?? (index + 1) * STRETCH;
    last[OFFSET] = offsets[at] ?? Number.NaN;
  };
  const answer = (slot: number, epochMs: number): number => {
    if (!(epochMs >= (last[FROM] ?? 0) && epochMs < (last[UNTIL] ?? 0))) {
      if (!Number.isFinite(epochMs)) return Number.NaN;
      settle(epochMs);
    }
    return last[slot] ?? Number.NaN;
  };
  return {
    name,
    offsetAt: (epochMs) => answer(OFFSET, epochMs),
    offsetUntil: (epochMs) => answer(UNTIL, epochMs),
  };
};

const zones = new Map<string, Zone>([["UTC", UTC]]);

/** The zone of that name; the same object each time. Throws RangeError where there is none (`isZoneName`). */
export const createZone = (name: string): Zone => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (!isZoneName(name)) throw new RangeError(`there is no time zone ${JSON.stringify(name)}`);
  const zone = createPlace(name);
  zones.set(name, zone);
  return zone;
};
