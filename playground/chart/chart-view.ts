import type { TradeRow } from "ctk/runtime";
import { CrosshairMode, createChart, type IChartApi, type LogicalRange } from "lightweight-charts";
import type { FillMark, LevelRow } from "../backtest/protocol.ts";
import { element } from "../shell/element.ts";
import { createLegend } from "./legend.ts";
import { type BarWindow, barsOf, pointsIn, windowFor } from "./level-of-detail.ts";
import { type ChartPalette, readPalette } from "./palette.ts";
import { type ChartContent, createSeriesSet, type SeriesSet } from "./series-set.ts";
import type { TradeBox } from "./trade-layer.ts";

/** A market with everything that is drawn over it. */
export interface ChartScene extends ChartContent {
  readonly market: string;
  readonly currency: string;
  readonly digits: number;
  /** Of this market, in the order of their entries. */
  readonly trades: readonly TradeRow[];
  readonly fills: readonly FillMark[];
  readonly levels: readonly LevelRow[];
  readonly selectedTrade: TradeRow | undefined;
  /** A bar that is marked, and kept in sight while it moves. */
  readonly selectedBar: number | undefined;
}

/** The chart of one market. */
export interface ChartView {
  readonly show: (scene: ChartScene) => void;
  /** Brings bars into sight, with room around them. */
  readonly reveal: (fromBar: number, toBar: number) => void;
  /** All bars, or the last so many. */
  readonly zoom: (bars: number | "all") => void;
  /** Takes the colours of the theme again. */
  readonly recolour: () => void;
  /** The chart as it is drawn now. */
  readonly picture: () => HTMLCanvasElement;
  readonly dispose: () => void;
}

/** Makes a chart in a place; `onSelect` gets the bar that was clicked. */
export const createChartView = (host: HTMLElement, onSelect: (bar: number) => void): ChartView => {
  const place = element("div", { class: "chart-place" });
  const legend = createLegend();
  host.append(place, legend.node);
  let palette = readPalette();
  const chart = createChart(place, chartOptions(palette));
  let scene: ChartScene | undefined;
  let set: SeriesSet | undefined;
  let window: BarWindow | undefined;
  let setKey = "";
  let isDrawing = false;

  const redraw = (next: BarWindow, withBars: boolean): void => {
    if (scene === undefined || set === undefined) return;
    window = next;
    isDrawing = true;
    set.draw(scene, next, withBars);
    isDrawing = false;
    drawTrades();
  };

  const drawTrades = (): void => {
    if (scene === undefined || set === undefined || window === undefined) return;
    const { selectedTrade, selectedBar, fills, levels, trades } = scene;
    const close = scene.bars.close[scene.bars.length - 1] ?? 0;
    set.trades.show({
      window,
      trades: trades.map((trade) => boxOf(trade, close, trade === selectedTrade)),
      fills,
      levels,
      selectedBar,
      palette,
    });
  };

  const onRange = (range: LogicalRange | null): void => {
    if (range === null || window === undefined || scene === undefined || isDrawing) return;
    const { from, bucket } = window;
    const visibleFrom = from + range.from * bucket;
    const visibleTo = from + (range.to + 1) * bucket;
    const { length } = scene.bars;
    const next = windowFor(Math.max(0, visibleFrom), Math.min(length, visibleTo), length, window);
    if (next === window) return;
    redraw(next, true);
    setVisible(visibleFrom, visibleTo);
  };
  chart.timeScale().subscribeVisibleLogicalRangeChange(onRange);

  const setVisible = (fromBar: number, toBar: number): void => {
    if (window === undefined) return;
    const { from, bucket } = window;
    chart
      .timeScale()
      .setVisibleLogicalRange({ from: (fromBar - from) / bucket, to: (toBar - from) / bucket - 1 });
  };

  const look = (fromBar: number, toBar: number): void => {
    if (scene === undefined) return;
    const { length } = scene.bars;
    const next = windowFor(Math.max(0, fromBar), Math.min(length, toBar), length, undefined);
    redraw(next, true);
    setVisible(fromBar, toBar);
  };

  chart.subscribeCrosshairMove(({ logical }) => {
    if (scene === undefined || window === undefined || set === undefined) return;
    legend.update(
      { scene, set, palette, bar: barAt(logical ?? undefined, window, scene.bars.length) },
      chart,
    );
  });
  chart.subscribeClick(({ logical }) => {
    if (window === undefined || logical === undefined || scene === undefined) return;
    onSelect(barAt(logical, window, scene.bars.length));
  });

  /** Moves the view, as little as it takes, to where a bar is in sight. */
  const follow = (bar: number): void => {
    const range = chart.timeScale().getVisibleLogicalRange();
    if (range === null || window === undefined) return;
    const from = window.from + range.from * window.bucket;
    const to = window.from + (range.to + 1) * window.bucket;
    if (bar >= from && bar < to) return;
    const room = (to - from) / 10;
    const start = bar < from ? bar - room : bar + room - (to - from);
    look(start, start + to - from);
  };

  const show = (next: ChartScene): void => {
    const isOther = scene?.bars !== next.bars;
    const isMoved = scene?.selectedBar !== next.selectedBar;
    scene = next;
    const key = keyOf(next);
    const isRebuilt = key !== setKey || set === undefined;
    if (isRebuilt) {
      set?.remove();
      set = createSeriesSet(chart, next.lines, next.digits, next.capital, palette);
      setKey = key;
    }
    if (isOther || window === undefined) look(...firstLook(next.bars.length));
    else {
      const visible = chart.timeScale().getVisibleLogicalRange();
      redraw(window, isRebuilt);
      if (isRebuilt && visible !== null) chart.timeScale().setVisibleLogicalRange(visible);
    }
    if (isMoved && next.selectedBar !== undefined) follow(next.selectedBar);
    // New panes have their heights only once they are laid out.
    requestAnimationFrame(() => {
      if (scene !== next || set === undefined) return;
      legend.update({ scene: next, set, palette, bar: next.selectedBar ?? next.bars.length - 1 }, chart);
    });
  };

  return {
    show,
    reveal: (fromBar, toBar) => {
      const room = Math.max(40, (toBar - fromBar) * 0.6);
      look(fromBar - room, toBar + room);
    },
    zoom: (bars) => {
      const length = scene?.bars.length ?? 0;
      look(bars === "all" ? 0 : Math.max(0, length - bars), length + (bars === "all" ? 0 : bars * 0.03));
    },
    recolour: () => {
      palette = readPalette();
      chart.applyOptions(chartOptions(palette));
      setKey = "";
      if (scene !== undefined) show(scene);
    },
    picture: () => chart.takeScreenshot(),
    dispose: () => {
      chart.remove();
      place.remove();
      legend.node.remove();
    },
  };
};

