import type { SweepCell } from "../research/protocol.ts";
import { placeOf, type SweepAxis } from "../research/sweep-grid.ts";
import { figureOf } from "../research/sweep-summary.ts";
import { element } from "../shell/element.ts";
import { parameterText } from "../shell/parameter-text.ts";
import { fullText, type Heat, heatOf, type SweepFigureView, shortText } from "./sweep-figures.ts";

/** What a map shows. */
export interface MapContent {
  readonly cells: readonly (SweepCell | undefined)[];
  readonly view: SweepFigureView;
  readonly currency: string;
  /** The cell of the sliders' present values, and the best one. */
  readonly present: number | undefined;
  readonly best: number | undefined;
}

/** A sweep as a table of colours; one parameter alone is a row of bars. */
export interface SweepMap {
  readonly node: HTMLElement;
  readonly show: (content: MapContent) => void;
  /** Moves the focus to a cell. */
  readonly focus: (cell: number) => void;
}

interface Listener {
  /** The pointer or the focus is on a cell. */
  readonly look: (cell: number) => void;
  /** The pointer has left. */
  readonly leave: () => void;
  readonly choose: (cell: number) => void;
  readonly apply: (cell: number) => void;
}

/** `fast 10, slow 20`. */
export const cellName = (axes: readonly SweepAxis[], cell: number): string => {
  const places = placeOf(axes, cell);
  return axes
    .map(({ name, type, values }, axis) => `${name} ${parameterText(type, values[places[axis] ?? 0] ?? 0)}`)
    .join(", ");
};

/** Makes the map of a sweep, cells empty. */
export const createSweepMap = (axes: readonly SweepAxis[], listener: Listener): SweepMap => {
  const [across, down] = axes;
  const columns = across?.values.length ?? 0;
  const rows = down?.values.length ?? 1;
  let focused = 0;
  const cells = Array.from({ length: columns * rows }, (_, cell) => createCell(cell, listener, columns));
  const focus = (cell: number): void => {
    const node = cells[cell];
    if (node === undefined) return;
    const before = cells[focused];
    if (before !== undefined) before.tabIndex = -1;
    focused = cell;
    node.tabIndex = 0;
    node.focus();
  };
  const [first] = cells;
  if (first !== undefined) first.tabIndex = 0;
  const textAt = (axis: SweepAxis | undefined, index: number): string =>
    axis === undefined ? "" : parameterText(axis.type, axis.values[index] ?? 0);
  const table = element(
    "table",
    {
      class: down === undefined ? "sweep-map one" : "sweep-map",
      attributes: {
        role: "grid",
        "aria-label": `${axes.map(({ name }) => name).join(" by ")}: arrow keys move, Enter uses the values of a cell`,
      },
      on: {
        keydown: (event) => {
          const next = nextCell(event, focused, columns, rows);
          if (next !== undefined) {
            event.preventDefault();
            focus(next);
          } else if (event.key === "Enter") {
            event.preventDefault();
            listener.apply(focused);
          }
        },
        focusin: ({ target }) => {
          const cell = cells.findIndex((made) => made.contains(target instanceof Node ? target : null));
          if (cell >= 0) focus(cell);
        },
        pointerleave: listener.leave,
      },
    },
    element(
      "thead",
      { attributes: { role: "rowgroup" } },
      element(
        "tr",
        { attributes: { role: "row" } },
        down !== undefined &&
          element("th", {
            attributes: {
              role: "columnheader",
              "aria-label": `${down.name} below, ${across?.name ?? ""} across`,
            },
          }),
        ...Array.from({ length: columns }, (_, index) =>
          element("th", { scope: "col", attributes: { role: "columnheader" } }, textAt(across, index)),
        ),
      ),
    ),
    element(
      "tbody",
      { attributes: { role: "rowgroup" } },
      ...Array.from({ length: rows }, (_, row) =>
        element(
          "tr",
          { attributes: { role: "row" } },
          down === undefined
            ? false
            : element("th", { scope: "row", attributes: { role: "rowheader" } }, textAt(down, row)),
          ...cells.slice(row * columns, (row + 1) * columns),
        ),
      ),
    ),
  );
  const node = element(
    "div",
    { class: "sweep-frame" },
    element("div", { class: "sweep-axis across" }, `${across?.name ?? ""} →`),
    element(
      "div",
      { class: "sweep-rows" },
      down !== undefined &&
        element("div", { class: "sweep-axis down" }, element("span", {}, `← ${down.name}`)),
      element("div", { class: "sweep-scroll" }, table),
    ),
  );
  return {
    node,
    focus,
    show: (content) => {
      const values = content.cells.flatMap((cell) => figureOf(cell, content.view.id) ?? []);
      const heat = heatOf(values, content.view);
      const range = rangeOf(values, content.view);
      for (const [index, made] of cells.entries()) {
        paint(made, cellName(axes, index), content, index, heat);
        if (down === undefined) raise(made, figureOf(content.cells[index], content.view.id), range);
      }
    },
  };
};

