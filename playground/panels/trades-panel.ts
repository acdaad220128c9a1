import type { TradeRow } from "ctk/runtime";
import type { RuleInfo } from "../backtest/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { moneyDigits, numberText, percentText, ruleText, signedText, timeText } from "../shell/words.ts";
import type { Report } from "../state/app-state.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import type { Panel } from "./panel.ts";
import { type Column, createRowTable, digitsOf, priceDigits, shortened } from "./row-table.ts";
import { conditionText } from "./rule-condition.ts";

/** The round trips of a run; a row leads to the chart and to the rule that opened it. */
export const tradesPanel: Panel = {
  id: "trades",
  title: "Trades",
  isResult: true,
  badge: ({ report }) => report?.rows && numberText(report.rows.trades.length, 0),
  mount: (host, context) => {
    const { store } = context;
    const table = createRowTable<TradeRow>({
      name: "trade",
      caption: "Trades of the run. Enter on a row shows the trade in the chart.",
      sortedBy: "entry",
      onChoose: (trade, index) => choose(trade, index, context),
    });
    const draw = (report: Report | undefined): void => {
      if (report?.rows === undefined) {
        host.replaceChildren(emptyState(missingReport(store.get())));
        return;
      }
      const { trades } = report.rows;
      if (trades.length === 0) {
        host.replaceChildren(emptyState("No trades: no entry was filled in this data."));
        return;
      }
      if (table.node.parentElement !== host) host.replaceChildren(table.node);
      table.show(
        trades.map((row, index) => ({ row, index })),
        columnsOf(styleOf(trades, report.result)),
      );
      mark(store.get().selection.trade);
    };
    const mark = (trade: number | undefined): void => table.mark(new Set(trade === undefined ? [] : [trade]));
    const ends = [
      store.watch((state) => state.report, draw),
      store.watch((state) => state.selection.trade, mark),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};

const choose = (trade: TradeRow, index: number, { store, navigator }: AppContext): void => {
  navigator.toTrade(index);
  const rule = store
    .get()
    .report?.result.rules.find(
      ({ strategyId, ruleId }) => strategyId === trade.strategyId && ruleId === trade.entryRuleId,
    );
  if (rule !== undefined) navigator.toSource(rule.start, rule.end);
};

/** How the numbers of a table are written, so that each column is aligned. */
interface TableStyle {
  readonly prices: number;
  readonly quantities: number;
  readonly money: number;
  /** A day where no trade has a time of day. */
  readonly interval: number;
  readonly rules: readonly RuleInfo[];
  /** Whether there are trades of several markets. */
  readonly several: boolean;
}

const DAY_MS = 86_400_000;

const styleOf = (trades: readonly TradeRow[], { capital, rules, fees }: Report["result"]): TableStyle => ({
  prices: priceDigits(fees),
  quantities: digitsOf(trades.map(({ quantity }) => quantity)),
  money: moneyDigits(Number(capital)),
  interval: trades.every(({ entryTime, exitTime = 0 }) => entryTime % DAY_MS === 0 && exitTime % DAY_MS === 0)
    ? DAY_MS
    : 1,
  rules,
  several: new Set(trades.map(({ market }) => market)).size > 1,
});

type TradeColumn = Column<TradeRow>;

const columnsOf = (style: TableStyle): readonly TradeColumn[] => {
  const { prices, quantities, money, interval, rules, several } = style;
  const gain = ({ profit }: TradeRow): string => (Number(profit) >= 0 ? "good" : "bad");
  const number = (
    id: string,
    title: string,
    value: TradeColumn["value"],
    text: TradeColumn["text"],
  ): TradeColumn => ({ id, title, isNumber: true, value, text });
  return [
    number(
      "number",
      "#",
      (_, index) => index,
      (_, index) => numberText(index + 1, 0),
    ),
    {
      id: "side",
      title: "Side",
      isNumber: false,
      value: ({ side }) => side,
      text: ({ side, market }) => (several ? `${side} ${market}` : side),
      tone: ({ side }) => side,
    },
    number(
      "entry",
      "Entry",
      ({ entryTime }) => entryTime,
      ({ entryTime }) => timeText(entryTime, interval),
    ),
    number(
      "price",
      "Price",
      ({ entryPrice }) => Number(entryPrice),
      ({ entryPrice }) => numberText(Number(entryPrice), prices),
    ),
    number(
      "exit",
      "Exit",
      ({ exitTime }) => exitTime ?? Number.POSITIVE_INFINITY,
      ({ exitTime }) => (exitTime === undefined ? "open" : timeText(exitTime, interval)),
    ),
    number(
      "out",
      "Price",
      ({ exitPrice }) => Number(exitPrice ?? Number.NaN),
      ({ exitPrice }) => (exitPrice === undefined ? "" : numberText(Number(exitPrice), prices)),
    ),
    number(
      "bars",
      "Bars",
      ({ bars }) => bars,
      ({ bars }) => numberText(bars, 0),
    ),
    number(
      "quantity",
      "Quantity",
      ({ quantity }) => Number(quantity),
      ({ quantity }) => numberText(Number(quantity), quantities),
    ),
    {
      ...number(
        "profit",
        "Profit",
        ({ profit }) => Number(profit),
        ({ profit }) => signedText(Number(profit), money),
      ),
      tone: gain,
    },
    {
      ...number("share", "Return", shareOf, (trade) => percentText(shareOf(trade))),
      tone: gain,
    },
    {
      id: "why",
      title: "Why",
      isNumber: false,
      value: whyText,
      text: (trade) => conditionsText(rules, trade, shortened),
      whole: (trade) => conditionsText(rules, trade, (text) => text),
    },
  ];
};

/** Profit over what the position cost. */
const shareOf = ({ profit, quantity, entryPrice }: TradeRow): number =>
  Number(profit) / (Number(quantity) * Number(entryPrice));

const whyText = ({ entryRuleId, exitRuleId, exitRole }: TradeRow): string => {
  const out =
    exitRole === undefined ? "still open" : exitRole === "exit" ? ruleText(exitRuleId ?? "exit") : exitRole;
  return `${ruleText(entryRuleId)} → ${out}`;
};

/** The conditions of the rules that opened and closed a trade; what no condition closed is named by its part. */
const conditionsText = (
  rules: readonly RuleInfo[],
  { strategyId, entryRuleId, exitRuleId, exitRole }: TradeRow,
  shown: (text: string) => string,
): string => {
  const out =
    exitRole === undefined
      ? "still open"
      : exitRole === "exit" && exitRuleId !== undefined
        ? shown(conditionText(rules, strategyId, exitRuleId))
        : exitRole;
  return `${shown(conditionText(rules, strategyId, entryRuleId))} → ${out}`;
};
