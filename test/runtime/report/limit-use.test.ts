import { describe, expect, it } from "vitest";
import { createSession, limitUse, type SessionConfig } from "../../../runtime/index.ts";
import { instrumentFor, loadText, readBars, readText, sessionOf } from "../../support/backtest.ts";
import { dataPath, examples, planPath } from "../../support/examples.ts";

const example = examples.find(({ name }) => name === "golden-cross");
if (example === undefined) throw new Error("the examples have a golden cross");
const bars = readBars(dataPath(example));

/** The example under limits, and what its run used of them. */
const usesOf = (limits: readonly string[]) => {
  const text = readText(planPath(example)).replace(/\nscenario[\s\S]*$/, "\n");
  const guarded = text
    .replace("strategy GoldenCross", `risk desk in USD {\n${limits.join("\n")}\n}\n\nstrategy GoldenCross`)
    .replace("run GoldenCross", "run GoldenCross\n  guard desk");
  const session = sessionOf(loadText(guarded));
  const config: SessionConfig = { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
  const outcome = createSession(config).run();
  return { outcome, uses: limitUse(config, outcome) };
};

const closeAt = (time: number): number =>
  bars.close[bars.time.findIndex((open) => open + bars.interval === time)] ?? Number.NaN;

describe("what a run uses of its limits", () => {
  it("is the largest position at a close, netted or not, and its share of equity", () => {
    const { outcome, uses } = usesOf([
      "limit position notional to 100_000 USD",
      "limit gross notional to 100_000 USD",
      "limit leverage to 2",
    ]);
    const values = outcome.equity.value.map((value, step) => value - (outcome.equity.cash[step] ?? 0));
    const most = Math.max(...values);
    const [position, gross, leverage] = uses;
    expect(position?.peak?.seen).toBeCloseTo(most, 6);
    expect(position?.peak?.used).toBeCloseTo(most / 100_000, 9);
    expect(position?.peak?.time).toBe(outcome.equity.time[values.indexOf(most)]);
    expect(gross?.peak).toEqual(position?.peak);
    const shares = values.map((value, step) => value / (outcome.equity.value[step] ?? 1));
    expect(leverage?.peak?.seen).toBeCloseTo(Math.max(...shares), 9);
  });

  it("is the largest order at the last close before it, and the orders at work together", () => {
    const { outcome, uses } = usesOf(["limit order notional to 100_000 USD", "limit open orders to 5"]);
    const entries = outcome.intents().filter(({ role }) => role === "entry");
    const sizes = entries.map(({ quantity, time }) => Number(quantity) * closeAt(time));
    expect(uses[0]?.peak?.seen).toBeCloseTo(Math.max(...sizes), 6);
    expect(uses[1]?.peak?.seen).toBe(1);
  });

  it("is the fall from the peak, and from the equity as the day began", () => {
    const { outcome, uses } = usesOf(["limit drawdown to 90%", "limit loss to 90% per 1d"]);
    let peak = 10_000;
    let before = 10_000;
    let deepest = 0;
    let worstDay = 0;
    for (const value of outcome.equity.value) {
      peak = Math.max(peak, value);
      deepest = Math.max(deepest, 1 - value / peak);
      worstDay = Math.max(worstDay, 1 - value / before);
      before = value;
    }
    expect(uses[0]?.peak?.seen).toBeCloseTo(deepest, 9);
    expect(uses[0]?.peak?.used).toBeCloseTo(deepest / 0.9, 9);
    expect(uses[1]?.peak?.seen).toBeCloseTo(worstDay, 9);
  });

  it("is the longest row of losing trades", () => {
    const { outcome, uses } = usesOf(["limit losing trades to 50"]);
    let row = 0;
    let longest = 0;
    for (const { profit, exitTime } of outcome.trades()) {
      if (exitTime === undefined) continue;
      row = Number(profit) < 0 ? row + 1 : 0;
      longest = Math.max(longest, row);
    }
    expect(longest).toBeGreaterThan(1);
    expect(uses[0]?.peak?.seen).toBe(longest);
  });

  it("of one strategy is that of the session where it is alone in it", () => {
    const { uses } = usesOf(["limit drawdown to 90%", "limit leverage to 2 per strategy"]);
    expect(uses[1]?.peak?.part).toBe("strategy GoldenCross");
    expect(uses[0]?.peak?.part).toBe("session");
  });

  it("comes with what the limit refused and made smaller, and the first of them", () => {
    const clamped = usesOf(["limit order notional to 3_000 USD then clamp"]);
    const modified = clamped.outcome.decisions().filter(({ outcome }) => outcome === "modified");
    expect(modified.length).toBeGreaterThan(0);
    expect(clamped.uses[0]).toMatchObject({
      refused: 0,
      shrunk: modified.length,
      first: { time: modified[0]?.time },
    });
    expect(clamped.uses[0]?.peak?.used).toBeLessThanOrEqual(1);
    const rejected = usesOf(["limit order notional to 3_000 USD"]);
    const refused = rejected.outcome.decisions().filter(({ outcome }) => outcome === "rejected");
    expect(rejected.uses[0]).toMatchObject({ refused: refused.length, shrunk: 0 });
  });

  it("is unknown of what the bars do not say", () => {
    const { uses } = usesOf(["limit data age to 10d"]);
    expect(uses[0]?.peak).toBeUndefined();
  });

  it("over time has its peak as the highest of its stretches", () => {
    const { uses } = usesOf(["limit drawdown to 50%"]);
    const [use] = uses;
    expect(use?.series.length).toBe(240);
    expect(Math.max(...(use?.series ?? []))).toBe(use?.peak?.used);
  });
});
