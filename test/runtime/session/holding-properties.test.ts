import {
  type BarColumns,
  createSession,
  type SessionConfig,
  type SessionOutcome,
  sliceBars,
} from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { pairPlan } from "../../support/pairs.ts";
import { type RandomPair, randomPair, randomRotation } from "../../support/random-holdings.ts";
import { makeMarket } from "../../support/random-plans.ts";
import { instrumentOf, traceOf } from "../../support/several-markets.ts";
import { candles } from "../../support/simulate.ts";
import { universePlan } from "../../support/universes.ts";

const walk = (seed: number, count: number): BarColumns => {
  const { rows, times } = makeMarket({ seed, count });
  return candles(rows, { times });
};

const configOf = ({ statements, options }: RandomPair, eth: BarColumns, btc: BarColumns): SessionConfig => ({
  session: sessionOf(loadText(pairPlan(statements, options))),
  feeds: [
    { instrument: instrumentOf("ETH", options.eth), bars: eth },
    { instrument: instrumentOf("BTC", options.btc), bars: btc },
  ],
});

const markets = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  count: fc.integer({ min: 40, max: 300 }),
});

const barsOf = ({
  seed,
  count,
}: {
  seed: number;
  count: number;
}): readonly [BarColumns, BarColumns, BarColumns] => [
  walk(seed, count),
  walk(seed + 1, count),
  walk(seed + 2, count),
];

const SCALE = 20;

const exact = (text: string): bigint => {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole) * 10n ** BigInt(SCALE) + BigInt(fraction.padEnd(SCALE, "0"));
  return text.startsWith("-") ? -units : units;
};

const product = (a: string, b: string): bigint => (exact(a) * exact(b)) / 10n ** BigInt(SCALE);

/** Cash is the capital less what fills cost, and equity is cash and positions at the last prices. */
const expectConserved = (outcome: SessionOutcome, lastClose: ReadonlyMap<string, string>): void => {
  let cash = exact(outcome.capital);
  const held = new Map<string, bigint>();
  for (const { market, side, quantity, price, fee } of outcome.fills()) {
    const value = product(quantity, price);
    cash -= (side === "buy" ? value : -value) + exact(fee);
    const signed = side === "buy" ? exact(quantity) : -exact(quantity);
    held.set(market, (held.get(market) ?? 0n) + signed);
  }
  expect(exact(outcome.final.cash)).toBe(cash);
  let equity = cash;
  for (const [market, units] of held) {
    equity += (units * exact(lastClose.get(market) ?? "0")) / 10n ** BigInt(SCALE);
  }
  expect(exact(outcome.final.equity)).toBe(equity);
  const profit = outcome.trades().reduce((sum, trade) => sum + exact(trade.profit), 0n);
  expect(exact(outcome.capital) + profit).toBe(equity);
};

/** Orders are filled, or cut to what could be paid, or ended without a fill. */
const expectOrdersEnded = (outcome: SessionOutcome): void => {
  const filled = new Map<string, number>();
  for (const { orderId, quantity } of outcome.fills()) {
    filled.set(orderId, (filled.get(orderId) ?? 0) + Number(quantity));
  }
  for (const { orderId, state, reason, quantity, endedBar } of outcome.orders()) {
    const done = filled.get(orderId) ?? 0;
    if (state === "Filled") expect(done).toBeCloseTo(Number(quantity), 9);
    else if (state === "Cancelled" && reason === "insufficient_funds") {
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(Number(quantity));
    } else expect(done).toBe(0);
    expect(state === "Accepted").toBe(endedBar === undefined);
  }
};

describe("random combos and holdings on random markets", () => {
  it("do the same when bars are skipped, when every bar is stepped, and in blocks of any size", () => {
    let fills = 0;
    const reasons = new Set<string>();
    fc.assert(
      fc.property(randomPair, markets, (plan, random) => {
        const [eth, btc] = barsOf(random);
        const config = configOf(plan, eth, btc);
        const outcome = createSession(config).run();
        fills += outcome.counts.fills;
        for (const { code } of outcome.decisions()) reasons.add(code);
        const expected = traceOf(outcome);
        for (const options of [{ everyBar: true }, { blockSize: 1 }, { blockSize: 7 }]) {
          expect(traceOf(createSession({ ...config, ...options }).run())).toEqual(expected);
        }
      }),
      { numRuns: 80 },
    );
    expect(fills).toBeGreaterThan(500);
    for (const reason of ["ok", "unwound", "leg_refused", "insufficient_funds", "below_minimum_notional"]) {
      expect(reasons).toContain(reason);
    }
  });

  it("decide and fill over the first bars what the full run does", () => {
    fc.assert(
      fc.property(
        randomPair,
        markets,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (plan, random, share) => {
          const [eth, btc] = barsOf(random);
          const cut = (eth.time[Math.floor((eth.length - 1) * share)] ?? 0) + 1;
          const full = createSession(configOf(plan, eth, btc)).run();
          const prefix = createSession(
            configOf(plan, sliceBars(eth, undefined, cut), sliceBars(btc, undefined, cut)),
          ).run();
          const known = full.decisions().filter(({ time }) => time < cut + eth.interval);
          expect(prefix.decisions()).toEqual(known);
          expect(prefix.fills()).toEqual(full.fills().filter(({ time }) => time < cut));
        },
      ),
      { numRuns: 80 },
    );
  });

  it("conserve money, and leave every order in a state that its fills agree with", () => {
    fc.assert(
      fc.property(randomPair, markets, (plan, random) => {
        const [eth, btc] = barsOf(random);
        const outcome = createSession(configOf(plan, eth, btc)).run();
        const last = ({ close, length }: BarColumns): string => String(close[length - 1]);
        expectConserved(
          outcome,
          new Map([
            ["ETH/USD", last(eth)],
            ["BTC/USD", last(btc)],
          ]),
        );
        expectOrdersEnded(outcome);
      }),
      { numRuns: 60 },
    );
  });

  it("never spend more than there is on long holdings", () => {
    let fills = 0;
    fc.assert(
      fc.property(randomRotation, markets, (statements, random) => {
        const bars = barsOf(random);
        const bases = ["AAA", "BBB", "CCC"];
        const config = {
          session: sessionOf(loadText(universePlan(statements, bases))),
          feeds: bases.map((base, index) => ({
            instrument: instrumentOf(base, { takerFee: "0.002" }),
            bars: bars[index] ?? bars[0],
          })),
        };
        const outcome = createSession(config).run();
        fills += outcome.counts.fills;
        for (const cash of outcome.equity.cash) expect(cash).toBeGreaterThan(-1e-6);
        expectOrdersEnded(outcome);
        for (const options of [{ everyBar: true }, { blockSize: 1 }, { blockSize: 7 }]) {
          expect(traceOf(createSession({ ...config, ...options }).run())).toEqual(traceOf(outcome));
        }
      }),
      { numRuns: 80 },
    );
    expect(fills).toBeGreaterThan(500);
  });
});
