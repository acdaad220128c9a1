import type { StepReport } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { stepTexts } from "../../cli/run/step-text.ts";
import { loadText, sessionOf } from "../support/backtest.ts";
import { abc, candles, type PlanOptions, planOf, type Row } from "../support/simulate.ts";
import { openStream, playAll } from "../support/streaming.ts";

const at = (volume: number, price = 100): Row => [price, price + 1, price - 1, price, volume];

const one = { hasMarkets: false, hasRuns: false };

/** What is told of rows, bar by bar; a command before the last of them. */
const told = (rules: string, rows: readonly Row[], options: PlanOptions = {}): readonly string[][] => {
  const session = sessionOf(loadText(planOf(rules, options)));
  const config = { session, feeds: [{ instrument: abc, bars: candles(rows) }] };
  return playAll(openStream(config), config).map((report) => [...stepTexts(report, one)]);
};

describe("what a step is told as", () => {
  it("names rules, sizes and prices of orders, and why they ended", () => {
    const rules = `
      enter long when volume == 7 ABC {
        size 10 ABC
        stop 20 USD below entry
        target 30 USD above entry
      }
      add long when volume == 9 ABC up to 3 units { size 5 ABC order limit at 50 USD expire after 1 bars }
      exit long when volume == 8 ABC`;
    expect(told(rules, [at(7), at(1), at(9), at(1), at(1), [100, 100, 75, 76, 1], at(1), at(8)])).toEqual([
      ["enter_long_1: buy 10"],
      ["bought 10 at 100 (enter_long_1)"],
      ["add_long_1: buy 5 limit 50"],
      ["add_long_1 expired"],
      [],
      ["sold 10 at 80 (stop)"],
      [],
      [],
    ]);
  });

  it("says what a limit has refused or reduced, with its numbers", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      enter long when volume == 9 ABC { size 1_000 ABC unprotected }`;
    const texts = (action: string) =>
      told(rules, [at(9), at(1), at(1)], { risk: `limit order notional to 5_000 USD${action}` });
    expect(texts("")[0]).toEqual(["enter_long_2 refused: limit `order notional` (100000 against 5000)"]);
    const [reduced = []] = texts(" then clamp");
    expect(reduced).toEqual(["enter_long_2: buy 50, reduced: limit `order notional` (100000 against 5000)"]);
  });

  it("names markets and runs where there are several", () => {
    const session = sessionOf(
      loadText(planOf("enter long when volume == 7 ABC { size 10 ABC unprotected }")),
    );
    const config = { session, feeds: [{ instrument: abc, bars: candles([at(7), at(1)]) }] };
    const reports: readonly StepReport[] = playAll(openStream(config), config);
    expect(reports.map((report) => stepTexts(report, { hasMarkets: true, hasRuns: true }))).toEqual([
      ["Plan.enter_long_1: buy 10 ABC/USD"],
      ["bought 10 ABC/USD at 100 (Plan.enter_long_1)"],
    ]);
  });

  it("tells a strategy that failed, and funding", () => {
    const session = sessionOf(loadText(planOf("exit long when volume == 8 ABC")));
    const config = { session, feeds: [{ instrument: abc, bars: candles([at(1)]) }] };
    const [report] = playAll(openStream(config), config);
    if (report === undefined) throw new Error("no report");
    const subject = { runId: "Plan", strategyId: "Plan", market: "ABC/USD", time: 0, stepId: 0 };
    const payment = {
      side: "long",
      quantity: "1",
      price: "100",
      rate: "0.0001",
      currency: "USD",
      bar: 0,
    } as const;
    const texts = stepTexts(
      {
        ...report,
        faults: [{ ...subject, message: "no such series" }],
        funding: [
          { ...subject, ...payment, amount: "0.01" },
          { ...subject, ...payment, amount: "-0.02" },
        ],
      },
      one,
    );
    expect(texts).toEqual([
      "Plan halted: no such series",
      "funding paid 0.01 USD",
      "funding received 0.02 USD",
    ]);
  });
});
