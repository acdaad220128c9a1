import { sliceBars } from "../market/index.ts";
import { type FeatureRecord, recordFeatures, type SessionConfig } from "../session/index.ts";
import { periodStart } from "../state/index.ts";
import { memoryOf, slowestClock } from "./memory.ts";
import { type Counterexample, fails, holds, notApplicable, type Proof } from "./proof.ts";

/** What the first bars may still weigh once settled, as a share of the range of all values. */
const WEIGHT = 1e-4;
/** Conditions compare values that may differ by that weight, so a few may change sides; more than this share may not. */
const NEAR_SHARE = 1e-3;
const SHARES = [0.07, 0.21, 0.4, 0.6];

/** The feeds from the first bar of a slow period on, where a share of the data has passed. */
const startedAt = (config: SessionConfig, share: number, clock: number): SessionConfig | undefined => {
  const [first] = config.feeds;
  if (first === undefined) return undefined;
  const { bars } = first;
  const time = bars.time[Math.floor(bars.length * share)] ?? Number.NaN;
  const period = periodStart(time, clock);
  const from = period < time ? period + clock : time;
  const feeds = config.feeds.map((feed) => ({ ...feed, bars: sliceBars(feed.bars, from, undefined) }));
  return feeds.every((feed) => feed.bars.length > 0) ? { ...config, feeds } : undefined;
};

const rangeOf = (values: FeatureRecord["values"]): number => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : Math.abs(high);
};

interface Comparison {
  compared: number;
  changedSides: number;
  first: Counterexample | undefined;
}

/** Compares one feature from its settled bar on. */
const compare = (full: FeatureRecord, part: FeatureRecord, settled: number, result: Comparison): void => {
  const offset = full.time.indexOf(part.time[0] ?? Number.NaN);
  if (offset < 0) return;
  const isNumber = full.values instanceof Float64Array;
  const tolerance = isNumber ? WEIGHT * rangeOf(full.values) : 0;
  for (let bar = settled; bar < part.values.length; bar++) {
    const a = full.values[offset + bar] ?? Number.NaN;
    const b = part.values[bar] ?? Number.NaN;
    result.compared++;
    if (Object.is(a, b) || Math.abs(a - b) <= tolerance) continue;
    if (!isNumber) result.changedSides++;
    if (isNumber || result.changedSides > Math.max(1, NEAR_SHARE * part.values.length)) {
      result.first ??= {
        time: part.time[bar],
        expected: `${full.strategyId}.${full.name} = ${shown(full, a)} with all data`,
        found: `${shown(full, b)} with data from ${new Date(part.time[0] ?? 0).toISOString().slice(0, 16)}Z on`,
      };
      return;
    }
  }
};

const shown = ({ values }: FeatureRecord, value: number): string =>
  values instanceof Float64Array
    ? Number.isNaN(value)
      ? "absent"
      : String(Number(value.toPrecision(9)))
    : (["false", "true"][value] ?? "unknown");

/**
 * Once settled, it does not matter where the data starts. `settledBars`: bars of each strategy's clock until the influence
 * of the first bars is below 1e-4. Series whose memory has no end are left out, and named.
 */
export const proveStart = (config: SessionConfig, settledBars: ReadonlyMap<string, number>): Proof => {
  const full = recordFeatures(config);
  const lasting = full.filter(({ series }) => ["anchored", "unbounded"].includes(memoryOf(series)));
  const comparable = full.filter((record) => !lasting.includes(record));
  const left = [...new Set(lasting.map(({ name }) => name))];
  const note = left.length === 0 ? "" : `; left out, as they remember their start: ${left.join(", ")}`;
  if (comparable.length === 0) return notApplicable("start", `nothing to compare${note}`);
  const clock = Math.max(...comparable.map(({ series }) => slowestClock(series)), 1);
  const result: Comparison = { compared: 0, changedSides: 0, first: undefined };
  let starts = 0;
  for (const share of SHARES) {
    const started = startedAt(config, share, clock);
    if (started === undefined) continue;
    const before = result.compared;
    const parts = recordFeatures(started);
    for (const record of comparable) {
      const part = parts.find((other) => isSame(record, other));
      if (part === undefined) continue;
      compare(record, part, settledBars.get(record.strategyId) ?? 0, result);
      if (result.first !== undefined) {
        return fails("start", `settled after ${settledBars.get(record.strategyId) ?? 0} bars`, result.first);
      }
    }
    if (result.compared > before) starts++;
  }
  if (starts === 0) return notApplicable("start", "the data is too short to settle twice");
  const near =
    result.changedSides === 0 ? "" : `, ${result.changedSides} conditions on values that nearly touch differ`;
  return holds(
    "start",
    `${starts} later starts: ${result.compared.toLocaleString("en-US")} values agree once settled${near}${note}`,
  );
};

const isSame = (a: FeatureRecord, b: FeatureRecord): boolean =>
  a.runId === b.runId && a.name === b.name && a.markets.join() === b.markets.join();
