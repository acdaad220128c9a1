import { type Fixed, magnitude, minus, negated, plus, times, ZERO } from "../money/index.ts";

/** What is left of one purchase or sale. */
interface Lot {
  /** Signed. */
  quantity: Fixed;
  readonly price: Fixed;
}

/**
 * What a position has cost, first in, first out: what is closed is the oldest that is held, so that realised profit is an
 * exact decimal (an average price would have to be rounded).
 */
export class PositionCost {
  private lots: Lot[] = [];
  /** Signed. */
  quantity: Fixed = ZERO;
  /** Sum of quantity * price of what is held, signed. */
  cost: Fixed = ZERO;
  /** Profit of what was closed, before fees and funding. */
  realised: Fixed = ZERO;

  /** Books a trade of a signed quantity at a price. */
  trade(quantity: Fixed, price: Fixed): void {
    let left = quantity;
    while (left.units !== 0n) {
      const [oldest] = this.lots;
      if (oldest === undefined || oldest.quantity.units > 0n === left.units > 0n) {
        this.lots.push({ quantity: left, price });
        this.move(left, times(left, price));
        return;
      }
      const isLarger = minus(magnitude(left), magnitude(oldest.quantity)).units >= 0n;
      const closed = isLarger ? oldest.quantity : negated(left);
      this.realised = plus(this.realised, times(closed, minus(price, oldest.price)));
      this.move(negated(closed), negated(times(closed, oldest.price)));
      left = plus(left, closed);
      if (isLarger) this.lots.shift();
      else oldest.quantity = minus(oldest.quantity, closed);
    }
  }

  private move(quantity: Fixed, cost: Fixed): void {
    this.quantity = plus(this.quantity, quantity);
    this.cost = plus(this.cost, cost);
  }
}
