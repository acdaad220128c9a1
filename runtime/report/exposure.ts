import type { FillRow, TradeRow } from "../session/outcome.ts";
import type { EquityGauge } from "./equity-walk.ts";

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

/** Equity at bar closes, and position value over it; signed, so that it is net over all positions. */
export interface NetExposure {
  readonly mean: number | null;
  /** The largest in absolute value, with its sign. */
  readonly extreme: number | null;
  /** 0 without a bar. */
  readonly meanEquity: number;
}

/** Position value is equity less cash. */
export function gaugeExposure(): EquityGauge<NetExposure> {
  const state = new Float64Array(4);
  return {
    take: ({ value, cash }, start, end) => {
      let shares = state[1] as number;
      let equities = state[2] as number;
      let extreme = state[3] as number;
      for (let row = start; row < end; row += 1) {
        const equity = value[row] as number;
        const share = equity > 0 ? (equity - (cash[row] as number)) / equity : 0;
        shares += share;
        equities += equity;
        extreme = Math.abs(share) > Math.abs(extreme) ? share : extreme;
      }
      state.set([(state[0] as number) + end - start, shares, equities, extreme]);
    },
    result: () => {
      const [rows = 0, shares = 0, equities = 0, extreme = 0] = state;
      return rows === 0
        ? { mean: null, extreme: null, meanEquity: 0 }
        : { mean: shares / rows, extreme, meanEquity: equities / rows };
    },
  };
}

/** Value of all fills over mean equity. */
export function turnover(fills: readonly FillRow[], meanEquity: number): number | null {
  let traded = 0;
  for (const fill of fills) {
    traded += Number(fill.quantity) * Number(fill.price);
  }
  return meanEquity > 0 ? traded / meanEquity : null;
}
