import type {
  IChartApiBase,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";
import type { FillMark, LevelRow } from "../backtest/protocol.ts";
import { type BarWindow, pointOf } from "./level-of-detail.ts";
import type { ChartPalette } from "./palette.ts";

/** A trade as rows of the charted market's data and doubles. */
export interface TradeBox {
  readonly side: "long" | "short";
  readonly fromBar: number;
  /** Undefined: still open. */
  readonly toBar: number | undefined;
  readonly entry: number;
  readonly exit: number;
  readonly isGain: boolean;
  readonly isSelected: boolean;
}

export interface TradeScene {
  readonly window: BarWindow;
  /** In the order of their entries. */
  readonly trades: readonly TradeBox[];
  readonly fills: readonly FillMark[];
  readonly levels: readonly LevelRow[];
  readonly selectedBar: number | undefined;
  readonly palette: ChartPalette;
}

/** Draws trades, fills and protective levels over the candles. What is not in sight costs nothing. */
export interface TradeLayer extends ISeriesPrimitive<Time> {
  readonly show: (scene: TradeScene) => void;
}

/** More of them than this, and marks would cover the candles. */
const MARKS_MOST = 160;
const LEVELS_MOST = 80;

export const createTradeLayer = (): TradeLayer => {
  let scene: TradeScene | undefined;
  let chart: IChartApiBase<Time> | undefined;
  let series: ISeriesApi<SeriesType, Time> | undefined;
  let redraw = (): void => {};
  const renderer: IPrimitivePaneRenderer = {
    draw: (target) =>
      target.useMediaCoordinateSpace(({ context, mediaSize }) => {
        if (scene !== undefined && chart !== undefined && series !== undefined) {
          draw(context, scene, placement(chart, series, scene.window, mediaSize));
        }
      }),
  };
  const view: IPrimitivePaneView = { zOrder: () => "normal", renderer: () => renderer };
  return {
    attached: (attachment: SeriesAttachedParameter<Time>) => {
      chart = attachment.chart;
      series = attachment.series;
      redraw = attachment.requestUpdate;
    },
    detached: () => {
      chart = undefined;
      series = undefined;
    },
    paneViews: () => [view],
    show: (next) => {
      scene = next;
      redraw();
    },
  };
};

interface Placement {
  /** Pixels from the left of a bar's middle; bars outside of the window are beyond the edges. */
  readonly x: (bar: number) => number;
  readonly y: (price: number) => number | null;
  readonly firstBar: number;
  readonly lastBar: number;
  readonly width: number;
  readonly height: number;
}

const placement = (
  chart: IChartApiBase<Time>,
  series: ISeriesApi<SeriesType, Time>,
  window: BarWindow,
  { width, height }: { readonly width: number; readonly height: number },
): Placement => {
  const range = chart.timeScale().getVisibleLogicalRange();
  const first = range?.from ?? 0;
  const last = range?.to ?? 0;
  // The library's own layout: points are centred in their share of the width.
  const spacing = width / Math.max(1, last - first + 1);
  return {
    x: (bar) => width - (last - pointOf(bar, window) + 0.5) * spacing - 1,
    y: (price) => series.priceToCoordinate(price),
    firstBar: window.from + (first - 1) * window.bucket,
    lastBar: window.from + (last + 1) * window.bucket,
    width,
    height,
  };
};

const draw = (context: CanvasRenderingContext2D, scene: TradeScene, at: Placement): void => {
  const { palette, selectedBar } = scene;
  if (selectedBar !== undefined) drawBar(context, selectedBar, at, palette);
  const inSight = scene.trades.filter(
    ({ fromBar, toBar }) => fromBar <= at.lastBar && (toBar ?? at.lastBar) >= at.firstBar,
  );
  for (const trade of inSight) drawTrade(context, trade, at, palette);
  const levels = scene.levels.filter(
    ({ fromBar, toBar }) => fromBar <= at.lastBar && (toBar ?? at.lastBar) >= at.firstBar,
  );
  if (levels.length <= LEVELS_MOST) for (const level of levels) drawLevel(context, level, at, palette);
  const fills = scene.fills.filter(({ bar }) => bar >= at.firstBar && bar <= at.lastBar);
  if (fills.length <= MARKS_MOST) for (const fill of fills) drawFill(context, fill, at, palette);
};

/** A line through the bar that is looked at. */
const drawBar = (
  context: CanvasRenderingContext2D,
  bar: number,
  at: Placement,
  palette: ChartPalette,
): void => {
  const x = Math.round(at.x(bar)) + 0.5;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, at.height);
  context.stroke();
};

const drawTrade = (
  context: CanvasRenderingContext2D,
  trade: TradeBox,
  at: Placement,
  palette: ChartPalette,
): void => {
  const left = at.x(trade.fromBar);
  const right = trade.toBar === undefined ? at.width : at.x(trade.toBar);
  const top = at.y(trade.entry);
  const bottom = at.y(trade.exit);
  if (top === null || bottom === null) return;
  const width = Math.max(1, right - left);
  context.fillStyle = trade.isGain ? palette.upSoft : palette.downSoft;
  context.fillRect(left, Math.min(top, bottom), width, Math.max(2, Math.abs(bottom - top)));
  context.strokeStyle = trade.isSelected ? palette.text : trade.isGain ? palette.up : palette.down;
  context.lineWidth = trade.isSelected ? 2 : 1;
  context.setLineDash(trade.isSelected ? [] : [3, 3]);
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + width, bottom);
  context.stroke();
  context.setLineDash([]);
  if (trade.isSelected) {
    context.strokeRect(left, Math.min(top, bottom), width, Math.max(2, Math.abs(bottom - top)));
  }
};

const drawLevel = (
  context: CanvasRenderingContext2D,
  level: LevelRow,
  at: Placement,
  palette: ChartPalette,
): void => {
  const y = at.y(level.price);
  if (y === null) return;
  const left = at.x(level.fromBar);
  const right = level.toBar === undefined ? at.width : at.x(level.toBar);
  context.strokeStyle = level.role === "target" ? palette.up : palette.down;
  context.lineWidth = 1;
  context.setLineDash(level.role === "trail" ? [1, 2] : [5, 3]);
  context.beginPath();
  context.moveTo(left, Math.round(y) + 0.5);
  context.lineTo(Math.max(left + 2, right), Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
};

/** A triangle whose point is at the price: up for what is bought, down for what is sold. */
const drawFill = (
  context: CanvasRenderingContext2D,
  fill: FillMark,
  at: Placement,
  palette: ChartPalette,
): void => {
  const y = at.y(fill.price);
  if (y === null) return;
  const x = at.x(fill.bar);
  const down = fill.side === "buy" ? 1 : -1;
  context.beginPath();
  context.moveTo(x, y + down);
  context.lineTo(x - 4.5, y + down * 9);
  context.lineTo(x + 4.5, y + down * 9);
  context.closePath();
  context.fillStyle = fill.side === "buy" ? palette.up : palette.down;
  context.fill();
  context.strokeStyle = palette.background;
  context.lineWidth = 1;
  context.stroke();
};
