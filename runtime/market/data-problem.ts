/** What is wrong with a data file. The number never changes its meaning. */
export type DataCode =
  /** A column is missing, doubled, or there is no header line. */
  | "DATA1001"
  /** The file has no rows. */
  | "DATA1002"
  /** A row has another number of fields than the header. */
  | "DATA1003"
  /** A time that cannot be read. */
  | "DATA1004"
  /** A time before the row above. */
  | "DATA1005"
  /** A time twice. */
  | "DATA1006"
  /** A price or a volume that is not a number. */
  | "DATA1007"
  /** A price of zero or less. */
  | "DATA1008"
  /** High and low do not enclose the other prices. */
  | "DATA1009"
  /** A volume below zero. */
  | "DATA1010"
  /** The interval cannot be told from the rows. */
  | "DATA1011"
  /** The bytes are not plain text. */
  | "DATA1012"
  /** A side that is neither buy nor sell. */
  | "DATA1013"
  /** A bid above the ask. */
  | "DATA1014"
  /** A line of a recording that is no message of its venue. */
  | "DATA1015"
  /** A field of a recorded book that must be one of two words. */
  | "DATA1016";

/** One problem of a data file: the place, what is wrong, and the way out. */
export interface DataProblem {
  readonly code: DataCode;
  readonly file: string;
  /** From 1, the header line counted; undefined where the whole file is meant. */
  readonly line: number | undefined;
  /** The column's name as the header spells it. */
  readonly column: string | undefined;
  readonly message: string;
  readonly fix: string;
}

/** `prices.csv:12, column "high": message`: the place and the reason in one line. */
export function describeProblem(problem: DataProblem): string {
  const line = problem.line === undefined ? "" : `:${problem.line}`;
  const column = problem.column === undefined ? "" : `, column "${problem.column}"`;
  return `${problem.file}${line}${column}: ${problem.message}`;
}

/** Shortens a value from a file for a message and quotes it. */
export function quoteValue(text: string): string {
  const visible = text.replace(/[^\x20-\x7e]/g, "?");
  return visible.length > 24 ? `"${visible.slice(0, 24)}..."` : `"${visible}"`;
}
