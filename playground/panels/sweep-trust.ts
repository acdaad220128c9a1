import type { SweepAxis } from "../research/sweep-grid.ts";
import { type SweepSummary, shapeOf } from "../research/sweep-summary.ts";
import { button, element } from "../shell/element.ts";
import { counted, numberText, percentText } from "../shell/words.ts";
import { withDefinition } from "./definition.ts";
import { fullText, type SweepFigureView } from "./sweep-figures.ts";
import { cellName } from "./sweep-map.ts";

const shapes = {
  peak: ["a lone peak", "bad"],
  slope: ["on a slope", "plain"],
  plateau: ["on a plateau", "good"],
} as const;

/** How much the best cell of a sweep is worth: what stands around it, how many tries it is the best of. */
export const trustView = (
  axes: readonly SweepAxis[],
  summary: SweepSummary,
  view: SweepFigureView,
  currency: string,
  toCell: (cell: number) => void,
): HTMLElement => {
  const { best, tries, refused, profitable, median } = summary;
  const shape = best === undefined ? undefined : shapeOf(best);
  const [shapeText, tone] = shape === undefined || view.middle !== 0 ? ["", "plain"] : shapes[shape];
  return element(
    "section",
    { class: "sweep-trust figures-list", attributes: { "aria-label": "How much to trust the best" } },
    element("h3", {}, "How much to trust the best"),
    element(
      "dl",
      {},
      row(
        "Tries",
        `${numberText(tries, 0)}`,
        "Runs that were made",
        refused > 0 && `${numberText(refused, 0)} not allowed`,
      ),
      row(
        "Make money",
        tries === 0 ? "–" : percentText(profitable / tries, 0),
        "Share of the tries with a net profit above zero",
        counted(profitable, "try", "tries"),
      ),
      row("Median", fullText(median, view, currency), `Median of ${view.title.toLowerCase()} over all tries`),
      best !== undefined &&
        row(
          "Best",
          fullText(best.value, view, currency),
          "The best of all tries",
          button(cellName(axes, best.cell), () => toCell(best.cell), {
            class: "link",
            title: "Go to the cell",
          }),
        ),
      best !== undefined &&
        row(
          "Its neighbours",
          fullText(best.neighboursMean, view, currency),
          "Mean of the cells that touch the best one. Below half of the best: a lone peak; above four fifths: a plateau.",
          shapeText !== "" && element("span", { class: tone }, shapeText),
        ),
    ),
    best !== undefined &&
      element(
        "p",
        { class: "fine" },
        `The best is the maximum of ${counted(tries, "try", "tries")}, so some of it is luck: expect less from it on data that this sweep has not seen.`,
      ),
  );
};

const row = (
  name: string,
  value: string,
  definition: string,
  below: string | HTMLElement | false = false,
): HTMLElement =>
  element(
    "div",
    {},
    withDefinition(element("dt", {}, name), definition),
    element("dd", {}, value, below !== false && element("small", {}, below)),
  );
