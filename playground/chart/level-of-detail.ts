import type { BarColumns } from "ctk/runtime";

/** A stretch of bars as a chart holds it: each point stands for `bucket` bars, the first for those from `from` on. */
export interface BarWindow {
  /** First bar; a multiple of `bucket`. */
  readonly from: number;
  /** Bar after the last. */
  readonly to: number;
  /** A power of two. */
  readonly bucket: number;
}

/** Points that a screen can show apart. */
const VISIBLE_MOST = 1600;
const VISIBLE_LEAST = 500;
/** Points kept on either side of what is visible. */
const MARGIN = 1600;
/** Points left on a side when more are fetched. */
const RESERVE = 300;

/** The window for the visible bars; the present one where it still does. */
export const windowFor = (
  visibleFrom: number,
  visibleTo: number,
  total: number,
  present: BarWindow | undefined,
): BarWindow => {
  const shown = Math.max(1, visibleTo - visibleFrom);
  if (present !== undefined && isEnough(present, visibleFrom, visibleTo, total)) return present;
  let bucket = 1;
  while (shown / bucket > VISIBLE_MOST) bucket *= 2;
  const margin = MARGIN * bucket;
  const from = Math.max(0, Math.floor((visibleFrom - margin) / bucket) * bucket);
  const to = Math.min(total, Math.ceil((visibleTo + margin) / bucket) * bucket);
  return { from: Math.min(from, Math.max(0, total - 1)), to: Math.max(to, 0), bucket };
};

const isEnough = (
  { from, to, bucket }: BarWindow,
  visibleFrom: number,
  visibleTo: number,
  total: number,
): boolean => {
  const points = (visibleTo - visibleFrom) / bucket;
  const reserve = RESERVE * bucket;
  const isFine = points <= VISIBLE_MOST && (bucket === 1 || points >= VISIBLE_LEAST);
  return (
    isFine &&
    to <= total &&
    (from === 0 || visibleFrom >= from + reserve) &&
    (to === total || visibleTo <= to - reserve)
  );
};

/** How many points a window has. */
export const pointsIn = ({ from, to, bucket }: BarWindow): number =>
  Math.max(0, Math.ceil((to - from) / bucket));

/** Bars that a point of a window stands for: the first, and the one after the last. */
export const barsOf = (point: number, { from, to, bucket }: BarWindow): readonly [number, number] => [
  from + point * bucket,
  Math.min(to, from + (point + 1) * bucket),
];

/** Where a bar stands among the points of a window; outside of it below zero or beyond the last. */
export const pointOf = (bar: number, { from, bucket }: BarWindow): number =>
  Math.floor((bar - from) / bucket);

export interface CandlePoint {
  /** Seconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Candles of a window: first open, extremes, last close, sum of volumes. */
export const candlesIn = (bars: BarColumns, window: BarWindow): readonly CandlePoint[] =>
  Array.from({ length: pointsIn(window) }, (_, point) => {
    const [first, end] = barsOf(point, window);
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    let volume = 0;
    for (let bar = first; bar < end; bar++) {
      high = Math.max(high, bars.high[bar] ?? high);
      low = Math.min(low, bars.low[bar] ?? low);
      const traded = bars.volume[bar] ?? 0;
      if (traded > 0) volume += traded;
    }
    return {
      time: (bars.time[first] ?? 0) / 1000,
      open: bars.open[first] ?? 0,
      high,
      low,
      close: bars.close[end - 1] ?? 0,
      volume,
    };
  });

/** The value of each point of a window: the last that exists in it, or the lowest. NaN where none exists. */
export const valuesIn = (
  values: Float64Array,
  window: BarWindow,
  kind: "last" | "lowest" = "last",
): readonly number[] =>
  Array.from({ length: pointsIn(window) }, (_, point) => {
    const [first, end] = barsOf(point, window);
    let found = Number.NaN;
    for (let bar = end - 1; bar >= first; bar--) {
      const value = values[bar] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (kind === "last") return value;
      found = Number.isNaN(found) ? value : Math.min(found, value);
    }
    return found;
  });
