import type { IChartApi } from "lightweight-charts";
import { element } from "../shell/element.ts";
import { moneyDigits, numberText, percentText, timeText } from "../shell/words.ts";
import type { ChartScene } from "./chart-view.ts";
import type { ChartPalette } from "./palette.ts";
import type { SeriesSet } from "./series-set.ts";

export interface LegendState {
  readonly scene: ChartScene;
  readonly set: SeriesSet;
  readonly palette: ChartPalette;
  /** The bar that is pointed at, or the last. */
  readonly bar: number;
}

/** The values at a bar, one line in each pane. */
export interface Legend {
  readonly node: HTMLElement;
  readonly update: (state: LegendState, chart: IChartApi) => void;
}

const SEPARATOR = 1;

export const createLegend = (): Legend => {
  const node = element("div", { class: "legend", attributes: { "aria-hidden": "true" } });
  return {
    node,
    update: (state, chart) => {
      let top = 0;
      const rows = chart.panes().map((pane, index) => {
        const row = element(
          "div",
          { class: "legend-row" },
          ...partsOf(state, state.set.panes[index] ?? "", index),
        );
        row.style.top = `${top + 6}px`;
        top += pane.getHeight() + SEPARATOR;
        return row;
      });
      node.replaceChildren(...rows);
    },
  };
};

const partsOf = (state: LegendState, title: string, pane: number): readonly HTMLElement[] => {
  const { scene, set, palette, bar } = state;
  if (pane === 0) return [...candleParts(scene, palette, bar), ...lineParts(state, undefined)];
  if (pane === set.panes.length - 2) return equityParts(scene, palette, bar);
  if (pane === set.panes.length - 1) {
    const fall = scene.series?.drawdown[bar];
    return [label("Drawdown", palette.down), ...(fall === undefined ? [] : [value(percentText(fall))])];
  }
  return [label(title, palette.muted), ...lineParts(state, title)];
};

const candleParts = (scene: ChartScene, palette: ChartPalette, bar: number): readonly HTMLElement[] => {
  const { bars, digits, market } = scene;
  const [open = 0, high = 0, low = 0, close = 0] = [
    bars.open[bar],
    bars.high[bar],
    bars.low[bar],
    bars.close[bar],
  ];
  const colour = close >= open ? palette.up : palette.down;
  const prices: readonly (readonly [string, number])[] = [
    ["O", open],
    ["H", high],
    ["L", low],
    ["C", close],
  ];
  return [
    element("strong", {}, market),
    value(timeText(bars.time[bar] ?? 0, bars.interval)),
    ...prices.map(([name, price]) =>
      element("span", { class: "legend-price" }, name, " ", coloured(numberText(price, digits), colour)),
    ),
  ];
};

const lineParts = ({ scene, set, bar }: LegendState, pane: string | undefined): readonly HTMLElement[] =>
  set.lines
    .filter(({ line }) => (line.pane ?? (line.isBoolean ? line.title : undefined)) === pane)
    .map(({ line, colour }) => {
      const now = line.values[bar] ?? Number.NaN;
      const text = Number.isNaN(now)
        ? "no value"
        : line.isBoolean
          ? booleanText(now)
          : numberText(now, pane === undefined ? scene.digits : moneyDigits(now));
      return element("span", {}, line.title, " ", coloured(text, colour));
    });

const booleanText = (value: number): string => (value === 1 ? "true" : value === 0 ? "false" : "unknown");

const equityParts = (scene: ChartScene, palette: ChartPalette, bar: number): readonly HTMLElement[] => {
  const equity = scene.series?.equity[bar];
  const { bars, capital, currency } = scene;
  const hold = (capital * (bars.close[bar] ?? 0)) / (bars.open[0] ?? 1);
  const digits = Math.min(2, moneyDigits(capital));
  return [
    label("Equity", palette.accent),
    ...(equity === undefined ? [] : [value(`${numberText(equity, digits)} ${currency}`)]),
    label("Buy and hold", palette.muted),
    value(numberText(hold, digits)),
  ];
};

const coloured = (text: string, colour: string): HTMLElement => {
  const node = value(text);
  node.style.color = colour;
  return node;
};

const value = (text: string): HTMLElement => element("span", { class: "legend-value" }, text);

const label = (text: string, colour: string): HTMLElement => {
  const node = element("span", { class: "legend-label" }, text);
  node.style.color = colour;
  return node;
};
