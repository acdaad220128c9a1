import type { MarginTerms, MarginTier } from "../reference/instrument.ts";

/** What counts where nothing is known of a market's margin: 1 % of the value, and 1.25 % for a liquidation. */
export const ASSUMED_MARGIN: MarginTerms = {
  tiers: [{ upTo: Number.POSITIVE_INFINITY, rate: 0.01, amount: 0 }],
  liquidationFee: "0.0125",
};

const tierOf = (tiers: readonly MarginTier[], value: number): MarginTier => {
  const found = tiers.find(({ upTo }) => value <= upTo) ?? tiers.at(-1);
  if (found === undefined) throw new Error("margin has at least one tier");
  return found;
};

/** Margin that a position of a value needs to stay open. */
export const maintenanceOf = (tiers: readonly MarginTier[], value: number): number => {
  const { rate, amount } = tierOf(tiers, value);
  return value * rate - amount;
};

/**
 * The price at which equity (`cash + quantity * price`) is down to the maintenance margin of the position; NaN where no
 * price above zero does that. `quantity`: signed base units.
 */
export const liquidationPrice = (tiers: readonly MarginTier[], cash: number, quantity: number): number => {
  const sign = quantity < 0 ? -1 : 1;
  let floor = 0;
  for (const { upTo, rate, amount } of tiers) {
    // cash + sign * value = value * rate - amount
    const value = (cash + amount) / (rate - sign);
    if (value > floor && value <= upTo) return value / Math.abs(quantity);
    floor = upTo;
  }
  const last = tiers.at(-1);
  if (last === undefined) return Number.NaN;
  const value = (cash + last.amount) / (last.rate - sign);
  return value > last.upTo ? value / Math.abs(quantity) : Number.NaN;
};
