import { describe, expect, it } from "vitest";
import {
  decisionLines,
  fillLines,
  orderLines,
  type Row,
  type SimulationOptions,
  signal,
  simulate,
} from "../../support/simulate.ts";

const volumes = (...values: readonly number[]): Row[] => values.map((volume) => signal(volume));
const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

/** A buyer of ten at 7, of ten more at 8, who leaves at 9. */
const buyer = `
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  add long when volume == 8 ABC up to 5 units { size 10 ABC }
  exit long when volume == 9 ABC`;

const guarded = (risk: string, more: SimulationOptions = {}): SimulationOptions => ({
  capital: "10_000 USD",
  risk,
  ...more,
});

describe("order notional", () => {
  it("refuses what is above the bound, with what was seen and what is allowed", () => {
    const outcome = simulate(buyer, volumes(7, 1), guarded("limit order notional to 999 USD"));
    expect(outcome.fills()).toEqual([]);
    expect(decisionLines(outcome)).toEqual(["0 entry rejected limit_order_notional"]);
    const [decision] = outcome.decisions();
    expect([decision?.observed, decision?.bound]).toEqual([1000, 999]);
    expect(decision?.limitId).toBeTruthy();
    expect(outcome.counts.refused).toBe(1);
  });

  it("allows what equals the bound", () => {
    expect(fillLines(simulate(buyer, volumes(7, 1), guarded("limit order notional to 1_000 USD")))).toEqual([
      "1 buy 10 at 100 entry",
    ]);
  });

  it("clamps to the bound, down to a whole lot", () => {
    const outcome = simulate(
      buyer,
      volumes(7, 1),
      guarded("limit order notional to 555.5 USD then clamp", { instrument: { lotSize: "0.1" } }),
    );
    expect(fillLines(outcome)).toEqual(["1 buy 5.5 at 100 entry"]);
    expect(decisionLines(outcome)).toEqual(["0 entry modified limit_order_notional"]);
  });

  it("refuses where nothing is left after clamping", () => {
    const outcome = simulate(
      buyer,
      volumes(7, 1),
      guarded("limit order notional to 0.5 USD then clamp", { instrument: { lotSize: "0.1" } }),
    );
    expect(decisionLines(outcome)).toEqual(["0 entry rejected below_minimum_quantity"]);
  });

  it("may follow equity", () => {
    const risk = "limit order notional to 5% of equity then clamp";
    expect(fillLines(simulate(buyer, volumes(7, 1), guarded(risk)))).toEqual(["1 buy 5 at 100 entry"]);
  });

  it("counts an order by its own price", () => {
    const rules =
      "enter long when volume == 7 ABC { size 10 ABC order limit at 90 USD expire after 2 bars unprotected }";
    const outcome = simulate(rules, volumes(7, 1), guarded("limit order notional to 900 USD"));
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok"]);
  });

  it("counts, of a reversal, what it opens", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC on opposite reverse unprotected }
      enter short when volume == 8 ABC { size 10 ABC on opposite reverse unprotected }`;
    const outcome = simulate(rules, volumes(7, 8, 1), guarded("limit order notional to 1_000 USD"));
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "2 sell 20 at 100 reverse"]);
  });
});

describe("position notional", () => {
  it("counts what is open already", () => {
    const outcome = simulate(
      buyer,
      volumes(7, 8, 8, 1),
      guarded("limit position notional to 2_000 USD per market"),
    );
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "1 add allowed ok",
      "2 add rejected limit_position_notional",
    ]);
    const last = outcome.decisions().at(-1);
    expect([last?.observed, last?.bound]).toEqual([3000, 2000]);
  });

  it("clamps to what is left", () => {
    const risk = "limit position notional to 1_500 USD per market then clamp";
    expect(fillLines(simulate(buyer, volumes(7, 8, 1), guarded(risk)))).toEqual([
      "1 buy 10 at 100 entry",
      "2 buy 5 at 100 add",
    ]);
  });

  it("counts orders that rest", () => {
    const rules = `
      enter long when volume >= 5 ABC { size 10 ABC order limit at 90 USD unprotected }
      enter long when volume >= 5 ABC { size 10 ABC order limit at 80 USD unprotected }`;
    const outcome = simulate(
      rules,
      volumes(5, 1),
      guarded("limit position notional to 1_500 USD per market"),
    );
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "0 entry rejected limit_position_notional",
    ]);
  });

  it("does not count the order that is being replaced", () => {
    const rules = "enter long when volume >= 5 ABC { size 10 ABC order limit at close - 10 USD unprotected }";
    const rows: Row[] = [signal(5), at(101, 5), at(102, 5), at(102, 1)];
    const outcome = simulate(rules, rows, guarded("limit position notional to 1_000 USD per market"));
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "1 entry allowed ok",
      "2 entry allowed ok",
    ]);
  });

  it("counts, of a reversal, the position that it leads to", () => {
    const rules = `
      enter long when volume == 7 ABC { size 2 ABC on opposite reverse unprotected }
      enter short when volume == 8 ABC { size 10 ABC on opposite reverse unprotected }`;
    const outcome = simulate(
      rules,
      volumes(7, 8, 1),
      guarded("limit position notional to 900 USD per market"),
    );
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "1 reverse rejected limit_position_notional",
    ]);
    const fitting = simulate(
      rules,
      volumes(7, 8, 1),
      guarded("limit position notional to 1_000 USD per market"),
    );
    expect(fillLines(fitting)).toEqual(["1 buy 2 at 100 entry", "2 sell 12 at 100 reverse"]);
  });
});

describe("exits", () => {
  it("are never refused, whatever is halted or exceeded", () => {
    const rows = [...volumes(7, 1), at(80, 9), at(80)];
    for (const action of ["", "then reduce only", "then halt", "then halt until next day"]) {
      const risk = `limit order notional to 1_000 USD limit position notional to 1_000 USD limit drawdown to 1% ${action}`;
      expect(fillLines(simulate(buyer, rows, guarded(risk)))).toEqual([
        "1 buy 10 at 100 entry",
        "3 sell 10 at 80 exit",
      ]);
    }
  });

  it("through protective legs go on under a halt", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC stop at 70 USD }";
    const rows = [...volumes(7, 1), at(80), at(69)];
    expect(fillLines(simulate(rules, rows, guarded("limit drawdown to 1% then halt")))).toEqual([
      "1 buy 10 at 100 entry",
      "3 sell 10 at 69 stop",
    ]);
  });
});

describe("drawdown", () => {
  /** Buys fifty at 100: each point is half a percent of the capital. */
  const rules = `
    enter long when volume == 7 ABC { size 50 ABC unprotected }
    exit long when volume == 9 ABC`;
  const lost = [...volumes(7, 1), at(90, 9), at(90)];

  it("does not speak at its bound, only beyond it", () => {
    const rows = [...volumes(7, 1), at(90, 9), at(90, 7), at(90)];
    expect(fillLines(simulate(rules, rows, guarded("limit drawdown to 5%")))).toHaveLength(3);
    expect(fillLines(simulate(rules, rows, guarded("limit drawdown to 4.9%")))).toHaveLength(2);
  });

  it.each(["", "then reduce only"])("%s refuses entries while equity is below the level", (action) => {
    const outcome = simulate(rules, [...lost, at(90, 7), at(90)], guarded(`limit drawdown to 4% ${action}`));
    expect(decisionLines(outcome).at(-1)).toBe("4 entry rejected limit_drawdown");
    expect(outcome.decisions().at(-1)?.limitId).toBeTruthy();
  });

  it("lets entries pass again once equity is back above the level", () => {
    const add = `${rules} add long when volume == 8 ABC up to 3 units { size 1 ABC }`;
    const rows = [...volumes(7, 1), at(90, 8), at(95, 8), at(95)];
    expect(decisionLines(simulate(add, rows, guarded("limit drawdown to 4%")))).toEqual([
      "0 entry allowed ok",
      "2 add rejected limit_drawdown",
      "3 add allowed ok",
    ]);
  });

  it("`then halt` refuses every entry from then on", () => {
    const rows = [...lost, ...Array.from({ length: 60 }, () => at(90, 7)), at(90)];
    const outcome = simulate(rules, rows, guarded("limit drawdown to 4% then halt"));
    expect(outcome.counts.fills).toBe(2);
    expect(outcome.counts.refused).toBe(60);
  });

  it("`then halt until next day` lifts at midnight UTC, and counts from there", () => {
    const rows = [...lost, ...Array.from({ length: 30 }, () => at(90, 7))];
    const outcome = simulate(rules, rows, guarded("limit drawdown to 4% then halt until next day"));
    // The bar of 23:00 closes at midnight: its decision is the first that passes.
    expect(fillLines(outcome).at(2)).toBe("24 buy 50 at 90 entry");
    expect(outcome.counts.refused).toBe(19);
  });

  it("`then halt for` a duration lifts after it", () => {
    const rows = [...lost, ...Array.from({ length: 20 }, () => at(90, 7))];
    const outcome = simulate(rules, rows, guarded("limit drawdown to 4% then halt for 5h"));
    // The breach is at the close of bar 2, 03:00; the first decision that passes at 08:00, of bar 7.
    expect(fillLines(outcome).at(2)).toBe("8 buy 50 at 90 entry");
  });

  it("`then flatten and halt` cancels what works and closes what is open, at the next open", () => {
    const all = `
      enter long when volume == 7 ABC { size 50 ABC stop at 50 USD target at 150 USD }
      add long when volume >= 5 ABC up to 3 units { size 1 ABC order limit at 40 USD }`;
    const rows = [...volumes(7, 5), at(90, 5), [89, 91, 88, 90] as const, at(90, 7), at(90)];
    const outcome = simulate(all, rows, guarded("limit drawdown to 4% then flatten and halt"));
    expect(fillLines(outcome)).toEqual(["1 buy 50 at 100 entry", "3 sell 50 at 89 flatten"]);
    expect(orderLines(outcome)).toEqual([
      "0-1 entry market Filled",
      "1-3 stop stop Cancelled sibling_filled",
      "1-3 target limit Cancelled sibling_filled",
      "1-2 add limit Cancelled limit_drawdown",
      "2-3 flatten market Filled",
    ]);
    const flatten = outcome.intents().find(({ role }) => role === "flatten");
    expect(flatten?.ruleId).toBe("risk");
    expect(decisionLines(outcome).at(-1)).toBe("4 entry rejected halted");
  });

  it("`then flatten and halt` leaves at the close where orders fill at the close, on a bar without a signal too", () => {
    const rows = [...volumes(7, 1), at(90), at(80), at(80)];
    const options = guarded("limit drawdown to 4% then flatten and halt", {
      fills: '"bar/pessimistic@1" at close',
    });
    for (const everyBar of [true, false]) {
      const outcome = simulate(rules, rows, { ...options, config: { everyBar } });
      expect(fillLines(outcome)).toEqual(["0 buy 50 at 100 entry", "2 sell 50 at 90 flatten"]);
      expect([...outcome.equity.value]).toEqual([10_000, 10_000, 9_500, 9_500, 9_500]);
    }
  });

  it("counts from the highest equity so far", () => {
    const rows = [...volumes(7, 1), at(120), at(111, 9), at(111, 7), at(111)];
    const outcome = simulate(rules, rows, guarded("limit drawdown to 4% then halt"));
    // From 11,000 down to 10,550: 4.09 %.
    expect(decisionLines(outcome).at(-1)).toBe("4 entry rejected halted");
  });
});

describe("a limit on the spread", () => {
  const warnings = (risk: string): string[] =>
    simulate(buyer, volumes(1), guarded(risk)).warnings.map(({ code, message }) => `${code} ${message}`);

  it("is named in a warning where the data has no quotes, a `forbid` too", () => {
    const [warning, ...others] = warnings(`
      limit order rate to 60 per 1m per route
      limit spread to 20bps
      forbid enter when quote.spread > 20bps because "spread too wide"`);
    expect(others).toEqual([]);
    expect(warning).toContain("no_quotes");
    expect(warning).toContain("limit spread to 20bps");
    expect(warning).toContain("forbid enter when quote.spread > 20bps");
    expect(warning).not.toContain("order rate");
  });

  it("refuses every entry without a quote, and no exit", () => {
    for (const risk of ["limit spread to 20bps", "forbid any when quote.spread > 20bps"]) {
      const outcome = simulate(buyer, volumes(7, 1), guarded(risk));
      expect(decisionLines(outcome)).toEqual(["0 entry rejected risk_data_missing"]);
    }
  });
});
