/** One level of a book as a venue states it: price, and the whole size there; a size of zero removes the level. */
export type BookLevel = readonly [price: number, size: number];

/** One side of a book, best first. */
class BookSide {
  readonly prices: number[] = [];
  readonly sizes: number[] = [];
  private readonly isBid: boolean;

  constructor(isBid: boolean) {
    this.isBid = isBid;
  }

  set([price, size]: BookLevel): void {
    const { prices, sizes } = this;
    let low = 0;
    let high = prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const known = prices[middle] as number;
      if (this.isBid ? known > price : known < price) low = middle + 1;
      else high = middle;
    }
    const isKnown = prices[low] === price;
    if (size > 0) {
      if (isKnown) sizes[low] = size;
      else {
        prices.splice(low, 0, price);
        sizes.splice(low, 0, size);
      }
    } else if (isKnown) {
      prices.splice(low, 1);
      sizes.splice(low, 1);
    }
  }

  clear(): void {
    this.prices.length = 0;
    this.sizes.length = 0;
  }
}

/** The levels of one market, kept up to date by what its venue sends. */
export class OrderBook {
  private readonly bids = new BookSide(true);
  private readonly asks = new BookSide(false);

  apply(bids: readonly BookLevel[], asks: readonly BookLevel[]): void {
    for (const level of bids) this.bids.set(level);
    for (const level of asks) this.asks.set(level);
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** Levels of a side. */
  depth(side: "bid" | "ask"): number {
    return (side === "bid" ? this.bids : this.asks).prices.length;
  }

  /** Price of a level, the best one is 0; NaN where there is none. */
  price(side: "bid" | "ask", level = 0): number {
    return (side === "bid" ? this.bids : this.asks).prices[level] ?? Number.NaN;
  }

  /** Size of a level; 0 where there is none. */
  size(side: "bid" | "ask", level = 0): number {
    return (side === "bid" ? this.bids : this.asks).sizes[level] ?? 0;
  }

  /** The best bid is at the best ask or above it: something is missing. */
  get isCrossed(): boolean {
    return this.price("bid") >= this.price("ask");
  }
}
