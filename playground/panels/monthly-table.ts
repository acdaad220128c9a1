import type { MonthReturn } from "../backtest/months.ts";
import { button, element, tableHead } from "../shell/element.ts";
import { numberText } from "../shell/words.ts";

const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Years that a table begins with, and that each press of its button adds. */
const YEARS = 50;

/** Returns by month and year, the years in full at the end of their rows; of very many, the last ones first. */
export const monthlyTable = (months: readonly MonthReturn[]): HTMLElement => {
  const years = [...byYear(months)];
  const body = element("tbody");
  let first = years.length;
  const showEarlier = (): void => {
    const from = Math.max(0, first - YEARS);
    body.prepend(...years.slice(from, first).map(([year, own]) => yearRow(year, own)));
    first = from;
    earlier.hidden = first === 0;
    earlier.textContent = `Show ${Math.min(YEARS, first)} of ${first.toLocaleString("en")} earlier years`;
  };
  const earlier = button("", showEarlier, { class: "button small" });
  showEarlier();
  return element(
    "section",
    { class: "monthly" },
    element("h3", { id: "monthly-title" }, "Monthly returns, in percent"),
    earlier,
    element(
      "div",
      {
        class: "monthly-scroll",
        tabIndex: 0,
        attributes: { role: "region", "aria-labelledby": "monthly-title" },
      },
      element("table", {}, tableHead(["", ...names, "Year"]), body),
    ),
  );
};

const byYear = (months: readonly MonthReturn[]): ReadonlyMap<number, readonly MonthReturn[]> => {
  const years = new Map<number, MonthReturn[]>();
  for (const item of months) {
    const own = years.get(item.year);
    if (own === undefined) years.set(item.year, [item]);
    else own.push(item);
  }
  return years;
};

const yearRow = (year: number, own: readonly MonthReturn[]): HTMLElement =>
  element(
    "tr",
    {},
    element("th", { scope: "row" }, String(year)),
    ...names.map((_, month) => cell(own.find((item) => item.month === month)?.ratio)),
    cell(joined(own), "total"),
  );

/** Several returns as one. */
const joined = (months: readonly MonthReturn[]): number =>
  months.reduce((growth, { ratio }) => growth * (1 + ratio), 1) - 1;

/** A return from which on a cell has its full colour. */
const FULL = 0.1;

const cell = (ratio: number | undefined, className = ""): HTMLElement => {
  if (ratio === undefined) return element("td", { class: className });
  const text = numberText(ratio * 100, 1);
  const isZero = !/[1-9]/.test(text);
  const tone = isZero ? "zero" : ratio > 0 ? "up" : "down";
  const made = element("td", { class: `${className} ${tone}` }, isZero ? "0.0" : text);
  made.style.setProperty("--heat", `${Math.round(8 + 32 * Math.min(1, Math.abs(ratio) / FULL))}%`);
  return made;
};
