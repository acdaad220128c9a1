import { sweepCsv } from "../research/sweep-csv.ts";
import { around, axisValues, cellCount, placeOf, type SweepAxis } from "../research/sweep-grid.ts";
import { figureOf, summarise, type WantedEnd } from "../research/sweep-summary.ts";
import {
  axesOf,
  axisKey,
  MOST,
  type SweptParam,
  settingsOfCell,
  sweepKey,
  sweptParams,
} from "../research/sweeps.ts";
import type { AppContext } from "../shell/context.ts";
import { download } from "../shell/download.ts";
import { button, element, field } from "../shell/element.ts";
import { counted, numberText } from "../shell/words.ts";
import type { AppState, SweepState } from "../state/app-state.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import type { Panel } from "./panel.ts";
import { figureView, figureViews, fullText, sweepDefinition } from "./sweep-figures.ts";
import { cellName, createSweepMap, type SweepMap } from "./sweep-map.ts";
import { trustView } from "./sweep-trust.ts";

/** A heat map of a figure over the values of one or two parameters. */
export const sweepPanel: Panel = {
  id: "sweep",
  title: "Sweep",
  isResult: false,
  mount: (host, context) => {
    const { store } = context;
    let shown: { readonly shape: string; readonly view: SweepView } | undefined;
    const draw = (): void => {
      const state = store.get();
      const plan = state.checked?.plan;
      const params = plan === undefined ? [] : sweptParams(plan, state.settings);
      if (plan === undefined) {
        if (shown === undefined) host.replaceChildren(emptyState(missingReport(state)));
        else shown.view.update(state);
        return;
      }
      if (params.length === 0) {
        shown = undefined;
        host.replaceChildren(noParameters());
        return;
      }
      const shape = JSON.stringify(
        params.map(({ strategy, param: { start: _, ...param } }) => [strategy, param]),
      );
      if (shown?.shape !== shape) {
        shown = { shape, view: createView(params, context) };
        host.replaceChildren(shown.view.node);
      }
      shown.view.update(state);
      startIfLight(params, context);
    };
    return store.watchAny(
      [
        (state) => state.checked,
        (state) => state.source,
        (state) => state.settings,
        (state) => state.dataChoice,
        (state) => state.report,
        (state) => state.sweepChoice,
        (state) => state.sweep,
      ],
      draw,
    );
  },
};

/** Bars of all runs together that a sweep may have to begin without being asked: a few seconds. */
const LIGHT_BARS = 2_000_000;

const isLight = ({ report }: AppState, axes: readonly SweepAxis[]): boolean =>
  report !== undefined && report.result.bars * cellCount(axes) <= LIGHT_BARS;

/** Begins the first sweep of a plan by itself, where it is over soon. */
const startIfLight = (params: readonly SweptParam[], { store, sweeps }: AppContext): void => {
  const state = store.get();
  if (isOf(params, state.sweep) || state.isStale || state.status.kind !== "idle") return;
  const axes = axesOf(params, state.sweepChoice, state.settings.params);
  if (cellCount(axes) < 2 || !isLight(state, axes)) return;
  void sweeps.start(axes);
};

/** Whether a sweep is over parameters that the plan has. */
const isOf = (params: readonly SweptParam[], sweep: SweepState | undefined): sweep is SweepState =>
  sweep?.axes.every((axis) =>
    params.some(({ strategy, param }) => axisKey({ strategy, name: param.name }) === axisKey(axis)),
  ) === true;

const noParameters = (): HTMLElement =>
  element(
    "div",
    { class: "empty sweep-empty" },
    element("p", {}, "No parameter with a range: a sweep runs the plan for every value of one, or of two."),
    element("p", {}, "Declare one in the strategy and use its name in place of a number:"),
    element("pre", {}, "param fast: bars = 10 in 2..50\nparam width = 2.5 in 1.0..5.0 step 0.5"),
  );

interface SweepView {
  readonly node: HTMLElement;
  readonly update: (state: AppState) => void;
}

