import { type SemanticToken, semanticModifiers, semanticTypes } from "ctk/compiler";
import { type editor, languages } from "monaco-editor/editor";
import type { Ask } from "./ask.ts";
import type { ValueSource } from "./known-values.ts";
import { editsIn, rangeIn } from "./places.ts";

const { FoldingRangeKind } = languages;

const foldingKinds = {
  block: FoldingRangeKind.Region,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
} as const;

/** What helps to read a plan: hovers, colours by meaning, hints between the words, folding, the one layout. */
export const registerReading = (ask: Ask, values: ValueSource): void => {
  languages.registerHoverProvider("ctk", {
    provideHover: async (model, position) => {
      const offset = model.getOffsetAt(position);
      const { hover } = await ask(model, { kind: "hover", offset, values: await values(offset) });
      return hover && { range: rangeIn(model, hover.range), contents: [{ value: hover.markdown }] };
    },
  });
  languages.registerDocumentSemanticTokensProvider("ctk", {
    getLegend: () => ({ tokenTypes: [...semanticTypes], tokenModifiers: [...semanticModifiers] }),
    provideDocumentSemanticTokens: async (model) => {
      const { tokens } = await ask(model, { kind: "tokens" });
      // The grammar tells statements from clauses by colour; only names need their meaning.
      return (
        tokens && {
          data: encodedTokens(
            model,
            tokens.filter(({ type }) => type !== "keyword"),
          ),
        }
      );
    },
    releaseDocumentSemanticTokens: () => {},
  });
  languages.registerInlayHintsProvider("ctk", {
    provideInlayHints: async (model, range) => {
      const start = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
      const end = model.getOffsetAt({ lineNumber: range.endLineNumber, column: range.endColumn });
      const { hints = [] } = await ask(model, { kind: "hints", range: { start, end } });
      return {
        hints: hints.map(({ offset, label, tooltip }) => ({
          label,
          tooltip: { value: tooltip },
          position: model.getPositionAt(offset),
        })),
        dispose: () => {},
      };
    },
  });
  languages.registerFoldingRangeProvider("ctk", {
    provideFoldingRanges: async (model) => {
      const { folding = [] } = await ask(model, { kind: "folding" });
      return folding.map(({ range, kind }) => ({
        start: model.getPositionAt(range.start).lineNumber,
        end: model.getPositionAt(range.end).lineNumber,
        kind: foldingKinds[kind],
      }));
    },
  });
  languages.registerDocumentFormattingEditProvider("ctk", {
    provideDocumentFormattingEdits: async (model) => {
      const { format } = await ask(model, { kind: "format", range: undefined });
      return format?.ok === true ? editsIn(model, format.edits) : [];
    },
  });
  languages.registerDocumentRangeFormattingEditProvider("ctk", {
    provideDocumentRangeFormattingEdits: async (model, range) => {
      const start = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
      const end = model.getOffsetAt({ lineNumber: range.endLineNumber, column: range.endColumn });
      const { format } = await ask(model, { kind: "format", range: { start, end } });
      return format?.ok === true ? editsIn(model, format.edits) : [];
    },
  });
};

/** Five numbers a token: lines and columns since the one before, length, type, modifiers. */
const encodedTokens = (model: editor.ITextModel, tokens: readonly SemanticToken[]): Uint32Array => {
  const data = new Uint32Array(tokens.length * 5);
  let line = 1;
  let column = 1;
  tokens.forEach(({ start, length, type, modifiers }, index) => {
    const at = model.getPositionAt(start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << semanticModifiers.indexOf(modifier)), 0);
    const since = at.lineNumber === line ? at.column - column : at.column - 1;
    data.set([at.lineNumber - line, since, length, semanticTypes.indexOf(type), bits], index * 5);
    line = at.lineNumber;
    column = at.column;
  });
  return data;
};
