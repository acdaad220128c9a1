/** The example plans and the data that each is meant for; `examples/README.md` says the same. */

export interface Example {
  readonly name: string;
  readonly data: string;
}

export const examples: readonly Example[] = [
  { name: "sma-cross", data: "goog_1d" },
  { name: "ema-atr", data: "binance_btcusdc_4h" },
  { name: "rsi-dip", data: "eurusd_1h" },
  { name: "donchian", data: "goog_1d" },
  { name: "bracket", data: "bitfinex_btcusd_1m_2019w26" },
  { name: "turtle", data: "binance_btcusdc_1d" },
  { name: "golden-cross", data: "goog_1d" },
  { name: "btc-trend", data: "binance_btcusdc_4h" },
  { name: "opening-range", data: "bitfinex_btcusd_1m_2019w26" },
  { name: "pullback", data: "binance_btcusdc_4h" },
];

/** An example of several markets: a file of bars for each, and of funding for some. */
export interface SeveralExample {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly funding: Readonly<Record<string, string>>;
  /** Symbols of markets that are read and not traded. */
  readonly watched?: readonly string[];
}

export const severalExamples: readonly SeveralExample[] = [
  { name: "pairs", data: { eth: "ethbtc_5m_201801", ltc: "ltcbtc_5m_201801" }, funding: {} },
  {
    name: "rotation",
    data: { eth: "ethbtc_5m_201801", ltc: "ltcbtc_5m_201801", ada: "adabtc_5m_201801" },
    funding: {},
  },
  {
    name: "carry",
    data: { spot: "xrpusdt_mark_8h", perp: "xrpusdt_mark_8h" },
    funding: { perp: "xrpusdt_funding_8h" },
  },
  {
    name: "lead-lag",
    data: { eth: "bitfinex_ethusd_1m_2019w27", btc: "bitfinex_btcusd_1m_2019w27" },
    funding: {},
    watched: ["BTC/USD"],
  },
  {
    name: "rotation-breakout",
    data: { eth: "ethbtc_5m_201801", ltc: "ltcbtc_5m_201801", ada: "adabtc_5m_201801" },
    funding: {},
  },
];

export const planPath = ({ name }: { readonly name: string }): string => `examples/${name}.ctk`;

export const dataPath = ({ data }: { readonly data: string }): string => `examples/data/${data}.csv.gz`;
