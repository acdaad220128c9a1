import { type ColumnStore, createColumns, growColumns } from "./csv-columns.ts";
import type { ColumnRole, CsvHeader } from "./csv-header.ts";
import { asciiText, scanNumber } from "./csv-number.ts";
import { barProblem, type RowContext, readRowText } from "./csv-row-text.ts";
import { scanTime } from "./csv-time.ts";
import type { DataProblem } from "./data-problem.ts";

/** Rows of a file; rows with problems are left out. */
export interface CsvRows {
  readonly columns: ColumnStore;
  readonly length: number;
  readonly priceDecimals: number;
  /** The first problems; `problemCount` has the number of all. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
}

const COMMA = 44;
const CR = 13;
const LF = 10;
const PROBLEMS_SHOWN = 5;

/**
 * Reads all rows below the header. A plain row takes one pass over its bytes; a row with anything unusual in it
 * (quotes, blanks, signs, exponents, mistakes) is read again as text, which is slower and explains problems. The bytes
 * must end with a line feed.
 */
export function readRows(bytes: Uint8Array, header: CsvHeader, file: string): CsvRows {
  const end = bytes.length;
  let capacity = estimateRows(bytes, header.bodyStart);
  let columns = createColumns(capacity);
  let targets = targetsOf(header.roles, columns);
  const context: RowContext = { header, file, format: { unit: undefined }, count: { decimals: 0 } };
  const problems: DataProblem[] = [];
  let problemCount = 0;
  let row = 0;
  let previous = Number.NEGATIVE_INFINITY;
  let line = header.bodyLine;
  for (let at = header.bodyStart; at < end; line += 1) {
    if (row === capacity) {
      capacity = Math.ceil(capacity * 1.5) + 16;
      columns = growColumns(columns, capacity);
      targets = targetsOf(header.roles, columns);
    }
    let next = scanRow(bytes, at, targets, row, context, columns.time);
    let problem: DataProblem | undefined;
    let isBlank = false;
    if (next < 0) {
      const stop = bytes.indexOf(LF, at);
      const text = asciiText(bytes, at, bytes[stop - 1] === CR ? stop - 1 : stop);
      next = stop + 1;
      isBlank = text.trim() === "";
      problem = isBlank ? undefined : readRowText(text, columns, row, line, context);
    }
    if (problem === undefined && !isBlank && !isSound(columns, row, previous)) {
      problem = barProblem(columns, row, previous, line, context);
    }
    if (problem !== undefined) {
      problemCount += 1;
      if (problems.length < PROBLEMS_SHOWN) {
        problems.push(problem);
      }
    } else if (!isBlank) {
      previous = columns.time[row] as number;
      row += 1;
    }
    at = next;
  }
  return { columns, length: row, priceDecimals: context.count.decimals, problems, problemCount };
}

/** One column's place in a row: where its numbers go, and what it counts for. */
interface Target {
  readonly kind: "time" | "price" | "volume" | "ignored";
  readonly values: Float64Array;
}

function targetsOf(roles: readonly (ColumnRole | undefined)[], columns: ColumnStore): readonly Target[] {
  return roles.map((role) => {
    if (role === undefined) {
      return { kind: "ignored", values: columns.time };
    }
    return { kind: role === "time" || role === "volume" ? role : "price", values: columns[role] };
  });
}

/** Offset of the next row, or -1 when the row needs a closer look. */
function scanRow(
  bytes: Uint8Array,
  start: number,
  targets: readonly Target[],
  row: number,
  context: RowContext,
  time: Float64Array,
): number {
  let at = start;
  const last = targets.length - 1;
  for (let column = 0; column <= last; column += 1) {
    const target = targets[column];
    if (target === undefined) {
      return -1;
    }
    if (target.kind === "price") {
      at = scanNumber(bytes, at, target.values, row, context.count);
    } else if (target.kind === "time") {
      at = scanTime(bytes, at, time, row, context.format);
    } else if (target.kind === "ignored") {
      at = skipCell(bytes, at);
    } else {
      at = scanVolume(bytes, at, target.values, row);
    }
    if (at < 0 || (column < last && bytes[at] !== COMMA)) {
      return -1;
    }
    at += column < last ? 1 : 0;
  }
  if (bytes[at] === CR) {
    at += 1;
  }
  return bytes[at] === LF ? at + 1 : -1;
}

function scanVolume(bytes: Uint8Array, at: number, values: Float64Array, row: number): number {
  const byte = bytes[at];
  if (byte === COMMA || byte === LF || byte === CR) {
    values[row] = Number.NaN;
    return at;
  }
  return scanNumber(bytes, at, values, row, undefined);
}

function skipCell(bytes: Uint8Array, start: number): number {
  let at = start;
  let byte = bytes[at] as number;
  while (byte !== COMMA && byte !== LF && byte !== CR) {
    if (byte === 34) {
      return -1;
    }
    at += 1;
    byte = bytes[at] as number;
  }
  return at;
}

function isSound(columns: ColumnStore, row: number, previous: number): boolean {
  const open = columns.open[row] as number;
  const high = columns.high[row] as number;
  const low = columns.low[row] as number;
  const close = columns.close[row] as number;
  return (
    (columns.time[row] as number) > previous &&
    low > 0 &&
    low <= open &&
    low <= close &&
    high >= open &&
    high >= close &&
    !((columns.volume[row] as number) < 0)
  );
}

/** A little more than the rows that the file would have if all were like the first ones. */
function estimateRows(bytes: Uint8Array, start: number): number {
  const sample = Math.min(bytes.length, start + 65_536);
  let lines = 0;
  for (let at = start; at < sample; at += 1) {
    lines += bytes[at] === LF ? 1 : 0;
  }
  return Math.ceil((lines / Math.max(1, sample - start)) * (bytes.length - start) * 1.05) + 16;
}
