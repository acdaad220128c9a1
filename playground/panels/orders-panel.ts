import type { DecisionInfo, OrderInfo, OrderRows, RuleInfo } from "../backtest/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { button, element } from "../shell/element.ts";
import { numberText, timeText } from "../shell/words.ts";
import type { Report } from "../state/app-state.ts";
import { emptyState, missingReport } from "./empty-state.ts";
import type { Panel } from "./panel.ts";
import { decisionText, orderEndText, outcomeText, requestText, stateText } from "./reading-words.ts";
import { type Column, createRowTable, digitsOf, priceDigits, type RowTable, shortened } from "./row-table.ts";
import { conditionText } from "./rule-condition.ts";

/** What the rules asked for with the decision on it, and every order with what became of it. */
export const ordersPanel: Panel = {
  id: "orders",
  title: "Orders",
  isResult: true,
  badge: ({ report }) => report && numberText(report.result.counts.orders, 0),
  mount: (host, context) => {
    const { store, controller } = context;
    const bar = element("div", { class: "filters" });
    const lists = { orders: orderList(context), decisions: decisionList(context) };
    let shown: keyof typeof lists = "orders";
    let asked = 0;
    const mark = (): void => {
      const { selection, report, chartMarket } = store.get();
      lists[shown].mark(selection.bar, report?.symbols.get(chartMarket ?? ""));
    };
    const draw = async (report: Report | undefined): Promise<void> => {
      asked += 1;
      const own = asked;
      if (report === undefined) {
        host.replaceChildren(emptyState(missingReport(store.get())));
        return;
      }
      const rows = await controller.orders();
      if (own !== asked || rows === undefined) return;
      if (rows.decisions.length === 0) {
        host.replaceChildren(emptyState("No orders: no rule asked for anything in this data."));
        return;
      }
      const show = (): void => {
        const tabs = (["orders", "decisions"] as const).map((name) =>
          choice(name === "orders" ? "Orders" : "Decisions", rows[name].length, shown === name, () => {
            shown = name;
            show();
          }),
        );
        const list = lists[shown];
        const chips = list.chips(report, rows, show);
        bar.replaceChildren(group("List", tabs), group("Show", chips));
        host.replaceChildren(element("div", { class: "order-lists" }, bar, list.node));
        list.show(report, rows);
        mark();
      };
      show();
    };
    const ends = [
      store.watch(
        (state) => state.report?.runId,
        () => void draw(store.get().report),
      ),
      store.watchAny([({ selection }) => selection.bar, ({ chartMarket }) => chartMarket], mark),
    ];
    return () => {
      asked += 1;
      for (const end of ends) end();
    };
  },
};

/** One of the two lists: what of it is shown, and its table. */
interface FilteredList {
  readonly node: HTMLElement;
  /** A button for each kind of row, with its number. */
  readonly chips: (report: Report, rows: OrderRows, redraw: () => void) => readonly HTMLElement[];
  readonly show: (report: Report, rows: OrderRows) => void;
  /** Lights up the rows of a bar of the charted market, by its symbol. */
  readonly mark: (bar: number | undefined, symbol: string | undefined) => void;
}

/** A list whose rows fall into kinds, of which all or one are shown. */
const filteredList = <Row extends OrderInfo | DecisionInfo>(
  table: RowTable<Row>,
  rowsOf: (rows: OrderRows) => readonly Row[],
  kindOf: (row: Row) => string,
  columnsOf: (rows: readonly Row[], report: Report) => readonly Column<Row>[],
  isAt: (row: Row, bar: number) => boolean,
): FilteredList => {
  let kind: string | undefined;
  let all: readonly Row[] = [];
  return {
    node: table.node,
    chips: (_, rows, redraw) => {
      const kinds = new Map<string, number>();
      for (const row of rowsOf(rows)) kinds.set(kindOf(row), (kinds.get(kindOf(row)) ?? 0) + 1);
      if (kind !== undefined && !kinds.has(kind)) kind = undefined;
      const choose = (next: string | undefined) => (): void => {
        kind = next;
        redraw();
      };
      return [
        choice("All", undefined, kind === undefined, choose(undefined)),
        ...[...kinds].map(([name, count]) => choice(name, count, kind === name, choose(name))),
      ];
    },
    show: (report, rows) => {
      all = rowsOf(rows);
      const items = all.map((row, index) => ({ row, index }));
      table.show(
        items.filter(({ row }) => kind === undefined || kindOf(row) === kind),
        columnsOf(all, report),
      );
    },
    mark: (bar, symbol) => {
      const found =
        bar === undefined
          ? []
          : all.flatMap((row, index) => (row.market === symbol && isAt(row, bar) ? [index] : []));
      table.mark(new Set(found));
    },
  };
};

const choice = (
  text: string,
  count: number | undefined,
  isPressed: boolean,
  onClick: () => void,
): HTMLElement => {
  const made = button(text, onClick, { class: "choice" });
  made.setAttribute("aria-pressed", String(isPressed));
  if (count !== undefined) made.append(element("span", { class: "badge" }, numberText(count, 0)));
  return made;
};

const group = (label: string, items: readonly HTMLElement[]): HTMLElement =>
  element("div", { class: "choices", attributes: { role: "group", "aria-label": label } }, ...items);

const DAY_MS = 86_400_000;

/** A day where no row has a time of day. */
const intervalOf = (times: readonly number[]): number =>
  times.every((time) => time % DAY_MS === 0) ? DAY_MS : 1;

