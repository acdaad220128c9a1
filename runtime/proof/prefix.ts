import { sliceBars, ticksBefore } from "../market/index.ts";
import { createSession, type SessionConfig, type SessionOutcome } from "../session/index.ts";
import { fails, holds, notApplicable, type Proof } from "./proof.ts";
import { firstDifference, firstEquityDifference, traceOf } from "./trace.ts";

const SPREAD = 12;
const BESIDE_DECISIONS = 8;

/** Moments at which the data is cut: spread over it, and at the closes at which something was decided. */
const cutsOf = (config: SessionConfig, outcome: SessionOutcome): readonly number[] => {
  const { time } = outcome.equity;
  const spread = Array.from({ length: SPREAD }, (_, index) =>
    Math.floor(((index + 1) / (SPREAD + 1)) * (time.length - 1)),
  ).map((index) => time[index] ?? Number.NaN);
  const decided = outcome.decisions();
  const every = Math.max(1, Math.floor(decided.length / BESIDE_DECISIONS));
  const beside = decided.filter((_, index) => index % every === 0).map((row) => row.time);
  const last = Math.max(...config.feeds.map(({ bars }) => (bars.time[bars.length - 1] ?? 0) + bars.interval));
  return [...new Set([...spread, ...beside])].filter((cut) => cut < last).sort((a, b) => a - b);
};

/** The feeds as they were known at a moment: bars that had closed by then. */
const knownAt = (config: SessionConfig, cut: number): SessionConfig => ({
  ...config,
  feeds: config.feeds.map((feed) => ({
    ...feed,
    bars: sliceBars(feed.bars, undefined, cut - feed.bars.interval + 1),
    ...(feed.ticks === undefined ? {} : { ticks: ticksBefore(feed.ticks, cut) }),
  })),
});

/** No look-ahead: a run over the data up to a moment decides, fills and is worth what the full run was up to it. */
export const provePrefix = (config: SessionConfig, full: SessionOutcome): Proof => {
  const cuts = cutsOf(config, full).filter((cut) =>
    knownAt(config, cut).feeds.every(({ bars }) => bars.length > 0),
  );
  if (cuts.length === 0) return notApplicable("prefix", "the data is too short to be cut");
  const trace = traceOf(full);
  for (const cut of cuts) {
    const prefix = createSession(knownAt(config, cut)).run();
    const expected = trace.filter(({ time, kind }) => (kind === "fill" ? time < cut : time <= cut));
    const difference = firstDifference(expected, traceOf(prefix)) ?? firstEquityDifference(full, prefix);
    if (difference !== undefined) {
      const text = new Date(cut).toISOString().replace(/:00\.000Z$/, "Z");
      return fails("prefix", `data cut at ${text}`, difference);
    }
  }
  return holds("prefix", `cut at ${cuts.length} moments, nothing earlier changed`);
};