/** What is in sight at first: everything, which a strategy is judged by. */
const firstLook = (length: number): readonly [number, number] => [0, length];

const keyOf = ({ market, digits, capital, lines }: ChartScene): string =>
  JSON.stringify([
    market,
    digits,
    capital,
    lines.map(({ title, pane, strategyId, isBoolean }) => [title, pane, strategyId, isBoolean]),
  ]);

/** The last bar of a point; the last of all where none is pointed at. */
const barAt = (logical: number | undefined, window: BarWindow, length: number): number => {
  if (logical === undefined) return length - 1;
  const point = Math.min(Math.max(0, Math.round(logical)), pointsIn(window) - 1);
  return Math.max(0, barsOf(point, window)[1] - 1);
};

const boxOf = (trade: TradeRow, close: number, isSelected: boolean): TradeBox => ({
  side: trade.side,
  fromBar: trade.entryBar,
  toBar: trade.exitBar,
  entry: Number(trade.entryPrice),
  exit: trade.exitPrice === undefined ? close : Number(trade.exitPrice),
  isGain: Number(trade.profit) >= 0,
  isSelected,
});

type ChartOptions = NonNullable<Parameters<IChartApi["applyOptions"]>[0]>;

const chartOptions = (palette: ChartPalette): ChartOptions => ({
  autoSize: true,
  layout: {
    background: { color: palette.background },
    textColor: palette.muted,
    fontFamily: "system-ui, sans-serif",
    fontSize: 11,
    attributionLogo: false,
    panes: { separatorColor: palette.grid, separatorHoverColor: palette.accentSoft, enableResize: true },
  },
  grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
  crosshair: { mode: CrosshairMode.Normal },
  rightPriceScale: { borderColor: palette.grid, minimumWidth: 64 },
  timeScale: {
    borderColor: palette.grid,
    timeVisible: true,
    secondsVisible: false,
    minBarSpacing: 0.05,
    rightOffset: 0,
  },
  localization: { locale: "en-GB" },
});
