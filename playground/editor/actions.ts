import { editor, languages } from "monaco-editor/editor";
import type { AppContext } from "../shell/context.ts";
import type { Ask } from "./ask.ts";
import { editsIn, rangeIn, workspaceEditOf } from "./places.ts";

const BACKTEST = "ctk.playground.backtest";
const EXPLAIN = "ctk.playground.explain";
const RUN_SCENARIO = "ctk.playground.runScenario";

/** What the page does for each command of a lens. */
const commands = {
  "ctk.backtest": BACKTEST,
  "ctk.explain": EXPLAIN,
  "ctk.runScenario": RUN_SCENARIO,
} as const;

/** Fixes of problems, and what can be done with a declaration. */
export const registerActions = (ask: Ask, { store, controller }: AppContext): void => {
  languages.registerCodeActionProvider("ctk", {
    provideCodeActions: (model, range) => ({
      actions: (store.get().checked?.diagnostics ?? [])
        .filter((item) => rangeIn(model, item).intersectRanges(range) !== null)
        .flatMap(({ fixes }) =>
          fixes.map(({ title, edits, safety }) => ({
            title: title.slice(0, 1).toUpperCase() + title.slice(1),
            kind: "quickfix",
            isPreferred: safety === "safe",
            edit: workspaceEditOf(
              model,
              editsIn(
                model,
                edits.map(({ start, end, text }) => ({ range: { start, end }, text })),
              ),
            ),
          })),
        ),
      dispose: () => {},
    }),
  });
  editor.registerCommand(BACKTEST, (_, name: unknown, kind: unknown) => {
    if (typeof name !== "string") return;
    const { session, strategy, ...others } = store.get().settings;
    const choice = kind === "session" ? { session: name } : { strategy: name };
    if (session === choice.session && strategy === choice.strategy) controller.run();
    else controller.replaceSettings({ ...others, ...choice });
    store.set({ panel: "results", view: "results" });
  });
  const comeTo = (panel: string, name: unknown): void => {
    if (typeof name === "string") store.set({ panel, view: "results", wanted: { panel, name } });
  };
  editor.registerCommand(EXPLAIN, (_, name: unknown) => comeTo("plan", name));
  editor.registerCommand(RUN_SCENARIO, (_, title: unknown) => comeTo("scenarios", title));
  languages.registerCodeLensProvider("ctk", {
    provideCodeLenses: async (model) => {
      const { lenses = [] } = await ask(model, { kind: "lenses" });
      return {
        lenses: lenses.map(({ range, title, command, arguments: [, name, kind] }) => ({
          range: rangeIn(model, range),
          command: { id: commands[command], title, arguments: [name, kind] },
        })),
        dispose: () => {},
      };
    },
  });
};
