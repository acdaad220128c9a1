import { type editor, languages, Range } from "monaco-editor/editor";
import type { AppContext } from "../shell/context.ts";
import { rangeEdits } from "./editor-view.ts";

/** Ties the language's helpers to the editor. */
export const registerProviders = ({ store, language }: AppContext): void => {
  languages.registerCodeActionProvider("ctk", {
    provideCodeActions: (model, range) => ({
      actions: (store.get().checked?.diagnostics ?? [])
        .filter(({ start, end }) =>
          Range.areIntersectingOrTouching(
            range,
            Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end)),
          ),
        )
        .flatMap(({ fixes }) =>
          fixes.map(({ title, edits, safety }) => ({
            title,
            kind: "quickfix",
            isPreferred: safety === "safe",
            edit: workspaceEdit(model, rangeEdits(model, edits)),
          })),
        ),
      dispose: () => {},
    }),
  });
  languages.registerDocumentFormattingEditProvider("ctk", {
    provideDocumentFormattingEdits: async (model) => {
      const text = await language.ask({ kind: "format" });
      return text === undefined || text === model.getValue()
        ? []
        : [{ range: model.getFullModelRange(), text }];
    },
  });
};

const workspaceEdit = (
  model: editor.ITextModel,
  edits: readonly { readonly range: Range; readonly text: string }[],
): languages.WorkspaceEdit => ({
  edits: edits.map((textEdit) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit })),
});
