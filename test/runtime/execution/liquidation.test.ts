import { createSession, lookupInstrument } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { liquidationPrice, maintenanceOf } from "../../../runtime/execution/margin.ts";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { simulatePair } from "../../support/pairs.ts";
import {
  abc,
  candles,
  fillLines,
  mirrored,
  planOf,
  type Row,
  signal,
  simulate,
} from "../../support/simulate.ts";

const at = (price: number): Row => [price, price, price, price];

/** Ten times the capital of 100 in the market; 1 % of the value as margin, 1.25 % for a liquidation. */
const tenfold = { capital: "100 USD", route: "max leverage 10" };
const long = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
const short = long.replace("long", "short");

describe("the liquidation price", () => {
  const flat = [{ upTo: Number.POSITIVE_INFINITY, rate: 0.01, amount: 0 }];

  it("is where equity is the margin that the position needs", () => {
    // -900 + 10 p = 0.01 * 10 p, and 1100 - 10 p = 0.01 * 10 p
    expect(liquidationPrice(flat, -900, 10)).toBeCloseTo(900 / 9.9, 10);
    expect(liquidationPrice(flat, 1100, -10)).toBeCloseTo(1100 / 10.1, 10);
  });

  it("does not exist for a position that cash pays for", () => {
    expect(liquidationPrice(flat, 0, 10)).toBeNaN();
    expect(liquidationPrice(flat, 5, 10)).toBeNaN();
  });

  it("follows the tiers of the venue, whose margins meet at their bounds", () => {
    const tiers = lookupInstrument("binance", "BTC/USDT:USDT")?.margin?.tiers ?? [];
    expect(tiers).toHaveLength(12);
    for (const [index, { upTo }] of tiers.slice(0, -1).entries()) {
      const next = tiers[index + 1];
      expect(maintenanceOf(tiers, upTo)).toBeCloseTo(upTo * (next?.rate ?? 0) - (next?.amount ?? 0), 6);
    }
    for (const quantity of [0.5, 5, 50, 500, -0.5, -5, -50, -500]) {
      const cash = -quantity * 100_000 * (quantity > 0 ? 0.9 : 1.1);
      const price = liquidationPrice(tiers, cash, quantity);
      const margin = maintenanceOf(tiers, Math.abs(quantity) * price);
      expect(cash + quantity * price).toBeCloseTo(margin, 4);
    }
  });
});

