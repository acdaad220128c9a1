/**
 * The most common step between the times of bars, milliseconds; of several equally common ones the shortest. NaN with
 * fewer than two rows.
 */
export function commonStep(time: Float64Array, length: number): number {
  const counts = new Map<number, number>();
  let step = Number.NaN;
  let run = 0;
  for (let row = 1; row <= length; row += 1) {
    const next = row < length ? (time[row] as number) - (time[row - 1] as number) : Number.NaN;
    if (next === step) {
      run += 1;
      continue;
    }
    if (run > 0) {
      counts.set(step, (counts.get(step) ?? 0) + run);
    }
    step = next;
    run = 1;
  }
  let best = Number.NaN;
  let most = 0;
  for (const [value, number] of counts) {
    if (number > most || (number === most && value < best)) {
      best = value;
      most = number;
    }
  }
  return best;
}
