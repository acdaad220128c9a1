import type { Column } from "ctk/stdlib";

/**
 * A window of consecutive bars of one clock, shared by every column on that clock. New bars are appended at `end`;
 * when the window is full, its last `history` entries move to the front. Before the first bar the columns hold absent
 * values, so kernels may always look `history` entries back.
 */
export class ClockWindow {
  readonly clock: number;
  readonly history: number;
  readonly capacity: number;
  /** Index after the last bar. */
  end: number;
  /** Bar number of index 0 (negative before the history is filled). */
  first: number;
  private readonly columns: Column[] = [];

  constructor(clock: number, history: number, blockSize: number) {
    this.clock = clock;
    this.history = history;
    this.capacity = history + blockSize + 1;
    this.end = history;
    this.first = -history;
  }

  /** A new column of absent numbers that moves with the window. */
  numbers(): Float64Array {
    const column = new Float64Array(this.capacity).fill(Number.NaN);
    this.columns.push(column);
    return column;
  }

  /** A new column of unknown truth values that moves with the window. */
  booleans(): Uint8Array {
    const column = new Uint8Array(this.capacity).fill(2);
    this.columns.push(column);
    return column;
  }

  /** Makes room for `count` more bars (at most the block size and one) and returns the index of the first of them. */
  reserve(count: number): number {
    if (this.end + count > this.capacity) {
      const shift = this.end - this.history;
      for (const column of this.columns) column.copyWithin(0, shift, this.end);
      this.first += shift;
      this.end = this.history;
    }
    return this.end;
  }

  /** Bar number of an index. */
  barAt(index: number): number {
    return this.first + index;
  }

  /** Index of a bar number that is still in the window. */
  indexOf(bar: number): number {
    return bar - this.first;
  }

  /** Number of bars appended so far. */
  get count(): number {
    return this.first + this.end;
  }
}
