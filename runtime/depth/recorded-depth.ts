import type { DataProblem, QuoteColumns } from "../market/index.ts";
import { readTickTable, type TickColumn, type TickTable } from "../market/tick-table.ts";
import { BookChain, type BookChange } from "./book-chain.ts";
import type { ChainBreak } from "./capture.ts";
import type { BookLevel } from "./order-book.ts";
import { QuoteRecorder } from "./quote-recorder.ts";

export interface RecordedDepthOptions {
  readonly file: string;
  /** Levels of each side that are kept as quotes; 1 by default: the best. */
  readonly levels?: number;
  /** A book to go on with: that of the file before this one. */
  readonly chain?: BookChain;
}

/** What a recording of levels holds; `chain` goes on with the next file. */
export type RecordedDepthResult =
  | {
      readonly ok: true;
      readonly quotes: QuoteColumns;
      readonly breaks: readonly ChainBreak[];
      readonly chain: BookChain;
    }
  | { readonly ok: false; readonly problems: readonly DataProblem[]; readonly problemCount: number };

const column = (
  role: string,
  kind: TickColumn["kind"],
  names: readonly string[],
  isRequired: boolean,
): TickColumn => ({ role, kind, names: [role, ...names], isRequired, mayBeEmpty: false });

const depthColumns: readonly TickColumn[] = [
  column("time", "time", ["timestamp"], true),
  column("side", "bookSide", [], true),
  column("price", "price", [], true),
  column("qty", "quantity", ["amount", "size"], true),
  column("is_snapshot", "flag", ["update_type"], true),
  column("first_update_id", "quantity", [], false),
  column("last_update_id", "quantity", [], false),
  column("pu", "quantity", [], false),
];

const depthTable: TickTable = {
  columns: () => depthColumns,
  example: "timestamp,is_snapshot,side,price,amount",
  faultOf: (at) => {
    if (!(at("price") > 0)) {
      const fix = "Prices must be above zero.";
      return { code: "DATA1008", role: "price", message: `the price is ${at("price")}`, fix };
    }
    if (at("qty") >= 0) return undefined;
    const fix = "Sizes cannot be below zero; zero removes a level.";
    return { code: "DATA1010", role: "qty", message: `the size is ${at("qty")}`, fix };
  },
};

/**
 * Reads levels of a book from CSV text, one level a row: `timestamp`, `side`, `price`, `amount`, and `is_snapshot` (true,
 * false) or `update_type` (snap, set); perhaps `first_update_id`, `last_update_id` and `pu`, with which changes have to
 * follow each other as those of Binance's futures do. Rows of one time and numbers are one message.
 */
export function readRecordedDepth(
  input: Uint8Array | string,
  { file, levels = 1, chain: before }: RecordedDepthOptions,
): RecordedDepthResult {
  const table = readTickTable(input, file, depthTable);
  if (!table.ok) return table;
  const values = (role: string): Float64Array =>
    table.column(role) ?? new Float64Array(table.length).fill(Number.NaN);
  const [time, side, price, size] = [values("time"), values("side"), values("price"), values("qty")];
  const flag = values("is_snapshot");
  const [first, last, previous] = [values("first_update_id"), values("last_update_id"), values("pu")];
  const chain = before ?? new BookChain(Number.isNaN(last[0]) ? "none" : "futures");
  const recorder = new QuoteRecorder(levels);
  const breaks: ChainBreak[] = [];
  for (let row = 0; row < table.length; ) {
    const bids: BookLevel[] = [];
    const asks: BookLevel[] = [];
    let end = row;
    for (; end < table.length && isTogether([time, flag, last], row, end); end++) {
      const level: BookLevel = [price[end] as number, size[end] as number];
      if ((side[end] as number) > 0) bids.push(level);
      else asks.push(level);
    }
    const change: BookChange = {
      first: first[row] as number,
      last: last[row] as number,
      previous: previous[row] as number,
      bids,
      asks,
    };
    const result =
      flag[row] === 1 ? chain.takeSnapshot({ last: change.last, bids, asks }) : chain.takeChange(change);
    // The header is line 1.
    if (result.kind === "break") breaks.push({ line: row + 2, message: result.message });
    else if (result.kind === "applied") recorder.see(chain.book, time[row] as number);
    row = end;
  }
  return { ok: true, quotes: recorder.columns(table.priceDecimals), breaks, chain };
}

const isTogether = (columns: readonly Float64Array[], row: number, other: number): boolean =>
  columns.every((values) => Object.is(values[row], values[other]));
