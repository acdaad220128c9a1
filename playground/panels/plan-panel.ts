import { plainText, textPanel } from "./text-panel.ts";

/** What the plan does, in words. */
export const planPanel = textPanel(
  { id: "plan", title: "Plan card" },
  { kind: "card" },
  (text) => plainText(text, "What the plan does"),
  // A strategy begins with its name in an underlined line.
  (text, name) => text.search(new RegExp(`^${name},.*\\n=+$`, "mu")),
);
