import { csvBytes, encodingProblem } from "./csv-bytes.ts";
import { firstLine, splitCells } from "./csv-header.ts";
import { asciiText, type DecimalCount, parseNumber, scanNumber } from "./csv-number.ts";
import { scanTime, type TimeFormat } from "./csv-time.ts";
import { type DataCode, type DataProblem, quoteValue } from "./data-problem.ts";
import { BUY, SELL, UNKNOWN_SIDE } from "./ticks.ts";

/** A column that a file of ticks may have. */
export interface TickColumn {
  /** Its name in messages. */
  readonly role: string;
  /** The ways in which headers spell it, in lower case. */
  readonly names: readonly string[];
  readonly kind: "time" | "price" | "quantity" | "side" | "bookSide" | "flag" | "id";
  /** A file without it is refused. */
  readonly isRequired: boolean;
  /** A field may be empty: the value is not known. */
  readonly mayBeEmpty: boolean;
}

/** What makes a readable row impossible. */
export interface RowFault {
  readonly code: DataCode;
  readonly role: string;
  readonly message: string;
  readonly fix: string;
}

/** What a kind of file looks like. */
export interface TickTable {
  /** The columns of a file with such a header; names are in lower case. */
  readonly columns: (names: readonly string[]) => readonly TickColumn[];
  /** A header as it may be, for messages. */
  readonly example: string;
  /** What is wrong with a row of values, which `at` reads by role. */
  readonly faultOf: (at: (role: string) => number) => RowFault | undefined;
}

/** The columns of a file by role, or what is wrong with it: the first problems, and how many there are. */
export type TableResult =
  | {
      readonly ok: true;
      readonly length: number;
      readonly column: (role: string) => Float64Array | undefined;
      readonly priceDecimals: number;
    }
  | { readonly ok: false; readonly problems: readonly DataProblem[]; readonly problemCount: number };

const COMMA = 44;
const CR = 13;
const LF = 10;
const QUOTE = 34;
const PROBLEMS_SHOWN = 5;
const FIX_TIME =
  "Write times as 2024-01-31T00:00:00.000Z or epoch seconds, milliseconds or microseconds, all in one way.";
const FIX_FIELDS =
  "Write one field for each column of the header; put quotes around a field with commas in it.";

/** One column of the file at hand: what it counts for and where its values go. */
interface Target {
  readonly column: TickColumn | undefined;
  readonly name: string;
  values: Float64Array;
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly targets: readonly Target[];
  readonly format: TimeFormat;
  readonly count: DecimalCount;
  /** Where the id of the present row lies, and that of the row before. */
  idFrom: number;
  idTo: number;
  previousFrom: number;
  previousTo: number;
}

/**
 * Reads the rows of a file of ticks, oldest first; rows of one time keep their order. A plain row takes one pass over its
 * bytes, any other is read again as text, which explains what is wrong. A file with a faulty row is refused as a whole.
 */
export function readTickTable(input: Uint8Array | string, file: string, table: TickTable): TableResult {
  const bytes = csvBytes(input);
  const encoding = encodingProblem(bytes, file);
  if (encoding !== undefined) return refuse(encoding);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const { from, to, next, line } = firstLine(bytes, start);
  const text = asciiText(bytes, from, Math.min(to, from + 100_000));
  const head = targetsOf(text, file, table, line);
  if ("code" in head) return refuse(head);
  let capacity = 0;
  for (let at = next; at < bytes.length; at++) if (bytes[at] === LF) capacity++;
  for (const target of head) {
    if (target.column !== undefined && target.column.kind !== "id")
      target.values = new Float64Array(capacity);
  }
  const reading: Reading = {
    bytes,
    file,
    targets: head,
    format: { unit: undefined },
    count: { decimals: 0 },
    idFrom: 0,
    idTo: 0,
    previousFrom: 0,
    previousTo: 0,
  };
  return readBody(reading, table, next, line + 1);
}

const refuse = (problem: DataProblem): TableResult => ({ ok: false, problems: [problem], problemCount: 1 });

