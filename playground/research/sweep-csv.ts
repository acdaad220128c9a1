import { csvCell } from "../backtest/csv.ts";
import { type SweepCell, sweepFigures } from "./protocol.ts";
import { placeOf, type SweepAxis } from "./sweep-grid.ts";

/** A sweep as CSV: a line for each combination that ran or was refused, numbers in full. */
export const sweepCsv = (axes: readonly SweepAxis[], cells: readonly (SweepCell | undefined)[]): string => {
  const head = [...axes.map(({ strategy, name }) => `${strategy}.${name}`), ...sweepFigures, "refused"];
  const lines = cells.flatMap((cell, index): readonly (readonly string[])[] => {
    if (cell === undefined) return [];
    const places = placeOf(axes, index);
    const values = axes.map((axis, number) => String(axis.values[places[number] ?? 0] ?? ""));
    const figures = sweepFigures.map((name) =>
      cell.kind === "done" ? String(cell.figures[name] ?? "") : "",
    );
    return [[...values, ...figures, cell.kind === "refused" ? cell.reason : ""]];
  });
  return [head, ...lines].map((line) => `${line.map(csvCell).join(",")}\n`).join("");
};
