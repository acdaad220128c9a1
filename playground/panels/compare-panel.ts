import type { Metric, MetricName } from "ctk/runtime";
import { structuredPatch } from "diff";
import { type Difference, inputDifferences, matchTrades, type TradeSum } from "../compare/differences.ts";
import { comparedRuns } from "../compare/history.ts";
import { rowAt } from "../data/row-at.ts";
import type { AppContext } from "../shell/context.ts";
import { button, element, field, redraw, tableHead } from "../shell/element.ts";
import {
  counted,
  moneyDigits,
  numberText,
  percentText,
  signedText,
  spanText,
  timeText,
} from "../shell/words.ts";
import type { AppState } from "../state/app-state.ts";
import { chartBars } from "../state/chart-bars.ts";
import type { PastRun } from "../state/past-run.ts";
import { withDefinition } from "./definition.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import { equityOverlay } from "./equity-overlay.ts";
import { definitionOf, figureGroups, figureText, plainText, wantedEnd } from "./figures.ts";
import type { Panel } from "./panel.ts";

/** Two runs side by side: what they were made with, how they grew, where they part. */
export const comparePanel: Panel = {
  id: "compare",
  title: "Compare",
  isResult: true,
  mount: (host, context) =>
    context.store.watchAny([({ history }) => history, ({ compared }) => compared], () =>
      redraw(host, ...content(context)),
    ),
};

const content = (context: AppContext): readonly HTMLElement[] => {
  const state = context.store.get();
  const { before, after } = comparedRuns(state);
  if (after === undefined) return [emptyState(missingReport(state))];
  if (before === undefined) {
    return [
      emptyState(
        "Nothing to compare yet: change a parameter or the text, and this run and the next one stand here side by side. A run that you keep stays for all that follow.",
      ),
      element("p", { class: "compare-empty" }, keepButton(after, context)),
    ];
  }
  return [
    chooser(before, after, context),
    equityOverlay(before, after),
    madeWith(before, after, state),
    figureTable(before, after),
    tradeTable(before, after, context),
  ];
};

/** The two runs, each with its buttons. */
const chooser = (before: PastRun, after: PastRun, context: AppContext): HTMLElement =>
  element(
    "div",
    { class: "compare-runs" },
    choice("before", before, context),
    choice("after", after, context),
  );

const choice = (side: "before" | "after", run: PastRun, context: AppContext): HTMLElement => {
  const { store, controller } = context;
  const { history, compared } = store.get();
  const select = element(
    "select",
    {
      on: {
        change: () => store.set({ compared: { ...compared, [side]: Number(select.value) } }),
      },
    },
    ...history.map((item) =>
      element("option", { value: String(item.runId), selected: item === run }, runText(item, history)),
    ),
  );
  const isPresent = run.runId === store.get().report?.runId;
  return element(
    "div",
    { class: `compare-run is-${side}` },
    field(side === "before" ? "Compare" : "with", select),
    element(
      "div",
      { class: "compare-buttons" },
      keepButton(run, context),
      !isPresent &&
        button("Go back to it", () => controller.goBackTo(run), {
          class: "button small",
          title: "Opens the plan, the data and the settings of this run",
        }),
    ),
  );
};

const keepButton = (run: PastRun, { store }: AppContext): HTMLElement => {
  const made = button(
    run.isKept ? "Kept" : "Keep this run",
    () => {
      const { history, compared } = store.get();
      const kept = history.map((item) =>
        item.runId === run.runId ? { ...item, isKept: !run.isKept } : item,
      );
      // A run that is kept is what the next ones are held against.
      store.set({
        history: kept,
        ...(run.isKept ? {} : { compared: { ...compared, before: undefined } }),
      });
    },
    { class: "button small", title: "A run that is kept is there until you give it up" },
  );
  made.setAttribute("aria-pressed", String(run.isKept));
  return made;
};

/** A run in a few words: its number, its return, its parameters, its plan. */
const runText = (run: PastRun, history: readonly PastRun[]): string => {
  const { result, source, runId, isKept } = run;
  const isPresent = run === history.at(-1);
  const params = result.runs.flatMap((row) =>
    Object.entries(row.params).map(([name, value]) => `${name} ${value}`),
  );
  return [
    `${isKept ? "★ " : ""}#${runId}`,
    ...(isPresent ? ["present"] : []),
    figureText(result.metrics.figures.totalReturn),
    params.slice(0, 4).join(", "),
    source.name.replace(/\.ctk$/, ""),
  ]
    .filter((part) => part !== "")
    .join(" · ");
};

const madeWith = (before: PastRun, after: PastRun, { dataSets }: AppState): HTMLElement => {
  const differences = inputDifferences(before, after, (id) => dataSets.get(id)?.title ?? id);
  const lines = textDifference(before, after);
  const isSame = differences.length === 0 && lines.length === 0;
  return element(
    "section",
    { class: "compare-part" },
    element("h3", {}, "What is different"),
    isSame && element("p", {}, "Nothing: plan, data and settings are the same."),
    differences.length > 0 && element("ul", { class: "compare-inputs" }, ...differences.map(inputRow)),
    lines.length > 0 && element("pre", { class: "compare-text", tabIndex: 0 }, ...lines),
  );
};

const inputRow = ({ what, before, after }: Difference): HTMLElement =>
  element(
    "li",
    {},
    element("span", { class: "compare-what" }, what),
    element("span", { class: "compare-old" }, before),
    element("span", { attributes: { "aria-label": "became" } }, "→"),
    element("span", { class: "compare-new" }, after),
  );

