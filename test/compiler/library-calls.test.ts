import { describe, expect, it } from "vitest";
import { describeType } from "../../compiler/check/index.ts";
import { codesOf, compileText } from "./example-files.ts";

const plan = (statements: string): string => `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
${statements}
}
`;

/** The type of an expression, or the codes of its errors. */
function typeOf(expression: string): string {
  const { diagnostics, tables, modules } = compileText(plan(`  let value = ${expression}\n  plot close`));
  const errors = diagnostics.items.filter((item) => item.severity === "error").map((item) => item.code);
  if (errors.length > 0) {
    return errors.join(" ");
  }
  const strategy = modules[0]?.module.declarations.find((item) => item.kind === "strategy");
  const value = strategy?.statements.find((item) => item.kind === "let")?.value;
  const typed = value === undefined ? undefined : tables.types.get(value.id);
  return typed === undefined ? "nothing" : describeType(typed.type);
}

/** The first diagnostic of an expression. */
const firstOf = (expression: string) =>
  compileText(plan(`  let value = ${expression}\n  plot value`)).diagnostics.items[0];

const rule = (condition: string, clause = ""): string =>
  plan(`  enter long when ${condition} {
    size 5% of equity
    stop 2% * close below entry${clause}
  }`);

const price = "a price (USDT per BTC)";
const plain = "a plain number";
const score = "a number from 0 to 100";
const truth = "true or false";
const count = "a number of bars";

describe("units of the library's results", () => {
  it.each([
    ["covariance(close, volume, 20)", "an amount of USDT"],
    ["covariance(close, close, 20)", "a value in USDT^2/BTC^2"],
    ["covariance(close / open, volume, 20)", "an amount of BTC"],
    ["ols_slope(close, volume, 20)", "a value in USDT/BTC^2"],
    ["ols_slope(close, open, 20)", "a ratio"],
    ["ols_slope(rsi(close, 14), rsi(open, 14), 20)", plain],
    ["ols_intercept(close, volume, 20)", price],
    ["ols_slope(close, volume, 20) * volume + ols_intercept(close, volume, 20)", price],
    ["correlation(close, volume, 20)", plain],
    ["r_squared(close, volume, 20)", plain],
    ["linreg_slope(close, 14)", price],
    ["variance_sample(close, 14)", "a value in USDT^2/BTC^2"],
    ["stdev_sample(volume, 14)", "an amount of BTC"],
    ["zscore(close, 20)", plain],
    ["percentile(close, 20, 75)", price],
    ["percentile(rsi(close, 14), 20, 75)", score],
    ["percent_rank(close, 50)", score],
    ["median(close, 9)", price],
    ["count(close > open, 10)", count],
    ["any(close > open, 3)", truth],
    ["bars_since(close > open)", count],
    ["value_when(close > open, low)", price],
    ["highest_since(close > open)", price],
    ["sum_since(close > open, volume)", "an amount of BTC"],
    ["average_since(new_day(), close)", price],
    ["average_since(new_day(), close, volume)", price],
    ["pivot_high(5, 5)", price],
    ["pivot_low(5, 5, rsi(close, 14))", score],
    ["swing_low(5, 5)", price],
    ["swing_low_bars(5, 5)", count],
    ["rising(close, 3)", truth],
    ["vwap()", price],
    ["vwap(new_week()) / close", "a ratio"],
    ["vwap_bands(new_day(), 2).upper", price],
    ["hour()", plain],
    ['in_session("0930-1600", "America/New_York")', truth],
    ["close_time()", "a point in time"],
    ['hour("UTC", close_time())', plain],
    ["clamp(close, open, high)", price],
    ["clamp(close - open, 0, high - low)", price],
    ["sin(close / open)", plain],
  ])("%s is %s", (expression, expected) => {
    expect(typeOf(expression)).toBe(expected);
  });

  it.each([
    ["clamp(close, open, volume)", "CTK3001"],
    ["clamp(close, 1, 2)", "CTK3002"],
    ["bars_since(close)", "CTK3004"],
    ["correlation(close, close > open, 20)", "CTK3004"],
    ["correlation(close, volume, 1)", "CTK3012"],
    ["percentile(close, 20, 101)", "CTK3024"],
    ["percentile(close, 20, 75%)", "CTK3004"],
    ["sin(close)", "CTK3006"],
    ["hour(14)", "CTK3004"],
    ["hour(close)", "CTK3004"],
    ['hour("UTC", close)', "CTK3004"],
    ['hour("Mars/Olympus")', "CTK3025"],
    ['in_session("UTC")', "CTK3026"],
    ['in_session("0930-1600", "EST")', "CTK3025"],
    ["vwap(close)", "CTK3004"],
    ['vwap(since = new_day("EST"))', "CTK3025"],
    ["pivot_high(0, 5)", "CTK3012"],
    ["value_when(close > open)", "CTK3007"],
  ])("%s is refused with %s", (expression, expected) => {
    expect(typeOf(expression)).toBe(expected);
  });
});

