import type { LevelColumns, QuoteColumns } from "../market/index.ts";
import type { OrderBook } from "./order-book.ts";

/** Writes the best levels of a book down as quotes, one for each change of any of them. */
export class QuoteRecorder {
  private readonly levels: number;
  private readonly times: number[] = [];
  /** For each level: bid, bid size, ask, ask size. */
  private readonly values: number[][] = [];
  private readonly last: number[];
  /** Times at which the book was crossed, and nothing was written. */
  crossed = 0;

  constructor(levels: number) {
    this.levels = levels;
    for (let column = 0; column < levels * 4; column++) this.values.push([]);
    this.last = new Array<number>(levels * 4).fill(Number.NaN);
  }

  get length(): number {
    return this.times.length;
  }

  /** Looks at a book at a time, milliseconds; a side without levels is no quote. */
  see(book: OrderBook, time: number): void {
    if (book.depth("bid") === 0 || book.depth("ask") === 0) return;
    if (book.isCrossed) {
      this.crossed++;
      return;
    }
    let isChanged = false;
    for (let level = 0; level < this.levels; level++) {
      const at = level * 4;
      const values = [
        book.price("bid", level),
        book.size("bid", level),
        book.price("ask", level),
        book.size("ask", level),
      ];
      for (const [index, value] of values.entries()) {
        isChanged ||= !Object.is(this.last[at + index], value);
        this.last[at + index] = value;
      }
    }
    if (!isChanged) return;
    this.times.push(time);
    for (const [column, value] of this.last.entries()) this.values[column]?.push(value);
  }

  /** The quotes so far. */
  columns(priceDecimals: number): QuoteColumns {
    const column = (at: number): Float64Array => Float64Array.from(this.values[at] ?? []);
    const level = (number: number): LevelColumns => ({
      bid: column(number * 4),
      bidSize: column(number * 4 + 1),
      ask: column(number * 4 + 2),
      askSize: column(number * 4 + 3),
    });
    const best = {
      length: this.times.length,
      time: Float64Array.from(this.times),
      ...level(0),
      priceDecimals,
    };
    if (this.levels === 1) return best;
    return { ...best, deeper: Array.from({ length: this.levels - 1 }, (_, index) => level(index + 1)) };
  }
}
