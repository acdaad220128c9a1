import { describe, expect, it } from "vitest";
import { decisionLines, fillLines, type Row, signal, simulate } from "../../support/simulate.ts";

const at = (price: number, volume = 1): Row => [price, price, price, price, volume];
const enter = "enter long when volume == 7 ABC { size 10 ABC }";

/** The bar at whose close a condition first holds, seen through the fill of the exit it fires one bar later. */
const exitBar = (condition: string, rows: readonly Row[], entry = enter): number | undefined => {
  const outcome = simulate(`${entry} exit when ${condition} if unknown hold`, rows, {
    capital: "10_000 USD",
  });
  const exit = outcome.fills().find(({ role }) => role === "exit");
  return exit === undefined ? undefined : exit.bar - 1;
};

describe("facts of the position", () => {
  const rows: Row[] = [
    signal(7),
    [101, 104, 99, 102, 1],
    [102, 110, 101, 108, 1],
    [108, 109, 95, 96, 1],
    at(97),
    at(98),
  ];

  it.each([
    ["position.size == 10 ABC", 1],
    ["position.value == 1_080 USD", 2],
    ["position.profit == 70 USD", 2],
    ["position.profit == -50 USD", 3],
    ["entry == 101 USD", 1],
    ["last_fill == 101 USD", 1],
    ["units == 1", 1],
    ["bars_held == 0", 1],
    ["bars_held == 2", 3],
    ["best == 104 USD", 1],
    ["best == 110 USD", 2],
    ["worst == 99 USD", 1],
    ["worst == 95 USD", 3],
    ["equity == 10_070 USD", 2],
    ["cash == 8_990 USD", 1],
    ["exposure == 1_080 USD", 2],
    ["exposure > 10.2% of equity", 2],
  ])("%s holds at the close of bar %i", (condition, bar) => {
    expect(exitBar(condition, rows)).toBe(bar);
  });

  it("leave out what a bar did before an entry inside it", () => {
    const limit = "enter long when volume == 7 ABC { size 10 ABC order limit at 99 USD expire after 1 bar }";
    const inside: Row[] = [signal(7), [100, 120, 98, 100, 1], [100, 103, 97, 100, 1], at(100), at(100)];
    expect(exitBar("best == 120 USD", inside, limit)).toBeUndefined();
    expect(exitBar("best == 103 USD and worst == 97 USD", inside, limit)).toBe(2);
  });

  it("of a short position mirror those of a long one", () => {
    const short = "enter short when volume == 7 ABC { size 10 ABC }";
    expect(exitBar("best == 95 USD and worst == 110 USD and position.profit == 50 USD", rows, short)).toBe(3);
    expect(exitBar("position.size == 10 ABC and position.profit == -70 USD", rows, short)).toBe(2);
  });
});

describe("facts of what has been", () => {
  const rows = (...volumes: readonly number[]): Row[] => volumes.map((volume) => signal(volume));

  it("bars_since_exit is absent before the first exit, then counts from the bar of the exit", () => {
    const rules = `
      enter long when volume == 7 ABC or bars_since_exit == 2 { size 1 ABC unprotected }
      exit long when volume == 9 ABC`;
    expect(fillLines(simulate(rules, rows(1, 1, 7, 9, 1, 1, 1, 1)))).toEqual([
      "3 buy 1 at 100 entry",
      "4 sell 1 at 100 exit",
      "7 buy 1 at 100 entry",
    ]);
  });

  it("last_trade.profit is what the last round trip earned, fees and parts included", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      exit long when volume == 8 ABC part 50%
      exit long when volume == 9 ABC
      enter short when last_trade.profit == -2 USD { size 1 ABC unprotected }`;
    // Ten bought at 100, five sold at 90, five at 110; the fees are 1, 0.45 and 0.55.
    const market: Row[] = [signal(7), at(100, 8), at(90, 9), at(110), at(110), at(110)];
    const outcome = simulate(rules, market, { instrument: { makerFee: "0.001", takerFee: "0.001" } });
    expect(outcome.trades()[0]?.profit).toBe("-2");
    expect(fillLines(outcome).at(-1)).toBe("4 sell 1 at 110 entry");
  });

  it("day_start_equity is the equity at the last close of the day before", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long when day_start_equity == 1_000_150 USD and equity < day_start_equity`;
    const market = Array.from(
      { length: 60 },
      (_, hour): Row => at(hour < 23 ? 100 : hour === 23 ? 115 : 110, hour === 0 ? 7 : 1),
    );
    expect(fillLines(simulate(rules, market))).toEqual(["1 buy 10 at 100 entry", "25 sell 10 at 110 exit"]);
  });

  it("day_start_equity is the capital on the first day", () => {
    expect(
      exitBar("day_start_equity == 10_000 USD and equity > day_start_equity", [
        signal(7),
        at(100),
        at(101),
        at(101),
      ]),
    ).toBe(2);
  });
});

