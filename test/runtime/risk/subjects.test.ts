import { describe, expect, it } from "vitest";
import {
  decisionLines,
  fillLines,
  type Row,
  type SimulationOptions,
  signal,
  simulate,
} from "../../support/simulate.ts";

/** Quiet bars at 100: the volume says which rule fires. */
const volumes = (...values: readonly number[]): Row[] => values.map((volume) => signal(volume));
const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

/** Ten at 7, ten more at 8, out at 9; a reversal to five short at 6. */
const trader = `
  enter long when volume == 7 ABC { size 10 ABC on opposite reverse unprotected }
  enter short when volume == 6 ABC { size 5 ABC on opposite reverse unprotected }
  add long when volume == 8 ABC up to 9 units { size 10 ABC }
  exit when volume == 9 ABC`;

const guarded = (risk: string, more: SimulationOptions = {}): SimulationOptions => ({
  capital: "10_000 USD",
  route: "max leverage 3",
  risk,
  ...more,
});

const decided = (risk: string, rows: readonly Row[], rules = trader) => simulate(rules, rows, guarded(risk));

/** The last decision: outcome, code, what was seen, the bound. */
const last = (risk: string, rows: readonly Row[], rules = trader) => {
  const row = decided(risk, rows, rules).decisions().at(-1);
  return [row?.outcome, row?.code, row?.observed, row?.bound];
};

