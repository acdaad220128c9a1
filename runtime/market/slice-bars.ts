import type { BarColumns } from "./bars.ts";
import { firstAt } from "./first-at.ts";

/** The bars that open at or after `from` and before `to` (milliseconds), as views on the same memory. */
export function sliceBars(bars: BarColumns, from: number | undefined, to: number | undefined): BarColumns {
  const start = from === undefined ? 0 : firstAt(bars.time, from, 0, bars.length);
  const end = to === undefined ? bars.length : Math.max(start, firstAt(bars.time, to, 0, bars.length));
  return {
    interval: bars.interval,
    length: end - start,
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
    priceDecimals: bars.priceDecimals,
  };
}
