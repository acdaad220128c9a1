import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol";
import type {
  Completion,
  CompletionKind,
  FileEdits,
  OutlineItem,
  OutlineKind,
  Problem,
  QuickFix,
  TextEdit as ServiceEdit,
} from "../../compiler/index.ts";
import type { Positions } from "./positions.ts";
import { uriOfPath } from "./uris.ts";

/** The places of a file by its path. */
export type PositionsOf = (path: string) => Positions;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
} as const;

/** A problem as a diagnostic; what to write instead stands below the message. */
export function diagnosticOf(problem: Problem, positionsOf: PositionsOf, path: string): Diagnostic {
  return {
    range: positionsOf(path).rangeOf(problem.range),
    severity: severities[problem.severity],
    code: problem.code,
    source: "ctk",
    message: [problem.message, problem.help].filter((text) => text !== "").join("\n"),
    relatedInformation: problem.related.map(({ path: file, range, message }) => ({
      location: { uri: uriOfPath(file), range: positionsOf(file).rangeOf(range) },
      message,
    })),
    ...(problem.isUnused ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** Edits of one file. */
export function editsOf(edits: readonly ServiceEdit[], positions: Positions): TextEdit[] {
  return edits.map(({ range, text }) => ({ range: positions.rangeOf(range), newText: text }));
}

/** Edits of several files. */
export function workspaceEditOf(files: readonly FileEdits[], positionsOf: PositionsOf): WorkspaceEdit {
  return {
    changes: Object.fromEntries(
      files.map(({ path, edits }) => [uriOfPath(path), editsOf(edits, positionsOf(path))]),
    ),
  };
}

/** A fix of a problem. */
export function codeActionOf(
  { title, edits, safety }: QuickFix,
  diagnostic: Diagnostic,
  positionsOf: PositionsOf,
): CodeAction {
  return {
    title: `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: safety === "safe",
    edit: workspaceEditOf(edits, positionsOf),
  };
}

const completionKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  market: CompletionItemKind.Struct,
  route: CompletionItemKind.Module,
  risk: CompletionItemKind.Module,
  strategy: CompletionItemKind.Class,
  universe: CompletionItemKind.Struct,
  field: CompletionItemKind.Field,
  fact: CompletionItemKind.Property,
  parameter: CompletionItemKind.TypeParameter,
  series: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  argument: CompletionItemKind.Property,
  type: CompletionItemKind.TypeParameter,
  state: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
  text: CompletionItemKind.Text,
};

/** A proposal in its place of the list; its documentation is asked for by `data`. */
export function completionOf(item: Completion, index: number, edit: TextEdit, data: unknown): CompletionItem {
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    ...(item.detail === "" ? {} : { detail: item.detail }),
    sortText: String(index).padStart(4, "0"),
    insertTextFormat: item.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: edit,
    data,
  };
}

/** Markdown. */
export function markdown(value: string): { readonly kind: "markdown"; readonly value: string } {
  return { kind: MarkupKind.Markdown, value };
}

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  import: SymbolKind.Package,
  market: SymbolKind.Struct,
  universe: SymbolKind.Array,
  route: SymbolKind.Module,
  risk: SymbolKind.Interface,
  function: SymbolKind.Function,
  strategy: SymbolKind.Class,
  session: SymbolKind.Object,
  test: SymbolKind.Method,
  parameter: SymbolKind.TypeParameter,
  series: SymbolKind.Variable,
  rule: SymbolKind.Event,
  machine: SymbolKind.Enum,
  state: SymbolKind.EnumMember,
  setting: SymbolKind.Property,
};

/** An entry of the outline with those below it. */
export function symbolOf(item: OutlineItem, positions: Positions): DocumentSymbol {
  return {
    name: item.name,
    detail: item.detail,
    kind: symbolKinds[item.kind],
    range: positions.rangeOf(item.range),
    selectionRange: positions.rangeOf(item.selection),
    children: item.children.map((child) => symbolOf(child, positions)),
  };
}
