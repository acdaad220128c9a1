/**
 * Statistics, conditions, pivots and anchored prices as a trader writes them, compiled and computed, against the values
 * of independent implementations.
 */

import { describe, expect, it } from "vitest";
import type { AnySeries } from "../../stdlib/index.ts";
import { DISPERSION, EXACT, expectValues } from "../support/expected-values.ts";
import { readCandles, readColumns, readFixture, readRows } from "../support/indicator-fixtures.ts";
import { librarySeries } from "../support/library-series.ts";
import { evaluateOne, type Fields } from "../support/series-runner.ts";

const folder = "oracle/statistics";

const present = (series: AnySeries | undefined): AnySeries => series ?? expect.fail("not compiled");

const isDispersion = (call: string): boolean => /stdev|correlation|squared|zscore/.test(call);

/** Pine Script prints false where it is not known yet; a correlation of what does not move has no value here. */
const withoutValue = (call: string, got: number, want: number): number => {
  if (/^(rising|falling)/.test(call) && got === 2) return want;
  return call.startsWith("correlation") && Number.isNaN(got) && want === 0 ? want : got;
};

const expectColumn = (call: string, series: AnySeries, fields: Fields, expected: Float64Array, add = 0) => {
  const actual = evaluateOne(series, fields).map((got, i) =>
    withoutValue(call, got, expected[i] ?? Number.NaN),
  );
  const { relative, absolute } = isDispersion(call) ? DISPERSION : EXACT;
  expectValues(actual, expected, { relative, absolute: absolute + add });
};

const SOURCES = {
  talib: {
    linreg_slope_14: "linreg_slope(close, 14)",
    linreg_intercept_14: "linreg_intercept(close, 14)",
    correl_high_low_30: "correlation(high, low, 30)",
  },
  tulip: {
    linregslope_14: "linreg_slope(close, 14)",
    linregintercept_14: "linreg_intercept(close, 14)",
  },
  pinets: {
    stdev_unbiased_20: "stdev_sample(close, 20)",
    median_20: "median(close, 20)",
    percentrank_50: "percent_rank(close, 50)",
    correlation_hl_30: "correlation(high, low, 30)",
    // PineTS wants the values before a pivot to be strictly on its side, TradingView does not.
    pivothigh_5_5: "pivot_high(5, 5) / (if (pivot_high(5, 5) > highest(high, 5)[6]) ?? false then 1 else 0)",
    pivotlow_5_5: "pivot_low(5, 5) / (if (pivot_low(5, 5) < lowest(low, 5)[6]) ?? false then 1 else 0)",
    rising_3: "rising(close, 3)",
    falling_3: "falling(close, 3)",
    barssince_up: "bars_since(close > open)",
    valuewhen_up_0: "value_when(close > open, close)",
    valuewhen_up_1: "value_when(close > open, close, 1)",
    vwap_day_hlc3: "vwap()",
  },
} as const;

/** Open times in milliseconds: daily and weekly files have a date, those of a minute a number. */
const timesOf = (market: string): Float64Array =>
  Float64Array.from(readRows(`data/${market}.csv`), ({ time = "" }) =>
    /^\d+$/.test(time) ? Number(time) : Date.parse(time),
  );

describe.each(["goog_1d", "bitfinex_btcusd_1m_20190626", "binance_btcusdc_1w"])("%s", (market) => {
  const fields = { ...readCandles(market), time: timesOf(market) };
  describe.each(["talib", "tulip", "pinets"] as const)("%s", (source) => {
    const table: Readonly<Record<string, string>> = SOURCES[source];
    const series = librarySeries(table);
    it.each([...readColumns(`${folder}/${market}.${source}.csv`)])("%s", (name, expected) => {
      const rounding = source === "pinets" ? 1e-10 : 0;
      expectColumn(table[name] ?? "", present(series.get(name)), fields, expected, rounding);
    });
  });
});

