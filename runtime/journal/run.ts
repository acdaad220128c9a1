import type { ControlCommand, ControlResult } from "../control/index.ts";
import type { ExecutionReport } from "../execution/execution-report.ts";
import { choosePolicy } from "../execution/policy.ts";
import type { Envelope, IngestResult } from "../market/index.ts";
import {
  createStreamingSession,
  hashOf,
  type SessionOutcome,
  type SessionSnapshot,
  type StepReport,
  type StreamingConfig,
  type StreamingSession,
} from "../session/index.ts";
import { ABI_VERSION } from "../strategy/abi.ts";
import { type Journal, JournalError, openJournal } from "./journal.ts";
import type { JournalRecord, RunManifest } from "./record.ts";
import { createReplay, type Replay, type ReplayDifference } from "./replay.ts";
import type { JournalStore } from "./store.ts";

/** What identifies a run besides its session. */
export interface RunOptions {
  readonly runId: string;
  readonly mode: RunManifest["mode"];
  readonly config: StreamingConfig;
  readonly store: JournalStore;
  readonly dataHash?: string;
  readonly compilerVersion?: string;
  readonly seed?: number;
  /** Moments between two checkpoints. Default 1,000. */
  readonly checkpointEvery?: number;
  /** Called for every report of a run that is continued, in order, before `openRun` returns. */
  readonly onRecovered?: (report: StepReport) => void;
}

/** A session with a journal: what it has decided survives the process. */
export interface JournaledRun extends StreamingSession {
  readonly runId: string;
  readonly manifest: RunManifest;
  /** Of a run that was continued: the moments that were decided again, and what a crash had cut off. */
  readonly recovered: { readonly steps: number; readonly torn: number } | undefined;
  /** Reports of moments that had been decided, but not written, when the process ended. */
  readonly unreported: readonly StepReport[];
  /** Ends the run in order. */
  close(at: number): void;
}

/** The manifest of a run. */
export const manifestOf = ({
  runId,
  mode,
  config,
  dataHash,
  compilerVersion,
  seed,
}: Omit<RunOptions, "store">): RunManifest => {
  const { session, feeds, fee, holdings } = config;
  return {
    runId,
    mode,
    sessionId: session.id,
    capital: session.capital,
    currency: session.currency,
    policy: choosePolicy(session.fills)?.id ?? "",
    abi: ABI_VERSION,
    runs: session.runs.map(({ id, strategy, params }) => ({
      runId: id,
      strategyId: strategy.id,
      sourceHash: strategy.hash,
      params,
    })),
    referenceHash: hashOf(feeds),
    settingsHash: hashOf([
      session.routes,
      session.fills ?? null,
      session.runs.map(({ markets, budget, route }) => [markets, budget ?? null, route ?? null]),
      session.guard?.limits.map(({ text }) => text) ?? null,
      session.guard?.forbids.map(({ text }) => text) ?? null,
      fee ?? null,
      holdings ?? null,
    ]),
    feeds,
    ...(dataHash === undefined ? {} : { dataHash }),
    ...(compilerVersion === undefined ? {} : { compilerVersion }),
    ...(seed === undefined ? {} : { seed }),
  };
};

/** What tells two manifests apart, in words; undefined where they are of one run. */
export const differenceOfManifests = (recorded: RunManifest, present: RunManifest): string | undefined => {
  const fields = ["runId", "mode", "sessionId", "capital", "currency", "policy", "abi", "seed"] as const;
  const field = fields.find((name) => recorded[name] !== present[name]);
  if (field !== undefined)
    return `${field} was ${recorded[field] ?? "none"} and is ${present[field] ?? "none"}`;
  if (recorded.dataHash !== present.dataHash) return "the recorded data that drives it is not the same";
  for (const [index, run] of recorded.runs.entries()) {
    const now = present.runs[index];
    if (now === undefined) return `the run ${run.runId} is missing`;
    if (now.runId !== run.runId) return `the run ${run.runId} is now ${now.runId}`;
    if (now.sourceHash !== run.sourceHash) return `the source of ${run.strategyId} has changed`;
    if (hashOf(now.params) !== hashOf(run.params)) return `the parameters of ${run.runId} have changed`;
  }
  if (present.runs.length > recorded.runs.length) return "there are more runs than before";
  if (recorded.referenceHash !== present.referenceHash) return "the reference data of a market has changed";
  if (recorded.settingsHash !== present.settingsHash)
    return "routes, limits or settings of the session have changed";
  return undefined;
};

/**
 * Starts a run with an empty journal, or continues one from its journal: the recorded events and commands are given to a new
 * session, which has to come to the recorded states, and go on from there. Throws JournalError where the journal is damaged,
 * is of another run, or a state differs.
 */
