import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bars,
  closeTime,
  createZone,
  dayOfMonth,
  hour,
  inSession,
  isZoneName,
  localTimeAt,
  minute,
  month,
  newDay,
  newMonth,
  newWeek,
  nextLocalTime,
  parseHours,
  weekday,
  year,
  type Zone,
  zoneNames,
  zoneOfHabit,
} from "../../stdlib/index.ts";
import { evaluateOne } from "../support/series-runner.ts";

const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/London",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Pacific/Apia",
  "Europe/Dublin",
] as const;

const DAY = 86_400_000;
const START = Date.UTC(1990, 0, 1);
const END = Date.UTC(2036, 0, 1);
const instant = (text: string): number => Date.parse(text);
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** The local time that the engine shows, as if it were UTC. */
const shownBy = (name: string): ((epochMs: number) => number) => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (epochMs) => {
    const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
    const seconds = Math.floor(epochMs / 1000) * 1000;
    return (
      Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) +
      (epochMs - seconds)
    );
  };
};

const anyInstant = fc.integer({ min: START, max: END });

/** Instants at which the offset of a zone changes. */
const changesOf = (zone: Zone): readonly number[] => {
  const found: number[] = [];
  for (let at = zone.offsetUntil(START); at < END; at = zone.offsetUntil(at)) {
    if (zone.offsetAt(at) !== zone.offsetAt(at - 1)) found.push(at);
  }
  return found;
};

