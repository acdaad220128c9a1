import type { TradeRow } from "ctk/runtime";
import type { RuleInfo } from "../backtest/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { element } from "../shell/element.ts";
import { moneyDigits, numberText, percentText, ruleText, signedText, timeText } from "../shell/words.ts";
import type { Report } from "../state/app-state.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import type { Panel } from "./panel.ts";

/** The round trips of a run; a row leads to the chart and to the rule that opened it. */
export const tradesPanel: Panel = {
  id: "trades",
  title: "Trades",
  isResult: true,
  badge: ({ report }) => report?.rows && numberText(report.rows.trades.length, 0),
  mount: (host, context) => {
    const { store } = context;
    let sorting: Sorting = { column: "entry", isDown: false };
    const draw = (report: Report | undefined): void => {
      if (report?.rows === undefined) {
        host.replaceChildren(emptyState(missingReport(store.get())));
        return;
      }
      if (report.rows.trades.length === 0) {
        host.replaceChildren(emptyState("No trades: no entry was filled in this data."));
        return;
      }
      const onSort = (column: ColumnId): void => {
        sorting = { column, isDown: sorting.column === column ? !sorting.isDown : column !== "entry" };
        draw(report);
      };
      host.replaceChildren(tradeTable(report, report.rows.trades, sorting, context, onSort));
      mark(store.get().selection.trade);
    };
    const mark = (trade: number | undefined): void => {
      for (const row of host.querySelectorAll<HTMLTableRowElement>("tbody tr")) {
        const isMarked = row.dataset.trade === String(trade);
        row.setAttribute("aria-selected", String(isMarked));
        if (isMarked) row.scrollIntoView({ block: "nearest" });
      }
    };
    const ends = [
      store.watch((state) => state.report, draw),
      store.watch((state) => state.selection.trade, mark),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};

type ColumnId =
  | "number"
  | "side"
  | "entry"
  | "price"
  | "exit"
  | "out"
  | "bars"
  | "quantity"
  | "profit"
  | "share"
  | "why";

interface Sorting {
  readonly column: ColumnId;
  readonly isDown: boolean;
}

interface Column {
  readonly id: ColumnId;
  readonly title: string;
  readonly isNumber: boolean;
  readonly value: (trade: TradeRow, index: number) => number | string;
  readonly text: (trade: TradeRow, index: number, style: TableStyle) => string;
}

/** More rows than this are not laid out at once. */
const SHOWN = 500;

const columns: readonly Column[] = [
  column(
    "number",
    "#",
    true,
    (_, index) => index,
    (_, index) => numberText(index + 1, 0),
  ),
  column(
    "side",
    "Side",
    false,
    ({ side }) => side,
    ({ side }) => side,
  ),
  column(
    "entry",
    "Entry",
    true,
    ({ entryTime }) => entryTime,
    ({ entryTime }, _, { interval }) => timeText(entryTime, interval),
  ),
  column(
    "price",
    "Price",
    true,
    ({ entryPrice }) => Number(entryPrice),
    ({ entryPrice }, _, { prices }) => numberText(Number(entryPrice), prices),
  ),
  column(
    "exit",
    "Exit",
    true,
    ({ exitTime }) => exitTime ?? Number.POSITIVE_INFINITY,
    ({ exitTime }, _, { interval }) => (exitTime === undefined ? "open" : timeText(exitTime, interval)),
  ),
  column(
    "out",
    "Price",
    true,
    ({ exitPrice }) => Number(exitPrice ?? Number.NaN),
    ({ exitPrice }, _, { prices }) => (exitPrice === undefined ? "" : numberText(Number(exitPrice), prices)),
  ),
  column(
    "bars",
    "Bars",
    true,
    ({ bars }) => bars,
    ({ bars }) => numberText(bars, 0),
  ),
  column(
    "quantity",
    "Quantity",
    true,
    ({ quantity }) => Number(quantity),
    ({ quantity }, _, { quantities }) => numberText(Number(quantity), quantities),
  ),
  column(
    "profit",
    "Profit",
    true,
    ({ profit }) => Number(profit),
    ({ profit }, _, { money }) => signedText(Number(profit), money),
  ),
  column("share", "Return", true, shareOf, (trade) => percentText(shareOf(trade))),
  column("why", "Why", false, whyText, (trade, _, { rules }) => conditionsText(rules, trade)),
];

function column(
  id: ColumnId,
  title: string,
  isNumber: boolean,
  value: Column["value"],
  text: Column["text"],
): Column {
  return { id, title, isNumber, value, text };
}

/** Profit over what the position cost. */
function shareOf({ profit, quantity, entryPrice }: TradeRow): number {
  return Number(profit) / (Number(quantity) * Number(entryPrice));
}

function whyText({ entryRuleId, exitRuleId, exitRole }: TradeRow): string {
  const out =
    exitRole === undefined ? "still open" : exitRole === "exit" ? ruleText(exitRuleId ?? "exit") : exitRole;
  return `${ruleText(entryRuleId)} → ${out}`;
}

/** The conditions of the rules that opened and closed a trade; what no condition closed is named by its part. */
function conditionsText(rules: readonly RuleInfo[], trade: TradeRow): string {
  const { strategyId, entryRuleId, exitRuleId, exitRole } = trade;
  const conditionOf = (id: string): string => {
    const text = rules.find((rule) => rule.strategyId === strategyId && rule.ruleId === id)?.text;
    return text === undefined || text === "" ? ruleText(id) : shortened(text.replace(/\s+/g, " "));
  };
  const out =
    exitRole === undefined
      ? "still open"
      : exitRole === "exit" && exitRuleId !== undefined
        ? conditionOf(exitRuleId)
        : exitRole;
  return `${conditionOf(entryRuleId)} → ${out}`;
}

const shortened = (text: string): string => (text.length > 48 ? `${text.slice(0, 47)}…` : text);

/** How the numbers of a table are written, so that each column is aligned. */
interface TableStyle {
  readonly prices: number;
  readonly quantities: number;
  readonly money: number;
  /** A day where no trade has a time of day. */
  readonly interval: number;
  readonly rules: readonly RuleInfo[];
}

const DAY_MS = 86_400_000;

const styleOf = (trades: readonly TradeRow[], { capital, rules }: Report["result"]): TableStyle => ({
  prices: digitsOf(trades.flatMap(({ entryPrice, exitPrice }) => [entryPrice, exitPrice ?? ""])),
  quantities: digitsOf(trades.map(({ quantity }) => quantity)),
  money: moneyDigits(Number(capital)),
  interval: trades.every(({ entryTime, exitTime = 0 }) => entryTime % DAY_MS === 0 && exitTime % DAY_MS === 0)
    ? DAY_MS
    : 1,
  rules,
});

/** Most decimals of any of the texts. */
const digitsOf = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, text.split(".")[1]?.length ?? 0), 0);

