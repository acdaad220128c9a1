import type { Position as LspPosition, Range } from "vscode-languageserver-protocol";
import { createLineIndex, type LineIndex, type TextRange } from "../../compiler/index.ts";

/** Turns offsets of a text into lines and columns of the protocol, both from 0, and back. */
export interface Positions {
  readonly offsetAt: (position: LspPosition) => number;
  readonly positionAt: (offset: number) => LspPosition;
  readonly rangeOf: (range: TextRange) => Range;
  readonly spanOf: (range: Range) => TextRange;
}

/** The places of a text. */
export function positionsOf(text: string): Positions {
  const lines: LineIndex = createLineIndex(text);
  const offsetAt = ({ line, character }: LspPosition): number =>
    lines.offsetAt({ line: line + 1, column: character + 1 });
  const positionAt = (offset: number): LspPosition => {
    const { line, column } = lines.positionAt(offset);
    return { line: line - 1, character: column - 1 };
  };
  return {
    offsetAt,
    positionAt,
    rangeOf: ({ start, end }) => ({ start: positionAt(start), end: positionAt(end) }),
    spanOf: ({ start, end }) => ({ start: offsetAt(start), end: offsetAt(end) }),
  };
}
