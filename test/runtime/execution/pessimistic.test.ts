import { describe, expect, it } from "vitest";
import { bothSides, enterOnce } from "../../support/sides.ts";
import { fillLines, orderLines, signal, simulate } from "../../support/simulate.ts";

/** The rules of `bar/pessimistic@1`, the default policy. The bar before each case closes at 100. */

const slippage = { route: "slippage up to 1%" };

it("prints the policy's name", () => {
  const outcome = simulate("enter long when volume == 7 ABC { size 1 ABC unprotected }", [signal()]);
  expect(outcome.policy).toBe("bar/pessimistic@1");
});

describe("the same bar in seven engines, our column", () => {
  bothSides("a limit that is touched exactly does not fill", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 101, 99, 100]],
    fills: [],
  });
  bothSides("a limit that is touched exactly fills where the session says `touch`", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 101, 99, 100]],
    fills: ["1 buy 10 at 99 entry"],
    options: { fills: '"bar/pessimistic@1" touch' },
  });
  bothSides("a limit that the open passes fills at the open", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [98, 100, 97, 99]],
    fills: ["1 buy 10 at 98 entry"],
  });
  bothSides("a stop inside the bar fills at the stop, never at the close", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 107, 99, 106]],
    fills: ["1 buy 10 at 105 entry"],
  });
  bothSides("a stop that the open passes fills at the open, never at the stop", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [108, 110, 107, 109]],
    fills: ["1 buy 10 at 108 entry"],
  });
  bothSides("a stop-loss that the open passes fills at the open", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)}`),
    rows: [signal(), signal(1), [90, 92, 88, 91]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 90 stop"],
  });
  bothSides("stop-loss before target, and the bar counts as ambiguous", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [100, 106, 94, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 95 stop"],
    ambiguousBars: 1,
  });
  bothSides("a market order fills at the next open", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), [101, 103, 100, 102]],
    fills: ["1 buy 10 at 101 entry"],
  });
});

describe("market orders", () => {
  it("slip against us, to the tick that is worse", () => {
    const rules = (side: string) => `enter ${side} when volume == 7 ABC { size 10 ABC unprotected }`;
    const rows = [signal(), [100.55, 103, 99, 102]] as const;
    // 100.55 * 1.01 = 101.5555 and 100.55 * 0.99 = 99.5445
    expect(fillLines(simulate(rules("long"), rows, slippage))).toEqual(["1 buy 10 at 101.56 entry"]);
    expect(fillLines(simulate(rules("short"), rows, slippage))).toEqual(["1 sell 10 at 99.54 entry"]);
  });

  it("may slip beyond the bar's high, unlike stops", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    expect(fillLines(simulate(rules, [signal(), [100, 100.5, 99, 100]], slippage))).toEqual([
      "1 buy 10 at 101 entry",
    ]);
  });

  it("slip on the way out too", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long when volume == 8 ABC`;
    const rows = [signal(), signal(8), [110, 111, 109, 110]] as const;
    expect(fillLines(simulate(rules, rows, slippage))).toEqual([
      "1 buy 10 at 101 entry",
      "2 sell 10 at 108.9 exit",
    ]);
  });

  bothSides("wait for a bar that trades", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), [101, 101, 101, 101, 0], [102, 103, 101, 102]],
    fills: ["2 buy 10 at 102 entry"],
  });

  it("fill at the close that decided them where the session says `at close`, with a warning", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    const outcome = simulate(rules, [[99, 102, 98, 101, 7], signal(1)], {
      fills: '"bar/pessimistic@1" at close',
    });
    expect(fillLines(outcome)).toEqual(["0 buy 10 at 101 entry"]);
    expect(outcome.policy).toBe("bar/pessimistic@1 at close");
    expect(outcome.warnings.map(({ code }) => code)).toContain("close_fills");
  });
});

