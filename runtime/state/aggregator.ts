import type { BarColumns } from "../market/bars.ts";
import { ClockWindow } from "./clock-window.ts";

const WEEK = 604_800_000;
/** Monday, 5 January 1970, 00:00 UTC. */
const MONDAY = 345_600_000;

/** Start of the period of `clock` milliseconds that holds `time`, in UTC; weeks start on Monday. */
export const periodStart = (time: number, clock: number): number => {
  const anchor = clock % WEEK === 0 ? MONDAY : 0;
  return Math.floor((time - anchor) / clock) * clock + anchor;
};

/** The columns of a window that hold bars. */
export interface BarWindow {
  readonly window: ClockWindow;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly time: Float64Array;
  /** Bar number of the feed at whose close the bar became visible. */
  readonly shownAt: Float64Array;
}

export const createBarWindow = (clock: number, history: number, blockSize: number): BarWindow => {
  const window = new ClockWindow(clock, history, blockSize);
  return {
    window,
    open: window.numbers(),
    high: window.numbers(),
    low: window.numbers(),
    close: window.numbers(),
    volume: window.numbers(),
    time: window.numbers(),
    shownAt: window.numbers(),
  };
};

/**
 * Builds the bars of a slower clock from a feed. A slow bar closes with the feed bar that ends its period; where that
 * feed bar is missing, with the first feed bar after the period. Periods without feed bars have no slow bar.
 */
export class Aggregator {
  readonly target: BarWindow;
  /** Bars of the target that features have been computed for. */
  taken = 0;
  private readonly clock: number;
  private start = Number.NaN;
  private open = Number.NaN;
  private high = Number.NaN;
  private low = Number.NaN;
  private close = Number.NaN;
  private volume = 0;

  constructor(target: BarWindow) {
    this.target = target;
    this.clock = target.window.clock;
  }

  /** Takes the feed's bars `from <= bar < to`; at most a block of them. */
  advance(bars: BarColumns, from: number, to: number): void {
    this.target.window.reserve(to - from + 1);
    for (let bar = from; bar < to; bar++) {
      const time = bars.time[bar] as number;
      const start = periodStart(time, this.clock);
      if (start !== this.start) {
        if (!Number.isNaN(this.start)) this.emit(bar);
        this.begin(bars, bar, start);
      } else {
        this.extend(bars, bar);
      }
      if (time + bars.interval >= start + this.clock) {
        this.emit(bar);
        this.start = Number.NaN;
      }
    }
  }

  private begin(bars: BarColumns, bar: number, start: number): void {
    this.start = start;
    this.open = bars.open[bar] as number;
    this.high = bars.high[bar] as number;
    this.low = bars.low[bar] as number;
    this.close = bars.close[bar] as number;
    this.volume = bars.volume[bar] as number;
  }

  private extend(bars: BarColumns, bar: number): void {
    const high = bars.high[bar] as number;
    const low = bars.low[bar] as number;
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.close = bars.close[bar] as number;
    this.volume += bars.volume[bar] as number;
  }

  private emit(bar: number): void {
    const { window, open, high, low, close, volume, time, shownAt } = this.target;
    const index = window.end++;
    time[index] = this.start;
    open[index] = this.open;
    high[index] = this.high;
    low[index] = this.low;
    close[index] = this.close;
    volume[index] = this.volume;
    shownAt[index] = bar;
  }
}
