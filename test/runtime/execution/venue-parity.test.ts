/** What a session decides does not depend on who fills its orders: the simulator inside it, or a venue that reports. */

import type { FillRow, SessionConfig, StepReport } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { everyExample } from "../../support/every-example.ts";
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

/**
 * The fills of each market, without their time, which a venue knows better, and without the number of their order. Within one
 * moment the simulator fills what closes first, whatever the market.
 */
const told = (reports: readonly StepReport[]): ReadonlyMap<string, readonly Partial<FillRow>[]> => {
  const byMarket = new Map<string, Partial<FillRow>[]>();
  for (const { time: _, orderId: __, ...fill } of reports.flatMap(({ fills }) => fills)) {
    const key = `${fill.runId} ${fill.market}`;
    byMarket.set(key, [...(byMarket.get(key) ?? []), fill]);
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

const compare = (config: SessionConfig): { readonly fills: number } => {
  const fused = openStream(config);
  const inside = playAll(fused, config);
  const venues = paperVenues(config);
  const run = openAtVenues(config, venues);
  playAtVenues(config, run, venues);
  expect(run.reports.flatMap(({ notices = [] }) => notices)).toEqual([]);
  expect(decided(run.reports)).toEqual(decided(inside));
  expect(told(run.reports)).toEqual(told(inside));
  expect(run.reports.at(-1)?.accounts).toEqual(inside.at(-1)?.accounts);
  return { fills: inside.flatMap(({ fills }) => fills).length };
};

describe("a session with a venue behind it", () => {
  it.each(everyExample)("decides in %s what the simulator's session decides", (_, make) => {
    const { fills } = compare(onOnePath(make()));
    expect(fills).toBeGreaterThan(0);
  });
});
