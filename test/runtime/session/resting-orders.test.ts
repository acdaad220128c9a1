import { describe, expect, it } from "vitest";
import { fillLines, orderLines, type Row, signal, simulate } from "../../support/simulate.ts";

const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

describe("resting entries", () => {
  const buyLow = `
    enter long when volume == 7 ABC { size 10 ABC unprotected }
    enter long when true { size 1 ABC  order limit at 50 USD  unprotected }
    add long when volume == 8 ABC up to 5 units { size 5 ABC  order limit at 60 USD  expire after 50 bars }`;

  it("end when a drawdown limit halts, because a fill would raise what is at risk", () => {
    const rows = [signal(7), signal(8), at(80), at(60), at(55), at(55)];
    const free = simulate(buyLow, rows, { capital: "2_000 USD" });
    const halted = simulate(buyLow, rows, { capital: "2_000 USD", risk: "limit drawdown to 5% then halt" });
    expect(fillLines(free).some((line) => line.includes(" add"))).toBe(true);
    expect(fillLines(halted)).toEqual(["1 buy 10 at 100 entry"]);
    expect(orderLines(halted).some((line) => line.includes("add") && line.includes("Cancelled"))).toBe(true);
  });

  it("end when the order that would take their place is refused", () => {
    const rules = `enter long when true { size 1 ABC  order limit at close - 10 USD  unprotected }`;
    const options = { capital: "10_000 USD", risk: "limit order notional to 100 USD" };
    // The second close asks for an order of 140; the one at 90 must not stay behind.
    const outcome = simulate(rules, [at(100), at(150), [150, 150, 80, 80], at(80)], options);
    expect(fillLines(outcome)).toEqual([]);
    expect(orderLines(outcome)[0]).toContain("replacement_refused");
  });

  it("on both sides of the market make the bar that reaches both ambiguous", () => {
    const rules = `
      enter long when volume == 7 ABC { size 1 ABC  order stop at 105 USD  expire after 5 bars  unprotected }
      enter short when volume == 7 ABC { size 1 ABC  order stop at 95 USD  expire after 5 bars  unprotected }`;
    const both = simulate(rules, [signal(7), [100, 106, 94, 100]]);
    expect(both.counts.ambiguousBars).toBe(1);
    expect(both.counts.fills).toBe(1);
    const one = simulate(rules, [signal(7), [100, 106, 96, 100]]);
    expect(one.counts.ambiguousBars).toBe(0);
  });
});

describe("an opposite entry that rests", () => {
  const channel = `
    enter long { size 1 ABC  order stop at 105 USD }
    enter short { size 1 ABC  order stop at 95 USD }`;

  it("closes where its own order fills, not at the next open, and needs no other way out", () => {
    const rows: Row[] = [at(100), [100, 106, 99, 104], at(101), at(99), [98, 98, 94, 96], at(97)];
    // Long at 105; the short's stop at 95 closes it there, and rests anew from the next close.
    expect(fillLines(simulate(channel, rows)).slice(0, 2)).toEqual([
      "1 buy 1 at 105 entry",
      "4 sell 1 at 95 exit",
    ]);
  });
});

describe("`exit after`", () => {
  it("counts a duration as it counts the bars that make it up", () => {
    const rules = (span: string): string => `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      exit long after ${span}`;
    const rows = [signal(7), at(100), at(100), at(100), at(100), at(100), at(100)];
    expect(fillLines(simulate(rules("2h"), rows))).toEqual(fillLines(simulate(rules("2 bars"), rows)));
  });
});
