import type { BarColumns } from "../market/bars.ts";
import type { SessionOutcome, TradeRow } from "../session/outcome.ts";
import { type Drawdown, gaugeDrawdown } from "./drawdown.ts";
import { walkEquity } from "./equity-walk.ts";
import { gaugeExposure, type NetExposure, timeInMarket, turnover } from "./exposure.ts";
import { growthRate, momentsOf, sharpe, sortino } from "./ratios.ts";
import { gaugeReturns } from "./return-series.ts";
import { roundTrips } from "./round-trips.ts";

/** A figure with what it means. `value` is null where the figure is not defined. */
export interface Metric {
  readonly value: number | null;
  readonly unit: "ratio" | "money" | "number" | "count" | "milliseconds";
  readonly definition: string;
  /** Number of observations: returns, round trips. */
  readonly n?: number;
  /** Periods per year. */
  readonly periodsPerYear?: number;
  /** Annual, as a ratio. */
  readonly riskFreeRate?: number;
  /** Why the value is null, or what to beware of. */
  readonly note?: string;
}

export type MetricName =
  | "totalReturn"
  | "buyAndHold"
  | "cagr"
  | "sharpe"
  | "sortino"
  | "maxDrawdown"
  | "maxDrawdownDuration"
  | "longestRecovery"
  | "calmar"
  | "profitFactor"
  | "winRate"
  | "expectancy"
  | "systemQuality"
  | "bestTrade"
  | "worstTrade"
  | "exposure"
  | "netExposureMean"
  | "netExposureExtreme"
  | "turnover"
  | "fees"
  | "trades"
  | "breakEvenTrades";

export interface Metrics {
  readonly figures: Readonly<Record<MetricName, Metric>>;
  readonly drawdown: Drawdown | undefined;
  /** What one return of the base series spans. */
  readonly basis: string;
}

export interface MetricOptions {
  /** Bars of the markets held by the benchmark, in even parts. */
  readonly benchmark?: readonly BarColumns[];
  /** Annual risk-free rate as a ratio; 0. */
  readonly riskFreeRate?: number;
}

/** All figures of a session. */
export function computeMetrics(outcome: SessionOutcome, options: MetricOptions = {}): Metrics {
  const { equity, from } = outcome;
  const capital = Number(outcome.capital);
  const end = Number(outcome.final.equity);
  const to = equity.time[equity.time.length - 1] ?? outcome.to;
  const gauges = {
    returns: gaugeReturns({ equity, capital, from }),
    drawdown: gaugeDrawdown(capital, from),
    exposure: gaugeExposure(),
  };
  walkEquity(equity, Object.values(gauges));
  const { returns, periodsPerYear, basis } = gauges.returns.result();
  const drawdown = gauges.drawdown.result();
  const moments = momentsOf(returns);
  const trades = outcome.trades();
  const riskFreeRate = options.riskFreeRate ?? 0;
  const growth = growthRate(capital, end, to - from);
  const depth = drawdown?.depth ?? 0;
  const annual = { n: returns.length, periodsPerYear };
  const fewReturns = returns.length < 2 ? { note: "fewer than two returns" } : { note: "no variation" };
  const growthNote = growth === null ? { note: "under 30 days" } : {};
  const figures = {
    totalReturn: ratio(end / capital - 1, "end equity / capital - 1"),
    buyAndHold: ratio(
      buyAndHold(options.benchmark ?? []),
      "last close / first open - 1, without fees; the mean over the markets",
    ),
    cagr: {
      ...ratio(growth, "(end equity / capital)^(365.25 days / elapsed) - 1; not under 30 days"),
      ...growthNote,
    },
    sharpe: withNote(
      {
        ...plain(
          sharpe(moments, periodsPerYear, riskFreeRate),
          `(mean(r) - rf/P) / sd(r, ddof 1) * sqrt(P), r: simple returns of equity by ${basis}`,
        ),
        ...annual,
        riskFreeRate,
      },
      fewReturns,
    ),
    sortino: withNote(
      {
        ...plain(
          sortino(moments, periodsPerYear),
          `mean(r) / sqrt(mean(min(r, 0)^2)) * sqrt(P) over all n, r: simple returns of equity by ${basis}`,
        ),
        ...annual,
      },
      returns.length < 2 ? fewReturns : { note: "no return below zero" },
    ),
    maxDrawdown: ratio(depth, "largest 1 - equity / peak before it, at the close of every bar"),
    maxDrawdownDuration: span(drawdown?.durationMs ?? 0, "from the peak to the recovery, or to the end"),
    longestRecovery: span(
      drawdown?.longestRecoveryMs ?? 0,
      "longest time from a peak to equity back at it, or to the end",
    ),
    calmar: {
      ...plain(growth === null || depth === 0 ? null : growth / depth, "CAGR / max drawdown"),
      ...growthNote,
    },
    ...tradeFigures(trades),
    ...exposureFigures(outcome, trades, gauges.exposure.result(), { from, to }),
  };
  return { figures, drawdown, basis };
}

