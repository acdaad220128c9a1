import type { BarColumns } from "./bars.ts";

/** The bars that open at or after `from` and before `to` (milliseconds), as views on the same memory. */
export function sliceBars(bars: BarColumns, from: number | undefined, to: number | undefined): BarColumns {
  const start = from === undefined ? 0 : firstAtOrAfter(bars, from);
  const end = to === undefined ? bars.length : Math.max(start, firstAtOrAfter(bars, to));
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

function firstAtOrAfter(bars: BarColumns, time: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars.time[middle] as number) < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
