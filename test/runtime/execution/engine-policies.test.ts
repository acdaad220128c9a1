import { describe, expect, it } from "vitest";
import { bothSides, enterOnce, type Words } from "../../support/sides.ts";
import { fillLines, type Row, type SimulationOptions, signal, simulate } from "../../support/simulate.ts";

/** The policies that reproduce two published engines: what their rules say in words. */

const backtrader = { fills: '"backtrader@1"' };
const backtestingPy = { fills: '"backtesting-py@1"' };

const stopLimit = (stop: number, limit: number, bars: number) => (words: Words) =>
  enterOnce(
    words,
    `order stop at ${words.at(stop)} limit ${words.at(limit)} expire after ${bars} bars unprotected`,
  );

describe.each([
  ["backtrader@1", backtrader],
  ["backtesting-py@1", backtestingPy],
] as const)("%s", (policy, options) => {
  it("prints its name", () => {
    expect(simulate("enter long { size 1 ABC unprotected }", [signal()], options).policy).toBe(policy);
  });
  bothSides("fills market orders at the next open", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), [101, 103, 100, 102]],
    fills: ["1 buy 10 at 101 entry"],
    options,
  });
  bothSides("fills market orders on bars without volume", {
    rules: (words) => enterOnce(words, "unprotected"),
    rows: [signal(), [101, 103, 100, 102, 0]],
    fills: ["1 buy 10 at 101 entry"],
    options,
  });
  bothSides("fills a limit that is touched", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 101, 99, 100]],
    fills: ["1 buy 10 at 99 entry"],
    options,
  });
  bothSides("fills a limit at a better open", {
    rules: (words) => enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar unprotected`),
    rows: [signal(), [98, 100, 97, 99]],
    fills: ["1 buy 10 at 98 entry"],
    options,
  });
  bothSides("fills a stop that is touched, at its price", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [100, 105, 99, 101]],
    fills: ["1 buy 10 at 105 entry"],
    options,
  });
  bothSides("fills a stop that the open passes at the open", {
    rules: (words) => enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar unprotected`),
    rows: [signal(), [108, 110, 107, 109]],
    fills: ["1 buy 10 at 108 entry"],
    options,
  });
  bothSides("takes the stop-loss where both levels lie in the bar", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [100, 106, 94, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 95 stop"],
    options,
  });
  bothSides("fills a stop-loss that the open passes at the open", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [90, 92, 88, 91]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 90 stop"],
    options,
  });
  bothSides("fills a target that is touched", {
    rules: (words) => enterOnce(words, `stop at ${words.at(95)} target at ${words.at(105)}`),
    rows: [signal(), signal(1), [100, 105, 99, 100]],
    fills: ["1 buy 10 at 100 entry", "2 sell 10 at 105 target"],
    options,
  });
  bothSides("moves a trailing stop by the close, for the bar after", {
    rules: (words) => enterOnce(words, "trail 5 USD"),
    // The highs of 120 do not count: the levels are 95, then 97 after the close at 102.
    rows: [signal(), signal(1), [100, 120, 99, 102], [102, 103, 97.5, 98], [98, 98, 96, 97]],
    fills: ["1 buy 10 at 100 entry", "4 sell 10 at 97 trail"],
    options,
  });
  bothSides("protects a limit entry from the bar after it on", {
    rules: (words) =>
      enterOnce(words, `order limit at ${words.at(99)} expire after 1 bar stop at ${words.at(95)}`),
    rows: [signal(), [100, 101, 94, 96], [96, 97, 94.5, 95]],
    fills: ["1 buy 10 at 99 entry", "2 sell 10 at 95 stop"],
    options,
  });
  bothSides("protects a stop entry from the bar after it on", {
    rules: (words) =>
      enterOnce(words, `order stop at ${words.at(105)} expire after 1 bar stop at ${words.at(98)}`),
    rows: [signal(), [100, 106, 97, 97.5], [97.5, 99, 97, 98]],
    fills: ["1 buy 10 at 105 entry", "2 sell 10 at 97.5 stop"],
    options,
  });
});

