import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../compiler/diagnostics/index.ts";
import { compileText } from "../example-files.ts";

const params = `  param n: bars = 20 in 5..60
  param m: bars = 30 in 10..90
  param low_score: score = 30 in 10..60
  param high_score: score = 70 in 40..90
  param k = 2.0 in 1.0..3.0
  param free = 5.0
  param isOn = true
  require n < m and low_score < high_score
`;

const plan = (rules: string): string => `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
${params}
${rules}
}
`;

const entry = (condition: string): string =>
  plan(`  enter long when ${condition} { size 5% of equity stop 2% of close below entry }`);

/** Codes of the analysis' findings; others would be mistakes in the tests. */
const found = (text: string): readonly string[] =>
  compileText(text)
    .diagnostics.items.filter(({ slug }) => slug !== "unused-name")
    .map(({ code }) => code);

describe("a condition that is never true", () => {
  it.each([
    "rsi(close, 14) > 100",
    "rsi(close, 14) crosses above 100",
    "rsi(close, 14) crosses below 0",
    "talib.rsi(close, 14) < 0",
    "ema(rsi(close, 14), 5) > 101",
    "close < 0 USDT",
    "volume < 0 BTC",
    "atr(14) < 0",
    "stdev(close, n) < 0",
    "abs(close - open) < 0",
    "close - low < 0",
    "high / low < 1",
    "open / high > 1",
    "low > high",
    "close > high",
    "open < low",
    "high[2] < close[2]",
    "close > highest(high, n) + atr(14)",
    "lowest(low, 5)[1] > highest(high, 9)[1]",
    "highest(high, 20) < highest(high, 10)",
    "min(close, open) > close",
    "max(close, open) < open",
    "close * k < close",
    "close / k > close",
    "close - atr(14) > close",
    "roc(close, 5) < -101",
    "n > 60 bars and close > open",
    "n >= m and close > open",
    "high_score <= low_score and close > open",
    "(if close > open then high else close) < low",
    "(rsi(close, 14) ?? 50) > 100",
    "(close > high)[1]",
    "not (close <= high)",
    "close crosses above close",
    "sqrt(volume / volume[1]) < 0",
    "bars_since_exit < 0",
  ])("is reported: %s", (condition) => {
    expect(found(entry(condition))).toEqual(["CTK5010"]);
  });

  it.each([
    "close > highest(high, n)",
    "close crosses above highest(close, 20)",
    "low < lowest(low, 5)",
    "close < lowest(close, n)",
  ])("is reported as a window that includes its bar: %s", (condition) => {
    expect(found(entry(condition))).toEqual(["CTK5007"]);
  });

  it.each([
    "rsi(close, 14) >= 100",
    "rsi(close, 14) crosses above high_score",
    "ema(rsi(close, 14), 5) > 100",
    "sma(rsi(close, 14), 5) > 100",
    "close > highest(high, n)[1]",
    "close crosses above highest(high, n)[1]",
    "close >= highest(high, n)",
    "close[1] > highest(high, 20)[2]",
    "high[n] > highest(high, n)",
    "highest(high, n) < highest(high, m)[1]",
    "close - open < 0",
    "free > 1000 and close > open",
    "isOn and close > open",
    "n > 59 bars and close > open",
    "close > open on 4h",
    "close > (highest(high, 20) on 1d)",
    "sma(volume, 20) <= 0",
    "obv() - obv()[1] < 0",
    "cash < 0 USDT",
  ])("is not claimed of what can be: %s", (condition) => {
    expect(found(entry(condition)).filter((code) => code === "CTK5010" || code === "CTK5007")).toEqual([]);
  });

  it("says why, in terms of what the trader wrote", () => {
    const { diagnostics } = compileText(entry("high_score > 95 and close > open"));
    expect(diagnostics.items.find(({ code }) => code === "CTK5010")).toMatchObject({
      message: "`high_score > 95` is never true, so this `enter long` never fires",
      why: "`high_score` lies between 40 and 90.",
    });
  });

  it("names a let by its name and marks its place", () => {
    const text = plan(
      "  let overbought = rsi(close, 14) > 120\n  enter long when overbought { size 5% of equity stop 2% of close below entry }",
    );
    const [item] = compileText(text).diagnostics.items.filter(({ code }) => code === "CTK5010");
    expect(item === undefined ? "" : text.slice(item.span.start, item.span.end)).toBe("overbought");
    expect(item?.labels.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "rsi(close, 14) > 120",
    ]);
  });

  it("tells when it was the only way out", () => {
    const text = plan(
      "  enter long when close crosses above open { size 5% of equity }\n  exit long when rsi(close, 14) > 110 if unknown hold",
    );
    const [item] = compileText(text).diagnostics.items.filter(({ code }) => code === "CTK5010");
    expect(item?.notes).toEqual(["nothing else closes what `enter long` opens"]);
  });

  it("offers the range before the bar, which removes the report", () => {
    const text = plan(
      "  let top = highest(high, n)\n  enter long when close > top { size 5% of equity stop 2% of close below entry }",
    );
    const [item] = compileText(text).diagnostics.items.filter(({ code }) => code === "CTK5007");
    const fixed = applyEdits(text, item?.fixes[0]?.edits ?? []);
    expect(fixed).toContain("close > top[1] {");
    expect(found(fixed)).toEqual([]);
  });
});