/** The lines of the plan that are not the same, with a line of their surroundings. */
const textDifference = (before: PastRun, after: PastRun): readonly HTMLElement[] => {
  if (before.source.text === after.source.text) return [];
  const { hunks } = structuredPatch("before", "after", before.source.text, after.source.text, "", "", {
    context: 1,
  });
  return hunks.flatMap(({ newStart, lines }) => [
    element("span", { class: "diff-place" }, `line ${newStart}\n`),
    ...lines
      .filter((line) => !line.startsWith("\\"))
      .map((line) => {
        const kind = { "+": "diff-new", "-": "diff-old" }[line[0] ?? ""] ?? "diff-same";
        return element("span", { class: kind }, `${line.replace(/^-/, "−")}\n`);
      }),
  ]);
};

const figureTable = (before: PastRun, after: PastRun): HTMLElement =>
  element(
    "section",
    { class: "compare-part" },
    element("h3", {}, "Figures"),
    element(
      "div",
      { class: "compare-scroll" },
      element(
        "table",
        { class: "compare-table" },
        tableHead(["Figure", `#${before.runId}`, `#${after.runId}`, "Change"]),
        ...figureGroups.map(({ title, names }) =>
          element(
            "tbody",
            {},
            element("tr", {}, element("th", { class: "group", colSpan: 4, scope: "rowgroup" }, title)),
            ...names.map(([name, words]) => figureRow(name, words, before, after)),
          ),
        ),
      ),
    ),
  );

const figureRow = (name: MetricName, words: string, before: PastRun, after: PastRun): HTMLElement => {
  const [old, now] = [before.result.metrics.figures[name], after.result.metrics.figures[name]];
  const text = (metric: Metric): string => (name === "fees" ? plainText(metric) : figureText(metric));
  const change = old.value === null || now.value === null ? null : now.value - old.value;
  const tone = toneOf((change ?? 0) * signs[wantedEnd[name] ?? "neither"]);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, withDefinition(element("span", {}, words), definitionOf(now))),
    element("td", {}, text(old)),
    element("td", {}, text(now)),
    element("td", { class: tone }, changeText(change, now.unit)),
  );
};

/** What a rise of a figure counts, by its wanted end. */
const signs = { high: 1, low: -1, neither: 0 } as const;

const toneOf = (value: number): string => (value > 0 ? "good" : value < 0 ? "bad" : "");

const changeText = (change: number | null, unit: Metric["unit"]): string => {
  if (change === null) return "–";
  if (change === 0) return "0";
  switch (unit) {
    case "ratio":
      return `${change > 0 ? "+" : ""}${percentText(change).replace(" %", " pp")}`;
    case "milliseconds":
      return `${change > 0 ? "+" : "−"}${spanText(Math.abs(change))}`;
    case "count":
      return signedText(change, 0);
    case "money":
      return signedText(change, Math.min(2, moneyDigits(change)));
    case "number":
      return signedText(change);
  }
};

/** Trades that both have, and those of one alone. */
const tradeTable = (before: PastRun, after: PastRun, { store, navigator }: AppContext): HTMLElement => {
  const { both, onlyBefore, onlyAfter, partedAt } = matchTrades(before.trades, after.trades);
  const digits = Math.min(2, moneyDigits(Number(after.result.capital)));
  const row = (words: string, { count, profitBefore, profitAfter }: TradeSum, sides: string): HTMLElement =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, words),
      element("td", {}, numberText(count, 0)),
      element("td", {}, sides.includes("b") ? signedText(profitBefore, digits) : ""),
      element("td", {}, sides.includes("a") ? signedText(profitAfter, digits) : ""),
    );
  const bar = partedAt === undefined ? undefined : barAt(store.get(), partedAt);
  const place = partedAt === undefined ? "" : timeText(partedAt);
  return element(
    "section",
    { class: "compare-part" },
    element("h3", {}, "Trades"),
    element(
      "p",
      { class: "compare-parted" },
      partedAt === undefined ? "The same trades, one by one." : "They part at ",
      partedAt !== undefined &&
        (bar === undefined
          ? `${place} UTC.`
          : button(
              `${place} UTC`,
              () => {
                store.set({ selection: { trade: undefined, bar }, panel: "inspect" });
                navigator.toBar(bar);
              },
              { class: "link", title: "Shows every rule at this bar" },
            )),
    ),
    element(
      "div",
      { class: "compare-scroll" },
      element(
        "table",
        { class: "compare-table" },
        tableHead(["Opened at the same time", "Trades", `Profit #${before.runId}`, `Profit #${after.runId}`]),
        element(
          "tbody",
          {},
          row("in both", both, "ba"),
          row(`in #${before.runId} alone`, onlyBefore, "b"),
          row(`in #${after.runId} alone`, onlyAfter, "a"),
        ),
      ),
    ),
    element(
      "p",
      { class: "fine" },
      `${counted(before.trades.kind.length, "trade")} against ${counted(after.trades.kind.length, "trade")}, profits in ${after.result.currency} after fees.`,
    ),
  );
};

/** The bar in the chart that is open, or closes, at a time; undefined outside. */
const barAt = (state: AppState, time: number): number | undefined => {
  const bars = chartBars(state);
  if (bars === undefined) return undefined;
  const bar = rowAt(bars.time, time);
  const open = bars.time[bar] ?? Number.POSITIVE_INFINITY;
  return open <= time && time <= open + bars.interval ? bar : undefined;
};
