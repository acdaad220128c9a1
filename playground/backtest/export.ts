import { computeMetrics, extremeBounds, resultChunks, type SessionOutcome, type TradeRow } from "ctk/runtime";
import { version } from "../../package.json";
import type { Configuration } from "./configuration.ts";
import { csvCell } from "./csv.ts";

/** What can be taken from a run as a file. */
export type ExportKind = "trades" | "equity" | "result";

/** The text of a file, in pieces: tables as CSV with times in ISO 8601, the result as `ctk backtest --json` writes it. */
export const exportChunks = (
  kind: ExportKind,
  configuration: Configuration,
  outcome: SessionOutcome,
): Iterable<string> => {
  switch (kind) {
    case "trades":
      return tradeLines(outcome.trades());
    case "equity":
      return equityLines(outcome.equity);
    case "result":
      return resultText(configuration, outcome);
  }
};

const tradeColumns: Readonly<Record<string, (trade: TradeRow) => string | number>> = {
  market: ({ market }) => market,
  strategy: ({ strategyId }) => strategyId,
  side: ({ side }) => side,
  quantity: ({ quantity }) => quantity,
  entry_time: ({ entryTime }) => isoOf(entryTime),
  entry_price: ({ entryPrice }) => entryPrice,
  entry_rule: ({ entryRuleId }) => entryRuleId,
  exit_time: ({ exitTime }) => isoOf(exitTime),
  exit_price: ({ exitPrice }) => exitPrice ?? "",
  exit_rule: ({ exitRuleId }) => exitRuleId ?? "",
  exit_role: ({ exitRole }) => exitRole ?? "",
  bars: ({ bars }) => bars,
  profit: ({ profit }) => profit,
  fees: ({ fees }) => fees,
  funding: ({ funding }) => funding,
  charges: ({ charges }) => charges,
};

function* tradeLines(trades: readonly TradeRow[]): Generator<string> {
  yield `${Object.keys(tradeColumns).join(",")}\n`;
  for (const trade of trades) {
    const cells = Object.values(tradeColumns).map((textOf) => csvCell(String(textOf(trade))));
    yield `${cells.join(",")}\n`;
  }
}

function* equityLines({ time, value, cash }: SessionOutcome["equity"]): Generator<string> {
  yield "time,equity,cash\n";
  for (let bar = 0; bar < time.length; bar++) {
    yield `${isoOf(time[bar])},${value[bar]},${cash[bar]}\n`;
  }
}

const isoOf = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? "" : new Date(milliseconds).toISOString();

const resultText = ({ config, feeds }: Configuration, outcome: SessionOutcome): Iterable<string> => {
  const extremes = extremeBounds(config, outcome);
  return resultChunks(outcome, {
    engine: { name: "ctk", version },
    session: config.session.id,
    defaults: [
      ...(config.session.fills === undefined ? [`fill policy ${outcome.policy}`] : []),
      ...(config.session.guard === undefined ? ["no risk limits"] : []),
    ],
    // The data of a page are no files with a path and a checksum.
    files: [],
    metrics: computeMetrics(outcome, { benchmark: feeds.map(({ feed }) => feed.bars) }),
    ...(extremes === undefined ? {} : { extremes }),
    warnings: [],
  });
};
