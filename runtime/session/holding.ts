import { blankUnit } from "../inventory/unit.ts";
import { SessionError } from "./config.ts";
import type { RunState } from "./run-state.ts";

/** A position that a run has before its first bar, bought or sold at a price without a fee. */
export interface Holding {
  readonly runId: string;
  readonly slot: string;
  /** Symbol of the market, where the slot goes through several; left out: each of them. */
  readonly market?: string;
  readonly side: "long" | "short";
  /** Base units. */
  readonly quantity: number;
  readonly price: number;
}

/**
 * Gives a run a position before its first bar. What it cost is taken from the capital, so that equity at that price is
 * the capital. It has no protective orders and no captures: no rule of the run has opened it.
 */
export const openHolding = (run: RunState, holding: Holding): void => {
  const { precision } = run.setup;
  const { ledger } = run;
  const size = precision.quantityUnits(holding.quantity);
  if (!(size > 0) || !(holding.price > 0)) {
    throw new SessionError("holding", `${holding.quantity} at ${holding.price} is not a position`);
  }
  const units = holding.side === "long" ? size : -size;
  const price = Math.round(holding.price * ledger.priceFactor);
  ledger.hold(price, units);
  run.held = { units, price };
  run.units = units;
  run.quantity = units / ledger.quantityFactor;
  run.cash = ledger.cash();
  run.firstUnits = size;
  run.entryPrice = holding.price;
  run.lastFill = holding.price;
  run.best = holding.price;
  run.worst = holding.price;
  run.lots.push({ ...blankUnit(), units: size, price: holding.price, rule: -1 });
};
