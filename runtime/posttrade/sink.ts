import type { SinkRow } from "./sink-row.ts";

/** Where rows end up. One call at a time; what it does not return from holds the queue up. */
export interface SinkTarget {
  write(rows: readonly SinkRow[]): void | Promise<void>;
  /** Makes what was written last, as far as the target can promise that. */
  flush?(): void | Promise<void>;
  close?(): void | Promise<void>;
}

/** A queue in front of a target. */
export interface Sink {
  /** Takes rows in their order. Resolves once they are in the queue or dropped. Rejects where the target has failed. */
  write(rows: readonly SinkRow[]): Promise<void>;
  /** Resolves once the target has taken and flushed all that was written before. Rejects where it has failed. */
  flush(): Promise<void>;
  /** Flushes and closes the target; nothing can be written after that. */
  close(): Promise<void>;
  readonly counts: SinkCounts;
}

export interface SinkCounts {
  /** Rows that the target has taken. */
  readonly written: number;
  /** Rows that there was no room for. */
  readonly dropped: number;
  /** Rows that wait, or that the target is taking. */
  readonly queued: number;
}

export interface SinkOptions {
  /**
   * What happens to rows that the queue has no room for. `block`: `write` resolves when there is room. `drop`: they are
   * counted, and a row of the kind `drop` stands in their place.
   */
  readonly whenFull: "block" | "drop";
  /** Rows that may wait. Default 10,000. */
  readonly capacity?: number;
  /** Rows that the target gets at once, at most. Default 1,000. */
  readonly batch?: number;
}

/** Puts a bounded queue in front of a target. */
export const createSink = (target: SinkTarget, options: SinkOptions): Sink => new QueuedSink(target, options);

class QueuedSink implements Sink {
  private readonly target: SinkTarget;
  private readonly whenFull: SinkOptions["whenFull"];
  private readonly capacity: number;
  private readonly batch: number;
  private queue: SinkRow[] = [];
  /** Rows that the target is taking. */
  private inFlight = 0;
  private written = 0;
  private dropped = 0;
  /** Rows that were dropped since the last one that was queued. */
  private gap: { rows: number; from: number; to: number } | undefined;
  private draining: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;
  private isClosed = false;
  /** Writers and flushes that wait, called after every batch. */
  private waiting: (() => void)[] = [];
  /** The last write: the next one comes after it. */
  private last: Promise<void> = Promise.resolve();

  constructor(target: SinkTarget, { whenFull, capacity = 10_000, batch = 1_000 }: SinkOptions) {
    if (!(capacity >= 1) || !(batch >= 1)) throw new RangeError("a sink has room for at least one row");
    this.target = target;
    this.whenFull = whenFull;
    this.capacity = capacity;
    this.batch = batch;
  }

  get counts(): SinkCounts {
    return { written: this.written, dropped: this.dropped, queued: this.queue.length + this.inFlight };
  }

  write(rows: readonly SinkRow[]): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error("the sink is closed"));
    if (this.whenFull === "drop") return this.offer(rows);
    const before = this.last;
    const mine = before.then(() => this.push(rows));
    // What went wrong is told to whoever wrote; the next writer finds out for itself.
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private room(): number {
    return this.capacity - this.queue.length - this.inFlight;
  }

  private async push(rows: readonly SinkRow[]): Promise<void> {
    let at = 0;
    while (at < rows.length) {
      this.throwFailure();
      const room = this.room();
      if (room > 0) {
        this.queue.push(...rows.slice(at, at + room));
        at += room;
        this.drain();
      } else await this.nextBatch();
    }
    this.throwFailure();
  }

  private async offer(rows: readonly SinkRow[]): Promise<void> {
    this.throwFailure();
    for (const row of rows) {
      // The row that says what is missing stands before what follows the gap, so both have to fit.
      if (this.room() >= (this.gap === undefined ? 1 : 2)) {
        this.closeGap();
        this.queue.push(row);
      } else this.drop(row);
    }
    this.drain();
  }

  private drop(row: SinkRow): void {
    this.dropped++;
    const [from, to] = row.kind === "drop" ? [row.from, row.to] : [row.asOf, row.asOf];
    if (this.gap === undefined) this.gap = { rows: 1, from, to };
    else {
      this.gap.rows++;
      this.gap.to = to;
    }
  }

  private closeGap(): void {
    if (this.gap === undefined) return;
    this.queue.push({ kind: "drop", ...this.gap });
    this.gap = undefined;
  }

  private drain(): void {
    if (this.draining !== undefined || this.queue.length === 0 || this.failure !== undefined) return;
    this.draining = this.drainAll().finally(() => {
      this.draining = undefined;
      this.wake();
      // Rows that came while the last batch was being left.
      this.drain();
    });
  }

  /** Never rejects: what goes wrong is told to whoever writes or flushes. */
  private async drainAll(): Promise<void> {
    while (this.queue.length > 0 && this.failure === undefined) {
      const rows = this.queue.splice(0, this.batch);
      this.inFlight = rows.length;
      try {
        await this.target.write(rows);
        this.written += rows.length;
      } catch (error) {
        this.failure = { error };
      }
      this.inFlight = 0;
      this.wake();
    }
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resume of waiting) resume();
  }

  private nextBatch(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  async flush(): Promise<void> {
    await this.last;
    while (this.draining !== undefined) await this.draining;
    this.throwFailure();
    if (this.gap !== undefined) {
      this.closeGap();
      this.drain();
      while (this.draining !== undefined) await this.draining;
      this.throwFailure();
    }
    await this.target.flush?.();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      await this.flush();
    } finally {
      await this.target.close?.();
    }
  }
}

/** A target that keeps all rows. */
export const createMemoryTarget = (): SinkTarget & { readonly rows: readonly SinkRow[] } => {
  const rows: SinkRow[] = [];
  return {
    rows,
    write: (more) => {
      for (const row of more) rows.push(row);
    },
  };
};

/** A target that hands rows to a function; a promise that it returns holds the queue up until it is settled. */
export const createCallbackTarget = (
  take: (rows: readonly SinkRow[]) => void | Promise<void>,
): SinkTarget => ({ write: take });
