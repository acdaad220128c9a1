import type { DataProblem, QuoteColumns, TradeColumns } from "../market/index.ts";
import { BookChain, type ChainResult } from "./book-chain.ts";
import {
  type BestQuote,
  type CaptureFormat,
  chainRules,
  type DepthMessage,
  readMessage,
} from "./messages.ts";
import type { OrderBook } from "./order-book.ts";
import { QuoteRecorder } from "./quote-recorder.ts";

export interface CaptureOptions {
  /** The file's name, for messages. */
  readonly file: string;
  readonly format: CaptureFormat;
  /** Levels of each side that are kept as quotes; 1 by default: the best. */
  readonly levels?: number;
}

/** A place at which the chain of a book's updates broke. */
export interface ChainBreak {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What a recording of a venue's messages holds. */
export interface Capture {
  /** The best levels of the book that its messages build, at the times at which they were received. */
  readonly quotes: QuoteColumns;
  readonly trades: TradeColumns;
  readonly counts: {
    readonly snapshots: number;
    readonly applied: number;
    /** Changes that were in the snapshot already. */
    readonly old: number;
    /** Best quotes of the venue's own that could be compared with the book at the same update, and those that were equal. */
    readonly compared: number;
    readonly agreed: number;
    /** Times at which the book was crossed. */
    readonly crossed: number;
  };
  readonly breaks: readonly ChainBreak[];
}

export type CaptureResult =
  | { readonly ok: true; readonly capture: Capture }
  | { readonly ok: false; readonly problem: DataProblem };

/**
 * Reads a recording of a venue's messages, one JSON text a line, perhaps with the local receive time in nanoseconds and
 * a blank in front. Builds the book as the venue documents; where its chain of updates breaks, that is reported and the
 * book is nothing until the next snapshot. A line that cannot be read refuses the file.
 */
export function readCapture(input: Uint8Array | string, options: CaptureOptions): CaptureResult {
  const { file, format, levels = 1 } = options;
  const text = typeof input === "string" ? input : new TextDecoder().decode(input);
  const state = new CaptureState(format, levels);
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const read = readLine(line, format);
    if (read === undefined) {
      return {
        ok: false,
        problem: {
          code: "DATA1015",
          file,
          line: index + 1,
          column: undefined,
          message: `this is not a message as ${format} sends it`,
          fix: "Each line holds one message as JSON, perhaps with the receive time in nanoseconds and a blank before it.",
        },
      };
    }
    state.take(read.message, read.received, index + 1);
  }
  return { ok: true, capture: state.capture() };
}

function readLine(
  line: string,
  format: CaptureFormat,
): { readonly message: DepthMessage; readonly received: number } | undefined {
  const stamp = /^(\d{16,19}) (?=[{[])/.exec(line);
  let value: unknown;
  try {
    value = JSON.parse(stamp === null ? line : line.slice(stamp[0].length));
  } catch {
    return undefined;
  }
  const message = readMessage(value, format);
  // Six digits less: milliseconds.
  const received = stamp?.[1] === undefined ? Number.NaN : Number(stamp[1].slice(0, -6));
  return message === undefined ? undefined : { message, received };
}

class CaptureState {
  private readonly chain: BookChain;
  private readonly recorder: QuoteRecorder;
  private readonly breaks: ChainBreak[] = [];
  private readonly trades: { time: number; price: number; quantity: number; side: number }[] = [];
  /** Best quotes by the number of their update: the venue's, and the book's. */
  private readonly stated = new Map<number, BestQuote>();
  private readonly built = new Map<number, BestQuote>();
  private decimals = 0;
  private now = Number.NEGATIVE_INFINITY;
  private snapshots = 0;
  private applied = 0;
  private old = 0;
  private compared = 0;
  private agreed = 0;

  constructor(format: CaptureFormat, levels: number) {
    this.chain = new BookChain(chainRules[format]);
    this.recorder = new QuoteRecorder(levels);
  }

  take(message: DepthMessage, received: number, line: number): void {
    const time = Number.isNaN(received) ? message.time : received;
    // Of several kinds of messages, the venue's own times are not in order.
    if (time > this.now) this.now = time;
    switch (message.kind) {
      case "snapshot":
        this.snapshots++;
        this.note(this.chain.takeSnapshot(message.snapshot), line);
        break;
      case "change":
        this.note(this.chain.takeChange(message.change), line);
        break;
      case "best":
        this.stated.set(message.best.last, message.best);
        this.compare(message.best.last);
        break;
      case "trades":
        for (const { price, quantity, side, decimals } of message.trades) {
          this.trades.push({ time: this.now, price, quantity, side });
          this.decimals = Math.max(this.decimals, decimals);
        }
        break;
      case "other":
        break;
    }
  }

  private note(result: ChainResult, line: number): void {
    if (result.kind === "break") this.breaks.push({ line, message: result.message });
    else if (result.kind === "old") this.old++;
    else if (result.kind === "applied") {
      this.applied++;
      const { book, last } = this.chain;
      this.recorder.see(book, this.now);
      if (!Number.isNaN(last)) {
        this.built.set(last, bestOf(book, last));
        this.compare(last);
      }
    }
  }

  private compare(last: number): void {
    const stated = this.stated.get(last);
    const built = this.built.get(last);
    if (stated === undefined || built === undefined) return;
    this.stated.delete(last);
    this.compared++;
    const isEqual = (["bid", "ask"] as const).every(
      (side) => stated[side][0] === built[side][0] && stated[side][1] === built[side][1],
    );
    if (isEqual) this.agreed++;
  }

  capture(): Capture {
    const { trades, recorder, snapshots, applied, old, compared, agreed } = this;
    const bookDecimals = Math.max(this.decimals, ...this.pricesWritten());
    return {
      quotes: recorder.columns(bookDecimals),
      trades: {
        length: trades.length,
        time: Float64Array.from(trades, ({ time }) => time),
        price: Float64Array.from(trades, ({ price }) => price),
        quantity: Float64Array.from(trades, ({ quantity }) => quantity),
        side: Int8Array.from(trades, ({ side }) => side),
        priceDecimals: bookDecimals,
      },
      counts: { snapshots, applied, old, compared, agreed, crossed: recorder.crossed },
      breaks: this.breaks,
    };
  }

  /** Decimals of the prices that are in the book at the end. */
  private *pricesWritten(): Generator<number> {
    const { book } = this.chain;
    for (const side of ["bid", "ask"] as const)
      for (let level = 0; level < book.depth(side); level++) yield decimalsIn(book.price(side, level));
  }
}

const decimalsIn = (price: number): number => String(price).split(".")[1]?.length ?? 0;

const bestOf = (book: OrderBook, last: number): BestQuote => ({
  last,
  bid: [book.price("bid"), book.size("bid")],
  ask: [book.price("ask"), book.size("ask")],
});
