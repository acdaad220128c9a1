import { type BarColumns, createSession, type SessionConfig, type SessionOutcome } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { randomFrom } from "../../support/bar-data.ts";
import {
  makeMarket,
  type RandomMarket,
  type RandomPlan,
  randomMarket,
  randomPlan,
} from "../../support/random-plans.ts";
import { abc, candles, planOf, type Row } from "../../support/simulate.ts";

/** Everything that a run leaves behind, for comparison. */
const traceOf = (outcome: SessionOutcome) => ({
  digest: outcome.digest(),
  counts: outcome.counts,
  final: outcome.final,
  orders: outcome.orders(),
  decisions: outcome.decisions(),
  fills: outcome.fills(),
  transitions: outcome.transitions(),
  equity: [...outcome.equity.value],
  cash: [...outcome.equity.cash],
});

const configOf = (plan: RandomPlan, market: RandomMarket, bars?: number): SessionConfig => ({
  session: sessionOf(loadText(planOf(plan.rules, plan.options))),
  feeds: [
    { instrument: abc, bars: candles(market.rows.slice(0, bars), { times: market.times.slice(0, bars) }) },
  ],
});

/** Four shorter bars inside each bar: they open and close with it and reach its extremes, some are missing or trade nothing. */
const quartersOf = ({ rows, times }: RandomMarket, seed: number): BarColumns => {
  const random = randomFrom(seed);
  const inside: Row[] = [];
  const opens: number[] = [];
  rows.forEach(([open, high, low, close], bar) => {
    const between = (): number => Math.round((low + random() * (high - low)) * 100) / 100;
    const turns = [open, between(), between(), between(), close];
    const [highest, lowest] = [Math.floor(random() * 4), Math.floor(random() * 4)];
    for (let part = 0; part < 4; part++) {
      const [from, to] = [turns[part] ?? open, turns[part + 1] ?? close];
      const top = part === highest ? high : Math.max(from, to);
      const bottom = part === lowest ? low : Math.min(from, to);
      if (random() < 0.05) continue;
      inside.push([from, top, bottom, to, random() < 0.05 ? 0 : 1]);
      opens.push((times[bar] ?? 0) + part * 900_000);
    }
  });
  return candles(inside, { interval: 900_000, times: opens });
};