export const openRun = (options: RunOptions): JournaledRun => {
  const manifest = manifestOf(options);
  const { journal, reading } = openJournal(options.store);
  const session = createStreamingSession(options.config);
  const [first] = reading.records;
  if (first === undefined) {
    journal.append({ kind: "manifest", manifest }, true);
    return new Run(options, manifest, journal, session, undefined, []);
  }
  if (first.kind !== "manifest")
    throw new JournalError("corrupt", "the journal does not begin with a manifest");
  const other = differenceOfManifests(first.manifest, manifest);
  if (other !== undefined) {
    throw new JournalError("other_run", `the journal is of another run: ${other}`);
  }
  const replay = createReplay(session);
  for (const record of reading.records.slice(1)) {
    replay.take(record);
    if (record.kind === "report") options.onRecovered?.(record.report);
  }
  const { difference } = replay;
  if (difference !== undefined) throw new JournalError("other_run", describeDifference(difference));
  const recovered = { steps: replay.steps, torn: reading.torn };
  const unreported = finish(replay, journal);
  for (const report of unreported) options.onRecovered?.(report);
  return new Run(options, manifest, journal, session, recovered, unreported);
};

/** Reports that the process had no time to write are written now. */
const finish = (replay: Replay, journal: Journal): readonly StepReport[] => {
  const reports = replay.ahead();
  for (const report of reports) journal.append({ kind: "report", report }, false);
  journal.flush();
  return reports;
};

/** A difference between what was recorded and what was decided now, in words. */
export const describeDifference = ({ stepId, asOf, path, recorded, replayed }: ReplayDifference): string =>
  `step ${stepId} at ${new Date(asOf).toISOString()} differs in ${path}: recorded ${recorded}, now ${replayed}`;

class Run implements JournaledRun {
  readonly runId: string;
  readonly manifest: RunManifest;
  readonly recovered: JournaledRun["recovered"];
  readonly unreported: readonly StepReport[];
  private readonly journal: Journal;
  private readonly session: StreamingSession;
  private readonly checkpointEvery: number;
  private sinceCheckpoint = 0;
  /** Reports of commands that nobody has fetched yet. */
  private readonly drained: StepReport[] = [];

  constructor(
    options: RunOptions,
    manifest: RunManifest,
    journal: Journal,
    session: StreamingSession,
    recovered: JournaledRun["recovered"],
    unreported: readonly StepReport[],
  ) {
    this.runId = options.runId;
    this.checkpointEvery = options.checkpointEvery ?? 1_000;
    this.manifest = manifest;
    this.journal = journal;
    this.session = session;
    this.recovered = recovered;
    this.unreported = unreported;
  }

  private write(record: JournalRecord, durable: boolean): void {
    this.journal.append(record, durable);
  }

  ingest(envelope: Envelope): IngestResult {
    const result = this.session.ingest(envelope);
    if (result.status === "accepted" || result.status === "late")
      this.write({ kind: "event", envelope }, false);
    return result;
  }

  step(until: number): readonly StepReport[] {
    this.write({ kind: "step", until }, false);
    const reports = this.session.step(until);
    for (const report of reports) this.record(report);
    // Watchers are told of these steps now; after a crash they must not be younger than what watchers have seen.
    this.journal.write();
    return reports;
  }

  /** What has effects is on the disk before anybody acts on it. */
  private record(report: StepReport): void {
    const { intents, orders, fills, commands, faults, requests = [], notices = [] } = report;
    const matters = [intents, orders, fills, commands, faults, requests, notices].some(
      (rows) => rows.length > 0,
    );
    this.write({ kind: "report", report }, matters);
    this.sinceCheckpoint++;
    if (this.sinceCheckpoint < this.checkpointEvery) return;
    this.sinceCheckpoint = 0;
    this.write({ kind: "checkpoint", snapshot: this.session.snapshot() }, true);
  }

  command(command: ControlCommand): ControlResult {
    this.write({ kind: "command", command, at: this.session.asOf }, true);
    const result = this.session.command(command);
    this.write({ kind: "commandResult", result }, true);
    for (const report of this.session.drain()) {
      this.record(report);
      this.drained.push(report);
    }
    return result;
  }

  report(report: ExecutionReport): StepReport | undefined {
    // A fill that is lost with the process is one that the venue must be asked for again.
    this.write({ kind: "execution", report }, false);
    const taken = this.session.report(report);
    if (taken !== undefined) this.record(taken);
    return taken;
  }

  drain(): readonly StepReport[] {
    return this.drained.splice(0);
  }

  get venueOrders(): StreamingSession["venueOrders"] {
    return this.session.venueOrders;
  }

  get asOf(): number {
    return this.session.asOf;
  }

  get stateHash(): string {
    return this.session.stateHash;
  }

  get control(): StreamingSession["control"] {
    return this.session.control;
  }

  get bindings(): StreamingSession["bindings"] {
    return this.session.bindings;
  }

  get counts(): StreamingSession["counts"] {
    return this.session.counts;
  }

  snapshot(): SessionSnapshot {
    return this.session.snapshot();
  }

  outcome(): SessionOutcome {
    return this.session.outcome();
  }

  close(at: number): void {
    this.write({ kind: "checkpoint", snapshot: this.session.snapshot() }, false);
    this.write({ kind: "shutdown", at, stateHash: this.session.stateHash }, true);
    this.journal.close();
  }
}
