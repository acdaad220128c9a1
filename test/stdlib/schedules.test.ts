import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BooleanSeries,
  bars,
  createZone,
  everyDayAt,
  everyMonthAt,
  everyPeriod,
  localTimeAt,
} from "../../stdlib/index.ts";
import { evaluate, type Split } from "../support/series-runner.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const { time } = bars("m", MINUTE);

const consecutive = (from: number, count: number, clock: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index * clock);

/** Close times of the bars at which a schedule is true, as ISO texts without seconds. */
const firing = (
  schedule: BooleanSeries,
  opens: readonly number[],
  clock: number,
  split: Split = [],
): string[] => {
  const [truths = []] = evaluate([schedule], { time: opens }, split);
  return opens.flatMap((open, index) =>
    truths[index] === 1 ? [new Date(open + clock).toISOString().slice(0, 16)] : [],
  );
};

const ALL = 127;

describe("a schedule by a period", () => {
  it("is true at the bar that closes at each multiple from midnight UTC", () => {
    const opens = consecutive(Date.UTC(2024, 0, 1), 24, HOUR);
    expect(firing(everyPeriod(time, HOUR, 8 * HOUR, 0), opens, HOUR)).toEqual([
      "2024-01-01T08:00",
      "2024-01-01T16:00",
      "2024-01-02T00:00",
    ]);
    expect(firing(everyPeriod(time, HOUR, 8 * HOUR, 7 * HOUR), opens, HOUR)).toEqual([
      "2024-01-01T07:00",
      "2024-01-01T15:00",
      "2024-01-01T23:00",
    ]);
  });

  it("begins weeks on Monday", () => {
    const opens = consecutive(Date.UTC(2024, 0, 3), 12, DAY);
    expect(firing(everyPeriod(time, DAY, 7 * DAY, 0), opens, DAY)).toEqual([
      "2024-01-08T00:00",
      "2024-01-15T00:00",
    ]);
  });

  it("is true at every bar when it is shorter than a bar", () => {
    const opens = consecutive(Date.UTC(2024, 0, 1), 5, HOUR);
    expect(firing(everyPeriod(time, HOUR, 30 * MINUTE, 0), opens, HOUR)).toHaveLength(5);
  });

  it("is true at the first close behind an instant that falls between two closes", () => {
    const opens = consecutive(Date.UTC(2024, 0, 1), 10, HOUR);
    expect(firing(everyPeriod(time, HOUR, 8 * HOUR, 7 * HOUR + 55 * MINUTE), opens, HOUR)).toEqual([
      "2024-01-01T08:00",
    ]);
  });
});

describe("a schedule by the clock of a place", () => {
  it("keeps the place's time through spring and autumn", () => {
    const close = everyDayAt(time, 5 * MINUTE, 15 * 60 + 55, ALL, "America/New_York");
    const spring = consecutive(Date.UTC(2024, 2, 9), 4 * 288, 5 * MINUTE);
    expect(firing(close, spring, 5 * MINUTE)).toEqual([
      "2024-03-09T20:55",
      "2024-03-10T19:55",
      "2024-03-11T19:55",
      "2024-03-12T19:55",
    ]);
    const autumn = consecutive(Date.UTC(2024, 10, 2), 3 * 288, 5 * MINUTE);
    expect(firing(close, autumn, 5 * MINUTE)).toEqual([
      "2024-11-02T19:55",
      "2024-11-03T20:55",
      "2024-11-04T20:55",
    ]);
  });

  it("takes the end of the gap for a time that clocks skip", () => {
    const opens = consecutive(Date.UTC(2024, 2, 9), 72, HOUR);
    const night = everyDayAt(time, HOUR, 2 * 60 + 30, ALL, "America/New_York");
    // On 10 March 2024, clocks go from 02:00 to 03:00 at 07:00 UTC.
    expect(firing(night, opens, HOUR)).toEqual(["2024-03-09T08:00", "2024-03-10T07:00", "2024-03-11T07:00"]);
  });

  it("takes the first of a time that clocks show twice, once", () => {
    const opens = consecutive(Date.UTC(2024, 10, 2), 3 * 48, 30 * MINUTE);
    const night = everyDayAt(time, 30 * MINUTE, 60 + 30, ALL, "America/New_York");
    expect(firing(night, opens, 30 * MINUTE)).toEqual([
      "2024-11-02T05:30",
      "2024-11-03T05:30",
      "2024-11-04T06:30",
    ]);
  });

  it("knows a change of half an hour", () => {
    const opens = consecutive(Date.UTC(2024, 9, 5), 3 * 48, 30 * MINUTE);
    const noon = everyDayAt(time, 30 * MINUTE, 12 * 60, ALL, "Australia/Lord_Howe");
    // Until 6 October 2024, 02:00, Lord Howe is 10:30 ahead of UTC, then 11:00.
    expect(firing(noon, opens, 30 * MINUTE)).toEqual([
      "2024-10-05T01:30",
      "2024-10-06T01:00",
      "2024-10-07T01:00",
    ]);
  });

  it("keeps to its days of the week", () => {
    const opens = consecutive(Date.UTC(2024, 0, 1), 14 * 24, HOUR);
    const [monday, friday] = [1, 16];
    expect(firing(everyDayAt(time, HOUR, 9 * 60, monday | friday, "Europe/London"), opens, HOUR)).toEqual([
      "2024-01-01T09:00",
      "2024-01-05T09:00",
      "2024-01-08T09:00",
      "2024-01-12T09:00",
    ]);
  });

  it("takes the day of the place, not of UTC", () => {
    const opens = consecutive(Date.UTC(2024, 0, 1), 3 * 24, HOUR);
    // 08:00 in Tokyo on a Tuesday is 23:00 UTC on the Monday.
    expect(firing(everyDayAt(time, HOUR, 8 * 60, 2, "Asia/Tokyo"), opens, HOUR)).toEqual([
      "2024-01-01T23:00",
    ]);
  });

  it("knows the first day of each month, of a leap year too", () => {
    const opens = consecutive(Date.UTC(2024, 0, 2), 120, DAY);
    const monthly = everyMonthAt(time, DAY, 0, "UTC");
    expect(firing(monthly, opens, DAY)).toEqual([
      "2024-02-01T00:00",
      "2024-03-01T00:00",
      "2024-04-01T00:00",
      "2024-05-01T00:00",
    ]);
    const hourly = consecutive(Date.UTC(2024, 1, 25), 10 * 24, HOUR);
    expect(firing(everyMonthAt(time, HOUR, 9 * 60 + 30, "America/New_York"), hourly, HOUR)).toEqual([
      "2024-03-01T15:00",
    ]);
  });
});

