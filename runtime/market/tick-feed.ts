import type { DataProblem } from "./data-problem.ts";
import { type RowFault, readTickTable, type TickColumn, type TickTable } from "./tick-table.ts";
import type { LevelColumns, QuoteColumns, TradeColumns } from "./ticks.ts";

type Refused = {
  readonly ok: false;
  /** The first problems; `problemCount` has the number of all. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
};

/** Trades of a file, or what is wrong with it. */
export type TradesResult = { readonly ok: true; readonly trades: TradeColumns } | Refused;

/** Quotes of a file, or what is wrong with it. */
export type QuotesResult = { readonly ok: true; readonly quotes: QuoteColumns } | Refused;

const TIME = ["time", "timestamp", "date", "datetime", "time_s"];
const FIX_PRICE = "Prices must be above zero. Leave out rows that are not trades or quotes.";

const column = (
  role: string,
  kind: TickColumn["kind"],
  names: readonly string[],
  isRequired: boolean,
  mayBeEmpty = false,
): TickColumn => ({ role, kind, names: [role, ...names], isRequired, mayBeEmpty });

const tradeColumns: readonly TickColumn[] = [
  column("time", "time", TIME.slice(1), true),
  column("price", "price", ["px"], true),
  column("qty", "quantity", ["quantity", "size", "amount", "volume"], true),
  column("side", "side", ["taker_side", "aggressor", "aggressor_side"], false, true),
  column("id", "id", ["trade_id", "tid"], false, true),
];

const tradeTable: TickTable = {
  columns: () => tradeColumns,
  example: "time,id,side,price,qty",
  faultOf: (at) => {
    if (!(at("price") > 0)) {
      return { code: "DATA1008", role: "price", message: `the price is ${at("price")}`, fix: FIX_PRICE };
    }
    if (at("qty") > 0) return undefined;
    const message = `the quantity is ${at("qty")}`;
    return { code: "DATA1010", role: "qty", message, fix: "Quantities must be above zero." };
  },
};

/**
 * Reads trades from CSV text: a header line with `time`, `price` and `qty`, perhaps `side` (of the order that took
 * liquidity) and `id`, in any order, more columns ignored; then one row a trade, oldest first. Trades of one time keep
 * the order of their rows; equal rows are separate trades.
 */
export function readTrades(input: Uint8Array | string, { file }: { readonly file: string }): TradesResult {
  const table = readTickTable(input, file, tradeTable);
  if (!table.ok) return table;
  const { length, priceDecimals } = table;
  const values = (role: string): Float64Array => table.column(role) ?? new Float64Array(length);
  return {
    ok: true,
    trades: {
      length,
      time: values("time"),
      price: values("price"),
      quantity: values("qty"),
      side: Int8Array.from(values("side")),
      priceDecimals,
    },
  };
}

const quoteParts = (level: number): readonly TickColumn[] => {
  const isFirst = level === 0;
  const behind = isFirst ? "" : `_${level + 1}`;
  const both = (side: "bid" | "ask"): readonly TickColumn[] => [
    column(
      `${side}${behind}`,
      "price",
      [...(isFirst ? [`${side}_price`, `best_${side}`] : []), `${side}s[${level}].price`],
      isFirst,
      !isFirst,
    ),
    column(
      `${side}_qty${behind}`,
      "quantity",
      [...(isFirst ? [`${side}_size`, `${side}_amount`, `${side}size`] : []), `${side}s[${level}].amount`],
      false,
      true,
    ),
  ];
  return [...both("bid"), ...both("ask")];
};

const levelsIn = (names: readonly string[]): number => {
  let levels = 1;
  for (const name of names) {
    const level = /^(?:bids|asks)\[(\d{1,3})\]\.price$/.exec(name)?.[1];
    if (level !== undefined) levels = Math.max(levels, Number(level) + 1);
  }
  return levels;
};

const quoteTable: TickTable = {
  columns: (names) => [
    column("time", "time", TIME.slice(1), true),
    ...Array.from({ length: levelsIn(names) }, (_, level) => quoteParts(level)).flat(),
  ],
  example: "time,bid,bid_qty,ask,ask_qty",
  faultOf: (at) => {
    for (const role of ["bid", "ask"]) {
      if (!(at(role) > 0))
        return { code: "DATA1008", role, message: `the ${role} is ${at(role)}`, fix: FIX_PRICE };
      if (at(`${role}_qty`) < 0) return sizeFault(role, at(`${role}_qty`));
    }
    if (at("bid") <= at("ask")) return undefined;
    return {
      code: "DATA1014",
      role: "bid",
      message: `the bid ${at("bid")} is above the ask ${at("ask")}`,
      fix: "Correct the row at its source, or leave it out: who pays more than what is asked trades.",
    };
  },
};

const sizeFault = (role: string, size: number): RowFault => ({
  code: "DATA1010",
  role: `${role}_qty`,
  message: `the size of the ${role} is ${size}`,
  fix: "Sizes cannot be below zero.",
});

/**
 * Reads quotes from CSV text: a header line with `time`, `bid` and `ask`, perhaps `bid_qty` and `ask_qty`, or levels as
 * `bids[0].price`, `bids[0].amount`, in any order, more columns ignored; then one row for each change, oldest first.
 */
export function readQuotes(input: Uint8Array | string, { file }: { readonly file: string }): QuotesResult {
  const table = readTickTable(input, file, quoteTable);
  if (!table.ok) return table;
  const { length, priceDecimals } = table;
  const values = (role: string): Float64Array =>
    table.column(role) ?? new Float64Array(length).fill(Number.NaN);
  const level = (behind: string): LevelColumns => ({
    bid: values(`bid${behind}`),
    bidSize: values(`bid_qty${behind}`),
    ask: values(`ask${behind}`),
    askSize: values(`ask_qty${behind}`),
  });
  const deeper: LevelColumns[] = [];
  while (table.column(`bid_${deeper.length + 2}`) !== undefined) deeper.push(level(`_${deeper.length + 2}`));
  const quotes = { length, time: values("time"), ...level(""), priceDecimals };
  return { ok: true, quotes: deeper.length === 0 ? quotes : { ...quotes, deeper } };
}