describe.each(ZONES)("%s", (name) => {
  const zone = createZone(name);
  const shown = shownBy(name);

  it("shows what the engine shows at any instant from 1990 to 2035", () => {
    fc.assert(
      fc.property(anyInstant, (at) => {
        expect(at + zone.offsetAt(at)).toBe(shown(at));
      }),
      { numRuns: 600 },
    );
  });

  it("changes its offset at the same millisecond as the engine", () => {
    const changes = changesOf(zone);
    for (const at of changes) {
      for (const near of [at - 1, at, at + 1]) expect(near + zone.offsetAt(near)).toBe(shown(near));
    }
    // Between them too, so that no change is left out.
    for (let at = START; at < END; at += 11 * DAY) expect(at + zone.offsetAt(at)).toBe(shown(at));
    expect(changes.length > 0).toBe(!["UTC", "Asia/Kolkata", "Asia/Kathmandu"].includes(name));
  });

  it("gives the same whatever was asked before", () => {
    const asked = fc.array(anyInstant, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(asked, (instants) => {
        const forwards = instants.map((at) => zone.offsetAt(at));
        const backwards = [...instants].reverse().map((at) => zone.offsetAt(at));
        expect(backwards.reverse()).toStrictEqual(forwards);
        for (const at of instants) {
          expect(zone.offsetUntil(at)).toBeGreaterThan(at);
          const last = Math.min(zone.offsetUntil(at), END) - 1;
          expect(zone.offsetAt(Math.max(at, last))).toBe(zone.offsetAt(at));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("shows years, months, days and weekdays of the Gregorian calendar", () => {
    fc.assert(
      fc.property(anyInstant, (at) => {
        const local = new Date(shown(at));
        expect(localTimeAt(zone, at)).toStrictEqual({
          year: local.getUTCFullYear(),
          month: local.getUTCMonth() + 1,
          day: local.getUTCDate(),
          weekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
          hour: local.getUTCHours(),
          minute: local.getUTCMinutes(),
          second: local.getUTCSeconds(),
          millisecond: local.getUTCMilliseconds(),
        });
      }),
      { numRuns: 500 },
    );
  });

  it("finds the next local time that a search minute by minute finds", () => {
    const near = fc
      .tuple(fc.constantFrom(...changesOf(zone), START), fc.integer({ min: -3 * DAY, max: DAY }))
      .map(([at, by]) => at + by);
    const schedule = fc.record({
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.constantFrom(0, 15, 30, 55),
    });
    fc.assert(
      fc.property(fc.oneof(near, anyInstant), schedule, (after, wanted) => {
        const found = nextLocalTime(zone, wanted, after);
        expect(found).toBeGreaterThan(after);
        const time = wanted.hour * 3_600_000 + wanted.minute * 60_000;
        const local = found + zone.offsetAt(found);
        const before = found - 1 + zone.offsetAt(found - 1);
        // Either clocks show the time, for the first time that day; or they have just skipped it.
        const shows = local % DAY === time;
        const day = Math.floor(local / DAY) * DAY;
        expect(shows || (before < day + time && local > day + time) || local - before > DAY).toBe(true);
        for (let at = Math.ceil((after + 1) / 60_000) * 60_000; at < found; at += 60_000) {
          const passed = (at + zone.offsetAt(at)) % DAY === time;
          // A second showing on the same day does not count.
          const earlier = at - 1 + zone.offsetAt(at - 1) > at + zone.offsetAt(at) || isSecond(zone, at);
          if (passed) expect(earlier).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
  });
});

/** Whether clocks showed the same local time before, within a day. */
const isSecond = (zone: Zone, at: number): boolean => {
  const local = at + zone.offsetAt(at);
  const earlier = local - zone.offsetAt(at - DAY);
  return earlier < at && earlier + zone.offsetAt(earlier) === local;
};

describe("a local time", () => {
  const newYork = createZone("America/New_York");

  it.each([
    // 10 March 2024: 02:00 to 03:00 are skipped.
    [2, 30, "2024-03-10T05:00Z", "2024-03-10T07:00Z"],
    [3, 0, "2024-03-10T05:00Z", "2024-03-10T07:00Z"],
    [1, 59, "2024-03-10T05:00Z", "2024-03-10T06:59Z"],
    [2, 30, "2024-03-10T07:00Z", "2024-03-11T06:30Z"],
    // 3 November 2024: 01:00 to 02:00 come twice.
    [1, 30, "2024-11-03T04:00Z", "2024-11-03T05:30Z"],
    [1, 30, "2024-11-03T05:30Z", "2024-11-04T06:30Z"],
    [15, 55, "2024-07-01T19:55Z", "2024-07-02T19:55Z"],
    [15, 55, "2024-01-01T00:00Z", "2024-01-01T20:55Z"],
  ])("%d:%d in New York after %s is %s", (hours, minutes, after, expected) => {
    const found = nextLocalTime(newYork, { hour: hours, minute: minutes }, instant(after));
    expect(iso(found)).toBe(iso(instant(expected)));
  });

  it("may be wanted on some weekdays only", () => {
    const monday = { hour: 9, minute: 30, weekdays: [1] };
    expect(iso(nextLocalTime(newYork, monday, instant("2024-03-08T00:00Z")))).toBe(
      "2024-03-11T13:30:00.000Z",
    );
    const weekend = { hour: 0, minute: 0, weekdays: [6, 7] };
    expect(iso(nextLocalTime(newYork, weekend, instant("2024-03-11T00:00Z")))).toBe(
      "2024-03-16T04:00:00.000Z",
    );
  });

  it("of a day that a zone skips altogether is the first instant after it", () => {
    const apia = createZone("Pacific/Apia");
    const noon = nextLocalTime(apia, { hour: 12, minute: 0 }, instant("2011-12-29T23:00Z"));
    expect(iso(noon)).toBe("2011-12-30T10:00:00.000Z");
    expect(localTimeAt(apia, noon)).toMatchObject({ day: 31, hour: 0 });
  });

  it("half an hour wide, as on Lord Howe Island", () => {
    const island = createZone("Australia/Lord_Howe");
    const skipped = nextLocalTime(island, { hour: 2, minute: 15 }, instant("2024-10-05T12:00Z"));
    expect(localTimeAt(island, skipped)).toMatchObject({ day: 6, hour: 2, minute: 30 });
  });

  it.each([
    { hour: 24, minute: 0 },
    { hour: 9, minute: 60 },
    { hour: 9.5, minute: 0 },
    { hour: 9, minute: 0, weekdays: [] },
    { hour: 9, minute: 0, weekdays: [0] },
  ])("%o is none", (schedule) => {
    expect(() => nextLocalTime(newYork, schedule, 0)).toThrow(RangeError);
  });
});

describe("names of zones", () => {
  it.each(["UTC", "America/New_York", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "US/Eastern"])(
    "%s is one",
    (name) => {
      expect(isZoneName(name)).toBe(true);
      expect(createZone(name)).toBe(createZone(name));
    },
  );

  it.each(["EST", "CET", "america/new_york", "America/Newyork", "New York", "+05:30", "utc", "", "../etc"])(
    "%s is none",
    (name) => {
      expect(isZoneName(name)).toBe(false);
      expect(() => createZone(name)).toThrow(RangeError);
    },
  );

  it("those that are listed are legal, and so are those behind abbreviations", () => {
    expect(zoneNames().length).toBeGreaterThan(300);
    expect(zoneNames().filter((name) => !isZoneName(name))).toStrictEqual([]);
    expect(zoneNames()).toContain("Asia/Kathmandu");
    expect(["EST", "CME", "ist"].map(zoneOfHabit)).toStrictEqual([
      "America/New_York",
      "America/Chicago",
      "Asia/Kolkata",
    ]);
  });
});

describe("hours of trading", () => {
  it.each([
    ["0930-1600", [[570, 960]]],
    ["09:30-16:00", [[570, 960]]],
    [
      "0900-1130, 1230-1500",
      [
        [540, 690],
        [750, 900],
      ],
    ],
    [
      "2200-0400",
      [
        [1320, 1440],
        [0, 240],
      ],
    ],
    ["1800-0000", [[1080, 1440]]],
    ["0000-2400", [[0, 1440]]],
  ])("%s", (text, expected) => {
    expect(parseHours(text)).toStrictEqual(expected);
  });

  it.each(["", "0930", "9:30-16:00", "0930-1660", "2500-0100", "0930-0930", "0930-1600:23456"])(
    "%s is none",
    (text) => {
      expect(parseHours(text)).toBeUndefined();
    },
  );
});

describe("functions of the time of a bar", () => {
  const btc = bars("btc", 3_600_000);
  const start = instant("2024-02-25T00:00Z");
  const times = Array.from({ length: 24 * 300 }, (_, i) => start + 3_600_000 * i);
  const zone = "America/New_York";
  const locals = times.map((time) => new Date(shownBy(zone)(time)));
  const values = (series: Parameters<typeof evaluateOne>[0]): readonly number[] =>
    evaluateOne(series, { time: times });

  it("show the calendar of the zone at every hour of a year", () => {
    expect(values(hour(btc.time, zone))).toStrictEqual(locals.map((local) => local.getUTCHours()));
    expect(values(minute(btc.time, "Asia/Kolkata"))).toStrictEqual(times.map(() => 30));
    expect(values(weekday(btc.time, zone))).toStrictEqual(locals.map((local) => local.getUTCDay() || 7));
    expect(values(dayOfMonth(btc.time, zone))).toStrictEqual(locals.map((local) => local.getUTCDate()));
    expect(values(month(btc.time, zone))).toStrictEqual(locals.map((local) => local.getUTCMonth() + 1));
    expect(values(year(btc.time, zone))).toStrictEqual(locals.map((local) => local.getUTCFullYear()));
    expect(values(closeTime(btc, 3_600_000))).toStrictEqual(times.map((time) => time + 3_600_000));
  });

  it("find the hours of a session, also past midnight", () => {
    const minutes = locals.map((local) => local.getUTCHours() * 60 + local.getUTCMinutes());
    expect(values(inSession(btc.time, "0930-1600", zone))).toStrictEqual(
      minutes.map((at) => Number(at >= 570 && at < 960)),
    );
    expect(values(inSession(btc.time, "2200-0400", zone))).toStrictEqual(
      minutes.map((at) => Number(at >= 1320 || at < 240)),
    );
  });

  it("find the first bar of each day, week and month", () => {
    const begins = (key: (local: Date) => unknown): readonly number[] =>
      locals.map((local, i) => {
        const before = locals[i - 1];
        return before === undefined ? 2 : Number(key(local) !== key(before));
      });
    const dayOf = (local: Date): number => Math.floor(local.getTime() / DAY);
    expect(values(newDay(btc.time, zone))).toStrictEqual(begins(dayOf));
    expect(values(newWeek(btc.time, zone))).toStrictEqual(
      begins((local) => Math.floor((dayOf(local) + 3) / 7)),
    );
    expect(values(newMonth(btc.time, zone))).toStrictEqual(begins((local) => local.getUTCMonth()));
  });

  it("know that a day begins with the first bar where it begins at that instant", () => {
    expect(values(newDay(btc.time, "UTC"))[0]).toBe(1);
    const midday = evaluateOne(newDay(btc.time, "UTC"), { time: [start + DAY / 2, start + DAY] });
    expect(midday).toStrictEqual([2, 1]);
  });

  it("are absent at a bar without a time", () => {
    const time = [start, Number.NaN, start + 2 * DAY];
    expect(evaluateOne(hour(btc.time, "UTC"), { time })).toStrictEqual([0, Number.NaN, 0]);
    expect(evaluateOne(inSession(btc.time, "0000-0100", "UTC"), { time })).toStrictEqual([1, 2, 1]);
    expect(evaluateOne(newDay(btc.time, "UTC"), { time })).toStrictEqual([1, 2, 1]);
  });
});
