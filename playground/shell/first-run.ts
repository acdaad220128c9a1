import type { AppContext } from "./context.ts";
import { button, element, icon, icons } from "./element.ts";
import { remember, remembered } from "./memory.ts";

const KEY = "seen";

/** Three things to try, for who is here for the first time; nothing for others. */
export const firstRunCard = ({ store, controller, navigator }: AppContext): HTMLElement | undefined => {
  if (remembered(KEY) !== undefined) return undefined;
  const close = (): void => {
    remember(KEY, "1");
    card.remove();
  };
  const card = element(
    "aside",
    { class: "try", attributes: { "aria-label": "Three things to try" } },
    element("h2", {}, "This plan has run. Try:"),
    element(
      "ol",
      {},
      item(
        "Move a parameter",
        () => {
          controller.setParam("GoldenCross", "fast", 14);
          document.querySelector<HTMLInputElement>(".params input")?.focus();
        },
        "the run follows at once",
      ),
      item(
        "Look at a trade",
        () => {
          store.set({ panel: "trades" });
          navigator.toTrade(0);
        },
        "chart, table and rule are one",
      ),
      item(
        "Make a mistake",
        () => {
          controller.edit(store.get().source.text.replace("crosses above s ", "crosses above close[-1] "));
          store.set({ panel: "problems", view: "results" });
        },
        "the future does not compile",
      ),
    ),
    button(icon(icons.close), close, { label: "Close", class: "button small" }),
  );
  // The hints are about the first example.
  store.watch(
    (state) => state.source.name,
    (name) => {
      card.hidden = name !== "golden-cross.ctk";
    },
  );
  return card;
};

const item = (words: string, act: () => void, promise: string): HTMLElement =>
  element(
    "li",
    {},
    element("button", { type: "button", class: "link", on: { click: act } }, words),
    element("span", { class: "words" }, `: ${promise}`),
  );
