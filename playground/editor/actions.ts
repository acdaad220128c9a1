import { editor, languages } from "monaco-editor/editor";
import type { AppContext } from "../shell/context.ts";
import type { Ask } from "./ask.ts";
import { editsIn, rangeIn, workspaceEditOf } from "./places.ts";

const BACKTEST = "ctk.playground.backtest";
const EXPLAIN = "ctk.playground.explain";

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
    const { session: _session, strategy: _strategy, ...others } = store.get().settings;
    controller.replaceSettings({
      ...others,
      ...(kind === "session" ? { session: name } : { strategy: name }),
    });
    store.set({ panel: "results" });
  });
  editor.registerCommand(EXPLAIN, () => store.set({ panel: "plan" }));
  languages.registerCodeLensProvider("ctk", {
    provideCodeLenses: async (model) => {
      const { lenses = [] } = await ask(model, { kind: "lenses" });
      return {
        lenses: lenses.flatMap(({ range, title, command, arguments: [, name, kind] }) => {
          const id = { "ctk.backtest": BACKTEST, "ctk.explain": EXPLAIN, "ctk.runScenario": undefined }[
            command
          ];
          if (id === undefined) return [];
          return [{ range: rangeIn(model, range), command: { id, title, arguments: [name, kind] } }];
        }),
        dispose: () => {},
      };
    },
  });
};