describe("a condition that is always true", () => {
  it.each([
    "close > open and rsi(close, 14) <= 100",
    "close > open and close <= high",
    "close > open and volume >= 0 BTC",
    "close > open and rsi(close, 14) between 0 and 100",
    "close > open and not (close > high)",
    "close > open and n < 61 bars",
    "close > open and highest(high, 5) >= high[2]",
  ])("is reported: %s", (condition) => {
    expect(found(entry(condition))).toEqual(["CTK5011"]);
  });

  it.each([
    "close > open and rsi(close, 14) between 30 and 100",
    "close > open and rsi(close, 14) < 100",
    "close > open and isOn",
    "close > open and (isOn or free > 1)",
    "close > open and high <= close",
  ])("is not claimed of what can be false: %s", (condition) => {
    expect(found(entry(condition))).toEqual([]);
  });
});

describe("conditions that exclude each other", () => {
  it.each([
    ["rsi(close, 14) < 30 and rsi(close, 14) > 70", 2],
    ["rsi(close, 14) < low_score and close > open and rsi(close, 14) > high_score", 2],
    ["close > high[1] and high[1] > open[1] and close < low[1]", 2],
    ["close crosses above open and close < open", 2],
    ["close > open and not (close > open)", 2],
    ["close > high[1] and (close < low[1] or close == high[1])", 2],
    ["close > high[1] and high[1] > high[2] and high[2] > close", 3],
    ["close == open and close != open", 2],
    ["close > open[1] and (open[1] >= close and volume > 5 BTC)", 2],
  ])("are reported with the least of them that does: %s", (condition, count) => {
    const items = compileText(entry(condition)).diagnostics.items.filter(({ code }) => code === "CTK5012");
    expect(items).toHaveLength(1);
    expect(items[0]?.message.split(" are never true")[0]?.split("` and `")).toHaveLength(count);
  });

  it.each([
    "rsi(close, 14) < 30 and rsi(close, 7) > 70",
    "rsi(close, 14) < 30 and rsi(close, 14)[1] > 70",
    "close > sma(close, n) and close < sma(close, m)",
    "close > high[1] and close < high[2]",
    "(rsi(close, 14) < 30 or close > high[1]) and rsi(close, 14) > 70",
    "close crosses above open and close > open",
  ])("are not claimed of what can meet: %s", (condition) => {
    expect(found(entry(condition)).filter((code) => code === "CTK5012")).toEqual([]);
  });

  it("are said plainly of a range that was written the wrong way round", () => {
    expect(found(entry("rsi(close, 14) between 70 and 30"))).toEqual(["CTK5013"]);
    expect(found(entry("rsi(close, 14) between high_score and low_score"))).toEqual(["CTK5013"]);
    expect(found(entry("close > open[1] and close between high and low"))).toEqual([]);
  });
});

describe("ranges under what is required", () => {
  const ranged = (declarations: string): string =>
    plan("").replace(params, `${declarations}\n  plot sma(close, a) + sma(close, b)\n`);

  it.each([
    ["  param a: bars = 5 in 2..50\n  param b: bars = 20 in 3..30\n  require a < b", "above 29"],
    ["  param a: bars = 5 in 2..50\n  param b: bars = 20 in 3..30\n  require b > a", "above 29"],
    ["  param a: bars = 9 in 2..50\n  param b: bars = 20 in 3..60\n  require a >= 5 bars", "below 5"],
  ])("lose values that no run may have: %s", (declarations, values) => {
    const [item] = compileText(ranged(declarations)).diagnostics.items;
    expect(item?.code).toBe("CTK5016");
    expect(item?.message).toBe(`\`a\` is never ${values}`);
  });

  it("keep values that some run may have", () => {
    expect(
      found(ranged("  param a: bars = 5 in 2..50\n  param b: bars = 20 in 3..60\n  require a < b")),
    ).toEqual([]);
  });
});