const createCell = (cell: number, listener: Listener, columns: number): HTMLTableCellElement => {
  const made = element(
    "td",
    {
      tabIndex: -1,
      attributes: { role: "gridcell", "aria-colindex": String((cell % columns) + 1) },
      on: {
        pointerenter: () => listener.look(cell),
        focus: () => listener.choose(cell),
        dblclick: () => listener.apply(cell),
      },
    },
    element("span", { class: "sweep-number" }),
  );
  made.dataset.cell = String(cell);
  return made;
};

const nextCell = (
  { key, ctrlKey }: KeyboardEvent,
  cell: number,
  columns: number,
  rows: number,
): number | undefined => {
  const row = Math.floor(cell / columns);
  const column = cell % columns;
  switch (key) {
    case "ArrowLeft":
      return cell - (column > 0 ? 1 : 0);
    case "ArrowRight":
      return cell + (column < columns - 1 ? 1 : 0);
    case "ArrowUp":
      return cell - (row > 0 ? columns : 0);
    case "ArrowDown":
      return cell + (row < rows - 1 ? columns : 0);
    case "Home":
      return ctrlKey ? 0 : row * columns;
    case "End":
      return ctrlKey ? rows * columns - 1 : row * columns + columns - 1;
    default:
      return undefined;
  }
};

const paint = (
  node: HTMLTableCellElement,
  name: string,
  { cells, view, currency, present, best }: MapContent,
  index: number,
  heat: (value: number) => Heat,
): void => {
  const cell = cells[index];
  const value = figureOf(cell, view.id);
  const classes = ["sweep-cell"];
  if (cell === undefined) classes.push("waiting");
  else if (cell.kind === "refused") classes.push("refused");
  if (index === present) classes.push("present");
  if (index === best) classes.push("best");
  if (value !== undefined) {
    const { tone, strength } = heat(value);
    classes.push(tone);
    node.style.setProperty("--heat", `${Math.round(4 + 58 * strength)}%`);
  }
  node.className = classes.join(" ");
  const [text] = node.children;
  if (text !== undefined)
    text.textContent = value === undefined ? (cell?.kind === "done" ? "–" : "") : shortText(value, view);
  const said =
    cell === undefined
      ? "not run yet"
      : cell.kind === "refused"
        ? `not run: ${cell.reason}`
        : `${view.title} ${fullText(value, view, currency)}`;
  node.setAttribute(
    "aria-label",
    [`${name}: ${said}`, index === best ? "best" : "", index === present ? "present values" : ""]
      .filter((part) => part !== "")
      .join(", "),
  );
};

interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** What the bars of one parameter span: zero is always in it. */
const rangeOf = (values: readonly number[], { middle = 0 }: SweepFigureView): ValueRange => ({
  low: Math.min(middle, ...values),
  high: Math.max(middle, ...values),
});

/** Gives a bar its place between the least and the most. */
const raise = (node: HTMLElement, value: number | undefined, { low, high }: ValueRange): void => {
  const span = high - low;
  const share = (at: number): number => (span > 0 ? ((at - low) / span) * 100 : 0);
  const base = share(Math.min(high, Math.max(low, 0)));
  const top = value === undefined ? base : share(value);
  node.style.setProperty("--from", `${Math.min(base, top)}%`);
  node.style.setProperty("--size", `${Math.max(1, Math.abs(top - base))}%`);
};
