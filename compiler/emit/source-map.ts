import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import type { SourceFile } from "../source/index.ts";
import type { Mark } from "./layout.ts";

/** A source map, version 3, as JSON. `lineOffset`: lines of the file before the text that the marks count in. */
export const sourceMap = (
  fileName: string,
  marks: readonly Mark[],
  lineOffset: number,
  sources: readonly SourceFile[],
  names: readonly string[],
): string => {
  const mapping = new GenMapping({ file: fileName });
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
