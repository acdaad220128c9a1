import { splitCells } from "./csv-header.ts";
import { asciiText, parseNumber } from "./csv-number.ts";
import { scanTime, type TimeFormat } from "./csv-time.ts";
import { type DataCode, type DataProblem, quoteValue } from "./data-problem.ts";
import type { FundingRates } from "./funding.ts";

/** Funding rates of a file, or the first thing that is wrong with it. */
export type FundingResult =
  | { readonly ok: true; readonly funding: FundingRates }
  | { readonly ok: false; readonly problem: DataProblem };

const TIMES = new Set(["time", "timestamp", "date", "datetime", "funding_time", "fundingtime"]);
const RATES = new Set(["rate", "funding_rate", "fundingrate", "funding"]);
const LF = 10;

/**
 * Reads funding rates from CSV text: a header line with `time` and `rate` in any order, more columns ignored, then one
 * row a payment, oldest first. A rate is a ratio of the position's value: `0.0001` is one basis point. Times are written
 * as in files of bars.
 */
export function readFunding(bytes: Uint8Array, { file }: { readonly file: string }): FundingResult {
  const fault = (code: DataCode, line: number | undefined, message: string, fix: string): FundingResult => ({
    ok: false,
    problem: { code, file, line, column: undefined, message, fix },
  });
  const lines = linesOf(bytes);
  const [head] = lines;
  const names = head === undefined ? [] : cellsOf(bytes, head).map((name) => name.toLowerCase());
  const timeAt = names.findIndex((name) => TIMES.has(name));
  const rateAt = names.findIndex((name) => RATES.has(name));
  if (timeAt < 0 || rateAt < 0) {
    const missing = timeAt < 0 ? "time" : "rate";
    return fault(
      "DATA1001",
      head?.number,
      `no column ${missing} in the header`,
      "Name the columns: time,rate.",
    );
  }
  const rows = lines.slice(1);
  const time = new Float64Array(rows.length);
  const rate = new Float64Array(rows.length);
  const format: TimeFormat = { unit: undefined };
  for (const [row, line] of rows.entries()) {
    const cells = cellsOf(bytes, line);
    const timeText = cells[timeAt] ?? "";
    const rateText = cells[rateAt] ?? "";
    const encoded = Uint8Array.from(`${timeText}\n`, (character) => character.charCodeAt(0));
    if (scanTime(encoded, 0, time, row, format) !== timeText.length || timeText === "") {
      return fault(
        "DATA1004",
        line.number,
        `${quoteValue(timeText)} is not a time`,
        "Write 2024-01-31T08:00Z.",
      );
    }
    if (row > 0 && (time[row] as number) <= (time[row - 1] as number)) {
      const isTwice = time[row] === time[row - 1];
      return fault(
        isTwice ? "DATA1006" : "DATA1005",
        line.number,
        isTwice ? `${quoteValue(timeText)} stands twice` : `${quoteValue(timeText)} is before the row above`,
        "Sort the rows by time, one for each payment.",
      );
    }
    const value = parseNumber(rateText);
    if (value === undefined) {
      return fault(
        "DATA1007",
        line.number,
        `${quoteValue(rateText)} is not a rate`,
        "Write a ratio: 0.0001.",
      );
    }
    rate[row] = value.value;
  }
  return { ok: true, funding: { time, rate } };
}

interface Line {
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly number: number;
}

/** Lines that are not blank. */
function linesOf(bytes: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let number = 1; from < bytes.length; number += 1) {
    const end = bytes.indexOf(LF, from);
    const to = end < 0 ? bytes.length : end;
    if (asciiText(bytes, from, to).trim() !== "") {
      lines.push({ from, to, number });
    }
    from = to + 1;
  }
  return lines;
}

function cellsOf(bytes: Uint8Array, { from, to }: Line): readonly string[] {
  return splitCells(asciiText(bytes, from, to).trim()).map((cell) => cell.trim());
}
