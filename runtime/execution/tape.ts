import {
  BUY,
  firstTickAt,
  type LevelColumns,
  type MarketTicks,
  type QuoteColumns,
  SELL,
  type TradeColumns,
} from "../market/index.ts";

/**
 * Trades and quotes of one market in the order of time, and the book as it stands between two of them: the last quote,
 * less what has traded at its prices since. Of one millisecond the trades come first: a quote tells what they have left.
 */
export class Tape {
  readonly trades: TradeColumns | undefined;
  readonly quotes: QuoteColumns | undefined;
  private readonly levels: readonly LevelColumns[];
  /** Rows that are next. */
  trade = 0;
  quote = 0;
  /** What has traded at the best bid and at the best ask since the last quote. */
  private sold = 0;
  private bought = 0;
  /** A trade since the last quote was beyond the best bid, or the best ask: who stood there does not any more. */
  private isBidGone = false;
  private isAskGone = false;
  /** Everything before this time has been read. */
  private readUntil = Number.NaN;

  constructor({ trades, quotes }: MarketTicks) {
    this.trades = trades;
    this.quotes = quotes;
    this.levels = quotes === undefined ? [] : [quotes, ...(quotes.deeper ?? [])];
  }

  /** Goes to the first tick at or after a time. */
  seek(time: number): void {
    if (this.readUntil === time) return;
    this.readUntil = time;
    const { trades, quotes } = this;
    this.quote = quotes === undefined ? 0 : firstTickAt(quotes, time);
    this.clear();
    if (trades === undefined) return;
    const end = firstTickAt(trades, time);
    const shownAt = this.quote > 0 ? (quotes?.time[this.quote - 1] as number) : Number.NaN;
    this.trade = Number.isNaN(shownAt) ? end : firstTickAt(trades, Math.min(time, shownAt + 0.5));
    while (this.trade < end) this.passTrade();
  }

  /** Notes that every tick before a time has been read, so that going on from there needs no search. */
  readTo(time: number): void {
    this.readUntil = time;
  }

  /** Forgets the place: ticks have been left out. */
  leave(): void {
    this.readUntil = Number.NaN;
  }

  /** Ticks before a time that are still to be read. */
  countBefore(time: number): number {
    const { trades, quotes } = this;
    const left = (ticks: TradeColumns | QuoteColumns | undefined, row: number): number =>
      ticks === undefined ? 0 : firstTickAt(ticks, time) - row;
    return left(trades, this.trade) + left(quotes, this.quote);
  }

  /** Time of the next trade and of the next quote; infinite where there is none. */
  get nextTrade(): number {
    const { trades, trade } = this;
    return trades === undefined || trade >= trades.length
      ? Number.POSITIVE_INFINITY
      : (trades.time[trade] as number);
  }
  get nextQuote(): number {
    const { quotes, quote } = this;
    return quotes === undefined || quote >= quotes.length
      ? Number.POSITIVE_INFINITY
      : (quotes.time[quote] as number);
  }

  /** Reads the next trade; what it took is not displayed any more. */
  passTrade(): void {
    const { trades, quotes, trade } = this;
    this.trade = trade + 1;
    if (trades === undefined || quotes === undefined || this.quote === 0) return;
    const price = trades.price[trade] as number;
    const quantity = trades.quantity[trade] as number;
    const side = trades.side[trade] as number;
    const bid = quotes.bid[this.quote - 1] as number;
    const ask = quotes.ask[this.quote - 1] as number;
    if (price < bid) this.isBidGone = true;
    else if (price === bid && side !== BUY) this.sold += quantity;
    if (price > ask) this.isAskGone = true;
    else if (price === ask && side !== SELL) this.bought += quantity;
  }

  /** Reads the next quote. */
  passQuote(): void {
    this.quote++;
    this.clear();
  }

  private clear(): void {
    this.sold = 0;
    this.bought = 0;
    this.isBidGone = false;
    this.isAskGone = false;
  }

  /** Whether a quote has been shown. */
  get isQuoted(): boolean {
    return this.quote > 0;
  }

  get depth(): number {
    return this.levels.length;
  }

  /** Whether what a taker meets is displayed: the bids for who sells, the asks for who buys. */
  isOffered(sell: boolean): boolean {
    if (this.quote === 0 || (sell ? this.isBidGone : this.isAskGone)) return false;
    for (let level = 0; level < this.levels.length; level++) if (this.sizeFor(sell, level) > 0) return true;
    return false;
  }

  /** Price of a level that a taker meets; NaN where there is none. */
  priceFor(sell: boolean, level: number): number {
    const columns = this.levels[level];
    if (columns === undefined || this.quote === 0) return Number.NaN;
    return (sell ? columns.bid : columns.ask)[this.quote - 1] as number;
  }

  /** Quantity of a level that a taker meets, less what has traded there; infinite where sizes are not known. */
  sizeFor(sell: boolean, level: number): number {
    const columns = this.levels[level];
    if (columns === undefined || this.quote === 0) return 0;
    const price = (sell ? columns.bid : columns.ask)[this.quote - 1] as number;
    if (Number.isNaN(price)) return 0;
    const size = (sell ? columns.bidSize : columns.askSize)[this.quote - 1] as number;
    if (Number.isNaN(size)) return Number.POSITIVE_INFINITY;
    return Math.max(0, size - (level === 0 ? (sell ? this.sold : this.bought) : 0));
  }

  /**
   * Quantity displayed on an order's own side at its price: nothing where it is better than all that is displayed, or
   * between two levels; NaN where it lies behind the last level that is known.
   */
  displayed(sell: boolean, price: number): number {
    if (this.quote === 0 || (sell ? this.isAskGone : this.isBidGone)) return Number.NaN;
    for (let level = 0; level < this.levels.length; level++) {
      // A taker on the other side meets the orders of this one.
      const known = this.priceFor(!sell, level);
      if (Number.isNaN(known)) return level === 0 ? 0 : Number.NaN;
      if (known === price) {
        const size = this.sizeFor(!sell, level);
        return size === Number.POSITIVE_INFINITY ? Number.NaN : size;
      }
      if (sell ? price < known : price > known) return 0;
    }
    return Number.NaN;
  }

  /** Identifies the volume of a trade among all volumes of the market. */
  tradeKey(row: number): number {
    return -1 - row;
  }

  /** Identifies the size of a level of the present quote among all volumes of the market. */
  quoteKey(sell: boolean, level: number): number {
    return ((this.quote - 1) * this.levels.length + level) * 2 + (sell ? 1 : 0);
  }
}
