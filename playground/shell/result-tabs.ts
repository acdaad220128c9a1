import type { Panel } from "../panels/panel.ts";
import { panels } from "../panels/registry.ts";
import type { AppContext } from "./context.ts";
import { button, element } from "./element.ts";
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
  const row = element("div", { class: "tab-row" }, ...withSteps(bar), createExportMenu(context, picture));
  store.watch(
    (state) => state.panel,
    () => revealFront(bar),
  );
  return element("div", { class: "result-host" }, row, host);
};

/** Brings the tab in front into the sight of its row. */
const revealFront = (bar: HTMLElement): void =>
  bar.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** Buttons at both ends of a row of tabs that has no room for all of them. Keys reach every tab without. */
const withSteps = (bar: HTMLElement): readonly HTMLElement[] => {
  const stepper = (text: string, direction: number): HTMLButtonElement => {
    const made = button(
      text,
      () => bar.scrollBy({ left: direction * bar.clientWidth * 0.7, behavior: "smooth" }),
      { class: "tab-step" },
    );
    made.tabIndex = -1;
    made.setAttribute("aria-hidden", "true");
    return made;
  };
  const back = stepper("‹", -1);
  const on = stepper("›", 1);
  // Both are there, or none is: a row that changed its width while it is stepped through would hide what it came to.
  const update = (): void => {
    const hasRoom = bar.scrollWidth <= bar.clientWidth + back.offsetWidth + on.offsetWidth;
    back.hidden = hasRoom;
    on.hidden = hasRoom;
    back.disabled = bar.scrollLeft < 1;
    on.disabled = bar.scrollLeft + bar.clientWidth > bar.scrollWidth - 1;
  };
  bar.addEventListener("scroll", update, { passive: true });
  const sizes = new ResizeObserver(update);
  for (const tab of bar.children) sizes.observe(tab);
  new ResizeObserver(() => {
    update();
    revealFront(bar);
  }).observe(bar);
  return [back, bar, on];
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
