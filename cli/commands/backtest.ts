import {
  computeMetrics,
  createSession,
  type Metrics,
  type ResultContext,
  resultChunks,
  SessionError,
  type SessionOutcome,
} from "../../runtime/index.ts";
import { chooseSession } from "../backtest/choose-session.ts";
import { type LoadedFeed, loadFeeds } from "../backtest/feeds.ts";
import {
  type BacktestOptions,
  parseCapital,
  parseFee,
  parseMoment,
  parsePolicy,
} from "../backtest/options.ts";
import { parseSettings } from "../backtest/parameters.ts";
import { createProgress } from "../backtest/progress.ts";
import { dataWarnings } from "../backtest/warnings.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, reasonOf } from "../files.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../palette.ts";
import { compileOrFail } from "../plan/compile-file.ts";
import { loadModules } from "../plan/load-modules.ts";
import { renderReport } from "../report/report.ts";
import { engine } from "../version.ts";

/** `ctk backtest`: runs a plan on recorded bars and prints what it did. */
export async function backtest(io: Io, path: string, options: BacktestOptions): Promise<ExitCode> {
  const capital = options.capital === undefined ? undefined : parseCapital(options.capital);
  const fills = options.policy === undefined ? undefined : parsePolicy(options.policy);
  const fee = options.fee === undefined ? undefined : parseFee(options.fee);
  const range = rangeOf(options);
  const { plan, sources } = compileOrFail(io, path);
  const settings = parseSettings(options.set, plan);
  const { session, defaults } = chooseSession(plan, loadModules(plan, sources), {
    session: options.session,
    strategy: options.strategy,
    settings,
    capital,
    fills,
  });
  const loaded = loadFeeds(io, plan, session, { ...options, ...range });
  const config = { session, feeds: loaded.map(({ feed }) => feed), ...(fee === undefined ? {} : { fee }) };
  const outcome = runSession(io, config);
  const metrics = computeMetrics(outcome, { benchmark: loaded.map(({ feed }) => feed.bars) });
  const context: ResultContext = {
    engine,
    session: session.id,
    defaults,
    files: loaded.map(({ file }) => file),
    metrics,
    warnings: dataWarnings(loaded),
  };
  if (options.json !== undefined) {
    writeResult(io, options.json, outcome, context);
  }
  if (options.quiet !== true) {
    printReport(io, { outcome, session, loaded, context, metrics, fee });
  }
  return exitCodes.ok;
}

interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

function rangeOf(options: BacktestOptions): Range {
  const from = options.from === undefined ? undefined : parseMoment(options.from, "--from");
  const to = options.to === undefined ? undefined : parseMoment(options.to, "--to");
  if (from !== undefined && to !== undefined && to <= from) {
    throw usageFault(`--to ${options.to ?? ""} is not after --from ${options.from ?? ""}`);
  }
  return { from, to };
}

function runSession(io: Io, config: Parameters<typeof createSession>[0]): SessionOutcome {
  const progress = createProgress(io, "backtest");
  try {
    return createSession(config).run(progress.update);
  } catch (error) {
    if (error instanceof SessionError) {
      const exitCode = error.code === "clock" || error.code === "feed" ? exitCodes.data : exitCodes.usage;
      throw new CommandFault(exitCode, error.message);
    }
    throw error;
  } finally {
    progress.finish();
  }
}

function writeResult(io: Io, path: string, outcome: SessionOutcome, context: ResultContext): void {
  try {
    io.writeFile(pathOf(io, path), resultChunks(outcome, context));
  } catch (error) {
    throw usageFault(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

interface Printed {
  readonly outcome: SessionOutcome;
  readonly session: Parameters<typeof createSession>[0]["session"];
  readonly loaded: readonly LoadedFeed[];
  readonly context: ResultContext;
  readonly metrics: Metrics;
  readonly fee: string | undefined;
}

function printReport(io: Io, printed: Printed): void {
  const text = renderReport(printed, {
    width: Math.min(Math.max(io.columns, 80), 120),
    paint: paintFor(io, "stdout"),
  });
  io.stdout.write(text);
}
