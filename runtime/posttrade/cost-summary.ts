import { parseDecimal, plus, textOf, ZERO } from "../money/index.ts";
import type { FillCost } from "./fill-cost.ts";

/** What costs are summed up by. */
export type CostDimension = "strategy" | "rule" | "route";

/** Costs of several fills. Figures of slippage are of the fills whose arrival price is known. */
export interface CostSummary {
  /** A strategy, a route, or a rule as `STRATEGY/RULE`. */
  readonly key: string;
  readonly fills: number;
  /** Fills without an arrival price, which no figure of slippage counts. */
  readonly unmeasured: number;
  /** By quote currency: sum of the values of all fills, and what slippage cost. */
  readonly notional: Readonly<Record<string, string>>;
  readonly slippageCost: Readonly<Record<string, string>>;
  /** By the currency that fees are paid in. */
  readonly fees: Readonly<Record<string, string>>;
  readonly meanBps: number | undefined;
  /** The largest. */
  readonly worstBps: number | undefined;
  /** Each fill weighs as much as it is worth. */
  readonly weightedBps: number | undefined;
  readonly meanLatencyMs: number | undefined;
  readonly worstLatencyMs: number | undefined;
}

/** Costs by strategy, rule or route, in the order of the keys. `currencyOf`: what a market is quoted in. */
export const summarizeCosts = (
  costs: readonly FillCost[],
  dimension: CostDimension,
  currencyOf: (market: string) => string,
): readonly CostSummary[] => {
  const groups = new Map<string, FillCost[]>();
  for (const cost of costs) {
    const key = keyOf(cost, dimension);
    const group = groups.get(key) ?? [];
    group.push(cost);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => summaryOf(key, group, currencyOf));
};

const keyOf = ({ strategyId, ruleId, routeId }: FillCost, dimension: CostDimension): string => {
  switch (dimension) {
    case "strategy":
      return strategyId;
    case "rule":
      return `${strategyId}/${ruleId}`;
    case "route":
      return routeId;
  }
};

const summaryOf = (
  key: string,
  costs: readonly FillCost[],
  currencyOf: (market: string) => string,
): CostSummary => {
  const measured = costs.flatMap(({ slippageBps, notional }) =>
    slippageBps === undefined ? [] : [{ bps: slippageBps, weight: Number(notional) }],
  );
  const latencies = costs.flatMap(({ latencyMs }) => latencyMs ?? []);
  const weights = measured.reduce((sum, { weight }) => sum + weight, 0);
  const weighted = measured.reduce((sum, { bps, weight }) => sum + bps * weight, 0);
  return {
    key,
    fills: costs.length,
    unmeasured: costs.length - measured.length,
    notional: totals(costs.map(({ market, notional }) => [currencyOf(market), notional])),
    slippageCost: totals(
      costs.flatMap(({ market, slippageCost }) =>
        slippageCost === undefined ? [] : [[currencyOf(market), slippageCost]],
      ),
    ),
    fees: totals(costs.map(({ feeCurrency, fee }) => [feeCurrency, fee])),
    meanBps: meanOf(measured.map(({ bps }) => bps)),
    worstBps: largestOf(measured.map(({ bps }) => bps)),
    weightedBps: weights > 0 ? weighted / weights : undefined,
    meanLatencyMs: meanOf(latencies),
    worstLatencyMs: largestOf(latencies),
  };
};

/** Exact sums by currency. */
const totals = (amounts: readonly (readonly [string, string])[]): Readonly<Record<string, string>> => {
  const sums = new Map<string, ReturnType<typeof parseDecimal>>();
  for (const [currency, amount] of amounts)
    sums.set(currency, plus(sums.get(currency) ?? ZERO, parseDecimal(amount)));
  return Object.fromEntries([...sums].map(([currency, sum]) => [currency, textOf(sum)]));
};

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const largestOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