const createView = (params: readonly SweptParam[], context: AppContext): SweepView => {
  const { store, sweeps, controller } = context;
  const several = new Set(params.map(({ strategy }) => strategy)).size > 1;
  const choices = params.map(({ strategy, param: { name } }): readonly [string, string] => [
    axisKey({ strategy, name }),
    several ? `${strategy}.${name}` : name,
  ]);
  const across = select(choices, (value) => choose({ across: value }));
  const down = select([...choices, ["none", "nothing"]], (value) => choose({ down: value }));
  const figure = select(
    figureViews.map(({ id, title }): readonly [string, string] => [id, title]),
    (value) => {
      const view = figureViews.find(({ id }) => id === value);
      if (view !== undefined) store.set({ sweepChoice: { ...store.get().sweepChoice, figure: view.id } });
    },
  );
  const meaning = element("p", { class: "fine sweep-meaning" });
  const run = button("", () => (isRunning() ? sweeps.stop() : start()), { class: "button primary" });
  const save = button("CSV", () => exportCsv(store.get()), {
    class: "button framed",
    title: "Every cell with all figures",
  });
  const state = element("p", { class: "sweep-state fine", attributes: { role: "status" } });
  const bar = element("progress", { max: 1, attributes: { "aria-label": "Progress of the sweep" } });
  const name = element("strong", {});
  const words = element("span", { class: "sweep-value" });
  const use = button("Use these values", () => focused !== undefined && apply(focused), {
    class: "button small framed",
    title: "Moves the sliders and runs (Enter)",
  });
  const refine = button("Refine around", () => focused !== undefined && zoom(focused), {
    class: "button small framed",
    title: "Smaller steps between this cell's neighbours",
  });
  const whole = button("Whole range", () => start(), { class: "button small framed" });
  const readout = element("div", { class: "sweep-readout" }, name, words);
  const actions = element("div", { class: "sweep-actions" }, use, refine, whole);
  const place = element("div", { class: "sweep-place" });
  const facts = element("section", {
    class: "sweep-facts",
    attributes: { "aria-label": "Figures of the cell" },
  });
  const trust = element("div", {});
  const body = element(
    "div",
    { class: "sweep-body" },
    element("div", { class: "sweep-main" }, readout, place, element("div", { class: "sweep-legend fine" })),
    element("div", { class: "sweep-side" }, facts, trust),
  );
  const node = element(
    "div",
    { class: "sweep" },
    element(
      "div",
      { class: "sweep-bar" },
      field("Across", across),
      field("Down", down),
      field("Figure", figure),
      element("div", { class: "spring" }),
      save,
      run,
    ),
    meaning,
    element("div", { class: "sweep-line" }, bar, state, actions),
    body,
  );
  let map: { readonly axes: readonly SweepAxis[]; readonly made: SweepMap } | undefined;
  let focused: number | undefined;
  let hovered: number | undefined;

  const isRunning = (): boolean => store.get().sweep?.status.kind === "running";
  const start = (): void =>
    void sweeps.start(axesOf(params, store.get().sweepChoice, store.get().settings.params));
  const choose = (change: Partial<AppState["sweepChoice"]>): void => {
    const before = store.get();
    const now = axesOf(params, before.sweepChoice, before.settings.params).map(axisKey);
    // Choosing the parameter that the other axis has exchanges the two.
    const { across: first = now[0], down: second = now[1] ?? "none" } = change;
    const isSame = first === second;
    const exchanged = {
      across: isSame && change.down !== undefined ? now[1] : first,
      down: isSame && change.across !== undefined ? (now[0] ?? "none") : second,
    };
    store.set({ sweepChoice: { ...before.sweepChoice, ...exchanged } });
    const axes = axesOf(params, store.get().sweepChoice, store.get().settings.params);
    if (isLight(store.get(), axes)) start();
  };
  const apply = (cell: number): void => {
    const { sweep, checked, settings } = store.get();
    if (sweep === undefined || checked?.plan === undefined || sweep.cells[cell]?.kind !== "done") return;
    controller.setSettings({ params: settingsOfCell(params, settings.params, sweep.axes, cell) });
  };
  const zoom = (cell: number): void => {
    const { sweep } = store.get();
    if (sweep === undefined) return;
    const places = placeOf(sweep.axes, cell);
    const finer = sweep.axes.map((axis, number): SweepAxis => {
      const param = paramOf(params, axis);
      const at = places[number] ?? 0;
      const within = around(axis, at);
      const value = axis.values[at];
      if (param === undefined || within === undefined || value === undefined) return axis;
      const most = sweep.axes.length === 1 ? MOST.one : MOST.two;
      return { ...axis, values: axisValues(param.param, value, most, within) };
    });
    void sweeps.start(finer, true);
  };
  const toCell = (cell: number): void => map?.made.focus(cell);

  const look = (): void => {
    const app = store.get();
    const { sweep } = app;
    const cell = hovered ?? focused;
    const item = cell === undefined ? undefined : sweep?.cells[cell];
    const view = figureView(app.sweepChoice.figure);
    const currency = app.report?.result.currency ?? "";
    use.disabled = focused === undefined || sweep?.cells[focused]?.kind !== "done";
    refine.disabled = focused === undefined;
    whole.hidden = sweep?.isPart !== true;
    name.textContent =
      cell === undefined || sweep === undefined
        ? "Point at a cell, or step over the map with the arrow keys"
        : cellName(sweep.axes, cell);
    readout.classList.toggle("is-hint", cell === undefined);
    words.textContent =
      cell === undefined
        ? ""
        : item === undefined
          ? "not run yet"
          : item.kind === "refused"
            ? item.reason.replaceAll("`", "")
            : `${view.title} ${fullText(figureOf(item, view.id), view, currency)}`;
    facts.hidden = item?.kind !== "done" || sweep === undefined || cell === undefined;
    if (item?.kind !== "done" || sweep === undefined || cell === undefined) return;
    facts.replaceChildren(
      element("h3", {}, cellName(sweep.axes, cell)),
      element(
        "dl",
        {},
        ...figureViews
          .filter(({ id }) => shownFacts.has(id) || id === view.id)
          .map((other) =>
            element(
              "div",
              {},
              element("dt", {}, other.title),
              element("dd", {}, fullText(figureOf(item, other.id), other, currency)),
            ),
          ),
      ),
    );
  };

  const showMap = (app: AppState, sweep: SweepState): void => {
    if (map?.axes !== sweep.axes) {
      focused = undefined;
      hovered = undefined;
      const made = createSweepMap(sweep.axes, {
        look: (cell) => {
          hovered = cell;
          look();
        },
        leave: () => {
          hovered = undefined;
          look();
        },
        choose: (cell) => {
          focused = cell;
          look();
        },
        apply,
      });
      map = { axes: sweep.axes, made };
      place.replaceChildren(made.node);
    }
    const view = figureView(app.sweepChoice.figure);
    const currency = app.report?.result.currency ?? "";
    const summary = summarise(sweep.axes, sweep.cells, view.id, view.better);
    map.made.show({
      cells: sweep.cells,
      view,
      currency,
      best: summary.best?.cell,
      present: presentCell(params, app, sweep.axes),
    });
    trust.replaceChildren(trustView(sweep.axes, summary, view, currency, toCell));
    body.querySelector(".sweep-legend")?.replaceChildren(...legend(view.middle, view.better));
  };

  return {
    node,
    update: (app) => {
      const sweep = isOf(params, app.sweep) ? app.sweep : undefined;
      const axes = axesOf(params, app.sweepChoice, app.settings.params);
      across.value = axes[0] === undefined ? "" : axisKey(axes[0]);
      down.value = axes[1] === undefined ? "none" : axisKey(axes[1]);
      figure.value = app.sweepChoice.figure;
      meaning.textContent = sweepDefinition(app.sweepChoice.figure, app.report);
      body.hidden = sweep === undefined;
      actions.hidden = sweep === undefined;
      save.disabled = sweep?.cells.every((cell) => cell === undefined) ?? true;
      const isOld = sweep !== undefined && sweepKey(app, sweep.axes) !== sweep.key;
      body.classList.toggle("is-old", isOld);
      const running = sweep?.status.kind === "running";
      run.textContent = running
        ? "Stop"
        : sweep === undefined
          ? `Run ${counted(cellCount(axes), "cell")}`
          : "Run again";
      run.disabled = !running && (app.checked?.plan === undefined || app.checked.text !== app.source.text);
      const done = sweep?.cells.filter((cell) => cell !== undefined).length ?? 0;
      bar.hidden = !running;
      bar.value = sweep === undefined ? 0 : done / Math.max(1, sweep.cells.length);
      state.textContent = stateText(app, sweep, done, isOld, axes);
      state.classList.toggle("warn", isOld || sweep?.status.kind === "failed");
      if (sweep !== undefined) showMap(app, sweep);
      look();
    },
  };
};

