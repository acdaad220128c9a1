import type { Metric, MetricName, SessionOutcome } from "../../runtime/index.ts";
import { tradedFeeds } from "../backtest/feeds.ts";
import { counted, grouped, moneyDecimals, percent, signed } from "../layout/numbers.ts";
import { clip, wrapWords } from "../layout/text.ts";
import { dateText, spanText } from "../layout/times.ts";
import { bySign, type ReportInput, type ReportStyle, type Section } from "./section.ts";

/** One line of the result block. */
interface Figure {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
  /** Colours the value by its sign. */
  readonly sign?: number;
}

/** The result block: a figure a line, numbers aligned, what they rest on beside them. */
export function figuresSection(input: ReportInput, { width, paint }: ReportStyle): Section {
  const figures = [...moneyFigures(input), ...ratioFigures(input), ...tradeFigures(input)];
  const labelWidth = Math.max(...figures.map(({ label }) => label.length));
  const valueWidth = Math.max(...figures.map(({ value }) => value.length));
  const unitWidth = Math.max(...figures.map(({ unit }) => unit.length));
  const noteWidth = width - 2 - labelWidth - valueWidth - unitWidth - 6;
  const lines = figures.flatMap(({ label, value, unit, note, sign }) => {
    const number = value.padStart(valueWidth);
    const lead = `${label.padEnd(labelWidth)}  ${bySign(paint, sign ?? 0, number)} ${unit.padEnd(unitWidth)}`;
    const [first = "", ...rest] = wrapWords(note, noteWidth);
    const blank = " ".repeat(labelWidth + valueWidth + unitWidth + 6);
    return [
      `${lead}   ${paint.faint(first)}`.trimEnd(),
      ...rest.map((line) => `${blank}${paint.faint(clip(line, noteWidth))}`),
    ];
  });
  return { title: "Result", lines };
}

type Of = (name: MetricName) => Metric;

const metricOf =
  ({ metrics }: ReportInput): Of =>
  (name) =>
    metrics.figures[name];

function moneyFigures(input: ReportInput): readonly Figure[] {
  const { outcome } = input;
  const loaded = tradedFeeds(input.loaded, input.session);
  const of = metricOf(input);
  const decimals = moneyDecimals(Number(outcome.capital));
  const { currency } = outcome;
  const equity = Number(outcome.final.equity);
  const gain = equity - Number(outcome.capital);
  const elapsed = (outcome.equity.time.at(-1) ?? outcome.to) - outcome.from;
  return [
    {
      label: "final equity",
      value: grouped(equity, decimals),
      unit: currency,
      note: `${signed(gain, decimals)} ${currency} after fees`,
    },
    ...extremeFigures(input, decimals),
    ratioFigure("return", of("totalReturn"), "", true),
    ratioFigure(
      "buy and hold",
      of("buyAndHold"),
      `first open to last close${loaded.length > 1 ? ", mean of the markets" : ""}, no fees`,
      true,
    ),
    ratioFigure("CAGR", of("cagr"), of("cagr").note ?? `over ${spanText(elapsed)}`, true),
  ];
}

/** What equity would be at the end under other orders of the extremes inside the bars. */
function extremeFigures({ context, outcome }: ReportInput, decimals: number): readonly Figure[] {
  const { extremes } = context;
  if (extremes === undefined || extremes.ambiguousBars === 0) {
    return [];
  }
  const unit = outcome.currency;
  const bars = counted(extremes.ambiguousBars, "ambiguous bar");
  return [
    {
      label: "at worst",
      value: grouped(Number(extremes.worst), decimals),
      unit,
      note: `order of high and low in ${bars}`,
    },
    {
      label: "at best",
      value: grouped(Number(extremes.best), decimals),
      unit,
      note: "the same, the other way round",
    },
  ];
}

function ratioFigures(input: ReportInput): readonly Figure[] {
  const { metrics } = input;
  const of = metricOf(input);
  const { drawdown, basis } = metrics;
  const { n = 0, periodsPerYear = 0, riskFreeRate = 0, note } = of("sharpe");
  const periods = `P = ${Number(periodsPerYear.toFixed(2))}, n = ${grouped(n)} ${basis}`;
  const back =
    drawdown?.recoveryTime === undefined ? "not recovered" : `back ${dateText(drawdown.recoveryTime)}`;
  const fall =
    drawdown === undefined
      ? "equity never fell below a peak"
      : `${dateText(drawdown.peakTime)} to ${dateText(drawdown.troughTime)}, ${back}, ${spanText(drawdown.durationMs)} in all`;
  return [
    plainFigure(
      "Sharpe",
      of("sharpe"),
      `${periods}, rf = ${riskFreeRate}${note === undefined ? "" : `: ${note}`}`,
    ),
    plainFigure("Sortino", of("sortino"), of("sortino").note ?? "same P and n"),
    { ...ratioFigure("max drawdown", of("maxDrawdown"), fall, false), sign: drawdown === undefined ? 0 : -1 },
    plainFigure("Calmar", of("calmar"), of("calmar").note ?? "CAGR / max drawdown"),
  ];
}