describe("limit orders", () => {
  bothSides("fill at the open when the open equals them", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [99, 101, 99, 100]],
    fills: ["1 buy 10 at 99 entry"],
  });
  bothSides("fill at their price when the bar trades through them", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 101, 98.99, 100]],
    fills: ["1 buy 10 at 99 entry"],
  });
  bothSides("rest from bar to bar", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 3 bars unprotected`),
    rows: [signal(), [100, 101, 99.5, 100], [100, 101, 99, 100], [100, 101, 98, 100]],
    fills: ["3 buy 10 at 99 entry"],
  });

  it("never slip", () => {
    const rules = enterOnce(
      { side: "long", loss: "below", profit: "above", at: String },
      "order limit at 99 USD expire after 1 bar unprotected",
    );
    expect(fillLines(simulate(rules, [signal(), [98, 100, 97, 99]], slippage))).toEqual([
      "1 buy 10 at 98 entry",
    ]);
    expect(fillLines(simulate(rules, [signal(), [100, 100, 97, 99]], slippage))).toEqual([
      "1 buy 10 at 99 entry",
    ]);
  });

  it("are maker fills inside the bar and taker fills at the open", () => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at 99 USD expire after 1 bar unprotected
    }`;
    const fees = { instrument: { makerFee: "0.001", takerFee: "0.002" } };
    const inside = simulate(rules, [signal(), [100, 100, 98, 99]], fees).fills();
    expect(inside.map(({ liquidity, fee }) => [liquidity, fee])).toEqual([["maker", "0.99"]]);
    const atOpen = simulate(rules, [signal(), [98, 100, 97, 99]], fees).fills();
    expect(atOpen.map(({ liquidity, fee }) => [liquidity, fee])).toEqual([["taker", "1.96"]]);
  });
});

describe("stop orders", () => {
  bothSides("fill when they are touched", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 105, 99, 101]],
    fills: ["1 buy 10 at 105 entry"],
  });
  bothSides("do not fill short of their price", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 104.99, 99, 104]],
    fills: [],
  });

  it("slip from the stop, at most to the bar's extreme", () => {
    const buy = `enter long when volume == 7 ABC {
      size 10 ABC order stop at 105 USD expire after 1 bar unprotected
    }`;
    expect(fillLines(simulate(buy, [signal(), [100, 110, 99, 106]], slippage))).toEqual([
      "1 buy 10 at 106.05 entry",
    ]);
    expect(fillLines(simulate(buy, [signal(), [100, 105.5, 99, 105]], slippage))).toEqual([
      "1 buy 10 at 105.5 entry",
    ]);
    const sell = `enter short when volume == 7 ABC {
      size 10 ABC order stop at 95 USD expire after 1 bar unprotected
    }`;
    expect(fillLines(simulate(sell, [signal(), [100, 101, 90, 94]], slippage))).toEqual([
      "1 sell 10 at 94.05 entry",
    ]);
    expect(fillLines(simulate(sell, [signal(), [100, 101, 94.5, 95]], slippage))).toEqual([
      "1 sell 10 at 94.5 entry",
    ]);
  });

  it("slip from the open when it passes them, at most to the bar's extreme", () => {
    const buy = `enter long when volume == 7 ABC {
      size 10 ABC order stop at 105 USD expire after 1 bar unprotected
    }`;
    expect(fillLines(simulate(buy, [signal(), [108, 108.5, 107, 108]], slippage))).toEqual([
      "1 buy 10 at 108.5 entry",
    ]);
    expect(fillLines(simulate(buy, [signal(), [108, 112, 107, 108]], slippage))).toEqual([
      "1 buy 10 at 109.08 entry",
    ]);
  });

  it("slip as stop-limits that fill as they are triggered, at most to their limit", () => {
    const buy = (limit: number) => `enter long when volume == 7 ABC {
      size 10 ABC order stop at 105 USD limit ${limit} USD expire after 1 bar unprotected
    }`;
    const inside = [signal(), [100, 110, 99, 106]] as const;
    expect(fillLines(simulate(buy(108), inside, slippage))).toEqual(["1 buy 10 at 106.05 entry"]);
    expect(fillLines(simulate(buy(105.5), inside, slippage))).toEqual(["1 buy 10 at 105.5 entry"]);
    const gap = [signal(), [106, 110, 105, 106]] as const;
    expect(fillLines(simulate(buy(106.5), gap, slippage))).toEqual(["1 buy 10 at 106.5 entry"]);
    const rested = [signal(), [104, 106, 103.5, 104], [104, 105, 102, 104]] as const;
    const low = buy(103).replace("1 bar", "3 bars");
    expect(fillLines(simulate(low, rested, slippage))).toEqual(["2 buy 10 at 103 entry"]);
  });

  it("slip when they protect", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD }";
    const inside = [signal(), signal(1), [100, 101, 90, 94]] as const;
    expect(fillLines(simulate(rules, inside, slippage)).at(-1)).toBe("2 sell 10 at 94.05 stop");
    const capped = [signal(), signal(1), [100, 101, 94.5, 95]] as const;
    expect(fillLines(simulate(rules, capped, slippage)).at(-1)).toBe("2 sell 10 at 94.5 stop");
    const gap = [signal(), signal(1), [90, 92, 88, 91]] as const;
    expect(fillLines(simulate(rules, gap, slippage)).at(-1)).toBe("2 sell 10 at 89.1 stop");
  });
});

