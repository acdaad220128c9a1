const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** The last value of each of `width` even parts of a series; fewer where the series is shorter. */
export function sample(values: Float64Array, width: number): readonly number[] {
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const end = Math.floor(((column + 1) * values.length) / columns);
    return values[end - 1] ?? Number.NaN;
  });
}

/** A filled curve, `rows` lines from top to bottom, each column one value. */
export function filledCurve(
  values: readonly number[],
  rows: number,
  low: number,
  high: number,
): readonly string[] {
  const span = high - low;
  const heights = values.map((value) =>
    span > 0 ? Math.max(1, Math.round(((value - low) / span) * rows * 8)) : rows * 4,
  );
  return Array.from({ length: rows }, (_, row) => {
    const floor = (rows - 1 - row) * 8;
    return heights.map((height) => EIGHTHS[Math.max(0, Math.min(8, height - floor))] ?? " ").join("");
  });
}

/** One line of blocks: the deeper the fall from the peak, the higher the block. */
export function drawdownLine(values: Float64Array, capital: number, width: number): string {
  const columns = Math.min(width, values.length);
  const depths: number[] = [];
  let peak = capital;
  let row = 0;
  for (let column = 0; column < columns; column += 1) {
    const end = Math.floor(((column + 1) * values.length) / columns);
    let depth = 0;
    for (; row < end; row += 1) {
      const value = values[row] ?? peak;
      peak = Math.max(peak, value);
      depth = Math.max(depth, 1 - value / peak);
    }
    depths.push(depth);
  }
  const deepest = Math.max(...depths, 0);
  return depths
    .map((depth) => (deepest === 0 ? " " : (EIGHTHS[Math.ceil((depth / deepest) * 8)] ?? " ")))
    .join("");
}