describe("time zones", () => {
  it.each([
    ["EST", "America/New_York"],
    ["new york", "America/New_York"],
    ["America/Newyork", "America/New_York"],
    ["Europe/Lodnon", "Europe/London"],
    ["Kolkata", "Asia/Kolkata"],
    ["utc", "UTC"],
    ["GMT", "UTC"],
  ])("%s leads to %s", (written, expected) => {
    const found = firstOf(`hour("${written}")`);
    expect(found?.code).toBe("CTK3025");
    expect(found?.help).toContain(`"${expected}"`);
    expect(found?.fixes[0]?.edits[0]?.text).toBe(`"${expected}"`);
  });

  it("far from any place has no replacement", () => {
    const found = firstOf('hour("Mars/Olympus Mons")');
    expect(found?.help).toContain("IANA");
    expect(found?.fixes).toStrictEqual([]);
  });

  it("may be a let, and differs between features", () => {
    const text = plan(`  let home = "Europe/London"
  let there = hour(home)
  let here = hour("UTC")
  enter long when there > here and hour(home) > 8 {
    size 5% of equity
    stop 2% * close below entry
  }`);
    const { diagnostics, plan: compiled } = compileText(text);
    expect(diagnostics.items).toStrictEqual([]);
    const hours = compiled?.strategies[0]?.features.filter(
      ({ value }) => value.kind === "operation" && value.operation === "hour",
    );
    expect(hours?.map(({ value }) => (value.kind === "operation" ? value.texts : []))).toStrictEqual([
      ["Europe/London"],
      ["UTC"],
    ]);
  });
});

describe("absence, as the descriptor says it", () => {
  const exit = (condition: string): readonly string[] =>
    codesOf(
      plan(`  enter long when close > open {
    size 5% of equity
    stop 2% * close below entry
  }
  exit long when ${condition}`),
    );

  it.each([
    "correlation(close, open, 20) > 0.5",
    "bars_since(close > open) > 3",
    "close < swing_low(5, 5)",
    "zscore(close, 20) > 2",
    "close < vwap()",
    "asin(close / open - 1) > 0.1",
  ])("%s may be unknown, and an exit asks what to do then", (condition) => {
    expect(exit(condition)).not.toStrictEqual(exit("close < sma(close, 20)"));
  });

  it.each([
    "close < percentile(close, 20, 25)",
    "close < median(close, 9)",
    "any(close < open, 3)",
    "count(close < open, 10) > 7",
    "falling(close, 3)",
    "close < clamp(close, low, open)",
    "ln(close / median(close, 9)) < 0",
    "hour() >= 20",
  ])("%s always has a value", (condition) => {
    expect(exit(condition)).toStrictEqual(exit("close < sma(close, 20)"));
  });

  it("a condition that holds at one bar only is an event", () => {
    const resting = "\n    order limit at low";
    expect(codesOf(rule("new_day()", resting))).toStrictEqual(
      codesOf(rule("close crosses above open", resting)),
    );
    expect(codesOf(rule("any(new_day(), 3)", resting))).toStrictEqual(codesOf(rule("close > open", resting)));
  });
});
