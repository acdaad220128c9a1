import type { TradeRow } from "../../runtime/index.ts";
import { grouped, moneyDecimals, priceDecimals, signed } from "../layout/numbers.ts";
import { type Column, layOutTable } from "../layout/table.ts";
import { clip } from "../layout/text.ts";
import { bySign, type ReportInput, type ReportStyle, type Section } from "./section.ts";

const SHOWN = 5;
const DAY_MS = 86_400_000;

const COLUMNS: readonly Column[] = [
  { title: "side", align: "left" },
  { title: "entry", align: "left" },
  { title: "price", align: "right" },
  { title: "exit", align: "left" },
  { title: "price", align: "right" },
  { title: "profit", align: "right" },
  { title: "why", align: "left" },
];

/** The last trades: when, at what price, with what profit, and which rule closed them. */
export function tradesSection({ outcome }: ReportInput, { width, paint }: ReportStyle): Section {
  const all = outcome.trades();
  const trades = all.slice(-SHOWN);
  const decimals = moneyDecimals(Number(outcome.capital));
  const ends = trades.flatMap((trade) => [trade.entryTime, trade.exitTime ?? trade.entryTime]);
  const { when, year } = timeFormat(ends);
  const prices = trades.flatMap((trade) =>
    [trade.entryPrice, trade.exitPrice ?? trade.entryPrice].map(Number),
  );
  const places = priceDecimals(prices);
  const several = outcome.runs.length > 1;
  const markets = new Set(outcome.runs.flatMap((run) => run.markets));
  const cells = trades.map((trade) => [
    markets.size > 1 ? `${trade.side} ${trade.market}` : trade.side,
    when(trade.entryTime),
    grouped(Number(trade.entryPrice), places),
    trade.exitTime === undefined ? "open" : when(trade.exitTime),
    trade.exitPrice === undefined ? "" : grouped(Number(trade.exitPrice), places),
    signed(Number(trade.profit), decimals),
    `${several ? `${trade.runId}: ` : ""}${reasonOf(trade)}`,
  ]);
  const table = layOutTable(COLUMNS, cells, (text, column, row) =>
    column === 5 ? bySign(paint, Number(trades[row]?.profit ?? 0), text) : text,
  );
  const title = all.length > SHOWN ? `Last ${SHOWN} of ${grouped(all.length)} trades` : "Trades";
  const room = width - 2;
  const lines =
    table.width <= room ? [paint.faint(table.heading), ...table.rows] : narrow(cells, trades, room, paint);
  return {
    title: `${title}${year}, profit in ${outcome.currency} after fees`,
    lines: trades.length === 0 ? [] : lines,
  };
}

/** Where the last column does not fit beside the others, it goes below them. */
function narrow(
  cells: readonly (readonly string[])[],
  trades: readonly TradeRow[],
  room: number,
  paint: ReportStyle["paint"],
): readonly string[] {
  const table = layOutTable(
    COLUMNS.slice(0, -1),
    cells.map((row) => row.slice(0, -1)),
    (text, column, row) => (column === 5 ? bySign(paint, Number(trades[row]?.profit ?? 0), text) : text),
  );
  return [
    paint.faint(table.heading),
    ...table.rows.flatMap((row, index) => [
      row,
      paint.faint(`       ${clip(cells[index]?.at(-1) ?? "", room - 7)}`),
    ]),
  ];
}

function reasonOf(trade: TradeRow): string {
  if (trade.exitTime === undefined) {
    return "still open";
  }
  const rule = trade.exitRuleId ?? "";
  switch (trade.exitRole) {
    case "stop":
    case "target":
    case "trail":
    case "flatten":
      return trade.exitRole;
    default:
      return rule;
  }
}

/** How the times of a table are written, and what its title must say about them. */
interface TimeFormat {
  readonly when: (time: number) => string;
  readonly year: string;
}

/** Dates where all times are midnight; else with the time of day, and the year in the title where all share it. */
function timeFormat(times: readonly number[]): TimeFormat {
  const textOf = (start: number, end: number) => (time: number) =>
    new Date(time).toISOString().slice(start, end).replace("T", " ");
  if (times.every((time) => time % DAY_MS === 0)) {
    return { when: textOf(0, 10), year: "" };
  }
  const years = new Set(times.map((time) => new Date(time).getUTCFullYear()));
  return years.size === 1
    ? { when: textOf(5, 16), year: ` in ${[...years].join("")}` }
    : { when: textOf(2, 16), year: "" };
}