function tradeFigures(trades: readonly TradeRow[]) {
  const trips = roundTrips(trades);
  const n = trips.closed;
  const none = n === 0 ? { note: "no closed trade" } : {};
  return {
    profitFactor: {
      ...plain(trips.profitFactor, "profit of winning trades / loss of losing trades, after fees"),
      n,
      ...(n > 0 && trips.profitFactor === null ? { note: "no losing trade" } : none),
    },
    winRate: {
      ...ratio(trips.winRate, "winning / (winning + losing) trades; break-even left out"),
      n,
      ...none,
    },
    expectancy: { ...money(trips.expectancy, "mean profit of closed trades, after fees"), n, ...none },
    systemQuality: {
      ...plain(trips.systemQuality, "sqrt(n) * mean(profit) / sd(profit, ddof 1) of closed trades (SQN)"),
      n,
      ...none,
      ...(n > 0 && n < 30 ? { note: "fewer than 30 trades: not reliable" } : {}),
    },
    bestTrade: money(trips.best, "largest profit of a closed trade, after fees"),
    worstTrade: money(trips.worst, "smallest profit of a closed trade, after fees"),
    trades: count(n, "closed round trips"),
    breakEvenTrades: count(trips.breakEven, "closed round trips with a profit of exactly zero"),
  };
}

function exposureFigures(
  outcome: SessionOutcome,
  trades: readonly TradeRow[],
  net: NetExposure,
  span: { readonly from: number; readonly to: number },
) {
  return {
    exposure: ratio(timeInMarket(trades, span.from, span.to), "share of the time with an open position"),
    netExposureMean: ratio(net.mean, "mean of position value / equity at bar closes"),
    netExposureExtreme: ratio(net.extreme, "largest position value / equity at a bar close, with its sign"),
    turnover: plain(turnover(outcome.fills(), net.meanEquity), "value of all fills / mean equity"),
    fees: money(Number(outcome.final.fees), "all fees paid"),
  };
}

function buyAndHold(feeds: readonly BarColumns[]): number | null {
  const gains = feeds
    .filter((bars) => bars.length > 0)
    .map((bars) => (bars.close[bars.length - 1] as number) / (bars.open[0] as number) - 1);
  return gains.length === 0 ? null : gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** The note belongs to a missing value only. */
function withNote(metric: Metric, note: { readonly note: string }): Metric {
  return metric.value === null ? { ...metric, ...note } : metric;
}

function ratio(value: number | null, definition: string): Metric {
  return { value, unit: "ratio", definition };
}

function plain(value: number | null, definition: string): Metric {
  return { value, unit: "number", definition };
}

function money(value: number | null, definition: string): Metric {
  return { value, unit: "money", definition };
}

function count(value: number, definition: string): Metric {
  return { value, unit: "count", definition };
}

function span(value: number, definition: string): Metric {
  return { value, unit: "milliseconds", definition };
}
