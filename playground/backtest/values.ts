import { type PlanModule, recordFeatures, sliceBars } from "ctk/runtime";
import { lastRowAt } from "../data/row-at.ts";
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
  const clocks = new Map(config.session.runs.map(({ id, strategy }) => [id, strategy.clock]));
  return (here.length === 0 ? records : here).map((record) => {
    const { runId, strategyId, name, values } = record;
    // Bars that are longer than those of the market may still be open.
    const row = lastRowAt(record.time, time - (clocks.get(runId) ?? 0));
    return {
      strategyId,
      name,
      value: values instanceof Uint8Array ? truthOf(values[row]) : numberOf(values[row]),
    };
  });
};

const truthOf = (value: number | undefined): boolean | undefined =>
  value === 0 || value === 1 ? value === 1 : undefined;

const numberOf = (value: number | undefined): number | undefined =>
  value === undefined || Number.isNaN(value) ? undefined : value;
