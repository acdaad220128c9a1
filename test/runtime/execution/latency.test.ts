import { describe, expect, it } from "vitest";
import { bothSides, enterOnce } from "../../support/sides.ts";
import { fillLines, orderLines, type Row, signal, simulate } from "../../support/simulate.ts";

const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

describe("the latency of a route", () => {
  bothSides("lets an order fill in the bar in which it arrives, and in none before", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), at(101), at(102), at(103)],
    fills: ["2 buy 10 at 102 entry"],
    options: { route: "latency 90m" },
  });

  bothSides("counts what arrives at a bar's close as of the next bar", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), at(101), at(102), at(103)],
    fills: ["2 buy 10 at 102 entry"],
    options: { route: "latency 1h" },
  });

  bothSides("shorter than a bar changes nothing for an order", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), at(101), at(102)],
    fills: ["1 buy 10 at 101 entry"],
    options: { route: "latency 250ms" },
  });

  it("leaves an order CancelPending, which fills on the way or is cancelled, never both", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC order limit at 99 USD unprotected }";
    const route = { route: "latency 90m" };
    const quiet = at(100);
    const filled = simulate(rules, [signal(), signal(), quiet, [100, 100, 98, 100], quiet], route);
    expect(filled.fills().length).toBeGreaterThan(0);
    for (const outcome of [filled, simulate(rules, [signal(), quiet, quiet, quiet, quiet, quiet], route)]) {
      const ids = new Set(outcome.fills().map(({ orderId }) => orderId));
      for (const { orderId, state, filled: done, quantity } of outcome.orders()) {
        expect(state === "Cancelled" && done === quantity).toBe(false);
        expect(ids.has(orderId)).toBe(done !== "0");
      }
    }
  });

  it("lets a cancel take effect with the bar in which it arrives", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC order limit at 99 USD unprotected }";
    // Decided at the close of bar 0; the cancel at the close of bar 1, and it arrives in bar 2.
    const rows = [signal(), at(100), [100, 100, 98, 100] as const, [100, 100, 98, 100] as const];
    const raced = simulate(rules, rows, { route: "latency 250ms" });
    expect(fillLines(raced)).toEqual(["2 buy 10 at 99 entry"]);
    expect(orderLines(raced)).toEqual(["0-2 entry limit Filled"]);
    expect(raced.counts.ambiguousBars).toBe(1);
    const pending = simulate(rules, rows.slice(0, 2), { route: "latency 250ms" });
    expect(pending.orders().map(({ state }) => state)).toEqual(["CancelPending"]);
    const cancelled = simulate(rules, [signal(), at(100), at(100), [100, 100, 98, 100]], {
      route: "latency 250ms",
    });
    expect(orderLines(cancelled)).toEqual(["0-2 entry limit Cancelled condition_false"]);
    const none = simulate(rules, rows, { route: "max leverage 1" });
    expect(orderLines(none)).toEqual(["0-1 entry limit Cancelled condition_false"]);
  });

  it("makes a replacement smaller by what the order before it fills on the way", () => {
    const rules = "enter long when volume >= 7 ABC { size 10 ABC order limit at close - 1 USD unprotected }";
    const options = { route: "latency 250ms", fills: '"bar/pessimistic@1" participation 50%' };
    // Bar 1 replaces the order at 99 by one at 100; both may fill in bar 2, which has volume for 4 at 99 first.
    const rows: Row[] = [at(100, 7), at(101, 7), [101, 101, 98, 101, 8], [101, 101, 98, 101, 100]];
    const outcome = simulate(rules, rows, options);
    const total = outcome.fills().reduce((sum, { quantity }) => sum + Number(quantity), 0);
    expect(total).toBe(10);
    expect(outcome.trades()).toHaveLength(1);
  });

  it("is a decision of the run, not of the venue: a stop still cancels its target at once", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD target at 105 USD }";
    const outcome = simulate(rules, [signal(), at(100), [100, 101, 94, 96]], { route: "latency 250ms" });
    expect(orderLines(outcome)).toEqual([
      "0-1 entry market Filled",
      "1-2 stop stop Filled",
      "1-2 target limit Cancelled sibling_filled",
    ]);
  });
});
