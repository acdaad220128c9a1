import { describe, expect, it } from "vitest";
import {
  buildResult,
  computeMetrics,
  type ResultContext,
  resultChunks,
  resultSchema,
} from "../../../runtime/report/index.ts";
import type { FillRow, SessionOutcome } from "../../../runtime/session/outcome.ts";
import { outcomeOf, tradeOf } from "./outcome.ts";

const fill: FillRow = {
  time: Date.UTC(2024, 0, 2),
  bar: 1,
  market: "goog",
  side: "buy",
  quantity: "10",
  price: "100.25",
  fee: "0.1",
  feeCurrency: "USD",
  liquidity: "taker",
  strategyId: "Cross",
  executionId: "Cross",
  routeId: "default",
  runId: "Cross",
  ruleId: "enter_long_1",
  span: { file: "cross.ctk", line: 3, column: 5, start: 40, end: 60 },
  orderId: "o1",
  role: "entry",
};

const outcome: SessionOutcome = {
  ...outcomeOf({
    capital: 100,
    values: [100, 1e-9, 120.5],
    trades: [tradeOf(5), tradeOf(1, { exitBar: undefined, exitTime: undefined, exitPrice: undefined })],
    fills: [fill, { ...fill, side: "sell", span: undefined }],
  }),
  decisions: () => [
    {
      intentId: "i1",
      stepId: 4,
      snapshotId: "Cross:4",
      limitSpan: undefined,
      because: undefined,
      time: 0,
      market: "goog",
      runId: "Cross",
      ruleId: "enter_long_1",
      span: undefined,
      outcome: "rejected",
      code: "notional_min",
      limitId: undefined,
      observed: Number.NaN,
      bound: 10,
    },
  ],
};

const contextOf = (of: SessionOutcome): ResultContext => ({
  engine: { name: "ctk", version: "0.1.0" },
  session: "implied",
  defaults: ["capital 100 USD"],
  files: [
    {
      market: "goog",
      symbol: "GOOG/USD",
      venue: "nasdaq",
      path: "goog.csv",
      sha256: "ab",
      bars: 3,
      intervalMs: 1,
      from: 0,
      to: 2,
      gaps: 0,
      missingBars: 0,
      instrument: "inferred",
    },
  ],
  metrics: computeMetrics(of),
  warnings: [{ code: "x", message: "y" }],
});

describe("the JSON result", () => {
  it("keeps its own contract", () => {
    const result = buildResult(outcome, contextOf(outcome));
    expect(resultSchema.parse(result)).toEqual(result);
    expect(result.schema).toBe("ctk.backtest/1");
    expect(result.trades[1]).toMatchObject({ exitBar: null, exitPrice: null });
    expect(result.decisions[0]).toMatchObject({ observed: null, bound: 10, limitId: null });
    expect(result.equity.value).toEqual(["100", "0.000000001", "120.5"]);
  });

  it("is the same text in pieces", () => {
    const context = contextOf(outcome);
    const text = [...resultChunks(outcome, context)].join("");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(buildResult(outcome, context))));
    expect(text.split("\n").every((line) => line.length < 4000)).toBe(true);
  });

  it("writes long curves in pieces of bounded length", () => {
    const long = outcomeOf({
      capital: 100,
      values: Array.from({ length: 20_000 }, (_, row) => 100 + row / 8),
    });
    const pieces = [...resultChunks(long, contextOf(long))];
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(100_000);
    expect(resultSchema.parse(JSON.parse(pieces.join(""))).equity.time).toHaveLength(20_000);
  });
});
