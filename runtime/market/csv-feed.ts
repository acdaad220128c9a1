import type { BarColumns } from "./bars.ts";
import { csvBytes, encodingProblem } from "./csv-bytes.ts";
import { readHeader } from "./csv-header.ts";
import { type CsvRows, readRows } from "./csv-rows.ts";
import type { DataProblem } from "./data-problem.ts";
import { findGaps, type GapSummary } from "./gaps.ts";
import { commonStep } from "./interval.ts";

export interface CsvOptions {
  /** The file's name, for messages. */
  readonly file: string;
  /** Milliseconds of a bar; left out: the most common step. */
  readonly intervalMs?: number;
}

/** Bars of a file, or what is wrong with it. */
export type CsvResult =
  | { readonly ok: true; readonly bars: BarColumns; readonly gaps: GapSummary }
  | {
      readonly ok: false;
      /** The first problems; `problemCount` has the number of all. */
      readonly problems: readonly DataProblem[];
      readonly problemCount: number;
    };

/**
 * Reads bars from CSV text: a header line with `time` (or `timestamp`, `date`), `open`, `high`, `low`, `close` and
 * perhaps `volume` in any order, more columns ignored, then one row a bar, oldest first. Bytes are UTF-8; a byte-order
 * mark, CRLF, quotes and blank lines are fine. A file with a faulty row is refused as a whole.
 */
export function readCsv(input: Uint8Array | string, options: CsvOptions): CsvResult {
  const { file } = options;
  const bytes = csvBytes(input);
  const encoding = encodingProblem(bytes, file);
  if (encoding !== undefined) {
    return refuse(encoding);
  }
  const header = readHeader(bytes, file);
  if ("code" in header) {
    return refuse(header);
  }
  const rows = readRows(bytes, header, file);
  if (rows.problemCount > 0) {
    return { ok: false, problems: rows.problems, problemCount: rows.problemCount };
  }
  if (rows.length === 0) {
    return refuse({
      code: "DATA1002",
      file,
      line: undefined,
      column: undefined,
      message: "there are no rows below the header",
      fix: "Write one row for each bar.",
    });
  }
  const interval = options.intervalMs ?? commonStep(rows.columns.time, rows.length);
  if (!(interval > 0)) {
    return refuse({
      code: "DATA1011",
      file,
      line: undefined,
      column: undefined,
      message: "one row does not tell how long a bar lasts",
      fix: "Give a file with two rows or more, or state the interval.",
    });
  }
  const bars = toBars(rows, interval, header.roles.includes("volume"));
  return { ok: true, bars, gaps: findGaps(bars) };
}

function refuse(problem: DataProblem): CsvResult {
  return { ok: false, problems: [problem], problemCount: 1 };
}

function toBars(rows: CsvRows, interval: number, hasVolume: boolean): BarColumns {
  const { columns, length } = rows;
  const cut = (values: Float64Array): Float64Array => values.subarray(0, length);
  return {
    interval,
    length,
    time: cut(columns.time),
    open: cut(columns.open),
    high: cut(columns.high),
    low: cut(columns.low),
    close: cut(columns.close),
    volume: hasVolume ? cut(columns.volume) : cut(columns.volume).fill(Number.NaN),
    priceDecimals: rows.priceDecimals,
  };
}
