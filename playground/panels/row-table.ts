import type { FeeInfo } from "../backtest/protocol.ts";
import { element } from "../shell/element.ts";

/** A column of a table of rows. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** What rows are sorted by; what is NaN comes last. */
  readonly value: (row: Row, index: number) => number | string;
  readonly text: (row: Row, index: number) => string;
  /** The whole of a text that is shortened. */
  readonly whole?: (row: Row) => string;
  readonly tone?: (row: Row) => string;
  /** Leads somewhere else than the row does. */
  readonly onText?: (row: Row) => (() => void) | undefined;
}

/** A table that lays out the rows in sight only; a row leads to its place. */
export interface RowTable<Row> {
  readonly node: HTMLElement;
  readonly show: (rows: readonly RowItem<Row>[], columns: readonly Column<Row>[]) => void;
  /** Lights rows up by their indices, and brings the first of them into sight. */
  readonly mark: (indices: ReadonlySet<number>) => void;
}

/** A row with its index in the list that it was chosen from. */
export interface RowItem<Row> {
  readonly row: Row;
  readonly index: number;
}

interface Options<Row> {
  /** Attribute of each row that holds its index: `data-NAME`. */
  readonly name: string;
  readonly caption: string;
  readonly sortedBy: string;
  readonly onChoose: (row: Row, index: number) => void;
}

interface Sorting {
  readonly column: string;
  readonly isDown: boolean;
}

/** Up to so many rows are laid out together, so that the browser's own search finds them. */
const WHOLE = 200;

/** Rows above and below those in sight. */
const AROUND = 30;

/** Makes an empty table. */
export const createRowTable = <Row>(options: Options<Row>): RowTable<Row> => {
  let columns: readonly Column<Row>[] = [];
  let items: readonly RowItem<Row>[] = [];
  let sorted: readonly RowItem<Row>[] = [];
  let sorting: Sorting = { column: options.sortedBy, isDown: false };
  let marked: ReadonlySet<number> = new Set();
  let active = 0;
  let rowHeight = 25;
  let laidOut = new Map<number, HTMLTableRowElement>();
  const head = element("tr");
  const above = spacer();
  const below = spacer();
  const ruler = element("tr", { class: "ruler", attributes: { "aria-hidden": "true" } });
  const body = element("tbody");
  const table = element(
    "table",
    { class: "rows" },
    element("caption", { class: "unseen" }, options.caption),
    element("thead", {}, head),
    body,
  );
  const node = element("div", { class: "table-place" }, table);

  const layOut = (): void => {
    const { from, to } = inSight(node, sorted.length, rowHeight);
    const next = new Map<number, HTMLTableRowElement>();
    for (let place = from; place < to; place++) {
      const item = sorted[place];
      if (item !== undefined) next.set(place, laidOut.get(place) ?? rowOf(item, place));
    }
    if (next.size !== laidOut.size || [...next].some(([place, row]) => laidOut.get(place) !== row)) {
      widen(ruler, next.values());
      above.style.height = `${from * rowHeight}px`;
      below.style.height = `${(sorted.length - to) * rowHeight}px`;
      above.hidden = from === 0;
      below.hidden = to >= sorted.length;
      replaceRows(body, [ruler, above, ...next.values(), below]);
      laidOut = next;
      paint();
    }
    const height = meanHeight([...next.values()]);
    if (height > 0) rowHeight = height;
  };
  const paint = (): void => {
    for (const [place, row] of laidOut) {
      row.setAttribute("aria-selected", String(marked.has(sorted[place]?.index ?? -1)));
      row.tabIndex = place === active ? 0 : -1;
    }
  };
  const reveal = (place: number): void => {
    const top = place * rowHeight;
    const room = node.clientHeight - head.clientHeight;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + rowHeight > node.scrollTop + room) node.scrollTop = top + rowHeight - room;
    active = place;
    layOut();
    paint();
  };
  const step = (place: number): void => {
    const next = Math.min(Math.max(0, place), sorted.length - 1);
    reveal(next);
    laidOut.get(next)?.focus({ preventScroll: true });
  };
  const rowOf = ({ row, index }: RowItem<Row>, place: number): HTMLTableRowElement => {
    const made = element(
      "tr",
      {
        attributes: { "aria-rowindex": String(place + 2) },
        on: {
          click: () => {
            active = place;
            options.onChoose(row, index);
          },
          keydown: (event) => {
            const page = Math.max(1, Math.floor(node.clientHeight / rowHeight) - 2);
            const keys = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
            const jumps = { ...keys, Home: -place, End: sorted.length - 1 - place };
            const by = Object.entries(jumps).find(([key]) => key === event.key)?.[1];
            if (by === undefined && event.key !== "Enter" && event.key !== " ") return;
            if (event.target !== made && by === undefined) return;
            event.preventDefault();
            if (by === undefined) options.onChoose(row, index);
            else step(place + by);
          },
        },
      },
      ...columns.map((column) => cell(column, row, index)),
    );
    made.dataset[options.name] = String(index);
    return made;
  };
  const sort = (): void => {
    sorted = sortedItems(items, columns, sorting);
    laidOut = new Map();
    active = Math.max(
      0,
      sorted.findIndex(({ index }) => marked.has(index)),
    );
    table.setAttribute("aria-rowcount", String(sorted.length + 1));
    head.replaceChildren(...columns.map((column) => headCell(column, sorting, sortBy)));
    layOut();
    // The true height of a row is known only now.
    layOut();
  };
  const sortBy = (column: string): void => {
    const isSame = sorting.column === column;
    sorting = { column, isDown: isSame ? !sorting.isDown : column !== options.sortedBy };
    node.scrollTop = 0;
    sort();
  };
  node.addEventListener("scroll", layOut, { passive: true });
  new ResizeObserver(layOut).observe(node);

  return {
    node,
    show: (nextItems, nextColumns) => {
      if (nextColumns.map(({ id }) => id).join() !== columns.map(({ id }) => id).join())
        ruler.replaceChildren();
      items = nextItems;
      columns = nextColumns;
      sort();
    },
    mark: (indices) => {
      marked = indices;
      const isAtActive = indices.has(sorted[active]?.index ?? -1);
      // The row that was chosen stays where it is, whatever else is marked with it.
      const place = isAtActive ? active : sorted.findIndex(({ index }) => indices.has(index));
      if (place >= 0) reveal(place);
      else paint();
    },
  };
};

