/** Growing columns of bars, oldest first. */
export interface ColumnStore {
  time: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

export function createColumns(capacity: number): ColumnStore {
  return {
    time: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}

/** The same rows with room for more. */
export function growColumns(columns: ColumnStore, capacity: number): ColumnStore {
  const grown = createColumns(capacity);
  grown.time.set(columns.time);
  grown.open.set(columns.open);
  grown.high.set(columns.high);
  grown.low.set(columns.low);
  grown.close.set(columns.close);
  grown.volume.set(columns.volume);
  return grown;
}