function tradeFigures(input: ReportInput): readonly Figure[] {
  const { outcome } = input;
  const of = metricOf(input);
  const decimals = moneyDecimals(Number(outcome.capital));
  const { currency } = outcome;
  const n = of("trades").value ?? 0;
  const best = of("bestTrade").value;
  const worst = of("worstTrade").value;
  const even = of("breakEvenTrades").value ?? 0;
  const extremes =
    best === null || worst === null
      ? ""
      : `a trade; best ${signed(best, decimals)}, worst ${signed(worst, decimals)}`;
  const extreme = of("netExposureExtreme").value ?? 0;
  return [
    plainFigure("profit factor", of("profitFactor"), of("profitFactor").note ?? counted(n, "closed trade")),
    ratioFigure(
      "win rate",
      of("winRate"),
      `n = ${grouped(n)}${even > 0 ? `, ${grouped(even)} of them break-even` : ""}`,
      false,
    ),
    {
      label: "expectancy",
      value: valueText(of("expectancy"), (value) => signed(value, decimals)),
      unit: of("expectancy").value === null ? "" : currency,
      note: of("expectancy").note ?? extremes,
      sign: of("expectancy").value ?? 0,
    },
    plainFigure("SQN", of("systemQuality"), of("systemQuality").note ?? `n = ${grouped(n)}`),
    ratioFigure(
      "exposure",
      of("exposure"),
      `of the time; net ${percent(of("netExposureMean").value ?? 0, 1)} % of equity on average, ${percent(extreme, 1)} % at most`,
      false,
    ),
    { ...plainFigure("turnover", of("turnover"), "fills over mean equity"), unit: "x" },
    {
      label: "fees",
      value: valueText(of("fees"), (value) => grouped(value, decimals)),
      unit: currency,
      note: feesNote(outcome),
    },
    ...fundingFigure(outcome, decimals),
    ...chargeFigures(outcome, decimals),
  ];
}

/** Of how many fills, and what was paid in other currencies. */
function feesNote({ counts, final }: SessionOutcome): string {
  const others = final.feeBalances.map(({ currency, amount }) => `${amount} ${currency}`);
  return [
    counted(counts.fills, "fill"),
    ...(others.length === 0 ? [] : [`with ${others.join(" and ")}`]),
  ].join(", ");
}

/** What funding brought or cost, where there was any. */
function fundingFigure(outcome: SessionOutcome, decimals: number): readonly Figure[] {
  const payments = outcome.funding().length;
  return payments === 0
    ? []
    : [
        {
          label: "funding",
          value: signed(-Number(outcome.final.funding), decimals),
          unit: outcome.currency,
          note: counted(payments, "payment"),
          sign: -Number(outcome.final.funding),
        },
      ];
}

/** Interest on what was sold short and what liquidations cost, where there was any, on a line each. */
function chargeFigures(outcome: SessionOutcome, decimals: number): readonly Figure[] {
  const charges = outcome.charges();
  return (["borrow", "liquidation"] as const).flatMap((kind) => {
    const own = charges.filter((charge) => charge.kind === kind);
    const paid = own.reduce((sum, { amount }) => sum + Number(amount), 0);
    const [label, note] =
      kind === "borrow"
        ? ["interest", "on what was sold short"]
        : ["liquidation", counted(own.length, "liquidation")];
    return own.length === 0
      ? []
      : [{ label, value: signed(-paid, decimals), unit: outcome.currency, note, sign: -paid }];
  });
}

function valueText(metric: Metric, format: (value: number) => string): string {
  return metric.value === null ? "-" : format(metric.value);
}

function ratioFigure(label: string, metric: Metric, note: string, hasSign: boolean): Figure {
  return {
    label,
    value: valueText(metric, (value) => (hasSign && value > 0 ? `+${percent(value)}` : percent(value))),
    unit: metric.value === null ? "" : "%",
    note: metric.value === null ? (metric.note ?? note) : note,
    ...(hasSign ? { sign: metric.value ?? 0 } : {}),
  };
}

function plainFigure(label: string, metric: Metric, note: string): Figure {
  return { label, value: valueText(metric, (value) => grouped(value, 2)), unit: "", note };
}
