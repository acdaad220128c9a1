/** Data that comes with the playground: a file of the same origin, fetched when it is wanted. */
export interface Sample {
  readonly name: string;
  readonly title: string;
  readonly group: "Crypto" | "Equity" | "FX" | "Pairs";
  readonly kind: "bars" | "funding";
  /** Symbols of markets that it can stand for. */
  readonly symbols: readonly string[];
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly bars: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is known of the files in `examples/data`; `PROVENANCE.md` there says where they are from. */
export const samples: readonly Sample[] = [
  sample("goog_1d", "Google, daily, 2004 to 2013", "Equity", ["GOOG/USD"], DAY, 2148),
  sample(
    "binance_btcusdc_1d",
    "BTC/USDC Binance, daily, 2024 to 2025",
    "Crypto",
    ["BTC/USDC", "BTC/USDT"],
    DAY,
    690,
  ),
  sample(
    "binance_btcusdc_4h",
    "BTC/USDC Binance, 4 hours, 2024 to 2025",
    "Crypto",
    ["BTC/USDC", "BTC/USDT"],
    4 * HOUR,
    4140,
  ),
  sample(
    "bitfinex_btcusd_1m_2019w26",
    "BTC/USD Bitfinex, minutes, a week of 2019",
    "Crypto",
    ["BTC/USD", "BTC/USDT"],
    MINUTE,
    9707,
  ),
  sample(
    "bitfinex_btcusd_1m_2019w27",
    "BTC/USD Bitfinex, minutes, the next week",
    "Crypto",
    ["BTC/USD"],
    MINUTE,
    9405,
  ),
  sample(
    "bitfinex_ethusd_1m_2019w27",
    "ETH/USD Bitfinex, minutes, the same week",
    "Crypto",
    ["ETH/USD", "ETH/USDT"],
    MINUTE,
    9405,
  ),
  sample("eurusd_1h", "EUR/USD, hourly, 2017 to 2018", "FX", ["EUR/USD"], HOUR, 5000),
  sample("ethbtc_5m_201801", "ETH/BTC, 5 minutes, January 2018", "Pairs", ["ETH/BTC"], 5 * MINUTE, 5760),
  sample("ltcbtc_5m_201801", "LTC/BTC, 5 minutes, January 2018", "Pairs", ["LTC/BTC"], 5 * MINUTE, 5760),
  sample("adabtc_5m_201801", "ADA/BTC, 5 minutes, January 2018", "Pairs", ["ADA/BTC"], 5 * MINUTE, 5720),
  sample(
    "xrpusdt_mark_8h",
    "XRP/USDT perpetual, 8 hours, end of 2021",
    "Crypto",
    ["XRP/USDT", "XRP/USDT:USDT"],
    8 * HOUR,
    91,
  ),
  {
    ...sample("xrpusdt_funding_8h", "XRP/USDT perpetual, funding", "Crypto", ["XRP/USDT:USDT"], 8 * HOUR, 91),
    kind: "funding",
  },
];

function sample(
  name: string,
  title: string,
  group: Sample["group"],
  symbols: readonly string[],
  interval: number,
  bars: number,
): Sample {
  return { name, title, group, kind: "bars", symbols, interval, bars };
}

const addresses = import.meta.glob<string>("../../examples/data/*.csv.gz", {
  query: "?url",
  import: "default",
  eager: true,
});

/** Where a sample's file is; undefined where no sample has that name. */
export const sampleAddress = (name: string): string | undefined =>
  samples.some((item) => item.name === name) ? addresses[`../../examples/data/${name}.csv.gz`] : undefined;