describe("each subject, by hand", () => {
  it.each([
    // risk, signals, what is seen and the bound
    ["position quantity to 15 ABC", [7, 8, 1], "limit_position_quantity", 20, 15],
    ["position notional to 1_500 USD", [7, 8, 1], "limit_position_notional", 2_000, 1_500],
    ["gross notional to 1_999 USD", [7, 8, 1], "limit_gross_notional", 2_000, 1_999],
    ["net notional to 1_999 USD", [7, 8, 1], "limit_net_notional", 2_000, 1_999],
    ["net delta to 1_999 USD", [7, 8, 1], "limit_net_delta", 2_000, 1_999],
    ["leverage to 0.15", [7, 8, 1], "limit_leverage", 0.2, 0.15],
    ["concentration to 15%", [7, 8, 1], "limit_concentration", 0.2, 0.15],
    // Fills of 10 and 10 at 100 within three hours, and the third order.
    ["turnover to 2_500 USD per 3h", [7, 8, 8, 1], "limit_turnover", 3_000, 2_500],
    ["turnover to 25% per 3h", [7, 8, 8, 1], "limit_turnover", 0.3, 0.25],
    ["order rate to 2 per 3h", [7, 8, 8, 1], "limit_order_rate", 3, 2],
  ] as const)("limit %s refuses what goes beyond it", (limit, signals, code, seen, bound) => {
    expect(last(`limit ${limit}`, volumes(...signals))).toEqual(["rejected", code, seen, bound]);
  });

  it("limit order quantity refuses what goes beyond it", () => {
    const rules = "enter long when volume == 7 ABC { size 1_000 USD unprotected }";
    const risk = "limit order quantity to 9.99 ABC";
    expect(last(risk, volumes(7, 1), rules)).toEqual(["rejected", "limit_order_quantity", 10, 9.99]);
  });

  it.each([
    ["order quantity to 10 ABC", [7, 1]],
    ["position quantity to 20 ABC", [7, 8, 1]],
    ["gross notional to 2_000 USD", [7, 8, 1]],
    ["leverage to 0.2", [7, 8, 1]],
    ["concentration to 20%", [7, 8, 1]],
    ["turnover to 3_000 USD per 3h", [7, 8, 8, 1]],
    ["order rate to 3 per 3h", [7, 8, 8, 1]],
    // The first order is three hours old: it counts no more.
    ["order rate to 2 per 3h", [7, 8, 1, 8, 1]],
    ["turnover to 2_000 USD per 2h", [7, 8, 1, 1, 8]],
  ] as const)("limit %s lets through what reaches it", (limit, signals) => {
    expect(last(`limit ${limit}`, volumes(...signals)).slice(0, 2)).toEqual(["allowed", "ok"]);
  });

  it.each([
    ["order quantity to 4.005 ABC", [7, 1], "1 buy 4 at 100 entry"],
    ["position quantity to 14.5 ABC", [7, 8, 1], "2 buy 4.5 at 100 add"],
    ["gross notional to 1_333 USD", [7, 8, 1], "2 buy 3.33 at 100 add"],
    ["net notional to 1_333 USD", [7, 8, 1], "2 buy 3.33 at 100 add"],
    ["net delta to 1_333 USD", [7, 8, 1], "2 buy 3.33 at 100 add"],
    ["leverage to 0.15", [7, 8, 1], "2 buy 5 at 100 add"],
    ["concentration to 15%", [7, 8, 1], "2 buy 5 at 100 add"],
    ["turnover to 2_500 USD per 3h", [7, 8, 8, 1], "3 buy 5 at 100 add"],
  ] as const)("limit %s then clamp leaves the largest whole lots", (limit, signals, fill) => {
    const outcome = decided(`limit ${limit} then clamp`, volumes(...signals));
    expect(fillLines(outcome).at(-1)).toBe(fill);
    const intent = outcome.intents().at(-1);
    expect(intent?.asked).toBe("10");
    expect(outcome.decisions().at(-1)?.outcome).toBe("modified");
  });

  it("counts quantities of the asset that the bound names, and of no other", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    const outcome = simulate(rules, volumes(7, 1), {
      ...guarded("limit order quantity to 1 USD limit position quantity to 1 USD"),
    });
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok"]);
  });

  it("price deviation looks at the order's own prices, not at market orders and not at protection", () => {
    const far =
      "enter long when volume == 7 ABC { size 1 ABC order limit at 90 USD expire after 2 bars stop at 50 USD }";
    expect(last("limit price deviation to 5%", volumes(7, 1), far)).toEqual([
      "rejected",
      "limit_price_deviation",
      0.1,
      0.05,
    ]);
    expect(last("limit price deviation to 10%", volumes(7, 1), far)[0]).toBe("allowed");
    expect(last("limit price deviation to 1%", volumes(7, 1))[0]).toBe("allowed");
  });

  it("open orders count an entry as the protective orders that it brings", () => {
    const rules = `
      enter long when volume == 7 ABC { size 1 ABC stop 9 USD below entry target 9 USD above entry }
      add long when volume == 8 ABC up to 3 units { size 1 ABC stop 9 USD below entry }`;
    expect(last("limit open orders to 1", volumes(7, 1), rules)).toEqual([
      "rejected",
      "limit_open_orders",
      2,
      1,
    ]);
    expect(last("limit open orders to 2", volumes(7, 8, 1), rules)).toEqual([
      "rejected",
      "limit_open_orders",
      3,
      2,
    ]);
    expect(last("limit open orders to 3", volumes(7, 8, 1), rules)[0]).toBe("allowed");
  });

  it("loss counts from the capital, or from the last close before the UTC day", () => {
    const rules =
      "enter long when volume == 7 ABC { size 50 ABC unprotected } add long when volume == 8 ABC up to 9 units { size 1 ABC }";
    const down = [...volumes(7, 1), at(98), at(98, 8), at(98)];
    expect(last("limit loss to 99 USD", down, rules)).toEqual(["rejected", "limit_loss", 100, 99]);
    expect(last("limit loss to 100 USD", down, rules)[0]).toBe("allowed");
    expect(last("limit loss to 0.5%", down, rules)).toEqual(["rejected", "limit_loss", 0.01, 0.005]);
    expect(last("limit loss to 0.5% of equity", down, rules)).toEqual(["rejected", "limit_loss", 100, 50]);
    // On the second day the loss counts from 9,900.
    const next = [...down, ...Array.from({ length: 20 }, () => at(98)), at(98, 8), at(97, 8), at(97)];
    const lines = decisionLines(decided("limit loss to 40 USD per 1d", next, rules));
    expect(lines).toEqual([
      "0 entry allowed ok",
      "3 add rejected limit_loss",
      "25 add allowed ok",
      "26 add rejected limit_loss",
    ]);
  });

  it("drawdown may be an amount of money", () => {
    const rules =
      "enter long when volume == 7 ABC { size 50 ABC unprotected } add long when volume == 8 ABC up to 9 units { size 1 ABC }";
    const rows = [...volumes(7, 1), at(110), at(108, 8), at(107.9, 8), at(107)];
    // From 10,500: at 108 down 100, at 107.9 down 105 and a tenth for the unit of bar 4.
    expect(decisionLines(decided("limit drawdown to 100 USD", rows, rules))).toEqual([
      "0 entry allowed ok",
      "3 add allowed ok",
      "4 add rejected limit_drawdown",
    ]);
  });

  it("losing trades count in a row; one that loses nothing ends the row", () => {
    const rules = "enter long when volume == 7 ABC { size 1 ABC unprotected } exit long when volume == 9 ABC";
    const lose: Row[] = [at(100, 7), at(100, 9), at(99)];
    const win: Row[] = [at(100, 7), at(100, 9), at(101)];
    const even: Row[] = [at(100, 7), at(100, 9), at(100)];
    const codes = (risk: string, ...rows: readonly Row[][]): string[] =>
      decided(risk, rows.flat(), rules)
        .decisions()
        .filter((_, index) => index >= 0)
        .map(({ code }) => code);
    expect(codes("limit losing trades to 2", lose, lose, lose)).toEqual([
      "ok",
      "ok",
      "ok",
      "ok",
      "limit_losing_trades",
    ]);
    expect(codes("limit losing trades to 2", lose, win, lose, even, lose)).not.toContain(
      "limit_losing_trades",
    );
    expect(codes("limit losing trades to 1 then halt for 4h", lose, lose, lose)).toEqual([
      "ok",
      "ok",
      "halted",
      "ok",
      "ok",
    ]);
  });
});

