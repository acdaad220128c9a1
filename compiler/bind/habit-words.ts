/** Words that traders bring from Pine Script, Python and JavaScript, by what they stand for. */

/** Prefixes of indicator functions. */
export const functionNamespaces: ReadonlySet<string> = new Set([
  "ta",
  "pta",
  "ti",
  "TA",
  "tulipy",
  "bt",
  "indicators",
  "vbt",
]);

/** Prefixes of mathematical functions. */
export const mathNamespaces: ReadonlySet<string> = new Set(["math", "Math", "np", "numpy", "pd", "torch"]);

/** Objects that hold market data elsewhere. */
export const dataObjects: ReadonlySet<string> = new Set([
  "df",
  "data",
  "self",
  "this",
  "bar",
  "bars",
  "candle",
  "candles",
  "ohlcv",
  "dataframe",
  "syminfo",
]);

/** Crossings written as functions, and the operator here. */
export const crossNames: ReadonlyMap<string, string> = new Map([
  ["crossover", "crosses above"],
  ["crossunder", "crosses below"],
  ["cross", "crosses"],
  ["crossed_above", "crosses above"],
  ["crossed_below", "crosses below"],
  ["crossesAbove", "crosses above"],
  ["crossesBelow", "crosses below"],
  ["cross_over", "crosses above"],
  ["cross_under", "crosses below"],
]);

/** Functions under another name here. Keys are lower case. */
export const renamedFunctions: ReadonlyMap<string, string> = new Map([
  ["log", "ln"],
  ["bb", "bollinger"],
  ["bbands", "bollinger"],
  ["bollinger_bands", "bollinger"],
  ["ma", "sma"],
  ["smma", "rma"],
  ["wilder", "rma"],
  ["std", "stdev"],
  ["stddev", "stdev"],
  ["mom", "change"],
  ["momentum", "change"],
  ["max", "max"],
  ["maximum", "max"],
  ["min", "min"],
  ["minimum", "min"],
  ["fabs", "abs"],
  ["absolute", "abs"],
  ["power", "pow"],
  ["sumn", "sum"],
  ["cumsum", "cum"],
  ["truerange", "tr"],
  ["trange", "tr"],
  ["hh", "highest"],
  ["ll", "lowest"],
  ["hhv", "highest"],
  ["llv", "lowest"],
  ["rolling_max", "highest"],
  ["rolling_min", "lowest"],
  ["donchian_channel", "donchian"],
  ["donchian_channels", "donchian"],
  ["dc", "donchian"],
  ["kc", "keltner"],
  ["keltner_channel", "keltner"],
  ["keltner_channels", "keltner"],
  ["bollinger_width", "bbw"],
  ["bbp", "percent_b"],
  ["bb_percent", "percent_b"],
  ["wpr", "willr"],
  ["williams_r", "willr"],
  ["williamsr", "willr"],
  ["sar", "psar"],
  ["parabolic_sar", "psar"],
  ["ultosc", "uo"],
  ["ultimate_oscillator", "uo"],
  ["ao", "awesome"],
  ["awesome_oscillator", "awesome"],
  ["ad", "accdist"],
  ["adl", "accdist"],
  ["efi", "force"],
  ["force_index", "force"],
  ["linearreg", "linreg"],
  ["heikinashi", "heikin_ashi"],
  ["ichimoku_cloud", "ichimoku"],
  ["avgdev", "dev"],
  ["mad", "dev"],
  ["barssince", "bars_since"],
  ["valuewhen", "value_when"],
  ["percentrank", "percent_rank"],
  ["percentile_linear_interpolation", "percentile"],
  ["percentile_nearest_rank", "percentile_nearest"],
  ["correl", "correlation"],
  ["linearreg_slope", "linreg_slope"],
  ["linearreg_intercept", "linreg_intercept"],
  ["anchored_vwap", "vwap"],
  ["todegrees", "to_degrees"],
  ["toradians", "to_radians"],
]);

/** Calls that send orders. `strategy.*` is recognised by its prefix. */
export const orderNames: ReadonlySet<string> = new Set([
  "self.buy",
  "self.sell",
  "self.close",
  "self.position.close",
  "exchange.create_order",
  "exchange.createOrder",
]);

/** Inputs without a prefix. */
export const inputNames: ReadonlySet<string> = new Set(["input"]);

/** Functions that read a higher time frame. */
export const securityNames: ReadonlySet<string> = new Set([
  "request.security",
  "security",
  "resample",
  "resample_apply",
]);

/** Parts of a bar's time that are plain names in Pine Script. */
export const timeNames: ReadonlyMap<string, string> = new Map([
  ["dayofweek", "weekday()"],
  ["dayofmonth", "day()"],
  ["hour", "hour()"],
  ["minute", "minute()"],
  ["month", "month()"],
  ["year", "year()"],
  ["weekday", "weekday()"],
  ["timenow", "close_time()"],
  ["time_close", "close_time()"],
]);

/** Names of a bar's number. */
export const barNumberNames: ReadonlySet<string> = new Set([
  "bar_index",
  "n_bars",
  "last_bar_index",
  "barIndex",
]);

/** Facts of a position and of the account under other names. */
export const renamedFacts: ReadonlyMap<string, string> = new Map([
  ["bars_since_entry", "bars_held"],
  ["bars_in_trade", "bars_held"],
  ["bars_in_position", "bars_held"],
  ["entry_price", "entry"],
  ["avg_price", "entry"],
  ["profit", "position.profit"],
  ["pnl", "position.profit"],
  ["unrealized_pnl", "position.profit"],
  ["open_profit", "position.profit"],
  ["position_size", "position.size"],
  ["balance", "equity"],
  ["capital", "equity"],
  ["portfolio", "equity"],
]);

/** Names of a missing value. */
export const absentNames: ReadonlySet<string> = new Set([
  "na",
  "nan",
  "NaN",
  "NA",
  "None",
  "null",
  "undefined",
  "nil",
]);

/** Time frames as charts write them. */
export const timeFrames: ReadonlyMap<string, string> = new Map([
  ["1", "1m"],
  ["5", "5m"],
  ["15", "15m"],
  ["30", "30m"],
  ["60", "1h"],
  ["120", "2h"],
  ["240", "4h"],
  ["D", "1d"],
  ["1D", "1d"],
  ["W", "1w"],
  ["1W", "1w"],
  ["1H", "1h"],
  ["4H", "4h"],
]);
