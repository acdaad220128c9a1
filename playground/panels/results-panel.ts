import type { Metric } from "ctk/runtime";
import { element } from "../shell/element.ts";
import { counted, moneyDigits, numberText, signedText, spanText, timeText } from "../shell/words.ts";
import type { AppState, Report } from "../state/app-state.ts";
import { withDefinition } from "./definition.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import { definitionOf, figureGroups, figureText, plainText } from "./figures.ts";
import { monthlyTable } from "./monthly-table.ts";
import type { Panel } from "./panel.ts";

/** The figures of a run, each with its definition, and what they rest on. */
export const resultsPanel: Panel = {
  id: "results",
  title: "Results",
  isResult: true,
  mount: (host, { store }) => {
    const draw = (report: Report | undefined): void =>
      host.replaceChildren(
        ...(report === undefined
          ? [emptyState(missingReport(store.get()))]
          : [
              headline(report),
              allFigures(report),
              monthlyTable(report.result.months),
              assumptions(report, store.get()),
            ]),
      );
    const ends = [
      store.watch((state) => state.report, draw),
      store.watch(
        (state) => state.status,
        () => store.get().report === undefined && draw(undefined),
      ),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};

const headline = ({ result, bounds }: Report): HTMLElement => {
  const { figures } = result.metrics;
  const capital = Number(result.capital);
  const equity = Number(result.final.equity);
  const digits = Math.min(2, moneyDigits(capital));
  return element(
    "div",
    { class: "headline" },
    tile(
      "Profit",
      `${signedText(equity - capital, digits)}`,
      result.currency,
      figures.totalReturn,
      toneOf(equity - capital),
    ),
    tile(
      "Return",
      figureText(figures.totalReturn),
      holdText(figures.buyAndHold),
      figures.totalReturn,
      toneOf(equity - capital),
    ),
    tile(
      "Max drawdown",
      figureText(figures.maxDrawdown),
      durationText(figures.maxDrawdownDuration),
      figures.maxDrawdown,
    ),
    tile("Sharpe", figureText(figures.sharpe), noteOf(figures.sharpe), figures.sharpe),
    tile(
      "Profit factor",
      figureText(figures.profitFactor),
      noteOf(figures.profitFactor),
      figures.profitFactor,
    ),
    tile("Trades", figureText(figures.trades), `${figureText(figures.winRate)} won`, figures.trades),
    boundsTile(bounds, result.currency, digits),
    tile("Mean profit", figureText(figures.expectancy), "a trade", figures.expectancy),
    tile("In market", figureText(figures.exposure), "of the time", figures.exposure),
    tile("Turnover", figureText(figures.turnover), "of mean equity", figures.turnover),
    tile("Fees", plainText(figures.fees), result.currency, figures.fees),
  );
};

type Tone = "good" | "bad" | "plain";

const toneOf = (value: number): Tone => (value > 0 ? "good" : value < 0 ? "bad" : "plain");

const tile = (
  name: string,
  value: string,
  below: string,
  metric: Metric,
  tone: Tone = "plain",
): HTMLElement =>
  withDefinition(
    element(
      "div",
      { class: "tile" },
      element("span", { class: "tile-name" }, name),
      element("span", { class: `tile-value ${tone}` }, value),
      element("span", { class: "tile-below" }, below),
    ),
    definitionOf(metric),
  );

/** How much hangs on the order of the extremes inside the bars. */
const boundsTile = (bounds: Report["bounds"], currency: string, digits: number): HTMLElement | string => {
  if (bounds === undefined) return "";
  const title =
    "Final equity when in every bar the worse, and when the better of its extremes came first. Where they are far apart, shorter bars are needed.";
  const [value, below] =
    bounds === null
      ? ["…", "worst to best inside bars"]
      : bounds.ambiguousBars === 0
        ? ["certain", "no bar was ambiguous"]
        : [
            `${numberText(Number(bounds.worst), Math.min(digits, 0))} – ${numberText(Number(bounds.best), Math.min(digits, 0))}`,
            `${currency}, worst to best in ${counted(bounds.ambiguousBars, "bar")}`,
          ];
  return element(
    "div",
    { class: "tile wide", title },
    element("span", { class: "tile-name" }, "Intrabar range"),
    element("span", { class: "tile-value" }, value ?? ""),
    element("span", { class: "tile-below" }, below ?? ""),
  );
};

const allFigures = ({ result }: Report): HTMLElement =>
  element(
    "div",
    { class: "figures" },
    ...figureGroups.map(({ title, names }) =>
      element(
        "section",
        {},
        element("h3", {}, title),
        element(
          "dl",
          {},
          ...names.map(([name, words]) => {
            const metric = result.metrics.figures[name];
            return withDefinition(
              element(
                "div",
                {},
                element("dt", {}, words),
                element(
                  "dd",
                  {},
                  name === "fees"
                    ? `${plainText(metric)} ${result.currency}`
                    : figureText(metric, result.currency),
                  hint(metric),
                ),
              ),
              definitionOf(metric),
            );
          }),
        ),
      ),
    ),
  );

const hint = (metric: Metric): HTMLElement | undefined =>
  metric.note === undefined ? undefined : element("small", {}, metric.note);

const noteOf = ({ note, n }: Metric): string => note ?? (n === undefined ? "" : `n = ${numberText(n, 0)}`);

const holdText = (metric: Metric): string => (metric.value === null ? "" : `hold ${figureText(metric)}`);

const durationText = (metric: Metric): string =>
  metric.value === null || metric.value === 0 ? "" : `${spanText(metric.value)} in all`;

/** What was assumed: never out of sight where the figures are. */
const assumptions = ({ result, data }: Report, { dataSets }: AppState): HTMLElement => {
  const notes = [...data].flatMap(([market, id]) => {
    const item = dataSets.get(id);
    if (item === undefined) return [];
    const warnings = item.content.kind === "bars" ? item.content.notes : [];
    return [`${market}: ${item.title}${warnings.length === 0 ? "" : ` (${warnings.join("; ")})`}`];
  });
  const rows: readonly (readonly [string, string])[] = [
    ["Period", `${timeText(result.from)} to ${timeText(result.to)} UTC, ${counted(result.bars, "bar")}`],
    ["Data", notes.join(", ")],
    ["Fills", result.policy],
    ["Fees", feeText(result.fees)],
    [
      "Capital",
      `${numberText(Number(result.capital), Math.min(2, moneyDigits(Number(result.capital))))} ${result.currency}`,
    ],
    ["Risk limits", result.isGuarded ? "as the plan says" : "none"],
    ...result.warnings.map(({ message }): readonly [string, string] => ["Note", message]),
    ["Digest", result.digest],
  ];
  return element(
    "section",
    { class: "assumptions" },
    element("h3", {}, "What this rests on"),
    element(
      "dl",
      {},
      ...rows.map(([name, text]) =>
        element(
          "div",
          {},
          element("dt", {}, name),
          element("dd", name === "Digest" ? { class: "digest", id: "digest" } : {}, text),
        ),
      ),
    ),
  );
};

/** What fills cost, in a few words. */
export const feeText = (fees: Report["result"]["fees"]): string => {
  const texts = new Set(
    fees.map(({ maker, taker, from }) => {
      const source = { settings: "your setting", route: "route", venue: "venue", inferred: "none known" }[
        from
      ];
      const rates =
        maker === taker
          ? `${rateText(maker)} of every fill`
          : `${rateText(maker)} maker, ${rateText(taker)} taker`;
      return `${rates} (${source})`;
    }),
  );
  return [...texts].join("; ");
};

const rateText = (rate: number): string => `${Number((rate * 100).toPrecision(6))} %`;
