import type { Span } from "../ast/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import type { Palette } from "./palette.ts";
import { wrap } from "./wrap.ts";

/** A span to underline in a code frame. */
export interface FrameMark {
  readonly span: Span;
  readonly text: string;
  readonly isMain: boolean;
}

interface LineMark {
  readonly column: number;
  readonly width: number;
  readonly text: string;
  readonly isMain: boolean;
}

interface FrameStyle {
  readonly width: number;
  readonly palette: Palette;
  readonly paintMain: (text: string) => string;
}

const TAB = 4;

/**
 * The lines of source under some marks, with line numbers and underlines. All marks are of one file. Lines between
 * distant marks are left out.
 */
export function renderFrame(file: SourceFile, marks: readonly FrameMark[], style: FrameStyle): string[] {
  const byLine = new Map<number, LineMark[]>();
  for (const mark of marks) {
    for (const [line, piece] of piecesOf(file, mark)) {
      byLine.set(line, [...(byLine.get(line) ?? []), piece]);
    }
  }
  const numbers = [...byLine.keys()].sort((a, b) => a - b);
  const gutter = String(numbers.at(-1) ?? 1).length;
  const bar = style.palette.faint("|");
  const blank = `${" ".repeat(gutter)} ${bar}`;
  const rows = [blank];
  let previous: number | undefined;
  for (const number of numbers) {
    if (previous !== undefined && number > previous + 2) {
      rows.push(style.palette.faint("..."));
    } else if (previous !== undefined && number === previous + 2) {
      rows.push(...codeRow(file, number - 1, gutter, bar, style.width, 0).slice(0, 1));
    }
    const pieces = byLine.get(number) ?? [];
    const shift = shiftFor(file, number, pieces, style.width - gutter - 3);
    rows.push(...codeRow(file, number, gutter, bar, style.width, shift));
    rows.push(
      ...underlines(pieces, shift, style, style.width - gutter - 3).map((row) => `${blank} ${row}`.trimEnd()),
    );
    previous = number;
  }
  rows.push(blank);
  return rows;
}

/** A span's parts by line: one, or the first and the last of several lines. */
function piecesOf(file: SourceFile, mark: FrameMark): (readonly [number, LineMark])[] {
  const { text, isMain } = mark;
  const start = anchor(file, mark.span.start);
  const first = file.lines.positionAt(start).line;
  const end = Math.max(start, mark.span.end);
  const last = file.lines.positionAt(end).line;
  const piece = (line: number, from: number, to: number, words: string): readonly [number, LineMark] => {
    const range = file.lines.rangeOf(line);
    const column = widthOf(file.text.slice(range.start, Math.max(range.start, from)));
    const width = widthOf(file.text.slice(from, Math.min(to, range.end)), column);
    return [line, { column, width: Math.max(1, width), text: words, isMain }];
  };
  if (first === last) {
    return [piece(first, start, end, text)];
  }
  const lastRange = file.lines.rangeOf(last);
  const indent = file.text.slice(lastRange.start, end).search(/\S/);
  if (indent < 0) {
    return [piece(first, start, file.lines.rangeOf(first).end, text)];
  }
  return [
    piece(first, start, file.lines.rangeOf(first).end, ""),
    piece(last, lastRange.start + indent, end, text),
  ];
}

/** Where to point for an offset: at the end of a file, after the last thing written. */
function anchor(file: SourceFile, offset: number): number {
  if (offset < file.text.length) {
    return offset;
  }
  return file.text.trimEnd().length;
}

function codeRow(
  file: SourceFile,
  line: number,
  gutter: number,
  bar: string,
  width: number,
  shift: number,
): string[] {
  const { start, end } = file.lines.rangeOf(line);
  const code = crop(expandTabs(file.text.slice(start, end)), shift, width - gutter - 3);
  return [`${String(line).padStart(gutter)} ${bar} ${code}`.trimEnd()];
}

/** How many columns to leave out on the left so that the marks of a long line are seen. */
function shiftFor(file: SourceFile, line: number, pieces: readonly LineMark[], available: number): number {
  const { start, end } = file.lines.rangeOf(line);
  const length = widthOf(file.text.slice(start, end));
  if (length <= available) {
    return 0;
  }
  const main = pieces.find((piece) => piece.isMain) ?? pieces[0];
  const column = main?.column ?? 0;
  const needed = column + Math.min(main?.width ?? 1, Math.floor(available / 2)) + 4;
  return needed <= available ? 0 : Math.max(0, column - 8);
}

