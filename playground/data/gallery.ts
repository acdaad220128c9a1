/** An example plan with the samples that its markets are run on. */
export interface GalleryItem {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Sample by market of the plan. */
  readonly data: Readonly<Record<string, string>>;
}

const threeCoins = {
  eth: "ethbtc_5m_201801",
  ltc: "ltcbtc_5m_201801",
  ada: "adabtc_5m_201801",
};

/** Every file of `examples/`, from the plainest on. */
export const gallery: readonly GalleryItem[] = [
  item(
    "golden-cross",
    "Golden cross",
    "Ten shares when two averages cross. The smallest whole plan, with scenarios.",
    {
      goog: "goog_1d",
    },
  ),
  item(
    "sma-cross",
    "Cross with fees",
    "In the market while the fast average is above the slow one; a route with fees and slippage.",
    {
      goog: "goog_1d",
    },
  ),
  item(
    "ema-atr",
    "Averages and a volatility stop",
    "Long and short, a stop in average true ranges, a risk block.",
    {
      btc: "binance_btcusdc_4h",
    },
  ),
  item(
    "btc-trend",
    "Two clocks",
    "Trend of four hours in the direction of the day; one percent at risk, trailing stops, adding.",
    {
      btc: "binance_btcusdc_4h",
    },
  ),
  item("rsi-dip", "Buy the dip", "Three time frames on the euro; exits by time and by the trend.", {
    eurusd: "eurusd_1h",
  }),
  item(
    "donchian",
    "Channel breakout",
    "Stop orders that rest in the market and are replaced at each close.",
    {
      goog: "goog_1d",
    },
  ),
  item("bracket", "Stop and target", "Quick trades with both, and what happens where one bar holds both.", {
    btc: "bitfinex_btcusd_1m_2019w26",
  }),
  item("turtle", "Turtles", "Up to four units, one stop for all, a drawdown limit that ends it.", {
    btc: "binance_btcusdc_1d",
  }),
  item(
    "opening-range",
    "Opening range",
    "New York's first half hour on Bitcoin: states, schedules, a cooldown.",
    {
      btc: "bitfinex_btcusd_1m_2019w26",
    },
  ),
  item(
    "pullback",
    "Breakout, pullback, entry",
    "A machine with states: a setup of several steps that times out.",
    {
      btc: "binance_btcusdc_4h",
    },
  ),
  item("pairs", "Pairs", "Two legs sent as one, a hedge ratio by least squares, and its mirror.", {
    eth: "ethbtc_5m_201801",
    ltc: "ltcbtc_5m_201801",
  }),
  item("rotation", "Rotation", "Target weights: the strongest two of three coins.", threeCoins),
  item(
    "rotation-breakout",
    "Breakouts over a list",
    "One strategy that trades each of three coins; entries ranked, two positions at most.",
    threeCoins,
  ),
  item("lead-lag", "Lead and lag", "Trade one market on a signal of another.", {
    eth: "bitfinex_ethusd_1m_2019w27",
    btc: "bitfinex_btcusd_1m_2019w27",
  }),
  item("carry", "Carry", "Spot against the perpetual, with payments of funding.", {
    spot: "xrpusdt_mark_8h",
    perp: "xrpusdt_mark_8h",
  }),
];

function item(
  name: string,
  title: string,
  about: string,
  data: Readonly<Record<string, string>>,
): GalleryItem {
  return { name, title, about, data };
}

const texts = import.meta.glob<string>("../../examples/*.ctk", { query: "?raw", import: "default" });

/** The text of an example. Its file is fetched when it is opened. */
export const exampleText = async (name: string): Promise<string | undefined> =>
  texts[`../../examples/${name}.ctk`]?.();
