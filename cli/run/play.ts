import type { Envelope, StepReport, StreamingSession } from "../../runtime/index.ts";
import { CommandFault, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { momentText } from "../layout/times.ts";

export interface PlayOptions {
  readonly run: StreamingSession;
  /** Recorded events, moment by moment. */
  readonly moments: Iterable<readonly Envelope[]>;
  /** Milliseconds between two moments; 0 as fast as it goes. */
  readonly pace: number;
  /** Ends the play between two moments. */
  readonly signal: AbortSignal;
  readonly onReport: (report: StepReport) => void;
}

/** Without a pace, who asks the run something waits no longer than this. */
const TURN_MS = 20;

/** Plays recorded events into a run, from where it is. False where the signal ended it before the data did. */
export async function play(io: Io, { run, moments, pace, signal, onReport }: PlayOptions): Promise<boolean> {
  const decided = run.asOf;
  let turned = io.now();
  for (const moment of moments) {
    const time = moment[0]?.eventTime;
    if (time === undefined || time <= decided) {
      continue;
    }
    if (signal.aborted) {
      return false;
    }
    for (const envelope of moment) {
      take(run, envelope);
    }
    run.step(time).forEach(onReport);
    if (pace > 0 || io.now() - turned >= TURN_MS) {
      await io.wait(pace, signal);
      turned = io.now();
    }
  }
  await io.wait(0, signal);
  return !signal.aborted;
}

function take(run: StreamingSession, envelope: Envelope): void {
  const result = run.ingest(envelope);
  if (result.status === "refused") {
    const { instrument, eventTime } = envelope;
    throw new CommandFault(exitCodes.data, `${instrument} at ${momentText(eventTime)}: ${result.message}`);
  }
}
