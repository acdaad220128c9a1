import type { BarColumns } from "ctk/runtime";
import type { AppState } from "./app-state.ts";

/** The bars of a market of the report; undefined where it has none. */
export const barsOfMarket = (
  { report, dataSets }: Pick<AppState, "report" | "dataSets">,
  market: string | undefined,
): BarColumns | undefined => {
  const data = dataSets.get(report?.data.get(market ?? "") ?? "");
  return data?.content.kind === "bars" ? data.content.bars : undefined;
};

/** The bars that the chart shows. */
export const chartBars = (
  state: Pick<AppState, "report" | "dataSets" | "chartMarket">,
): BarColumns | undefined => barsOfMarket(state, state.chartMarket);
