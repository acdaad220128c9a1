import { describe, expect, it } from "vitest";
import { fillLines, type Row, simulate } from "../../support/simulate.ts";

/** Bars that close at a price; the high and the low are one away. */
const market = (...closes: readonly number[]): Row[] =>
  closes.map((price): Row => [price, price + 1, price - 1, price]);

const moves = (outcome: ReturnType<typeof simulate>): string[] =>
  outcome.transitions().map(({ stepId, machine, from, to }) => `${stepId} ${machine}: ${from} > ${to}`);

const pullback = `machine phase {
  state idle { on close > 110 USD goto broken { capture level = high } }
  state broken {
    on close > level + 10 USD goto idle
    on close < level - 5 USD goto ready
    on phase.bars >= 4 goto idle
  }
  state ready { on position.size > 0 ABC goto idle }
}
enter long when phase.ready { size 1 ABC stop 20 USD below entry }
exit long when close > 130 USD`;

describe("a machine", () => {
  it("goes through its states, and its rules see where it is", () => {
    const outcome = simulate(pullback, market(100, 111, 112, 105, 106, 107, 135, 100));
    expect(moves(outcome)).toEqual([
      "1 phase: idle > broken",
      "3 phase: broken > ready",
      "4 phase: ready > idle",
      "6 phase: idle > broken",
      "7 phase: broken > ready",
    ]);
    expect(fillLines(outcome)).toEqual(["4 buy 1 at 106 entry", "7 sell 1 at 100 exit"]);
  });

  it("takes one transition a step, the first that is true", () => {
    const text = `machine m {
  state a { on close > 100 USD goto b  on close > 90 USD goto c }
  state b { on close > 100 USD goto c }
  state c { on close > 100 USD goto a }
}
enter long when m.c and m.bars > 50 { size 1 ABC unprotected }`;
    expect(moves(simulate(text, market(95, 101, 101, 101, 101)))).toEqual([
      "0 m: a > c",
      "1 m: c > a",
      "2 m: a > b",
      "3 m: b > c",
      "4 m: c > a",
    ]);
  });

  it("counts the bars in its state, and starts again where it goes to itself", () => {
    const text = `machine m {
  state a { on m.bars == 3 goto b }
  state b { on close > 110 USD goto b  on m.bars >= 2 goto a }
}
enter long when m.b { size 1 ABC unprotected }`;
    expect(moves(simulate(text, market(100, 100, 100, 100, 100, 111, 100, 100, 100)))).toEqual([
      "3 m: a > b",
      "5 m: b > b",
      "7 m: b > a",
    ]);
  });

  it("stays where it is while a condition is unknown", () => {
    const text = `machine m {
  state a { on (close - open) / (high - low) >= 0 goto b }
  state b { on close < 0 USD goto a }
}
enter long when m.b { size 1 ABC unprotected }`;
    const flat: Row = [100, 100, 100, 100];
    expect(moves(simulate(text, [flat, flat, [100, 101, 99, 100]]))).toEqual(["2 m: a > b"]);
  });

  it("moves only once all that it reads is defined, and so do rules that read it", () => {
    const text = `machine m {
  state a { on close > 0 USD goto b }
  state b { on close < sma(close, 4) - 50 USD goto a }
}
enter long when m.a { size 1 ABC unprotected }
enter short when m.b { size 1 ABC unprotected }`;
    const outcome = simulate(text, market(100, 100, 100, 100, 100, 100));
    expect(moves(outcome)).toEqual(["3 m: a > b"]);
    expect(fillLines(outcome).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["4 sell"]);
    expect(outcome.runs[0]?.armedAt).toBe(3);
  });

  it("keeps what a transition captured until it is captured again", () => {
    const text = `machine m {
  state a { on close > 110 USD goto b { capture level = close  capture low_then = low } }
  state b { on close < 100 USD goto a }
}
enter long when close == level + 1 USD { size 1 ABC unprotected }
enter short when low_then is not known and close == 105 USD { size 1 ABC unprotected }`;
    const outcome = simulate(text, market(105, 90, 111, 99, 112, 99, 100, 113, 100));
    // 105 before anything is captured; 112 is one above 111, at the step that captures 112 anew.
    expect(fillLines(outcome).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["1 sell"]);
    const later = simulate(
      text.replace("enter short", "exit short when close > 0 USD\nenter short"),
      market(90, 111, 99, 112),
    );
    expect(later.counts.fills).toBe(0);
    const kept = simulate(text, market(90, 111, 99, 112, 99, 113, 99, 114, 99, 115, 116, 116));
    expect(fillLines(kept).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["11 buy"]);
  });

  it("reads the states and values of the step before, whatever the order of the machines", () => {
    const first = `machine one {
  state a { on close > 110 USD goto b { capture x = close } }
  state b { on close < 100 USD goto a }
}`;
    const second = `machine two {
  state a { on one.b goto b { capture y = x } }
  state b { on one.a goto a }
}`;
    const rules = "enter long when one.b and two.b and y == x { size 1 ABC unprotected }";
    const rows = market(100, 111, 111, 99, 99, 120, 120, 120);
    const expected = [
      "1 one: a > b",
      "2 two: a > b",
      "3 one: b > a",
      "4 two: b > a",
      "5 one: a > b",
      "6 two: a > b",
    ];
    for (const text of [`${first}\n${second}\n${rules}`, `${second}\n${first}\n${rules}`]) {
      const outcome = simulate(text, rows);
      expect(moves(outcome).sort()).toEqual([...expected].sort());
      expect(fillLines(outcome)[0]).toMatch(/^3 buy/);
    }
  });

  it("does the same in blocks and bar by bar, and on a slower clock", () => {
    const rows = market(
      ...Array.from(
        { length: 300 },
        (_, bar) => 100 + Math.round(18 * Math.sin(bar / 3) + 9 * Math.sin(bar / 7.3)),
      ),
    );
    for (const clock of ["1h", "2h"]) {
      const whole = simulate(pullback, rows, { clock });
      expect(whole.transitions().length).toBeGreaterThan(10);
      expect(whole.counts.fills).toBeGreaterThan(2);
      for (const config of [{ blockSize: 1 }, { blockSize: 7 }, { everyBar: true }]) {
        const other = simulate(pullback, rows, { clock, config });
        expect(other.digest()).toBe(whole.digest());
        expect(other.transitions()).toEqual(whole.transitions());
      }
    }
  });

  it("is part of the digest", () => {
    const rows = market(100, 111, 112, 111, 112);
    const twin = pullback.replace(
      "goto broken { capture level = high }",
      "goto ready { capture level = high }",
    );
    const quiet = (text: string): string =>
      text.replace("enter long when phase.ready", "enter long when phase.ready and close < 0 USD");
    expect(simulate(quiet(pullback), rows).digest()).not.toBe(simulate(quiet(twin), rows).digest());
  });
});
