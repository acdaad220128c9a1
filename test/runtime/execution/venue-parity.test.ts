/** What a session decides does not depend on who fills its orders: the simulator inside it, or a venue that reports. */

import type { FillRow, SessionConfig, StepReport } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { everyExample } from "../../support/every-example.ts";
import { makeMarket, randomMarket, randomPlan } from "../../support/random-plans.ts";
import { abc, candles, planOf } from "../../support/simulate.ts";
import { rowsOfOutcome, rowsOfSteps } from "../../support/step-rows.ts";
import { openStream, playAll } from "../../support/streaming.ts";
import { openAtVenues, paperVenues, playAtVenues } from "../../support/venues.ts";

/** The same plan where a venue can walk the bars as the simulator does: one way through a bar, no costs of its own. */
const onOnePath = ({ session, ...config }: SessionConfig): SessionConfig => ({
  ...config,
  session: {
    ...session,
    fills: { policy: "bar/pessimistic@1", path: "nearest", atClose: false, touch: false },
    routes: session.routes.map(({ slippage: _, latencyMs: __, ...route }) => route),
  },
});

const closing: ReadonlySet<string> = new Set(["exit", "stop", "trail"]);

/** A gap may reach several orders that close the position: which of them the venue takes first is its own affair. */
const closed = ({ role: _, ruleId: __, span: ___, ...fill }: Partial<FillRow>): Partial<FillRow> => fill;

/**
 * The fills of each market, without their time, which a venue knows better, and without the number of their order. Within one
 * moment the simulator fills what closes first, whatever the market.
 */
const told = (reports: readonly StepReport[]): ReadonlyMap<string, readonly Partial<FillRow>[]> => {
  const byMarket = new Map<string, Partial<FillRow>[]>();
  for (const { time: _, orderId: __, ...fill } of reports.flatMap(({ fills }) => fills)) {
    const key = `${fill.runId} ${fill.market}`;
    byMarket.set(key, [...(byMarket.get(key) ?? []), closing.has(fill.role) ? closed(fill) : fill]);
  }
  // What fills at one price of one bar may do so in another order.
  for (const fills of byMarket.values()) {
    fills.sort((a, b) => (a.bar ?? 0) - (b.bar ?? 0) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return byMarket;
};

const decided = (reports: readonly StepReport[]) =>
  reports.flatMap(({ intents, decisions }) =>
    intents.map(({ ruleId, action, role, side, type, quantity, limit, stop, time, market }, index) => ({
      ruleId,
      action,
      role,
      side,
      type,
      quantity,
      limit,
      stop,
      time,
      market,
      outcome: decisions[index]?.outcome,
      code: decisions[index]?.code,
    })),
  );

const compare = (config: SessionConfig, path: "ohlc" | "nearest" = "nearest"): { readonly fills: number } => {
  const fused = openStream(config);
  const inside = playAll(fused, config);
  const venues = paperVenues(config, { path });
  const run = openAtVenues(config, venues);
  playAtVenues(config, run, venues);
  expect(run.reports.flatMap(({ notices = [] }) => notices)).toEqual([]);
  expect(decided(run.reports)).toEqual(decided(inside));
  expect(told(run.reports)).toEqual(told(inside));
  expect(rowsOfSteps(run.reports)).toEqual(rowsOfOutcome(run.stream.outcome()));
  expect(run.reports.at(-1)?.accounts).toEqual(inside.at(-1)?.accounts);
  return { fills: inside.flatMap(({ fills }) => fills).length };
};

describe("a session with a venue behind it", () => {
  it.each(everyExample)("decides in %s what the simulator's session decides", (_, make) => {
    const { fills } = compare(onOnePath(make()));
    expect(fills).toBeGreaterThan(0);
  });
});

/** Plans of every kind, on one way through a bar and without costs that a venue would have to know. */
const plan = randomPlan.map(({ rules, options: { risk, ...options } }) => ({
  rules,
  options: {
    ...options,
    // An order whose cancel a venue has not confirmed may still fill: limits count it beside what takes its place.
    ...(risk === undefined || /open orders|notional|turnover/.test(risk) ? {} : { risk }),
    route: "fees maker 5bps taker 10bps",
    fills: '"bar/pessimistic@1" path ohlc',
  },
}));

describe("random plans on random markets", () => {
  it("decide and fill the same with a venue behind the session", () => {
    let fills = 0;
    fc.assert(
      fc.property(plan, randomMarket, ({ rules, options }, market) => {
        const { rows, times } = makeMarket(market);
        const session = sessionOf(loadText(planOf(rules, options)));
        const bars = candles(rows, { times });
        fills += compare({ session, feeds: [{ instrument: abc, bars }] }, "ohlc").fills;
      }),
      { numRuns: Number(process.env.CTK_VENUE_RUNS ?? 40) },
    );
    expect(fills).toBeGreaterThan(200);
  });
});
