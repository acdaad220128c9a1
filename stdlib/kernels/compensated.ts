/**
 * Sums that carry their rounding errors along, the exact error of each addition (Knuth; Neumaier). A sum takes two
 * places of an array: its value, and what was lost.
 */

/** Adds one value to the sum at `at`. */
export const addTo = (sums: Float64Array, at: number, value: number): void => {
  const sum = sums[at] as number;
  const next = sum + value;
  const added = next - sum;
  sums[at + 1] = (sums[at + 1] as number) + (sum - (next - added) + (value - added));
  sums[at] = next;
};

/** Adds what enters a window and takes off what leaves it: what was added takes itself off again exactly. */
export const slide = (sums: Float64Array, at: number, entering: number, leaving: number): void => {
  const sum = sums[at] as number;
  const step = entering - leaving;
  const taken = entering - step;
  const next = sum + step;
  const added = next - sum;
  sums[at + 1] =
    (sums[at + 1] as number) +
    (sum - (next - added) + (step - added) + (entering - (step + taken) + (taken - leaving)));
  sums[at] = next;
};

/** The sum at `at`. */
export const totalOf = (sums: Float64Array, at: number): number =>
  (sums[at] as number) + (sums[at + 1] as number);

/**
 * A pivot for the values of a window: their mean, as a distance from the last of them, so that it is exactly the
 * value of a window in which all are equal.
 */
export const pivotOf = (x: Float64Array, last: number, length: number): number => {
  const value = x[last] as number;
  let sum = 0;
  for (let i = last - length + 1; i < last; i++) sum += (x[i] as number) - value;
  return value + sum / length;
};

/**
 * Whether sums around a pivot still give the variance with the digits that are asked for: the mean has not moved too
 * many deviations from the pivot, and the window is not far quieter than it was. False for absent values.
 */
export const isAccurate = (
  variance: number,
  mean: number,
  peak: number,
  cancellation: number,
  quieter: number,
): boolean => variance * cancellation >= mean * mean && variance * quieter >= peak;
