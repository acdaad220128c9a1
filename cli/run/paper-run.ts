import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  type JournaledRun,
  type JournalStore,
  openRun,
  type StepReport,
  streamingConfigOf,
} from "../../runtime/index.ts";
import type { Prepared } from "../backtest/prepare.ts";
import { engine } from "../version.ts";

export interface PaperRunOptions {
  readonly prepared: Prepared;
  /** The run has its name. */
  readonly folder: string;
  readonly store: JournalStore;
  /** Called for what the journal of a run that goes on has reported. */
  readonly onRecovered: (report: StepReport) => void;
}

/** Starts a run on recorded data, or goes on with the one that the journal has. Throws what `openRun` throws. */
export function openPaperRun({ prepared, folder, store, onRecovered }: PaperRunOptions): JournaledRun {
  return openRun({
    runId: basename(folder),
    mode: "paper",
    config: streamingConfigOf(prepared.config),
    store,
    dataHash: dataHashOf(prepared),
    compilerVersion: engine.version,
    onRecovered,
  });
}

/** Identifies the bars that drive the run: the files, and what of them is played. */
function dataHashOf({ loaded }: Prepared): string {
  const parts = loaded.map(({ file }) => [
    file.market,
    file.sha256,
    file.from,
    file.bars,
    (file.derivatives ?? []).map(({ kind, sha256 }) => [kind, sha256]),
  ]);
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
