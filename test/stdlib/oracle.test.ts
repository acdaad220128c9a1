import { describe, expect, it } from "vitest";
import {
  type AnySeries,
  atr,
  bars,
  change,
  crosses,
  crossesAbove,
  crossesBelow,
  cum,
  ema,
  highest,
  history,
  lowest,
  mom,
  obv,
  rma,
  roc,
  rsi,
  sma,
  stdev,
  sum,
  talibAtr,
  talibMacdHistogram,
  talibMacdLine,
  talibMacdSignal,
  talibObv,
  talibRoc,
  talibRsi,
  talibTr,
  tr,
  variance,
  wma,
} from "../../stdlib/index.ts";
import { bollinger, donchian, macd } from "../support/composites.ts";
import { DISPERSION, EXACT, expectValues, type Tolerance } from "../support/expected-values.ts";
import { columnOf, readCandles, readColumns, readFixture, readRows } from "../support/indicator-fixtures.ts";
import { evaluateOne, type Fields } from "../support/series-runner.ts";

const btc = bars("btc", 60_000);
const { close, high, low, open } = btc;
const bands = bollinger(close, 20, 2);
const channel = donchian(btc, 20);
const convergence = macd(close, 12, 26, 9);

const dispersion = (series: AnySeries): Tolerance =>
  series.kind === "operation" && /stdev|variance/.test(JSON.stringify(series)) ? DISPERSION : EXACT;

const nullsToAbsent = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

const macdOutputs = (fast: number, slow: number, signal: number): readonly AnySeries[] => [
  talibMacdLine(close, fast, slow, signal),
  talibMacdSignal(close, fast, slow, signal),
  talibMacdHistogram(close, fast, slow, signal),
];
const [talibLine = close, talibSignal = close, talibHistogram = close] = macdOutputs(12, 26, 9);

describe("80 synthetic bars", () => {
  const fixture: {
    readonly bars: readonly (readonly number[])[];
    readonly tv: Readonly<Record<string, readonly (number | null)[]>>;
    readonly talib: Readonly<Record<string, readonly (number | null)[]>>;
  } = JSON.parse(readFixture("oracle/indicators/synthetic_80.json"));
  const field = (index: number): Float64Array =>
    Float64Array.from(fixture.bars, (bar) => bar[index] ?? Number.NaN);
  const fields: Fields = { open: field(0), high: field(1), low: field(2), close: field(3), volume: field(4) };

  const shared: Readonly<Record<string, AnySeries>> = {
    sma14: sma(close, 14),
    ema14: ema(close, 14),
    wma14: wma(close, 14),
    bb_mid: bands.middle,
    bb_up: bands.upper,
    bb_lo: bands.lower,
    stdev20: stdev(close, 20),
    highest20: highest(high, 20),
    lowest20: lowest(low, 20),
    roc10: roc(close, 10),
    mom10: mom(close, 10),
  };
  const tv: Readonly<Record<string, AnySeries>> = {
    ...shared,
    rma14: rma(close, 14),
    rsi14: rsi(close, 14),
    tr: tr(btc),
    atr14: atr(btc, 14),
    macd: convergence.line,
    macd_signal: convergence.signal,
    macd_hist: convergence.histogram,
    obv: obv(btc),
    change1: change(close, 1),
    cum_v: cum(btc.volume),
  };
  const talib: Readonly<Record<string, AnySeries>> = {
    ...shared,
    rsi14: talibRsi(close, 14),
    roc10: talibRoc(close, 10),
    tr: talibTr(btc),
    atr14: talibAtr(btc, 14),
    macd: talibLine,
    macd_signal: talibSignal,
    macd_hist: talibHistogram,
    obv: talibObv(btc),
  };

  it.each(Object.entries(fixture.tv))("default dialect: %s", (name, expected) => {
    const series = tv[name];
    if (series === undefined) return expect.fail(`${name} is not covered`);
    expectValues(evaluateOne(series, fields), nullsToAbsent(expected), dispersion(series));
  });

  it.each(Object.entries(fixture.talib))("TA-Lib: %s", (name, expected) => {
    const series = talib[name];
    if (series === undefined) return expect.fail(`${name} is not covered`);
    expectValues(evaluateOne(series, fields), nullsToAbsent(expected), dispersion(series));
  });
});

