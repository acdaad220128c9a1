import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  type JournaledRun,
  type JournalStore,
  openRun,
  type StepReport,
  type StreamingFeed,
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
  const { session, config } = prepared;
  const lengths = config.feeds.flatMap(({ bars, mark, index, funding }) => [
    bars.length,
    mark?.length ?? 0,
    index?.length ?? 0,
    funding?.time.length ?? 0,
  ]);
  const { fee } = config;
  return openRun({
    runId: basename(folder),
    mode: "paper",
    config: {
      session,
      feeds: feedsOf(prepared),
      capacity: Math.max(1, ...lengths),
      ...(fee === undefined ? {} : { fee }),
    },
    store,
    dataHash: dataHashOf(prepared),
    compilerVersion: engine.version,
    onRecovered,
  });
}

function feedsOf({ config }: Prepared): readonly StreamingFeed[] {
  return config.feeds.map(({ instrument, bars, mark, index, funding }) => ({
    instrument,
    interval: bars.interval,
    priceDecimals: bars.priceDecimals,
    ...(mark === undefined ? {} : { mark: mark.interval }),
    ...(index === undefined ? {} : { index: index.interval }),
    ...(funding === undefined ? {} : { funding: true }),
  }));
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
