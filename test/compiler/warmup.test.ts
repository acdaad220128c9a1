import { describe, expect, it } from "vitest";
import { compileText } from "./example-files.ts";

function lengths(condition: string, params = ""): { armed: number; worst: number; settled: number } {
  const { tables, diagnostics } = compileText(`market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
  ${params}
  enter long when ${condition} {
    size 5% of equity
    stop 2% of close below entry
  }
}
`);
  const strategy = tables.warmup?.strategies[0];
  if (strategy === undefined) {
    throw new Error(diagnostics.items.map((item) => item.message).join("\n"));
  }
  return {
    armed: strategy.rules[0]?.armed ?? -1,
    worst: strategy.lookback.worst,
    settled: strategy.rules[0]?.settled ?? -1,
  };
}

describe("warm-up", () => {
  it.each([
    ["close > open", 0],
    ["close > close[3]", 3],
    ["close > sma(close, 20)", 19],
    ["close > sma(close, 20)[2]", 21],
    ["close crosses above sma(close, 20)", 20],
    ["close > ema(ema(close, 10), 5)", 13],
    ["rsi(close, 14) > 50", 14],
    ["change(close, 5) > 0", 5],
    ["macd(close, 12, 26, 9).signal > 0", 33],
    ["close > highest(high, 24h)", 23],
    ["close > (ema(close, 20) on 4h)", 79],
    ["close > (ema(close, 20) on 4h)[1]", 80],
  ])("%s is armed at bar %i", (condition, armed) => {
    expect(lengths(condition).armed).toBe(armed);
  });

  it("is known over the ranges of the parameters", () => {
    const found = lengths(
      "close > sma(close, a + b)",
      "param a: bars = 10 in 5..30\n  param b: bars = 10 in 5..40",
    );
    expect(found).toEqual({ armed: 19, worst: 69, settled: 19 });
  });

  it("counts until the seed has faded", () => {
    expect(lengths("close > ema(close, 12)").settled).toBe(67);
    expect(lengths("close > sma(close, 12)").settled).toBe(11);
  });
});
