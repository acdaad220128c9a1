import { basename } from "node:path";
import {
  type ControlCommand,
  computeMetrics,
  JournalError,
  type JournaledRun,
  type JournalStore,
  recordedEvents,
  type StepReport,
} from "../../runtime/index.ts";
import {
  type ControlServer,
  createFileStore,
  lockFolder,
  startControlServer,
} from "../../runtime/node/index.ts";
import { tradedFeeds } from "../backtest/feeds.ts";
import { explained, type Prepared, prepare } from "../backtest/prepare.ts";
import { dataWarnings } from "../backtest/warnings.ts";
import { actionText } from "../ctl/words.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, shownPath, writeFault } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { momentText } from "../layout/times.ts";
import { paintFor } from "../palette.ts";
import { renderShortReport } from "../report/report.ts";
import { runHead } from "../run/head.ts";
import { parsePace, parsePort, type RunCommandOptions, tokenOf } from "../run/options.ts";
import { openPaperRun } from "../run/paper-run.ts";
import { play } from "../run/play.ts";
import { folderOf, removeControl, writeControl, writeRecord } from "../run/run-folder.ts";
import { createScreen, type Screen } from "../run/screen.ts";
import { engine } from "../version.ts";

/** `ctk run`: plays recorded bars into a session with a journal and a control plane, as if they came one by one. */
export async function runPlan(io: Io, path: string, options: RunCommandOptions): Promise<ExitCode> {
  for (const option of ["detail", "ticks", "quotes"] as const) {
    if ((options[option] ?? []).length > 0) {
      throw usageFault(
        `--${option} does not go with ctk run`,
        `A run takes bars as they come, and nothing inside them. Leave --${option} out, and take a fill policy without detail.`,
      );
    }
  }
  const terms: Terms = {
    pace: parsePace(options.pace ?? "1s"),
    port: options.control === false ? undefined : parsePort(options.port ?? "8790"),
    token: tokenOf(io),
  };
  const prepared = prepare(io, path, options);
  const { session } = prepared;
  const name = session.id === "implied" ? basename(path, ".ctk") : session.id;
  const folder = options.journal === undefined ? folderOf(io, name) : pathOf(io, options.journal);
  const lock = locked(io, folder);
  const store = createFileStore(folder);
  try {
    return await lead({ io, path, options, prepared, folder, store, terms });
  } catch (error) {
    throw explainFailure(io, folder, error);
  } finally {
    store.close();
    removeControl(io, folder);
    lock.release();
  }
}

interface Terms {
  /** Milliseconds between two moments. */
  readonly pace: number;
  /** Undefined: no control plane. */
  readonly port: number | undefined;
  readonly token: string | undefined;
}

interface Job {
  readonly io: Io;
  readonly path: string;
  readonly options: RunCommandOptions;
  readonly prepared: Prepared;
  readonly folder: string;
  readonly store: JournalStore;
  readonly terms: Terms;
}

function locked(io: Io, folder: string) {
  try {
    const lock = lockFolder(folder);
    if (lock.status === "locked") {
      return lock;
    }
    const { processId, host } = lock.owner;
    throw new CommandFault(
      exitCodes.run,
      `${shownPath(io, folder)} is in use by process ${processId} on ${host}`,
      [`Ask it with ctk ctl status --run ${shownPath(io, folder)}, or choose another folder with --journal.`],
    );
  } catch (error) {
    throw writeFault(io, folder, error);
  }
}

