import { type BookLevel, OrderBook } from "./order-book.ts";

/**
 * How a venue numbers its changes. `spot` and `futures` are Binance's documented procedures: the snapshot is asked for
 * while changes are being kept; older ones are dropped; the first one left has to span the snapshot's number; each later
 * one follows the one before (`U` is its `u` plus one; `pu` is its `u`). `counted`: each number is the one before plus one
 * (Bybit). `none`: changes have no numbers (full snapshots, recordings without them).
 */
export type ChainRule = "spot" | "futures" | "counted" | "none";

/** Numbers of a change: of the first and the last update in it, and of the last one of the change before. */
export interface ChangeNumbers {
  readonly first: number;
  readonly last: number;
  readonly previous: number;
}

export interface BookSnapshot {
  /** Number of the last update that is in it; NaN where the venue does not number. */
  readonly last: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface BookChange extends ChangeNumbers {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** What became of a message: `waiting` is kept until a snapshot comes, `old` is in the snapshot already. */
export type ChainResult =
  | { readonly kind: "applied" }
  | { readonly kind: "waiting" }
  | { readonly kind: "old" }
  | {
      /** The change does not follow what is known: the book is not valid any more, and waits for a snapshot. */
      readonly kind: "break";
      /** Number up to which the book was known, and the numbers of the change. */
      readonly known: number;
      readonly found: ChangeNumbers;
      readonly message: string;
    };

/** Changes that are kept while no snapshot has come. */
const MOST_WAITING = 100_000;

/**
 * A book that is only ever as its venue's numbers prove it to be: a change that does not follow is reported and not
 * applied, and the book is not valid until another snapshot comes.
 */
export class BookChain {
  readonly book = new OrderBook();
  private readonly rule: ChainRule;
  /** Number of the last update in the book; NaN: none is known. */
  last = Number.NaN;
  isValid = false;
  /** No change has been applied since the snapshot. */
  private isFresh = false;
  private waiting: BookChange[] = [];

  constructor(rule: ChainRule) {
    this.rule = rule;
  }

  /** Takes a snapshot, and what has been waiting for it. The last result is that of the change that ended it. */
  takeSnapshot({ last, bids, asks }: BookSnapshot): ChainResult {
    this.book.clear();
    this.book.apply(bids, asks);
    this.last = last;
    this.isValid = true;
    this.isFresh = true;
    const { waiting } = this;
    this.waiting = [];
    for (const [index, change] of waiting.entries()) {
      const result = this.takeChange(change);
      if (result.kind !== "break") continue;
      this.waiting.push(...waiting.slice(index + 1));
      return result;
    }
    return { kind: "applied" };
  }

  /** Takes a change of some levels. */
  takeChange(change: BookChange): ChainResult {
    if (!this.isValid) return this.wait(change);
    if (this.isOld(change)) return { kind: "old" };
    if (!this.follows(change)) {
      const { last: known } = this;
      const { first, last, previous } = change;
      this.book.clear();
      this.isValid = false;
      this.last = Number.NaN;
      this.wait(change);
      return {
        kind: "break",
        known,
        found: { first, last, previous },
        message: `updates are known up to ${known}, and the next ones are ${first} to ${last}: some are missing, and the book waits for a snapshot`,
      };
    }
    this.book.apply(change.bids, change.asks);
    this.last = change.last;
    this.isFresh = false;
    return { kind: "applied" };
  }

  private wait(change: BookChange): ChainResult {
    // Without numbers, what came before a snapshot cannot be told from what came after it.
    if (this.rule !== "none" && this.waiting.length < MOST_WAITING) this.waiting.push(change);
    return { kind: "waiting" };
  }

  private isOld({ last }: BookChange): boolean {
    if (!this.isFresh) return false;
    switch (this.rule) {
      case "spot":
      case "counted":
        return last <= this.last;
      case "futures":
        return last < this.last;
      case "none":
        return false;
    }
  }

  private follows({ first, last, previous }: BookChange): boolean {
    switch (this.rule) {
      case "spot":
        return this.isFresh ? first <= this.last + 1 && last >= this.last + 1 : first === this.last + 1;
      case "futures":
        return this.isFresh ? first <= this.last && last >= this.last : previous === this.last;
      case "counted":
        return first === this.last + 1;
      case "none":
        return true;
    }
  }
}
