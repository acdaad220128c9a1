import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { LoadedFeed } from "../../cli/backtest/feeds.ts";
import { dataWarnings } from "../../cli/backtest/warnings.ts";
import { paintFor } from "../../cli/palette.ts";
import { renderReport } from "../../cli/report/report.ts";
import type { ReportInput } from "../../cli/report/section.ts";
import {
  ABI_VERSION,
  computeMetrics,
  type DecisionRow,
  inferInstrument,
  lookupInstrument,
  readCsv,
  type SessionModule,
  type SessionOutcome,
  type StrategyModule,
} from "../../runtime/index.ts";
import { outcomeOf, tradeOf } from "../runtime/report/outcome.ts";
import { createWorld } from "./test-io.ts";

const DAY_MS = 86_400_000;
const start = Date.UTC(2024, 0, 1);

const csv = [
  "time,open,high,low,close,volume",
  ...Array.from({ length: 120 }, (_, day) => day)
    .filter((day) => day < 50 || day > 53)
    .map(
      (day) =>
        `${new Date(start + day * DAY_MS).toISOString()},${100 + day},${102 + day},${99 + day},${101.125 + day},5`,
    ),
].join("\n");

const feedOf = (symbol: string, venue: string): LoadedFeed => {
  const result = readCsv(csv, { file: "bars.csv" });
  if (!result.ok) {
    throw new Error("the bars are faulty");
  }
  const { bars, gaps } = result;
  const instrument = lookupInstrument(venue, symbol) ?? inferInstrument(symbol, venue, bars);
  const file = {
    market: "m",
    symbol,
    venue,
    path: "bars.csv",
    sha256: "",
    bars: bars.length,
    intervalMs: bars.interval,
    from: start,
    to: start + 119 * DAY_MS,
    gaps: gaps.count,
    missingBars: gaps.missing,
    instrument: instrument.origin,
  } as const;
  return { feed: { instrument, bars }, file, gaps };
};

const strategyOf = (id: string): StrategyModule => ({
  id,
  abi: ABI_VERSION,
  hash: "",
  clock: DAY_MS,
  slots: {},
  params: z.object({}),
  space: {},
  requires: [],
  features: () => ({}),
  rules: [],
  plots: [],
});

const refused = (code: string, changes: Partial<DecisionRow> = {}): DecisionRow => ({
  intentId: "i",
  stepId: 1,
  snapshotId: "Cross:1",
  limitSpan: undefined,
  because: undefined,
  time: start,
  market: "BTC/USDT",
  runId: "Cross",
  ruleId: "enter_long_1",
  span: undefined,
  outcome: "rejected",
  code,
  limitId: undefined,
  observed: undefined,
  bound: undefined,
  ...changes,
});

const inputOf = (
  loaded: LoadedFeed,
  changes: Partial<SessionOutcome>,
  ids: readonly string[],
): ReportInput => {
  const values = Array.from({ length: 116 }, (_, row) => 10_000 + 40 * row + 900 * Math.sin(row / 6));
  const outcome = { ...outcomeOf({ capital: 10_000, values, from: start }), ...changes };
  const market = { symbol: loaded.file.symbol, venue: loaded.file.venue };
  const session: SessionModule = {
    id: "s",
    capital: "10000",
    currency: "USD",
    routes: [],
    runs: ids.map((id) => ({ id, strategy: strategyOf(id), params: {}, markets: [market] })),
  };
  const metrics = computeMetrics(outcome, { benchmark: [loaded.feed.bars] });
  const context = {
    engine: { name: "ctk", version: "0" },
    session: "s",
    defaults: ["capital 10,000 USD", "fill policy bar/pessimistic@1"],
    files: [loaded.file],
    metrics,
    warnings: dataWarnings([loaded]),
  };
  return { outcome, session, loaded: [loaded], context, metrics, fee: undefined };
};

const plain = { width: 80, paint: paintFor(createWorld().io, "stdout") };

describe("the report", () => {
  const trades = [
    ...Array.from({ length: 6 }, (_, index) =>
      tradeOf(index * 100 - 200, {
        entryTime: start + index * 10 * DAY_MS,
        exitTime: start + (index * 10 + 4) * DAY_MS,
        exitRole: index === 3 ? "stop" : "exit",
      }),
    ),
    tradeOf(12.5, {
      entryTime: start + 100 * DAY_MS,
      exitBar: undefined,
      exitTime: undefined,
      exitPrice: undefined,
      exitRole: undefined,
    }),
  ];
  const input = inputOf(
    feedOf("GOOG/USD", "nasdaq"),
    {
      trades: () => trades,
      decisions: () => [
        ...Array.from({ length: 12 }, () => refused("below_minimum_notional")),
        refused("limit_order_notional", { limitId: "order notional" }),
        refused("condition_unknown", { outcome: "blocked", ruleId: "exit_long_1" }),
        refused("ok", { outcome: "modified" }),
      ],
      counts: {
        intents: 40,
        decisions: 40,
        orders: 26,
        fills: 13,
        refused: 13,
        blocked: 1,
        ambiguousBars: 3,
      },
      warnings: [
        { code: "open_position", message: "Cross ends with an open position, valued at the last close." },
      ],
    },
    ["Cross"],
  );

  it("looks as it should at 80 columns", async () => {
    await expect(renderReport(input, plain)).toMatchFileSnapshot("../fixtures/report/one-run.txt");
  });

  it("shows each run of a session with several", async () => {
    const runs = ["Trend", "A rebound"].map((runId) => ({
      runId,
      strategyId: runId,
      market: "BTC/USDT",
      markets: ["BTC/USDT"],
      params: { n: 3 },
      armedAt: 2,
      capital: "5000",
    }));
    const parts = [
      tradeOf(7, { runId: "Trend", entryTime: start + 3_600_000 }),
      tradeOf(-9, { runId: "A rebound", exitRole: "target", entryPrice: "43123.45", exitPrice: "43123.4" }),
    ];
    const several = inputOf(feedOf("BTC/USDT", "binance"), { runs, trades: () => parts }, [
      "Trend",
      "A rebound",
    ]);
    await expect(renderReport(several, plain)).toMatchFileSnapshot("../fixtures/report/two-runs.txt");
  });

  it("keeps to the width, with colours too", () => {
    const coloured = { width: 80, paint: paintFor(createWorld({ isTerminal: true }).io, "stdout") };
    const text = renderReport(input, coloured);
    const bare = text
      .split("\u001b")
      .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, "")));
    expect(text).not.toBe(bare.join(""));
    const trimmed = bare.join("").replace(/ +$/gm, "");
    expect(trimmed).toBe(renderReport(input, plain));
    for (const width of [80, 100, 120]) {
      const lines = renderReport(input, { ...plain, width }).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  it("has something to say when nothing happened", () => {
    const quiet = inputOf(feedOf("GOOG/USD", "nasdaq"), { trades: () => [] }, ["Cross"]);
    const text = renderReport(quiet, plain);
    expect(text).toMatch(/win rate +- +no closed trade/);
    expect(text).toMatch(/expectancy +- +no closed trade/);
    expect(text).toMatch(/SQN +- +no closed trade/);
    expect(text).toContain("no rule fired");
  });
});
