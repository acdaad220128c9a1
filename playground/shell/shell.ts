import type { EditorView } from "../editor/editor-view.ts";
import { openAbout } from "./about-dialog.ts";
import { createAssumptionBar } from "./assumption-bar.ts";
import { createChartPanel } from "./chart-panel.ts";
import type { AppContext } from "./context.ts";
import { openData } from "./data-dialog.ts";
import { button, element, icon, icons } from "./element.ts";
import { openExamples } from "./examples-dialog.ts";
import { takeDroppedFiles } from "./file-drop.ts";
import { firstRunCard } from "./first-run.ts";
import { listenToKeys } from "./keys.ts";
import { createParameterStrip } from "./parameter-strip.ts";
import { createResultTabs } from "./result-tabs.ts";
import { openSettings } from "./settings-dialog.ts";
import { createSplitter } from "./splitter.ts";
import { createTopBar } from "./top-bar.ts";

/** Lays the page out and ties its parts together. */
export const createShell = (host: Element, parts: Omit<AppContext, "navigator">): void => {
  const { store } = parts;
  let editor: EditorView | undefined;
  const context: AppContext = {
    ...parts,
    navigator: {
      toSource: (start, end) => {
        if (store.get().view === "results") store.set({ view: "code" });
        editor?.reveal(start, end);
      },
      toTrade: (index) => {
        const trade = store.get().report?.rows?.trades[index];
        if (trade === undefined) return;
        onMarket(trade.market, () => {
          store.set({ selection: { trade: index, bar: trade.entryBar }, view: "chart" });
          chart.reveal(trade.entryBar, trade.exitBar ?? trade.entryBar + trade.bars);
        });
      },
      toBar: (bar, symbol) =>
        onMarket(symbol, () => {
          store.set({ selection: { trade: undefined, bar }, view: "chart" });
          chart.reveal(bar, bar);
        }),
    },
  };
  const onMarket = marketSwitch(context);
  const chart = createChartPanel(context);
  const card = firstRunCard(context);
  const editorHost = element("div", { class: "editor-host", id: "editor" });
  const results = createResultTabs(context, chart.picture);
  const resultColumn = element("main", { class: "result-column" }, chart.node);
  resultColumn.append(
    createSplitter({
      target: resultColumn,
      variable: "--below",
      label: "Height of the results",
      direction: "across",
      first: 40,
      onMove: () => {},
    }),
    results,
  );
  const work = element("div", { class: "work" });
  work.append(
    element(
      "section",
      { class: "code-column", attributes: { "aria-label": "Plan" } },
      editorHost,
      createParameterStrip(context),
    ),
    createSplitter({
      target: work,
      variable: "--split",
      label: "Width of the plan",
      direction: "beside",
      first: 40,
      onMove: () => {},
    }),
    resultColumn,
  );
  const doors = {
    openExamples: () => openExamples(context),
    openData: () => openData(context),
    openSettings: () => openSettings(context),
    openAbout,
  };
  const notice = createNotice(context);
  host.replaceChildren(
    createTopBar(context, doors),
    element("div", { class: "middle" }, card, notice, work),
    createAssumptionBar(context),
    createViewTabs(context),
  );
  store.watch(
    (state) => state.isStale,
    (isStale) => document.body.classList.toggle("is-stale", isStale),
  );
  store.watch(
    ({ source, checked }) => checked?.text !== source.text,
    (isChecking) => editorHost.setAttribute("aria-busy", String(isChecking)),
  );
  store.watch(
    (state) => state.view,
    (view) => {
      work.dataset.view = view;
    },
  );
  takeDroppedFiles(context);
  listenToKeys(context, doors);
  void loadEditor(editorHost, context).then((made) => {
    editor = made;
  });
};

/** Does something once the chart shows a market; what waited before is given up. */
const marketSwitch = ({
  store,
  controller,
}: Pick<AppContext, "store" | "controller">): ((symbol: string | undefined, then: () => void) => void) => {
  let waiting: (() => void) | undefined;
  return (symbol, then) => {
    waiting?.();
    waiting = undefined;
    const { report, chartMarket } = store.get();
    const markets = [...(report?.symbols ?? [])].filter(([, own]) => own === symbol).map(([name]) => name);
    const [market] = markets;
    if (market === undefined || markets.includes(chartMarket ?? "")) {
      then();
      return;
    }
    controller.showMarket(market);
    waiting = store.watch(
      (state) => state.chartMarket,
      (shown) => {
        if (shown !== market) return;
        waiting?.();
        waiting = undefined;
        then();
      },
    );
  };
};

/** The text is there at once; the editor takes its place when it has come. */
const loadEditor = async (host: HTMLElement, context: AppContext): Promise<EditorView> => {
  const still = element("pre", { textContent: context.store.get().source.text });
  host.append(still);
  const { createEditorView } = await import("../editor/editor-view.ts");
  still.remove();
  const view = createEditorView(host, context);
  context.store.watch((state) => state.theme, view.applyTheme);
  return view;
};

const createNotice = ({ store }: AppContext): HTMLElement => {
  const words = element("span", { class: "notice-text" });
  const node = element(
    "div",
    { class: "notice", hidden: true, attributes: { role: "status" } },
    words,
    button(icon(icons.close), () => store.set({ notice: undefined }), {
      label: "Close",
      class: "button small",
    }),
  );
  store.watch(
    (state) => state.notice,
    (notice) => {
      node.hidden = notice === undefined;
      node.classList.toggle("problem", notice?.isProblem === true);
      words.textContent = notice?.text ?? "";
    },
  );
  return node;
};

/** What a narrow screen shows of the page. */
const createViewTabs = ({ store }: AppContext): HTMLElement => {
  const views = [
    ["code", "Plan"],
    ["chart", "Chart"],
    ["results", "Results"],
  ] as const;
  const tabs = views.map(([view, title]) =>
    element(
      "button",
      { type: "button", attributes: { role: "tab" }, on: { click: () => store.set({ view }) } },
      title,
    ),
  );
  store.watch(
    (state) => state.view,
    (now) => {
      for (const [index, tab] of tabs.entries())
        tab.setAttribute("aria-selected", String(views[index]?.[0] === now));
    },
  );
  return element(
    "nav",
    { class: "view-tabs", attributes: { role: "tablist", "aria-label": "Parts of the page" } },
    ...tabs,
  );
};
