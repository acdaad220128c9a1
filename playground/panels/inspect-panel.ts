import { type BarColumns, type StepReading, shortNumber } from "ctk/runtime";
import type { InspectedSteps } from "../backtest/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { button, element } from "../shell/element.ts";
import { numberText, timeText } from "../shell/words.ts";
import { chartBars } from "../state/chart-bars.ts";
import { createBarPicker } from "./bar-picker.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import { holdView } from "./hold-view.ts";
import type { Panel } from "./panel.ts";
import { statusLabels } from "./reading-words.ts";
import { ruleView } from "./rule-view.ts";

/** Every rule of the plan at one bar: whether it fired, and why or why not. */
export const inspectPanel: Panel = {
  id: "inspect",
  title: "Inspect",
  isResult: true,
  mount: (host, context) => {
    const { store, controller } = context;
    let stretch: Stretch | undefined;
    let asked = 0;
    let last = store.get().selection.bar;
    const content = element("div", { class: "inspect-content" });
    const spoken = element("p", { class: "unseen", attributes: { role: "status" } });
    const choose = (bar: number): void => store.set({ selection: { trade: undefined, bar } });
    const picker = createBarPicker(choose);

    const look = async (): Promise<void> => {
      asked += 1;
      const state = store.get();
      const { report, selection } = state;
      const bars = chartBars(state);
      picker.node.hidden = bars === undefined;
      if (report === undefined || bars === undefined) {
        content.replaceChildren(emptyState(missingReport(state)));
        return;
      }
      if (selection.bar === undefined || selection.bar >= bars.length) {
        choose(Math.min(last ?? bars.length - 1, bars.length - 1));
        return;
      }
      const { bar } = selection;
      last = bar;
      picker.show(bar, bars);
      const key = `${report.runId} ${state.chartMarket}`;
      if (stretch?.key === key && stretch.from <= bar && bar <= stretch.to) {
        draw(bar, bars, stretch);
        return;
      }
      const own = asked;
      const from = Math.max(0, bar - AROUND);
      const to = Math.min(bars.length - 1, bar + AROUND);
      const answer = await controller.inspect(closeOf(bars, from), closeOf(bars, to));
      if (own !== asked || answer === undefined) return;
      if (answer.kind === "failed") {
        content.replaceChildren(emptyState(`${answer.failure.message}. ${answer.failure.advice}`));
        return;
      }
      stretch = { key, from, to, reading: answer };
      draw(bar, bars, stretch);
    };
    const draw = (bar: number, bars: BarColumns, { reading }: Stretch): void => {
      const shown = atBar(reading, closeOf(bars, bar));
      spoken.textContent = summaryOf(shown, closeOf(bars, bar));
      content.replaceChildren(...stepViews(shown, context), ...silence(shown, reading, bar, bars, choose));
      content.dataset.bar = String(bar);
    };

    host.replaceChildren(picker.node, spoken, content);
    const onKey = (event: KeyboardEvent): void => picker.press(event);
    document.addEventListener("keydown", onKey);
    const end = store.watchAny(
      [
        (state) => state.report?.runId,
        (state) => state.selection.bar,
        (state) => state.chartMarket,
        (state) => state.isStale,
        (state) => state.status,
      ],
      () => void look(),
    );
    return () => {
      asked += 1;
      document.removeEventListener("keydown", onKey);
      end();
    };
  },
};

/** Bars on either side that are read at once, so that a step needs no run of its own. */
const AROUND = 48;

interface Stretch {
  /** Run and market that it was read for. */
  readonly key: string;
  /** Bars of the charted market, both included. */
  readonly from: number;
  readonly to: number;
  readonly reading: InspectedSteps;
}

const closeOf = (bars: BarColumns, bar: number): number => (bars.time[bar] ?? Number.NaN) + bars.interval;

const atBar = ({ steps, holdings }: InspectedSteps, time: number): InspectedSteps => ({
  kind: "steps",
  steps: steps.filter((step) => step.time === time),
  holdings: holdings.filter((hold) => hold.time === time),
});

/** What those who hear the page are told of a bar. */
const summaryOf = ({ steps, holdings }: InspectedSteps, time: number): string => {
  const rules = [...steps.flatMap((step) => step.rules), ...holdings];
  const words = rules.map(({ text, status }) => `${text} ${statusLabels[status]}`);
  return `${timeText(time)}: ${words.length === 0 ? "nothing is decided" : words.join(", ")}`;
};

const stepViews = (
  { steps, holdings }: InspectedSteps,
  { navigator }: AppContext,
): readonly HTMLElement[] => [
  ...steps
    // A strategy that only holds has its markets in the reading of its holding.
    .filter(({ rules, runId }) => rules.length > 0 || !holdings.some((hold) => hold.runId === runId))
    .map((step) =>
      element(
        "section",
        { class: "inspect-step" },
        element("h3", {}, `${runName(step)} on ${step.market}`),
        factsView(step),
        ...step.rules.map((rule) => ruleView(rule, navigator.toSource)),
      ),
    ),
  ...holdings.map((hold) =>
    element(
      "section",
      { class: "inspect-step" },
      element("h3", {}, runName(hold)),
      holdView(hold, navigator.toSource),
    ),
  ),
];

const runName = ({ runId, strategyId }: { readonly runId: string; readonly strategyId: string }): string =>
  runId === strategyId ? runId : `${runId} (${strategyId})`;

const factsView = ({ price, facts }: StepReading): HTMLElement => {
  const { side, size, entry, units, barsHeld } = facts;
  const position =
    side === "flat"
      ? "flat"
      : [
          `${side} ${shortNumber(size)}`,
          entry !== undefined && `from ${shortNumber(entry)}`,
          units > 1 && `in ${units} units`,
          barsHeld !== undefined && `held for ${barsHeld} ${barsHeld === 1 ? "bar" : "bars"}`,
        ]
          .filter((part) => part !== false)
          .join(" ");
  const figures = [
    ["close", shortNumber(price)],
    ["position", position],
    ["equity", numberText(facts.equity)],
    ["cash", numberText(facts.cash)],
  ] as const;
  return element(
    "dl",
    { class: "values facts" },
    ...figures.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text))),
  );
};

/** Where a strategy decides on longer bars, most bars of the chart decide nothing: says so, with the nearest that do. */
const silence = (
  shown: InspectedSteps,
  { steps }: InspectedSteps,
  bar: number,
  bars: BarColumns,
  choose: (bar: number) => void,
): readonly HTMLElement[] => {
  if (shown.steps.length > 0 || shown.holdings.length > 0) return [];
  const now = closeOf(bars, bar);
  const rowOf = (time: number | undefined): number =>
    time === undefined ? -1 : bars.time.indexOf(time - bars.interval);
  const times = steps.map(({ time }) => time);
  const before = rowOf(times.findLast((time) => time < now));
  const after = rowOf(times.find((time) => time > now));
  return [
    emptyState("Nothing is decided here: a strategy decides when a bar of its own clock closes."),
    element(
      "p",
      { class: "nearest" },
      before >= 0 && button("Decision before", () => choose(before), { class: "button small framed" }),
      after >= 0 && button("Decision after", () => choose(after), { class: "button small framed" }),
    ),
  ];
};
