import type { EquitySeries, FillRow, TradeRow } from "../session/outcome.ts";
import { mean } from "./ratios.ts";

/** Share of the time from `from` to `to` in which at least one position was open. */
export function timeInMarket(trades: readonly TradeRow[], from: number, to: number): number | null {
  if (to <= from) {
    return null;
  }
  const spans = trades
    .map((trade) => ({ start: trade.entryTime, end: trade.exitTime ?? to }))
    .sort((a, b) => a.start - b.start);
  let covered = 0;
  let reached = from;
  for (const { start, end } of spans) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered / (to - from);
}

/** Position value over equity at bar closes; signed, so that it is net over all positions. */
export interface NetExposure {
  readonly mean: number | null;
  /** The largest in absolute value, with its sign. */
  readonly extreme: number | null;
}

/** Position value is equity less cash. */
export function netExposure({ value, cash }: EquitySeries): NetExposure {
  let sum = 0;
  let extreme = 0;
  for (let row = 0; row < value.length; row += 1) {
    const equity = value[row] as number;
    const share = equity > 0 ? (equity - (cash[row] as number)) / equity : 0;
    sum += share;
    extreme = Math.abs(share) > Math.abs(extreme) ? share : extreme;
  }
  return value.length === 0 ? { mean: null, extreme: null } : { mean: sum / value.length, extreme };
}

/** Value of all fills over mean equity. */
export function turnover(fills: readonly FillRow[], { value }: EquitySeries): number | null {
  let traded = 0;
  for (const fill of fills) {
    traded += Number(fill.quantity) * Number(fill.price);
  }
  const meanEquity = mean(value);
  return meanEquity > 0 ? traded / meanEquity : null;
}
