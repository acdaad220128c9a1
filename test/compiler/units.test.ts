import { describe, expect, it } from "vitest";
import { describeType } from "../../compiler/check/index.ts";
import { compileText } from "./example-files.ts";

/** The type of `let value = ..` in a strategy on BTC/USDT, or the codes of its errors. */
function typeOf(expression: string): string {
  const text = `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
  param k = 2.5 in 1.0..5.0
  param n: bars = 10 in 2..50
  param share = 1%
  let value = ${expression}
  plot close
  plot k
  plot n
  plot share
}
`;
  const { diagnostics, tables, modules } = compileText(text);
  const errors = diagnostics.items.filter((item) => item.severity === "error").map((item) => item.code);
  if (errors.length > 0) {
    return errors.join(" ");
  }
  const strategy = modules[0]?.module.declarations.find((item) => item.kind === "strategy");
  const value = strategy?.statements.find((item) => item.kind === "let")?.value;
  const typed = value === undefined ? undefined : tables.types.get(value.id);
  return typed === undefined ? "nothing" : describeType(typed.type);
}

const price = "a price (USDT per BTC)";
const ratio = "a ratio";
const plain = "a plain number";
const score = "a number from 0 to 100";
const base = "an amount of BTC";
const quote = "an amount of USDT";

describe("units", () => {
  it.each([
    ["close", price],
    ["hlc3", price],
    ["volume", base],
    ["close * volume", quote],
    ["close / open", ratio],
    ["close - open", price],
    ["k * atr(14)", price],
    ["atr(14) / close", ratio],
    ["close + 100 USDT", price],
    ["100 USDT + close", price],
    ["close - 0", price],
    ["max(close - open, 0)", price],
    ["2 * 50 USDT", quote],
    ["1% of close", price],
    ["1% of equity", quote],
    ["equity / close", base],
    ["equity / cash", ratio],
    ["rsi(close, 14)", score],
    ["rsi(close, 14) - 50", score],
    ["rsi(close, 14) / 100", plain],
    ["2 * 3", plain],
    ["2 * 3%", ratio],
    ["1 + share", ratio],
    ["n * 2", "a number of bars"],
    ["n / 3", plain],
    ["variance(close, 20)", "a value in USDT^2/BTC^2"],
    ["sqrt(variance(close, 20))", price],
    ["ln(close / open)", plain],
    ["log_price(close)", plain],
    ["abs(close - open)", price],
    ["1 / close", "a price (BTC per USDT)"],
    ["close > open", "true or false"],
    ["time", "a point in time"],
    ["volume in USDT via btc", quote],
    ["if close > open then high else low", price],
    ["position.value / position.size", price],
    ["bollinger(close, 20, 2).upper", price],
    ["macd(close).histogram / close", ratio],
  ])("%s is %s", (expression, expected) => {
    expect(typeOf(expression)).toBe(expected);
  });

  it.each([
    ["close + volume", "CTK3001"],
    ["close + 1", "CTK3002"],
    ["close + k", "CTK3002"],
    ["close > equity", "CTK3001"],
    ["close > 100 EUR", "CTK3016"],
    ["100 EUR + 100 USDT", "CTK3016"],
    ["rsi(close, 14) > 70%", "CTK3003"],
    ["rsi(close, 14) > close / open", "CTK3003"],
    ["close + 2%", "CTK3001"],
    ["close and open", "CTK3005 CTK3005"],
    ["(close > open) + 1", "CTK3001"],
    ["ln(close)", "CTK3006"],
    ["ema(close, k)", "CTK3013"],
    ["min(close, volume)", "CTK3001"],
    ["if close > open then high else volume", "CTK3001"],
    ["close ?? volume", "CTK3001"],
    ["-(close > open)", "CTK3004"],
    ["bollinger(close, 20, 2) + 1 USDT", "CTK3015"],
  ])("%s is refused with %s", (expression, expected) => {
    expect(typeOf(expression)).toBe(expected);
  });
});