const spacer = (): HTMLTableRowElement =>
  element("tr", { class: "spacer", hidden: true, attributes: { "aria-hidden": "true" } });

/** Pixels; of all together, since those of one are rounded. */
const meanHeight = (rows: readonly HTMLElement[]): number => {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return 0;
  return (last.getBoundingClientRect().bottom - first.getBoundingClientRect().top) / rows.length;
};

/** Half-open. */
const inSight = (
  { scrollTop, clientHeight }: HTMLElement,
  count: number,
  rowHeight: number,
): { readonly from: number; readonly to: number } => {
  if (count <= WHOLE) return { from: 0, to: count };
  const first = Math.floor(scrollTop / rowHeight);
  const shown = Math.ceil(clientHeight / rowHeight);
  const from = Math.max(0, Math.min(first - AROUND, count - shown - AROUND));
  return { from, to: Math.min(count, first + shown + AROUND) };
};

/** Leaves rows that stay where they are: one that is moved loses the focus. */
const replaceRows = (body: HTMLElement, rows: readonly HTMLElement[]): void => {
  const staying = new Set<Node>(rows);
  for (const old of [...body.childNodes]) if (!staying.has(old)) old.remove();
  let before: ChildNode | null = body.firstChild;
  for (const row of rows) {
    if (row === before) before = before.nextSibling;
    else body.insertBefore(row, before);
  }
};

/** A collapsed row of the longest texts so far keeps the columns as wide as they were. */
const widen = (ruler: HTMLElement, rows: Iterable<HTMLTableRowElement>): void => {
  const longest = [...ruler.children].map((one) => one.textContent ?? "");
  for (const row of rows) {
    for (const [place, { textContent }] of [...row.cells].entries()) {
      if ((textContent?.length ?? 0) > (longest[place]?.length ?? -1)) longest[place] = textContent ?? "";
    }
  }
  ruler.replaceChildren(...longest.map((text) => element("td", {}, text)));
};

const cell = <Row>(column: Column<Row>, row: Row, index: number): HTMLElement => {
  const text = column.text(row, index);
  const whole = column.whole?.(row);
  const lead = column.onText?.(row);
  const isCut = whole !== undefined && whole !== text;
  return element(
    "td",
    {
      class: `${column.isNumber ? "number " : ""}${column.tone?.(row) ?? ""}`.trim(),
      ...(isCut ? { title: whole } : {}),
    },
    lead === undefined
      ? text
      : element(
          "button",
          {
            type: "button",
            class: "cell-link",
            on: {
              click: (event) => {
                event.stopPropagation();
                lead();
              },
            },
          },
          text,
        ),
  );
};

const headCell = <Row>(
  { id, title, isNumber }: Column<Row>,
  sorting: Sorting,
  onSort: (column: string) => void,
): HTMLElement =>
  element(
    "th",
    {
      class: isNumber ? "number" : "",
      scope: "col",
      attributes: {
        "aria-sort": sorting.column !== id ? "none" : sorting.isDown ? "descending" : "ascending",
      },
    },
    element("button", { type: "button", on: { click: () => onSort(id) } }, title),
  );

const sortedItems = <Row>(
  items: readonly RowItem<Row>[],
  columns: readonly Column<Row>[],
  { column: id, isDown }: Sorting,
): readonly RowItem<Row>[] => {
  const value = columns.find((column) => column.id === id)?.value ?? ((_, index) => index);
  const direction = isDown ? -1 : 1;
  return items
    .map((item) => ({ item, key: value(item.row, item.index) }))
    .toSorted((a, b) => compare(a.key, b.key, direction) || a.item.index - b.item.index)
    .map(({ item }) => item);
};

const compare = (a: number | string, b: number | string, direction: number): number => {
  const missing = Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (missing !== 0) return missing;
  return a < b ? -direction : a > b ? direction : 0;
};

/** Decimals that prices of a run are shown with: those of the finest tick; a mean of several fills has more. */
export const priceDigits = (fees: readonly Pick<FeeInfo, "tickSize">[]): number =>
  Math.min(8, digitsOf(fees.map(({ tickSize }) => tickSize)));

/** Most decimals of any of the texts. */
export const digitsOf = (texts: Iterable<string | undefined>): number => {
  let most = 0;
  for (const text of texts) most = Math.max(most, text?.split(".")[1]?.length ?? 0);
  return most;
};

const CUT = 48;

/** A text on one line, with an ellipsis where it is long. */
export const shortened = (text: string): string => (text.length > CUT ? `${text.slice(0, CUT - 1)}…` : text);
