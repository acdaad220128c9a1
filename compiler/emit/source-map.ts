import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import type { SourceFile } from "../source/index.ts";
import type { Mark } from "./layout.ts";

export interface SourceMapOptions {
  /** Name of the generated file. */
  readonly fileName: string;
  /** Lines of the file before the text that the marks count in. */
  readonly lineOffset: number;
  readonly sources: readonly SourceFile[];
  /** Name of each source. */
  readonly names: readonly string[];
  /** Folder that the names start from, as seen from the generated file. */
  readonly sourceRoot: string | undefined;
}

/** A source map, version 3, as JSON. */
export const sourceMap = (marks: readonly Mark[], options: SourceMapOptions): string => {
  const { fileName, lineOffset, sources, names, sourceRoot } = options;
  const mapping = new GenMapping(
    sourceRoot === undefined ? { file: fileName } : { file: fileName, sourceRoot },
  );
  const seen = new Set<number>();
  for (const { line, column, span } of marks) {
    const file = sources[span.source];
    const source = names[span.source];
    if (file === undefined || source === undefined) continue;
    const place = file.lines.positionAt(span.start);
    addMapping(mapping, {
      generated: { line: line + lineOffset + 1, column },
      source,
      original: { line: place.line, column: place.column - 1 },
    });
    if (!seen.has(span.source)) setSourceContent(mapping, source, file.text);
    seen.add(span.source);
  }
  return JSON.stringify(toEncodedMap(mapping));
};
