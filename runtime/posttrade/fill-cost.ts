import {
  decimalOf,
  type Fixed,
  minus,
  negated,
  numberOf,
  parseDecimal,
  textOf,
  times,
} from "../money/index.ts";
import type { FillRow, IntentRow, OrderRow } from "../session/outcome.ts";

/** Best prices of a market. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
}

/** A market of a run: two runs may trade one symbol at two venues. */
export interface RunMarket {
  readonly runId: string;
  readonly market: string;
}

/** What is known of the prices of a market at a moment. */
export interface ArrivalPrices {
  /** Last close at or before a time; NaN before the first. */
  readonly closeAt: (of: RunMarket, time: number) => number;
  /** The quote in force at a time, where the data has quotes. */
  readonly quoteAt?: (of: RunMarket, time: number) => Quote | undefined;
}

/**
 * What a fill is measured by. `mid`, `close`: the price at the decision. `level`: of a protective stop or target, the price
 * that it was placed at: what the market does before it is reached is no cost of the order. `unknown`: a trailing stop,
 * whose last level is not recorded, or no price is known.
 */
export type Benchmark = "mid" | "close" | "level" | "unknown";

/** What a fill cost beside its benchmark. Signed: a cost is positive, a better price negative. Money in the fill's quote currency. */
export interface FillCost {
  readonly orderId: string;
  readonly runId: string;
  readonly strategyId: string;
  readonly ruleId: string;
  readonly routeId: string;
  readonly market: string;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  /** quantity * price. */
  readonly notional: string;
  readonly benchmark: Benchmark;
  readonly arrival: string | undefined;
  /** Per base unit, and of the whole fill. */
  readonly slippage: string | undefined;
  readonly slippageCost: string | undefined;
  /** Of the arrival price; a hundredth of a percent each. */
  readonly slippageBps: number | undefined;
  /** Half of the spread at the decision, of the whole fill; a part of the slippage. Undefined without a quote. */
  readonly spreadCost: string | undefined;
  readonly fee: string;
  readonly feeCurrency: string;
  /** In the market's quote currency: what the account gave for the fee. */
  readonly feeValue: string;
  /** When the order was decided, milliseconds; of a protective order, when its entry was. */
  readonly decisionTime: number;
  readonly fillTime: number;
  /**
   * From the decision to the bar of the fill, milliseconds; undefined for protective orders, which wait for their price. A bar
   * does not tell when in it a fill was, so this is the least that it can have been.
   */
  readonly latencyMs: number | undefined;
}

/** Rows that the costs of fills are worked out from: an outcome's, or those that steps have reported. */
export interface CostRows {
  readonly fills: readonly FillRow[];
  readonly orders: readonly OrderRow[];
  readonly intents: readonly IntentRow[];
}

const PROTECTIVE: ReadonlySet<string> = new Set(["stop", "target", "trail"]);

/** The costs of fills, in their order. Throws RangeError where the order or the intent of a fill is missing. */
export const costsOf = ({ fills, orders, intents }: CostRows, prices: ArrivalPrices): readonly FillCost[] => {
  // An order that has changed was reported more than once: the first report has the prices it was sent with.
  const orderById = new Map([...orders].reverse().map((order) => [order.orderId, order]));
  const intentById = new Map(intents.map((intent) => [intent.intentId, intent]));
  return fills.map((fill) => {
    const order = orderById.get(fill.orderId);
    const intent = order === undefined ? undefined : intentById.get(order.intentId);
    if (order === undefined || intent === undefined)
      throw new RangeError(`the fill of ${fill.orderId} has no order, or its order no intent`);
    return costOf(fill, order, intent.time, prices);
  });
};

interface Arrival {
  readonly benchmark: Benchmark;
  readonly price: Fixed | undefined;
  readonly halfSpread: Fixed | undefined;
}

const arrivalOf = (order: OrderRow, time: number, prices: ArrivalPrices): Arrival => {
  const none: Arrival = { benchmark: "unknown", price: undefined, halfSpread: undefined };
  if (PROTECTIVE.has(order.role)) {
    const level = order.role === "trail" ? undefined : (order.stop ?? order.limit);
    return level === undefined ? none : { ...none, benchmark: "level", price: parseDecimal(level) };
  }
  const quote = prices.quoteAt?.(order, time);
  if (quote !== undefined && quote.bid > 0 && quote.ask >= quote.bid) {
    const [bid, ask] = [decimalOf(quote.bid), decimalOf(quote.ask)];
    return {
      benchmark: "mid",
      price: halved(minus(ask, negated(bid))),
      halfSpread: halved(minus(ask, bid)),
    };
  }
  const close = prices.closeAt(order, time);
  return close > 0 ? { ...none, benchmark: "close", price: decimalOf(close) } : none;
};

/** Half of a decimal, exactly. */
const halved = ({ units, scale }: Fixed): Fixed => ({ units: units * 5n, scale: scale + 1 });

const costOf = (fill: FillRow, order: OrderRow, decisionTime: number, prices: ArrivalPrices): FillCost => {
  const { benchmark, price: arrival, halfSpread } = arrivalOf(order, decisionTime, prices);
  const price = parseDecimal(fill.price);
  const quantity = parseDecimal(fill.quantity);
  const above = arrival === undefined ? undefined : minus(price, arrival);
  const slippage = above === undefined || fill.side === "buy" ? above : negated(above);
  const { orderId, runId, strategyId, ruleId, routeId, market, side, fee, feeCurrency, time } = fill;
  return {
    orderId,
    runId,
    strategyId,
    ruleId,
    routeId,
    market,
    side,
    quantity: fill.quantity,
    price: fill.price,
    notional: textOf(times(price, quantity)),
    benchmark,
    arrival: arrival === undefined ? undefined : textOf(arrival),
    slippage: slippage === undefined ? undefined : textOf(slippage),
    slippageCost: slippage === undefined ? undefined : textOf(times(slippage, quantity)),
    slippageBps:
      slippage === undefined || arrival === undefined
        ? undefined
        : (numberOf(slippage) / numberOf(arrival)) * 10_000,
    spreadCost: halfSpread === undefined ? undefined : textOf(times(halfSpread, quantity)),
    fee,
    feeCurrency,
    feeValue: fill.feeValue ?? fee,
    decisionTime,
    fillTime: time,
    latencyMs: PROTECTIVE.has(order.role) ? undefined : Math.max(0, time - decisionTime),
  };
};
