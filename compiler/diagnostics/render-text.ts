import type { SourceFile } from "../source/index.ts";
import { createSourceFile, positionOf } from "../source/index.ts";
import type { DiagnosticList } from "./collector.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { type FrameMark, renderFrame } from "./frame.ts";
import { type Palette, plainPalette } from "./palette.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  readonly width?: number;
  readonly palette?: Palette;
}

/** The whole list as text for a terminal: each diagnostic with its snippet, then a line that counts them. */
export function renderText(
  list: DiagnosticList,
  sources: readonly SourceFile[],
  options: TextOptions = {},
): string {
  const blocks = list.items.map((item) => renderDiagnostic(item, sources, options));
  const summary = summarise(list);
  return [...blocks, ...(summary === "" ? [] : [`${summary}\n`])].join("\n");
}

/** One diagnostic: its line, the place, the snippet, why, and what to write instead. Ends with a line feed. */
export function renderDiagnostic(
  item: Diagnostic,
  sources: readonly SourceFile[],
  options: TextOptions = {},
): string {
  const palette = options.palette ?? plainPalette;
  const width = options.width ?? 80;
  const paintMain = palette[item.severity];
  const rows = headline(item, width, palette);
  const file = shownFile(item, sources);
  if (file !== undefined) {
    const { line, column } = positionOf(file, item.span.start);
    rows.push(`${palette.faint(" -->")} ${file.path}:${line}:${column}`);
    const marks: FrameMark[] = [
      { span: item.span, text: item.label, isMain: true },
      ...item.labels
        .filter((label) => label.span.source === item.span.source)
        .map((label) => ({ span: label.span, text: label.text, isMain: false })),
    ];
    rows.push(...renderFrame(file, marks, { width, palette, paintMain }));
  }
  for (const label of item.labels.filter((other) => other.span.source !== item.span.source)) {
    rows.push(...elsewhere(label.text, sources[label.span.source], label.span.start, palette));
  }
  rows.push(...paragraph("why", item.why, width, palette));
  rows.push(...paragraph("fix", item.help, width, palette));
  for (const note of item.notes) {
    rows.push(...paragraph("note", note, width, palette));
  }
  return `${rows.join("\n")}\n`;
}

/** A place in a source with its line underlined, as diagnostics show it. */
export function renderSnippet(
  sources: readonly SourceFile[],
  span: Diagnostic["span"],
  options: TextOptions = {},
): readonly string[] {
  const palette = options.palette ?? plainPalette;
  const file = sources[span.source];
  if (file === undefined) {
    return [];
  }
  const { line, column } = positionOf(file, span.start);
  const marks = [{ span, text: "", isMain: true }];
  return [
    `${palette.faint(" -->")} ${file.path}:${line}:${column}`,
    ...renderFrame(file, marks, { width: options.width ?? 80, palette, paintMain: palette.error }),
  ];
}

/** The file of the main span; what looks like a secret is not printed again. */
function shownFile(item: Diagnostic, sources: readonly SourceFile[]): SourceFile | undefined {
  const file = sources[item.span.source];
  if (file === undefined || item.slug !== "secret-in-file") {
    return file;
  }
  const { start, end } = item.span;
  const hidden = file.text.slice(start, end).replace(/[^"]/g, "*");
  return createSourceFile(file.id, file.path, file.text.slice(0, start) + hidden + file.text.slice(end));
}

function headline(item: Diagnostic, width: number, palette: Palette): string[] {
  const lead = `${item.severity}[${item.code}]`;
  const lines = wrap(`${lead}: ${item.message}`, width);
  return lines.map((line, index) =>
    index === 0
      ? `${palette[item.severity](lead)}${palette.strong(line.slice(lead.length))}`
      : palette.strong(line),
  );
}

function elsewhere(
  text: string,
  file: SourceFile | undefined,
  offset: number,
  palette: Palette,
): readonly string[] {
  if (file === undefined) {
    return [];
  }
  const { line, column } = positionOf(file, offset);
  return [`${palette.faint(" -->")} ${file.path}:${line}:${column}: ${text}`];
}

function paragraph(lead: string, text: string, width: number, palette: Palette): string[] {
  if (text === "") {
    return [];
  }
  const indent = " ".repeat(lead.length + 2);
  return wrap(text, width - indent.length).map((line, index) =>
    index === 0 ? `${palette.strong(`${lead}:`)} ${line}` : `${indent}${line}`,
  );
}

/** `2 errors, 1 warning`, with the number that the cap left out; empty when there is nothing to say. */
export function summarise(list: DiagnosticList): string {
  const count = (severity: Severity, word: string): string[] => {
    const number = list.items.filter((item) => item.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  };
  const parts = [...count("error", "error"), ...count("warning", "warning"), ...count("hint", "hint")];
  const more = list.omitted === 0 ? "" : ` and ${list.omitted} more not shown`;
  return `${parts.join(", ")}${more}`;
}
