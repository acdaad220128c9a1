import { createSession } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { bothSides, enterOnce } from "../../support/sides.ts";
import { abc, candles, fillLines, planOf, type Row, signal, simulate } from "../../support/simulate.ts";

/** Half of each bar's volume may be filled. */
const half = { fills: '"bar/pessimistic@1" participation 50%' };

const at = (price: number, volume: number): Row => [price, price, price, price, volume];

/** Each order as `role state filled/quantity reason`. */
const orders = (outcome: ReturnType<typeof simulate>): string[] =>
  outcome
    .orders()
    .map(({ role, state, filled, quantity, reason }) =>
      [role, state, `${filled}/${quantity}`, reason].filter((part) => part !== undefined).join(" "),
    );

const buy = (clauses: string): string =>
  enterOnce({ side: "long", loss: "below", profit: "above", at: String }, clauses);

describe("a share of the volume", () => {
  bothSides("fills no more of a market order than that, and the rest at the bars after it", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), [101, 103, 100, 102, 8], [102, 103, 101, 102, 6], [103, 104, 102, 103, 100]],
    fills: ["1 buy 4 at 101 entry", "2 buy 3 at 102 entry", "3 buy 3 at 103 entry"],
    options: half,
  });

  bothSides("leaves the rest of a limit order resting", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 3 bars unprotected`),
    rows: [signal(), [100, 101, 98, 100, 8], [100, 101, 99.5, 100, 8], [100, 101, 98, 100, 8]],
    fills: ["1 buy 4 at 99 entry", "3 buy 4 at 99 entry"],
    options: half,
  });

  bothSides("makes what is left of a stop order a market order", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 3 bars unprotected`),
    rows: [signal(), [100, 106, 99, 100, 8], [101, 102, 100, 101, 100]],
    fills: ["1 buy 4 at 105 entry", "2 buy 6 at 101 entry"],
    options: half,
  });

  bothSides("makes what is left of a stop-loss a market order", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), [100, 100, 100, 100, 100], [100, 101, 94, 97, 8], [97, 98, 96, 97, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 4 at 95 stop", "3 sell 6 at 97 stop"],
    options: half,
  });

  bothSides("leaves the rest of a target resting", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [
      signal(),
      [100, 100, 100, 100, 100],
      [100, 106, 99, 100, 8],
      [100, 104, 99, 100, 100],
      [100, 101, 94, 96, 100],
    ],
    fills: ["1 buy 10 at 100 entry", "2 sell 4 at 105 target", "4 sell 6 at 95 stop"],
    options: half,
  });

  it("is of one budget for all orders of a bar", () => {
    const rules = `${buy("unprotected")}
      exit long when volume == 9 ABC { order stop at 98 USD expire after 9 bars }
      exit long part 40% when volume == 9 ABC { order limit at 102 USD expire after 9 bars }`;
    const rows = [signal(), at(100, 100), at(100, 9), [100, 103, 97, 100, 12] as const, at(100, 100)];
    const outcome = simulate(rules, rows, half);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "3 sell 6 at 98 exit",
      "4 sell 4 at 100 exit",
    ]);
  });

  it("fills a `fok` order whole or not at all, and cancels what an `ioc` order leaves", () => {
    const rows = [signal(), at(99, 8), at(99, 100)];
    const whole = simulate(buy("order limit at 99 USD fok expire after 3 bars unprotected"), rows, half);
    expect(orders(whole)).toEqual(["entry Cancelled 0/10 not_immediately_fillable"]);
    const part = simulate(buy("order limit at 99 USD ioc expire after 3 bars unprotected"), rows, half);
    expect(orders(part)).toEqual(["entry Cancelled 4/10 not_immediately_fillable"]);
    expect(fillLines(part)).toEqual(["1 buy 4 at 99 entry"]);
  });

  it("is shared by the runs of a session", () => {
    const text = planOf(buy("unprotected"), half).replace("run Plan", 'run Plan\n  run Plan as "other"');
    const outcome = createSession({
      session: sessionOf(loadText(text)),
      feeds: [{ instrument: abc, bars: candles([signal(), at(100, 30), at(101, 100)]) }],
    }).run();
    expect(outcome.fills().map(({ runId, bar, quantity }) => [runId, bar, quantity])).toEqual([
      ["Plan", 1, "10"],
      ["other", 1, "5"],
      ["other", 2, "5"],
    ]);
  });

  it("needs volumes", () => {
    const rows = [[100, 100, 100, 100, Number.NaN] as const];
    expect(() => simulate(buy("unprotected"), rows, half)).toThrow(/volume/);
  });

  it("is part of the policy's name", () => {
    expect(simulate(buy("unprotected"), [signal()], half).policy).toBe("bar/pessimistic@1 participation 50%");
  });
});

