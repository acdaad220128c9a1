import type { BarColumns } from "ctk/runtime";
import { rowAt } from "../data/row-at.ts";
import { button, element } from "../shell/element.ts";
import { numberText, timeText } from "../shell/words.ts";

/** Chooses a bar: by steps, by keys, by its date. */
export interface BarPicker {
  readonly node: HTMLElement;
  readonly show: (bar: number, bars: BarColumns) => void;
  /** A key of the page; those that mean something elsewhere are left alone. */
  readonly press: (event: KeyboardEvent) => void;
}

const DAY = 86_400_000;

/** Bars that page keys step over. */
const PAGE = 10;

/** Makes the row of controls above what is inspected. */
export const createBarPicker = (choose: (bar: number) => void): BarPicker => {
  let now: { readonly bar: number; readonly bars: BarColumns } | undefined;
  const to = (bar: number): void => {
    if (now !== undefined) choose(Math.min(Math.max(0, bar), now.bars.length - 1));
  };
  const step = (count: number): void => {
    if (now !== undefined) to(now.bar + count);
  };
  const back = button("‹", () => step(-1), {
    label: "One bar back",
    class: "button small framed",
    title: "One bar back (←)",
  });
  const forward = button("›", () => step(1), {
    label: "One bar forward",
    class: "button small framed",
    title: "One bar forward (→)",
  });
  const date = element("input", {
    attributes: { "aria-label": "Bar that opens at (UTC)" },
    on: {
      change: () => {
        const time = date.valueAsNumber;
        if (now !== undefined && !Number.isNaN(time)) to(rowAt(now.bars.time, time));
      },
    },
  });
  const place = element("span", { class: "fine" });
  const node = element(
    "div",
    {
      class: "bar-picker",
      attributes: { role: "group", "aria-label": "Bar to inspect; left and right arrow keys step" },
    },
    back,
    date,
    forward,
    place,
  );
  return {
    node,
    show: (bar, bars) => {
      now = { bar, bars };
      const isDaily = bars.interval >= DAY;
      date.type = isDaily ? "date" : "datetime-local";
      date.value = timeText(bars.time[bar] ?? 0, bars.interval).replace(" ", "T");
      back.disabled = bar === 0;
      forward.disabled = bar === bars.length - 1;
      place.textContent = `bar ${numberText(bar, 0)} of ${numberText(bars.length - 1, 0)}`;
    },
    press: (event) => {
      const count = { ArrowLeft: -1, ArrowRight: 1, PageUp: -PAGE, PageDown: PAGE }[event.key];
      if (count === undefined || event.ctrlKey || event.metaKey || event.altKey || !isOurs(event.target))
        return;
      event.preventDefault();
      step(count);
    },
  };
};

/** Fields, tabs, splitters and the editor have arrows of their own. */
const isOurs = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest("input, select, textarea, dialog, #editor, [role=tab], [role=separator]") === null;
