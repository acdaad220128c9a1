import type { TradeRow } from "../session/outcome.ts";
import { mean, momentsOf } from "./ratios.ts";

/** Figures of closed round trips, profits in account currency after fees. */
export interface RoundTrips {
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly breakEven: number;
  readonly profitFactor: number | null;
  /** Wins over wins and losses. */
  readonly winRate: number | null;
  /** Mean profit. */
  readonly expectancy: number | null;
  readonly systemQuality: number | null;
  readonly best: number | null;
  readonly worst: number | null;
}

/** Summarises the closed trades; open ones are left out. */
export function roundTrips(trades: readonly TradeRow[]): RoundTrips {
  const profits = Float64Array.from(
    trades.filter((trade) => trade.exitBar !== undefined),
    (trade) => Number(trade.profit),
  );
  const closed = profits.length;
  const wins = profits.filter((profit) => profit > 0);
  const losses = profits.filter((profit) => profit < 0);
  const lost = Math.abs(mean(losses) * losses.length);
  const decided = wins.length + losses.length;
  const { mean: expectancy, deviation } = momentsOf(profits);
  return {
    closed,
    wins: wins.length,
    losses: losses.length,
    breakEven: closed - decided,
    profitFactor: lost > 0 ? (mean(wins) * wins.length) / lost : null,
    winRate: decided === 0 ? null : wins.length / decided,
    expectancy: closed === 0 ? null : expectancy,
    systemQuality: deviation > 0 ? (Math.sqrt(closed) * expectancy) / deviation : null,
    best: closed === 0 ? null : profits.reduce((a, b) => Math.max(a, b)),
    worst: closed === 0 ? null : profits.reduce((a, b) => Math.min(a, b)),
  };
}
