import { describe, expect, it } from "vitest";
import {
  hourDecisions,
  hourFills,
  hoursWithout,
  type PairOptions,
  simulatePair,
} from "../../support/pairs.ts";
import { candles, type Row } from "../../support/simulate.ts";
import { simulateUniverse, type UniverseOptions } from "../../support/universes.ts";

const at = (price: number): Row => [price, price, price, price, 1];

/** Prices by hour: each from the hour it is given for. Days end with the bars 23, 47 and 71. */
const prices = (count: number, ...changes: readonly (readonly [hour: number, price: number])[]): Row[] => {
  let price = Number.NaN;
  return Array.from({ length: count }, (_, hour) => {
    price = changes.findLast(([from]) => from <= hour)?.[1] ?? price;
    return at(price);
  });
};

const held = (statements: string, eth: readonly Row[], btc: readonly Row[], options: PairOptions = {}) =>
  simulatePair(statements, eth, btc, options);

describe("holding fixed weights", () => {
  it("buys the targets at the first instant of the schedule, in whole lots", () => {
    const outcome = held(
      "hold every 1d { 60% eth  30% btc  10% cash }",
      prices(30, [0, 100]),
      prices(30, [0, 50]),
    );
    expect(hourFills(outcome)).toEqual(["24 ETH buy 60 at 100", "24 BTC buy 60 at 50"]);
    expect(outcome.final.cash).toBe("1000");
    expect(new Set([...outcome.orders(), ...outcome.fills()].map(({ ruleId }) => ruleId))).toEqual(
      new Set(["hold"]),
    );
  });

  it("never holds more than a target: 6000 at 7 in whole units is 857", () => {
    const whole = { eth: { lotSize: "1" }, btc: { lotSize: "0.1" } };
    const outcome = held("hold every 1d { 60% eth  30% btc }", prices(26, [0, 7]), prices(26, [0, 7]), whole);
    expect(hourFills(outcome)).toEqual(["24 ETH buy 857 at 7", "24 BTC buy 428.5 at 7"]);
  });

  it("pays increases with reductions of the same step, whichever market comes first", () => {
    // 60 ETH and 80 BTC; then ETH is worth 9000 of 13 000 and should be 7800.
    const up = held(
      "hold every 1d { 60% eth  40% btc }",
      prices(50, [0, 100], [30, 150]),
      prices(50, [0, 50]),
    );
    expect(hourFills(up)).toEqual([
      "24 ETH buy 60 at 100",
      "24 BTC buy 80 at 50",
      "48 ETH sell 8 at 150",
      "48 BTC buy 24 at 50",
    ]);
    // BTC doubles to 8000 of 14 000 and should be 5600: ETH, which is first, waits for its money.
    const down = held(
      "hold every 1d { 60% eth  40% btc }",
      prices(50, [0, 100]),
      prices(50, [0, 50], [30, 100]),
    );
    // Rows of one moment are in the order of the markets.
    expect(hourFills(down).slice(2)).toEqual(["48 ETH buy 24 at 100", "48 BTC sell 24 at 100"]);
    expect(hourDecisions(down).slice(2)).toEqual([
      "48 ETH add allowed ok hold",
      "48 BTC exit allowed ok hold",
    ]);
    expect(down.final.cash).toBe("0");
  });

  it("leaves room for the fees of what it buys and sells", () => {
    const fees = { eth: { takerFee: "0.01" }, btc: { takerFee: "0.01" } };
    const outcome = held(
      "hold every 1d { 60% eth  40% btc }",
      prices(26, [0, 100]),
      prices(26, [0, 50]),
      fees,
    );
    // 10 000 / 1.01 is 9900.99: 59.40 ETH and 79.20 BTC.
    expect(hourFills(outcome)).toEqual(["24 ETH buy 59.4 at 100", "24 BTC buy 79.2 at 50"]);
    expect(outcome.final.cash).toBe("1");
  });

  it("buys at the fill what the account can still pay for", () => {
    const gap = prices(26, [0, 100], [24, 110]);
    const outcome = held("hold every 1d { 60% eth  40% btc }", gap, prices(26, [0, 50]));
    // 60 ETH now cost 6600, which leaves 3400.
    expect(hourFills(outcome)).toEqual(["24 ETH buy 60 at 110", "24 BTC buy 68 at 50"]);
    expect(outcome.orders().map(({ state, reason }) => `${state} ${reason ?? ""}`)).toEqual([
      "Filled ",
      "Cancelled insufficient_funds",
    ]);
    expect(outcome.final.cash).toBe("0");
  });

  it("drops what is below the venue's minimum, and says so; a whole position can always go", () => {
    const least = { btc: { notionalMin: "200" } };
    const dropped = held(
      "hold every 1d { 60% eth  1% btc }",
      prices(26, [0, 100]),
      prices(26, [0, 50]),
      least,
    );
    expect(hourDecisions(dropped)).toEqual([
      "24 ETH entry allowed ok hold",
      "24 BTC entry rejected below_minimum_notional hold",
    ]);
    const leaving = `
      let w = if btc.close > 40 USD then 30% else 0%
      hold every 1d { w btc }`;
    const out = held(leaving, prices(50, [0, 100]), prices(50, [0, 50], [30, 2]), least);
    expect(hourFills(out)).toEqual(["24 BTC buy 60 at 50", "48 BTC sell 60 at 2"]);
    const trimmed = held("hold every 1d { 30% btc }", prices(50, [0, 100]), prices(50, [0, 50], [30, 51]), {
      btc: { notionalMin: "200" },
    });
    expect(hourDecisions(trimmed)[1]).toBe("48 BTC exit rejected below_minimum_notional hold");
  });

  it("trades only where the drift is above its bound", () => {
    const rows = prices(75, [0, 100], [30, 105], [50, 150]);
    const outcome = held("hold every 1d { 50% eth } when drift > 5%", rows, prices(75, [0, 50]));
    // 50 ETH are 51.2% at 105, and 60% at 150: of 12 500, half is 41.66 ETH.
    expect(hourFills(outcome)).toEqual(["24 ETH buy 50 at 100", "72 ETH sell 8.34 at 150"]);
  });

  it("sells what a short weight says, and turns a position in one step", () => {
    const both = held("hold every 1d { 50% btc  50% short eth }", prices(26, [0, 100]), prices(26, [0, 50]));
    expect(hourFills(both)).toEqual(["24 ETH sell 50 at 100", "24 BTC buy 100 at 50"]);
    const turning = `
      let isUp = eth.close > 90 USD
      let w = if isUp then 50% else 0%
      let s = if isUp then 0% else 50%
      hold every 1d { w eth  s short eth }`;
    const outcome = held(turning, prices(50, [0, 100], [30, 80]), prices(50, [0, 50]));
    // 50 ETH lose 1000: half of 9000 at 80 is 56.25.
    expect(hourFills(outcome)).toEqual([
      "24 ETH buy 50 at 100",
      "48 ETH sell 50 at 80",
      "48 ETH sell 56.25 at 80",
    ]);
  });

  it("refuses weights that are more than everything at a step, or absent", () => {
    const over = "let w = eth.close / (100 USD / 1 ETH) * 60%\n hold every 1d { w eth  50% btc }";
    const outcome = held(over, prices(26, [0, 100]), prices(26, [0, 50]));
    expect(hourDecisions(outcome)).toEqual(["24 ETH entry rejected weights_over_total hold"]);
    expect(outcome.decisions()[0]).toMatchObject({ observed: 1.1, bound: 1 });
    const absent = "let w = (eth.close - 100 USD) / (eth.close - 100 USD)\n hold every 1d { w eth }";
    expect(hourDecisions(held(absent, prices(26, [0, 100]), prices(26, [0, 50])))).toEqual([
      "24 ETH entry rejected value_absent hold",
    ]);
  });

  it("fills later where a market has no bar, and works its targets out again at the next instant", () => {
    const gap = { btcBars: { times: hoursWithout(51, 24, 25) } };
    const outcome = held(
      "hold every 1d { 60% eth  30% btc }",
      prices(51, [0, 100]),
      prices(49, [0, 50]),
      gap,
    );
    expect(hourFills(outcome)).toEqual(["24 ETH buy 60 at 100", "26 BTC buy 60 at 50"]);
    const long = { btcBars: { times: [...hoursWithout(24), ...hoursWithout(60).slice(50)] } };
    const again = held(
      "hold every 1d { 60% eth  30% btc }",
      prices(60, [0, 100], [30, 150]),
      prices(34, [0, 50]),
      long,
    );
    // The order of hour 24 waits until hour 48, where the target is 30% of 13 000.
    expect(hourFills(again)).toEqual(["24 ETH buy 60 at 100", "48 ETH sell 8 at 150", "50 BTC buy 78 at 50"]);
    expect(again.orders().find(({ market }) => market === "BTC/USD")?.reason).toBe("replaced");
  });

  it("holds a single market on an account of its own", () => {
    const outcome = simulateUniverse("hold every 1d { 60% all of coins }", {
      AAA: candles(prices(26, [0, 100])),
    });
    expect(hourFills(outcome)).toEqual(["24 AAA buy 60 at 100"]);
  });

  it("clips an increase to what a limit allows, and rejects it where the limit does not clamp", () => {
    const limit = (action: string): string[] =>
      hourDecisions(
        held("hold every 1d { 60% eth }", prices(26, [0, 100]), prices(26, [0, 50]), {
          risk: `limit order notional to 4_000 USD ${action}`,
        }),
      );
    expect(limit("then clamp")).toEqual(["24 ETH entry modified limit_order_notional hold"]);
    expect(limit("")).toEqual(["24 ETH entry rejected limit_order_notional hold"]);
  });
});

