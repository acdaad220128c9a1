import { panels } from "../panels/registry.ts";
import type { AppContext } from "./context.ts";
import type { TopBarDoors } from "./top-bar.ts";

/** Keys of the whole page; the about window lists them. */
export const listenToKeys = ({ store, controller }: AppContext, doors: TopBarDoors): void => {
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") !== null) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      controller.run();
      return;
    }
    if (event.key === "Escape" && store.get().status.kind === "running") controller.stop();
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const panel = /^Digit[1-9]$/.test(event.code) ? panels[Number(event.code.slice(5)) - 1] : undefined;
    const act =
      panel === undefined
        ? { KeyE: doors.openExamples, KeyD: doors.openData }[event.code]
        : () => store.set({ panel: panel.id, view: "results" });
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
};
