import type { SweepFigure } from "../research/protocol.ts";
import type { WantedEnd } from "../research/sweep-summary.ts";
import { numberText, percentText, signedText } from "../shell/words.ts";
import type { Report } from "../state/app-state.ts";
import { wantedEnd } from "./figures.ts";

/** How a figure of a sweep is shown. */
export interface SweepFigureView {
  readonly id: SweepFigure;
  readonly title: string;
  readonly unit: "money" | "ratio" | "number" | "count";
  /** Which end is wanted; undefined: neither. */
  readonly better: WantedEnd | undefined;
  /** What the two colours part at; undefined: one colour, from the least to the most. */
  readonly middle: 0 | 1 | undefined;
}

const view = (
  id: SweepFigure,
  title: string,
  unit: SweepFigureView["unit"],
  middle: SweepFigureView["middle"],
): SweepFigureView => ({ id, title, unit, better: wantedEnd[id], middle });

/** The figures that a sweep can be coloured by. */
export const figureViews: readonly SweepFigureView[] = [
  view("profit", "Net profit", "money", 0),
  view("totalReturn", "Return", "ratio", 0),
  view("cagr", "CAGR", "ratio", 0),
  view("sharpe", "Sharpe", "number", 0),
  view("sortino", "Sortino", "number", 0),
  view("calmar", "Calmar", "number", 0),
  view("maxDrawdown", "Max drawdown", "ratio", undefined),
  view("profitFactor", "Profit factor", "number", 1),
  view("winRate", "Win rate", "ratio", undefined),
  view("expectancy", "Mean profit a trade", "money", 0),
  view("systemQuality", "SQN", "number", 0),
  view("trades", "Closed trades", "count", undefined),
  view("exposure", "Time in market", "ratio", undefined),
  view("fees", "Fees paid", "money", undefined),
];

/** The view of a figure. */
export const figureView = (id: SweepFigure): SweepFigureView =>
  figureViews.find((item) => item.id === id) ?? view("profit", "Net profit", "money", 0);

/** What a figure means, as the results say. */
export const sweepDefinition = (id: SweepFigure, report: Report | undefined): string =>
  id === "profit"
    ? "end equity - capital, after fees, funding and charges; an open position at its last close"
    : (report?.result.metrics.figures[id].definition ?? "");

/** A value in full, with its unit. */
export const fullText = (
  value: number | undefined,
  { unit, middle }: SweepFigureView,
  currency: string,
): string => {
  if (value === undefined) return "–";
  switch (unit) {
    case "money":
      return `${middle === 0 ? signedText(value) : numberText(value)} ${currency}`;
    case "ratio":
      return middle === 0 ? `${signedText(value * 100)} %` : percentText(value);
    case "count":
      return numberText(value, 0);
    case "number":
      return numberText(value);
  }
};

/** A value in about five characters, for a cell. */
export const shortText = (value: number, { unit }: SweepFigureView): string => {
  switch (unit) {
    case "money":
      return compact(value);
    case "ratio":
      return numberText(value * 100, Math.abs(value) < 1 ? 1 : 0);
    case "count":
      return compact(value);
    case "number":
      return numberText(value, Math.abs(value) < 100 ? 2 : 0);
  }
};

const sizes: readonly (readonly [number, string])[] = [
  [1e9, "b"],
  [1e6, "m"],
  [1e4, "k"],
];

const compact = (value: number): string => {
  const size = Math.abs(value);
  const [unit, ending] = sizes.find(([least]) => size >= least) ?? [1, ""];
  const scaled = value / (unit === 1e4 ? 1e3 : unit);
  const digits =
    ending === "" ? (size < 10 && !Number.isInteger(value) ? 2 : 0) : Math.abs(scaled) < 100 ? 1 : 0;
  return `${numberText(scaled, digits).replaceAll(",", "")}${ending}`;
};

/** Where a value stands on the colours: the tone, and the strength from 0 to 1. */
export interface Heat {
  readonly tone: "gain" | "loss" | "plain";
  readonly strength: number;
}

/** The colours of all values of a figure together: about zero (about one on a log scale), or from the least to the most. */
export const heatOf = (
  values: readonly number[],
  { middle, better }: SweepFigureView,
): ((value: number) => Heat) => {
  if (middle === undefined) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const tone = better === "low" ? "loss" : "plain";
    return (value) => ({ tone, strength: high > low ? (value - low) / (high - low) : 0.5 });
  }
  const distance =
    middle === 1 ? (value: number) => Math.log(Math.max(value, 1e-3)) : (value: number) => value;
  const most = values.reduce((all, value) => Math.max(all, Math.abs(distance(value))), 0);
  return (value) => ({
    tone: distance(value) < 0 ? "loss" : "gain",
    strength: most === 0 ? 0 : Math.abs(distance(value)) / most,
  });
};
