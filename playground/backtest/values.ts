import { type PlanModule, recordFeatures, sliceBars } from "ctk/runtime";
import type { DataShelf } from "../shelf.ts";
import { configure } from "./configuration.ts";
import type { SeriesValue, ValuesRequest } from "./protocol.ts";

/**
 * The values of series that were known at the close of a bar. Bars that come later are left out: they cannot change them.
 * Throws SessionError where plan and data do not fit together.
 */
export const valuesAt = (
  modules: PlanModule,
  { run, names, market, time }: ValuesRequest,
  shelf: DataShelf,
): readonly SeriesValue[] => {
  const { config, feeds } = configure(modules, run, shelf);
  const symbol = feeds.find((feed) => feed.market === market)?.symbol;
  const sliced = config.feeds.map((feed) => ({ ...feed, bars: sliceBars(feed.bars, undefined, time) }));
  const records = recordFeatures({ ...config, feeds: sliced }, ({ id }) => names.get(id) ?? []);
  const here = records.filter(({ markets }) => symbol === undefined || markets.includes(symbol));
  return (here.length === 0 ? records : here).map(({ strategyId, name, values }) => ({
    strategyId,
    name,
    value: values instanceof Uint8Array ? truthOf(values.at(-1)) : numberOf(values.at(-1)),
  }));
};

const truthOf = (value: number | undefined): boolean | undefined =>
  value === 0 || value === 1 ? value === 1 : undefined;

const numberOf = (value: number | undefined): number | undefined =>
  value === undefined || Number.isNaN(value) ? undefined : value;
