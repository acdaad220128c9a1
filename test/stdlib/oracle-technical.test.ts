/**
 * Calls as a trader writes them, compiled and computed, against the values of independent implementations. Where a
 * source defines a function otherwise, the call here is the exact relation between the two, or the comparison starts at
 * the bar from which the difference is forgotten.
 */

import { describe, expect, it } from "vitest";
import type { AnySeries } from "../../stdlib/index.ts";
import { DISPERSION, EXACT, expectValues } from "../support/expected-values.ts";
import { columnOf, readCandles, readColumns, readFixture, readRows } from "../support/indicator-fixtures.ts";
import { librarySeries } from "../support/library-series.ts";
import { evaluateOne, type Fields } from "../support/series-runner.ts";

/** A call, or one that is compared from a bar on. */
type Expected = string | { readonly call: string; readonly from: number };
type Table = Readonly<Record<string, Expected>>;

const callOf = (expected: Expected): string => (typeof expected === "string" ? expected : expected.call);
const fromOf = (expected: Expected): number => (typeof expected === "string" ? 0 : expected.from);

const seriesOf = (table: Table): ReadonlyMap<string, AnySeries> =>
  librarySeries(Object.fromEntries(Object.entries(table).map(([name, one]) => [name, callOf(one)])));

const present = (series: AnySeries | undefined): AnySeries => series ?? expect.fail("not compiled");

const from = (bar: number, call: string): Expected => ({ call, from: bar });

