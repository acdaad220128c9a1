import { grouped, moneyDecimals, signed } from "../layout/numbers.ts";
import { layOutTable } from "../layout/table.ts";
import { bySign, type ReportInput, type ReportStyle, type Section } from "./section.ts";

/** What each run of a session with several contributed. */
export function runsSection({ outcome }: ReportInput, { paint }: ReportStyle): Section {
  if (outcome.runs.length < 2) {
    return { title: "", lines: [] };
  }
  const decimals = moneyDecimals(Number(outcome.capital));
  const trades = outcome.trades();
  const rows = outcome.runs.map((run) => {
    const own = trades.filter((trade) => trade.runId === run.runId);
    const closed = own.filter((trade) => trade.exitTime !== undefined);
    return {
      run,
      closed: closed.length,
      won: closed.filter((trade) => Number(trade.profit) > 0).length,
      profit: own.reduce((sum, trade) => sum + Number(trade.profit), 0),
      fees: own.reduce((sum, trade) => sum + Number(trade.fees), 0),
    };
  });
  const table = layOutTable(
    [
      { title: "run", align: "left" },
      { title: "market", align: "left" },
      { title: "capital", align: "right" },
      { title: "trades", align: "right" },
      { title: "won", align: "right" },
      { title: "profit", align: "right" },
      { title: "fees", align: "right" },
    ],
    rows.map(({ run, closed, won, profit, fees }) => [
      run.runId,
      run.market,
      grouped(Number(run.capital), decimals),
      grouped(closed),
      grouped(won),
      signed(profit, decimals),
      grouped(fees, decimals),
    ]),
    (text, column, row) => (column === 5 ? bySign(paint, rows[row]?.profit ?? 0, text) : text),
  );
  return { title: `Runs, in ${outcome.currency}`, lines: [paint.faint(table.heading), ...table.rows] };
}
