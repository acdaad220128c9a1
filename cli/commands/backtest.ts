import {
  computeMetrics,
  extremeBounds,
  type Metrics,
  type ResultContext,
  resultChunks,
  type SessionOutcome,
} from "../../runtime/index.ts";
import { tradedFeeds } from "../backtest/feeds.ts";
import type { BacktestOptions } from "../backtest/options.ts";
import { explained, type Prepared, prepare, withSession } from "../backtest/prepare.ts";
import { createProgress } from "../backtest/progress.ts";
import { dataWarnings } from "../backtest/warnings.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../palette.ts";
import { renderReport } from "../report/report.ts";
import { engine } from "../version.ts";

/** `ctk backtest`: runs a plan on recorded bars and prints what it did. */
export async function backtest(io: Io, path: string, options: BacktestOptions): Promise<ExitCode> {
  const prepared = prepare(io, path, options);
  const { session, defaults, loaded, config } = prepared;
  const outcome = run(io, config);
  const metrics = computeMetrics(outcome, {
    benchmark: tradedFeeds(loaded, session).map(({ feed }) => feed.bars),
  });
  const extremes = explained(() => extremeBounds(config, outcome));
  const context: ResultContext = {
    engine,
    session: session.id,
    defaults,
    files: loaded.map(({ file }) => file),
    metrics,
    ...(extremes === undefined ? {} : { extremes }),
    warnings: dataWarnings(loaded),
  };
  if (options.json !== undefined) {
    writeUserFile(io, options.json, resultChunks(outcome, context));
  }
  if (options.quiet !== true) {
    printReport(io, { ...prepared, outcome, context, metrics });
  }
  return exitCodes.ok;
}

function run(io: Io, config: Prepared["config"]): SessionOutcome {
  const progress = createProgress(io, "backtest");
  try {
    return withSession(config, (session) => session.run(progress.update));
  } finally {
    progress.finish();
  }
}

interface Printed extends Prepared {
  readonly outcome: SessionOutcome;
  readonly context: ResultContext;
  readonly metrics: Metrics;
}

function printReport(io: Io, printed: Printed): void {
  const text = renderReport(printed, {
    width: Math.min(Math.max(io.columns, 80), 120),
    paint: paintFor(io, "stdout"),
  });
  io.stdout.write(text);
}
