import type { FillPolicy } from "./policy.ts";
import type { QueuePlace } from "./queue.ts";

/** Order types by number, as the logs keep them. */
export const MARKET = 0;
export const LIMIT = 1;
export const STOP = 2;
export const STOP_LIMIT = 3;

/** Levels that an entry gives the unit it opens: distances count from the fill, prices are absolute; NaN is none. */
export interface Protection {
  stopDistance: number;
  stopPrice: number;
  targetDistance: number;
  targetPrice: number;
  trailDistance: number;
  trailAfter: number;
  forAll: boolean;
}

/** An order that waits for a price. The object belongs to its run, which uses it again once the order has ended. */
export interface WorkingOrder extends QueuePlace {
  number: number;
  rule: number;
  /** Index into `roles`. */
  role: number;
  sell: boolean;
  type: number;
  /** Quantity units that are left to open, or to close; unsigned. */
  units: number;
  /** Quantity units that have filled, what closed an opposite position included. */
  filled: number;
  limit: number;
  stop: number;
  /** Its stop has been touched: a limit order from then on, or what is left of a stop order at market. */
  triggered: boolean;
  /** Cancelled at the first close at which its rule does not hold. */
  ruleLived: boolean;
  /** Decision bars after which it expires; infinite: never. */
  expireAfterBars: number;
  expireAfterMs: number;
  placedStep: number;
  placedBar: number;
  immediate: boolean;
  /** Fills whole or not at all. */
  allOrNone: boolean;
  postOnly: boolean;
  /** Fills as much as the account can pay for at the fill price; others are rejected where it cannot pay for all. */
  shrinks: boolean;
  protection: Protection | undefined;
  captures: Readonly<Record<string, number>> | undefined;
  /** First moment (bar, or part of a bar where a lower time frame decides) at which it can fill. */
  activeFrom: number;
  /** It has reached the venue. */
  isThere: boolean;
  /** When a cancel that is on its way reaches the venue, milliseconds; infinite: none is. */
  cancelAt: number;
  cancelReason: number;
  /** Number of the order whose place it takes while that one's cancel is on its way; -1: none. */
  replaces: number;
}

/** An order object without meaning yet; objects are used again, so that a fill costs no garbage. */
export const blankOrder = (): WorkingOrder => ({
  number: 0,
  rule: 0,
  role: 0,
  sell: false,
  type: MARKET,
  units: 0,
  filled: 0,
  limit: Number.NaN,
  stop: Number.NaN,
  triggered: false,
  ruleLived: false,
  expireAfterBars: Number.POSITIVE_INFINITY,
  expireAfterMs: Number.POSITIVE_INFINITY,
  placedStep: 0,
  placedBar: 0,
  immediate: false,
  allOrNone: false,
  postOnly: false,
  shrinks: false,
  protection: undefined,
  captures: undefined,
  activeFrom: 0,
  isThere: false,
  cancelAt: Number.POSITIVE_INFINITY,
  cancelReason: 0,
  replaces: -1,
  queuePrice: Number.NaN,
  queueAhead: Number.NaN,
  queueShown: Number.NaN,
});

/** One bar's prices. */
export interface Candle {
  open: number;
  high: number;
  low: number;
  close: number;
}

/** Price at which the order fills at the bar's first trade, or NaN. May mark a stop-limit as triggered. */
export const fillAtOpen = (order: WorkingOrder, candle: Candle, policy: FillPolicy): number => {
  const { open } = candle;
  switch (order.type) {
    case MARKET:
      return open;
    case LIMIT:
      return limitAtOpen(order, open);
    case STOP:
      return order.triggered || (order.sell ? open <= order.stop : open >= order.stop) ? open : Number.NaN;
    default:
      return stopLimitAtOpen(order, open, policy);
  }
};

const limitAtOpen = ({ sell, limit }: WorkingOrder, open: number): number =>
  (sell ? open >= limit : open <= limit) ? open : Number.NaN;

const stopLimitAtOpen = (order: WorkingOrder, open: number, policy: FillPolicy): number => {
  if (order.triggered) return limitAtOpen(order, open);
  if (policy.stopLimit === "backtestingPy") return Number.NaN;
  const gapped = order.sell ? open <= order.stop : open >= order.stop;
  if (!gapped) return Number.NaN;
  order.triggered = true;
  return limitAtOpen(order, open);
};

/** Whether a bar trades at a limit, or through it where a touch is not enough. */
export const limitReached = (sell: boolean, limit: number, candle: Candle, touch: boolean): boolean => {
  if (sell) return touch ? candle.high >= limit : candle.high > limit;
  return touch ? candle.low <= limit : candle.low < limit;
};

/** Price at which the order fills after the bar's first trade, or NaN. `ambiguous` is called where the path decides. */
export const fillWithinBar = (
  order: WorkingOrder,
  candle: Candle,
  policy: FillPolicy,
  ambiguous: () => void,
): number => {
  switch (order.type) {
    case MARKET:
      return Number.NaN;
    case LIMIT:
      return limitReached(order.sell, order.limit, candle, policy.limitTouch) ? order.limit : Number.NaN;
    case STOP:
      return (order.sell ? candle.low <= order.stop : candle.high >= order.stop) ? order.stop : Number.NaN;
    default:
      return stopLimitWithinBar(order, candle, policy, ambiguous);
  }
};

const stopLimitWithinBar = (
  order: WorkingOrder,
  candle: Candle,
  policy: FillPolicy,
  ambiguous: () => void,
): number => {
  const { sell, stop, limit } = order;
  const reached = limitReached(sell, limit, candle, policy.limitTouch);
  if (order.triggered) return reached ? limit : Number.NaN;
  if (sell ? candle.low > stop : candle.high < stop) return Number.NaN;
  order.triggered = true;
  const marketable = sell ? limit <= stop : limit >= stop;
  if (policy.stopLimit === "backtestingPy") {
    const strictly = sell ? limit < stop : limit > stop;
    return strictly && reached ? stop : Number.NaN;
  }
  if (marketable) return stop;
  if (policy.stopLimit === "backtrader") {
    const back = sell ? candle.close > candle.open : candle.close < candle.open;
    return back && (sell ? limit <= candle.close : limit >= candle.close) ? limit : Number.NaN;
  }
  if (sell ? candle.close > limit : candle.close < limit) return limit;
  if (reached) ambiguous();
  return Number.NaN;
};