const tradeTable = (
  report: Report,
  trades: readonly TradeRow[],
  sorting: Sorting,
  context: AppContext,
  onSort: (column: ColumnId) => void,
): HTMLElement => {
  const sorted = sortedTrades(trades, sorting);
  const several = new Set(trades.map(({ market }) => market)).size > 1;
  const shown = sorted.slice(0, SHOWN);
  const style = styleOf(trades, report.result);
  return element(
    "div",
    { class: "table-place" },
    element(
      "table",
      { class: "rows" },
      element(
        "caption",
        { class: "unseen" },
        "Trades of the run. Enter on a row shows the trade in the chart.",
      ),
      element("thead", {}, element("tr", {}, ...columns.map((item) => headCell(item, sorting, onSort)))),
      element(
        "tbody",
        {},
        ...shown.map(({ trade, index }) => tradeRow(trade, index, report, { ...style, several }, context)),
      ),
    ),
    sorted.length > SHOWN
      ? element(
          "p",
          { class: "empty" },
          `The first ${numberText(SHOWN, 0)} of ${numberText(sorted.length, 0)} in this order.`,
        )
      : undefined,
  );
};

const sortedTrades = (trades: readonly TradeRow[], { column: id, isDown }: Sorting) => {
  const value = columns.find((item) => item.id === id)?.value ?? (() => 0);
  const direction = isDown ? -1 : 1;
  return trades
    .map((trade, index) => ({ trade, index, key: value(trade, index) }))
    .toSorted((a, b) => direction * compare(a.key, b.key) || a.index - b.index);
};

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

const headCell = (
  { id, title, isNumber }: Column,
  sorting: Sorting,
  onSort: (column: ColumnId) => void,
): HTMLElement =>
  element(
    "th",
    {
      class: isNumber ? "number" : "",
      scope: "col",
      attributes: {
        "aria-sort": sorting.column !== id ? "none" : sorting.isDown ? "descending" : "ascending",
      },
    },
    element("button", { type: "button", on: { click: () => onSort(id) } }, title),
  );

const tradeRow = (
  trade: TradeRow,
  index: number,
  report: Report,
  style: TableStyle & { readonly several: boolean },
  { navigator }: AppContext,
): HTMLElement => {
  const choose = (): void => {
    navigator.toTrade(index);
    const rule = ruleOf(report.result.rules, trade);
    if (rule !== undefined) navigator.toSource(rule.start, rule.end);
  };
  const row = element(
    "tr",
    {
      tabIndex: 0,
      on: {
        click: choose,
        keydown: (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            choose();
          }
          const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
          if (next instanceof HTMLElement) {
            event.preventDefault();
            next.focus();
          }
        },
      },
    },
    ...columns.map((item) => {
      const text = item.text(trade, index, style);
      const shown = item.id === "side" && style.several ? `${text} ${trade.market}` : text;
      return element("td", { class: cellClass(item, trade) }, shown);
    }),
  );
  row.dataset.trade = String(index);
  return row;
};

const cellClass = ({ id, isNumber }: Column, { profit, side }: TradeRow): string => {
  const tone =
    id === "profit" || id === "share" ? (Number(profit) >= 0 ? "good" : "bad") : id === "side" ? side : "";
  return `${isNumber ? "number " : ""}${tone}`.trim();
};

const ruleOf = (rules: readonly RuleInfo[], { strategyId, entryRuleId }: TradeRow): RuleInfo | undefined =>
  rules.find((rule) => rule.strategyId === strategyId && rule.ruleId === entryRuleId);
