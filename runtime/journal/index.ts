export { type Journal, JournalError, type JournalReading, openJournal, readJournal } from "./journal.ts";
export type { JournalRecord, RunManifest } from "./record.ts";
export { createReplay, type Replay, type ReplayDifference } from "./replay.ts";
export { type JournalVerdict, type ReplayConfig, replayJournal } from "./replay-journal.ts";
export { createReplica, type Replica } from "./replica.ts";
export {
  describeDifference,
  differenceOfManifests,
  type JournaledRun,
  manifestOf,
  openRun,
  type RunOptions,
} from "./run.ts";
export { createMemoryStore, type JournalStore, type MemoryStore } from "./store.ts";
