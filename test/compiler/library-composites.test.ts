import { bars } from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { loadText } from "../support/backtest.ts";
import { bollinger, donchian, macd } from "../support/composites.ts";
import { readCandles } from "../support/indicator-fixtures.ts";
import { evaluate } from "../support/series-runner.ts";

const DAY = 86_400_000;

const PLAN = `
market goog = "GOOG/USD" at nasdaq
strategy Bands trades goog every 1d {
  let b = bollinger(close, 20, 2)
  let m = macd(close, 12, 26, 9)
  let d = donchian(20)
  enter long when close crosses above b.upper and m.line > m.signal and m.histogram > 0 and d.middle > d.lower and d.upper > b.middle {
    size 1 GOOG
  }
  exit long when close < b.lower
}`;

describe("the composite indicators of the library, compiled from their .ctk text", () => {
  const strategy = loadText(PLAN).strategies.Bands;
  const compiled = strategy?.features({}) ?? {};
  const goog = bars("goog", DAY);
  const b = bollinger(goog.close, 20, 2);
  const m = macd(goog.close, 12, 26, 9);
  const d = donchian(goog, 20);
  const byHand = {
    b_upper: b.upper,
    b_middle: b.middle,
    b_lower: b.lower,
    m_line: m.line,
    m_signal: m.signal,
    m_histogram: m.histogram,
    d_upper: d.upper,
    d_lower: d.lower,
    d_middle: d.middle,
  };
  const candles = readCandles("goog_1d");

  // The series written by hand are the ones that the standard library's tests hold against published values.
  it.each(Object.entries(byHand))("%s equals the series written by hand, bit for bit", (name, series) => {
    const own = compiled[name];
    if (own === undefined) throw new Error(`no feature ${name} among ${Object.keys(compiled).join(", ")}`);
    const [actual, expected] = evaluate([own, series], candles);
    expect(actual).toEqual(expected);
    expect(actual?.some((value) => !Number.isNaN(value))).toBe(true);
  });
});
