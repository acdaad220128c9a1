import {
  type HeldReading,
  type HoldItemReading,
  type HoldReading,
  shortNumber,
} from "../../runtime/index.ts";
import { percent } from "../layout/numbers.ts";
import { type Column, layOutTable } from "../layout/table.ts";
import { clip, wrapWords } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import { conditionLines, orderText, type ReadingStyle, statusWords } from "./readings.ts";

/** A holding at a bar: whether its weights are traded, what it makes of each market, and what it sends. */
export function holdLines(hold: HoldReading, style: ReadingStyle): readonly string[] {
  const { paint, width } = style;
  const because = hold.because === undefined ? "" : `: ${hold.because}`;
  const head = `${hold.text} (line ${hold.span.line}) ${statusWords[hold.status]}${because}`;
  const colour = hold.status === "fired" ? paint.good : hold.status === "idle" ? paint.faint : paint.caution;
  const [first = "", ...rest] = wrapWords(head, width - 2);
  return [
    colour(first),
    ...rest.map((line) => `  ${line}`),
    ...(hold.condition === undefined ? [] : conditionLines(hold.condition, style, 1, true)),
    ...hold.items.flatMap((item) => itemLines(item, style)),
    ...(hold.markets.length === 0 ? [] : ["", ...marketLines(hold.markets, style)]),
  ];
}

/** The head of a holding that has no step of one market to stand under. */
export function holdHead(
  { runId, strategyId, time }: HoldReading,
  { equity, cash }: { readonly equity: number; readonly cash: number },
  { paint }: ReadingStyle,
): readonly string[] {
  const run = runId === strategyId ? runId : `${runId} (${strategyId})`;
  return [
    paint.strong(`${run}, decided at ${momentText(time)}`),
    paint.faint(`equity ${shortNumber(equity)}, cash ${shortNumber(cash)}`),
  ];
}

const ineligible = {
  no_bar: "no bar here",
  warming: "not enough history yet",
  rank_unknown: "its rank is absent",
  weight_unknown: "its weight is absent, or not above zero",
} as const;

/** The markets of an item in the order of their rank; nothing where there is nothing to choose. */
function itemLines(
  { text, share, markets }: HoldItemReading,
  { width, paint }: ReadingStyle,
): readonly string[] {
  const isRanked = markets.some(({ rank }) => rank !== undefined);
  const isWeighted = markets.some(({ weightedBy }) => weightedBy !== undefined);
  const isChoice = isRanked || isWeighted || markets.some((market) => market.ineligible !== undefined);
  if (!isChoice) {
    return [];
  }
  // A share that is written as a number says itself what it is.
  const total = share === undefined ? " (absent)" : /^[\d._]+%/.test(text) ? "" : ` (${percent(share)}%)`;
  const [head = "", ...rest] = wrapWords(`${clip(text, 2 * width)}${total}`, width - 4);
  const lines = ["", `  ${head}`, ...rest.map((line) => `    ${line}`)];
  // Chosen ones stand first, best first; the rest as near to the choice as they come.
  const best = markets.find(({ isChosen }) => isChosen)?.rank ?? 0;
  const worst =
    markets.findLast(({ isChosen, ineligible: why }) => !isChosen && why === undefined)?.rank ?? best;
  const sign = best >= worst ? -1 : 1;
  const order = (market: (typeof markets)[number]): number =>
    market.ineligible !== undefined ? 2 : market.isChosen ? 0 : 1;
  const sorted = [...markets].sort((a, b) => order(a) - order(b) || sign * ((a.rank ?? 0) - (b.rank ?? 0)));
  const columns: readonly Column[] = [
    { title: "market", align: "left" },
    ...(isRanked ? [{ title: "ranked by", align: "right" } as const] : []),
    ...(isWeighted ? [{ title: "weighted by", align: "right" } as const] : []),
    { title: "", align: "left" },
  ];
  const number = (value: number | undefined): string => (value === undefined ? "absent" : shortNumber(value));
  const table = layOutTable(
    columns,
    sorted.map((market) => [
      market.market,
      ...(isRanked ? [number(market.rank)] : []),
      ...(isWeighted ? [number(market.weightedBy)] : []),
      market.ineligible !== undefined
        ? ineligible[market.ineligible]
        : market.isChosen
          ? "chosen"
          : "not chosen",
    ]),
    (cell, column, row) => {
      const market = sorted[row];
      const isVerdict = column === columns.length - 1 && market !== undefined;
      return !isVerdict ? cell : market.isChosen ? paint.good(cell) : paint.faint(cell);
    },
  );
  return [...lines, `    ${paint.faint(table.heading)}`, ...table.rows.map((row) => `    ${row}`)];
}

/** What each market has, and should have. */
function marketLines(markets: readonly HeldReading[], { width, paint }: ReadingStyle): readonly string[] {
  const share = (value: number | undefined): string =>
    value === undefined ? "absent" : `${percent(value)}%`;
  const columns: readonly Column[] = [
    { title: "market", align: "left" },
    { title: "has", align: "right" },
    { title: "should have", align: "right" },
    { title: "drift", align: "right" },
    { title: "order", align: "left" },
  ];
  const table = layOutTable(
    columns,
    markets.map(({ market, hasBar, held, weight, drift, intents }) => [
      market,
      share(held),
      share(weight),
      share(drift),
      intents.map(orderText).join("; ") || (hasBar ? "" : "no bar here"),
    ]),
  );
  return [
    `  ${paint.faint(table.heading)}`,
    ...table.rows.flatMap((row) => {
      const [first = "", ...rest] = row.length + 2 <= width ? [row] : wrapWords(row, width - 4);
      return [`  ${first}`, ...rest.map((line) => `      ${line}`)];
    }),
  ];
}
