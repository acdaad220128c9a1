import {
  createStreamingSession,
  recordedEvents,
  type SessionConfig,
  type StepReport,
  type StreamingConfig,
  type StreamingFeed,
  type StreamingSession,
} from "ctk/runtime";

/** What a session of recorded feeds has to be told to take them in one event after another. */
export const streamingFeeds = (config: SessionConfig): readonly StreamingFeed[] =>
  config.feeds.map(({ instrument, bars, mark, index, funding }) => ({
    instrument,
    interval: bars.interval,
    priceDecimals: bars.priceDecimals,
    ...(mark === undefined ? {} : { mark: mark.interval }),
    ...(index === undefined ? {} : { index: index.interval }),
    ...(funding === undefined ? {} : { funding: true }),
  }));

/** The set-up of a streaming session for the feeds of a recorded one. */
export const streamingConfig = (config: SessionConfig): StreamingConfig => {
  const { session, feeds, fee, holdings, debug } = config;
  return {
    session,
    feeds: streamingFeeds(config),
    capacity: Math.max(
      1,
      ...feeds.map(({ bars, funding }) => Math.max(bars.length, funding?.time.length ?? 0)),
    ),
    ...(fee === undefined ? {} : { fee }),
    ...(holdings === undefined ? {} : { holdings }),
    ...(debug === undefined ? {} : { debug }),
  };
};

/** A streaming session for the feeds of a recorded one, before its first event. */
export const openStream = (config: SessionConfig): StreamingSession =>
  createStreamingSession(streamingConfig(config));

/** Gives a session every event of the recorded feeds, and steps after each moment. */
export const playAll = (stream: StreamingSession, config: SessionConfig): StepReport[] => {
  const reports: StepReport[] = [];
  for (const moment of recordedEvents(config.feeds)) {
    for (const envelope of moment) {
      const result = stream.ingest(envelope);
      if (result.status !== "accepted") throw new Error(JSON.stringify({ envelope, result }));
    }
    for (const report of stream.step(moment[0]?.eventTime ?? Number.NaN)) reports.push(report);
  }
  return reports;
};