/** What both lists have: the market where there are several, and the rule with its condition. */
const sharedColumns = <Row extends OrderInfo | DecisionInfo>(
  rows: readonly Row[],
  rules: readonly RuleInfo[],
): { readonly market: readonly Column<Row>[]; readonly rule: Column<Row> } => ({
  market:
    new Set(rows.map(({ market }) => market)).size < 2
      ? []
      : [
          {
            id: "market",
            title: "Market",
            isNumber: false,
            value: ({ market }) => market,
            text: ({ market }) => market,
          },
        ],
  rule: {
    id: "rule",
    title: "Rule",
    isNumber: false,
    value: ({ ruleId }) => ruleId,
    text: ({ strategyId, ruleId }) => shortened(conditionText(rules, strategyId, ruleId)),
    whole: ({ strategyId, ruleId }) => conditionText(rules, strategyId, ruleId),
  },
});

const orderList = (context: AppContext): FilteredList =>
  filteredList<OrderInfo>(
    createRowTable({
      name: "order",
      caption: "Orders of the run. Enter on a row shows its bar in the chart and its rule in the plan.",
      sortedBy: "placed",
      onChoose: ({ placed, market, place }) => lookAt(context, placed.bar, market, place),
    }),
    ({ orders }) => orders,
    stateText,
    orderColumns,
    ({ placed, ended }, bar) => placed.bar === bar || ended?.bar === bar,
  );

const decisionList = (context: AppContext): FilteredList =>
  filteredList<DecisionInfo>(
    createRowTable({
      name: "decision",
      caption: "What rules asked for, and what was decided. Enter on a row shows its bar and its rule.",
      sortedBy: "time",
      onChoose: ({ at, market, place }) => lookAt(context, at.bar, market, place),
    }),
    ({ decisions }) => decisions,
    outcomeText,
    (rows, report) => decisionColumns(rows, report, context),
    ({ at }, bar) => at.bar === bar,
  );

const lookAt = ({ navigator }: AppContext, bar: number, market: string, place: OrderInfo["place"]): void => {
  navigator.toBar(bar, market);
  if (place !== undefined) navigator.toSource(place.start, place.end);
};

const orderColumns = (rows: readonly OrderInfo[], { result }: Report): readonly Column<OrderInfo>[] => {
  const { market, rule } = sharedColumns(rows, result.rules);
  const interval = intervalOf(rows.flatMap(({ placed, ended }) => [placed.time, ended?.time ?? 0]));
  const quantities = digitsOf(rows.map(({ quantity }) => quantity));
  const prices = priceDigits(result.fees);
  const price = (value: number | undefined): string => (value === undefined ? "" : numberText(value, prices));
  return [
    {
      id: "placed",
      title: "Placed",
      isNumber: true,
      value: ({ placed }) => placed.time,
      text: ({ placed }) => timeText(placed.time, interval),
    },
    ...market,
    { id: "role", title: "For", isNumber: false, value: ({ role }) => role, text: ({ role }) => role },
    {
      id: "side",
      title: "Side",
      isNumber: false,
      value: ({ side }) => side,
      text: ({ side }) => side,
    },
    {
      id: "type",
      title: "Type",
      isNumber: false,
      value: ({ type }) => type,
      text: ({ type }) => type.replace("_", " "),
    },
    {
      id: "quantity",
      title: "Quantity",
      isNumber: true,
      value: ({ quantity }) => Number(quantity),
      text: ({ quantity }) => numberText(Number(quantity), Math.min(quantities, 8)),
    },
    {
      id: "price",
      title: "At",
      isNumber: true,
      value: ({ stop, limit }) => Number(stop ?? limit ?? Number.NaN),
      text: ({ stop, limit }) =>
        [stop, limit]
          .flatMap((at) => at ?? [])
          .map((at) => price(Number(at)))
          .join(" / "),
    },
    {
      id: "fill",
      title: "Filled at",
      isNumber: true,
      value: ({ fillPrice }) => fillPrice ?? Number.NaN,
      text: ({ fillPrice }) => price(fillPrice),
    },
    {
      id: "ended",
      title: "Ended",
      isNumber: true,
      value: ({ ended }) => ended?.time ?? Number.NaN,
      text: ({ ended }) => (ended === undefined ? "" : timeText(ended.time, interval)),
    },
    {
      id: "state",
      title: "What became of it",
      isNumber: false,
      value: orderEndText,
      text: orderEndText,
      tone: ({ state }) => (state === "Filled" ? "" : "muted"),
    },
    rule,
  ];
};

const decisionColumns = (
  rows: readonly DecisionInfo[],
  { result }: Report,
  { navigator }: AppContext,
): readonly Column<DecisionInfo>[] => {
  const { market, rule } = sharedColumns(rows, result.rules);
  const interval = intervalOf(rows.map(({ at }) => at.time));
  return [
    {
      id: "time",
      title: "Bar",
      isNumber: true,
      value: ({ at }) => at.time,
      text: ({ at }) => timeText(at.time, interval),
    },
    ...market,
    { id: "asked", title: "Asked for", isNumber: false, value: requestText, text: requestText },
    {
      id: "decision",
      title: "Decision",
      isNumber: false,
      value: outcomeText,
      // The names of limits stand in back quotes, for terminals.
      text: (row) => decisionText(row).replaceAll("`", ""),
      tone: ({ outcome }) => (outcome === "allowed" ? "muted" : "bad"),
      onText: ({ limitSpan }) => limitSpan && (() => navigator.toSource(limitSpan.start, limitSpan.end)),
    },
    rule,
  ];
};
