import type { BarColumns } from "ctk/runtime";
import {
  AreaSeries,
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  type UTCTimestamp,
  type WhitespaceData,
} from "lightweight-charts";
import type { MarketSeries, PlotSeries } from "../backtest/protocol.ts";
import { moneyDigits, numberText } from "../shell/words.ts";
import { type BarWindow, candlesIn, valuesIn } from "./level-of-detail.ts";
import type { ChartPalette } from "./palette.ts";
import { createTradeLayer, type TradeLayer } from "./trade-layer.ts";

/** Everything that the chart draws of a market. */
export interface ChartContent {
  readonly bars: BarColumns;
  readonly capital: number;
  readonly series: MarketSeries | undefined;
  readonly lines: readonly PlotSeries[];
}

/** A line with the pane that it is in. */
interface DrawnLine {
  readonly line: PlotSeries;
  readonly colour: string;
  readonly series: ISeriesApi<"Line">;
}

/** The series of a chart in their panes: prices with lines, panes of other lines, equity, drawdown. */
export interface SeriesSet {
  readonly candles: ISeriesApi<"Candlestick">;
  readonly trades: TradeLayer;
  readonly lines: readonly DrawnLine[];
  /** Titles of the panes from the top. */
  readonly panes: readonly string[];
  /** Draws a window of the content; bars only where they are not the ones that are drawn already. */
  readonly draw: (content: ChartContent, window: BarWindow, withBars: boolean) => void;
  readonly remove: () => void;
}

const PRICE_PANE = 0;

/** Makes the series for some lines. Other lines need another set. */
export const createSeriesSet = (
  chart: IChartApi,
  lines: readonly PlotSeries[],
  digits: number,
  capital: number,
  palette: ChartPalette,
): SeriesSet => {
  const own = [...new Set(lines.flatMap((line) => paneOf(line) ?? []))];
  const equityPane = own.length + 1;
  const price = { type: "price", precision: digits, minMove: 10 ** -digits } as const;
  const quiet = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false } as const;
  const candles = chart.addSeries(
    CandlestickSeries,
    {
      upColor: palette.up,
      downColor: palette.down,
      wickUpColor: palette.up,
      wickDownColor: palette.down,
      borderVisible: false,
      priceFormat: price,
      priceLineVisible: false,
    },
    PRICE_PANE,
  );
  const volume = chart.addSeries(
    HistogramSeries,
    {
      color: palette.volume,
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    },
    PRICE_PANE,
  );
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.18 } });
  const drawn = lines.map((line, index): DrawnLine => {
    const colour = palette.lines[index % palette.lines.length] ?? palette.accent;
    const pane = paneOf(line);
    const series = chart.addSeries(
      LineSeries,
      {
        ...quiet,
        color: colour,
        lineWidth: 2,
        ...(pane === undefined ? { priceFormat: price } : {}),
      },
      pane === undefined ? PRICE_PANE : own.indexOf(pane) + 1,
    );
    return { line, colour, series };
  });
  const money = {
    type: "custom",
    minMove: capital < 1000 ? 0.0001 : 1,
    formatter: (value: number) => numberText(value, capital < 1000 ? Math.min(4, moneyDigits(capital)) : 0),
  } as const;
  const hold = chart.addSeries(
    LineSeries,
    { ...quiet, color: palette.muted, lineWidth: 1, priceFormat: money },
    equityPane,
  );
  const equity = chart.addSeries(
    LineSeries,
    { ...quiet, color: palette.accent, lineWidth: 2, priceFormat: money, lastValueVisible: true },
    equityPane,
  );
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...quiet,
      lineColor: palette.down,
      topColor: palette.downSoft,
      bottomColor: palette.downSoft,
      lineWidth: 1,
      invertFilledArea: true,
      priceFormat: { type: "custom", minMove: 0.01, formatter: (value: number) => `${value.toFixed(1)} %` },
    },
    equityPane + 1,
  );
  drawdown.priceScale().applyOptions({ scaleMargins: { top: 0.3, bottom: 0.08 } });
  equity.priceScale().applyOptions({ scaleMargins: { top: 0.22, bottom: 0.08 } });
  const trades = createTradeLayer();
  candles.attachPrimitive(trades);
  stretch(chart, own.length);

  return {
    candles,
    trades,
    lines: drawn,
    panes: ["", ...own, "Equity", "Drawdown"],
    draw: (content, window, withBars) => {
      const { bars, series, capital } = content;
      const times = timesIn(bars, window);
      if (withBars) {
        const points = candlesIn(bars, window);
        candles.setData(points.map((point, index) => ({ ...point, time: times[index] ?? ZERO })));
        volume.setData(points.map(({ volume: value }, index) => ({ time: times[index] ?? ZERO, value })));
      }
      for (const { line, series: target } of drawn)
        target.setData(pointsOf(valuesIn(line.values, window), times));
      if (series === undefined) return;
      equity.setData(pointsOf(valuesIn(series.equity, window), times));
      drawdown.setData(pointsOf(valuesIn(series.drawdown, window, "lowest"), times, 100));
      const first = bars.open[0] ?? 1;
      hold.setData(pointsOf(valuesIn(bars.close, window), times, capital / first));
    },
    remove: () => {
      for (const { series } of drawn) chart.removeSeries(series);
      for (const series of [candles, volume, hold, equity, drawdown]) chart.removeSeries(series);
    },
  };
};

/** The pane of a line; lines of prices without one stand over the candles, truth values in a pane of their own. */
const paneOf = ({ pane, isBoolean, title }: PlotSeries): string | undefined =>
  pane ?? (isBoolean ? title : undefined);

/** Prices have most of the height. */
const stretch = (chart: IChartApi, ownPanes: number): void => {
  chart.panes().forEach((pane, index) => {
    pane.setStretchFactor(
      index === PRICE_PANE ? 6 : index <= ownPanes ? 1.6 : index === ownPanes + 1 ? 2 : 1.1,
    );
  });
};

const ZERO = utc(0);

function utc(seconds: number): UTCTimestamp {
  return timestamps(seconds);
}

/** The library brands its times; a number of seconds is one. */
function timestamps(seconds: number): UTCTimestamp {
  const isTimestamp = (value: number): value is UTCTimestamp => Number.isFinite(value);
  return isTimestamp(seconds) ? seconds : timestamps(0);
}

const timesIn = (bars: BarColumns, { from, to, bucket }: BarWindow): readonly UTCTimestamp[] => {
  const times: UTCTimestamp[] = [];
  for (let bar = from; bar < to; bar += bucket) times.push(utc((bars.time[bar] ?? 0) / 1000));
  return times;
};

type LinePoint = { readonly time: UTCTimestamp; readonly value: number } | WhitespaceData<UTCTimestamp>;

const pointsOf = (values: readonly number[], times: readonly UTCTimestamp[], factor = 1): LinePoint[] =>
  values.map((value, index): LinePoint => {
    const time = times[index] ?? ZERO;
    return Number.isNaN(value) ? { time } : { time, value: value * factor };
  });
