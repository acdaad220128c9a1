import type { BarColumns } from "ctk/runtime";

/** The last row that opens at a time or before; the first where none does. */
export const rowAt = (times: BarColumns["time"], time: number): number => {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
};
