import type { Span } from "../ast/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import type { DiagnosticList } from "./collector.ts";
import type { Diagnostic, FixSafety, Severity } from "./diagnostic.ts";

/** A place in a file: path, offsets, and lines and columns from 1. */
export interface JsonPlace {
  readonly file: string;
  readonly start: { readonly offset: number; readonly line: number; readonly column: number };
  readonly end: { readonly offset: number; readonly line: number; readonly column: number };
}

/** A diagnostic for other programs: spans resolved to places. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: JsonPlace;
  readonly label: string;
  readonly labels: readonly { readonly place: JsonPlace; readonly text: string }[];
  readonly why: string;
  readonly help: string;
  readonly notes: readonly string[];
  readonly fixes: readonly {
    readonly title: string;
    readonly safety: FixSafety;
    readonly edits: readonly { readonly place: JsonPlace; readonly text: string }[];
  }[];
}

/** The list as plain data, ready for `JSON.stringify`. */
export function toJson(
  list: DiagnosticList,
  sources: readonly SourceFile[],
): { readonly diagnostics: readonly JsonDiagnostic[]; readonly omitted: number } {
  return { diagnostics: list.items.map((item) => convert(item, sources)), omitted: list.omitted };
}

function convert(item: Diagnostic, sources: readonly SourceFile[]): JsonDiagnostic {
  const { span, labels, fixes, ...rest } = item;
  return {
    ...rest,
    place: placeOf(span, sources),
    labels: labels.map((label) => ({ place: placeOf(label.span, sources), text: label.text })),
    fixes: fixes.map((fix) => ({
      title: fix.title,
      safety: fix.safety,
      edits: fix.edits.map((edit) => ({ place: placeOf(edit.span, sources), text: edit.text })),
    })),
  };
}

function placeOf(span: Span, sources: readonly SourceFile[]): JsonPlace {
  const file = sources[span.source];
  const at = (offset: number): JsonPlace["start"] => ({
    offset,
    ...(file?.lines.positionAt(offset) ?? { line: 1, column: 1 }),
  });
  return { file: file?.path ?? "", start: at(span.start), end: at(span.end) };
}
