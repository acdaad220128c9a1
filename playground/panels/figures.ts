import type { Metric, MetricName } from "ctk/runtime";
import type { SweepFigure } from "../research/protocol.ts";
import type { WantedEnd } from "../research/sweep-summary.ts";
import { moneyDigits, numberText, percentText, signedText, spanText } from "../shell/words.ts";

/** The figures of a run in the order in which they are listed, with their names. */
export const figureGroups: readonly {
  readonly title: string;
  readonly names: readonly (readonly [MetricName, string])[];
}[] = [
  {
    title: "Return and risk",
    names: [
      ["totalReturn", "Return"],
      ["buyAndHold", "Buy and hold"],
      ["cagr", "CAGR"],
      ["sharpe", "Sharpe"],
      ["sortino", "Sortino"],
      ["calmar", "Calmar"],
      ["maxDrawdown", "Max drawdown"],
      ["longestRecovery", "Longest recovery"],
    ],
  },
  {
    title: "Trades",
    names: [
      ["trades", "Closed trades"],
      ["winRate", "Win rate"],
      ["profitFactor", "Profit factor"],
      ["expectancy", "Mean profit"],
      ["bestTrade", "Best trade"],
      ["worstTrade", "Worst trade"],
      ["systemQuality", "SQN"],
    ],
  },
  {
    title: "Exposure and costs",
    names: [
      ["exposure", "Time in market"],
      ["netExposureMean", "Mean exposure"],
      ["netExposureExtreme", "Largest exposure"],
      ["turnover", "Turnover"],
      ["fees", "Fees paid"],
    ],
  },
];

/** Which end of a figure is wanted; one that is not here only says how a plan trades. */
export const wantedEnd: Readonly<Partial<Record<MetricName | SweepFigure, WantedEnd>>> = {
  profit: "high",
  totalReturn: "high",
  cagr: "high",
  sharpe: "high",
  sortino: "high",
  calmar: "high",
  maxDrawdown: "low",
  longestRecovery: "low",
  winRate: "high",
  profitFactor: "high",
  expectancy: "high",
  systemQuality: "high",
  fees: "low",
};

/** A figure as text in its unit; a dash where it is not defined. */
export const figureText = ({ value, unit }: Metric, currency = ""): string => {
  if (value === null) return "–";
  switch (unit) {
    case "ratio":
      return percentText(value);
    case "money":
      return `${signedText(value, Math.min(2, moneyDigits(value)))}${currency === "" ? "" : ` ${currency}`}`;
    case "count":
      return numberText(value, 0);
    case "milliseconds":
      return value === 0 ? "–" : spanText(value);
    case "number":
      return numberText(value);
  }
};

/** Money that is no gain and no loss: without a sign. */
export const plainText = ({ value }: Metric): string =>
  value === null ? "–" : numberText(value, Math.min(2, moneyDigits(value)));

/** What a figure means, and what it was worked out from. */
export const definitionOf = ({ definition, n, periodsPerYear, riskFreeRate }: Metric): string => {
  const sample = [
    n === undefined ? "" : `n = ${numberText(n, 0)}`,
    periodsPerYear === undefined ? "" : `P = ${numberText(periodsPerYear, 0)}`,
    riskFreeRate === undefined ? "" : `rf = ${riskFreeRate}`,
  ].filter((text) => text !== "");
  return sample.length === 0 ? definition : `${definition} (${sample.join(", ")})`;
};
