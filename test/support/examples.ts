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
];

export const planPath = ({ name }: Example): string => `examples/${name}.ctk`;

export const dataPath = ({ data }: Example): string => `examples/data/${data}.csv.gz`;
