/** First row in `from..to` of rising times that is at or after a time; `to` where none is. */
export const firstAt = (times: Float64Array, at: number, from = 0, to = times.length): number => {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};