const isDispersion = (call: string): boolean => /cci|kcw|bbw|percent_b|dev\(/.test(call);

const folder = "oracle/technical";

describe("80 synthetic bars", () => {
  const fixture: {
    readonly bars: readonly (readonly number[])[];
    readonly tv: Readonly<Record<string, readonly (number | null)[]>>;
    readonly talib: Readonly<Record<string, readonly (number | null)[]>>;
  } = JSON.parse(readFixture(`${folder}/synthetic_80.json`));
  const field = (index: number): Float64Array =>
    Float64Array.from(fixture.bars, (bar) => bar[index] ?? Number.NaN);
  const fields: Fields = { open: field(0), high: field(1), low: field(2), close: field(3), volume: field(4) };

  const dialects: Readonly<Record<"tv" | "talib", Table>> = {
    tv: {
      hma14: "hma(close, 14)",
      vwma14: "vwma(close, 14)",
      stoch_k14: "stoch(14)",
      stoch_slowk3: "stochastic(14, 3, 3).k",
      stoch_slowd3: "stochastic(14, 3, 3).d",
      cci20: "cci(hlc3, 20)",
      cci20_close: "cci(close, 20)",
      mfi14: "mfi(hlc3, 14)",
      plus_di14: "plus_di(14)",
      minus_di14: "minus_di(14)",
      adx14: "adx(14, 14)",
      kc_mid: "keltner(close, 20, 2).middle",
      kc_up: "keltner(close, 20, 2).upper",
      kc_lo: "keltner(close, 20, 2).lower",
      // Before there is an average true range, TradingView prints 0 and 1.
      st: from(1, "supertrend(3, 10).line"),
      st_dir: from(9, "supertrend(3, 10).direction"),
      sar: "psar(0.02, 0.02, 0.2)",
      linreg14: "linreg(close, 14)",
      cmo14: "cmo(close, 14)",
      wpr14: "willr(14)",
      aroon_up14: "aroon(14).up",
      aroon_dn14: "aroon(14).down",
      dev20: "dev(close, 20)",
      alma9: "alma(close, 9, 0.85, 6)",
      swma: "swma(close)",
      tsi: "tsi(close, 13, 25)",
      cog10: "cog(close, 10)",
    },
    talib: {
      stoch_slowk3: "talib.stoch(14, 3, 3).k",
      stoch_slowd3: "talib.stoch(14, 3, 3).d",
      cci20: "talib.cci(20)",
      mfi14: "talib.mfi(hlc3, 14)",
      plus_di14: "talib.plus_di(14)",
      minus_di14: "talib.minus_di(14)",
      adx14: "talib.adx(14)",
      sar: "talib.sar(0.02, 0.2)",
      linreg14: "linreg(close, 14)",
      cmo14: "talib.cmo(close, 14)",
      wpr14: "talib.willr(14)",
      aroon_up14: "talib.aroon(14).up",
      aroon_dn14: "talib.aroon(14).down",
      dev20: "dev(close, 20)",
    },
  };
  describe.each(["tv", "talib"] as const)("%s", (dialect) => {
    const table = dialects[dialect];
    const series = seriesOf(table);
    it.each(Object.entries(fixture[dialect]))("%s", (name, values) => {
      const expected = table[name];
      if (expected === undefined) return expect.fail(`${name} is not covered`);
      expectValues(
        evaluateOne(present(series.get(name)), fields),
        values.map((value) => value ?? Number.NaN),
        EXACT,
        fromOf(expected),
      );
    });
  });
});

const TALIB: Table = {
  dema_10: "dema(close, 10)",
  dema_20: "dema(close, 20)",
  tema_10: "tema(close, 10)",
  tema_20: "tema(close, 20)",
  kama_10: "talib.kama(close, 10, 2, 30)",
  kama_30: "talib.kama(close, 30, 2, 30)",
  natr_14: "talib.natr(14)",
  ppo_12_26_ema: "ppo(close, 12, 26, 9).line",
  apo_12_26_ema: "macd(close, 12, 26, 9).line",
  // Only the difference of two simple averages; TA-Lib's MACDEXT shows nothing before its signal.
  macdext_sma_12_26_9: from(33, "talib.apo(close, 12, 26)"),
  stoch_k_14_3_3: "talib.stoch(14, 3, 3).k",
  stoch_d_14_3_3: "talib.stoch(14, 3, 3).d",
  stochf_k_14_3: "talib.stochf(14, 3).k",
  stochf_d_14_3: "talib.stochf(14, 3).d",
  stochrsi_k_14_14_3: "talib.stochrsi(close, 14, 14, 3).k",
  stochrsi_d_14_14_3: "talib.stochrsi(close, 14, 14, 3).d",
  cci_14: "talib.cci(14)",
  cci_20: "talib.cci(20)",
  mfi_14: "talib.mfi(hlc3, 14)",
  ad: "accdist()",
  adosc_3_10: "talib.adosc(3, 10)",
  adx_14: "talib.adx(14)",
  adxr_14: "talib.adxr(14)",
  dx_14: "talib.dx(14)",
  plus_di_14: "talib.plus_di(14)",
  minus_di_14: "talib.minus_di(14)",
  "sar_0.02_0.2": "talib.sar(0.02, 0.2)",
  linreg_14: "linreg(close, 14)",
  tsf_14: "linreg(close, 14, -1)",
  cmo_14: "talib.cmo(close, 14)",
  willr_14: "talib.willr(14)",
  aroon_down_14: "talib.aroon(14).down",
  aroon_up_14: "talib.aroon(14).up",
  aroonosc_14: "talib.aroon(14).oscillator",
  trix_15: "talib.trix(close, 15)",
  ultosc_7_14_28: "talib.ultosc(7, 14, 28)",
};

const TULIP: Table = {
  hma_9: "hma(close, 9)",
  hma_16: "hma(close, 16)",
  vwma_10: "vwma(close, 10)",
  vwma_20: "vwma(close, 20)",
  dema_10: from(110, "dema(close, 10)"),
  kama_10: from(10, "talib.kama(close, 10, 2, 30)"),
  natr_14: "natr(14)",
  ppo_12_26: from(300, "ppo(close, 12, 26, 9).line"),
  "stoch.stoch_k_14_3_3": from(17, "stochastic(14, 3, 3).k"),
  "stoch.stoch_d_14_3_3": "stochastic(14, 3, 3).d",
  stochrsi_14: "stochrsi(close, 14, 14, 1, 1).k / 100",
  cci_14: from(26, "cci(hlc3, 14)"),
  mfi_14: from(14, "mfi(hlc3, 14)"),
  ad: "accdist()",
  adosc_3_10: "talib.adosc(3, 10)",
  md_20: "dev(close, 20)",
  linreg_14: "linreg(close, 14)",
  tsf_14: "linreg(close, 14, -1)",
  cmo_14: "cmo(close, 14)",
  willr_14: "willr(14)",
  "aroon.aroon_up_14": "talib.aroon(14).up",
  "aroon.aroon_down_14": "talib.aroon(14).down",
  aroonosc_14: "talib.aroon(14).oscillator",
  // Relative to the present value instead of the one before.
  trix_15: from(
    280,
    "percent(change(ema(ema(ema(close, 15), 15), 15), 1), ema(ema(ema(close, 15), 15), 15))",
  ),
  ultosc_7_14_28: "uo(7, 14, 28)",
  ao: "awesome(5, 34)",
  nvi: "1000 * nvi()",
  pvi: "1000 * pvi()",
  wad: "wad()",
};

const PINE: Table = {
  hma_9: "hma(close, 9)",
  hma_16: "hma(close, 16)",
  vwma_10: "vwma(close, 10)",
  vwma_20: "vwma(close, 20)",
  alma_9_085_6: "alma(close, 9, 0.85, 6)",
  swma: "swma(close)",
  linreg_14_0: "linreg(close, 14, 0)",
  linreg_14_1: "linreg(close, 14, 1)",
  stoch_14: "stoch(14)",
  cci_14: "cci(close, 14)",
  cci_20: "cci(close, 20)",
  cci_hlc3_20: "cci(hlc3, 20)",
  mfi_14: "mfi(hlc3, 14)",
  cmo_14: "cmo(close, 14)",
  wpr_14: "willr(14)",
  tsi_25_13: "tsi(close, 13, 25)",
  cog_10: "cog(close, 10)",
  dev_20: "dev(close, 20)",
  // PineTS takes the newest of equal extremes, TradingView the oldest.
  highestbars_20: "-talib.highest_bars(high, 20)",
  lowestbars_10: "-talib.lowest_bars(low, 10)",
  sar_002_002_02: "psar(0.02, 0.02, 0.2)",
  bbw_20_2: "bbw(close, 20, 2)",
  kcw_20_15: "kcw(close, 20, 1.5)",
  dmi_plus_14: "dmi(14, 14).plus",
  dmi_minus_14: "dmi(14, 14).minus",
  adx_14_14: "dmi(14, 14).adx",
  supertrend_3_10: "supertrend(3, 10).line",
  supertrend_dir_3_10: "supertrend(3, 10).direction",
  kc_middle_20_15: from(20, "keltner(close, 20, 1.5).middle"),
  kc_upper_20_15: "keltner(close, 20, 1.5).upper",
  kc_lower_20_15: "keltner(close, 20, 1.5).lower",
  kcr_upper_20_15: "ema(close, 20) + 1.5 * ema(high - low, 20)",
  kcr_lower_20_15: "ema(close, 20) - 1.5 * ema(high - low, 20)",
  dema_10: "dema(close, 10)",
  tema_10: "tema(close, 10)",
  trix_18_tv: "trix(close, 18)",
  stoch_k_14_3: "stochastic(14, 3, 3).k",
  stoch_d_14_3_3: "stochastic(14, 3, 3).d",
  stochrsi_k_14_14_3: "stochrsi(close, 14, 14, 3, 3).k",
};

const SOURCES = [
  { source: "talib", table: TALIB, rounding: 0 },
  { source: "tulip", table: TULIP, rounding: 0 },
  { source: "pinets", table: PINE, rounding: 1e-10 },
] as const;

describe.each(["goog_1d", "bitfinex_btcusd_1m_20190626", "binance_btcusdc_1w"])("%s", (market) => {
  const candles = readCandles(market);
  describe.each(SOURCES)("$source", ({ source, table, rounding }) => {
    const columns = readColumns(`${folder}/${market}.${source}.csv`);
    const series = seriesOf(table);
    it.each([...columns])("%s", (name, expected) => {
      const entry = table[name];
      if (entry === undefined) return expect.fail(`${name} is not covered`);
      const fields = Object.fromEntries(
        Object.entries(candles).map(([field, values]) => [field, values.slice(0, expected.length)]),
      );
      const { relative, absolute } = isDispersion(callOf(entry)) ? DISPERSION : EXACT;
      // The changes of the averaged logarithm are rounded to 10 decimals before they are multiplied by 10000.
      const printed = name.startsWith("trix") && source === "pinets" ? 1e-6 : rounding;
      const actual = evaluateOne(present(series.get(name)), fields);
      expectValues(actual, expected, { relative, absolute: absolute + printed }, fromOf(entry));
    });
  });
});

describe("Stock.Indicators, 502 daily bars", () => {
  const candles = readCandles("skender_default_1d");
  const columns = readColumns(`${folder}/skender_default_1d.csv`);
  const table: Table = {
    "adl.adl": "accdist()",
    "adl.moneyFlowVolume": "money_flow_volume()",
    "adx_14.pdi": from(300, "talib.plus_di(14)"),
    "adx_14.mdi": from(300, "minus_di(14)"),
    "adx_14.dx": from(300, "dx(14)"),
    "adx_14.adx": from(320, "adx(14, 14)"),
    "alma_9_0.85_6.alma": "alma(close, 9, 0.85, 6)",
    "aroon_25.aroonUp": "aroon(25).up",
    "aroon_25.aroonDown": "aroon(25).down",
    "aroon_25.oscillator": "aroon(25).oscillator",
    "atr_14.atrp": "talib.natr(14)",
    "awesome_5_34.oscillator": "awesome(5, 34)",
    "bb_20_2.percentB": "percent_b(close, 20, 2)",
    "bb_20_2.width": "bbw(close, 20, 2) / 100",
    "cci_20.cci": "cci(hlc3, 20)",
    "chaikinosc_3_10.oscillator": "chaikin(3, 10)",
    // The range is that of true highs and lows there, and no value at the first bar's range.
    "chop_14.chop":
      "100 * log10(sum(talib.tr(), 14) / (highest(max(high, close[1]), 14) - lowest(min(low, close[1]), 14))) / log10(14)",
    "cmf_20.cmf": "cmf(20)",
    "cmo_14.cmo": "cmo(close, 14)",
    "dema_14.dema": from(130, "dema(close, 14)"),
    "epma_10.epma": "linreg(close, 10)",
    "force_2.forceIndex": "force(2)",
    "heikinashi.open": "heikin_ashi().open",
    "heikinashi.high": "heikin_ashi().high",
    "heikinashi.low": "heikin_ashi().low",
    "heikinashi.close": "heikin_ashi().close",
    "hma_14.hma": "hma(close, 14)",
    "ichimoku_9_26_52.tenkanSen": "ichimoku(9, 26, 52, 26).conversion",
    "ichimoku_9_26_52.kijunSen": "ichimoku(9, 26, 52, 26).base",
    // It draws the cloud one bar further forward than TradingView.
    "ichimoku_9_26_52.senkouSpanA": "ichimoku(9, 26, 52, 27).cloud_a",
    "ichimoku_9_26_52.senkouSpanB": "ichimoku(9, 26, 52, 27).cloud_b",
    "kama_10_2_30.kama": from(10, "kama(close, 10, 2, 30)"),
    "keltner_20_2_10.upperBand": "ema(close, 20) + 2 * talib.atr(10)",
    "keltner_20_2_10.lowerBand": "ema(close, 20) - 2 * talib.atr(10)",
    "mfi_14.mfi": "talib.mfi(hlc3, 14)",
    "stoch_14_3_3.oscillator": "stochastic(14, 3, 3).k",
    "stoch_14_3_3.signal": "stochastic(14, 3, 3).d",
    "stochrsi_14_14_3_1.stochRsi": "stochrsi(close, 14, 14, 1, 3).k",
    "stochrsi_14_14_3_1.signal": "stochrsi(close, 14, 14, 1, 3).d",
    "supertrend_10_3.superTrend": from(140, "supertrend(3, 10).line"),
    "tema_20.tema": from(215, "tema(close, 20)"),
    "trix_14.trix": from(165, "talib.trix(close, 14)"),
    "tsi_25_13_7.tsi": "100 * tsi(close, 13, 25)",
    "uo_7_14_28.ultimate": "uo(7, 14, 28)",
    "vortex_14.pvi": "vortex(14).plus",
    "vortex_14.nvi": "vortex(14).minus",
    "vwma_14.vwma": "vwma(close, 14)",
    "willr_14.williamsR": "willr(14)",
  };
  const series = seriesOf(table);
  it.each(Object.entries(table))("%s", (name, entry) => {
    const tolerance = isDispersion(callOf(entry)) ? DISPERSION : EXACT;
    const actual = evaluateOne(present(series.get(name)), candles);
    expectValues(actual, columnOf(columns, name), tolerance, fromOf(entry));
  });
});

describe("TradingView, weekly BTC/USDC", () => {
  const candles = readCandles("binance_btcusdc_1w");
  const days = readRows("data/binance_btcusdc_1w.csv").map((row) => (row.time ?? "").slice(0, 10));
  const rows = readRows(`${folder}/tradingview_btcusdc_1w.csv`);
  const table: Readonly<Record<string, string>> = {
    "linreg(close, 9, 3) linreg": "linreg(close, 9, 3)",
    "linreg(close, 5, 0) linreg": "linreg(close, 5, 0)",
    "alma(close, 14, 0.7, 7) alma": "alma(close, 14, 0.7, 7)",
    "alma(close, 5, 0.85, 6) alma": "alma(close, 5, 0.85, 6)",
    "swma(close) swma": "swma(close)",
    "stoch(close, high, low, 28) stoch": "stoch(28)",
    "cci(close, 28) cci": "cci(close, 28)",
    "cci(close, 5) cci": "cci(close, 5)",
    "mfi(close, 28) mfi": "mfi(close, 28)",
    "cmo(close, 28) cmo": "cmo(close, 28)",
    "cog(close, 28) cog": "cog(close, 28)",
    "tsi(close, 9, 18) tsi": "tsi(close, 9, 18)",
    "wpr(14) wpr": "willr(14)",
    "highestbars(close, 6) highestbars": "-highest_bars(close, 6)",
    "lowestbars(close, 6) lowestbars": "-lowest_bars(close, 6)",
    "supertrend(3, 10) supertrend": "supertrend(3, 10).line",
    "supertrend(3, 10) direction": "supertrend(3, 10).direction",
    "dmi(17, 14) plus": "dmi(17, 14).plus",
    "dmi(17, 14) minus": "dmi(17, 14).minus",
    "dmi(17, 14) adx": "dmi(17, 14).adx",
    "sar(0.02, 0.02, 0.2) sar": "psar(0.02, 0.02, 0.2)",
    "bbw(close, 6, 2) bbw": "bbw(close, 6, 2)",
    "kc(close, 6, 2, true) middle": "keltner(close, 6, 2).middle",
    "kc(close, 6, 2, true) upper": "keltner(close, 6, 2).upper",
    "kc(close, 6, 2, true) lower": "keltner(close, 6, 2).lower",
    "kc(close, 6, 2, false) middle": "ema(close, 6)",
    "kc(close, 6, 2, false) upper": "ema(close, 6) + 2 * ema(high - low, 6)",
    "kc(close, 6, 2, false) lower": "ema(close, 6) - 2 * ema(high - low, 6)",
    "kcw(close, 6, 2, true) kcw": "kcw(close, 6, 2)",
    "kcw(close, 6, 2, false) kcw": "4 * ema(high - low, 6) / ema(close, 6)",
    "pvt pvt": "pvt()",
    "wad wad": "wad()",
    "wvad wvad": "wvad()",
    "accdist accdist": "accdist()",
    "nvi nvi": "nvi()",
    "pvi pvi": "pvi()",
    "iii iii": "iii()",
    "dev(close, 5) dev": "dev(close, 5)",
    "range(close, 6) range": "range(close, 6)",
  };
  const series = seriesOf(table);

  it("every printed value is covered", () => {
    const printed = new Set(rows.map((row) => `${row.expression} ${row.output}`));
    expect([...printed].sort()).toStrictEqual(Object.keys(table).sort());
  });

  it.each(Object.keys(table))("%s", (name) => {
    const expected = rows.filter((row) => `${row.expression} ${row.output}` === name);
    expect(expected.length).toBeGreaterThan(9);
    const start = days.indexOf(expected[0]?.history_start ?? "");
    const fields = Object.fromEntries(
      Object.entries(candles).map(([field, values]) => [field, values.slice(start)]),
    );
    const actual = evaluateOne(present(series.get(name)), fields);
    for (const row of expected) {
      const got = actual[days.indexOf((row.time ?? "").slice(0, 10)) - start] ?? Number.NaN;
      const want = Number(row.value);
      const printed = 0.51 * 10 ** -Number(row.decimals);
      if (row.value === "") expect(got).toBeNaN();
      else expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want) + printed);
    }
  });
});

