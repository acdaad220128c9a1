import { createCollector, type DiagnosticList } from "../diagnostics/index.ts";
import type { SourceFile } from "../source/index.ts";
import { sourceNames } from "./source-names.ts";

/** A type error of a generated module, which is a bug of ctk. Lines and columns count from 1. */
export interface ModuleProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** Where the text comes from, with the name that the source map has for the source. */
  readonly ctk?: { readonly file: string; readonly line: number; readonly column: number };
}

/** Problems of one compilation's module as diagnostics (CTK9002) at their places in the plan. */
export const problemDiagnostics = (
  problems: readonly ModuleProblem[],
  sources: readonly SourceFile[],
  entryName: string,
): DiagnosticList => {
  const names = sourceNames(sources, entryName);
  const collector = createCollector();
  for (const { file, line, column, message, ctk } of problems) {
    const source = Math.max(0, names.indexOf(ctk?.file ?? ""));
    const start = ctk === undefined ? 0 : (sources[source]?.lines.offsetAt(ctk) ?? 0);
    const place = `${file.split(/[\\/]/).at(-1)}:${line}:${column}`;
    collector.report("generated-types", { source, start, end: start }, { place, detail: message });
  }
  return collector.finish();
};
