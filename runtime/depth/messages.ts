import { z } from "zod";
import { BUY, SELL } from "../market/index.ts";
import type { BookChange, BookSnapshot, ChainRule } from "./book-chain.ts";
import type { BookLevel } from "./order-book.ts";

/** Venues whose recorded messages are understood. */
export type CaptureFormat = "binance-spot" | "binance-usdm" | "bybit" | "hyperliquid";

/** How each of them numbers its changes. */
export const chainRules: Readonly<Record<CaptureFormat, ChainRule>> = {
  "binance-spot": "spot",
  "binance-usdm": "futures",
  bybit: "counted",
  hyperliquid: "none",
};

/** A message of a venue about the book or the trades of a market. `time` is the venue's, milliseconds; NaN without one. */
export type DepthMessage =
  | { readonly kind: "snapshot"; readonly time: number; readonly snapshot: BookSnapshot }
  | { readonly kind: "change"; readonly time: number; readonly change: BookChange }
  | { readonly kind: "best"; readonly time: number; readonly best: BestQuote }
  | { readonly kind: "trades"; readonly time: number; readonly trades: readonly TakenTrade[] }
  | { readonly kind: "other"; readonly time: number };

/** The best quote as the venue states it, after the update of this number. */
export interface BestQuote {
  readonly last: number;
  readonly bid: BookLevel;
  readonly ask: BookLevel;
}

export interface TakenTrade {
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  /** `BUY` or `SELL`: of the order that took. */
  readonly side: number;
  /** Decimals in which the price is written. */
  readonly decimals: number;
}

const decimal = z.string().regex(/^\d+(?:\.\d+)?$/);
const level = z.tuple([decimal, decimal]);
const levels = z.array(level);

const binanceChange = z.object({
  e: z.literal("depthUpdate"),
  E: z.number(),
  U: z.number(),
  u: z.number(),
  pu: z.number().optional(),
  b: levels,
  a: levels,
});
const binanceBest = z.object({
  u: z.number(),
  b: decimal,
  B: decimal,
  a: decimal,
  A: decimal,
  T: z.number().optional(),
});
const binanceTrade = z.object({
  e: z.literal("trade"),
  T: z.number(),
  p: decimal,
  q: decimal,
  m: z.boolean(),
});
const binanceSnapshot = z.object({
  lastUpdateId: z.number(),
  T: z.number().optional(),
  bids: levels,
  asks: levels,
});
const binanceStream = z.object({ stream: z.string(), data: z.unknown() });

const bybitBook = z.object({
  topic: z.string().startsWith("orderbook."),
  type: z.enum(["snapshot", "delta"]),
  ts: z.number(),
  data: z.object({ b: levels, a: levels, u: z.number() }),
});

const hyperliquidLevel = z.object({ px: decimal, sz: decimal });
const hyperliquidBook = z.object({
  channel: z.literal("l2Book"),
  data: z.object({
    time: z.number(),
    levels: z.tuple([z.array(hyperliquidLevel), z.array(hyperliquidLevel)]),
  }),
});
const hyperliquidTrades = z.object({
  channel: z.literal("trades"),
  data: z.array(z.object({ px: decimal, sz: decimal, side: z.enum(["A", "B"]), time: z.number() })),
});

const levelOf = ([price, size]: readonly [string, string]): BookLevel => [Number(price), Number(size)];

/** Decimals of a price as text, trailing zeros left out. */
export const writtenDecimals = (text: string): number => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;

const other: DepthMessage = { kind: "other", time: Number.NaN };

/** Reads one message of a venue; undefined where it claims to be one that is known, and is not. */
export const readMessage = (value: unknown, format: CaptureFormat): DepthMessage | undefined => {
  switch (format) {
    case "binance-spot":
    case "binance-usdm":
      return readBinance(value);
    case "bybit":
      return readBybit(value);
    case "hyperliquid":
      return readHyperliquid(value);
  }
};

const readBinance = (value: unknown): DepthMessage | undefined => {
  const wrapped = binanceStream.safeParse(value);
  if (!wrapped.success) {
    const parsed = binanceSnapshot.safeParse(value);
    if (!parsed.success) return undefined;
    const { lastUpdateId: last, T: time = Number.NaN, bids, asks } = parsed.data;
    return { kind: "snapshot", time, snapshot: { last, bids: bids.map(levelOf), asks: asks.map(levelOf) } };
  }
  const { stream, data } = wrapped.data;
  if (stream.includes("@depth")) {
    const parsed = binanceChange.safeParse(data);
    if (!parsed.success) return undefined;
    const { E: time, U: first, u: last, pu: previous = Number.NaN, b, a } = parsed.data;
    const change = { first, last, previous, bids: b.map(levelOf), asks: a.map(levelOf) };
    return { kind: "change", time, change };
  }
  if (stream.endsWith("@bookTicker")) {
    const parsed = binanceBest.safeParse(data);
    if (!parsed.success) return undefined;
    const { u: last, b, B, a, A, T: time = Number.NaN } = parsed.data;
    return { kind: "best", time, best: { last, bid: levelOf([b, B]), ask: levelOf([a, A]) } };
  }
  if (!stream.endsWith("@trade")) return other;
  const parsed = binanceTrade.safeParse(data);
  if (!parsed.success) return undefined;
  const { T: time, p, q, m } = parsed.data;
  // `m`: the buyer was the maker, so the seller took.
  return { kind: "trades", time, trades: [tradeOf(time, p, q, m ? SELL : BUY)] };
};

const tradeOf = (time: number, price: string, quantity: string, side: number): TakenTrade => ({
  time,
  price: Number(price),
  quantity: Number(quantity),
  side,
  decimals: writtenDecimals(price),
});

const topicOf = z.object({ topic: z.string() });
const channelOf = z.object({ channel: z.string() });

const readBybit = (value: unknown): DepthMessage | undefined => {
  const topic = topicOf.safeParse(value);
  if (topic.success && !topic.data.topic.startsWith("orderbook.")) return other;
  const parsed = bybitBook.safeParse(value);
  if (!parsed.success) return undefined;
  const { type, ts: time, data } = parsed.data;
  const bids = data.b.map(levelOf);
  const asks = data.a.map(levelOf);
  // A number of 1 is a restart of the venue's service: its message is a snapshot, whatever it says.
  if (type === "snapshot" || data.u === 1) {
    return { kind: "snapshot", time, snapshot: { last: data.u, bids, asks } };
  }
  return { kind: "change", time, change: { first: data.u, last: data.u, previous: Number.NaN, bids, asks } };
};

const readHyperliquid = (value: unknown): DepthMessage | undefined => {
  const channel = channelOf.safeParse(value);
  if (!channel.success) return undefined;
  if (channel.data.channel === "trades") {
    const parsed = hyperliquidTrades.safeParse(value);
    if (!parsed.success) return undefined;
    const trades = parsed.data.data.map(({ px, sz, side, time }) =>
      tradeOf(time, px, sz, side === "B" ? BUY : SELL),
    );
    return { kind: "trades", time: trades[0]?.time ?? Number.NaN, trades };
  }
  if (channel.data.channel !== "l2Book") return other;
  const parsed = hyperliquidBook.safeParse(value);
  if (!parsed.success) return undefined;
  const { time, levels } = parsed.data.data;
  const [bids, asks] = levels.map((side) => side.map(({ px, sz }) => levelOf([px, sz])));
  return { kind: "snapshot", time, snapshot: { last: Number.NaN, bids: bids ?? [], asks: asks ?? [] } };
};