describe("StockCharts work sheets", () => {
  const fieldsOf = (columns: ReturnType<typeof readColumns>): Fields => {
    const found = (name: string): Float64Array => columns.get(name) ?? columnOf(columns, "Close");
    return {
      open: found("Open"),
      high: found("High"),
      low: found("Low"),
      close: found("Close"),
      volume: found("Volume"),
    };
  };
  const table: readonly {
    readonly sheet: string;
    readonly column: string;
    readonly call: string;
    readonly first: number;
    readonly printed: number;
  }[] = [
    { sheet: "adx", column: "+DI14", call: "plus_di(14)", first: 14, printed: 6e-7 },
    { sheet: "adx", column: "-DI14", call: "minus_di(14)", first: 14, printed: 6e-7 },
    { sheet: "adx", column: "DX", call: "dx(14)", first: 14, printed: 6e-6 },
    { sheet: "adx", column: "ADX", call: "adx(14, 14)", first: 27, printed: 6e-6 },
    { sheet: "cci", column: "CCI", call: "cci(hlc3, 20)", first: 19, printed: 6e-5 },
    { sheet: "cci", column: "20-day Mean Deviation", call: "dev(hlc3, 20)", first: 19, printed: 6e-5 },
    { sheet: "kama", column: "KAMA", call: "kama(close, 10, 2, 30)", first: 10, printed: 6e-7 },
    { sheet: "mfi", column: "MFI", call: "mfi(hlc3, 14)", first: 14, printed: 6e-6 },
    { sheet: "percentr", column: "Williams_%R", call: "willr(14)", first: 13, printed: 6e-7 },
    { sheet: "ultosc", column: "Ult_Osc", call: "uo(7, 14, 28)", first: 28, printed: 6e-7 },
    { sheet: "vortex", column: "+VI14", call: "vortex(14).plus", first: 14, printed: 6e-7 },
    { sheet: "vortex", column: "-VI14", call: "vortex(14).minus", first: 14, printed: 6e-7 },
  ];
  it.each(table)("$sheet: $column", ({ sheet, column, call, first, printed }) => {
    const columns = readColumns(`${folder}/stockcharts_${sheet}.csv`);
    const series = present(librarySeries({ call }).get("call"));
    const actual = evaluateOne(series, fieldsOf(columns));
    expectValues(actual, columnOf(columns, column), { relative: 1e-9, absolute: printed }, first);
  });

  // The sheet starts downward; both are the same from the second turn.
  it("psar: both sides", () => {
    const columns = readColumns(`${folder}/stockcharts_psar.csv`);
    const down = columnOf(columns, "psar_down");
    const expected = columnOf(columns, "psar_up").map((value, i) =>
      Number.isNaN(value) ? (down[i] ?? Number.NaN) : value,
    );
    const series = present(librarySeries({ call: "psar(0.02, 0.02, 0.2)" }).get("call"));
    expectValues(evaluateOne(series, fieldsOf(columns)), expected, { relative: 0, absolute: 6e-9 }, 8);
  });
});