function targetsOf(
  text: string,
  file: string,
  { columns, example }: TickTable,
  line: number,
): readonly Target[] | DataProblem {
  const fault = (message: string, fix: string): DataProblem => ({
    code: "DATA1001",
    file,
    line: text === "" ? undefined : line,
    column: undefined,
    message,
    fix,
  });
  if (text === "") {
    return {
      ...fault("the file is empty", `Write a header line (${example}) and one row for each.`),
      code: "DATA1002",
    };
  }
  const names = splitCells(text).map((name) => name.trim());
  const spelt = names.map((name) => name.toLowerCase().replace(/\s+/g, "_"));
  if (names.every((name) => name === "" || /^[\d.:+TZ/-]+$/.test(name))) {
    return fault(
      `the first line is data (${quoteValue(names[0] ?? "")}), not a header`,
      `Put a header line above it that names the columns, such as ${example}.`,
    );
  }
  const wanted = columns(spelt);
  const targets = spelt.map(
    (name, index): Target => ({
      column: wanted.find((column) => column.names.includes(name)),
      name: names[index] ?? "",
      values: new Float64Array(0),
    }),
  );
  for (const column of wanted) {
    const found = targets.filter((target) => target.column === column);
    if (found.length === 0 && column.isRequired) {
      const separator =
        names.length === 1 && /[;\t|]/.test(text) ? " Fields must be separated by commas." : "";
      const also = column.names.filter((name) => name !== column.role).slice(0, 3);
      const spellings = also.length === 0 ? "" : ` (also: ${also.join(", ")})`;
      return fault(
        `no column ${column.role}${spellings} in the header ${quoteValue(text)}`,
        `Name the columns in the first line: ${example}, in any order.${separator}`,
      );
    }
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      return fault(
        `columns "${first.name}" and "${second.name}" would both be the ${column.role}`,
        "Keep one of them, or rename the other.",
      );
    }
  }
  return targets;
}

function readBody(reading: Reading, table: TickTable, bodyStart: number, bodyLine: number): TableResult {
  const { bytes, targets } = reading;
  const byRole = new Map(
    targets.flatMap((target) => (target.column === undefined ? [] : [[target.column.role, target] as const])),
  );
  const problems: DataProblem[] = [];
  let problemCount = 0;
  let row = 0;
  let line = bodyLine;
  const time = byRole.get("time")?.values ?? new Float64Array(0);
  const value = (role: string): number => byRole.get(role)?.values[row] ?? Number.NaN;
  for (let at = bodyStart; at < bytes.length; line++) {
    let next = scanRow(reading, at, row);
    let fault: RowFault | undefined;
    let isBlank = false;
    if (next < 0) {
      const stop = bytes.indexOf(LF, at);
      const text = asciiText(bytes, at, bytes[stop - 1] === CR ? stop - 1 : stop);
      next = stop + 1;
      isBlank = text.trim() === "";
      // The place of an id inside a quoted row is not looked up.
      reading.idFrom = reading.idTo;
      fault = isBlank ? undefined : readText(reading, text, row);
    }
    if (!isBlank) {
      fault ??= orderFault(time, row) ?? idFault(reading) ?? table.faultOf(value);
      if (fault === undefined) {
        row++;
        reading.previousFrom = reading.idFrom;
        reading.previousTo = reading.idTo;
      } else {
        problemCount++;
        if (problems.length < PROBLEMS_SHOWN) problems.push(problemAt(reading, fault, line));
      }
    }
    at = next;
  }
  if (problemCount > 0) return { ok: false, problems, problemCount };
  if (row === 0) {
    return refuse({
      code: "DATA1002",
      file: reading.file,
      line: undefined,
      column: undefined,
      message: "there are no rows below the header",
      fix: `Write one row for each: ${table.example}.`,
    });
  }
  return {
    ok: true,
    length: row,
    column: (role) => byRole.get(role)?.values.subarray(0, row),
    priceDecimals: reading.count.decimals,
  };
}

function problemAt(
  { file, targets }: Reading,
  { code, role, message, fix }: RowFault,
  line: number,
): DataProblem {
  const column = targets.find((target) => target.column?.role === role)?.name;
  return { code, file, line, column, message, fix };
}

/** Offset of the next row, or -1 where the row needs a closer look. */
function scanRow(reading: Reading, start: number, row: number): number {
  const { bytes, targets } = reading;
  const last = targets.length - 1;
  let at = start;
  for (let index = 0; index <= last; index++) {
    const target = targets[index];
    if (target === undefined) return -1;
    at = scanCell(reading, at, target, row);
    if (at < 0 || (index < last && bytes[at] !== COMMA)) return -1;
    if (index < last) at++;
  }
  if (bytes[at] === CR) at++;
  return bytes[at] === LF ? at + 1 : -1;
}

function scanCell(reading: Reading, at: number, { column, values }: Target, row: number): number {
  const { bytes } = reading;
  const end = column === undefined || column.kind === "id" ? cellEnd(bytes, at) : 0;
  if (column === undefined) return end;
  switch (column.kind) {
    case "time":
      return scanTime(bytes, at, values, row, reading.format);
    case "price":
      return scanNumber(bytes, at, values, row, reading.count);
    case "quantity":
      return scanNumber(bytes, at, values, row, undefined);
    case "side":
    case "bookSide":
    case "flag":
      return scanWord(bytes, at, words[column.kind], values, row);
    case "id":
      reading.idFrom = at;
      reading.idTo = end;
      return end;
  }
}

/** Offset after a field, or -1 where it has quotes. */
function cellEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === COMMA || byte === LF || byte === CR) return at;
    if (byte === QUOTE) return -1;
    at++;
  }
}

function scanWord(
  bytes: Uint8Array,
  at: number,
  known: Vocabulary,
  values: Float64Array,
  row: number,
): number {
  const end = cellEnd(bytes, at);
  if (end < 0) return -1;
  const value = known.values.get(asciiText(bytes, at, end));
  if (value === undefined) return -1;
  values[row] = value;
  return end;
}

