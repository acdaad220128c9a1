import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  computeMetrics,
  growthRate,
  mean,
  momentsOf,
  sharpe,
  sortino,
} from "../../../runtime/report/index.ts";
import { outcomeOf, tradeOf } from "./outcome.ts";

const DAY_MS = 86_400_000;

/** 730 daily returns of a linear congruential generator. */
const goldenReturns = (): number[] => {
  let state = 12_345n;
  return Array.from({ length: 730 }, () => {
    state = (1_103_515_245n * state + 12_345n) % 2n ** 31n;
    return (Number(state) / 2 ** 31 - 0.47) * 0.04;
  });
};

const compound = (capital: number, returns: readonly number[]): number[] => {
  let value = capital;
  return returns.map((change) => {
    value *= 1 + change;
    return value;
  });
};

describe("the golden series", () => {
  const returns = goldenReturns();
  const metrics = computeMetrics(outcomeOf({ capital: 1, values: compound(1, returns) }));

  it("has the stated moments", () => {
    const series = Float64Array.from(returns);
    expect(mean(series)).toBeCloseTo(0.001057924558145748, 15);
    expect(momentsOf(series).deviation).toBeCloseTo(0.01156807883500635, 15);
    expect(metrics.figures.totalReturn.value).toBeCloseTo(1.0609736750874457, 12);
    expect(metrics.figures.maxDrawdown.value).toBeCloseTo(0.16663273762634812, 13);
  });

  it("has the stated ratios, from equity and from returns", () => {
    expect(metrics.figures.sharpe).toMatchObject({ n: 730, periodsPerYear: 365, riskFreeRate: 0 });
    expect(metrics.figures.sharpe.value).toBeCloseTo(1.74719, 5);
    expect(metrics.figures.sortino.value).toBeCloseTo(2.65201, 5);
    expect(sharpe(momentsOf(Float64Array.from(returns)), 365)).toBeCloseTo(1.74719, 5);
    expect(sortino(momentsOf(Float64Array.from(returns)), 365)).toBeCloseTo(2.65201, 5);
  });

  it("has the stated growth on years of 365 days, and a little more on years of 365.25", () => {
    const end = 2.0609736750874457;
    const growth = growthRate(1, end, 730 * DAY_MS * (365.25 / 365)) ?? 0;
    expect(growth).toBeCloseTo(0.4356, 4);
    expect(growth / 0.16663273762634812).toBeCloseTo(2.61419, 5);
    expect(metrics.figures.cagr.value).toBeCloseTo(end ** (365.25 / 730) - 1, 12);
  });
});

const oracleSchema = z.object({
  initialCash: z.number(),
  time: z.array(z.string()),
  cash: z.array(z.number()),
  value: z.array(z.number()),
  trades: z.array(z.object({ exit_bar: z.number().nullish(), pnl_after_fees: z.number() })),
  quantstats: z.record(z.string(), z.number()),
  backtrader: z.record(z.string(), z.number()),
});

describe("figures that other packages computed for a real run", () => {
  const path = new URL("../../fixtures/report/s1_goog_1d.json.gz", import.meta.url);
  const oracle = oracleSchema.parse(JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")));
  const opens = oracle.time.map((time) => Date.parse(time));
  const { figures, drawdown, basis } = computeMetrics(
    outcomeOf({
      capital: oracle.initialCash,
      values: oracle.value,
      cash: oracle.cash,
      from: opens[0] ?? 0,
      closes: opens.map((time) => time + DAY_MS),
      trades: oracle.trades
        .filter((trade) => trade.exit_bar !== undefined)
        .map((trade) => tradeOf(trade.pnl_after_fees)),
    }),
  );

  it("agrees with quantstats where the definitions are the same", () => {
    const { quantstats } = oracle;
    expect(basis).toBe("exchange days");
    expect(figures.sharpe).toMatchObject({ n: 2148, periodsPerYear: 252 });
    expect(figures.sharpe.value).toBeCloseTo(quantstats.sharpe ?? 0, 9);
    expect(figures.sortino.value).toBeCloseTo(quantstats.sortino ?? 0, 9);
    expect(figures.maxDrawdown.value).toBeCloseTo(-(quantstats.max_drawdown ?? 0), 11);
    expect(figures.totalReturn.value).toBeCloseTo(quantstats.comp ?? 0, 11);
  });

  it("differs from it where they differ", () => {
    // quantstats counts 252 days a year and profits of days; here growth is by calendar and profits are of trades.
    expect(figures.cagr.value).not.toBeCloseTo(oracle.quantstats.cagr ?? 0, 5);
    expect(figures.cagr.value).toBeCloseTo(1.86080044 ** (365.25 / 3117) - 1, 9);
    expect(figures.profitFactor.value).not.toBeCloseTo(oracle.quantstats.profit_factor ?? 0, 3);
  });

  it("agrees with backtrader on drawdown and trades, and on SQN but for the deviation", () => {
    const { backtrader } = oracle;
    const n = backtrader.trades_closed ?? 0;
    expect((drawdown?.depth ?? 0) * 100).toBeCloseTo(backtrader.max_drawdown_percent ?? 0, 9);
    expect(figures.trades.value).toBe(n);
    expect(figures.winRate.value).toBeCloseTo((backtrader.won ?? 0) / n, 12);
    // backtrader divides by the deviation of the population.
    expect((figures.systemQuality.value ?? 0) / Math.sqrt((n - 1) / n)).toBeCloseTo(backtrader.sqn ?? 0, 8);
    expect((figures.expectancy.value ?? 0) * n).toBeCloseTo(backtrader.pnl_net ?? 0, 3);
  });
});

describe("what is not defined is null, with the reason", () => {
  it("has no ratios without variation, and no growth rate under 30 days", () => {
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values: Array(20).fill(100) }));
    expect(figures.sharpe).toMatchObject({ value: null, note: "no variation" });
    expect(figures.sortino).toMatchObject({ value: null, note: "no return below zero" });
    expect(figures.cagr).toMatchObject({ value: null, note: "under 30 days" });
    expect(figures.calmar.value).toBeNull();
    expect(figures.maxDrawdown.value).toBe(0);
    expect(figures.winRate).toMatchObject({ value: null, n: 0, note: "no closed trade" });
    expect(figures.systemQuality).toMatchObject({ value: null, n: 0, note: "no closed trade" });
  });

  it("has no sharpe from one return", () => {
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values: [110] }));
    expect(figures.sharpe).toMatchObject({ value: null, note: "fewer than two returns", n: 1 });
  });

  it("grows by -1 when nothing is left", () => {
    expect(growthRate(100, 0, 100 * DAY_MS)).toBe(-1);
    expect(growthRate(100, -5, 100 * DAY_MS)).toBe(-1);
  });

  it("has no profit factor without a loss, and counts break-even trades apart", () => {
    const trades = [tradeOf(5), tradeOf(0), tradeOf(7), tradeOf(-100, { exitBar: undefined })];
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values: [101, 102], trades }));
    expect(figures.profitFactor).toMatchObject({ value: null, note: "no losing trade" });
    expect(figures.winRate.value).toBe(1);
    expect(figures.breakEvenTrades.value).toBe(1);
    expect(figures.expectancy).toMatchObject({ value: 4, n: 3 });
    expect(figures.systemQuality.note).toContain("fewer than 30");
  });
});