const TALIB: Readonly<Record<string, AnySeries>> = {
  sma_20: sma(close, 20),
  sma_200: sma(close, 200),
  ema_10: ema(close, 10),
  ema_26: ema(close, 26),
  ema_200: ema(close, 200),
  wma_20: wma(close, 20),
  rsi_2: talibRsi(close, 2),
  rsi_14: talibRsi(close, 14),
  tr: talibTr(btc),
  atr_14: talibAtr(btc, 14),
  macd_12_26_9: talibLine,
  macd_signal_12_26_9: talibSignal,
  macd_hist_12_26_9: talibHistogram,
  obv: talibObv(btc),
  bb_upper_20_2: bands.upper,
  bb_middle_20_2: bands.middle,
  bb_lower_20_2: bands.lower,
  stdev_pop_20: stdev(close, 20),
  var_pop_20: variance(close, 20),
  roc_10: talibRoc(close, 10),
  mom_10: mom(close, 10),
  max_high_20: highest(high, 20),
  min_low_10: lowest(low, 10),
  sum_10: sum(close, 10),
};

const TULIP: Readonly<Record<string, AnySeries>> = {
  wma_10: wma(close, 10),
  wilders_14: rma(close, 14),
  rsi_14: rsi(close, 14),
  tr: tr(btc),
  atr_14: atr(btc, 14),
  stddev_20: stdev(close, 20),
  max_20: highest(close, 20),
  min_10: lowest(close, 10),
};

const PINE: Readonly<Record<string, AnySeries>> = {
  sma_10: sma(close, 10),
  sma_20: sma(close, 20),
  rma_14: rma(close, 14),
  wma_10: wma(close, 10),
  rsi_14: rsi(close, 14),
  tr_true: tr(btc),
  atr_14: atr(btc, 14),
  macd_12_26_9: convergence.line,
  macd_signal_12_26_9: convergence.signal,
  macd_hist_12_26_9: convergence.histogram,
  obv: obv(btc),
  cum_volume: cum(btc.volume),
  change_5: change(close, 5),
  roc_10: roc(close, 10),
  stdev_20: stdev(close, 20),
  variance_20: variance(close, 20),
  highest_20: highest(high, 20),
  lowest_10: lowest(low, 10),
  bb_middle_20_2: bands.middle,
  bb_upper_20_2: bands.upper,
  bb_lower_20_2: bands.lower,
  donchian_mid_20: channel.middle,
  crossover_10_20: crossesAbove(sma(close, 10), sma(close, 20)),
  crossunder_10_20: crossesBelow(sma(close, 10), sma(close, 20)),
};

const SOURCES = [
  { source: "talib", series: TALIB, rounding: 0 },
  { source: "tulip", series: TULIP, rounding: 0 },
  { source: "pinets", series: PINE, rounding: 1e-10 },
] as const;

describe.each(["goog_1d", "bitfinex_btcusd_1m_20190626", "binance_btcusdc_1w"])("%s", (market) => {
  const candles = readCandles(market);
  for (const { source, series, rounding } of SOURCES) {
    if (market.startsWith("bitfinex") && source === "tulip") continue;
    const columns = readColumns(`oracle/indicators/${market}.${source}.csv`);
    for (const [name, expected] of columns) {
      it(`${source}: ${name}`, () => {
        const one = series[name];
        if (one === undefined) return expect.fail(`${name} is not covered`);
        const { relative, absolute } = dispersion(one);
        const actual = evaluateOne(one, candles);
        // PineTS shows a 0 for the first bar of the on-balance volume, where there is no change yet.
        const from = source === "pinets" && name === "obv" ? 1 : 0;
        if (one.type === "number") {
          expectValues(actual, expected, { relative, absolute: absolute + rounding }, from);
        } else {
          // Pine says false where a cross is still unknown.
          expectValues(
            actual.map((value) => (value === 2 ? 0 : value)),
            expected,
            EXACT,
          );
        }
      });
    }
  }
});

describe("Stock.Indicators, 502 daily bars", () => {
  const candles = readCandles("skender_default_1d");
  const columns = readColumns("oracle/indicators/skender_default_1d.csv");
  const series: Readonly<Record<string, AnySeries>> = {
    "atr_14.tr": talibTr(btc),
    "atr_14.atr": talibAtr(btc, 14),
    "bb_20_2.sma": bands.middle,
    "bb_20_2.upperBand": bands.upper,
    "bb_20_2.lowerBand": bands.lower,
    "donchian_20.upperBand": history(channel.upper, 1),
    "donchian_20.lowerBand": history(channel.lower, 1),
    "donchian_20.centerline": history(channel.middle, 1),
    "ema_20.ema": ema(close, 20),
    "macd_12_26_9.macd": convergence.line,
    "macd_12_26_9.signal": convergence.signal,
    "macd_12_26_9.histogram": convergence.histogram,
    "roc_14.momentum": mom(close, 14),
    "roc_14.roc": roc(close, 14),
    "rsi_14.rsi": rsi(close, 14),
    "sma_20.sma": sma(close, 20),
    "smma_20.smma": rma(close, 20),
    "stdev_14.stdDev": stdev(close, 14),
    "wma_14.wma": wma(close, 14),
    "obv.obv": obv(btc),
  };
  it.each(Object.entries(series))("%s", (name, one) => {
    // It shows a 0 for the first bar of the on-balance volume, where there is no change yet.
    const from = name === "obv.obv" ? 1 : 0;
    expectValues(evaluateOne(one, candles), columnOf(columns, name), dispersion(one), from);
  });
});

