import { createSession } from "ctk/runtime";
import fc from "fast-check";
import { expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import { abc, candles, planOf } from "../../support/simulate.ts";

const HOUR = 3_600_000;

it("no order fills in a bar that closed before it was decided and had reached the venue", () => {
  let fills = 0;
  let delayed = 0;
  fc.assert(
    fc.property(randomPlan, randomMarket, (plan, walk) => {
      const market = makeMarket(walk);
      const session = sessionOf(loadText(planOf(plan.rules, plan.options)));
      const bars = candles(market.rows, { times: market.times });
      const outcome = createSession({ session, feeds: [{ instrument: abc, bars }] }).run();
      const latency = Math.max(0, ...session.routes.map((route) => route.latencyMs ?? 0));
      const isAtClose = session.fills?.atClose === true;
      const decided = new Map(outcome.intents().map(({ intentId, time }) => [intentId, time]));
      const orders = new Map(outcome.orders().map((order) => [order.orderId, order]));
      for (const { orderId, time, role } of outcome.fills()) {
        const order = orders.get(orderId);
        const at = decided.get(order?.intentId ?? "") ?? Number.NaN;
        fills++;
        if (latency > 0) delayed++;
        // Protective legs are at the venue from the fill of their entry on.
        const arrival = role === "stop" || role === "target" || role === "trail" ? at : at + latency;
        if (isAtClose) expect(time + HOUR).toBeGreaterThanOrEqual(at);
        else {
          expect(time).toBeGreaterThanOrEqual(at);
          expect(time + HOUR).toBeGreaterThan(arrival);
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(fills).toBeGreaterThan(500);
  expect(delayed).toBeGreaterThan(50);
});
