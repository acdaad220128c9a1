import type { BarColumns } from "../market/bars.ts";
import { GrowingBars } from "../market/growing-bars.ts";
import type { Feed } from "./config.ts";

/** Whether a feed is of a market. */
export const isMarket = (feed: Feed, market: { readonly symbol: string; readonly venue: string }): boolean =>
  feed.instrument.symbol === market.symbol && feed.instrument.venue === market.venue;

const emptyBars = new WeakMap<BarColumns, boolean>();

/** Whether a feed has bars with a volume of zero, or may have; looked up once for each feed. */
export const hasEmptyBars = (bars: BarColumns): boolean => {
  if (bars instanceof GrowingBars) return true;
  const known = emptyBars.get(bars);
  if (known !== undefined) return known;
  const found = bars.volume.indexOf(0) >= 0;
  emptyBars.set(bars, found);
  return found;
};

/** Bar number after the last bar that has closed by `until`, at or after `from`. */
export const barsClosedBy = (bars: BarColumns, until: number, from: number): number => {
  let low = from;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars.time[middle] as number) + bars.interval <= until) low = middle + 1;
    else high = middle;
  }
  return low;
};