describe("TradingView, weekly BTC/USDC", () => {
  const candles = readCandles("binance_btcusdc_1w");
  const days = readRows("data/binance_btcusdc_1w.csv").map((row) => (row.time ?? "").slice(0, 10));
  const rows = readRows("oracle/indicators/tradingview_btcusdc_1w.csv");
  const wide = bollinger(close, 5, 4);
  const series: Readonly<Record<string, AnySeries>> = {
    "change(close, 28) change": change(close, 28),
    "change(close, 5) change": change(close, 5),
    "macd(close, 12, 26, 9) macd": convergence.line,
    "macd(close, 12, 26, 9) signal": convergence.signal,
    "macd(close, 12, 26, 9) hist": convergence.histogram,
    "cross(close, open) cross": crosses(close, open),
    "cum(close) cum": cum(close),
    "tr(true) tr": tr(btc),
    "bb(close, 5, 4) middle": wide.middle,
    "bb(close, 5, 4) upper": wide.upper,
    "bb(close, 5, 4) lower": wide.lower,
    "obv obv": obv(btc),
    "sma(close, 5) sma": sma(close, 5),
    "wma(close, 5) wma": wma(close, 5),
    "highest(close, 5) highest": highest(close, 5),
    "lowest(close, 5) lowest": lowest(close, 5),
    "stdev(close, 5) stdev": stdev(close, 5),
    "variance(close, 5) variance": variance(close, 5),
    "roc(close, 5) roc": roc(close, 5),
  };
  it.each(Object.entries(series))("%s", (name, one) => {
    const expected = rows.filter((row) => `${row.expression} ${row.output}` === name);
    expect(expected.length).toBeGreaterThan(9);
    const start = days.indexOf(expected[0]?.history_start ?? "");
    const fields = Object.fromEntries(
      Object.entries(candles).map(([field, values]) => [field, values.slice(start)]),
    );
    const actual = evaluateOne(one, fields);
    for (const row of expected) {
      const got = actual[days.indexOf((row.time ?? "").slice(0, 10)) - start] ?? Number.NaN;
      if (row.value === "") expect(got).toBeNaN();
      const want = Number(row.value);
      const printed = 0.51 * 10 ** -Number(row.decimals);
      if (row.value !== "") expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want) + printed);
    }
  });
});

describe("StockCharts work sheets", () => {
  const sheet = (name: string) => readColumns(`oracle/indicators/stockcharts_${name}.csv`);
  const fieldsOf = (columns: ReturnType<typeof sheet>): Fields => {
    const found = (name: string): Float64Array => columns.get(name) ?? columnOf(columns, "Close");
    return { high: found("High"), low: found("Low"), close: found("Close"), volume: found("Volume") };
  };
  const printed = (absolute: number): Tolerance => ({ relative: 0, absolute });

  it.each([
    { name: "atr", column: "TR", series: tr(btc), first: 0, digits: 1e-9 },
    { name: "atr", column: "ATR", series: atr(btc, 14), first: 13, digits: 1e-9 },
    { name: "bbands", column: "MiddleBand", series: bands.middle, first: 19, digits: 5e-6 },
    {
      name: "bbands",
      column: "20-day Standard Deviation",
      series: stdev(close, 20),
      first: 19,
      digits: 5e-6,
    },
    { name: "bbands", column: "HighBand", series: bands.upper, first: 19, digits: 5e-6 },
    { name: "bbands", column: "LowBand", series: bands.lower, first: 19, digits: 5e-6 },
    { name: "obv", column: "OBV", series: obv(btc), first: 1, digits: 0 },
    { name: "roc", column: "ROC", series: roc(close, 12), first: 12, digits: 5e-9 },
    { name: "wma", column: "WMA", series: wma(close, 9), first: 8, digits: 5.1e-5 },
  ])("$name: $column", ({ name, column, series, first, digits }) => {
    const columns = sheet(name);
    expectValues(evaluateOne(series, fieldsOf(columns)), columnOf(columns, column), printed(digits), first);
  });
});
