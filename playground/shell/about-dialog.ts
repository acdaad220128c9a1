import { version } from "../../package.json";
import { openDialog } from "./dialog.ts";
import { element } from "./element.ts";

const keys: readonly (readonly [string, string])[] = [
  ["Ctrl+Enter", "run"],
  ["Escape", "stop a run"],
  ["Ctrl+Space", "complete"],
  ["Ctrl+.", "fix the problem here"],
  ["F8", "next problem"],
  ["Shift+Alt+F", "format"],
  ["Alt+1 … Alt+9", "tabs of results"],
  ["Alt+E, Alt+D", "examples, data"],
];

const link = (href: string, text: string): HTMLAnchorElement =>
  element("a", { href, target: "_blank", rel: "noreferrer" }, text);

/** What this is, its keys, and whose work it stands on. */
export const openAbout = (): void => {
  openDialog(
    `ctk ${version}`,
    element(
      "p",
      {},
      "Plans are checked, compiled and run by workers of this page, with the same code as the ctk command: the same plan on the same data has the same digest. Nothing leaves your browser.",
    ),
    element(
      "dl",
      { class: "keys" },
      ...keys.map(([key, what]) => element("div", {}, element("dt", {}, key), element("dd", {}, what))),
    ),
    element(
      "p",
      { class: "fine" },
      "Charts: TradingView Lightweight Charts™, Copyright © 2025 TradingView, Inc. ",
      link("https://www.tradingview.com/", "https://www.tradingview.com/"),
      ", Apache License 2.0. Editor: ",
      link("https://microsoft.github.io/monaco-editor/", "Monaco"),
      ", MIT.",
    ),
  );
};
