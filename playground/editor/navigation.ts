import type { OutlineItem, OutlineKind } from "ctk/compiler";
import { type editor, languages } from "monaco-editor/editor";
import type { Ask } from "./ask.ts";
import { editsIn, rangeIn, workspaceEditOf } from "./places.ts";

const { DocumentHighlightKind, SymbolKind } = languages;

const outlineKinds: Readonly<Record<OutlineKind, languages.SymbolKind>> = {
  import: SymbolKind.Package,
  market: SymbolKind.Struct,
  universe: SymbolKind.Array,
  route: SymbolKind.Interface,
  risk: SymbolKind.Module,
  function: SymbolKind.Function,
  strategy: SymbolKind.Class,
  session: SymbolKind.Namespace,
  test: SymbolKind.Method,
  parameter: SymbolKind.TypeParameter,
  series: SymbolKind.Variable,
  rule: SymbolKind.Event,
  setting: SymbolKind.Property,
  machine: SymbolKind.Enum,
  state: SymbolKind.EnumMember,
};

/** Where names are declared and used, their renaming, the outline. */
export const registerNavigation = (ask: Ask): void => {
  languages.registerDefinitionProvider("ctk", {
    provideDefinition: async (model, position) => {
      const { definition = [] } = await ask(model, {
        kind: "definition",
        offset: model.getOffsetAt(position),
      });
      return definition.map((range) => ({ uri: model.uri, range: rangeIn(model, range) }));
    },
  });
  languages.registerReferenceProvider("ctk", {
    provideReferences: async (model, position) => {
      const { references = [] } = await ask(model, {
        kind: "references",
        offset: model.getOffsetAt(position),
      });
      return references.map((range) => ({ uri: model.uri, range: rangeIn(model, range) }));
    },
  });
  languages.registerDocumentHighlightProvider("ctk", {
    provideDocumentHighlights: async (model, position) => {
      const { highlights = [] } = await ask(model, {
        kind: "highlights",
        offset: model.getOffsetAt(position),
      });
      return highlights.map(({ range, kind }) => ({
        range: rangeIn(model, range),
        kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    },
  });
  languages.registerDocumentSymbolProvider("ctk", {
    provideDocumentSymbols: async (model) => {
      const { outline = [] } = await ask(model, { kind: "outline" });
      return outline.map((item) => symbolOf(model, item));
    },
  });
  registerRename(ask);
};

const registerRename = (ask: Ask): void => {
  languages.registerRenameProvider("ctk", {
    resolveRenameLocation: async (model, position) => {
      const { renameRange } = await ask(model, { kind: "renameRange", offset: model.getOffsetAt(position) });
      if (renameRange?.ok === true)
        return { range: rangeIn(model, renameRange.range), text: renameRange.name };
      const here = { startLineNumber: position.lineNumber, startColumn: position.column };
      const range = { ...here, endLineNumber: position.lineNumber, endColumn: position.column };
      return { range, text: "", rejectReason: renameRange?.reason ?? "The text has changed." };
    },
    provideRenameEdits: async (model, position, name) => {
      const { rename } = await ask(model, { kind: "rename", offset: model.getOffsetAt(position), name });
      if (rename?.ok !== true) return { edits: [], rejectReason: rename?.reason ?? "The text has changed." };
      return workspaceEditOf(model, editsIn(model, rename.edits));
    },
  });
};

const symbolOf = (model: editor.ITextModel, item: OutlineItem): languages.DocumentSymbol => ({
  name: item.name,
  detail: item.detail,
  kind: outlineKinds[item.kind],
  tags: [],
  range: rangeIn(model, item.range),
  selectionRange: rangeIn(model, item.selection),
  children: item.children.map((child) => symbolOf(model, child)),
});
