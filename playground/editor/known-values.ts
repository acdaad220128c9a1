import type { KnownValue } from "ctk/compiler";
import { shortNumber } from "ctk/runtime";
import type { SeriesValue } from "../backtest/protocol.ts";
import type { AppContext } from "../shell/context.ts";
import { timeText } from "../shell/words.ts";
import { chartBars } from "../state/chart-bars.ts";

/** The values that the names of the strategy around an offset have, by name; none while the result is out of date. */
export type ValueSource = (offset: number) => Promise<ReadonlyMap<string, KnownValue>>;

const NONE: ReadonlyMap<string, KnownValue> = new Map();

/** Values at the bar that is selected, else at the last one; taken once for each run and bar. */
export const createValueSource = ({ store, controller }: AppContext): ValueSource => {
  let known: { readonly key: string; readonly values: Promise<readonly SeriesValue[]> } | undefined;
  return async (offset) => {
    const { report, isStale, checked, chartMarket, selection } = store.get();
    const bars = chartBars(store.get());
    const strategy = checked?.plan?.strategies.find(({ start, end }) => start <= offset && offset <= end);
    if (report === undefined || isStale || strategy === undefined || bars === undefined) return NONE;
    const bar = Math.min(selection.bar ?? bars.length - 1, bars.length - 1);
    const key = `${report.runId} ${chartMarket} ${bar}`;
    if (known?.key !== key) known = { key, values: controller.valuesAt(bar) };
    const label =
      selection.bar === undefined ? "last value" : `at ${timeText(bars.time[bar] ?? 0, bars.interval)}`;
    const shown = (value: number | boolean | undefined): KnownValue => ({ label, text: valueText(value) });
    const own = (await known.values).filter(({ strategyId }) => strategyId === strategy.id);
    const params = report.result.runs.find(({ strategyId }) => strategyId === strategy.id)?.params ?? {};
    return new Map([
      ...fields.map((field) => [field, shown(bars[field][bar])] as const),
      ...own.map(({ name, value }) => [name, shown(value)] as const),
      ...Object.entries(params).map(
        ([name, value]) => [name, { label: "in this run", text: valueText(value) }] as const,
      ),
    ]);
  };
};

const fields = ["open", "high", "low", "close", "volume"] as const;

const valueText = (value: number | boolean | undefined): string => {
  if (value === undefined) return "absent";
  return typeof value === "number" ? shortNumber(value) : String(value);
};
