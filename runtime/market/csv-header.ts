import { asciiText } from "./csv-number.ts";
import { type DataProblem, quoteValue } from "./data-problem.ts";

export type ColumnRole = "time" | "open" | "high" | "low" | "close" | "volume";

/** The header of a data file. */
export interface CsvHeader {
  /** Names as written. */
  readonly names: readonly string[];
  /** The role of each column; undefined where it is not read. */
  readonly roles: readonly (ColumnRole | undefined)[];
  /** Offset of the byte after the header line, and the line number there. */
  readonly bodyStart: number;
  readonly bodyLine: number;
}

const ROLES: Readonly<Record<string, ColumnRole>> = {
  time: "time",
  timestamp: "time",
  date: "time",
  datetime: "time",
  open_time: "time",
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
};

const WANTED = "time,open,high,low,close,volume";

/** Reads the header line; a problem where a needed column is missing or named twice. */
export function readHeader(bytes: Uint8Array, file: string): CsvHeader | DataProblem {
  const fault = (message: string, fix: string, line: number | undefined, column?: string): DataProblem => ({
    code: "DATA1001",
    file,
    line,
    column,
    message,
    fix,
  });
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const { from, to, next, line } = firstLine(bytes, start);
  if (from === to) {
    return {
      ...fault("the file is empty", `Write a header line (${WANTED}) and one row for each bar.`, undefined),
      code: "DATA1002",
    };
  }
  const text = asciiText(bytes, from, Math.min(to, from + 4000));
  const names = splitCells(text).map((name) => name.trim());
  const roles = names.map((name) => ROLES[name.toLowerCase().replace(/\s+/g, "_")]);
  if (names.every((name) => name === "" || /^[\d.:+TZ/-]+$/.test(name))) {
    return fault(
      `the first line is data (${quoteValue(names[0] ?? "")}), not a header`,
      `Put a header line above it that names the columns, such as ${WANTED}.`,
      line,
    );
  }
  for (const role of ["time", "open", "high", "low", "close"] as const) {
    if (!roles.includes(role)) {
      const separator =
        names.length === 1 && /[;\t|]/.test(text) ? " Fields must be separated by commas." : "";
      return fault(
        `no column ${role === "time" ? "time (also: timestamp, date)" : role} in the header ${quoteValue(text)}`,
        `Name the columns in the first line: ${WANTED}, in any order; volume may be missing.${separator}`,
        line,
      );
    }
  }
  const twice = roles.findIndex((role, index) => role !== undefined && roles.indexOf(role) !== index);
  if (twice >= 0) {
    const first = names[roles.indexOf(roles[twice])] ?? "";
    return fault(
      `columns "${first}" and "${names[twice] ?? ""}" would both be the ${roles[twice] ?? ""} of a bar`,
      "Keep one of them, or rename the other. A date and a time of day belong into one column.",
      line,
      names[twice],
    );
  }
  return { names, roles, bodyStart: next, bodyLine: line + 1 };
}

/** The first line that is not blank, without its line end. */
export function firstLine(
  bytes: Uint8Array,
  start: number,
): { readonly from: number; readonly to: number; readonly next: number; readonly line: number } {
  let from = start;
  for (let line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(10, from);
    const next = end < 0 ? bytes.length : end + 1;
    let to = end < 0 ? bytes.length : end;
    while (to > from && (bytes[to - 1] === 13 || bytes[to - 1] === 32)) {
      to -= 1;
    }
    if (to > from) {
      return { from, to, next, line };
    }
    from = next;
  }
  return { from, to: from, next: from, line: 1 };
}

/** The fields of one line: quotes as in RFC 4180, without line breaks inside them. */
export function splitCells(text: string): readonly string[] {
  if (!text.includes('"')) {
    return text.split(",");
  }
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      if (isQuoted && text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else {
        isQuoted = !isQuoted;
      }
    } else if (character === "," && !isQuoted) {
      cells.push(cell);
      cell = "";
    } else {
      cell += character;
    }
  }
  return [...cells, cell];
}
