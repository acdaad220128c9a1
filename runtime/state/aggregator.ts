import type { MarketBars } from "../market/bars.ts";
import { ClockWindow } from "./clock-window.ts";

const WEEK = 604_800_000;
/** Monday, 5 January 1970, 00:00 UTC. */
const MONDAY = 345_600_000;

/** Start of the period of `clock` milliseconds that holds `time`, in UTC; weeks start on Monday. */
export const periodStart = (time: number, clock: number): number => {
  const anchor = clock % WEEK === 0 ? MONDAY : 0;
  return Math.floor((time - anchor) / clock) * clock + anchor;
};

/** Fields that only markets of derivatives have. */
export type DerivativeField = "funding" | "mark" | "index";

/** The columns of a window that hold one market's bars. */
export interface BarWindow {
  readonly window: ClockWindow;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Without entries where no feature reads them. */
  readonly funding: Float64Array;
  readonly mark: Float64Array;
  readonly index: Float64Array;
  /** Of the timeline: the same column for all markets on it. */
  readonly time: Float64Array;
  /** Bar number of the feed at whose close the bar became visible; the same column for all markets. */
  readonly shownAt: Float64Array;
}

const NOT_READ = new Float64Array(0);

/** One window for the bars of several markets on one timeline. `fields`: those of derivatives that features read. */
export const createBarWindows = (
  clock: number,
  history: number,
  blockSize: number,
  markets: number,
  fields: ReadonlySet<string>,
): readonly BarWindow[] => {
  const window = new ClockWindow(clock, history, blockSize);
  const time = window.numbers();
  const shownAt = window.numbers();
  const optional = (field: DerivativeField): Float64Array =>
    fields.has(field) ? window.numbers() : NOT_READ;
  return Array.from({ length: markets }, () => ({
    window,
    open: window.numbers(),
    high: window.numbers(),
    low: window.numbers(),
    close: window.numbers(),
    volume: window.numbers(),
    funding: optional("funding"),
    mark: optional("mark"),
    index: optional("index"),
    time,
    shownAt,
  }));
};

/** A window for the bars of one market. */
export const createBarWindow = (clock: number, history: number, blockSize: number): BarWindow => {
  const [only] = createBarWindows(clock, history, blockSize, 1, new Set());
  if (only === undefined) throw new Error("one market has one window");
  return only;
};

/** The slow bar of one market while it is being built. Fast bars that the market does not have change nothing. */
class SlowBar {
  private readonly target: BarWindow;
  private isEmpty = true;
  private open = Number.NaN;
  private high = Number.NaN;
  private low = Number.NaN;
  private close = Number.NaN;
  private volume = Number.NaN;
  private funding = Number.NaN;
  private mark = Number.NaN;
  private index = Number.NaN;

  constructor(target: BarWindow) {
    this.target = target;
  }

  take(bars: MarketBars, bar: number): void {
    const close = bars.close[bar] as number;
    if (Number.isNaN(close)) return;
    const high = bars.high[bar] as number;
    const low = bars.low[bar] as number;
    if (this.isEmpty) {
      this.isEmpty = false;
      this.open = bars.open[bar] as number;
      this.high = high;
      this.low = low;
      this.volume = bars.volume[bar] as number;
    } else {
      if (high > this.high) this.high = high;
      if (low < this.low) this.low = low;
      this.volume += bars.volume[bar] as number;
    }
    this.close = close;
    this.funding = bars.funding?.[bar] ?? Number.NaN;
    this.mark = bars.mark?.[bar] ?? Number.NaN;
    this.index = bars.index?.[bar] ?? Number.NaN;
  }

  /** Writes the bar, absent where the market had none in the period, and begins the next one. */
  emit(index: number): void {
    const { target } = this;
    target.open[index] = this.open;
    target.high[index] = this.high;
    target.low[index] = this.low;
    target.close[index] = this.close;
    target.volume[index] = this.volume;
    if (target.funding.length > 0) target.funding[index] = this.funding;
    if (target.mark.length > 0) target.mark[index] = this.mark;
    if (target.index.length > 0) target.index[index] = this.index;
    this.isEmpty = true;
    this.open = Number.NaN;
    this.high = Number.NaN;
    this.low = Number.NaN;
    this.close = Number.NaN;
    this.volume = Number.NaN;
    this.funding = Number.NaN;
    this.mark = Number.NaN;
    this.index = Number.NaN;
  }
}

/**
 * Builds the bars of a slower clock from the feeds of one timeline. A slow bar closes with the bar that ends its period;
 * where that bar is missing, with the first bar after the period. Periods without bars have no slow bar.
 */
export class Aggregator {
  readonly window: ClockWindow;
  /** Bars of the target that features have been computed for. */
  taken = 0;
  private readonly clock: number;
  private readonly time: Float64Array;
  private readonly shownAt: Float64Array;
  private readonly markets: readonly SlowBar[];
  private start = Number.NaN;

  constructor(targets: readonly BarWindow[]) {
    const [first] = targets;
    if (first === undefined) throw new Error("nothing to aggregate into");
    this.window = first.window;
    this.time = first.time;
    this.shownAt = first.shownAt;
    this.clock = first.window.clock;
    this.markets = targets.map((target) => new SlowBar(target));
  }

  /** Takes the bars `from <= bar < to` of the timeline; at most a block of them. */
  advance(feeds: readonly MarketBars[], from: number, to: number): void {
    this.window.reserve(to - from + 1);
    const [timeline] = feeds;
    if (timeline === undefined) return;
    for (let bar = from; bar < to; bar++) {
      const time = timeline.time[bar] as number;
      const start = periodStart(time, this.clock);
      if (start !== this.start) {
        if (!Number.isNaN(this.start)) this.emit(bar);
        this.start = start;
      }
      for (let market = 0; market < this.markets.length; market++) {
        const bars = feeds[market];
        if (bars !== undefined) this.markets[market]?.take(bars, bar);
      }
      if (time + timeline.interval >= start + this.clock) {
        this.emit(bar);
        this.start = Number.NaN;
      }
    }
  }

  private emit(bar: number): void {
    const index = this.window.end++;
    this.time[index] = this.start;
    this.shownAt[index] = bar;
    for (const market of this.markets) market.emit(index);
  }
}
