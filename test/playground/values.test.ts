import { expect, it } from "vitest";
import { loadModules } from "../../playground/backtest/modules.ts";
import { valuesAt } from "../../playground/backtest/values.ts";
import { createShelf } from "../../playground/shelf.ts";
import { describeText } from "../support/described-plans.ts";
import { candles, MONDAY, type Row } from "../support/simulate.ts";

const MINUTE = 60_000;

const text = `market quick = "ABC/USD" at desk
market slow = "XYZ/USD" at desk
strategy Quick trades quick every 15m {
  let last = sma(close, 1)
  enter long when close > last { size 1 ABC }
  exit long when close < last
}
strategy Slow trades slow every 1h {
  let last = sma(close, 1)
  let isHigh = last > 15 USD
  enter long when isHigh and close > last { size 1 XYZ }
  exit long when close < last
}
`;

const { module } = describeText(text);

const rising = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, bar) => {
    const price = (bar + 1) * 10;
    return [price, price, price, price];
  });

/** What the names of a strategy that runs alone were so many minutes after midnight, where the chart shows the other market's bars. */
const known = (strategy: string, minutes: number) => {
  const shelf = createShelf();
  shelf.receive({ kind: "bars", id: "quarters", bars: candles(rising(12), { interval: 15 * MINUTE }) });
  shelf.receive({ kind: "bars", id: "hours", bars: candles(rising(3)) });
  const run = {
    plan: module,
    feeds: [
      { market: "quick", symbol: "ABC/USD", venue: "desk", bars: "quarters" },
      { market: "slow", symbol: "XYZ/USD", venue: "desk", bars: "hours" },
    ],
    settings: { strategy, params: {} },
  };
  const names = new Map([
    ["Quick", ["last"]],
    ["Slow", ["last", "isHigh"]],
  ]);
  const request = { run, names, market: "quick", time: MONDAY + minutes * MINUTE };
  return Object.fromEntries(
    valuesAt(loadModules(run.plan), request, shelf).map(({ name, value }) => [name, value]),
  );
};

it("a value at a bar is that of the last bar of its strategy that has closed, not of one that is still open", () => {
  expect([60, 75, 105, 120, 180].map((minutes) => known("Slow", minutes))).toStrictEqual([
    { last: 10, isHigh: false },
    { last: 10, isHigh: false },
    { last: 10, isHigh: false },
    { last: 20, isHigh: true },
    { last: 30, isHigh: true },
  ]);
});

it("a value is absent before the first bar of its strategy has closed", () => {
  expect(known("Slow", 45)).toStrictEqual({ last: undefined, isHigh: undefined });
});

it("a value at a bar of its strategy's own market is that of this bar", () => {
  expect(known("Quick", 45)).toStrictEqual({ last: 30 });
});