describe("stop-limit orders", () => {
  const order = (stop: number, limit: number, bars = 1) =>
    ({
      rules: (words) =>
        enterOnce(
          words,
          `order stop at ${words.at(stop)} limit ${words.at(limit)} expire after ${bars} ${bars === 1 ? "bar" : "bars"} unprotected`,
        ),
    }) satisfies Pick<Parameters<typeof bothSides>[1], "rules">;

  bothSides("with a limit beyond the stop fill at the stop", {
    ...order(105, 106),
    rows: [signal(), [100, 107, 99, 101]],
    fills: ["1 buy 10 at 105 entry"],
  });
  bothSides("that the open passes fill at an open within the limit", {
    ...order(105, 106),
    rows: [signal(), [105.5, 107, 104, 106]],
    fills: ["1 buy 10 at 105.5 entry"],
  });
  bothSides("that the open passes beyond the limit wait for the limit on the rest of the bar", {
    ...order(105, 106),
    rows: [signal(), [108, 109, 105.5, 107]],
    fills: ["1 buy 10 at 106 entry"],
  });
  bothSides("that the open passes beyond the limit do not fill on a touch", {
    ...order(105, 106),
    rows: [signal(), [108, 109, 106, 107]],
    fills: [],
  });
  bothSides("with a limit short of the stop fill at the limit when the close lies beyond it", {
    ...order(105, 103),
    rows: [signal(), [104, 106, 102, 102.5]],
    fills: ["1 buy 10 at 103 entry"],
  });
  bothSides("do not fill where the limit may have traded before the stop, and count the bar as ambiguous", {
    ...order(105, 103),
    rows: [signal(), [104, 106, 102, 104]],
    fills: [],
    ambiguousBars: 1,
  });
  bothSides("do not fill where the limit is not reached", {
    ...order(105, 103),
    rows: [signal(), [104, 106, 103.5, 104]],
    fills: [],
  });
  bothSides("are limit orders from the bar that triggers them on", {
    ...order(105, 103, 3),
    rows: [signal(), [104, 106, 103.5, 104], [104, 104.5, 103.2, 104], [104, 104.5, 102.9, 104]],
    fills: ["3 buy 10 at 103 entry"],
  });
  bothSides("that were triggered before fill at the open within the limit", {
    ...order(105, 103, 2),
    rows: [signal(), [104, 106, 103.5, 104], [102, 104, 101, 103]],
    fills: ["2 buy 10 at 102 entry"],
  });
  bothSides("do not trigger short of the stop", {
    ...order(105, 106),
    rows: [signal(), [100, 104.9, 99, 104]],
    fills: [],
  });
});

