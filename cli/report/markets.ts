import { grouped, moneyDecimals, signed } from "../layout/numbers.ts";
import { layOutTable } from "../layout/table.ts";
import { bySign, type ReportInput, type ReportStyle, type Section } from "./section.ts";

/** Markets in the table; those with the largest profits and losses. */
const MARKETS_SHOWN = 20;

/** What each market of a run with several contributed. */
export function marketsSection({ outcome }: ReportInput, { paint }: ReportStyle): Section {
  const several = new Set(outcome.runs.filter((run) => run.markets.length > 1).map((run) => run.runId));
  const all = outcome.markets().filter((row) => several.has(row.runId));
  if (all.length === 0) {
    return { title: "", lines: [] };
  }
  const decimals = moneyDecimals(Number(outcome.capital));
  const trades = outcome.trades();
  const shown = new Set(
    [...all].sort((a, b) => Math.abs(Number(b.profit)) - Math.abs(Number(a.profit))).slice(0, MARKETS_SHOWN),
  );
  const rows = all
    .filter((row) => shown.has(row))
    .map((row) => {
      const closed = trades.filter(
        (trade) => trade.runId === row.runId && trade.market === row.market && trade.exitTime !== undefined,
      );
      const won = closed.filter((trade) => Number(trade.profit) > 0).length;
      return { ...row, closed: closed.length, won, profit: Number(row.profit) };
    });
  const hasRuns = outcome.runs.length > 1;
  const hasFunding = rows.some((row) => Number(row.funding) !== 0);
  const columns = [
    ...(hasRuns ? [{ title: "run", align: "left" as const }] : []),
    { title: "market", align: "left" as const },
    { title: "trades", align: "right" as const },
    { title: "won", align: "right" as const },
    { title: "profit", align: "right" as const },
    { title: "fees", align: "right" as const },
    ...(hasFunding ? [{ title: "funding", align: "right" as const }] : []),
  ];
  const table = layOutTable(
    columns,
    rows.map((row) => [
      ...(hasRuns ? [row.runId] : []),
      row.market,
      grouped(row.closed),
      grouped(row.won),
      signed(row.profit, decimals),
      grouped(Number(row.fees), decimals),
      ...(hasFunding ? [signed(-Number(row.funding), decimals)] : []),
    ]),
    (text, column, row) =>
      columns[column]?.title === "profit" ? bySign(paint, rows[row]?.profit ?? 0, text) : text,
  );
  const left = all.length - rows.length;
  const more = left > 0 ? [paint.faint(`and ${grouped(left)} more with smaller results`)] : [];
  return {
    title: `Markets, in ${outcome.currency}`,
    lines: [paint.faint(table.heading), ...table.rows, ...more],
  };
}
