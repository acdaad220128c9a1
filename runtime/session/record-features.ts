import type { AnySeries, Column } from "ctk/stdlib";
import type { FeatureNode } from "../state/index.ts";
import type { StrategyModule } from "../strategy/index.ts";
import type { SessionConfig } from "./config.ts";
import { registerRun } from "./create-account.ts";
import type { Inspector } from "./inspector.ts";
import { type Timeline, Timelines } from "./timelines.ts";

/** Every value of one feature of a run, one for each bar of the strategy's clock. */
export interface FeatureRecord {
  readonly runId: string;
  readonly strategyId: string;
  /** Symbols of the markets on its timeline. */
  readonly markets: readonly string[];
  /** The feature's name in the module. */
  readonly name: string;
  readonly series: AnySeries;
  /** Open times of the strategy's bars, milliseconds. */
  readonly time: Float64Array;
  /** Numbers with NaN for absent, or truth values 0, 1 and 2 for unknown. */
  readonly values: Float64Array | Uint8Array;
}

const BLOCK = 4096;

interface Recording {
  readonly node: FeatureNode;
  readonly record: Omit<FeatureRecord, "time" | "values">;
  readonly timeline: Timeline;
  readonly clock: number;
  readonly chunks: Column[];
}

/** Names of the features of a strategy to record. */
export type FeatureChoice = (strategy: StrategyModule) => readonly string[];

/**
 * The values of all features that the rules of a session's runs read, or of those that are chosen, whether a rule reads
 * them or not, over all its data. Nothing is traded.
 */
export const recordFeatures = (config: SessionConfig, chosen?: FeatureChoice): readonly FeatureRecord[] => {
  const timelines = new Timelines(config.feeds, config.session.currency);
  const inspector = chosen === undefined ? undefined : lookingAt(chosen);
  const recordings = config.session.runs.flatMap((run) => {
    const registeredRun = registerRun(run, timelines.ofRun(run), inspector);
    const seen = new Set<Timeline>();
    return registeredRun.markets.flatMap(({ timeline, registered }): readonly Recording[] => {
      if (seen.has(timeline)) return [];
      seen.add(timeline);
      const markets = timeline.markets.map(({ feed }) => feed.instrument.symbol);
      const nodes = chosen === undefined ? registered.nodes : registered.inspected;
      return [...nodes].map(([name, node]) => ({
        node,
        timeline,
        clock: run.strategy.clock,
        record: { runId: run.id, strategyId: run.strategy.id, markets, name, series: node.series },
        chunks: [],
      }));
    });
  });
  const times = new Map(timelines.all.map((timeline) => [timeline, play(timeline, recordings)] as const));
  return recordings.map(({ record, timeline, clock, node, chunks }) => ({
    ...record,
    time: times.get(timeline)?.get(clock) ?? new Float64Array(0),
    values: node.type === "number" ? joinNumbers(chunks) : joinBooleans(chunks),
  }));
};

/** Has the chosen features computed beside those of the rules. */
const lookingAt = (chosen: FeatureChoice): Inspector => ({
  features: ({ strategy, params }) => {
    const all = strategy.features(params);
    return Object.fromEntries(
      chosen(strategy).flatMap((name) => {
        const series = all[name];
        return series === undefined ? [] : [[name, series]];
      }),
    );
  },
  step: () => {},
});

/** Computes a timeline's features to the end and keeps what its recordings want; the times of each clock. */
const play = (timeline: Timeline, all: readonly Recording[]): ReadonlyMap<number, Float64Array> => {
  const { graph, clocks, bars } = timeline;
  const own = all.filter((recording) => recording.timeline === timeline);
  const columns = graph.layOut(BLOCK, [...clocks]);
  const counts = new Map([...clocks].map((clock) => [clock, 0]));
  const times = new Map([...clocks].map((clock): [number, Column[]] => [clock, []]));
  const [first] = bars;
  const length = first?.length ?? 0;
  for (let from = 0; from < length; from += BLOCK) {
    const to = Math.min(from + BLOCK, length);
    columns.advance(bars, from, to);
    for (const [clock, count] of counts) {
      const { window, time } = columns.bars(clock);
      const [start, end] = [window.indexOf(count), window.indexOf(window.count)];
      const isBase = clock === first?.interval;
      times.get(clock)?.push(isBase ? (first?.time.slice(from, to) ?? time) : time.slice(start, end));
      for (const recording of own) {
        if (recording.clock === clock)
          recording.chunks.push(columns.column(recording.node).slice(start, end));
      }
      counts.set(clock, window.count);
    }
  }
  return new Map([...times].map(([clock, chunks]) => [clock, joinNumbers(chunks)]));
};

const joinNumbers = (chunks: readonly Column[]): Float64Array => {
  const joined = new Float64Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
};

const joinBooleans = (chunks: readonly Column[]): Uint8Array => Uint8Array.from(joinNumbers(chunks));
