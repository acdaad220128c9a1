import type { BarColumns, FillRow, IntentRow, SessionOutcome } from "ctk/runtime";
import { rowAt } from "../data/row-at.ts";
import type { Configuration } from "./configuration.ts";
import type { BarPlace, DecisionInfo, OrderInfo, OrderRows } from "./protocol.ts";

/** Every order and every decision of a run, with their bars in the data of their markets. */
export const orderRowsOf = (outcome: SessionOutcome, feeds: Configuration["feeds"]): OrderRows => {
  const bars = new Map(feeds.map(({ symbol, feed }) => [symbol, feed.bars]));
  const intents = outcome.intents();
  const known = new Map(intents.map((intent) => [intent.intentId, intent]));
  return { orders: ordersOf(outcome, known, bars), decisions: decisionsOf(outcome, intents, bars) };
};

const ordersOf = (
  outcome: SessionOutcome,
  intents: ReadonlyMap<string, IntentRow>,
  bars: ReadonlyMap<string, BarColumns>,
): readonly OrderInfo[] => {
  const prices = fillPrices(outcome.fills());
  return outcome.orders().map((order): OrderInfo => {
    const { market, ruleId, role, side, type, quantity, filled, limit, stop, state, reason } = order;
    const intent = intents.get(order.intentId);
    const placeOf = (bar: number): BarPlace => ({ bar, time: bars.get(market)?.time[bar] ?? outcome.from });
    return {
      ...{ market, ruleId, role, side, type, quantity, filled, limit, stop, state, reason },
      strategyId: intent?.strategyId ?? order.runId,
      place: intent?.span,
      placed: placeOf(order.createdBar),
      ended: order.endedBar === undefined ? undefined : placeOf(order.endedBar),
      fillPrice: prices.get(order.orderId),
    };
  });
};

/** Mean price of the fills of each order, weighted by their quantities. */
const fillPrices = (fills: readonly FillRow[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, { readonly value: number; readonly quantity: number; readonly one: number }>();
  for (const { orderId, price, quantity } of fills) {
    const { value = 0, quantity: before = 0 } = sums.get(orderId) ?? {};
    const own = Number(quantity);
    sums.set(orderId, { value: value + own * Number(price), quantity: before + own, one: Number(price) });
  }
  // A single fill keeps its price to the last digit.
  return new Map(
    [...sums].map(([id, { value, quantity, one }]) => {
      const mean = value / quantity;
      return [id, Math.abs(mean - one) <= Math.abs(one) * 1e-12 ? one : mean];
    }),
  );
};

const decisionsOf = (
  outcome: SessionOutcome,
  intents: readonly IntentRow[],
  bars: ReadonlyMap<string, BarColumns>,
): readonly DecisionInfo[] => {
  const decisions = new Map(outcome.decisions().map((decision) => [decision.intentId, decision]));
  return intents.flatMap((intent): readonly DecisionInfo[] => {
    const decision = decisions.get(intent.intentId);
    if (decision === undefined) return [];
    const { market, strategyId, ruleId, action, role, side, type, quantity, asked, limit, stop } = intent;
    const { outcome: verdict, code, limitId, limitSpan, because, observed, bound } = decision;
    return [
      {
        ...{ market, strategyId, ruleId, action, role, side, type, quantity, asked, limit, stop },
        ...{ outcome: verdict, code, limitId, limitSpan, because, observed, bound },
        place: intent.span,
        at: closingAt(bars.get(market)?.time, intent.time),
      },
    ];
  });
};

/** The bar of a market that closes at a time: a strategy of a slower clock decides at the close of several. */
const closingAt = (times: BarColumns["time"] | undefined, time: number): BarPlace => {
  const bar = times === undefined ? 0 : rowAt(times, time - 1);
  return { bar, time: times?.[bar] ?? time };
};
