/** A column of a table: its heading and on which side its cells stand. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Rows under headings; cells are padded after their colours are applied. */
export interface TableText {
  readonly heading: string;
  readonly rows: readonly string[];
  readonly width: number;
}

/** How a cell's text is coloured; it must not change its width. */
export type CellPaint = (text: string, column: number, row: number) => string;

/** Lays cells out in columns, two blanks between them. */
export function layOutTable(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  paint: CellPaint = (text) => text,
): TableText {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const pad = (text: string, index: number): string => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === "right" ? text.padStart(width) : text.padEnd(width);
  };
  const rows = cells.map((row, rowIndex) =>
    columns.map((_, index) => paint(pad(row[index] ?? "", index), index, rowIndex)).join("  "),
  );
  return {
    heading: columns
      .map(({ title }, index) => pad(title, index))
      .join("  ")
      .trimEnd(),
    rows: rows.map((row) => row.trimEnd()),
    width: widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1),
  };
}
