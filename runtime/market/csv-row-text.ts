import type { ColumnStore } from "./csv-columns.ts";
import { type ColumnRole, type CsvHeader, splitCells } from "./csv-header.ts";
import { type DecimalCount, parseNumber } from "./csv-number.ts";
import { scanTime, type TimeFormat } from "./csv-time.ts";
import { type DataCode, type DataProblem, quoteValue } from "./data-problem.ts";

/** What all rows of a file share. */
export interface RowContext {
  readonly header: CsvHeader;
  readonly file: string;
  readonly format: TimeFormat;
  readonly count: DecimalCount;
}

const FIX_FIELDS =
  "Write one field for each column of the header; put quotes around a field with commas in it.";
const FIX_TIME =
  "Write times as 2024-01-31, 2024-01-31T00:00:00Z or epoch seconds, milliseconds or microseconds, all in one way.";
const FIX_NUMBER = "Write a plain number such as 101.25, or leave the row out.";

/** Reads a row as text into the columns; the problem where it cannot be read. */
export function readRowText(
  text: string,
  columns: ColumnStore,
  row: number,
  line: number,
  context: RowContext,
): DataProblem | undefined {
  const { names, roles } = context.header;
  const cells = splitCells(text).map((cell) => cell.trim());
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) {
    return problemAt(context, "DATA1003", line, undefined, "a quote is not closed on this line", FIX_FIELDS);
  }
  const isLong = cells.length > names.length && cells.slice(names.length).some((cell) => cell !== "");
  if (cells.length < names.length || isLong) {
    const message = `${count(cells.length, "field")}, but the header names ${count(names.length, "column")}`;
    return problemAt(context, "DATA1003", line, undefined, message, FIX_FIELDS);
  }
  for (const [index, role] of roles.entries()) {
    const cell = cells[index] ?? "";
    const problem =
      role === undefined
        ? undefined
        : role === "time"
          ? readTime(cell, names[index], columns, row, line, context)
          : readValue(cell, names[index], role, columns, row, line, context);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function readTime(
  cell: string,
  name: string | undefined,
  columns: ColumnStore,
  row: number,
  line: number,
  context: RowContext,
): DataProblem | undefined {
  const bytes = Uint8Array.from(`${cell}\n`, (character) => Math.min(character.charCodeAt(0), 255));
  if (scanTime(bytes, 0, columns.time, row, context.format) === cell.length) {
    return undefined;
  }
  const readable = scanTime(bytes, 0, columns.time, row, { unit: undefined }) === cell.length;
  const written = context.format.unit === "iso" ? "ISO dates" : `epoch ${context.format.unit ?? ""}`;
  const message =
    cell === ""
      ? "the time is empty"
      : readable
        ? `${quoteValue(cell)} is not written like the times above it (${written})`
        : `${quoteValue(cell)} is not a time that can be read`;
  return problemAt(context, "DATA1004", line, name, message, FIX_TIME);
}

function readValue(
  cell: string,
  name: string | undefined,
  role: Exclude<ColumnRole, "time">,
  columns: ColumnStore,
  row: number,
  line: number,
  context: RowContext,
): DataProblem | undefined {
  if (cell === "" && role === "volume") {
    columns.volume[row] = Number.NaN;
    return undefined;
  }
  const number = parseNumber(cell);
  if (number === undefined) {
    const message = cell === "" ? "the field is empty" : `${quoteValue(cell)} is not a number`;
    const fix =
      role === "volume" ? "Write a plain number, or nothing where the volume is not known." : FIX_NUMBER;
    return problemAt(context, "DATA1007", line, name, message, fix);
  }
  columns[role][row] = number.value;
  if (role !== "volume") {
    context.count.decimals = Math.max(context.count.decimals, number.decimals);
  }
  return undefined;
}

/** What makes a readable row no bar, or no successor of the bar before. */
export function barProblem(
  columns: ColumnStore,
  row: number,
  previous: number,
  line: number,
  context: RowContext,
): DataProblem | undefined {
  const value = (role: ColumnRole): number => columns[role][row] ?? Number.NaN;
  const at = (code: DataCode, role: ColumnRole, message: string, fix: string): DataProblem => {
    const name = context.header.names[context.header.roles.indexOf(role)];
    return problemAt(context, code, line, name, message, fix);
  };
  for (const role of ["open", "high", "low", "close"] as const) {
    if (!(value(role) > 0)) {
      const fix = "Prices must be above zero. Leave out rows in which there was no trade.";
      return at("DATA1008", role, `the ${role} is ${value(role)}`, fix);
    }
  }
  const fix = "Correct the row at its source, or leave it out.";
  if (value("high") < value("low")) {
    return at("DATA1009", "high", `the high ${value("high")} is below the low ${value("low")}`, fix);
  }
  for (const role of ["open", "close"] as const) {
    if (value("high") < value(role)) {
      return at("DATA1009", "high", `the high ${value("high")} is below the ${role} ${value(role)}`, fix);
    }
    if (value("low") > value(role)) {
      return at("DATA1009", "low", `the low ${value("low")} is above the ${role} ${value(role)}`, fix);
    }
  }
  if (value("volume") < 0) {
    return at("DATA1010", "volume", `the volume is ${value("volume")}`, "Volumes cannot be below zero.");
  }
  const time = new Date(value("time")).toISOString();
  if (value("time") === previous) {
    return at(
      "DATA1006",
      "time",
      `${time} is already the time of the row above`,
      "Keep one row for each bar.",
    );
  }
  const message = `${time} is before ${new Date(previous).toISOString()}, the time of the row above`;
  return at("DATA1005", "time", message, "Sort the rows by time, oldest first.");
}

function problemAt(
  context: RowContext,
  code: DataCode,
  line: number,
  column: string | undefined,
  message: string,
  fix: string,
): DataProblem {
  return { code, file: context.file, line, column, message, fix };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
