import type { Span } from "../ast/nodes.ts";
import { createLineIndex, type LineIndex, type Position } from "./line-index.ts";

/** One text of a compilation. `id` is its index in the compilation's source list, and what spans refer to. */
export interface SourceFile {
  readonly id: number;
  /** The path that the loader gave, shown in messages. */
  readonly path: string;
  readonly text: string;
  /** True for the composite indicators that ship with the standard library. */
  readonly isLibrary: boolean;
  readonly lines: LineIndex;
}

/** The sources of one compilation in the order in which they were loaded; the entry file is number 0. */
export interface SourceList {
  readonly add: (path: string, text: string, isLibrary?: boolean) => SourceFile;
  readonly get: (id: number) => SourceFile;
  readonly find: (path: string) => SourceFile | undefined;
  readonly all: () => readonly SourceFile[];
}

/** A source file by itself, for tools that render diagnostics of one text. */
export function createSourceFile(id: number, path: string, text: string, isLibrary = false): SourceFile {
  return { id, path, text, isLibrary, lines: createLineIndex(text) };
}

/** An empty list of sources. `get` of an unknown id is a bug and throws. */
export function createSourceList(): SourceList {
  const files: SourceFile[] = [];
  return {
    add: (path, text, isLibrary = false) => {
      const file = createSourceFile(files.length, path, text, isLibrary);
      files.push(file);
      return file;
    },
    get: (id) => {
      const file = files[id];
      if (file === undefined) {
        throw new Error(`no source number ${id}`);
      }
      return file;
    },
    find: (path) => files.find((file) => file.path === path),
    all: () => files,
  };
}

/** The text under a span, with every run of white space and comments' line ends as one space. */
export function textOf(file: SourceFile, span: Span): string {
  return file.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
}

/** Line and column (both from 1) of an offset. */
export function positionOf(file: SourceFile, offset: number): Position {
  return file.lines.positionAt(offset);
}
