import { unitsAgainst } from "../apply-fill.ts";
import { isLeg, roleOf } from "../record.ts";
import type { RunState } from "../run-state.ts";
import { unitOfLeg } from "../units.ts";
import { opens } from "../working-orders.ts";

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
