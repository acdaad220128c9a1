import type { MonthReturn } from "../backtest/months.ts";
import { element } from "../shell/element.ts";
import { numberText } from "../shell/words.ts";

const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Returns by month and year, the years in full at the end of their rows. */
export const monthlyTable = (months: readonly MonthReturn[]): HTMLElement => {
  const years = [...new Set(months.map(({ year }) => year))];
  const rows = years.map((year) => {
    const own = months.filter((item) => item.year === year);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, String(year)),
      ...names.map((_, month) => cell(own.find((item) => item.month === month)?.ratio)),
      cell(joined(own), "total"),
    );
  });
  return element(
    "section",
    { class: "monthly" },
    element("h3", { id: "monthly-title" }, "Monthly returns, in percent"),
    element(
      "div",
      {
        class: "monthly-scroll",
        tabIndex: 0,
        attributes: { role: "region", "aria-labelledby": "monthly-title" },
      },
      element(
        "table",
        {},
        element(
          "thead",
          {},
          element("tr", {}, ...["", ...names, "Year"].map((name) => element("th", { scope: "col" }, name))),
        ),
        element("tbody", {}, ...rows),
      ),
    ),
  );
};

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