const shownFacts: ReadonlySet<string> = new Set([
  "profit",
  "sharpe",
  "maxDrawdown",
  "profitFactor",
  "trades",
  "winRate",
]);

const select = (
  options: readonly (readonly [string, string])[],
  onChange: (value: string) => void,
): HTMLSelectElement => {
  const made: HTMLSelectElement = element(
    "select",
    { on: { change: () => onChange(made.value) } },
    ...options.map(([value, text]) => element("option", { value }, text)),
  );
  return made;
};

const paramOf = (params: readonly SweptParam[], axis: SweepAxis): SweptParam | undefined =>
  params.find(({ strategy, param }) => axisKey({ strategy, name: param.name }) === axisKey(axis));

/** The cell whose values the sliders have; undefined where they stand between the cells. */
const presentCell = (
  params: readonly SweptParam[],
  { settings }: AppState,
  axes: readonly SweepAxis[],
): number | undefined => {
  const places = axes.map((axis) => {
    const value = settings.params[axis.strategy]?.[axis.name] ?? paramOf(params, axis)?.param.default;
    return value === undefined ? -1 : axis.values.indexOf(value);
  });
  if (places.some((place) => place < 0)) return undefined;
  return (places[0] ?? 0) + (places[1] ?? 0) * (axes[0]?.values.length ?? 0);
};

