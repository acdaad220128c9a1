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
  ["last_fill", "Price of the last fill that opened or added to the position."],
  ["units", "How many entries the open position is made of; 0 while flat."],
  ["bars_held", "Bars since the position was opened."],
  ["best", "Best price since the entry, from the position's point of view."],
  ["worst", "Worst price since the entry, from the position's point of view."],
  ["bars_since_exit", "Bars since the last position was closed; absent before the first."],
  ["equity", "Cash and the value of what is held, at the last close."],
  ["day_start_equity", "Equity when the present day (UTC) began."],
  ["cash", "Money that is not invested."],
  ["exposure", "Value of all positions, long and short ones added."],
  ["position", "The open position: `position.size`, `.side`, `.value`, `.profit`."],
  ["position.size", "Size of the open position in units of the base asset; 0 while flat."],
  ["position.side", "1 while long, -1 while short, 0 while flat."],
  ["position.value", "Value of the open position at the last close."],
  ["position.profit", "Profit of the open position at the last close, before what closing it costs."],
  ["last_trade", "The last closed trade: `last_trade.profit`."],
  ["last_trade.profit", "Profit of the last closed trade, after fees."],
  ["quote", "The market's quotes: `quote.spread`."],
  ["quote.spread", "Distance of ask and bid as a share of the price; bars have no quotes."],
  ["open", "Whether the combo is open."],
  ["profit", "Profit of all legs since they were opened."],
  ["drift", "How far the weights are from those that were asked for."],
  ["bars", "Bars since the machine came into its present state."],
]);
