import type { BarColumns } from "ctk/runtime";

/** The last row that opens at a time or before; -1 where none does. */
export const lastRowAt = (times: BarColumns["time"], time: number): number => {
  let low = -1;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** The last row that opens at a time or before; the first where none does. */
export const rowAt = (times: BarColumns["time"], time: number): number => Math.max(0, lastRowAt(times, time));
