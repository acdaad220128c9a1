import type { MarketBars } from "./bars.ts";

/** Bars of one market on a timeline that it shares with others: absent values where it has no bar. */
export interface AlignedBars {
  readonly bars: MarketBars;
  /** Last close at or before each step; NaN before the market's first bar. */
  readonly marks: Float64Array;
  /** Row of the market's own data at each step, or the last one before it; left out: the steps are the rows. */
  readonly rows: Int32Array | undefined;
}

const FIELDS = ["open", "high", "low", "close", "volume", "funding", "mark", "index"] as const;

/** Puts markets with bars of one length on the union of their times. Markets with the same times are not copied. */
export const alignBars = (markets: readonly MarketBars[]): readonly AlignedBars[] => {
  const [first] = markets;
  if (first === undefined) return [];
  const time = unionOf(markets.map(({ time, length }) => time.subarray(0, length)));
  return markets.map((bars) =>
    bars.length === time.length
      ? { bars, marks: bars.close, rows: undefined }
      : spread(bars, time, first.interval),
  );
};

const spread = (bars: MarketBars, time: Float64Array, interval: number): AlignedBars => {
  const rows = new Int32Array(time.length).fill(-1);
  const marks = new Float64Array(time.length).fill(Number.NaN);
  const columns = new Map<string, Float64Array>();
  for (const field of FIELDS) {
    if (bars[field] !== undefined) columns.set(field, new Float64Array(time.length).fill(Number.NaN));
  }
  let row = -1;
  for (let step = 0; step < time.length; step++) {
    if (row + 1 < bars.length && bars.time[row + 1] === time[step]) {
      row++;
      for (const field of FIELDS) {
        const column = columns.get(field);
        if (column !== undefined) column[step] = bars[field]?.[row] ?? Number.NaN;
      }
    }
    rows[step] = row;
    if (row >= 0) marks[step] = bars.close[row] as number;
  }
  const padded = { ...bars, ...Object.fromEntries(columns), time, interval, length: time.length };
  return { bars: padded, marks, rows };
};

/** The times of several ascending columns, each once, ascending. */
export const unionOf = (columns: readonly Float64Array[]): Float64Array => {
  const [first = new Float64Array(0), ...others] = columns;
  return others.reduce<Float64Array>(merge, first);
};

const merge = (a: Float64Array, b: Float64Array): Float64Array => {
  if (a.length === b.length && a.every((time, index) => time === b[index])) return a;
  const merged = new Float64Array(a.length + b.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = i < a.length ? (a[i] as number) : Number.POSITIVE_INFINITY;
    const right = j < b.length ? (b[j] as number) : Number.POSITIVE_INFINITY;
    if (left <= right) i++;
    if (right <= left) j++;
    merged[count++] = Math.min(left, right);
  }
  if (count === a.length) return a;
  return count === b.length ? b : merged.slice(0, count);
};
