import { describe, expect, it } from "vitest";
import { fillLines, MONDAY, type Row, simulate } from "../../support/simulate.ts";

const HOUR = 3_600_000;

/** Bars whose close is their number, so that fills tell when they happened. */
const steps = (count: number): Row[] =>
  Array.from({ length: count }, (_, bar): Row => [100 + bar, 101 + bar, 99 + bar, 100 + bar]);

const at = (rules: string, count: number, options: Parameters<typeof simulate>[2] = {}): string[] =>
  fillLines(simulate(rules, steps(count), options)).map((line) => line.split(" ").slice(0, 2).join(" "));

describe("rules of a schedule", () => {
  it("fire at scheduled closes only, and fill at the open after them", () => {
    const rules = `every 8h { enter long { size 1 ABC unprotected } }
every 8h before 2h { exit }`;
    // Closes at 08:00 and 16:00 decide; bars 8 and 16 fill. Two hours before, the position closes.
    expect(at(rules, 40)).toEqual([
      "8 buy",
      "14 sell",
      "16 buy",
      "22 sell",
      "24 buy",
      "30 sell",
      "32 buy",
      "38 sell",
    ]);
  });

  it("need their own condition too", () => {
    const rules = `every day at 12:00 { enter long when close > 120 USD { size 1 ABC unprotected } }
every day at 18:00 { exit long }`;
    expect(at(rules, 72)).toEqual(["36 buy", "42 sell", "60 buy", "66 sell"]);
  });

  it("take a session's opening and closing hours on weekdays", () => {
    const rules = `on session open "09:00-17:00" { enter long { size 1 ABC unprotected } }
on session close "09:00-17:00" { exit }`;
    const bars = 8 * 24;
    // From a Monday: five days, a weekend, and Monday again.
    expect(at(rules, bars)).toEqual(
      [0, 1, 2, 3, 4, 7].flatMap((day) => [`${day * 24 + 9} buy`, `${day * 24 + 17} sell`]),
    );
  });

  it("take a session past midnight as the one of the day on which it ends", () => {
    const rules = `on session open "18:00-17:00" { enter long { size 1 ABC unprotected } }
on session close "18:00-17:00" { exit }`;
    // Sunday evening to Thursday evening open; Monday to Friday afternoon close.
    expect(at(rules, 9 * 24)).toEqual([
      "18 buy",
      "41 sell",
      "42 buy",
      "65 sell",
      "66 buy",
      "89 sell",
      "90 buy",
      "113 sell",
      "162 buy",
      "185 sell",
      "186 buy",
      "209 sell",
      "210 buy",
    ]);
  });

  it("take the day of UTC where a session has no hours", () => {
    const rules = "on session open { enter long { size 1 ABC unprotected } }\nevery day at 03:00 { exit }";
    expect(at(rules, 50)).toEqual(["24 buy", "27 sell", "48 buy"]);
  });

  it("take the first bar after a gap, once", () => {
    const times = Array.from({ length: 40 }, (_, bar) => MONDAY + (bar < 10 ? bar : bar + 30) * HOUR);
    const rules = "every day at 12:00 { enter long { size 1 ABC unprotected } }\nevery day at 20:00 { exit }";
    // Bars 0 to 9 are Monday's; bar 10 opens on Tuesday at 16:00, so it closes after noon of two days.
    expect(at(rules, 40, { times })).toEqual(["11 buy", "14 sell", "30 buy", "38 sell"]);
  });

  it("take the step of a strategy on a slower clock than its data", () => {
    const rules = "every day at 12:00 { enter long { size 1 ABC unprotected } }\nevery day at 20:00 { exit }";
    expect(at(rules, 48, { clock: "4h" })).toEqual(["12 buy", "20 sell", "36 buy", "44 sell"]);
  });

  it("do the same in blocks and bar by bar", () => {
    const rules = `every 6h after 1h { enter long when close > close[2] { size 1 ABC stop 3 USD below entry } }
every weekday at 15:00 America/New_York { exit }`;
    const rows = steps(200).map(
      (row, bar): Row => [row[0] + (bar % 7), row[1] + (bar % 7), row[2] + (bar % 7), row[3] + (bar % 7)],
    );
    const whole = simulate(rules, rows).digest();
    for (const config of [{ blockSize: 1 }, { blockSize: 7 }, { everyBar: true }]) {
      expect(simulate(rules, rows, { config }).digest()).toBe(whole);
    }
  });

  it("say their schedule as the text of the condition", () => {
    const outcome = simulate(
      "every 8h { enter long when close > open { size 1 ABC unprotected } }",
      steps(9),
    );
    expect(outcome.counts.intents).toBe(0);
    expect(outcome.runs[0]?.armedAt).toBe(0);
  });
});
