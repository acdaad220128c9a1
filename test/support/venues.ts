/** Sessions whose orders go to a venue instead of the simulator. */

import {
  createDriver,
  createStreamingSession,
  type ExecutionAdapter,
  type ExecutionDriver,
  PaperVenue,
  type PaperVenueOptions,
  recordedEvents,
  type SessionConfig,
  type StepReport,
  type StreamingSession,
  streamingConfigOf,
} from "ctk/runtime";

/** Paper venues for every broker of a session, by venue. */
export const paperVenues = (
  config: SessionConfig,
  options: Omit<PaperVenueOptions, "venue"> = {},
): readonly PaperVenue[] =>
  [...new Set(config.feeds.map(({ instrument }) => instrument.venue))].map(
    (venue) => new PaperVenue({ venue, ...options }),
  );

export interface VenueRun {
  readonly stream: StreamingSession;
  readonly driver: ExecutionDriver;
  readonly reports: StepReport[];
}

/** A session with venues behind it, before its first event. */
export const openAtVenues = (config: SessionConfig, adapters: readonly ExecutionAdapter[]): VenueRun => {
  const reports: StepReport[] = [];
  const stream = createStreamingSession({ ...streamingConfigOf(config), venues: { runId: "run" } });
  const driver = createDriver({ session: stream, adapters, onStep: (report) => reports.push(report) });
  return { stream, driver, reports };
};

/** Plays recorded data to the venues and to the session behind them: a bar trades, then it has closed. */
export const playAtVenues = (
  config: SessionConfig,
  { stream, driver, reports }: VenueRun,
  venues: readonly PaperVenue[],
): void => {
  for (const moment of recordedEvents(config.feeds)) {
    for (const { payload, venue, instrument } of moment) {
      if (payload.type !== "bar") continue;
      for (const each of venues) if (each.brokerId === venue) each.bar(instrument, payload.bar);
    }
    for (const envelope of moment) {
      const result = stream.ingest(envelope);
      if (result.status !== "accepted") throw new Error(JSON.stringify({ envelope, result }));
    }
    for (const report of stream.step(moment[0]?.eventTime ?? Number.NaN)) {
      reports.push(report);
      driver.send([report]);
    }
  }
};