describe("the path inside a bar", () => {
  bothSides("a target fills where the stop-loss is out of reach", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [100, 106, 96, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 105 target"],
  });
  bothSides("a target that is touched exactly does not fill", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [100, 105, 96, 100]],
    fills: ["1 buy 10 at 100 entry"],
  });
  bothSides("a target that the open passes fills at the open, before the stop-loss", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [106, 107, 94, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 106 target"],
  });
  bothSides("a stop-loss that the open passes leaves nothing for the target", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [94, 106, 93, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 94 stop"],
  });
  bothSides("a market exit leaves at the open, before the stop-loss of the same bar", {
    rules: (words) => `${enterOnce(words, `stop at ${words.at(95)}`)}
      exit ${words.side} when volume == 8 ABC`,
    rows: [signal(), signal(8), [100, 101, 94, 96]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 100 exit"],
  });

  bothSides("a resting stop exit that is nearer than the stop-loss goes first", {
    rules: (words) => `${enterOnce(words, `stop at ${words.at(95)}`)}
      exit ${words.side} { order stop at ${words.at(97)} }`,
    rows: [signal(), signal(1), [100, 101, 94, 96]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 97 exit"],
  });
  bothSides("a resting stop exit that is further than the stop-loss goes after it", {
    rules: (words) => `${enterOnce(words, `stop at ${words.at(95)}`)}
      exit ${words.side} { order stop at ${words.at(93)} }`,
    rows: [signal(), signal(1), [100, 101, 92, 96]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 95 stop"],
  });
  bothSides("a resting limit exit that is nearer than the target goes first", {
    rules: (words) => `${enterOnce(words, `stop at ${words.at(90)} target at ${words.at(105)}`)}
      exit ${words.side} { order limit at ${words.at(103)} }`,
    rows: [signal(), signal(1), [100, 106, 99, 104]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 103 exit"],
  });
  bothSides("a part that a resting exit takes leaves the rest to the level behind it", {
    rules: (words) => `${enterOnce(words, `stop at ${words.at(95)}`)}
      exit ${words.side} part 40% { order stop at ${words.at(97)} }`,
    rows: [signal(), signal(1), [100, 101, 94, 96]],
    fills: ["1 buy 10 at 100 entry", "2 sell 4 at 97 exit", "2 sell 6 at 95 stop"],
  });

  it("has one cancelled sibling for each filled leg", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD target at 105 USD }";
    const stopped = simulate(rules, [signal(), signal(1), [100, 101, 94, 96]]);
    expect(orderLines(stopped)).toEqual([
      "0-1 entry market Filled",
      "1-2 stop stop Filled",
      "1-2 target limit Cancelled sibling_filled",
    ]);
    const taken = simulate(rules, [signal(), signal(1), [100, 106, 99, 105]]);
    expect(orderLines(taken)).toEqual([
      "0-1 entry market Filled",
      "1-2 stop stop Cancelled sibling_filled",
      "1-2 target limit Filled",
    ]);
  });

  it("cancels both legs when a rule closes the position", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC stop at 95 USD target at 105 USD }
      exit long when volume == 8 ABC`;
    const outcome = simulate(rules, [signal(), signal(8), signal(1)]);
    expect(orderLines(outcome)).toEqual([
      "0-1 entry market Filled",
      "1-2 stop stop Cancelled sibling_filled",
      "1-2 target limit Cancelled sibling_filled",
      "1-2 exit market Filled",
    ]);
  });
});

describe("entry and protective exit on one bar", () => {
  bothSides("an entry at the open may be stopped on its bar", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry`),
    rows: [signal(), [101, 102, 95, 100]],
    fills: ["1 buy 10 at 101 entry", "1 sell 10 at 96 stop"],
  });
  bothSides("an entry at the open may reach its target on its bar", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 3 USD ${words.profit} entry`),
    rows: [signal(), [101, 105, 100, 102]],
    fills: ["1 buy 10 at 101 entry", "1 sell 10 at 104 target"],
  });
  bothSides("an entry at the open with both levels in its bar is stopped, and the bar is ambiguous", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 3 USD ${words.profit} entry`),
    rows: [signal(), [101, 105, 95, 102]],
    fills: ["1 buy 10 at 101 entry", "1 sell 10 at 96 stop"],
    ambiguousBars: 1,
  });
  bothSides("a limit entry is stopped on its bar: the way down to the stop leads through it", {
    rules: (words) =>
      enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar stop at ${words.at(95)}`),
    rows: [signal(), [100, 101, 94, 100]],
    fills: ["1 buy 10 at 99 entry", "1 sell 10 at 95 stop"],
  });
  bothSides("a limit entry may have seen its target before it was filled: deferred, and ambiguous", {
    rules: (words) =>
      enterOnce(
        words,
        `order limit at ${words.at(99)} expire after 1 bar stop at ${words.at(95)} target at ${words.at(103)}`,
      ),
    rows: [signal(), [100, 104, 98, 100], [100, 104, 98, 100]],
    fills: ["1 buy 10 at 99 entry", "2 sell 10 at 103 target"],
    ambiguousBars: 1,
  });
  bothSides("a limit entry reaches its target on its bar where the close lies beyond the target", {
    rules: (words) =>
      enterOnce(
        words,
        `order limit at ${words.at(99)} expire after 1 bar stop at ${words.at(95)} target at ${words.at(103)}`,
      ),
    rows: [signal(), [100, 105, 98, 104]],
    fills: ["1 buy 10 at 99 entry", "1 sell 10 at 103 target"],
  });
  bothSides("a stop entry may have seen its stop-loss before it was filled: deferred, and ambiguous", {
    rules: (words) =>
      enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)}`),
    rows: [signal(), [100, 106, 97, 104], [104, 105, 103, 104], [104, 104, 97, 99]],
    fills: ["1 buy 10 at 105 entry", "3 sell 10 at 98 stop"],
    ambiguousBars: 1,
  });
  bothSides("a stop entry is stopped on its bar where the close lies beyond the stop-loss", {
    rules: (words) =>
      enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)}`),
    rows: [signal(), [100, 106, 97, 97.5]],
    fills: ["1 buy 10 at 105 entry", "1 sell 10 at 98 stop"],
  });
  bothSides("a stop entry reaches its target on its bar: the way up leads through it", {
    rules: (words) =>
      enterOnce(
        words,
        `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)} target at ${words.at(108)}`,
      ),
    rows: [signal(), [100, 109, 99, 107]],
    fills: ["1 buy 10 at 105 entry", "1 sell 10 at 108 target"],
  });
  bothSides("a stop entry with both levels in its bar keeps both for the next bar, and is ambiguous", {
    rules: (words) =>
      enterOnce(
        words,
        `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)} target at ${words.at(108)}`,
      ),
    rows: [signal(), [100, 109, 97, 104], [104, 109, 103, 104]],
    fills: ["1 buy 10 at 105 entry", "2 sell 10 at 108 target"],
    ambiguousBars: 1,
  });
  bothSides("a stop entry that the open passes is an entry at the open", {
    rules: (words) =>
      enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)}`),
    rows: [signal(), [106, 107, 97, 104]],
    fills: ["1 buy 10 at 106 entry", "1 sell 10 at 98 stop"],
  });
  bothSides("a stop-limit entry that rested as a limit order is stopped like one", {
    rules: (words) =>
      enterOnce(
        words,
        `order stop at ${words.at(105)} limit ${words.at(103)} expire after 3 bars stop at ${words.at(95)}`,
      ),
    rows: [signal(), [104, 106, 103.5, 104], [104, 105, 94, 104]],
    fills: ["2 buy 10 at 103 entry", "2 sell 10 at 95 stop"],
  });
});

