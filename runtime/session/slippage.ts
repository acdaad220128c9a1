import { LIMIT, MARKET, STOP, STOP_LIMIT } from "../execution/working-order.ts";
import type { RunState } from "./run-state.ts";

/** What slippage depends on; one object, used again for each fill. */
export const slipping = {
  sell: false,
  /** Order type. */
  type: MARKET,
  opening: false,
  /** The fill is a limit order's that rested: it does not slip. */
  rested: false,
  /** The limit of a stop-limit that fills as it is triggered: the worst price that it takes; NaN without one. */
  limit: Number.NaN,
};

/** A price made worse by slippage, as the run's policy says. */
export const slip = (run: RunState, price: number): number => {
  const { policy, route, precision } = run.setup;
  const { slippage } = route;
  if (slippage === 0) return price;
  const { sell, type } = slipping;
  const worse = sell ? price * (1 - slippage) : price * (1 + slippage);
  switch (policy.slippage) {
    case "openings":
      return slipping.opening ? worse : price;
    case "clipped":
      return type === MARKET ? clip(run, worse, sell) : price;
    case "takers": {
      if (type === LIMIT || slipping.rested) return price;
      const rounded = policy.roundsToTick ? precision.roundPrice(worse, sell ? "down" : "up") : worse;
      if (type === MARKET) return rounded;
      const clipped = type === STOP || type === STOP_LIMIT ? clip(run, rounded, sell) : rounded;
      return withinLimit(clipped, slipping.limit, sell);
    }
  }
};

/** At most the bar's extreme; a single trade has none. */
const clip = ({ candle, replaying }: RunState, price: number, sell: boolean): number => {
  if (replaying) return price;
  return sell ? Math.max(price, candle.low) : Math.min(price, candle.high);
};

const withinLimit = (price: number, limit: number, sell: boolean): number => {
  if (Number.isNaN(limit)) return price;
  return sell ? Math.max(price, limit) : Math.min(price, limit);
};
