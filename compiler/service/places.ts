import type { Span } from "../ast/nodes.ts";

/** A stretch of one file: half-open, in UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a named file. */
export interface Location {
  readonly path: string;
  readonly range: TextRange;
}

/** Replaces the text of a range; an empty range inserts. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** Edits of one file, which do not overlap. */
export interface FileEdits {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** The range of a span. */
export function rangeOf({ start, end }: Span): TextRange {
  return { start, end };
}

/** Whether an offset lies in a range or at either of its ends. */
export function touches({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

const wordPart = /[A-Za-z0-9_]/;

/** The word around an offset, and where it starts and ends; empty where there is none. */
export function wordAround(text: string, offset: number): TextRange {
  let start = offset;
  let end = offset;
  while (start > 0 && wordPart.test(text.charAt(start - 1))) {
    start -= 1;
  }
  while (end < text.length && wordPart.test(text.charAt(end))) {
    end += 1;
  }
  return { start, end };
}
