import type { ChartView } from "../chart/chart-view.ts";
import { missingReport } from "../panels/empty-state.ts";
import type { AppState } from "../state/app-state.ts";
import { chartBars } from "../state/chart-bars.ts";
import type { AppContext } from "./context.ts";
import { button, element } from "./element.ts";

/** The chart with its buttons. The chart itself is loaded beside the first run. */
export const createChartPanel = (
  context: AppContext,
): {
  readonly node: HTMLElement;
  readonly reveal: ChartView["reveal"];
  readonly picture: () => HTMLCanvasElement | undefined;
} => {
  const { store, controller } = context;
  const message = element("div", { class: "chart-message" });
  const markets = element("select", {
    hidden: true,
    attributes: { "aria-label": "Market in the chart" },
    on: { change: () => controller.showMarket(markets.value) },
  });
  const tools = element(
    "div",
    { class: "chart-tools", hidden: true },
    markets,
    button("All", () => view?.zoom("all"), { class: "button small", title: "All bars" }),
    button("Last 200", () => view?.zoom(200), { class: "button small", title: "The last 200 bars" }),
  );
  const node = element(
    "section",
    { class: "chart-host", attributes: { "aria-label": "Chart of prices, equity and drawdown" } },
    message,
    tools,
  );
  let view: ChartView | undefined;
  let wanted: readonly [number, number] | undefined;

  const draw = (): void => {
    const state = store.get();
    const { report, chartMarket } = state;
    message.hidden = report !== undefined;
    message.textContent = report === undefined ? missingReport(state) : "";
    if (view === undefined || report === undefined || chartMarket === undefined) return;
    tools.hidden = false;
    showMarkets(markets, report.data, chartMarket);
    const scene = sceneOf(state);
    if (scene === undefined) return;
    view.show(scene);
    if (wanted !== undefined) view.reveal(...wanted);
    wanted = undefined;
  };
  store.watchAny(
    [
      (state) => state.report,
      (state) => state.series,
      (state) => state.selection,
      (state) => state.panel,
      (state) => state.status,
      (state) => state.checked,
    ],
    draw,
  );
  void import("../chart/chart-view.ts").then(({ createChartView }) => {
    view = createChartView(node, (bar) => selectAt(context, bar));
    store.watch(
      (state) => state.theme,
      () => view?.recolour(),
    );
    draw();
  });
  return {
    node,
    picture: () => view?.picture(),
    reveal: (from, to) => {
      if (view === undefined) wanted = [from, to];
      else view.reveal(from, to);
    },
  };
};

const showMarkets = (select: HTMLSelectElement, data: ReadonlyMap<string, string>, market: string): void => {
  const names = [...data.keys()];
  if (names.join() !== [...select.options].map(({ value }) => value).join()) {
    select.replaceChildren(...names.map((name) => element("option", { value: name }, name)));
  }
  select.hidden = names.length < 2;
  select.value = market;
};

type Scene = Parameters<ChartView["show"]>[0];

const sceneOf = (state: AppState): Scene | undefined => {
  const { report, chartMarket, series, selection, panel } = state;
  const bars = chartBars(state);
  if (report === undefined || bars === undefined) return undefined;
  const market = chartMarket ?? "";
  // A text with an error has no plan; what is drawn is still the run before it.
  const symbol = report.symbols.get(market);
  const trades = (report.rows?.trades ?? []).filter(
    (trade) => symbol === undefined || trade.market === symbol,
  );
  const isHere = (row: { readonly market: string }): boolean => symbol === undefined || row.market === symbol;
  return {
    market: symbol ?? market,
    currency: report.result.currency,
    bars,
    digits: Math.min(8, bars.priceDecimals),
    capital: Number(report.result.capital),
    series: series?.market === market ? series : undefined,
    lines: report.lines.filter((line) => line.market === market),
    trades,
    fills: (report.rows?.fills ?? []).filter(isHere),
    levels: (report.rows?.levels ?? []).filter(isHere),
    selectedTrade: report.rows?.trades[selection.trade ?? -1],
    selectedBar: selection.trade === undefined || panel === "inspect" ? selection.bar : undefined,
  };
};

/** Selects the trade that a bar lies in, or the bar. */
const selectAt = ({ store, navigator }: AppContext, bar: number): void => {
  const { report, chartMarket } = store.get();
  const symbol = report?.symbols.get(chartMarket ?? "");
  const index = (report?.rows?.trades ?? []).findIndex(
    ({ market, entryBar, exitBar }) =>
      (symbol === undefined || market === symbol) &&
      entryBar <= bar &&
      bar <= (exitBar ?? Number.POSITIVE_INFINITY),
  );
  store.set({ selection: { trade: index < 0 ? undefined : index, bar } });
  const trade = report?.rows?.trades[index];
  const rule = report?.result.rules.find(
    ({ strategyId, ruleId }) => strategyId === trade?.strategyId && ruleId === trade.entryRuleId,
  );
  if (rule !== undefined) navigator.toSource(rule.start, rule.end);
};