/** Words that a field may hold, and what they count as. */
interface Vocabulary {
  readonly values: ReadonlyMap<string, number>;
  readonly code: DataCode;
  readonly noun: string;
  readonly fix: string;
}

const words: Readonly<Record<"side" | "bookSide" | "flag", Vocabulary>> = {
  side: {
    values: new Map([
      ["buy", BUY],
      ["b", BUY],
      ["sell", SELL],
      ["s", SELL],
      ["", UNKNOWN_SIDE],
    ]),
    code: "DATA1013",
    noun: "a side",
    fix: "Write buy or sell: the side of the order that took liquidity; nothing where it is not known.",
  },
  bookSide: {
    values: new Map([
      ["bid", BUY],
      ["b", BUY],
      ["ask", SELL],
      ["a", SELL],
    ]),
    code: "DATA1013",
    noun: "a side of the book",
    fix: "Write bid or ask.",
  },
  flag: {
    values: new Map([
      ["true", 1],
      ["snap", 1],
      ["false", 0],
      ["set", 0],
    ]),
    code: "DATA1016",
    noun: "known here",
    fix: "Write true or snap for a level of a snapshot, false or set for a change.",
  },
};

function readText(reading: Reading, text: string, row: number): RowFault | undefined {
  const { targets } = reading;
  const cells = splitCells(text).map((cell) => cell.trim());
  const fields = (message: string): RowFault => ({ code: "DATA1003", role: "", message, fix: FIX_FIELDS });
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return fields("a quote is not closed on this line");
  const isLong = cells.length > targets.length && cells.slice(targets.length).some((cell) => cell !== "");
  if (cells.length < targets.length || isLong) {
    return fields(
      `${counted(cells.length, "field")}, but the header names ${counted(targets.length, "column")}`,
    );
  }
  for (const [index, { column, values }] of targets.entries()) {
    if (column === undefined || column.kind === "id") continue;
    const fault = readCell(reading, cells[index] ?? "", column, values, row);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function readCell(
  reading: Reading,
  cell: string,
  column: TickColumn,
  values: Float64Array,
  row: number,
): RowFault | undefined {
  const { role, kind } = column;
  if (kind === "time") {
    const bytes = Uint8Array.from(`${cell}\n`, (character) => Math.min(character.charCodeAt(0), 255));
    if (cell !== "" && scanTime(bytes, 0, values, row, reading.format) === cell.length) return undefined;
    const isReadable = cell !== "" && scanTime(bytes, 0, values, row, { unit: undefined }) === cell.length;
    const message =
      cell === ""
        ? "the time is empty"
        : isReadable
          ? `${quoteValue(cell)} is not written like the times above it`
          : `${quoteValue(cell)} is not a time that can be read`;
    return { code: "DATA1004", role, message, fix: FIX_TIME };
  }
  if (kind === "side" || kind === "bookSide" || kind === "flag") {
    const { values: known, code, noun, fix } = words[kind];
    const value = known.get(cell.toLowerCase());
    values[row] = value ?? 0;
    return value === undefined
      ? { code, role, message: `${quoteValue(cell)} is not ${noun}`, fix }
      : undefined;
  }
  if (cell === "" && column.mayBeEmpty) {
    values[row] = Number.NaN;
    return undefined;
  }
  const number = parseNumber(cell);
  if (number === undefined) {
    const message = cell === "" ? "the field is empty" : `${quoteValue(cell)} is not a number`;
    return {
      code: "DATA1007",
      role,
      message,
      fix: "Write a plain number such as 101.25, or leave the row out.",
    };
  }
  values[row] = number.value;
  if (kind === "price") reading.count.decimals = Math.max(reading.count.decimals, number.decimals);
  return undefined;
}

const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function orderFault(time: Float64Array, row: number): RowFault | undefined {
  if (row === 0 || (time[row] as number) >= (time[row - 1] as number)) return undefined;
  const at = (value: number | undefined): string => new Date(value ?? Number.NaN).toISOString();
  return {
    code: "DATA1005",
    role: "time",
    message: `${at(time[row])} is before ${at(time[row - 1])}, the time of the row above`,
    fix: "Sort the rows by time, oldest first; rows of one time stay in their order.",
  };
}

/** The same id twice in a row counts one trade twice. */
function idFault({ bytes, idFrom, idTo, previousFrom, previousTo }: Reading): RowFault | undefined {
  const length = idTo - idFrom;
  if (length <= 0 || length !== previousTo - previousFrom) return undefined;
  for (let at = 0; at < length; at++) if (bytes[idFrom + at] !== bytes[previousFrom + at]) return undefined;
  return {
    code: "DATA1006",
    role: "id",
    message: `${quoteValue(asciiText(bytes, idFrom, idTo))} is already the id of the row above`,
    fix: "Keep one row for each trade.",
  };
}