const stateText = (
  app: AppState,
  sweep: SweepState | undefined,
  done: number,
  isOld: boolean,
  axes: readonly SweepAxis[],
): string => {
  if (sweep === undefined) {
    return app.report === undefined
      ? ""
      : `${counted(cellCount(axes), "run")} of ${counted(app.report.result.bars, "bar")}`;
  }
  const old = isOld ? "Out of date: the plan, its data or other settings have changed since. " : "";
  const { status, cells } = sweep;
  switch (status.kind) {
    case "running":
      return `${old}${numberText(done, 0)} of ${numberText(cells.length, 0)}`;
    case "stopped":
      return `${old}Stopped after ${numberText(done, 0)} of ${numberText(cells.length, 0)}`;
    case "failed":
      return `${status.failure.message}. ${status.failure.advice}`;
    case "done":
      return `${old}${counted(cells.length, "cell")} in ${secondsText(status.ms)}${sweep.isPart ? ", a part of the ranges" : ""}`;
  }
};

const secondsText = (ms: number): string =>
  ms < 1000 ? `${numberText(ms, 0)} ms` : `${numberText(ms / 1000, ms < 10_000 ? 1 : 0)} s`;

const legend = (middle: 0 | 1 | undefined, better: WantedEnd | undefined): readonly HTMLElement[] => {
  const kind = middle === undefined ? (better === "low" ? "loss-only" : "plain-only") : "both";
  const [low, centre, high] = middle === undefined ? ["least", "", "most"] : ["loss", String(middle), "gain"];
  return [
    element(
      "span",
      { class: "sweep-legend-item" },
      low ?? "",
      element("span", { class: `sweep-ramp ${kind}`, attributes: { "aria-hidden": "true" } }),
      high ?? "",
      centre === "" || centre === undefined ? "" : ` (parts at ${centre})`,
    ),
    element("span", { class: "sweep-legend-item" }, element("span", { class: "sweep-key best" }), " best"),
    element(
      "span",
      { class: "sweep-legend-item" },
      element("span", { class: "sweep-key present" }),
      " present values",
    ),
    element(
      "span",
      { class: "sweep-legend-item" },
      element("span", { class: "sweep-key refused" }),
      " not allowed",
    ),
  ];
};

const exportCsv = ({ sweep, source }: AppState): void => {
  if (sweep === undefined) return;
  const blob = new Blob([sweepCsv(sweep.axes, sweep.cells)], { type: "text/csv" });
  download(blob, `${source.name.replace(/\.ctk$/, "")}-sweep.csv`);
};
