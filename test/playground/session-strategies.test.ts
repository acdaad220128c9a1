import { expect, test } from "vitest";
import { configure } from "../../playground/backtest/configuration.ts";
import { loadModules } from "../../playground/backtest/modules.ts";
import { chosenSession } from "../../playground/backtest/session-choice.ts";
import { createShelf } from "../../playground/shelf.ts";
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

test("limits are those of the session that runs; a strategy that runs without a session has none", () => {
  const risk = "risk desk in USD {\n limit drawdown to 20% then flatten and halt\n}\n";
  const described = plan(
    `${risk}session s { capital 1_000 USD\n run A\n run B\n guard desk }\nsession t { capital 1_000 USD\n run B }`,
  );
  const modules = loadModules(described.module);
  const choices = [
    [{}, "s", 1, ["A", "B"]],
    [{ session: "s" }, "s", 1, ["A", "B"]],
    [{ session: "s", strategy: "B" }, "s", 1, ["B"]],
    [{ session: "t" }, "t", 0, ["B"]],
    [{ strategy: "B" }, undefined, 0, ["B"]],
    [{ session: "gone" }, undefined, 0, ["A", "B"]],
    [{ session: "gone", strategy: "A" }, undefined, 0, ["A"]],
  ] as const;
  for (const [settings, id, count, runs] of choices) {
    const shown = chosenSession(described.sessions, settings);
    expect([shown?.id, shown?.limits.length ?? 0]).toEqual([id, count]);
    const request = { plan: described.module, feeds: [], settings: { ...settings, params: {} } };
    const { session } = configure(modules, request, createShelf()).config;
    expect([session.id, session.guard?.limits.length ?? 0]).toEqual([id ?? "implied", count]);
    expect(session.runs.map(({ strategy }) => strategy.id)).toEqual(runs);
  }
});
