import { originOf } from "../data/choice.ts";
import { encodeShare } from "../share/share-link.ts";
import type { AppState } from "../state/app-state.ts";
import type { AppContext } from "./context.ts";
import { button, element, icon, icons } from "./element.ts";
import { toggleTheme } from "./theme.ts";
import { numberText } from "./words.ts";

/** What the buttons of the bar open. */
export interface TopBarDoors {
  readonly openExamples: () => void;
  readonly openData: () => void;
  readonly openSettings: () => void;
  readonly openAbout: () => void;
}

/** The bar at the top: what is open, on which data, how the run goes, and what else there is. */
export const createTopBar = (context: AppContext, doors: TopBarDoors): HTMLElement => {
  const { store, controller } = context;
  const name = element("span", { class: "plan-name" });
  const dataWords = element("span");
  const dataButton = button(icon(icons.data), doors.openData, {
    class: "button framed data-name",
    label: "Choose data",
  });
  dataButton.append(dataWords);
  const state = element("div", { class: "run-state", attributes: { role: "status", "aria-live": "polite" } });
  const runButton = button("", () => controller.run(), { class: "button primary" });
  const theme = button(icon(icons.moon), () => toggleTheme(store), {
    label: "Dark theme",
    title: "Light or dark",
  });

  store.watch(
    (app) => app.source.name,
    (file) => {
      name.textContent = file;
    },
  );
  const showData = (): void => {
    const text = dataText(store.get());
    dataWords.textContent = text;
    dataButton.title = `Data: ${text}`;
  };
  store.watch((app) => app.report, showData);
  const showState = (): void => {
    const { status } = store.get();
    state.replaceChildren(...statusParts(store.get()));
    state.className = `run-state ${toneOf(store.get())}`;
    const isRunning = status.kind === "running";
    runButton.replaceChildren(
      icon(isRunning ? icons.stop : icons.play),
      element("span", { class: "words" }, isRunning ? "Stop" : "Run"),
    );
    runButton.setAttribute("aria-label", isRunning ? "Stop the run" : "Run the backtest");
    runButton.title = isRunning ? "Stop (Escape)" : "Run (Ctrl+Enter)";
    runButton.onclick = () => (isRunning ? controller.stop() : controller.run());
  };
  store.watchAny(
    [(app) => app.status, (app) => app.checked, (app) => app.report, (app) => app.isStale],
    showState,
  );
  store.watch(
    (app) => app.theme,
    (now) => {
      theme.replaceChildren(icon(now === "light" ? icons.moon : icons.sun));
      theme.setAttribute("aria-label", now === "light" ? "Dark theme" : "Light theme");
    },
  );

  const words = (text: string): HTMLElement => element("span", { class: "words" }, text);
  const labelled = (path: string, text: string, open: () => void): HTMLButtonElement => {
    const made = button(icon(path), open, { label: text, title: text });
    made.append(words(text));
    return made;
  };
  return element(
    "header",
    { class: "top-bar" },
    element("h1", { class: "brand" }, "ctk"),
    labelled(icons.book, "Examples", doors.openExamples),
    name,
    dataButton,
    element("div", { class: "spring" }),
    state,
    runButton,
    button(icon(icons.settings), doors.openSettings, {
      label: "Run settings",
      title: "Capital, fees and fills",
    }),
    labelled(icons.share, "Share", () => void share(context)),
    theme,
    button("?", doors.openAbout, { label: "About and keys", title: "About and keys" }),
  );
};

const dataText = ({ report, dataSets }: AppState): string => {
  if (report === undefined) return "Data";
  const titles = new Set([...report.data.values()].map((id) => dataSets.get(id)?.title ?? id));
  const [first = "Data"] = titles;
  return titles.size > 1 ? `${first} and ${titles.size - 1} more` : first;
};

const toneOf = ({ status, checked }: AppState): string => {
  if (status.kind === "running") return "busy";
  if (status.kind === "failed" || status.kind === "no-data") return "bad";
  return checked !== undefined && checked.plan === undefined ? "bad" : "good";
};

const statusParts = ({ status, checked, report, isStale }: AppState): readonly HTMLElement[] => {
  const dot = element("span", { class: "dot" });
  const words = (text: string): HTMLElement => element("span", { class: "words" }, text);
  switch (status.kind) {
    case "running": {
      const { done, total } = status;
      const bar = element("progress", { max: 1, value: total === 0 ? 0 : done / total });
      bar.setAttribute("aria-label", "Progress of the run");
      return [dot, words("Running"), ...(total === 0 ? [] : [bar])];
    }
    case "stopped":
      return [dot, words("Stopped")];
    case "failed":
      return [dot, words("Cannot run")];
    case "no-data":
      return [dot, words("No data")];
    case "idle": {
      if (checked !== undefined && checked.plan === undefined) {
        const count = checked.diagnostics.filter(({ severity }) => severity === "error").length;
        return [dot, words(`${count} ${count === 1 ? "error" : "errors"}`)];
      }
      if (report === undefined) return [dot, words("Starting")];
      const { bars, workerMs } = report.result;
      return [
        dot,
        words(
          isStale
            ? "Out of date"
            : `${numberText(bars, 0)} bars in ${numberText(workerMs, workerMs < 10 ? 1 : 0)} ms`,
        ),
      ];
    }
  }
};

/** Puts the plan into the address and onto the clipboard. */
const share = async ({ store }: AppContext): Promise<void> => {
  const { source, settings, dataChoice, report } = store.get();
  const used = { ...Object.fromEntries(report?.data ?? []), ...dataChoice };
  const data = Object.fromEntries(Object.entries(used).filter(([, id]) => originOf(id) !== undefined));
  const isWhole = Object.keys(data).length === Object.keys(used).length;
  const fragment = await encodeShare({ name: source.name, text: source.text, data, settings });
  history.replaceState(undefined, "", `#${fragment}`);
  const copied = await navigator.clipboard?.writeText(location.href).then(
    () => true,
    () => false,
  );
  const where = copied === true ? "The link is copied" : "The link is in the address bar";
  const files = isWhole ? "" : " Your own files stay here: who opens it sees other data.";
  store.set({
    notice: {
      text: `${where}; it holds the plan, the data choice and the settings.${files}`,
      isProblem: false,
    },
  });
};
