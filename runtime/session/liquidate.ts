import { liquidationPrice } from "../execution/margin.ts";
import { blankOrder, STOP } from "../execution/working-order.ts";
import { approve, type IntentTerms, reducing } from "../risk/intent.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { applyFill } from "./apply-fill.ts";
import { charge } from "./charges.ts";
import { ALLOWED, LIQUIDATION, PLACE, recordIntent, recordOrder } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { slip, slipping } from "./slippage.ts";
import { cancelWorking } from "./working-orders.ts";

const LIQUIDATED = reasonNumber("liquidated");

/**
 * The price at which the account's equity is down to the margin that its position needs, rounded to the tick that comes
 * first; NaN where there is none. Of an account with one market: one with several is tested as a whole.
 */
export const liquidationLevel = (run: RunState): number => {
  const { margin, precision } = run.setup;
  if (margin === undefined || run.units === 0 || !run.isAlone) return Number.NaN;
  if (run.leveledUnits !== run.units || run.leveledCash !== run.cash) {
    const level = liquidationPrice(margin.terms.tiers, run.cash, run.quantity);
    run.level = Number.isNaN(level) ? level : precision.roundPrice(level, run.units > 0 ? "up" : "down");
    run.leveledUnits = run.units;
    run.leveledCash = run.cash;
  }
  return run.level;
};

/** The liquidation level where the moment being matched reaches it, else NaN. */
export const reachedLiquidation = (run: RunState): number => {
  const level = liquidationLevel(run);
  const isReached = run.units > 0 ? run.stressLow <= level : run.stressHigh >= level;
  return isReached ? level : Number.NaN;
};

/** The liquidation level where the open of the moment is beyond it, else NaN. */
export const passedLiquidation = (run: RunState): number => {
  const level = liquidationLevel(run);
  const { open } = run.candle;
  return (run.units > 0 ? open <= level : open >= level) ? open : Number.NaN;
};

const terms: IntentTerms = {
  rule: -1,
  role: 0,
  type: 0,
  sell: false,
  action: PLACE,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

/**
 * The venue closes the position at a price, within what the moment traded and with slippage, and charges its fee for
 * that. Working orders end. The run goes on with what is left.
 */
export const liquidate = (run: RunState, at: number): void => {
  const { margin } = run.setup;
  if (margin === undefined || run.units === 0) return;
  cancelWorking(run, () => false, LIQUIDATED);
  const units = Math.abs(run.units);
  const sell = run.units > 0;
  terms.role = LIQUIDATION;
  terms.sell = sell;
  const intended = approve(terms, reducing(units, run.units));
  const intent = recordIntent(run, intended, ALLOWED, LIQUIDATED, -1, 0, 0);
  const number = recordOrder(run, intent, intended, run.currentBar);
  run.working.push({ ...blankOrder(), number, rule: -1, role: LIQUIDATION, sell, units, placedBar: run.bar });
  const { low, high } = run.candle;
  slipping.sell = sell;
  slipping.type = STOP;
  slipping.opening = false;
  slipping.rested = false;
  slipping.limit = Number.NaN;
  const price = slip(run, Math.min(Math.max(at, low), high));
  charge(run, "liquidation", units, price, Number(margin.terms.liquidationFee), run.now);
  applyFill(run, number, { units, price, isMaker: false, isAtOpen: false });
  run.liquidations++;
};