function crop(code: string, shift: number, available: number): string {
  const characters = [...code];
  let column = 0;
  let result = shift > 0 ? "…" : "";
  let used = result.length;
  for (const character of characters) {
    const width = characterWidth(character);
    if (column >= shift + (shift > 0 ? 1 : 0)) {
      if (used + width > available - 1 && column + width < widthOf(code)) {
        return `${result}…`;
      }
      result += character;
      used += width;
    }
    column += width;
  }
  return result;
}

function underlines(
  pieces: readonly LineMark[],
  shift: number,
  style: FrameStyle,
  available: number,
): string[] {
  const placed = pieces
    .map((piece) => place(piece, shift, available))
    .sort((a, b) => a.column - b.column || Number(a.isMain) - Number(b.isMain));
  const rightmost = placed.at(-1);
  const base = paintRow(placed, style);
  if (rightmost === undefined) {
    return [];
  }
  const ends = Math.max(...placed.map((piece) => piece.column + piece.width));
  const inline = rightmost.text !== "" && ends + 1 + rightmost.text.length <= available;
  const pending = placed.filter((piece) => piece.text !== "" && !(inline && piece === rightmost));
  const rows = [inline ? `${base} ${paint(rightmost, rightmost.text, style)}` : base];
  for (const piece of pending.reverse()) {
    const left = pending.filter((other) => other.column < piece.column);
    if (piece.column !== rightmost.column || !inline) {
      rows.push(connectors([...left, piece], style));
    }
    rows.push(...hanging(piece, left, style, available));
  }
  return rows;
}

function place(piece: LineMark, shift: number, available: number): LineMark {
  const column = Math.max(0, piece.column - shift);
  return { ...piece, column, width: Math.max(1, Math.min(piece.width, available - column)) };
}

function paint(piece: LineMark, text: string, style: FrameStyle): string {
  return piece.isMain ? style.paintMain(text) : style.palette.label(text);
}

function paintRow(placed: readonly LineMark[], style: FrameStyle): string {
  const cells = new Map<number, LineMark>();
  for (const piece of placed) {
    for (let column = piece.column; column < piece.column + piece.width; column += 1) {
      const known = cells.get(column);
      if (known === undefined || (known.isMain && !piece.isMain && piece.width < known.width)) {
        cells.set(column, piece);
      }
    }
  }
  const width = Math.max(0, ...cells.keys()) + 1;
  let row = "";
  for (let column = 0; column < width; column += 1) {
    const piece = cells.get(column);
    row += piece === undefined ? " " : paint(piece, piece.isMain ? "^" : "-", style);
  }
  return row;
}

function connectors(pieces: readonly LineMark[], style: FrameStyle): string {
  let row = "";
  let column = 0;
  for (const piece of [...pieces].sort((a, b) => a.column - b.column)) {
    if (piece.column >= column) {
      row += " ".repeat(piece.column - column) + paint(piece, "|", style);
      column = piece.column + 1;
    }
  }
  return row;
}

function hanging(piece: LineMark, left: readonly LineMark[], style: FrameStyle, available: number): string[] {
  const column = available - piece.column < 28 ? Math.max(0, available - 40) : piece.column;
  const inFront = left.filter((other) => other.column < column);
  const lead = inFront.length === 0 ? "" : connectors(inFront, style);
  const leadWidth = inFront.length === 0 ? 0 : Math.max(...inFront.map((other) => other.column)) + 1;
  return wrap(piece.text, available - column).map(
    (line) => `${lead}${" ".repeat(column - leadWidth)}${paint(piece, line, style)}`,
  );
}

function expandTabs(text: string): string {
  let result = "";
  let column = 0;
  for (const character of text) {
    if (character === "\t") {
      const width = TAB - (column % TAB);
      result += " ".repeat(width);
      column += width;
    } else {
      result += character;
      column += characterWidth(character);
    }
  }
  return result;
}

/** Columns that a text takes on a terminal when it starts at column `from`. */
function widthOf(text: string, from = 0): number {
  let column = from;
  for (const character of text) {
    column += character === "\t" ? TAB - (column % TAB) : characterWidth(character);
  }
  return column - from;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) {
    return 1;
  }
  if (/\p{Mark}/u.test(character) || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) {
    return 0;
  }
  return isWide(code) ? 2 : 1;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