describe("Stock.Indicators, 502 daily bars", () => {
  const fields = { ...readCandles("skender_default_1d"), time: timesOf("skender_default_1d") };
  const table: Readonly<Record<string, string>> = {
    "slope_14.slope": "linreg_slope(close, 14)",
    "slope_14.rSquared": "linreg_r_squared(close, 14)",
    "stdev_14.zScore": "zscore(close, 14)",
    "vwap_anchored_first_bar.vwap": "vwap(close[1] is not known)",
  };
  const series = librarySeries(table);
  it.each([...readColumns(`${folder}/skender_default_1d.csv`)])("%s", (name, expected) => {
    expectColumn(table[name] ?? "", present(series.get(name)), fields, expected);
  });
});

describe("80 synthetic bars", () => {
  const fixture: {
    readonly bars: readonly (readonly number[])[];
    readonly tv: Readonly<Record<string, readonly (number | null)[]>>;
    readonly talib: Readonly<Record<string, readonly (number | null)[]>>;
  } = JSON.parse(readFixture(`${folder}/synthetic_80.json`));
  const field = (index: number): Float64Array =>
    Float64Array.from(fixture.bars, (bar) => bar[index] ?? Number.NaN);
  const fields: Fields = { open: field(0), high: field(1), low: field(2), close: field(3), volume: field(4) };
  const table: Readonly<Record<string, string>> = {
    stdev20_sample: "stdev_sample(close, 20)",
    pctlin20_75: "percentile(close, 20, 75)",
    pctnr20_75: "percentile_nearest(close, 20, 75)",
    pctrank20: "percent_rank(close, 20)",
    ph_3_3: "pivot_high(3, 3)",
    pl_3_3: "pivot_low(3, 3)",
    barssince_up: "bars_since(close > open)",
    valuewhen_up: "value_when(close > open, close, 1)",
    median20: "median(close, 20)",
    correl20: "correlation(close, volume, 20)",
  };
  const series = librarySeries(table);
  it.each([...Object.entries(fixture.tv), ...Object.entries(fixture.talib)])("%s", (name, values) => {
    const expected = Float64Array.from(values, (value) => value ?? Number.NaN);
    expectColumn(table[name] ?? "", present(series.get(name)), fields, expected);
  });
});

describe("TradingView, weekly BTC/USDC", () => {
  const fields = readCandles("binance_btcusdc_1w");
  const times = timesOf("binance_btcusdc_1w");
  const rows = readRows(`${folder}/tradingview_btcusdc_1w.csv`);
  const table: Readonly<Record<string, string>> = {
    "barssince(close >= open)": "bars_since(close >= open)",
    "correlation(close, low, 6)": "correlation(close, low, 6)",
    "falling(close, 2)": "falling(close, 2)",
    "rising(close, 2)": "rising(close, 2)",
    "median(close, 5)": "median(close, 5)",
    "mode(close, 6)": "mode(close, 6)",
    "percentile_linear_interpolation(close, 3, 42.1)": "percentile(close, 3, 42.1)",
    "percentile_nearest_rank(close, 6, 30)": "percentile_nearest(close, 6, 30)",
    "percentrank(close, 6)": "percent_rank(close, 6)",
    "range(close, 6)": "range(close, 6)",
    "valuewhen(cross(sma(close, 6), sma(close, 3)), close, 1)":
      "value_when(sma(close, 6) crosses sma(close, 3), close, 1)",
    "vwap(close)": "vwap(new_day(), close)",
  };
  const series = librarySeries(table);
  it.each(Object.keys(table))("%s", (name) => {
    const expected = rows.filter((row) => row.expression === name);
    expect(expected.length).toBeGreaterThan(9);
    const start = times.indexOf(Date.parse(expected[0]?.history_start ?? ""));
    const own = Object.fromEntries(
      Object.entries({ ...fields, time: times }).map(([field, values]) => [field, values.slice(start)]),
    );
    const actual = evaluateOne(present(series.get(name)), own);
    for (const row of expected) {
      const got = actual[times.indexOf(Date.parse(row.time ?? "")) - start] ?? Number.NaN;
      if (row.value === "") expect(got).toBeNaN();
      const want = Number(row.value);
      const printed = 0.51 * 10 ** -Number(row.decimals);
      const margin = 1e-9 * Math.abs(want) + printed;
      if (row.value !== "") {
        expect(Math.abs(withoutValue(table[name] ?? "", got, want) - want)).toBeLessThanOrEqual(margin);
      }
    }
  });
});