/** Continues or starts the run, plays the data, and takes its leave. */
async function lead(job: Job): Promise<ExitCode> {
  const { io, prepared, folder, options } = job;
  const recovered: StepReport[] = [];
  const run = explained(() =>
    openPaperRun({ prepared, folder, store: job.store, onRecovered: (report) => recovered.push(report) }),
  );
  writeRecord(io, folder, job.path, options, run.manifest);
  const screen = screenOf(io, prepared);
  const end = new AbortController();
  const server = await serve(job, run, recovered, screen, end);
  try {
    const url = server?.url;
    const terms = { pace: job.terms.pace, url, isTokenGiven: job.terms.token !== undefined };
    io.stdout.write(runHead(io, { ...terms, prepared, folder, run }));
    recovered.length = 0;
    run.unreported.forEach(screen.step);
    void io.interrupted().then(() => end.abort());
    const isDone = await play(io, {
      run,
      moments: recordedEvents(prepared.config.feeds),
      pace: job.terms.pace,
      signal: end.signal,
      onReport: (report) => {
        screen.step(report);
        server?.publish(report);
      },
    });
    screen.clear();
    if (isDone) {
      printReport(job, run);
      if (options.stay === true) {
        io.stdout.write("\nthe data has ended; the run stays until Ctrl+C\n");
        await aborted(end.signal);
      }
    }
    if (end.signal.reason instanceof Failure) {
      throw end.signal.reason.cause;
    }
    // No command comes after the last record.
    await server?.close();
    run.close(Number.isFinite(run.asOf) ? run.asOf : 0);
    if (!isDone) {
      io.stdout.write(leaveText(job, run));
    }
    return exitCodes.ok;
  } finally {
    screen.clear();
    await server?.close();
  }
}

/** Something failed outside the play, which has to end for it. */
class Failure extends Error {}

function screenOf(io: Io, { session, config }: Prepared): Screen {
  const times = new Set(config.feeds.flatMap(({ bars }) => [...bars.time]));
  return createScreen(io, {
    capital: session.capital,
    steps: times.size,
    isDaily: config.feeds.every(({ bars }) => bars.interval % 86_400_000 === 0),
    hasMarkets: config.feeds.length > 1,
    hasRuns: session.runs.length > 1,
  });
}

async function serve(
  { io, folder, terms }: Job,
  run: JournaledRun,
  recovered: readonly StepReport[],
  screen: Screen,
  end: AbortController,
): Promise<ControlServer | undefined> {
  const { port, token } = terms;
  if (port === undefined) {
    return undefined;
  }
  try {
    const server = await startControlServer({
      session: run,
      port,
      ...(token === undefined ? {} : { token }),
      recovered,
      version: engine.version,
      onCommand: (command, { status }) => {
        if (status === "applied") screen.note(commandText(command));
      },
      onFailure: (error) => end.abort(new Failure("a command", { cause: error })),
    });
    writeControl(io, folder, { url: server.url, ...(token === undefined ? { token: server.token } : {}) });
    return server;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw usageFault(
        `port ${port} is taken`,
        "Choose another one with --port; --port 0 takes any that is free.",
      );
    }
    throw error;
  }
}

function commandText({ action, by, reason }: ControlCommand): string {
  return `> ${actionText(action)}${by === undefined ? "" : ` by ${by}`}${reason === undefined ? "" : `: ${reason}`}`;
}

function leaveText({ io, folder }: Job, run: JournaledRun): string {
  const { stepId, asOf } = run.snapshot();
  const where = Number.isFinite(asOf) ? ` at ${momentText(asOf)}` : "";
  return `\nended after ${counted(stepId + 1, "step")}${where}; the same command goes on from there\nctk replay ${shownPath(io, folder)} decides all of it again\n`;
}

function printReport({ io, prepared }: Job, run: JournaledRun): void {
  const { session, loaded, defaults } = prepared;
  const outcome = run.outcome();
  if (outcome.bars === 0) {
    return;
  }
  const metrics = computeMetrics(outcome, {
    benchmark: tradedFeeds(loaded, session).map(({ feed }) => feed.bars),
  });
  const context = {
    engine,
    session: session.id,
    defaults,
    files: loaded.map(({ file }) => file),
    metrics,
    warnings: dataWarnings(loaded),
  };
  const style = { width: Math.min(Math.max(io.columns, 80), 120), paint: paintFor(io, "stdout") };
  io.stdout.write(`\n${renderShortReport({ ...prepared, outcome, context, metrics }, style)}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What a journal says that cannot be continued, and what the system says of files, in words. */
function explainFailure(io: Io, folder: string, error: unknown): unknown {
  if (!(error instanceof JournalError)) {
    return writeFault(io, folder, error);
  }
  const shown = shownPath(io, folder);
  return new CommandFault(exitCodes.run, `${shown}: ${error.message}`, [
    error.code === "other_run"
      ? "Go on with the plan, the data and the options that it was started with, or start a new run in another folder with --journal."
      : "Nothing was decided on it. Keep the folder, and start a new run in another one with --journal.",
  ]);
}
