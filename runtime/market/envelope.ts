import type { Bar } from "./bars.ts";

/** What a feed delivered about one instrument. */
export type MarketPayload =
  /** A closed bar; `interval` in milliseconds. */
  | { readonly type: "bar"; readonly interval: number; readonly bar: Bar }
  /** A closed bar of mark or index prices. */
  | { readonly type: "mark" | "index"; readonly interval: number; readonly bar: Bar }
  /** A funding payment: the ratio that longs pay to shorts. */
  | { readonly type: "funding"; readonly rate: number };

/**
 * One event of a feed. `eventTime` is when it became known at the venue (of a bar: its close), `ingestTime` when it
 * reached this process, both in milliseconds since 1970 UTC; `seq` counts the events of one source.
 */
export interface Envelope {
  readonly seq: number;
  readonly eventTime: number;
  readonly ingestTime: number;
  /** Who delivered it: a file, a venue's stream. */
  readonly source: string;
  readonly venue: string;
  /** ccxt's unified symbol. */
  readonly instrument: string;
  readonly payload: MarketPayload;
  /** Two events with the same key are one event. */
  readonly idempotencyKey: string;
}

/** Kinds of one moment in the order in which they are applied: what a bar's features read comes before the bar. */
const RANK: Readonly<Record<MarketPayload["type"], number>> = { index: 0, mark: 1, funding: 2, bar: 3 };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The one order of events: by time, by kind, by the priority of the source (its place in `sources`, unknown ones last), by
 * venue, by instrument, and as the source counted them.
 */
export const compareEnvelopes =
  (sources: readonly string[]) =>
  (a: Envelope, b: Envelope): number => {
    const priority = (source: string): number => {
      const place = sources.indexOf(source);
      return place < 0 ? sources.length : place;
    };
    return (
      a.eventTime - b.eventTime ||
      RANK[a.payload.type] - RANK[b.payload.type] ||
      priority(a.source) - priority(b.source) ||
      compareText(a.venue, b.venue) ||
      compareText(a.instrument, b.instrument) ||
      a.seq - b.seq
    );
  };

/** What became of an event. `late`: its moment had been decided; it changes nothing any more. */
export type IngestResult =
  | { readonly status: "accepted" }
  | { readonly status: "duplicate" | "late" }
  | { readonly status: "refused"; readonly code: IngestFault; readonly message: string };

export type IngestFault =
  | "unknown_instrument"
  | "wrong_interval"
  | "bad_bar"
  | "bad_time"
  | "not_expected"
  | "no_room";

const PRICES = ["open", "high", "low", "close"] as const;

/** Why a bar cannot be one, or nothing. */
export const faultOfBar = (bar: Bar, interval: number): string | undefined => {
  if (!Number.isSafeInteger(bar.time) || bar.time % 1 !== 0)
    return `${bar.time} is not a time in milliseconds`;
  const wrong = PRICES.find((field) => !(Number.isFinite(bar[field]) && bar[field] > 0));
  if (wrong !== undefined) return `${wrong} is ${bar[wrong]}, not a price above zero`;
  if (bar.high < Math.max(bar.open, bar.close, bar.low))
    return `the high ${bar.high} is not the highest price`;
  if (bar.low > Math.min(bar.open, bar.close)) return `the low ${bar.low} is not the lowest price`;
  if (bar.volume < 0) return `the volume ${bar.volume} is below zero`;
  return interval > 0 ? undefined : `a bar of ${interval} ms has no length`;
};
