import { wrap } from "../diagnostics/index.ts";

/** A column: how wide it may become; what is longer is broken at spaces. */
export interface TextColumn {
  readonly title: string;
  readonly most: number;
  readonly align?: "right";
}

/** Rows under headings, two blanks between columns; each column is as wide as it needs, up to its most. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const cells = rows.map((row) => columns.map((column, at) => wrap(row[at] ?? "", column.most)));
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.flatMap((row) => (row[at] ?? []).map((line) => line.length))),
  );
  const line = (parts: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const part = parts[at] ?? "";
        return align === "right" ? part.padStart(widths[at] ?? 0) : part.padEnd(widths[at] ?? 0);
      })
      .join("  ")
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    ...cells.flatMap((row) => {
      const height = Math.max(...row.map((cell) => cell.length));
      return Array.from({ length: height }, (_, at) => line(row.map((cell) => cell[at] ?? "")));
    }),
  ];
}