describe("a schedule on data with gaps", () => {
  it("is true at the first close after a missing bar, and once after many", () => {
    const day = everyDayAt(time, HOUR, 12 * 60, ALL, "UTC");
    const start = Date.UTC(2024, 0, 1);
    const opens = [...consecutive(start, 10, HOUR), ...consecutive(start + 4 * DAY + 6 * HOUR, 8, HOUR)];
    expect(firing(day, opens, HOUR)).toEqual(["2024-01-05T07:00", "2024-01-05T12:00"]);
  });

  it("looks back from the first bar to its own open", () => {
    const noon = Date.UTC(2024, 0, 1, 12);
    const day = everyDayAt(time, HOUR, 12 * 60, ALL, "UTC");
    expect(firing(day, consecutive(noon, 3, HOUR), HOUR)).toEqual([]);
    expect(firing(day, consecutive(noon - HOUR, 3, HOUR), HOUR)).toEqual(["2024-01-01T12:00"]);
  });

  it("is unknown where a bar has no time, and goes on after it", () => {
    const start = Date.UTC(2024, 0, 1, 10);
    const opens = [start, Number.NaN, start + 2 * HOUR];
    const [truths] = evaluate([everyDayAt(time, HOUR, 12 * 60, ALL, "UTC")], { time: opens });
    expect(truths).toEqual([0, 2, 1]);
  });
});

const zones = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"];

const randomTimes = fc
  .tuple(
    fc.integer({ min: Date.UTC(2019, 0, 1) / HOUR, max: Date.UTC(2026, 0, 1) / HOUR }),
    fc.constantFrom(15 * MINUTE, HOUR, 4 * HOUR, DAY),
    fc.array(fc.constantFrom(1, 1, 1, 1, 2, 7, 40), { minLength: 1, maxLength: 120 }),
  )
  .map(([start, clock, steps]) => {
    let at = start * HOUR;
    return { clock, opens: steps.map((step) => (at += step * clock)) };
  });

const randomSchedule = (clock: number): fc.Arbitrary<BooleanSeries> =>
  fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 39 }))
      .map(([period, offset]) => everyPeriod(time, clock, period * HOUR, (offset % period) * HOUR)),
    fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 127 }), fc.constantFrom(...zones))
      .map(([minute, days, zone]) => everyDayAt(time, clock, minute, days, zone)),
    fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(...zones))
      .map(([minute, zone]) => everyMonthAt(time, clock, minute, zone)),
  );

describe("schedules at random times", () => {
  it("do the same in blocks of any size, and over a beginning of the bars", () => {
    fc.assert(
      fc.property(
        randomTimes.chain(({ clock, opens }) => fc.tuple(fc.constant(opens), randomSchedule(clock))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 120 }),
        ([opens, schedule], split, count) => {
          const [whole = []] = evaluate([schedule], { time: opens });
          expect(evaluate([schedule], { time: opens }, split)).toEqual([whole]);
          expect(evaluate([schedule], { time: opens.slice(0, count) })).toEqual([whole.slice(0, count)]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("agree with a search of every minute between two closes", () => {
    fc.assert(
      fc.property(
        randomTimes.filter(
          ({ clock, opens }) => (opens.at(-1) ?? 0) - (opens[0] ?? 0) < 40 * DAY && clock <= DAY,
        ),
        fc.integer({ min: 0, max: 95 }),
        fc.integer({ min: 1, max: 127 }),
        fc.constantFrom(...zones),
        ({ clock, opens }, quarter, days, name) => {
          const zone = createZone(name);
          const minute = quarter * 15;
          const [actual] = evaluate([everyDayAt(time, clock, minute, days, name)], { time: opens });
          let before = opens[0] ?? 0;
          const expected = opens.map((open) => {
            let isDue = false;
            for (let at = before + 15 * MINUTE; at <= open + clock; at += 15 * MINUTE) {
              const local = localTimeAt(zone, at);
              const earlier = localTimeAt(zone, at - 15 * MINUTE);
              const shown = (part: typeof local): number => part.hour * 60 + part.minute;
              const isDay = ((days >> (local.weekday - 1)) & 1) === 1;
              // The last quarter before may have skipped the time; the same local time may have been shown before.
              const skipped =
                earlier.day === local.day && shown(earlier) < minute - 15 && shown(local) > minute;
              const seen = Array.from({ length: 8 }, (_, back) =>
                localTimeAt(zone, at - (back + 1) * 15 * MINUTE),
              );
              const isSecond = seen.some((part) => part.day === local.day && shown(part) === minute);
              if (isDay && ((shown(local) === minute && !isSecond) || skipped)) isDue = true;
            }
            before = open + clock;
            return Number(isDue);
          });
          expect(actual).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});