describe("holding the best of a universe", () => {
  /** Prices before and at the close of the first day; what changes between is what `by` ranks. */
  const coins = (...closes: readonly number[]) =>
    Object.fromEntries(
      closes.map((close, index) => [
        "ABCD".charAt(index).repeat(3),
        candles(prices(50, [0, 100], [23, close], [24, 100])),
      ]),
    );
  const fillsOf = (statements: string, closes: readonly number[], options: UniverseOptions = {}): string[] =>
    hourFills(simulateUniverse(statements, coins(...closes), options)).filter((line) =>
      line.startsWith("24"),
    );
  const by = "by close / close[1]";

  it("gives equal shares to the first N, those of one value in the order of the universe", () => {
    // 3000 each: at 104 that is 28.84, at 102 it is 29.41.
    expect(fillsOf(`hold every 1d { 60% top 2 of coins ${by} }`, [101, 104, 102, 101])).toEqual([
      "24 BBB buy 28.84 at 100",
      "24 CCC buy 29.41 at 100",
    ]);
    expect(fillsOf(`hold every 1d { 60% top 2 of coins ${by} }`, [101, 101, 101, 101])).toEqual([
      "24 AAA buy 29.7 at 100",
      "24 BBB buy 29.7 at 100",
    ]);
    expect(fillsOf(`hold every 1d { 30% bottom 1 of coins ${by} }`, [101, 104, 102, 101])).toEqual([
      "24 AAA buy 29.7 at 100",
    ]);
  });

  it("adds up what several items say of one market", () => {
    expect(
      fillsOf(
        `hold every 1d { 30% top 1 of coins ${by}  20% short bottom 1 of coins ${by}  40% all of coins }`,
        [100, 100],
      ),
    ).toEqual(["24 AAA buy 30 at 100", "24 BBB buy 20 at 100"]);
  });

  it("shares in proportion to a value of each market", () => {
    // 104 / 100 and 102 / 100 of their open, less 1: two to one.
    const weighted = `hold every 1d { 60% top 2 of coins ${by} weighted by close / close[1] - 1 }`;
    expect(fillsOf(weighted, [100, 104, 102])).toEqual(["24 BBB buy 38.46 at 100", "24 CCC buy 19.6 at 100"]);
    const all = "hold every 1d { 60% all of coins weighted by close / close[1] - 1 }";
    const outcome = simulateUniverse(all, coins(99, 104, 102));
    // A third of the weight is that of a market whose value is not above zero.
    expect(hourFills(outcome).filter((line) => line.startsWith("24"))).toEqual([
      "24 BBB buy 25.64 at 100",
      "24 CCC buy 13.07 at 100",
    ]);
    expect(hourDecisions(outcome)[0]).toBe("24 AAA entry rejected weight_unknown hold");
  });

  it("keeps the share of those that are missing in cash", () => {
    // AAA stays at 100, where the ranking divides zero by zero.
    const ranked =
      "hold every 1d { 90% top 3 of coins by (close / close[1] - 1) / (close / close[1] - 1) * close / close[1] }";
    const outcome = simulateUniverse(ranked, coins(100, 104, 102));
    expect(hourFills(outcome).filter((line) => line.startsWith("24"))).toEqual([
      "24 BBB buy 28.84 at 100",
      "24 CCC buy 29.41 at 100",
    ]);
    expect(hourDecisions(outcome)[0]).toBe("24 AAA entry rejected rank_unknown hold");
  });

  it("leaves out, without a word, markets that have not enough history yet", () => {
    const young = {
      AAA: candles(prices(50, [0, 100])),
      BBB: candles(prices(40, [0, 100]), { times: hoursWithout(50).slice(10) }),
    };
    const outcome = simulateUniverse("hold every 1d { 60% top 2 of coins by roc(close, 20) }", young);
    expect(hourFills(outcome)).toEqual(["24 AAA buy 30 at 100", "48 BBB buy 30 at 100"]);
    expect(outcome.counts.refused).toBe(0);
  });

  it("fires once for an instant that markets with different bars see at different times", () => {
    // BBB has no bar between hours 20 and 26: it sees midnight at the close of hour 26.
    const gappy = {
      AAA: candles(prices(50, [0, 100], [25, 90])),
      BBB: candles(prices(44, [0, 100]), { times: hoursWithout(50, 20, 21, 22, 23, 24, 25) }),
    };
    const outcome = simulateUniverse("hold every 1d { 60% top 1 of coins by roc(close, 2) }", gappy);
    expect(hourFills(outcome)[0]).toBe("24 AAA buy 60 at 100");
    expect(hourFills(outcome)[1]?.startsWith("48")).toBe(true);
  });

  it("rotates: sells what has dropped out before it buys what came in", () => {
    const bars = {
      AAA: candles(prices(50, [0, 100], [22, 110], [46, 100])),
      BBB: candles(prices(50, [0, 100], [46, 110])),
    };
    const outcome = simulateUniverse("hold every 1d { 100% top 1 of coins by roc(close, 3) }", bars);
    expect(hourFills(outcome)).toEqual([
      "24 AAA buy 90.9 at 110",
      "48 AAA sell 90.9 at 100",
      "48 BBB buy 82.64 at 110",
    ]);
  });
});
