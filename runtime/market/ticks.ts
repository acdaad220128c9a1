import { firstAt } from "./first-at.ts";

/** Side of the order that took liquidity: a buy, a sell, or not known. */
export const BUY = 1;
export const SELL = -1;
export const UNKNOWN_SIDE = 0;

/** Trades of one instrument, column by column, in the order in which they happened. */
export interface TradeColumns {
  readonly length: number;
  /** Milliseconds since 1970 UTC; several trades may share one. */
  readonly time: Float64Array;
  readonly price: Float64Array;
  /** Base units. */
  readonly quantity: Float64Array;
  /** `BUY`, `SELL` or `UNKNOWN_SIDE`: of the order that took liquidity. */
  readonly side: Int8Array;
  /** Largest number of decimals in any price of the source. */
  readonly priceDecimals: number;
}

/** One level of both sides of a book; NaN prices where a side has none, NaN sizes where the source has none. */
export interface LevelColumns {
  readonly bid: Float64Array;
  readonly bidSize: Float64Array;
  readonly ask: Float64Array;
  readonly askSize: Float64Array;
}

/** Best quotes of one instrument, perhaps with the levels behind them, in the order in which they were shown. */
export interface QuoteColumns extends LevelColumns {
  readonly length: number;
  /** Milliseconds since 1970 UTC from which on the quote is shown. */
  readonly time: Float64Array;
  /** The second level and those behind it, best first. */
  readonly deeper?: readonly LevelColumns[];
  /** Largest number of decimals in any price of the source. */
  readonly priceDecimals: number;
}

/** What happened and what was shown in one market, tick by tick: trades, quotes or both. */
export interface MarketTicks {
  readonly trades?: TradeColumns;
  readonly quotes?: QuoteColumns;
}

/** First index at or after a time, of times in order. */
export const firstTickAt = ({ length, time }: Pick<TradeColumns, "length" | "time">, at: number): number =>
  firstAt(time, at, 0, length);

/** The ticks before a time, as views on the same memory. */
export const ticksBefore = ({ trades, quotes }: MarketTicks, time: number): MarketTicks => ({
  ...(trades === undefined ? {} : { trades: { ...trades, length: firstTickAt(trades, time) } }),
  ...(quotes === undefined ? {} : { quotes: { ...quotes, length: firstTickAt(quotes, time) } }),
});

/** The ticks in a currency of another size: every price times a factor. */
export const scaledTicks = ({ trades, quotes }: MarketTicks, factor: number): MarketTicks => {
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value * factor);
  const level = ({ bid, bidSize, ask, askSize }: LevelColumns): LevelColumns => ({
    bid: scaled(bid),
    bidSize,
    ask: scaled(ask),
    askSize,
  });
  return {
    ...(trades === undefined ? {} : { trades: { ...trades, price: scaled(trades.price) } }),
    ...(quotes === undefined
      ? {}
      : {
          quotes: {
            ...quotes,
            ...level(quotes),
            ...(quotes.deeper === undefined ? {} : { deeper: quotes.deeper.map(level) }),
          },
        }),
  };
};
