import {
  createStreamingSession,
  recordedEvents,
  type SessionConfig,
  type StepReport,
  type StreamingSession,
  streamingConfigOf,
} from "ctk/runtime";

/** A streaming session for the feeds of a recorded one, before its first event. */
export const openStream = (config: SessionConfig): StreamingSession =>
  createStreamingSession(streamingConfigOf(config));

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
