import type { TextEdit, TextRange } from "ctk/compiler";
import { type editor, type languages, Range } from "monaco-editor/editor";

/** A stretch of the text as the editor counts it. */
export const rangeIn = (model: editor.ITextModel, { start, end }: TextRange): Range =>
  Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));

/** Edits as the editor takes them. */
export const editsIn = (model: editor.ITextModel, edits: readonly TextEdit[]): languages.TextEdit[] =>
  edits.map(({ range, text }) => ({ range: rangeIn(model, range), text }));

/** Edits as one change of a model. */
export const workspaceEditOf = (
  model: editor.ITextModel,
  edits: readonly languages.TextEdit[],
): languages.WorkspaceEdit => ({
  edits: edits.map((textEdit) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit })),
});
