/**
 * What becomes of the queue ahead of a resting order when the displayed size shrinks without trades. `pessimistic`: who
 * leaves stands behind us, unless less is displayed than we take to be ahead; `proportional`: who leaves is spread
 * evenly over the queue.
 */
export type QueueModel = "pessimistic" | "proportional";

/** Where a resting order stands among those at its price. Quantities are in base units. */
export interface QueuePlace {
  /** The price at which it has joined; NaN: it has not. */
  queuePrice: number;
  /** Quantity that trades before it does; NaN: not known. */
  queueAhead: number;
  /** Quantity displayed at its price when it was last looked at, less what has traded since; NaN: not known. */
  queueShown: number;
}

/** Puts an order at the end of the queue at a price where so much is displayed; NaN: not known. */
export const joinQueue = (place: QueuePlace, price: number, displayed: number): void => {
  place.queuePrice = price;
  place.queueAhead = displayed;
  place.queueShown = displayed;
};

/** A quote shows so much at the order's price now; NaN: it does not say. */
export const seeQueue = (place: QueuePlace, displayed: number, model: QueueModel): void => {
  if (Number.isNaN(displayed)) return;
  const { queueAhead, queueShown } = place;
  place.queueShown = displayed;
  if (Number.isNaN(queueAhead)) {
    place.queueAhead = displayed;
    return;
  }
  let ahead = queueAhead;
  if (model === "proportional" && displayed < queueShown) ahead *= displayed / queueShown;
  place.queueAhead = Math.min(ahead, displayed);
};

/**
 * A trade against the queue at the order's price: returns how much of it is left for the order and those behind it, and
 * takes the rest off what is ahead.
 */
export const tradeQueue = (place: QueuePlace, quantity: number): number => {
  const { queueAhead } = place;
  if (Number.isNaN(queueAhead)) return 0;
  place.queueAhead = Math.max(0, queueAhead - quantity);
  place.queueShown = Math.max(0, place.queueShown - quantity);
  return Math.max(0, quantity - queueAhead);
};