describe("reductions", () => {
  const everything = `
    limit order notional to 1 USD limit order quantity to 0.01 ABC limit position notional to 1 USD
    limit position quantity to 0.01 ABC limit gross notional to 1 USD limit net notional to 1 USD limit net delta to 1 USD
    limit leverage to 0.0001 limit concentration to 0.01% limit open orders to 1 limit order rate to 1 per 1d
    limit turnover to 1 USD per 1d limit price deviation to 0.001% limit data age to 1s limit spread to 1bps
    limit loss to 1 USD limit drawdown to 0.01% then flatten and halt limit losing trades to 1
    forbid any when equity > 0 USD`;

  it("are refused by nothing", () => {
    const rules = `
      enter long when volume == 7 ABC { size 100 USD * (close / low) unprotected }
      exit long when volume == 9 ABC part 50% { order limit at close * 1.5 expire after 9 bars }
      exit long when volume == 3 ABC`;
    const holdings = [{ runId: "Plan", slot: "abc", side: "long" as const, quantity: 4, price: 100 }];
    const outcome = simulate(rules, volumes(7, 9, 3, 1), guarded(everything, { config: { holdings } }));
    expect(decisionLines(outcome)).toEqual(["1 exit allowed ok", "2 exit allowed ok"]);
    expect(fillLines(outcome)).toEqual(["3 sell 4 at 100 exit"]);
  });

  it("do not flip a position, though two of them rest for all of it", () => {
    const rules = `
      enter long when volume == 7 ABC { size 4 ABC unprotected }
      exit long when volume == 9 ABC { order limit at 105 USD expire after 9 bars }
      exit long when volume == 9 ABC { order stop at 95 USD expire after 9 bars }`;
    const rows: Row[] = [...volumes(7, 9), [100, 106, 94, 100, 1], at(100)];
    const outcome = simulate(rules, rows, guarded("limit order notional to 1_000 USD"));
    expect(fillLines(outcome).slice(1)).toHaveLength(1);
    expect(outcome.final.positions).toEqual([]);
  });
});

describe("a reversal", () => {
  const rows = volumes(7, 6, 1);

  it("is refused whole by `reject`", () => {
    const rules = `
      enter long when volume == 7 ABC { size 300 USD on opposite reverse unprotected }
      enter short when volume == 6 ABC { size 1_000 USD on opposite reverse unprotected }`;
    const outcome = decided("limit order quantity to 4 ABC", rows, rules);
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok", "1 reverse rejected limit_order_quantity"]);
    expect(fillLines(outcome)).toEqual(["1 buy 3 at 100 entry"]);
  });

  it.each([
    ["limit order rate to 1 per 1d then reduce only", "limit_order_rate"],
    ['forbid any when exposure > 0 USD because "one at a time"', "forbidden"],
    ['forbid enter when exposure > 0 USD because "one at a time"', "forbidden"],
    ["limit order rate to 1 per 1d then halt", "limit_order_rate"],
  ])("%s lets the part through that closes", (risk, code) => {
    const outcome = decided(risk, rows);
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok", `1 exit modified ${code}`]);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "2 sell 10 at 100 exit"]);
    expect(outcome.intents().at(-1)).toMatchObject({ quantity: "10", asked: "15" });
  });
});

describe("forbid", () => {
  it("names itself, its reason and its place", () => {
    const outcome = decided(
      'limit open orders to 9 forbid enter when equity < 20_000 USD because "too small"',
      volumes(7, 1),
    );
    expect(decisionLines(outcome)).toEqual(["0 entry rejected forbidden"]);
    const row = outcome.decisions()[0];
    expect(row).toMatchObject({ limitId: "forbid enter", because: "too small" });
    expect(row?.limitSpan?.line).toBeGreaterThan(0);
    expect(row?.snapshotId).toBe(outcome.intents()[0]?.snapshotId);
  });

  it("of adds leaves entries alone, and the other way round", () => {
    expect(decisionLines(decided("forbid add when equity > 0 USD", volumes(7, 8, 1)))).toEqual([
      "0 entry allowed ok",
      "1 add rejected forbidden",
    ]);
    expect(decisionLines(decided("forbid enter when exposure > 0 USD", volumes(7, 8, 1)))).toEqual([
      "0 entry allowed ok",
      "1 add allowed ok",
    ]);
  });
});