describe("the base series", () => {
  const hour = 3_600_000;
  const monday = Date.UTC(2024, 0, 1);

  it("takes the last bar of each UTC day; a bar that closes at midnight belongs to the day before", () => {
    const values = Array.from({ length: 24 * 8 }, (_, row) => 100 + Math.floor(row / 24));
    const closes = values.map((_, row) => monday + (row + 1) * hour);
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values, from: monday, closes }));
    expect(figures.sharpe).toMatchObject({ n: 8, periodsPerYear: 365 });
  });

  it("carries equity over missing days of a market that trades every day", () => {
    const days = [0, 1, 2, 5, 6, 7];
    const closes = days.map((day) => monday + (day + 1) * DAY_MS);
    const { figures } = computeMetrics(
      outcomeOf({ capital: 100, values: [1, 2, 3, 4, 5, 6], from: monday, closes }),
    );
    expect(figures.sharpe.n).toBe(8);
  });

  it("counts Sunday evenings of a currency market to Monday", () => {
    const closes: number[] = [];
    for (let at = monday; at < monday + 14 * DAY_MS; at += hour) {
      const day = new Date(at).getUTCDay();
      if (day !== 6 && (day !== 0 || new Date(at).getUTCHours() >= 22)) {
        closes.push(at + hour);
      }
    }
    const values = closes.map((_, row) => 100 + row);
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values, from: monday, closes }));
    expect(figures.sharpe).toMatchObject({ n: 11, periodsPerYear: 252 });
  });

  it("takes every bar of a weekly series", () => {
    const values = [100, 102, 101, 105];
    const closes = values.map((_, row) => monday + (row + 1) * 7 * DAY_MS);
    const { figures, basis } = computeMetrics(outcomeOf({ capital: 100, values, from: monday, closes }));
    expect(basis).toBe("bars");
    expect(figures.sharpe.n).toBe(4);
    expect(figures.sharpe.periodsPerYear).toBeCloseTo(52.18, 2);
  });
});

describe("drawdown", () => {
  it("has its dates, its duration and the longest recovery", () => {
    const values = [100, 120, 90, 100, 121, 115, 118, 119, 120, 122, 121];
    const { drawdown } = computeMetrics(outcomeOf({ capital: 100, values }));
    const close = (row: number): number => Date.UTC(2024, 0, 2 + row);
    expect(drawdown).toEqual({
      depth: 0.25,
      peakTime: close(1),
      troughTime: close(2),
      recoveryTime: close(4),
      durationMs: 3 * DAY_MS,
      longestRecoveryMs: 5 * DAY_MS,
    });
  });

  it("starts at the capital and lasts to the end where equity does not come back", () => {
    const { drawdown, figures } = computeMetrics(outcomeOf({ capital: 100, values: [80, 90] }));
    expect(drawdown).toMatchObject({ recoveryTime: undefined, durationMs: 2 * DAY_MS });
    expect(figures.maxDrawdown.value).toBeCloseTo(0.2, 12);
  });
});

describe("exposure", () => {
  it("counts overlapping positions once, and open ones to the end", () => {
    const day = (number: number): number => Date.UTC(2024, 0, number);
    const trades = [
      tradeOf(1, { entryTime: day(1), exitTime: day(3) }),
      tradeOf(1, { entryTime: day(2), exitTime: day(4) }),
      tradeOf(1, { entryTime: day(10), exitBar: undefined, exitTime: undefined }),
    ];
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values: Array(10).fill(100), trades }));
    expect(figures.exposure.value).toBeCloseTo(0.4, 12);
  });

  it("gives net exposure with its sign", () => {
    const { figures } = computeMetrics(outcomeOf({ capital: 100, values: [100, 100], cash: [50, 200] }));
    expect(figures.netExposureMean.value).toBeCloseTo(-0.25, 12);
    expect(figures.netExposureExtreme.value).toBe(-1);
  });
});
