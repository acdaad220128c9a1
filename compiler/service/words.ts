import type { FactName } from "../ir/nodes.ts";

/** What the fields of a market are, in a sentence. */
export const fieldDocs: ReadonlyMap<string, string> = new Map([
  ["open", "First price of the bar."],
  ["high", "Highest price of the bar."],
  ["low", "Lowest price of the bar."],
  ["close", "Last price of the bar."],
  ["volume", "What was traded during the bar, in units of the base asset."],
  ["time", "When the bar opened."],
  ["hl2", "Middle of the bar: `(high + low) / 2`."],
  ["hlc3", "Typical price: `(high + low + close) / 3`."],
  ["ohlc4", "Mean of the bar's four prices."],
  ["funding", "Funding rate of a perpetual market, at the bars at which it was paid."],
  ["mark", "Mark price of a derivative."],
  ["index", "Index price behind a derivative."],
]);

/** What the facts of a position and of the account are, in a sentence. */
export const factDocs: ReadonlyMap<string, string> = new Map<FactName | string, string>([
  ["entry", "Average price of the open position."],
  ["last_fill", "Price of the last fill that raised the position."],
  ["units", "How many entries the open position is made of; 0 while flat."],
  ["bars_held", "Bars since the position was opened; absent while flat."],
  ["best", "Most favourable price since the entry, by the highs and lows of the bars."],
  ["worst", "Least favourable price since the entry, by the highs and lows of the bars."],
  ["bars_since_exit", "Bars since the last position was closed; absent before the first."],
  ["equity", "The run's money and the value of what it holds, at the close."],
  [
    "day_start_equity",
    "Equity at the last close before the present day (UTC); on the first day, the capital.",
  ],
  ["cash", "Money that is not invested."],
  ["exposure", "Sum of the values of all positions, long and short ones alike."],
  ["position", "The open position: `position.size`, `.side`, `.value`, `.profit`."],
  ["position.size", "Size of the open position in units of the base asset; 0 while flat."],
  ["position.side", "1 while long, -1 while short, 0 while flat."],
  ["position.value", "Value of the open position at the close, in the quote currency, without a sign."],
  [
    "position.profit",
    "Profit of the open position at the close, before the fee of closing it; absent while flat.",
  ],
  ["last_trade", "The last closed trade: `last_trade.profit`."],
  ["last_trade.profit", "Profit of the last closed trade, after fees."],
  ["quote", "The market's quotes: `quote.spread`."],
  ["quote.spread", "Distance of ask and bid as a share of the price; bars have no quotes."],
  ["open", "Whether the combo is open."],
  ["profit", "Profit of all legs since they were opened, fees included; absent while it is not open."],
  ["drift", "Largest distance of a weight from the one that was asked for."],
  ["bars", "Bars since the machine came into its present state."],
]);
