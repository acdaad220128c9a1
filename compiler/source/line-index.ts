/** Line and column, both from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of a text start. Lines end at `\n`, `\r\n` or `\r`. */
export interface LineIndex {
  readonly lineCount: number;
  readonly positionAt: (offset: number) => Position;
  /** Offset of the first character of a line (from 1), and the offset after its last, line end left out. */
  readonly rangeOf: (line: number) => { readonly start: number; readonly end: number };
  readonly offsetAt: (position: Position) => number;
}

/** Indexes the lines of a text, on first use. */
export function createLineIndex(text: string): LineIndex {
  let starts: readonly number[] | undefined;
  const get = (): readonly number[] => {
    starts ??= lineStarts(text);
    return starts;
  };
  const rangeOf = (line: number): { start: number; end: number } => {
    const all = get();
    const start = all[line - 1] ?? text.length;
    let end = all[line] ?? text.length;
    while (end > start && isLineEnd(text.charCodeAt(end - 1))) {
      end -= 1;
    }
    return { start, end };
  };
  return {
    get lineCount() {
      return get().length;
    },
    rangeOf,
    positionAt: (offset) => {
      const all = get();
      const bounded = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = all.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] ?? 0) <= bounded) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return { line: low + 1, column: bounded - (all[low] ?? 0) + 1 };
    },
    offsetAt: ({ line, column }) => {
      const { start, end } = rangeOf(line);
      return Math.min(start + Math.max(0, column - 1), end);
    },
  };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 13 && text.charCodeAt(index + 1) === 10) {
      continue;
    }
    if (isLineEnd(code)) {
      starts.push(index + 1);
    }
  }
  return starts;
}
