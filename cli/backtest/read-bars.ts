import { gunzipSync } from "node:zlib";
import {
  type BarColumns,
  type CsvResult,
  describeProblem,
  findGaps,
  type GapSummary,
  readCsv,
  sliceBars,
} from "../../runtime/index.ts";
import { CommandFault, exitCodes } from "../exit-codes.ts";
import { counted } from "../layout/numbers.ts";
import { dateText } from "../layout/times.ts";

/** The part of a file that is wanted: bars that open at or after `from` and before `to`. */
export interface BarRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The bars of a file as it is stored; ends the command where it cannot be used. */
export function readBars(
  stored: Uint8Array,
  path: string,
  range: BarRange,
): { readonly bars: BarColumns; readonly gaps: GapSummary } {
  const result = readCsv(decompressed(stored, path), { file: path });
  if (!result.ok) {
    throw dataFault(result);
  }
  if (range.from === undefined && range.to === undefined) {
    return result;
  }
  return cutBars(result.bars, path, range);
}

/** The bars of a file that are wanted; ends the command where there are none. */
export function cutBars(
  all: BarColumns,
  path: string,
  range: BarRange,
): { readonly bars: BarColumns; readonly gaps: GapSummary } {
  const bars = sliceBars(all, range.from, range.to);
  if (bars.length === 0) {
    const { time, length } = all;
    const held = `${dateText(time[0] ?? 0)} to ${dateText(time[length - 1] ?? 0)}`;
    throw new CommandFault(exitCodes.data, `${path} has no bars between --from and --to`, [
      `It has bars from ${held}.`,
    ]);
  }
  return { bars, gaps: findGaps(bars) };
}

/** The bytes of a file, unpacked where it is compressed. */
export function decompressed(stored: Uint8Array, path: string): Uint8Array {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) {
    return stored;
  }
  try {
    return gunzipSync(stored);
  } catch {
    throw new CommandFault(exitCodes.data, `${path}: the compressed data is damaged`, [
      "Get the file again.",
    ]);
  }
}

/** Ends a command because of what is wrong with a file: the first problem, its way out, and the next ones. */
export function dataFault(result: Extract<CsvResult, { ok: false }>): CommandFault {
  const [first] = result.problems;
  const advice = result.problems.slice(1).map(describeProblem);
  const more = result.problemCount - result.problems.length;
  return new CommandFault(
    exitCodes.data,
    first === undefined ? "" : `[${first.code}] ${describeProblem(first)}`,
    [
      first?.fix ?? "",
      ...(advice.length > 0 ? ["", ...advice] : []),
      ...(more > 0 ? [`and ${counted(more, "more row")} with problems`] : []),
    ],
  );
}