describe("captures", () => {
  it("keep the value of the decision that opened the position", () => {
    const rules = `
      enter long when volume == 7 ABC { size 1 ABC capture level = close + 5 USD unprotected }
      exit long when close > level`;
    const rows: Row[] = [signal(7), at(104), at(105), at(106), at(90, 7), at(90), at(96), at(96)];
    expect(fillLines(simulate(rules, rows))).toEqual([
      "1 buy 1 at 104 entry",
      "4 sell 1 at 90 exit",
      "5 buy 1 at 90 entry",
      "7 sell 1 at 96 exit",
    ]);
  });

  it("of an entry that rested are those of the bar that placed it", () => {
    const rules = `
      enter long when volume == 7 ABC {
        size 1 ABC order limit at 95 USD expire after 5 bars capture level = close unprotected
      }
      exit long when close == level`;
    const rows: Row[] = [signal(7), at(98), at(94), at(98), at(100), at(99)];
    expect(fillLines(simulate(rules, rows))).toEqual(["2 buy 1 at 94 entry", "5 sell 1 at 99 exit"]);
  });
});

describe("sizes", () => {
  const bought = (size: string, clauses = "unprotected", options = {}): string[] =>
    fillLines(
      simulate(`enter long when volume == 7 ABC { size ${size} ${clauses} }`, [signal(7), at(101)], {
        capital: "10_000 USD",
        ...options,
      }),
    );

  it.each([
    ["0.5 ABC", "unprotected", "0.5"],
    ["1_000 USD", "unprotected", "10"],
    ["5% of equity", "unprotected", "5"],
    ["risking 1% of equity", "stop 4 USD below entry", "25"],
    ["risking 100 USD", "stop at 96 USD", "25"],
    ["1_000 USD / 2", "unprotected", "5"],
  ])("%s %s buys %s", (size, clauses, quantity) => {
    expect(bought(size, clauses)).toEqual([`1 buy ${quantity} at 101 entry`]);
  });

  it("by the price of the order where it has one", () => {
    const limit = "order limit at 80 USD expire after 2 bars unprotected";
    const rules = `enter long when volume == 7 ABC { size 1_000 USD ${limit} }`;
    const rows: Row[] = [signal(7), at(79)];
    expect(fillLines(simulate(rules, rows, { capital: "10_000 USD" }))).toEqual(["1 buy 12.5 at 79 entry"]);
    const risking = `enter long when volume == 7 ABC {
      size risking 100 USD order stop at 110 USD expire after 2 bars stop at 100 USD
    }`;
    expect(fillLines(simulate(risking, [signal(7), at(112)]))).toEqual(["1 buy 10 at 112 entry"]);
  });

  it("of equity follow the equity of the decision", () => {
    const rules = `
      enter long when volume >= 7 ABC { size 10% of equity unprotected }
      exit long when volume == 6 ABC`;
    const rows: Row[] = [signal(7), at(100, 1), at(200, 6), at(200, 8), at(200)];
    const outcome = simulate(rules, rows, { capital: "10_000 USD" });
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "3 sell 10 at 200 exit",
      "4 buy 5.5 at 200 entry",
    ]);
  });

  it("beyond what the account can pay are refused", () => {
    const rules = "enter long when volume == 7 ABC { size 101 ABC unprotected }";
    const outcome = simulate(rules, [signal(7), at(100)], { capital: "10_000 USD" });
    expect(decisionLines(outcome)).toEqual(["0 entry rejected insufficient_funds"]);
  });

  it("count the fee among what has to be paid", () => {
    const rules = "enter long when volume == 7 ABC { size 100 ABC unprotected }";
    const fee = { instrument: { takerFee: "0.001" }, capital: "10_000 USD" };
    expect(decisionLines(simulate(rules, [signal(7), at(100)], fee))).toEqual([
      "0 entry rejected insufficient_funds",
    ]);
    expect(decisionLines(simulate(rules, [signal(7), at(100)], { capital: "10_000 USD" }))).toEqual([
      "0 entry allowed ok",
    ]);
  });

  it("may be carried further where the route has leverage", () => {
    expect(bought("250 ABC", "unprotected", { route: "max leverage 3" })).toEqual(["1 buy 250 at 101 entry"]);
  });

  it("with a stop on the wrong side are refused", () => {
    const rules = "enter long when volume == 7 ABC { size 1 ABC stop at 105 USD }";
    expect(decisionLines(simulate(rules, [signal(7), at(100)]))).toEqual([
      "0 entry rejected stop_on_wrong_side",
    ]);
  });

  it("without a value are refused", () => {
    const rules =
      "enter long when volume == 7 ABC { size 1_000 USD * ((close - open) / (high - low)) unprotected }";
    expect(decisionLines(simulate(rules, [signal(7), at(100)]))).toEqual(["0 entry rejected value_absent"]);
  });
});