describe("a position with leverage", () => {
  it("is liquidated where the bar's adverse extreme leaves less than its margin", () => {
    const outcome = simulate(long, [signal(), at(100), [100, 101, 90, 95], at(95)], tenfold);
    // 900 / 9.9 = 90.909.., rounded up to the tick.
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "2 sell 10 at 90.91 liquidation"]);
    expect(outcome.charges().map(({ kind, amount }) => [kind, amount])).toEqual([
      ["liquidation", "11.36375"],
    ]);
    expect(outcome.final.cash).toBe("-2.26375");
    expect(outcome.trades().map(({ profit, charges, exitRole }) => [profit, charges, exitRole])).toEqual([
      ["-102.26375", "11.36375", "liquidation"],
    ]);
    expect(outcome.orders().at(-1)?.reason).toBeUndefined();
    expect(outcome.decisions().at(-1)?.code).toBe("liquidated");
    expect(outcome.warnings.map(({ code }) => code)).toContain("liquidated");
    expect(outcome.warnings.map(({ code }) => code)).toContain("margin_assumed");
  });

  it("is liquidated on the short side too", () => {
    const outcome = simulate(short, [signal(), at(100), [100, 110, 99, 105], at(105)], tenfold);
    // 1100 / 10.1 = 108.91.., rounded down to the tick.
    expect(fillLines(outcome)).toEqual(["1 sell 10 at 100 entry", "2 buy 10 at 108.91 liquidation"]);
  });

  it("stays open while its equity is above the margin", () => {
    const outcome = simulate(long, [signal(), at(100), [100, 101, 91, 95], at(95)], tenfold);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry"]);
  });

  it("is liquidated at the open of a bar that gaps over the price", () => {
    const outcome = simulate(long, [signal(), at(100), [85, 86, 84, 85], at(85)], tenfold);
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 85 liquidation");
  });

  it("is stopped first where the stop is nearer, and liquidated first where it is not", () => {
    const stopped = (price: number) => `enter long when volume == 7 ABC { size 10 ABC stop at ${price} USD }`;
    const rows = [signal(), at(100), [100, 101, 85, 95], at(95)] as const;
    expect(fillLines(simulate(stopped(92), rows, tenfold)).at(-1)).toBe("2 sell 10 at 92 stop");
    expect(fillLines(simulate(stopped(90), rows, tenfold)).at(-1)).toBe("2 sell 10 at 90.91 liquidation");
  });

  it("may be liquidated on the bar of its entry", () => {
    const outcome = simulate(long, [signal(), [100, 101, 85, 95]], tenfold);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "1 sell 10 at 90.91 liquidation"]);
  });

  it("goes with all working orders, and the run goes on with what is left", () => {
    const rules = `${long.replace("10 ABC", "5 ABC")}
      enter long when volume == 8 ABC { size 1 ABC unprotected }
      exit long when volume == 9 ABC { order limit at 200 USD expire after 50 bars }`;
    const options = { capital: "51 USD", route: "max leverage 10" };
    const outcome = simulate(
      rules,
      [signal(), signal(9), [100, 101, 85, 95], [10, 10, 10, 10, 8], at(10)],
      options,
    );
    expect(outcome.orders().map(({ role, state, reason }) => [role, state, reason])).toEqual([
      ["entry", "Filled", undefined],
      ["exit", "Cancelled", "liquidated"],
      ["liquidation", "Filled", undefined],
    ]);
    expect(outcome.decisions().at(-1)?.code).toBe("insufficient_funds");
  });

  it("is found when bars are skipped as when every bar is stepped", () => {
    const rows: Row[] = [signal(), ...Array.from({ length: 40 }, (_, bar) => at(100 - bar / 3)), at(80)];
    for (const [rules, market] of [
      [long, rows],
      [short, rows.map(mirrored)],
    ] as const) {
      const skipped = simulate(rules, market, tenfold);
      const stepped = simulate(rules, market, { ...tenfold, config: { everyBar: true } });
      expect(fillLines(skipped)).toHaveLength(2);
      expect(stepped.digest()).toBe(skipped.digest());
      expect([...stepped.equity.value]).toEqual([...skipped.equity.value]);
      expect(simulate(rules, market, { ...tenfold, config: { blockSize: 3 } }).digest()).toBe(
        skipped.digest(),
      );
    }
  });

  it("is tested on the mark price where there is one", () => {
    const session = sessionOf(loadText(planOf(long, tenfold)));
    const rows = [signal(), at(100), [100, 101, 90, 95] as const, [95, 96, 94, 95] as const];
    const marks = [at(100), at(100), [100, 100, 95, 95] as const, [95, 95, 90, 94] as const];
    const outcome = createSession({
      session,
      feeds: [{ instrument: abc, bars: candles(rows), mark: candles(marks) }],
    }).run();
    // The trades of bar 2 would have done it; the mark does in bar 3, where nothing was traded below 94.
    expect(fillLines(outcome).at(-1)).toBe("3 sell 10 at 94 liquidation");
  });

  it.each(["path ohlc", "path nearest"])("is liquidated on its way under `%s`", (path) => {
    const outcome = simulate(long, [signal(), at(100), [100, 101, 85, 95], at(95)], {
      ...tenfold,
      fills: `"bar/pessimistic@1" ${path}`,
    });
    expect(fillLines(outcome).at(-1)).toBe("2 sell 10 at 90.91 liquidation");
  });

  it("is never liquidated without leverage on a spot market", () => {
    const outcome = simulate(short, [signal(), at(100), at(300), at(300)], { capital: "1_000 USD" });
    expect(fillLines(outcome)).toEqual(["1 sell 10 at 100 entry"]);
  });

  it("is liquidated without leverage too where it is a short derivative", () => {
    const outcome = simulate(short, [signal(), at(100), at(300), at(300)], {
      capital: "1_000 USD",
      instrument: { settle: "USD" },
    });
    expect(fillLines(outcome)).toEqual(["1 sell 10 at 100 entry", "2 buy 10 at 300 liquidation"]);
  });
});

describe("an account of several markets on cross margin", () => {
  const rules = `
    enter long eth when eth.volume == 7 ETH { size 5 ETH unprotected }
    enter long btc when eth.volume == 7 ETH { size 5 BTC unprotected }
    exit eth when eth.close < 1 USD
    exit btc when btc.close < 1 USD`;
  const falling: Row[] = [signal(), at(100), [100, 100, 85, 90], at(90)];

  it("is liquidated whole where all of it falls short", () => {
    const outcome = simulatePair(rules, falling, [at(100), ...falling.slice(1)], tenfold);
    expect(outcome.fills().map(({ market, price, role }) => [market, price, role])).toEqual([
      ["ETH/USD", "100", "entry"],
      ["BTC/USD", "100", "entry"],
      ["ETH/USD", "90.91", "liquidation"],
      ["BTC/USD", "90.91", "liquidation"],
    ]);
    expect(outcome.final.positions).toEqual([]);
    const stepped = simulatePair(rules, falling, [at(100), ...falling.slice(1)], {
      ...tenfold,
      config: { everyBar: true },
    });
    expect(stepped.digest()).toBe(outcome.digest());
  });

  it("carries a loss in one market with what the others are worth", () => {
    const rising: Row[] = [at(100), [100, 110, 100, 110], [120, 130, 120, 130], at(130)];
    const outcome = simulatePair(rules, falling, rising, tenfold);
    expect(outcome.fills().map(({ role }) => role)).toEqual(["entry", "entry"]);
  });
});
