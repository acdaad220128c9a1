import { createSession, type SessionConfig } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { feedsOf, randomEach, randomPair, randomWalks, type Walks } from "../../support/random-pairs.ts";
import { traceOf } from "../../support/several-markets.ts";

const exact = (text: string): bigint => {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole) * 10n ** 20n + BigInt(fraction.padEnd(20, "0"));
  return text.startsWith("-") ? -units : units;
};

const kinds = [
  ["two markets", randomPair, ["ETH", "BTC"]],
  ["each of several markets", randomEach, ["AAA", "BBB", "CCC", "DDD"]],
] as const;

describe.each(kinds)("random strategies of %s", (_name, plans, bases) => {
  const configOf = (text: string, walks: Walks, until?: number): SessionConfig => ({
    session: sessionOf(loadText(text)),
    feeds: feedsOf(bases, walks, until),
  });

  it("do the same when bars are skipped, when every bar is stepped, and in blocks of any size", () => {
    let fills = 0;
    fc.assert(
      fc.property(plans, randomWalks, (text, walks) => {
        const config = configOf(text, walks);
        const outcome = createSession({ ...config, everyBar: true }).run();
        const expected = traceOf(outcome);
        fills += outcome.counts.fills;
        for (const blockSize of [1, 7, 4096]) {
          expect(traceOf(createSession({ ...config, blockSize }).run())).toEqual(expected);
        }
        expect(traceOf(createSession({ ...config, blockSize: 7, everyBar: true }).run())).toEqual(expected);
      }),
      { numRuns: 60 },
    );
    expect(fills).toBeGreaterThan(1_000);
  });

  it("decide and fill over the first bars what the full run does", () => {
    fc.assert(
      fc.property(plans, randomWalks, fc.double({ min: 0, max: 1, noNaN: true }), (text, walks, share) => {
        const full = createSession(configOf(text, walks)).run();
        const { time, value } = full.equity;
        const until = time[Math.floor((time.length - 1) * share)] ?? 0;
        const config = configOf(text, walks, until);
        fc.pre(config.feeds.every(({ bars }) => bars.length > 1));
        const prefix = createSession(config).run();
        const steps = time.filter((moment) => moment <= until).length;
        expect([...prefix.equity.value]).toEqual([...value.subarray(0, steps)]);
        const upTo = <Row extends { readonly time: number }>(rows: readonly Row[]): readonly Row[] =>
          rows.filter((row) => row.time <= until);
        expect(upTo(prefix.intents())).toEqual(upTo(full.intents()));
        expect(upTo(prefix.decisions())).toEqual(upTo(full.decisions()));
        expect(prefix.fills()).toEqual(full.fills().filter((row) => row.time < until));
      }),
      { numRuns: 40 },
    );
  });

  it("conserve money: cash is capital less what every market's fills cost, equity is cash and all positions", () => {
    fc.assert(
      fc.property(plans, randomWalks, (text, walks) => {
        const config = configOf(text, walks);
        const outcome = createSession(config).run();
        let cash = exact(outcome.capital);
        const positions = new Map<string, bigint>();
        for (const { market, side, quantity, price, fee } of outcome.fills()) {
          const signed = exact(quantity) * (side === "buy" ? 1n : -1n);
          cash -= (signed * exact(price)) / 10n ** 20n + exact(fee);
          positions.set(market, (positions.get(market) ?? 0n) + signed);
        }
        expect(exact(outcome.final.cash)).toBe(cash);
        let equity = cash;
        for (const { instrument, bars } of config.feeds) {
          const close = exact(String(bars.close[bars.length - 1]));
          equity += ((positions.get(instrument.symbol) ?? 0n) * close) / 10n ** 20n;
        }
        expect(exact(outcome.final.equity)).toBe(equity);
        const profit = outcome.trades().reduce((sum, trade) => sum + exact(trade.profit), 0n);
        expect(exact(outcome.capital) + profit).toBe(equity);
        expect(
          Math.abs((outcome.equity.value.at(-1) ?? Number.NaN) - Number(outcome.final.equity)),
        ).toBeLessThan(1e-6);
        expect(
          Math.abs((outcome.equity.cash.at(-1) ?? Number.NaN) - Number(outcome.final.cash)),
        ).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });
});
