import { plainText, textPanel } from "./text-panel.ts";

/** The module that `ctk compile` writes for the plan. */
export const typescriptPanel = textPanel(
  { id: "typescript", title: "TypeScript" },
  { kind: "typescript" },
  (text) => plainText(text, "Generated TypeScript"),
);