describe("trailing stops", () => {
  bothSides("are tested with the level from before the bar, then ratcheted by its favourable extreme", {
    rules: (words) => enterOnce(words, "trail 5 USD"),
    // The level is 95, then 105 after the bar that reaches 110 and falls to 96: not reached on that bar.
    rows: [signal(), signal(1), [100, 110, 96, 106], [106, 107, 104, 105]],
    fills: ["1 buy 10 at 100 entry", "3 sell 10 at 105 trail"],
  });
  bothSides("never move back", {
    rules: (words) => enterOnce(words, "trail 5 USD"),
    rows: [
      signal(),
      signal(1),
      [100, 110, 106, 109],
      [109, 109, 106, 107],
      [107, 108, 105.5, 107],
      [107, 107, 100, 101],
    ],
    fills: ["1 buy 10 at 100 entry", "5 sell 10 at 105 trail"],
  });
  bothSides("gap as other stops do", {
    rules: (words) => enterOnce(words, "trail 5 USD"),
    rows: [signal(), signal(1), [94, 95, 93, 94]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 94 trail"],
  });
  bothSides("are armed once the gain is enough", {
    rules: (words) => enterOnce(words, "trail 2 USD after 6 USD"),
    rows: [signal(), signal(1), [100, 105, 90, 104], [104, 106, 103, 105], [105, 105, 103.5, 104]],
    fills: ["1 buy 10 at 100 entry", "4 sell 10 at 104 trail"],
  });
  bothSides("give way to a tighter fixed stop, and take over when they are tighter", {
    rules: (words) => enterOnce(words, `stop at ${words.at(97)} trail 5 USD`),
    rows: [signal(), signal(1), [100, 101, 96, 98]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 97 stop"],
  });
  bothSides("lead a looser fixed stop", {
    rules: (words) => enterOnce(words, `stop at ${words.at(90)} trail 5 USD`),
    rows: [signal(), signal(1), [100, 104, 98, 103], [103, 103, 98, 99]],
    fills: ["1 buy 10 at 100 entry", "3 sell 10 at 99 trail"],
  });
  bothSides("start, after an entry inside a bar, from that bar's close", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar trail 5 USD`),
    // The bar's high of 104 may lie before the entry at 99: the level is 95 (close 100), not 99.
    rows: [signal(), [100, 104, 98, 100], [100, 101, 96, 97], [97, 98, 95, 96]],
    fills: ["1 buy 10 at 99 entry", "3 sell 10 at 96 trail"],
  });
});

describe("bars without volume", () => {
  const dead = [90, 110, 90, 100, 0] as const;
  bothSides("fill no market order", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), dead],
    fills: [],
  });
  bothSides("fill no limit order", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 2 bars unprotected`),
    rows: [signal(), dead, [100, 101, 98, 100]],
    fills: ["2 buy 10 at 99 entry"],
  });
  bothSides("fill no stop order", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 2 bars unprotected`),
    rows: [signal(), dead, [100, 106, 98, 100]],
    fills: ["2 buy 10 at 105 entry"],
  });
  bothSides("fill no protective leg", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), dead, [100, 106, 99, 100]],
    fills: ["1 buy 10 at 100 entry", "3 sell 10 at 105 target"],
  });
  bothSides("trigger no stop-limit", {
    rules: (words) =>
      enterOnce(
        words,
        `order stop at ${words.at(105)} limit ${words.at(103)} expire after 2 bars unprotected`,
      ),
    rows: [signal(), dead, [104, 104.5, 102, 104]],
    fills: [],
  });

  it("fill where the source has no volume at all", () => {
    const rules = "enter long when close > 99 USD { size 10 ABC unprotected }";
    const rows = [
      [100, 100, 100, 100, Number.NaN],
      [101, 101, 101, 101, Number.NaN],
    ] as const;
    expect(fillLines(simulate(rules, rows))).toEqual(["1 buy 10 at 101 entry"]);
  });
});

describe("protective levels", () => {
  bothSides("at a distance count from the actual fill price", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 8 USD ${words.profit} entry`),
    rows: [signal(), [103, 104, 102, 103], [103, 111.5, 102, 111]],
    fills: ["1 buy 10 at 103 entry", "2 sell 10 at 111 target"],
  });
  bothSides("at a price are absolute", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(108)}`),
    rows: [signal(), [103, 104, 102, 103], [103, 111, 102, 111]],
    fills: ["1 buy 10 at 103 entry", "2 sell 10 at 108 target"],
  });
  bothSides("that the entry has already passed close it at once", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)}`),
    rows: [signal(), [94, 96, 93, 94]],
    fills: ["1 buy 10 at 94 entry", "1 sell 10 at 94 stop"],
  });
});
