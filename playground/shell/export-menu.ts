import type { ExportKind } from "../backtest/export.ts";
import type { AppContext } from "./context.ts";
import { download } from "./download.ts";
import { button, element } from "./element.ts";

/** A button whose menu makes files of the run: tables, the whole result, the chart, the compiled plan. */
export const createExportMenu = (
  context: AppContext,
  picture: () => HTMLCanvasElement | undefined,
): HTMLElement => {
  const { store, controller, language } = context;
  const complain = (text: string): void => store.set({ notice: { text, isProblem: true } });
  const take = (make: () => Promise<Blob | undefined>, ending: string, missing: string) => async () => {
    menu.hidePopover();
    const { name } = store.get().source;
    const blob = await make();
    if (blob === undefined) complain(missing);
    else download(blob, `${name.replace(/\.ctk$/, "")}${ending}`);
  };
  const ofRun = (kind: ExportKind, ending: string) =>
    take(() => controller.exportRun(kind), ending, "There is no finished run yet.");
  const typescript = async (): Promise<Blob | undefined> => {
    const text = await language.ask({ kind: "typescript" });
    return text === undefined ? undefined : new Blob([text], { type: "text/typescript" });
  };
  const entries: readonly (readonly [string, string, () => Promise<void>])[] = [
    ["Trades", "CSV", ofRun("trades", "-trades.csv")],
    ["Equity", "CSV", ofRun("equity", "-equity.csv")],
    ["Whole result", "JSON", ofRun("result", "-result.json")],
    ["Chart", "PNG", take(() => pictureBlob(picture()), ".png", "The chart is not in sight: open it first.")],
    ["Compiled plan", "TypeScript", take(typescript, ".ts", "The plan has errors: see Problems.")],
  ];
  const items = entries.map(([title, form, onClick]) => {
    const item = button(title, () => void onClick(), { class: "menu-item" });
    item.setAttribute("role", "menuitem");
    item.append(element("span", { class: "fine" }, form));
    return item;
  });
  const menu = element(
    "div",
    {
      class: "menu",
      popover: "auto",
      attributes: { role: "menu", "aria-label": "Files to download" },
      on: {
        keydown: (event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          const now = items.findIndex((item) => item.matches(":focus"));
          items[(now + step + items.length) % items.length]?.focus();
        },
      },
    },
    ...items,
  );
  const opener = button("Export", () => menu.togglePopover(), {
    class: "button small",
    title: "Files of this run",
  });
  opener.setAttribute("aria-haspopup", "menu");
  menu.addEventListener("toggle", (event) => {
    const isOpen = event instanceof ToggleEvent && event.newState === "open";
    opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    const { top, bottom, right } = opener.getBoundingClientRect();
    const { offsetHeight } = menu;
    const isBelow = bottom + offsetHeight + 8 < innerHeight;
    menu.style.right = `${Math.max(4, innerWidth - right)}px`;
    menu.style.top = `${isBelow ? bottom + 4 : Math.max(4, top - offsetHeight - 4)}px`;
    items[0]?.focus();
  });
  return element("div", { class: "export" }, opener, menu);
};

const pictureBlob = (canvas: HTMLCanvasElement | undefined): Promise<Blob | undefined> =>
  canvas === undefined || canvas.width === 0 || canvas.height === 0
    ? Promise.resolve(undefined)
    : new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