describe("an order that fills in parts", () => {
  it("is PartiallyFilled until it is whole, and its unit's legs grow with it", () => {
    const rules = buy("stop 5 USD below entry target 10 USD above entry");
    const part = simulate(rules, [signal(), at(100, 8)], half);
    expect(orders(part)).toEqual(["entry PartiallyFilled 4/10", "stop Accepted 0/4", "target Accepted 0/4"]);
    const whole = simulate(rules, [signal(), at(100, 8), at(102, 100)], half);
    expect(orders(whole)).toEqual(["entry Filled 10/10", "stop Accepted 0/10", "target Accepted 0/10"]);
    // 4 at 100 and 6 at 102 are 101.2 on average: the stop lies 5 below, the target 10 above.
    expect(whole.orders().map(({ stop, limit }) => stop ?? limit)).toEqual([undefined, "96.2", "111.2"]);
    expect(whole.final.positions.map(({ quantity, entryPrice }) => [quantity, entryPrice])).toEqual([
      ["10", "101.2"],
    ]);
    expect(whole.trades()).toHaveLength(1);
  });

  it("counts as one unit", () => {
    const rules = `${buy("unprotected")}
      add long when volume == 9 ABC up to 2 units { size 5 ABC }`;
    const outcome = simulate(
      rules,
      [signal(), at(100, 8), at(100, 8), at(100, 9), at(100, 100), at(100, 9), at(100, 100)],
      half,
    );
    expect(fillLines(outcome)).toEqual([
      "1 buy 4 at 100 entry",
      "2 buy 4 at 100 entry",
      "3 buy 2 at 100 entry",
      "4 buy 5 at 100 add",
    ]);
  });

  it("reduces the sibling of a leg by what fills, and cancels it at the last", () => {
    const rules = buy("stop at 95 USD target at 105 USD");
    const rows = [signal(), at(100, 100), [100, 106, 99, 100, 8] as const, [100, 106, 99, 100, 100] as const];
    expect(orders(simulate(rules, rows.slice(0, 3), half))).toEqual([
      "entry Filled 10/10",
      "stop Accepted 0/6",
      "target PartiallyFilled 4/10",
    ]);
    expect(orders(simulate(rules, rows, half))).toEqual([
      "entry Filled 10/10",
      "stop Cancelled 0/6 sibling_filled",
      "target Filled 10/10",
    ]);
  });

  it("ends when its position is closed: what is left never opens another one", () => {
    const rules = buy("stop at 95 USD");
    const rows = [signal(), at(100, 8), [94, 94, 94, 94, 12] as const, at(94, 100), at(94, 100)];
    const outcome = simulate(rules, rows, half);
    expect(fillLines(outcome)).toEqual([
      "1 buy 4 at 100 entry",
      "2 buy 6 at 94 entry",
      "3 sell 10 at 94 stop",
    ]);
    const early = simulate(
      rules,
      [signal(), at(100, 8), [96, 96, 94, 94, 8] as const, at(94, 100), at(94, 100)],
      half,
    );
    expect(fillLines(early)).toEqual([
      "1 buy 4 at 100 entry",
      "2 buy 4 at 96 entry",
      "3 buy 2 at 94 entry",
      "3 sell 10 at 94 stop",
    ]);
  });

  it("is ended by an exit of the whole position", () => {
    const rules = `${buy("unprotected")}
      exit long when volume == 8 ABC`;
    const outcome = simulate(rules, [signal(), at(100, 8), at(101, 100)], half);
    expect(fillLines(outcome)).toEqual(["1 buy 4 at 100 entry", "2 sell 4 at 101 exit"]);
    expect(orders(outcome)).toEqual(["entry Cancelled 4/10 position_closing", "exit Filled 4/4"]);
  });

  it("keeps what has filled when it is replaced", () => {
    const rules = `enter long when volume >= 7 ABC { size 10 ABC order limit at close - 1 USD unprotected }`;
    const rows = [at(100, 7), [100, 100, 98, 102, 8] as const, [102, 102, 100, 102, 100] as const];
    const outcome = simulate(rules, rows, half);
    expect(fillLines(outcome)).toEqual(["1 buy 4 at 99 entry", "2 buy 6 at 101 entry"]);
    expect(orders(outcome)).toEqual(["entry Cancelled 4/10 replaced", "entry Filled 6/6"]);
    expect(outcome.trades()).toHaveLength(1);
  });

  it("ends with its condition where it lives by its rule, and keeps what has filled", () => {
    const rules = `enter long when volume >= 7 ABC { size 10 ABC order limit at 99 USD unprotected }`;
    const rows = [at(100, 7), [100, 100, 98, 100, 6] as const, [100, 100, 98, 100, 100] as const];
    const outcome = simulate(rules, rows, half);
    expect(fillLines(outcome)).toEqual(["1 buy 3 at 99 entry"]);
    expect(orders(outcome)).toEqual(["entry Cancelled 3/10 condition_false"]);
  });

  it("closes the opposite position before it opens its own", () => {
    const rules = `enter long when volume == 7 ABC { size 10 ABC unprotected }
      enter short when volume == 9 ABC { size 10 ABC unprotected on opposite reverse }`;
    const rows = [signal(), at(100, 100), at(100, 9), at(101, 12), at(102, 20), at(103, 100)];
    const outcome = simulate(rules, rows, half);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "3 sell 6 at 101 reverse",
      "4 sell 10 at 102 reverse",
      "5 sell 4 at 103 reverse",
    ]);
    expect(outcome.trades().map(({ side, quantity, profit }) => [side, quantity, profit])).toEqual([
      ["long", "10", "14"],
      ["short", "10", "-6"],
    ]);
  });

  it("never sends the legs of an entry that is rejected", () => {
    const rules = buy("stop at 95 USD target at 120 USD");
    const outcome = simulate(rules, [signal(), [110, 111, 109, 110, 100]], { capital: "1_000 USD" });
    expect(orders(outcome)).toEqual(["entry Rejected 0/10 insufficient_funds"]);
  });
});
