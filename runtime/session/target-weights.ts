import type { AnyView } from "../strategy/abi.ts";
import type { Holding } from "../strategy/holdings.ts";
import type { HeldMarket, HoldState } from "./holds.ts";
import type { HeldItemLook, Ineligibility } from "./inspector.ts";
import { ENTRY } from "./record.ts";
import type { Params, RunState } from "./run-state.ts";
import { setTerms } from "./send-order.ts";
import { evaluate, refuse } from "./size-order.ts";
import { isArmed } from "./triggers.ts";

/** Decimal weights that add to everything may be a rounding away from it. */
const WHOLE = 1 + 1e-9;

type Item = Holding<string, AnyView, Params>;

/**
 * Works out the weight of each market at a scheduled step; false where the shares have no value or are more than
 * everything, which is recorded. `deciding`: markets that have a bar at this step; only these can be ranked.
 */
export const weigh = (state: HoldState, deciding: ReadonlySet<RunState>): boolean => {
  const { items } = state.hold;
  const lead = state.markets.find(({ run }) => deciding.has(run))?.run;
  if (lead === undefined) return false;
  const shares = items.map(({ share }) => evaluate(lead, share));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.some((share) => !(share >= 0)) || total > WHOLE) {
    setTerms(state.number, ENTRY, false, 0);
    const isOver = total > WHOLE;
    refuse(lead, isOver ? "weights_over_total" : "value_absent", isOver ? total : 0, isOver ? 1 : 0);
    return false;
  }
  for (const market of state.markets) market.weight = 0;
  items.forEach((item, index) => {
    give(state, item, item.sign * (shares[index] ?? 0), deciding);
  });
  return true;
};

const give = (state: HoldState, item: Item, share: number, deciding: ReadonlySet<RunState>): void => {
  switch (item.kind) {
    case "cash":
      return;
    case "market": {
      const market = state.markets.find(({ run }) => run.setup.slot === item.slot);
      if (market !== undefined) market.weight += share;
      return;
    }
    case "ranked": {
      const [lead] = deciding;
      const count = lead === undefined ? 0 : Math.floor(evaluate(lead, item.count));
      const chosen = rank(state, item, deciding).slice(0, count);
      spread(chosen, item.weightedBy, (share * chosen.length) / count);
      return;
    }
    case "all": {
      const chosen = state.markets.filter((market) => isEligible(state, market, item.weightedBy, deciding));
      spread(chosen, item.weightedBy, (share * chosen.length) / state.markets.length);
      return;
    }
  }
};

/** Shares in equal parts, or in proportion to a feature of each market. */
const spread = (chosen: readonly HeldMarket[], weightedBy: string | undefined, share: number): void => {
  const parts = chosen.map(({ run }) => (weightedBy === undefined ? 1 : featureOf(run, weightedBy)));
  const total = parts.reduce((sum, part) => sum + part, 0);
  chosen.forEach((market, index) => {
    market.weight += (share * (parts[index] ?? 0)) / total;
  });
};

const featureOf = (run: RunState, feature: string): number => {
  const value = run.view[feature];
  return typeof value === "number" ? value : Number.NaN;
};

/** Markets in the order of a feature of each; those of one value in the order of the universe. */
const rank = (
  state: HoldState,
  item: Extract<Item, { readonly kind: "ranked" }>,
  deciding: ReadonlySet<RunState>,
): readonly HeldMarket[] =>
  inOrder(
    item,
    state.markets.filter((market) => isEligible(state, market, item.weightedBy, deciding, item.by)),
  );

const inOrder = (
  item: Extract<Item, { readonly kind: "ranked" }>,
  eligible: readonly HeldMarket[],
): readonly HeldMarket[] => {
  const sign = item.order === "top" ? -1 : 1;
  return eligible
    .map((market) => ({ market, value: featureOf(market.run, item.by) }))
    .sort((a, b) => sign * (a.value - b.value))
    .map(({ market }) => market);
};

/** Whether a market can be chosen: it has a bar, enough history, a value to rank by and a weight. */
const isEligible = (
  state: HoldState,
  market: HeldMarket,
  weightedBy: string | undefined,
  deciding: ReadonlySet<RunState>,
  by?: string,
): boolean => {
  const reason = ineligibility(market, weightedBy, deciding, by);
  if (reason === "rank_unknown" || reason === "weight_unknown") {
    setTerms(state.number, ENTRY, false, 0);
    refuse(market.run, reason);
  }
  return reason === undefined;
};

/** Why a market cannot be chosen; undefined where it can. */
const ineligibility = (
  { run, condition }: HeldMarket,
  weightedBy: string | undefined,
  deciding: ReadonlySet<RunState>,
  by?: string,
): Ineligibility | undefined => {
  if (!deciding.has(run) || !(run.price > 0)) return "no_bar";
  if (!isArmed(run, condition)) return "warming";
  if (by !== undefined && Number.isNaN(featureOf(run, by))) return "rank_unknown";
  return weightedBy !== undefined && !(featureOf(run, weightedBy) > 0) ? "weight_unknown" : undefined;
};

/** What the items of a holding make of each of its markets at a step, for an inspector. Records nothing. */
export const lookAtItems = (
  { hold, markets }: HoldState,
  deciding: ReadonlySet<RunState>,
): readonly HeldItemLook[] => {
  const [lead] = deciding;
  const value = (of: Item["share"]): number => (lead === undefined ? Number.NaN : evaluate(lead, of));
  return hold.items.map((item) => {
    const by = item.kind === "ranked" ? item.by : undefined;
    const weightedBy = item.kind === "ranked" || item.kind === "all" ? item.weightedBy : undefined;
    const isOf = (market: HeldMarket): boolean =>
      item.kind !== "cash" && (item.kind !== "market" || market.run.setup.slot === item.slot);
    const reasons = new Map(
      markets.filter(isOf).map((market) => {
        // A market that is named keeps its share whatever is known about it.
        const isNamed = item.kind === "market";
        return [market, isNamed ? undefined : ineligibility(market, weightedBy, deciding, by)] as const;
      }),
    );
    const eligible = [...reasons].flatMap(([market, reason]) => (reason === undefined ? [market] : []));
    const chosen =
      item.kind === "ranked" ? inOrder(item, eligible).slice(0, Math.floor(value(item.count))) : eligible;
    return {
      share: item.sign * value(item.share),
      markets: [...reasons].map(([market, reason]) => ({
        market: market.run.setup.instrument.symbol,
        ...(reason === undefined ? {} : { ineligible: reason }),
        isChosen: chosen.includes(market),
        ...(by === undefined ? {} : { rank: featureOf(market.run, by) }),
        ...(weightedBy === undefined ? {} : { weightedBy: featureOf(market.run, weightedBy) }),
      })),
    };
  });
};