describe("backtrader@1", () => {
  bothSides("activates the children of a bracket on the bar after the entry", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 3 USD ${words.profit} entry`),
    rows: [signal(), [101, 105, 95, 102], [102, 103, 95.5, 100]],
    fills: ["1 buy 10 at 101 entry", "2 sell 10 at 96 stop"],
    options: backtrader,
  });
  const cases: readonly [name: string, stop: number, limit: number, rows: readonly Row[], fill?: string][] = [
    [
      "that opens past its stop fills at an open within the limit",
      105,
      106,
      [[105.5, 107, 104, 106]],
      "1 buy 10 at 105.5 entry",
    ],
    [
      "that opens past its stop beyond the limit fills at a touched limit",
      105,
      106,
      [[108, 109, 106, 107]],
      "1 buy 10 at 106 entry",
    ],
    [
      "whose limit lies beyond its stop fills at the stop",
      105,
      106,
      [[100, 107, 99, 101]],
      "1 buy 10 at 105 entry",
    ],
    [
      "fills at the limit in a bar that falls to a close beyond it",
      105,
      103,
      [[104, 106, 102, 102.5]],
      "1 buy 10 at 103 entry",
    ],
    ["does not fill in a bar that rises", 105, 103, [[102, 106, 101, 102.5]]],
    ["does not fill in a bar that closes short of the limit", 105, 103, [[104, 106, 102, 103.5]]],
    [
      "is a limit order after the bar that triggered it",
      105,
      103,
      [
        [104, 106, 103.5, 104],
        [104, 104, 103, 104],
      ],
      "2 buy 10 at 103 entry",
    ],
  ];
  describe.each(cases)("a stop-limit", (name, stop, limit, rows, fill) => {
    bothSides(name, {
      rules: stopLimit(stop, limit, 2),
      rows: [signal(), ...rows],
      fills: fill === undefined ? [] : [fill],
      options: backtrader,
    });
  });

  it("slips market orders only, and never outside the bar", () => {
    const options: SimulationOptions = { ...backtrader, route: "slippage up to 1%" };
    const market = "enter long when volume == 7 ABC { size 10 ABC stop at 95 USD }";
    const rows: readonly Row[] = [signal(), [100, 103, 99, 102], [100, 101, 94, 95]];
    expect(fillLines(simulate(market, rows, options))).toEqual([
      "1 buy 10 at 101 entry",
      "2 sell 10 at 95 stop",
    ]);
    const clipped: readonly Row[] = [signal(), [100, 100.5, 99, 100]];
    expect(fillLines(simulate(market, clipped, options))).toEqual(["1 buy 10 at 100.5 entry"]);
  });

  it("does not round slipped prices to the tick", () => {
    const options: SimulationOptions = { ...backtrader, route: "slippage up to 5bps" };
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    const rows: readonly Row[] = [signal(), [100.01, 103, 99, 102]];
    expect(fillLines(simulate(rules, rows, options))).toEqual(["1 buy 10 at 100.060005 entry"]);
  });

  it("refuses an order that the cash cannot pay for when it would fill", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    const outcome = simulate(rules, [signal(), [101, 103, 99, 102]], { ...backtrader, capital: "1_000 USD" });
    expect(outcome.fills()).toEqual([]);
    expect(outcome.orders().map(({ state, reason }) => [state, reason])).toEqual([
      ["Rejected", "insufficient_funds"],
    ]);
    expect(outcome.warnings.map(({ code }) => code)).toContain("unpaid_orders");
  });
});

describe("backtesting-py@1", () => {
  bothSides("tries the levels of a market entry on its own bar, the stop-loss first", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 3 USD ${words.profit} entry`),
    rows: [signal(), [101, 105, 95, 102]],
    fills: ["1 buy 10 at 101 entry", "1 sell 10 at 96 stop"],
    options: backtestingPy,
  });
  bothSides("reaches the target of a market entry on its own bar", {
    rules: (words) => enterOnce(words, `stop 5 USD ${words.loss} entry target 3 USD ${words.profit} entry`),
    rows: [signal(), [101, 104, 100, 102]],
    fills: ["1 buy 10 at 101 entry", "1 sell 10 at 104 target"],
    options: backtestingPy,
  });
  const cases: readonly [name: string, stop: number, limit: number, rows: readonly Row[], fill?: string][] = [
    [
      "with a limit beyond the stop fills at the stop",
      105,
      106,
      [[100, 107, 99, 101]],
      "1 buy 10 at 105 entry",
    ],
    [
      "fills at the stop even where the bar opens past it",
      105,
      106,
      [[105.5, 107, 104, 106]],
      "1 buy 10 at 105 entry",
    ],
    ["that never comes back to its limit does not fill", 105, 106, [[108, 109, 107, 108]]],
    [
      "with a limit short of the stop waits for a later bar",
      105,
      103,
      [
        [104, 106, 102, 102.5],
        [104, 104, 103, 104],
      ],
      "2 buy 10 at 103 entry",
    ],
    [
      "with a limit at the stop waits for a later bar",
      105,
      105,
      [
        [104, 106, 102, 102.5],
        [104, 106, 103, 104],
      ],
      "2 buy 10 at 104 entry",
    ],
  ];
  describe.each(cases)("a stop-limit", (name, stop, limit, rows, fill) => {
    bothSides(name, {
      rules: stopLimit(stop, limit, 2),
      rows: [signal(), ...rows],
      fills: fill === undefined ? [] : [fill],
      options: backtestingPy,
    });
  });

  it("worsens only the fill that opens a trade", () => {
    const options: SimulationOptions = { ...backtestingPy, route: "slippage up to 1%" };
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long when volume == 8 ABC`;
    const rows: readonly Row[] = [signal(), signal(8), [110, 111, 109, 110]];
    expect(fillLines(simulate(rules, rows, options))).toEqual([
      "1 buy 10 at 101 entry",
      "2 sell 10 at 110 exit",
    ]);
  });

  it("reverses in two fills of one order: the close without the spread, the opening with it", () => {
    const options: SimulationOptions = { ...backtestingPy, route: "slippage up to 1%" };
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC on opposite reverse unprotected }
      enter short when volume == 8 ABC { size 10 ABC on opposite reverse unprotected }`;
    const outcome = simulate(rules, [signal(), signal(8), [110, 111, 109, 110]], options);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 101 entry",
      "2 sell 10 at 110 reverse",
      "2 sell 10 at 108.9 reverse",
    ]);
    expect(outcome.trades().map(({ side, profit }) => [side, profit])).toEqual([
      ["long", "90"],
      ["short", "-11"],
    ]);
  });
});

it("names the policies there are where a session asks for another", () => {
  const rules = "enter long { size 1 ABC unprotected }";
  expect(() => simulate(rules, [signal()], { fills: '"backtrader@9"' })).toThrow(/backtrader@[19]/);
});
