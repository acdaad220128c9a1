import type { Unit } from "../../inventory/unit.ts";
import { unitsAgainst } from "../apply-fill.ts";
import { orderFields } from "../logs.ts";
import { STOP_LEG, TARGET_LEG, TRAIL_LEG } from "../record.ts";
import type { RunState } from "../run-state.ts";
import { opens } from "../working-orders.ts";

/** What an order does: index into `roles`. */
export const roleOf = (run: RunState, number: number): number =>
  run.orders.integer(number, orderFields.packed) & 15;

export const isLeg = (role: number): boolean =>
  role === STOP_LEG || role === TARGET_LEG || role === TRAIL_LEG;

/** The unit that a leg protects; undefined where it is gone. */
export const unitOfLeg = (run: RunState, leg: number): Unit | undefined =>
  run.lots.find(
    ({ stopOrder, targetOrder, trailOrder }) =>
      stopOrder === leg || targetOrder === leg || trailOrder === leg,
  );

/**
 * Quantity units that an order may still fill as the position is now: a leg as much as it protects, an exit no more than there
 * is, an entry what it opens and the opposite position that it closes first.
 */
export const leftOf = (run: RunState, number: number): number => {
  if (isLeg(roleOf(run, number))) return unitOfLeg(run, number)?.units ?? 0;
  const order = run.working.find((other) => other.number === number);
  if (order === undefined) return 0;
  if (opens(order)) return order.units + unitsAgainst(run, order);
  // The position may have turned since the exit was sent.
  return run.units > 0 === order.sell ? Math.min(order.units, Math.abs(run.units)) : 0;
};
