import { type PlanModule, recordFeatures } from "ctk/runtime";
import type { DataShelf } from "../shelf.ts";
import { alignValues } from "./alignment.ts";
import { type Configuration, configure } from "./configuration.ts";
import type { PlotSeries, RunRequest } from "./protocol.ts";

/** The values of all plotted lines of a plan, at the bars of their markets. */
export const plotLines = (
  modules: PlanModule,
  request: RunRequest,
  shelf: DataShelf,
): readonly PlotSeries[] => {
  const { config, feeds } = configure(modules, request, shelf);
  const strategies = new Map(config.session.runs.map(({ strategy }) => [strategy.id, strategy]));
  if (![...strategies.values()].some(({ plots }) => plots.length > 0)) return [];
  const records = recordFeatures(config, ({ plots }) => plots.map(({ feature }) => feature));
  return records.flatMap(({ strategyId, markets, name, time, values }): readonly PlotSeries[] => {
    const strategy = strategies.get(strategyId);
    const choice = marketOf(feeds, markets);
    if (strategy === undefined || choice === undefined) return [];
    const aligned = alignValues(choice.feed.bars, time, values, strategy.clock);
    return strategy.plots
      .filter(({ feature }) => feature === name)
      .map(({ title, pane }) => ({
        title,
        strategyId,
        pane,
        market: choice.market,
        isBoolean: values instanceof Uint8Array,
        values: aligned,
      }));
  });
};

const marketOf = (
  feeds: Configuration["feeds"],
  symbols: readonly string[],
): Configuration["feeds"][number] | undefined => feeds.find(({ symbol }) => symbols.includes(symbol));
