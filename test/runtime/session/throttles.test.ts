import { describe, expect, it } from "vitest";
import { fillLines, type Row, simulate } from "../../support/simulate.ts";

/** A signal at each bar whose volume is 7 buys; at 8, it sells. */
const rules = `enter long when volume == 7 ABC { size 1 ABC unprotected }
exit long when volume == 8 ABC`;

const market = (signals: string, prices: readonly number[] = []): Row[] =>
  [...signals].map((signal, bar): Row => {
    const price = prices[bar] ?? 100;
    return [price, price + 1, price - 1, price, signal === "b" ? 7 : signal === "s" ? 8 : 1];
  });

const short = (throttle: string, signals: string, prices: readonly number[] = []) => {
  const outcome = simulate(`${throttle}\n${rules}`, market(signals, prices));
  const refusals = outcome
    .decisions()
    .filter(({ outcome: kind }) => kind === "rejected")
    .map(({ stepId, code, observed, bound }) => `${stepId} ${code} ${observed} of ${bound}`);
  const fills = fillLines(outcome).map((line) => line.split(" ").slice(0, 2).join(" "));
  return { fills, refusals };
};

describe("a cooldown", () => {
  it("refuses entries for so many bars after an exit, with what it saw", () => {
    expect(short("cooldown 3 bars", "b.s.bbbb..")).toEqual({
      fills: ["1 buy", "3 sell", "7 buy"],
      refusals: ["4 cooldown 1 of 3", "5 cooldown 2 of 3"],
    });
  });

  it("counts a time span from the close of the bar of the exit", () => {
    expect(short("cooldown 3h", "b.s.bbbb..")).toEqual({
      fills: ["1 buy", "3 sell", "7 buy"],
      refusals: ["4 cooldown 3600000 of 10800000", "5 cooldown 7200000 of 10800000"],
    });
  });

  it("is over at once where an exit filled longer ago", () => {
    expect(short("cooldown 1 bar", "b.sb..").refusals).toEqual(["3 cooldown 0 of 1"]);
    expect(short("cooldown 1 bar", "b.s.b.").refusals).toEqual([]);
  });

  it("looks at losing trades only where it says so", () => {
    const winning = [100, 100, 100, 110, 110, 110, 110, 110, 110];
    const losing = [100, 100, 100, 90, 90, 90, 90, 90, 90];
    expect(short("cooldown 3 bars after loss", "b.s.b....", winning).refusals).toEqual([]);
    expect(short("cooldown 3 bars after loss", "b.s.b....", losing).refusals).toEqual(["4 cooldown 1 of 3"]);
  });

  it("takes its length from a parameter", () => {
    expect(short("param n: bars = 2 in 1..9\ncooldown n", "b.s.bb..").refusals).toEqual([
      "4 cooldown 1 of 2",
    ]);
  });
});

describe("a limit on entries", () => {
  it("refuses more entries than it allows in the time that ends now", () => {
    // Entries fill at bars 1 and 4; at the close of bar 6 both are within six hours, at 8 only the second.
    expect(short("at most 2 entries per 6h", "b.sb.sb.b...")).toEqual({
      fills: ["1 buy", "3 sell", "4 buy", "6 sell", "9 buy"],
      refusals: ["6 entry_limit 2 of 2"],
    });
  });

  it("counts entries that filled, not orders that rest", () => {
    const resting = `at most 1 entries per 10h
enter long when volume == 7 ABC { size 1 ABC order limit at close - 5 USD expire after 2 bars unprotected }
exit long when volume == 8 ABC`;
    const outcome = simulate(resting, market("b..b....", [100, 100, 100, 100, 94, 94]));
    expect(outcome.counts).toMatchObject({ refused: 0, fills: 1 });
  });

  it("lets the strictest of several throttles speak", () => {
    const both = short("at most 1 entries per 1d\ncooldown 2 bars", "b.s.b.b...");
    expect(both.refusals).toEqual(["4 entry_limit 1 of 1", "6 entry_limit 1 of 1"]);
    expect(both.fills).toEqual(["1 buy", "3 sell"]);
  });

  it("leaves exits and adds alone", () => {
    const rulesWithAdd = `at most 1 entries per 1d
enter long when volume == 7 ABC { size 1 ABC unprotected }
add long when volume == 9 ABC up to 3 units { size same }
exit long when volume == 8 ABC`;
    const rows = market("b.......").map(
      (row, bar): Row => (bar === 2 || bar === 4 ? [row[0], row[1], row[2], row[3], 9] : row),
    );
    const outcome = simulate(rulesWithAdd, [...rows, ...market("s...")]);
    expect(fillLines(outcome).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "1 buy",
      "3 buy",
      "5 buy",
      "9 sell",
    ]);
  });

  it("does the same in blocks and bar by bar", () => {
    const text = `at most 2 entries per 9h\ncooldown 2 bars after loss\n${rules}`;
    const rows = market(
      "b.sb.sb.bbs.bsbsbsbbbss".repeat(6),
      Array.from({ length: 138 }, (_, bar) => 100 + ((bar * 7) % 11)),
    );
    const whole = simulate(text, rows);
    expect(whole.counts.refused).toBeGreaterThan(5);
    for (const config of [{ blockSize: 1 }, { blockSize: 7 }, { everyBar: true }]) {
      expect(simulate(text, rows, { config }).digest()).toBe(whole.digest());
    }
  });
});
