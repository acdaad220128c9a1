import type { SweepCell, SweepFigure } from "./protocol.ts";
import { neighboursOf, type SweepAxis } from "./sweep-grid.ts";

/** The end of a figure that is wanted: more of it, or less of it. */
export type WantedEnd = "high" | "low";

/** What a sweep comes to in one figure. */
export interface SweepSummary {
  /** Runs that were made. */
  readonly tries: number;
  /** Combinations that the plan refuses. */
  readonly refused: number;
  /** Of the tries, those with a profit above zero. */
  readonly profitable: number;
  /** Median of the figure over the tries that have it. */
  readonly median: number | undefined;
  readonly best: SweepBest | undefined;
}

/** The best cell, and how it stands among the cells that touch it. */
export interface SweepBest {
  readonly cell: number;
  readonly value: number;
  /** Neighbours that have the figure, and their mean. */
  readonly neighbours: number;
  readonly neighboursMean: number | undefined;
}

/** The figure of a cell; undefined where it did not run or the figure is not defined. */
export const figureOf = (cell: SweepCell | undefined, figure: SweepFigure): number | undefined =>
  cell?.kind === "done" ? (cell.figures[figure] ?? undefined) : undefined;

/** Sums a sweep up. `better`: which end of the figure is wanted; undefined: neither, so that no cell is the best. */
export const summarise = (
  axes: readonly SweepAxis[],
  cells: readonly (SweepCell | undefined)[],
  figure: SweepFigure,
  better: WantedEnd | undefined,
): SweepSummary => {
  const values = cells.flatMap((cell) => figureOf(cell, figure) ?? []).toSorted((a, b) => a - b);
  const middle = [values[(values.length - 1) >> 1], values[values.length >> 1]];
  const [below, above] = middle;
  return {
    tries: cells.filter((cell) => cell?.kind === "done").length,
    refused: cells.filter((cell) => cell?.kind === "refused").length,
    profitable: cells.filter((cell) => (figureOf(cell, "profit") ?? 0) > 0).length,
    median: below === undefined || above === undefined ? undefined : (below + above) / 2,
    best: bestOf(axes, cells, figure, better),
  };
};

const bestOf = (
  axes: readonly SweepAxis[],
  cells: readonly (SweepCell | undefined)[],
  figure: SweepFigure,
  better: WantedEnd | undefined,
): SweepBest | undefined => {
  if (better === undefined) return undefined;
  const sign = better === "high" ? 1 : -1;
  let best: { readonly cell: number; readonly value: number } | undefined;
  for (const [cell, item] of cells.entries()) {
    const value = figureOf(item, figure);
    if (value !== undefined && (best === undefined || sign * value > sign * best.value))
      best = { cell, value };
  }
  if (best === undefined) return undefined;
  const around = neighboursOf(axes, best.cell).flatMap((cell) => figureOf(cells[cell], figure) ?? []);
  const sum = around.reduce((total, value) => total + value, 0);
  return {
    ...best,
    neighbours: around.length,
    neighboursMean: around.length === 0 ? undefined : sum / around.length,
  };
};

/** Whether the best cell stands alone: its neighbours' mean below half of it, or above four fifths. */
export const shapeOf = ({ value, neighboursMean }: SweepBest): "peak" | "slope" | "plateau" | undefined => {
  if (neighboursMean === undefined || !(value > 0)) return undefined;
  const share = neighboursMean / value;
  return share < 0.5 ? "peak" : share < 0.8 ? "slope" : "plateau";
};
