import type { BarColumns } from "./bars.ts";
import type { QuoteColumns, TradeColumns } from "./ticks.ts";

/**
 * Bars of trades: a bar opens at a multiple of the interval; open and close are its first and last trade in the order
 * of the rows, the volume is the sum of the quantities. There is no bar where there is no trade.
 */
export const barsOfTrades = (trades: TradeColumns, interval: number): BarColumns =>
  barsOf(trades, interval, (row) => trades.price[row] as number, trades.quantity);

/** Bars of the middle between bid and ask, for markets without trades. Their volume is not known. */
export const barsOfQuotes = (quotes: QuoteColumns, interval: number): BarColumns => {
  const bars = barsOf(
    quotes,
    interval,
    (row) => ((quotes.bid[row] as number) + (quotes.ask[row] as number)) / 2,
    undefined,
  );
  return { ...bars, priceDecimals: quotes.priceDecimals + 1 };
};

const barsOf = (
  { length, time, priceDecimals }: Pick<TradeColumns, "length" | "time" | "priceDecimals">,
  interval: number,
  priceOf: (row: number) => number,
  quantity: Float64Array | undefined,
): BarColumns => {
  let count = 0;
  let previous = Number.NaN;
  for (let row = 0; row < length; row++) {
    const open = Math.floor((time[row] as number) / interval);
    if (open !== previous) count++;
    previous = open;
  }
  const column = (): Float64Array => new Float64Array(count);
  const bars = {
    interval,
    length: count,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    priceDecimals,
  };
  let bar = -1;
  for (let row = 0; row < length; row++) {
    const start = Math.floor((time[row] as number) / interval) * interval;
    const price = priceOf(row);
    if (bar < 0 || bars.time[bar] !== start) {
      bar++;
      bars.time[bar] = start;
      bars.open[bar] = price;
      bars.high[bar] = price;
      bars.low[bar] = price;
    }
    bars.high[bar] = Math.max(bars.high[bar] as number, price);
    bars.low[bar] = Math.min(bars.low[bar] as number, price);
    bars.close[bar] = price;
    bars.volume[bar] = (bars.volume[bar] as number) + (quantity?.[row] ?? Number.NaN);
  }
  return bars;
};