describe("precision", () => {
  const coarse = { instrument: { tickSize: "0.5", lotSize: "0.1" } };
  const placed = (rules: string): readonly (string | undefined)[] => {
    const [intent] = simulate(rules, [signal(7), at(100)], coarse).intents();
    return [intent?.quantity, intent?.limit, intent?.stop];
  };
  const entry = (side: string, order: string): string =>
    `enter ${side} when volume == 7 ABC { size 1.29 ABC order ${order} expire after 1 bar unprotected }`;

  it("rounds quantities toward zero, limit buys down and sells up, stop buys up and sells down", () => {
    expect(placed(entry("long", "limit at 98.7 USD"))).toEqual(["1.2", "98.5", undefined]);
    expect(placed(entry("short", "limit at 101.2 USD"))).toEqual(["1.2", "101.5", undefined]);
    expect(placed(entry("long", "stop at 101.2 USD"))).toEqual(["1.2", undefined, "101.5"]);
    expect(placed(entry("short", "stop at 98.7 USD"))).toEqual(["1.2", undefined, "98.5"]);
    expect(placed(entry("long", "stop at 101.2 USD limit 102.7 USD"))).toEqual(["1.2", "102.5", "101.5"]);
  });

  it("leaves what is on the grid as it is", () => {
    expect(placed(entry("long", "limit at 98.5 USD").replace("1.29", "1.3"))).toEqual([
      "1.3",
      "98.5",
      undefined,
    ]);
  });

  it("rounds protective stops away from the entry, and targets too", () => {
    const rules = (side: string, loss: string, profit: string): string =>
      `enter ${side} when volume == 7 ABC { size 1 ABC stop 3.2 USD ${loss} entry target 3.2 USD ${profit} entry }`;
    const levels = (text: string) =>
      simulate(text, [signal(7), at(100)], coarse)
        .orders()
        .slice(1)
        .map(({ stop, limit }) => stop ?? limit);
    expect(levels(rules("long", "below", "above"))).toEqual(["96.5", "103.5"]);
    expect(levels(rules("short", "above", "below"))).toEqual(["103.5", "96.5"]);
  });

  it("drops what is below the venue's minimum, with the reason", () => {
    const rules = "enter long when volume == 7 ABC { size 0.4 ABC unprotected }";
    const codes = (instrument: object): string[] =>
      decisionLines(simulate(rules, [signal(7), at(100)], { instrument }));
    expect(codes({ lotSize: "1" })).toEqual(["0 entry rejected below_minimum_quantity"]);
    expect(codes({ quantityMin: "0.5" })).toEqual(["0 entry rejected below_minimum_quantity"]);
    expect(codes({ notionalMin: "41" })).toEqual(["0 entry rejected below_minimum_notional"]);
    expect(codes({ quantityMax: "0.3" })).toEqual(["0 entry rejected above_maximum_quantity"]);
    expect(codes({ quantityMin: "0.4", notionalMin: "40", quantityMax: "0.4" })).toEqual([
      "0 entry allowed ok",
    ]);
  });
});

describe("fees", () => {
  const rules = `
    enter long when volume == 7 ABC { size 3 ABC unprotected }
    exit long when volume == 9 ABC`;
  const rows: Row[] = [signal(7), at(100.01, 9), at(99.99)];

  it("are exact, per fill, in the quote currency", () => {
    const outcome = simulate(rules, rows, { instrument: { takerFee: "0.00075" } });
    expect(outcome.fills().map(({ fee, feeCurrency }) => [fee, feeCurrency])).toEqual([
      ["0.2250225", "USD"],
      ["0.2249775", "USD"],
    ]);
    expect(outcome.final.fees).toBe("0.45");
    expect(outcome.final.cash).toBe("999999.49");
  });

  it("come from the route before the venue, and from the session's set-up before both", () => {
    const instrument = { takerFee: "0.01", makerFee: "0.01" };
    const route = "fees maker 10bps taker 20bps";
    expect(simulate(rules, rows, { instrument, route }).final.fees).toBe("1.2");
    expect(simulate(rules, rows, { instrument, route, config: { fee: "0" } }).final.fees).toBe("0");
  });

  it("are taken from profits of round trips", () => {
    const outcome = simulate(rules, rows, { instrument: { takerFee: "0.001", makerFee: "0.00025" } });
    expect(outcome.trades().map(({ fees, profit }) => [fees, profit])).toEqual([["0.6", "-0.66"]]);
  });
});
