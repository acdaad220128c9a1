import { drawdownLine, filledCurve, sample } from "../layout/curve.ts";
import { grouped, percent } from "../layout/numbers.ts";
import { dateText } from "../layout/times.ts";
import type { ReportInput, ReportStyle, Section } from "./section.ts";

const ROWS = 6;
const MOST_COLUMNS = 64;

/** A small equity curve with the drawdown beneath it. */
export function equitySection({ outcome, metrics }: ReportInput, { width, paint }: ReportStyle): Section {
  const { time, value } = outcome.equity;
  const capital = Number(outcome.capital);
  if (value.length < 2) {
    return { title: "", lines: [] };
  }
  const decimals = Math.abs(capital) >= 1000 ? 0 : 4;
  const low = value.reduce((least, next) => Math.min(least, next), capital);
  const high = value.reduce((most, next) => Math.max(most, next), capital);
  const label = Math.max("drawdown".length, ...[low, high].map((number) => grouped(number, decimals).length));
  const columns = Math.min(MOST_COLUMNS, width - label - 5);
  const points = sample(value, columns);
  const rows = filledCurve(points, ROWS, low, high).map((row, index) => {
    const mark = index === 0 ? grouped(high, decimals) : index === ROWS - 1 ? grouped(low, decimals) : "";
    return `${paint.faint(mark.padStart(label))} ${paint.faint("│")}${paint.accent(row)}`;
  });
  const first = dateText(outcome.from);
  const last = dateText((time[time.length - 1] ?? outcome.to) - 1);
  const axis = first + last.padStart(Math.max(last.length + 1, points.length - first.length));
  const depth = metrics.figures.maxDrawdown.value ?? 0;
  const falls = drawdownLine(value, capital, columns);
  return {
    title: `Equity in ${outcome.currency}${depth === 0 ? "" : `, and the fall from its peak (deepest ${percent(depth)} %)`}`,
    lines: [
      ...rows,
      ...(depth === 0
        ? []
        : [`${paint.faint("drawdown".padStart(label))} ${paint.faint("│")}${paint.bad(falls)}`]),
      `${" ".repeat(label + 2)}${paint.faint(axis)}`,
    ],
  };
}
