import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Aggregator, createBarWindow, periodStart } from "../../../runtime/state/aggregator.ts";
import { candles, fillLines, MONDAY, type Row, simulate } from "../../support/simulate.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

interface SlowBar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Fast bar at whose close it is shown. */
  readonly shownAt: number;
}

/** Start of a period by the calendar: weeks by counting days back to a Monday, all else from midnight UTC. */
const startByCalendar = (time: number, clock: number): number => {
  const midnight = new Date(time).setUTCHours(0, 0, 0, 0);
  if (clock === WEEK) {
    const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
    return midnight - sinceMonday * DAY;
  }
  return clock === DAY ? midnight : midnight + Math.floor((time - midnight) / clock) * clock;
};

/** Groups of bars by period; a period is shown when its last bar closes, or with the first bar after it. */
const reference = (
  rows: readonly Row[],
  times: readonly number[],
  interval: number,
  clock: number,
): SlowBar[] => {
  const starts = times.map((time) => startByCalendar(time, clock));
  return [...new Set(starts)].flatMap((start) => {
    const members = rows.flatMap((row, bar) => (starts[bar] === start ? [{ row, bar }] : []));
    const first = members[0];
    const last = members.at(-1);
    if (first === undefined || last === undefined) return [];
    const isComplete = (times[last.bar] ?? 0) + interval >= start + clock;
    const shownAt = isComplete ? last.bar : last.bar + 1;
    if (shownAt >= rows.length) return [];
    return [
      {
        time: start,
        open: first.row[0],
        high: Math.max(...members.map(({ row }) => row[1])),
        low: Math.min(...members.map(({ row }) => row[2])),
        close: last.row[3],
        volume: members.reduce((sum, { row }) => sum + (row[4] ?? 1), 0),
        shownAt,
      },
    ];
  });
};

const aggregated = (
  rows: readonly Row[],
  times: readonly number[],
  interval: number,
  clock: number,
  blockSize: number,
): SlowBar[] => {
  const bars = candles(rows, { interval, times });
  const target = createBarWindow(clock, 2, blockSize);
  const aggregator = new Aggregator([target]);
  const shown: SlowBar[] = [];
  for (let from = 0; from < bars.length; from += blockSize) {
    aggregator.advance([bars], from, Math.min(from + blockSize, bars.length));
    for (; shown.length < target.window.count; ) {
      const index = target.window.indexOf(shown.length);
      const at = (column: Float64Array): number => column[index] ?? Number.NaN;
      shown.push({
        time: at(target.time),
        open: at(target.open),
        high: at(target.high),
        low: at(target.low),
        close: at(target.close),
        volume: at(target.volume),
        shownAt: at(target.shownAt),
      });
    }
  }
  return shown;
};

const row: fc.Arbitrary<Row> = fc
  .tuple(
    fc.integer({ min: 90, max: 110 }),
    fc.integer({ min: 90, max: 110 }),
    fc.nat({ max: 5 }),
    fc.nat({ max: 5 }),
    fc.nat({ max: 50 }),
  )
  .map(([open, close, up, down, volume]) => [
    open,
    Math.max(open, close) + up,
    Math.min(open, close) - down,
    close,
    volume,
  ]);

describe("periods", () => {
  it.each([HOUR, 4 * HOUR, DAY, WEEK])("of %s ms start where the calendar says, weeks on Monday", (clock) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), (time) => {
        expect(periodStart(time, clock)).toBe(startByCalendar(time, clock));
      }),
    );
  });
});

