import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Recount } from "../../support/risk-recount.ts";
import { randomSession, runRandom, subjects } from "../../support/risk-sessions.ts";

/** Random sequences; `CTK_RISK_SEQUENCES=100000` runs more of them. */
const sequences = Number(process.env.CTK_RISK_SEQUENCES ?? 3_000);

describe("under random limits, over random sequences of intents, fills and prices", () => {
  it(
    "nothing that was let through exceeds a limit, no reduction is refused, raises exposure or flips a position",
    () => {
      let openings = 0;
      let refusals = 0;
      fc.assert(
        fc.property(randomSession, (random) => {
          const outcome = runRandom(random);
          const recount = new Recount(random, outcome);
          expect(recount.exceeded()).toEqual([]);
          expect(recount.badReductions()).toEqual([]);
          openings += outcome.counts.orders;
          refusals += outcome.counts.refused;
        }),
        { numRuns: sequences },
      );
      expect(openings).toBeGreaterThan(sequences);
      expect(refusals).toBeGreaterThan(sequences);
    },
    sequences * 100 + 60_000,
  );

  it("the recount notices a guard that allows too much, for every subject", () => {
    const noticed = new Set<string>();
    for (const random of fc.sample(randomSession, { numRuns: 250, seed: 7 })) {
      const limits = random.limits.map((limit) => ({ ...limit, action: "reject" as const }));
      const lax = { ...random, limits: limits.map((limit) => ({ ...limit, bound: limit.bound * 3 })) };
      const recount = new Recount({ ...random, limits }, runRandom(lax));
      for (const text of recount.exceeded())
        for (const { subject } of limits) if (text.includes(` ${subject} `)) noticed.add(subject);
    }
    expect([...noticed].sort()).toEqual([...subjects].sort());
  }, 60_000);
});
