import type { RouteModule, SessionModule } from "../../runtime/index.ts";
import { tradedFeeds } from "../backtest/feeds.ts";
import { counted, grouped } from "../layout/numbers.ts";
import { hanging, wrapWords } from "../layout/text.ts";
import { clockText, dateText, momentText } from "../layout/times.ts";
import type { ReportInput, ReportStyle, Section } from "./section.ts";

/** Who traded what, when, and under which assumptions. */
export function head(input: ReportInput, { width, paint }: ReportStyle): readonly string[] {
  const { outcome, session } = input;
  const loaded = tradedFeeds(input.loaded, session);
  const strategies = [...new Set(session.runs.map((run) => run.strategy.id))];
  const markets = loaded.map(({ file }) => `${file.symbol} at ${file.venue}`);
  const clocks = [...new Set(session.runs.map((run) => clockText(run.strategy.clock)))];
  const title = `${strategies.join(", ")} on ${listed(markets)}, every ${clocks.join(", ")}`;
  const bars = [
    ...new Set(loaded.map(({ file }) => `${counted(file.bars, "bar")} of ${clockText(file.intervalMs)}`)),
  ];
  const period = `${momentText(outcome.from)} to ${momentText(outcome.to)}`;
  const facts = [
    ["period", `${period} UTC, ${bars.join(" and ")}`],
    ["fills", outcome.policy],
    ["fees", feeText(input)],
    ...routeFacts(session),
    ["capital", `${grouped(Number(outcome.capital), decimalsIn(outcome.capital))} ${outcome.currency}`],
    ...outcome.runs.map((run) => [
      outcome.runs.length > 1 ? run.runId : "params",
      Object.entries(run.params)
        .map(([name, value]) => `${name} = ${value}`)
        .join(", "),
    ]),
  ].filter(([, text]) => text !== "");
  const lead = Math.max(...facts.map(([name = ""]) => name.length)) + 2;
  return [
    ...wrapWords(title, width).map(paint.strong),
    ...facts.flatMap(([name = "", text = ""]) =>
      hanging(name.padEnd(lead), text, width).map(
        (line) => paint.faint(line.slice(0, lead)) + line.slice(lead),
      ),
    ),
  ];
}

const MARKETS_NAMED = 6;

/** The first of many markets, and how many more there are. */
function listed(markets: readonly string[]): string {
  return markets.length <= MARKETS_NAMED
    ? markets.join(", ")
    : `${markets.slice(0, MARKETS_NAMED - 1).join(", ")} and ${markets.length - MARKETS_NAMED + 1} more`;
}

function decimalsIn(amount: string): number {
  return amount.split(".")[1]?.length ?? 0;
}

function feeText(input: ReportInput): string {
  const { fee, session } = input;
  const loaded = tradedFeeds(input.loaded, session);
  const route = routeOf(session.routes);
  const paidIn = route?.feeCurrency === undefined ? "" : feeWords(route.feeCurrency);
  const pair = (maker: number, taker: number): string =>
    maker === taker
      ? `${percentOf(maker)} of every fill${paidIn}`
      : `${percentOf(maker)} maker, ${percentOf(taker)} taker${paidIn}`;
  if (fee !== undefined) {
    return `${pair(Number(fee), Number(fee))} (--fee)`;
  }
  const marketsOf = new Map<string, string[]>();
  for (const { feed } of loaded) {
    const { instrument } = feed;
    const maker = route?.makerFee ?? Number(instrument.makerFee);
    const taker = route?.takerFee ?? Number(instrument.takerFee);
    const isStated = route?.makerFee !== undefined || route?.takerFee !== undefined;
    const source = isStated
      ? `route ${route?.id ?? ""}`
      : instrument.origin === "reference"
        ? `${instrument.venue}'s`
        : "none known";
    const text = `${pair(maker, taker)} (${source})`;
    marketsOf.set(text, [...(marketsOf.get(text) ?? []), instrument.symbol]);
  }
  return [...marketsOf]
    .map(([text, markets]) => (marketsOf.size === 1 ? text : `${listed(markets)}: ${text}`))
    .join("; ");
}

/** In which currency a route's fees are paid, in words. */
function feeWords(currency: string): string {
  return currency === "received"
    ? ", of what is received"
    : `, in ${currency === "base" ? "the base" : currency}`;
}

/** What else the routes of the runs cost or delay. */
function routeFacts({ routes, runs }: SessionModule): readonly (readonly [string, string])[] {
  const known = routes.filter(
    ({ id, isDefault }) =>
      routes.length === 1 ||
      isDefault === true ||
      runs.some(({ route, strategy }) => (route ?? strategy.route) === id),
  );
  const lines = known.flatMap(({ id, latencyMs = 0, borrowRate = 0 }) => {
    const parts = [
      ...(latencyMs > 0 ? [`latency ${clockText(latencyMs)}`] : []),
      ...(borrowRate > 0 ? [`borrow ${percentOf(borrowRate)} a year`] : []),
    ];
    return parts.length === 0 ? [] : [`${parts.join(", ")} (route ${id})`];
  });
  return lines.length === 0 ? [] : [["route", lines.join("; ")]];
}

function percentOf(rate: number): string {
  return `${Number((rate * 100).toPrecision(6))} %`;
}

/** The route that all runs take, where there is no choice. */
function routeOf(routes: readonly RouteModule[]): RouteModule | undefined {
  return routes.find((route) => route.isDefault === true) ?? (routes.length === 1 ? routes[0] : undefined);
}

/** What neither the plan nor the command said. */
export function defaultsSection({ context }: ReportInput, { width }: ReportStyle): Section {
  return {
    title: "Defaults taken",
    lines: context.defaults.flatMap((text) => hanging("- ", text, width - 2)),
  };
}

/** Where the bars come from. */
export function dataSection({ loaded }: ReportInput, { width }: ReportStyle): Section {
  const lines = loaded.flatMap(({ file, feed: { instrument } }) => {
    const { tickSize, lotSize, notionalMin } = instrument;
    const minimum =
      notionalMin === undefined
        ? ""
        : `, orders from ${grouped(Number(notionalMin), decimalsIn(notionalMin))} ${instrument.quote}`;
    const source = instrument.origin === "reference" ? "reference data" : "inferred from the file";
    const range = `${dateText(file.from)} to ${dateText(file.to)}`;
    return hanging(
      `${file.market}  `,
      `${file.path}, ${range}; tick ${tickSize}, lot ${lotSize}${minimum} (${source})`,
      width - 2,
    );
  });
  return { title: "Data", lines };
}