describe("slower bars", () => {
  it.each([
    ["hours of minutes", MINUTE, HOUR],
    ["days of hours", HOUR, DAY],
    ["weeks of days", DAY, WEEK],
    ["weeks of hours", HOUR, WEEK],
  ] as const)("%s equal a plain reference, through gaps and in blocks of any size", (_, interval, clock) => {
    const gap = fc.oneof(
      { weight: 12, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: 2, max: 20 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: Math.ceil((3 * clock) / interval) }) },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, gap), { minLength: 1, maxLength: 200 }),
        fc.nat({ max: 400 }),
        fc.constantFrom(1, 2, 7, 64, 4096),
        (steps, offset, blockSize) => {
          let time = MONDAY + offset * interval;
          const times = steps.map(([, step]) => {
            const now = time;
            time += step * interval;
            return now;
          });
          const rows = steps.map(([candle]) => candle);
          expect(aggregated(rows, times, interval, clock, blockSize)).toEqual(
            reference(rows, times, interval, clock),
          );
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe("a slower clock in a strategy", () => {
  /** Bars at these closes, an hour each unless said otherwise. */
  const closes = (...values: readonly number[]): Row[] => values.map((value) => [value, value, value, value]);

  it("shows a bar at the close of its last part, not before", () => {
    const rules = `
      let slow = close on 4h
      enter long when slow == 103 USD { size 1 ABC unprotected }`;
    expect(fillLines(simulate(rules, closes(100, 101, 102, 103, 104, 105)))).toEqual([
      "4 buy 1 at 104 entry",
    ]);
  });

  it("with `as of open` shows it one bar later: only what had closed when the bar opened", () => {
    const rules = `
      let slow = close on 4h as of open
      enter long when slow == 103 USD { size 1 ABC unprotected }`;
    expect(fillLines(simulate(rules, closes(100, 101, 102, 103, 104, 105)))).toEqual([
      "5 buy 1 at 105 entry",
    ]);
  });

  it("holds the last closed bar through the next one", () => {
    const rules = `
      let slow = close on 4h
      enter long when slow == 103 USD and volume == 7 ABC { size 1 ABC unprotected }`;
    const rows: Row[] = [
      ...closes(100, 101, 102, 103, 104, 105),
      [106, 106, 106, 106, 7],
      ...closes(107, 108),
    ];
    expect(fillLines(simulate(rules, rows))).toEqual(["7 buy 1 at 107 entry"]);
  });

  it("shows a bar whose end is missing with the first bar after it", () => {
    const rules = `
      let slow = close on 4h
      enter long when slow == 101 USD { size 1 ABC unprotected }`;
    const times = [0, 1, 5, 6, 7, 8].map((hour) => MONDAY + hour * HOUR);
    expect(fillLines(simulate(rules, closes(100, 101, 105, 106, 107, 108), { times }))).toEqual([
      "3 buy 1 at 106 entry",
    ]);
  });

  it("arms a rule when the slower series is first defined", () => {
    const rules = `
      let average = sma(close, 2) on 4h
      enter long when close > average - 1_000 USD { size 1 ABC unprotected }`;
    const outcome = simulate(rules, closes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    expect(outcome.runs[0]?.armedAt).toBe(7);
    expect(fillLines(outcome)).toEqual(["8 buy 1 at 9 entry"]);
  });

  it("decides a strategy of that clock only where its bars close, and fills on the faster bars", () => {
    const rules =
      "enter long when close == 103 USD { size 1 ABC unprotected } exit long when close == 107 USD";
    const rows = closes(103, 101, 102, 103, 104, 103, 106, 107, 108);
    const outcome = simulate(rules, rows, { clock: "4h" });
    expect(fillLines(outcome)).toEqual(["4 buy 1 at 104 entry", "8 sell 1 at 108 exit"]);
  });

  it("counts bars in the strategy's clock", () => {
    const rules = "enter long when close == 103 USD { size 1 ABC } exit long after 2 bars";
    const rows = closes(100, 101, 102, 103, ...Array.from({ length: 16 }, (_, index) => 104 + index));
    const outcome = simulate(rules, rows, { clock: "4h" });
    // The entry is in the slow bar of the hours 4 to 7; two slow bars later ends with hour 15.
    expect(fillLines(outcome)).toEqual(["4 buy 1 at 104 entry", "16 sell 1 at 116 exit"]);
  });

  it("protects between the slower bars", () => {
    const rules = "enter long when close == 103 USD { size 1 ABC stop 2 USD below entry }";
    const rows: Row[] = [...closes(100, 101, 102, 103, 104), [104, 104, 100, 101]];
    expect(fillLines(simulate(rules, rows, { clock: "4h" }))).toEqual([
      "4 buy 1 at 104 entry",
      "5 sell 1 at 102 stop",
    ]);
  });
});