describe("random strategies on random markets", () => {
  it("do the same when bars are skipped, when every bar is stepped, and in blocks of any size", () => {
    let fills = 0;
    let moves = 0;
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const market = makeMarket(walk);
        const config = configOf(plan, market);
        const outcome = createSession({ ...config, everyBar: true }).run();
        const expected = traceOf(outcome);
        fills += outcome.counts.fills;
        moves += outcome.transitions().length;
        for (const blockSize of [1, 7, 4096]) {
          expect(traceOf(createSession({ ...config, blockSize }).run())).toEqual(expected);
          expect(traceOf(createSession({ ...config, blockSize, everyBar: true }).run())).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
    expect(fills).toBeGreaterThan(1_000);
    expect(moves).toBeGreaterThan(1_000);
  });

  it("do the same in blocks of any size with shorter bars inside, interest on shorts and liquidations", () => {
    const seen = { borrow: 0, liquidation: 0, inside: 0 };
    fc.assert(
      fc.property(
        randomPlan,
        randomMarket,
        fc.constantFrom("max leverage 40", "borrow 30%", "max leverage 40 borrow 30% latency 20m"),
        fc.boolean(),
        (plan, walk, route, hasDetail) => {
          const market = makeMarket(walk);
          const { fills: _, risk, ...options } = plan.options;
          const fills = hasDetail ? '"bar/pessimistic@1" detail 15m' : '"bar/pessimistic@1"';
          // Many sizes are of fixed quantities: an account that is small and not limited is soon at the end of its margin.
          const isThin = route.includes("leverage");
          const limits = isThin || risk === undefined ? {} : { risk };
          const rules = plan.rules.replace(/size (\d+)% of equity/g, (size, percent) =>
            isThin ? `size ${Number(percent) * 120}% of equity` : size,
          );
          const text = planOf(rules, { ...options, ...limits, route, fills });
          const session = { ...sessionOf(loadText(text)), ...(isThin ? { capital: "60" } : {}) };
          const bars = candles(market.rows, { times: market.times });
          const detail = hasDetail ? { detail: quartersOf(market, walk.seed) } : {};
          const config = { session, feeds: [{ instrument: abc, bars, ...detail }] };
          const outcome = createSession({ ...config, everyBar: true }).run();
          const expected = { ...traceOf(outcome), charges: outcome.charges() };
          for (const { kind } of expected.charges) seen[kind]++;
          if (hasDetail) seen.inside += outcome.counts.fills;
          for (const blockSize of [1, 7, 4096]) {
            const skipped = createSession({ ...config, blockSize }).run();
            expect({ ...traceOf(skipped), charges: skipped.charges() }).toEqual(expected);
            const stepped = createSession({ ...config, blockSize, everyBar: true }).run();
            expect({ ...traceOf(stepped), charges: stepped.charges() }).toEqual(expected);
          }
        },
      ),
      { numRuns: 120 },
    );
    expect(seen.borrow).toBeGreaterThan(100);
    expect(seen.liquidation).toBeGreaterThan(10);
    expect(seen.inside).toBeGreaterThan(300);
  });

  it("decide and fill over the first bars what the full run does", () => {
    fc.assert(
      fc.property(
        randomPlan,
        randomMarket,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (plan, walk, share) => {
          const market = makeMarket(walk);
          const bars = Math.max(1, Math.round(market.rows.length * share));
          const full = createSession(configOf(plan, market)).run();
          const prefix = createSession(configOf(plan, market, bars)).run();
          expect(prefix.intents()).toEqual(full.intents().filter(({ stepId }) => stepId < bars));
          expect(prefix.decisions()).toEqual(full.decisions().filter(({ stepId }) => stepId < bars));
          expect(prefix.fills()).toEqual(full.fills().filter(({ bar }) => bar < bars));
          expect([...prefix.equity.value]).toEqual([...full.equity.value.subarray(0, bars)]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("conserve money: equity is cash and the position at the last close, and cash is capital less what fills cost", () => {
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const market = makeMarket(walk);
        const outcome = createSession(configOf(plan, market)).run();
        const scale = 10n ** 20n;
        const exact = (text: string): bigint => {
          const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
          const units = BigInt(whole) * scale + BigInt(fraction.padEnd(20, "0"));
          return text.startsWith("-") ? -units : units;
        };
        let cash = exact(outcome.capital);
        let position = 0n;
        let fees = 0n;
        for (const { side, quantity, price, fee } of outcome.fills()) {
          const signed = exact(quantity) * (side === "buy" ? 1n : -1n);
          cash -= (signed * exact(price)) / scale + exact(fee);
          position += signed;
          fees += exact(fee);
        }
        const close = exact(String(market.rows.at(-1)?.[3]));
        expect(exact(outcome.final.cash)).toBe(cash);
        expect(exact(outcome.final.fees)).toBe(fees);
        expect(exact(outcome.final.equity)).toBe(cash + (position * close) / scale);
        const open = outcome.final.positions.map(
          ({ side, quantity }) => exact(quantity) * (side === "long" ? 1n : -1n),
        );
        expect(open).toEqual(position === 0n ? [] : [position]);
        // Round trips add up to the same: profit of all trades, the open one at the last close.
        const profit = outcome.trades().reduce((sum, trade) => sum + exact(trade.profit), 0n);
        expect(exact(outcome.capital) + profit).toBe(exact(outcome.final.equity));
        expect(
          Math.abs((outcome.equity.value.at(-1) ?? Number.NaN) - Number(outcome.final.equity)),
        ).toBeLessThan(1e-6);
      }),
      { numRuns: 150 },
    );
  });

  it("leave every order in one state that its fills agree with", () => {
    fc.assert(
      fc.property(randomPlan, randomMarket, (plan, walk) => {
        const market = makeMarket(walk);
        const outcome = createSession(configOf(plan, market)).run();
        const filled = new Set(outcome.fills().map(({ orderId }) => orderId));
        for (const row of outcome.orders()) {
          const { orderId, state, endedBar, createdBar } = row;
          expect(filled.has(orderId)).toBe(row.filled !== "0");
          if (state === "Filled" || state === "PartiallyFilled") expect(row.filled).not.toBe("0");
          expect(Number(row.filled)).toBeLessThanOrEqual(Number(row.quantity));
          expect(["Accepted", "PartiallyFilled", "CancelPending"].includes(state)).toBe(
            endedBar === undefined,
          );
          if (endedBar !== undefined) expect(endedBar).toBeGreaterThanOrEqual(createdBar);
        }
        for (const { bar, price } of outcome.fills()) {
          const [, high, low] = market.rows[bar] ?? [0, 0, 0, 0];
          // Slipped fills leave the bar, and so do that one engine's stop-limits that open past their stop.
          if (plan.options.route?.includes("slippage") === true) continue;
          if (plan.options.fills?.includes("backtesting-py") === true) continue;
          expect(Number(price)).toBeLessThanOrEqual(high);
          expect(Number(price)).toBeGreaterThanOrEqual(low);
        }
      }),
      { numRuns: 150 },
    );
  });
});
