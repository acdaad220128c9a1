/** Small hand-made tapes: trades and quotes as rows, and what happened as short lines. */

import {
  BUY,
  createSession,
  type FillChoice,
  type MarketTicks,
  type QuoteColumns,
  SELL,
  type SessionConfig,
  type SessionOutcome,
  type TradeColumns,
  UNKNOWN_SIDE,
} from "ctk/runtime";
import { loadText, sessionOf } from "./backtest.ts";
import { abc, candles, MONDAY, type PlanOptions, planOf, type Row, signal } from "./simulate.ts";

/** Milliseconds after the first signal, the side that took, price and quantity. */
export type TradeRow = readonly [after: number, side: "buy" | "sell" | "", price: number, quantity: number];

/** Milliseconds after the first signal, then bid, its size, ask, its size, and further levels alike. */
export type QuoteRow = readonly [after: number, ...levels: number[]];

/** When the signal in the first bar decides: the close of that bar. */
export const DECIDED = MONDAY + 3_600_000;

const sides = { buy: BUY, sell: SELL, "": UNKNOWN_SIDE } as const;

export const tradesOf = (rows: readonly TradeRow[]): TradeColumns => ({
  length: rows.length,
  time: Float64Array.from(rows, ([after]) => DECIDED + after),
  side: Int8Array.from(rows, ([, side]) => sides[side]),
  price: Float64Array.from(rows, ([, , price]) => price),
  quantity: Float64Array.from(rows, ([, , , quantity]) => quantity),
  priceDecimals: 2,
});

export const quotesOf = (rows: readonly QuoteRow[]): QuoteColumns => {
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => row[at] ?? Number.NaN);
  const level = (number: number) => ({
    bid: column(number * 4 + 1),
    bidSize: column(number * 4 + 2),
    ask: column(number * 4 + 3),
    askSize: column(number * 4 + 4),
  });
  const levels = Math.max(1, ...rows.map((row) => Math.ceil((row.length - 1) / 4)));
  const time = Float64Array.from(rows, ([after]) => DECIDED + after);
  const best = { length: rows.length, time, ...level(0), priceDecimals: 2 };
  return levels === 1
    ? best
    : { ...best, deeper: Array.from({ length: levels - 1 }, (_, index) => level(index + 1)) };
};

export interface TickOptions extends PlanOptions {
  readonly trades?: readonly TradeRow[];
  readonly quotes?: readonly QuoteRow[];
  readonly choice?: Partial<FillChoice>;
  /** Bars after the one with the signal; one by default. */
  readonly bars?: readonly Row[];
  readonly config?: Partial<SessionConfig>;
  readonly fee?: { readonly maker: string; readonly taker: string };
}

/** What a session that replays ticks is set up with: a signal in the first bar, ticks in those that follow. */
export const tickConfig = (rules: string, options: TickOptions): SessionConfig => {
  const { trades, quotes, choice, bars = [[100, 100, 100, 100, 1]], config, fee } = options;
  const session = sessionOf(loadText(planOf(rules, options)));
  const ticks: MarketTicks = {
    ...(trades === undefined ? {} : { trades: tradesOf(trades) }),
    ...(quotes === undefined ? {} : { quotes: quotesOf(quotes) }),
  };
  const instrument = fee === undefined ? abc : { ...abc, makerFee: fee.maker, takerFee: fee.taker };
  const fills: FillChoice = {
    policy: "bar/pessimistic@1",
    atClose: false,
    touch: false,
    ticks: "pessimistic",
    ...choice,
  };
  return {
    session: { ...session, fills },
    feeds: [{ instrument, bars: candles([signal(), ...bars]), ticks }],
    ...config,
  };
};

/** Runs rules over ticks. */
export const replay = (rules: string, options: TickOptions): SessionOutcome =>
  createSession(tickConfig(rules, options)).run();

/** Each fill as `milliseconds side quantity at price role liquidity`. */
export const tickLines = (outcome: SessionOutcome): string[] =>
  outcome
    .fills()
    .map(
      ({ time, side, quantity, price, role, liquidity }) =>
        `${time - DECIDED} ${side} ${quantity} at ${price} ${role} ${liquidity}`,
    );
