import type { Panel } from "../panels/panel.ts";
import { panels } from "../panels/registry.ts";
import type { AppContext } from "./context.ts";
import { element } from "./element.ts";
import { createExportMenu } from "./export-menu.ts";

/** The tabs below the chart, and the panel that is in front. */
export const createResultTabs = (
  context: AppContext,
  picture: () => HTMLCanvasElement | undefined,
): HTMLElement => {
  const { store } = context;
  const tabs = new Map(panels.map((panel) => [panel.id, createTab(panel, context)]));
  const host = element("div", {
    class: "panel",
    id: "panel",
    tabIndex: -1,
    attributes: { role: "tabpanel" },
  });
  let leave: (() => void) | undefined;
  store.watch(
    (state) => state.panel,
    (id) => {
      const panel = panels.find((item) => item.id === id) ?? panels[0];
      if (panel === undefined) return;
      leave?.();
      host.replaceChildren();
      host.scrollTop = 0;
      host.className = panel.isResult ? "panel result" : "panel";
      host.setAttribute("aria-labelledby", `tab-${panel.id}`);
      leave = panel.mount(host, context);
      for (const [own, tab] of tabs) {
        tab.setAttribute("aria-selected", String(own === panel.id));
        tab.tabIndex = own === panel.id ? 0 : -1;
      }
    },
  );
  const bar = element(
    "div",
    {
      class: "tabs",
      attributes: { role: "tablist", "aria-label": "Results and texts" },
      on: {
        keydown: ({ key }) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
          if (step === undefined) return;
          const now = panels.findIndex(({ id }) => id === store.get().panel);
          const next = panels[(now + step + panels.length) % panels.length];
          if (next === undefined) return;
          store.set({ panel: next.id });
          tabs.get(next.id)?.focus();
        },
      },
    },
    ...tabs.values(),
  );
  const row = element("div", { class: "tab-row" }, bar, createExportMenu(context, picture));
  return element("div", { class: "result-host" }, row, host);
};

const createTab = (panel: Panel, { store }: AppContext): HTMLButtonElement => {
  const badge = element("span", { class: "badge" });
  const tab = element(
    "button",
    {
      type: "button",
      id: `tab-${panel.id}`,
      attributes: { role: "tab", "aria-controls": "panel" },
      on: { click: () => store.set({ panel: panel.id, view: "results" }) },
    },
    panel.title,
    badge,
  );
  store.watch(
    (state) => panel.badge?.(state),
    (text) => {
      badge.textContent = text ?? "";
      badge.hidden = text === undefined;
    },
  );
  return tab;
};
