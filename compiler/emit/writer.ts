import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import type { Span } from "../ast/nodes.ts";
import type { SourceFile } from "../source/index.ts";

/** What the text is for: a typed module, a plain module, or a function body that gets `ctk` and returns the exports. */
export type EmitTarget = "typescript" | "module" | "factory";

/** Collects text line by line, with the place in the source that each piece comes from. */
export interface Writer {
  readonly target: EmitTarget;
  /** Appends text; a line feed starts a new line at the present indentation. */
  write(text: string, span?: Span): void;
  /** Appends text in TypeScript only. */
  type(text: string): void;
  /** A line of its own. */
  line(text?: string, span?: Span): void;
  /** Opening text, a deeper body, closing text. */
  block(open: string, body: () => void, close: string, span?: Span): void;
  text(): string;
  /** Source map, version 3, as JSON. */
  map(): string;
}

/** A writer over the given sources; `fileName` is the generated file's name in the source map. */
export const createWriter = (
  target: EmitTarget,
  fileName: string,
  sources: readonly SourceFile[],
  nameOf: (source: SourceFile) => string,
): Writer => {
  let text = "";
  let line = 1;
  let column = 0;
  let depth = 0;
  const mapping = new GenMapping({ file: fileName });

  const raw = (piece: string): void => {
    for (const part of piece.split(/(\n)/)) {
      if (part === "\n") {
        text += "\n";
        line++;
        column = 0;
      } else if (part !== "") {
        if (column === 0) {
          text += "  ".repeat(depth);
          column = depth * 2;
        }
        text += part;
        column += part.length;
      }
    }
  };

  const mark = (span: Span): void => {
    const source = sources[span.source];
    if (source === undefined) return;
    const place = source.lines.positionAt(span.start);
    const name = nameOf(source);
    addMapping(mapping, {
      generated: { line, column: column === 0 ? depth * 2 : column },
      source: name,
      original: { line: place.line, column: place.column - 1 },
    });
    setSourceContent(mapping, name, source.text);
  };

  const write = (piece: string, span?: Span): void => {
    if (span !== undefined) mark(span);
    raw(piece);
  };

  return {
    target,
    write,
    type: (piece) => {
      if (target === "typescript") raw(piece);
    },
    line: (piece = "", span) => write(`${piece}\n`, span),
    block: (open, body, close, span) => {
      write(open, span);
      const before = text.length;
      raw("\n");
      const inside = text.length;
      depth++;
      body();
      depth--;
      if (text.length === inside) {
        // Nothing inside: close on the same line.
        text = text.slice(0, before);
        line--;
        column = open.length;
      }
      raw(`${close}\n`);
    },
    text: () => text,
    map: () => JSON.stringify(toEncodedMap(mapping)),
  };
};
