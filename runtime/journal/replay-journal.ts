import { createStreamingSession, type StreamingConfig } from "../session/index.ts";
import { JournalError } from "./journal.ts";
import type { JournalRecord, RunManifest } from "./record.ts";
import { createReplay, type ReplayDifference } from "./replay.ts";
import { differenceOfManifests, manifestOf } from "./run.ts";

/** What a replay needs besides the journal: the modules of the plan, and what the command of the run had set. */
export type ReplayConfig = Pick<StreamingConfig, "session" | "fee" | "holdings">;

/** What came of deciding again all that a journal has recorded. */
export type JournalVerdict =
  /** The states are the recorded ones, step by step. */
  | { readonly kind: "same"; readonly steps: number; readonly stateHash: string }
  | { readonly kind: "different"; readonly steps: number; readonly difference: ReplayDifference }
  /** The plan or its settings are not those of the run; `message` says what has changed. */
  | { readonly kind: "other"; readonly message: string };

/** The manifest at the head of a journal. Throws JournalError where there is none. */
const manifestIn = (records: readonly JournalRecord[]): RunManifest => {
  const [first] = records;
  if (first === undefined) throw new JournalError("empty", "the journal has no records");
  if (first.kind !== "manifest") {
    throw new JournalError("corrupt", "the journal does not begin with a manifest");
  }
  return first.manifest;
};

/** The most events that one feed has of one kind. */
const capacityOf = (records: readonly JournalRecord[]): number => {
  const counts = new Map<string, number>();
  for (const record of records) {
    if (record.kind !== "event") continue;
    const { venue, instrument, payload } = record.envelope;
    const key = `${venue} ${instrument} ${payload.type}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
};

/** Decides again what a journal has recorded, and compares every state. Throws JournalError where it holds no run. */
export const replayJournal = (records: readonly JournalRecord[], config: ReplayConfig): JournalVerdict => {
  const recorded = manifestIn(records);
  const { runId, mode, feeds, dataHash, seed } = recorded;
  const whole = { ...config, feeds, capacity: capacityOf(records) };
  const present = manifestOf({
    runId,
    mode,
    config: whole,
    ...(dataHash === undefined ? {} : { dataHash }),
    ...(seed === undefined ? {} : { seed }),
  });
  const message = differenceOfManifests(recorded, present);
  if (message !== undefined) return { kind: "other", message };
  const session = createStreamingSession(whole);
  const replay = createReplay(session);
  for (const record of records) replay.take(record);
  const { steps, difference } = replay;
  return difference === undefined
    ? { kind: "same", steps, stateHash: session.stateHash }
    : { kind: "different", steps, difference };
};
