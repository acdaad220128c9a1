import { expect, test } from "vitest";
import { isUsual, strategiesInRun } from "../../playground/state/session-strategies.ts";
import { describeText } from "../support/described-plans.ts";

const plan = (sessions: string) =>
  describeText(`market m = "ABC/USD" at nasdaq
strategy A trades m every 1d {
  param n: bars = 5 in 2..50
  enter long when close > sma(close, n) { size 1 ABC }
  exit long when close < sma(close, n)
}
strategy B trades m every 1d {
  param n: bars = 7 in 2..50
  enter long when close < sma(close, n) { size 1 ABC }
  exit long when close > sma(close, n)
}
${sessions}`);

const usual = (sessions: string, settings: Parameters<typeof strategiesInRun>[1] = {}) =>
  strategiesInRun(plan(sessions), settings).map(({ id, params }) => [
    id,
    params[0]?.default,
    params[0]?.inSession,
  ]);

test("without a session every strategy has its defaults", () => {
  expect(usual("")).toEqual([
    ["A", 5, [5]],
    ["B", 7, [7]],
  ]);
});

test("what a session gives a strategy stands in place of the default, and what it does not run is left out", () => {
  expect(usual("session s { capital 1_000 USD\n run A(n = 9) }")).toEqual([["A", 9, [9]]]);
});

test("runs of one strategy may differ", () => {
  const session = "session s { capital 1_000 USD\n run A(n = 9)\n run A(n = 12)\n run A }";
  expect(usual(session)).toEqual([["A", 9, [9, 12, 5]]]);
});

test("a session that is chosen counts, and a strategy that is chosen alone has its defaults", () => {
  const sessions =
    "session s { capital 1_000 USD\n run A(n = 9) }\nsession t { capital 1_000 USD\n run B(n = 3) }";
  expect(usual(sessions, { session: "t" })).toEqual([["B", 3, [3]]]);
  expect(usual(sessions, { strategy: "B" })).toEqual([["B", 7, [7]]]);
});

test("a value is usual where all runs have it", () => {
  expect(isUsual({ default: 5 }, 5)).toBe(true);
  expect(isUsual({ default: 5, inSession: [9] }, 5)).toBe(false);
  expect(isUsual({ default: 9, inSession: [9, 12] }, 9)).toBe(false);
});
