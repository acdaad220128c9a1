import type { BarColumns } from "ctk/runtime";
import type { MarketSeries, RunResult, RunSettings } from "../backtest/protocol.ts";
import type { Report, Source } from "./app-state.ts";

/** What is kept of a run, so that later ones can be held against it. */
export interface PastRun {
  readonly runId: number;
  readonly source: Source;
  readonly settings: RunSettings;
  /** Id of the data of each market. */
  readonly data: ReadonlyMap<string, string>;
  readonly result: RunResult;
  readonly curve: Curve;
  readonly trades: TradeColumns;
  /** The user wants to have it until it is given up. */
  readonly isKept: boolean;
}

/** Growth of equity since the begin, as a ratio, at the close of some bars. */
export interface Curve {
  /** Open times of the bars, milliseconds. */
  readonly time: Float64Array;
  readonly growth: Float64Array;
  /** Milliseconds of a bar. */
  readonly interval: number;
}

/** The round trips of a run by columns: thousands of runs of an evening take little room. */
export interface TradeColumns {
  /** Market and side of each trade, as a place in `kinds`. */
  readonly kind: Uint16Array;
  readonly kinds: readonly string[];
  readonly entryTime: Float64Array;
  /** NaN while the trade is open. */
  readonly exitTime: Float64Array;
  readonly quantity: Float64Array;
  /** In the currency of the run, after fees. */
  readonly profit: Float64Array;
}

/** Points of a curve: about as many as a chart across a screen has. */
const POINTS = 480;

/** What is kept of a report; `series` and `bars` are those of one of its markets. */
export const pastRunOf = (
  { runId, source, settings, data, result, rows }: Report,
  series: MarketSeries,
  bars: BarColumns,
): PastRun => ({
  runId,
  source,
  settings,
  data,
  result,
  curve: curveOf(series, bars, Number(result.capital)),
  trades: tradeColumns(rows?.trades ?? []),
  isKept: false,
});

const curveOf = ({ equity }: MarketSeries, { time, interval }: BarColumns, capital: number): Curve => {
  const count = Math.min(POINTS, equity.length);
  const bars = Array.from({ length: count }, (_, point) =>
    count < 2 ? 0 : Math.round((point * (equity.length - 1)) / (count - 1)),
  );
  return {
    time: Float64Array.from(bars, (bar) => time[bar] ?? 0),
    growth: Float64Array.from(bars, (bar) => (equity[bar] ?? capital) / capital - 1),
    interval,
  };
};

const tradeColumns = (trades: NonNullable<Report["rows"]>["trades"]): TradeColumns => {
  const kinds = new Map<string, number>();
  const column = (value: (trade: (typeof trades)[number]) => number): Float64Array =>
    Float64Array.from(trades, value);
  return {
    kind: Uint16Array.from(trades, ({ market, side }) => {
      const name = `${side} ${market}`;
      const known = kinds.get(name) ?? kinds.size;
      kinds.set(name, known);
      return known;
    }),
    kinds: [...kinds.keys()],
    entryTime: column(({ entryTime }) => entryTime),
    exitTime: column(({ exitTime }) => exitTime ?? Number.NaN),
    quantity: column(({ quantity }) => Number(quantity)),
    profit: column(({ profit }) => Number(profit)),
  };
};
