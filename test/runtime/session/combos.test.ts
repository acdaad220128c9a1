import { createSession, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, readBars, sessionOf } from "../../support/backtest.ts";
import {
  hourDecisions,
  hourFills,
  hoursWithout,
  type PairOptions,
  simulatePair,
} from "../../support/pairs.ts";
import { instrumentOf } from "../../support/several-markets.ts";
import type { Row } from "../../support/simulate.ts";

/** A bar at one price; volumes of ETH carry signals: 7 opens, 9 closes. */
const at = (price: number, volume = 1): Row => [price, price, price, price, volume];

const combo = (inner = "", rest = "", eth = "size 2_000 USD", btc = "size same"): string => `
  combo spread {
    enter when eth.volume == 7 ETH {
      leg short eth { ${eth} }
      leg long btc { ${btc} }
      ${inner}
    }
    exit when eth.volume == 9 ETH
    ${rest}
  }`;

const flat = (count: number): Row[] => Array.from({ length: count }, () => at(50));

describe("a combo", () => {
  it("sends all legs at the close that decides, fills each at its next open and closes them together", () => {
    const outcome = simulatePair(combo(), [at(100), at(100, 7), at(110), at(120, 9), at(120)], flat(5));
    // 2000 / 100 = 20 ETH; the same money at 50 is 40 BTC.
    expect(hourFills(outcome)).toEqual([
      "2 ETH sell 20 at 110",
      "2 BTC buy 40 at 50",
      "4 ETH buy 20 at 120",
      "4 BTC sell 40 at 50",
    ]);
    expect(outcome.final.equity).toBe("9800");
  });

  it("names itself in intents, decisions, orders, fills and trades, with the place of the leg", () => {
    const outcome = simulatePair(combo(), [at(100), at(100, 7), at(110), at(120, 9), at(120)], flat(5));
    const rows = [...outcome.intents(), ...outcome.decisions(), ...outcome.orders(), ...outcome.fills()];
    expect(new Set(rows.map(({ ruleId }) => ruleId))).toEqual(new Set(["spread"]));
    const places = outcome.intents().map(({ market, span }) => `${market} ${span?.line ?? 0}`);
    expect(places.slice(0, 2)).toEqual(["ETH/USD 11", "BTC/USD 12"]);
    expect(
      outcome
        .trades()
        .map(({ market, entryRuleId, exitRuleId, profit }) => [market, entryRuleId, exitRuleId, profit]),
    ).toEqual([
      ["ETH/USD", "spread", "spread", "-200"],
      ["BTC/USD", "spread", "spread", "0"],
    ]);
  });

  it("gives a leg the same money or the same quantity as the first, as that was rounded", () => {
    const rows = [at(100), at(300, 7), at(300), at(300)];
    const lot = { eth: { lotSize: "1" } };
    // 2000 / 300 is 6 whole ETH: 1800 USD, which are 36 BTC at 50.
    expect(hourFills(simulatePair(combo(), rows, flat(4), lot))[1]).toBe("2 BTC buy 36 at 50");
    const sameBase = combo("", "", "size 2_000 USD", "size same_base");
    expect(hourFills(simulatePair(sameBase, rows, flat(4), lot))[1]).toBe("2 BTC buy 6 at 50");
  });

  it("sends nothing where one leg may not be sent, and says which and why", () => {
    const rows = [at(100), at(100, 7), at(110)];
    const cases: readonly (readonly [PairOptions, string, readonly string[]])[] = [
      [
        { capital: "3_000 USD" },
        combo(),
        ["2 ETH entry rejected leg_refused spread", "2 BTC entry rejected insufficient_funds spread"],
      ],
      [
        { btc: { quantityMin: "50" } },
        combo(),
        ["2 ETH entry rejected leg_refused spread", "2 BTC entry rejected below_minimum_quantity spread"],
      ],
      [
        { eth: { notionalMin: "2500" } },
        combo(),
        ["2 ETH entry rejected below_minimum_notional spread", "2 BTC entry rejected leg_refused spread"],
      ],
      [
        { risk: "limit order notional to 1_500 USD" },
        combo("", "", "size 10 ETH"),
        ["2 ETH entry allowed ok spread", "2 BTC entry allowed ok spread"],
      ],
      [
        { risk: "limit order notional to 1_500 USD then clamp" },
        combo(),
        ["2 ETH entry rejected limit_order_notional spread", "2 BTC entry rejected leg_refused spread"],
      ],
      [
        {},
        combo("", "", "size 2_000 USD", "size 2_000 USD * ((eth.close - eth.open) / (eth.close - eth.open))"),
        ["2 ETH entry rejected leg_refused spread", "2 BTC entry rejected value_absent spread"],
      ],
    ];
    for (const [options, statements, lines] of cases) {
      const outcome = simulatePair(statements, rows, flat(3), options);
      expect(hourDecisions(outcome)).toEqual(lines);
      expect(outcome.fills().length).toBe(lines.every((line) => line.includes("allowed")) ? 2 : 0);
    }
  });

  it("counts the legs before it when it judges a leg: two of 6000 are more than 10 000 can carry", () => {
    const rows = [at(100), at(100, 7), at(100), at(100)];
    const refused = simulatePair(combo("", "", "size 6_000 USD"), rows, flat(4));
    expect(hourDecisions(refused)[1]).toBe("2 BTC entry rejected insufficient_funds spread");
    const [, decision] = refused.decisions();
    expect([decision?.observed, decision?.bound]).toEqual([12_000, 10_000]);
    expect(simulatePair(combo("", "", "size 5_000 USD"), rows, flat(4)).fills()).toHaveLength(2);
  });

  it("closes the legs that filled where the others have not in time", () => {
    // BTC has no bar in hour 2, where its order could have filled.
    const rows = [at(100), at(100, 7), at(110), at(115), at(120), at(120)];
    const gap = { btcBars: { times: hoursWithout(6, 2) } };
    const outcome = simulatePair(combo("fill together within 10s else unwind"), rows, flat(5), gap);
    expect(hourFills(outcome)).toEqual(["2 ETH sell 20 at 110", "3 ETH buy 20 at 115"]);
    expect(hourDecisions(outcome)).toEqual([
      "2 ETH entry allowed ok spread",
      "2 BTC entry allowed ok spread",
      "3 ETH exit allowed unwound spread",
    ]);
    const states = outcome
      .orders()
      .map(({ market, role, state, reason }) => `${market} ${role} ${state} ${reason ?? ""}`);
    expect(states).toEqual([
      "ETH/USD entry Filled ",
      "ETH/USD exit Filled ",
      "BTC/USD entry Cancelled unwound",
    ]);
  });

  it("waits for as long as it may: a leg that fills in time completes the combo", () => {
    const rows = [at(100), at(100, 7), at(110), at(115), at(120, 9), at(120)];
    const gap = { btcBars: { times: hoursWithout(6, 2) } };
    const whole = [
      "2 ETH sell 20 at 110",
      "3 BTC buy 40 at 50",
      "5 ETH buy 20 at 120",
      "5 BTC sell 40 at 50",
    ];
    for (const inner of [
      "",
      "fill together within 2h else unwind",
      "fill together within 2 bars else unwind",
    ]) {
      expect(hourFills(simulatePair(combo(inner), rows, flat(5), gap))).toEqual(whole);
    }
  });

  it("keeps what has filled under `else keep`, and closes it by its exit", () => {
    const rows = [at(100), at(100, 7), at(110), at(115), at(120, 9), at(120)];
    const gap = { btcBars: { times: hoursWithout(6, 2) } };
    const outcome = simulatePair(combo("fill together within 10s else keep"), rows, flat(5), gap);
    expect(hourFills(outcome)).toEqual(["2 ETH sell 20 at 110", "5 ETH buy 20 at 120"]);
  });

  it("rests a limit leg until it fills, and gives it up in time", () => {
    const inner = "fill together within 3 bars else unwind";
    const resting = combo(inner, "", "size 2_000 USD", "size same order limit at 49 USD");
    const rows = [at(100), at(100, 7), at(100), at(100), at(100), at(100), at(100)];
    const dips: Row[] = [at(50), at(50), at(50), [50, 50, 48, 50], at(50), at(50), at(50)];
    // 2000 USD at the limit of 49 are 40.81 BTC.
    expect(hourFills(simulatePair(resting, rows, dips))).toEqual([
      "2 ETH sell 20 at 100",
      "3 BTC buy 40.81 at 49",
    ]);
    expect(hourFills(simulatePair(resting, rows, flat(7)))).toEqual([
      "2 ETH sell 20 at 100",
      "5 ETH buy 20 at 100",
    ]);
  });

  it("is unwound where a leg cannot be paid for when it fills", () => {
    // Both legs fit at the close; BTC opens so much higher that only one does.
    const rows = [at(100), at(100, 7), at(100), at(100), at(100)];
    const jump = [at(50), at(50), at(120), at(120), at(120)];
    const outcome = simulatePair(combo("", "", "size 5_000 USD"), rows, jump);
    expect(hourFills(outcome)).toEqual(["2 ETH sell 50 at 100", "3 ETH buy 50 at 100"]);
    expect(outcome.orders().find(({ market }) => market === "BTC/USD")?.reason).toBe("insufficient_funds");
  });

  it("opens again only when everything is closed", () => {
    const rows = [at(100), at(100, 7), at(100, 7), at(100, 9), at(100, 7), at(100), at(100)];
    const outcome = simulatePair(combo(), rows, flat(7));
    expect(hourFills(outcome).filter((line) => line.includes("ETH"))).toEqual([
      "2 ETH sell 20 at 100",
      "4 ETH buy 20 at 100",
      "5 ETH sell 20 at 100",
    ]);
  });

  it("refuses to open on a market that another combo has", () => {
    const other =
      "combo other { enter when eth.volume == 5 ETH { leg long eth { size 1 ETH } leg short btc { size 1 BTC } } exit after 1 bars }";
    const rows = [at(100), at(100, 7), at(100, 5), at(100), at(100)];
    const outcome = simulatePair(`${combo()}\n${other}`, rows, flat(5));
    expect(hourDecisions(outcome).slice(2)).toEqual([
      "3 ETH entry rejected market_in_use other",
      "3 BTC entry rejected market_in_use other",
    ]);
  });

  it("leaves after a number of bars or a time, counted from its last fill", () => {
    const rows = [at(100), at(100, 7), ...Array.from({ length: 8 }, () => at(100))];
    const gap = { btcBars: { times: hoursWithout(10, 2) } };
    for (const after of ["3 bars", "3h"]) {
      // BTC fills in hour 3; three bars after its close is the close of hour 6.
      const outcome = simulatePair(combo("", `exit after ${after}`), rows, flat(9), gap);
      expect(hourFills(outcome).slice(2)).toEqual(["7 ETH buy 20 at 100", "7 BTC sell 40 at 50"]);
    }
  });

  it("knows its profit with fees, and whether it is open", () => {
    const rules = `${combo("", "exit when spread.profit < -150 USD")}
      combo next {
        enter when eth.volume == 5 ETH and not spread.open {
          leg long eth { size 1 ETH }
          leg short btc { size 1 BTC }
        }
        exit after 1 bars
      }`;
    const fees = { eth: { takerFee: "0.01" }, btc: { takerFee: "0.01" } };
    // Entry fees are 20 and 20; at 105 the short has lost 100: -140. At 106 it is -160.
    const rows = [at(100), at(100, 7), at(100), at(105, 5), at(106), at(106), at(106, 5), at(106)];
    const outcome = simulatePair(rules, rows, flat(8), fees);
    expect(hourFills(outcome).filter((line) => line.includes("ETH"))).toEqual([
      "2 ETH sell 20 at 100",
      "5 ETH buy 20 at 106",
      "7 ETH buy 1 at 106",
    ]);
    expect(hourDecisions(outcome).filter((line) => line.startsWith("4"))).toEqual([]);
  });

  it("holds where an exit's condition is unknown, and says so; or leaves where that is asked for", () => {
    const rows = [at(100), at(100, 7), at(100), at(100), at(100)];
    const unknown = (then: string): string =>
      combo("", `exit when (eth.close - eth.open) / (eth.close - eth.open) > 2 if unknown ${then}`);
    const held = simulatePair(unknown("hold"), rows, flat(5));
    expect(hourDecisions(held).slice(2, 4)).toEqual([
      "3 ETH exit blocked condition_unknown spread",
      "3 BTC exit blocked condition_unknown spread",
    ]);
    expect(hourFills(simulatePair(unknown("exit"), rows, flat(5)))).toHaveLength(4);
  });

  it.each([
    ["limit gross notional to 3_999 USD", "limit_gross_notional"],
    ["limit open orders to 1", "limit_open_orders"],
    ["limit order rate to 1 per 1d per account", "limit_order_rate"],
    ["limit net notional to 1_999 USD", "limit_net_notional"],
    ["forbid any when equity < 20_000 USD", "forbidden"],
  ])("is judged leg by leg beside the legs before it: %s", (risk, code) => {
    const outcome = simulatePair(combo(), [at(100), at(100, 7), at(100)], flat(3), { risk });
    const lines = hourDecisions(outcome);
    expect(lines).toHaveLength(2);
    expect(lines.filter((line) => line.includes(code)).length).toBeGreaterThan(0);
    expect(lines.every((line) => line.includes("rejected"))).toBe(true);
    expect(hourFills(outcome)).toEqual([]);
  });

  it("is closed by the risk engine like any position", () => {
    const rows = [at(100), at(100, 7), at(100), at(160), at(160), at(160, 7), at(160)];
    const risk = "limit drawdown to 10% then flatten and halt";
    const outcome = simulatePair(combo(), rows, flat(7), { risk });
    expect(hourFills(outcome)).toEqual([
      "2 ETH sell 20 at 100",
      "2 BTC buy 40 at 50",
      "4 ETH buy 20 at 160",
      "4 BTC sell 40 at 50",
    ]);
    expect(hourDecisions(outcome).slice(-2)).toEqual([
      "6 ETH entry rejected halted spread",
      "6 BTC entry rejected halted spread",
    ]);
  });
});

describe("a combo on real data with a hole", () => {
  /** ADA has no bar from 12:00 to 14:45 on 15 January 2018; ETH has them all. */
  const bars = ["ethbtc", "adabtc"].map((name) => readBars(`examples/data/${name}_5m_201801.csv.gz`));
  const outcomeOf = (inner: string): SessionOutcome =>
    createSession({
      session: sessionOf(
        loadText(`
market eth = "ETH/BTC" at desk
market ada = "ADA/BTC" at desk

strategy Pair trades eth, ada every 5m {
  combo spread {
    enter when eth.time == 2018-01-15T11:55Z {
      leg long eth { size 1 BTC }
      leg short ada { size same }
      ${inner}
    }
    exit after 6h
  }
}

session main { capital 10 BTC  run Pair }`),
      ),
      feeds: bars.flatMap((own, index) => {
        const base = ["ETH", "ADA"][index] ?? "";
        return [{ instrument: instrumentOf(base, { symbol: `${base}/BTC`, quote: "BTC" }), bars: own }];
      }),
    }).run();
  const timesOf = (outcome: SessionOutcome): string[] =>
    outcome
      .fills()
      .map(({ time, market, side }) => `${new Date(time).toISOString().slice(11, 16)} ${market} ${side}`);

  it("gives up the leg that waits, and closes the other", () => {
    const outcome = outcomeOf("fill together within 10m else unwind");
    // After 10 minutes the close of 12:10 decides, and the next bar fills.
    expect(timesOf(outcome)).toEqual(["12:00 ETH/BTC buy", "12:10 ETH/BTC sell"]);
    expect(outcome.orders().map(({ state, reason }) => `${state} ${reason ?? ""}`)).toEqual([
      "Filled ",
      "Filled ",
      "Cancelled unwound",
    ]);
  });

  it("completes when the hole ends, where it may wait so long", () => {
    const whole = ["12:00 ETH/BTC buy", "14:45 ADA/BTC sell", "20:50 ETH/BTC sell", "20:50 ADA/BTC buy"];
    expect(timesOf(outcomeOf("fill together within 4h else unwind"))).toEqual(whole);
    expect(timesOf(outcomeOf(""))).toEqual(whole);
  });
});

describe("rebalancing a combo", () => {
  it("brings the legs back to the proportion that was intended: reductions first, then increases", () => {
    // After the rise 20 ETH are 3000 and 40 BTC are 2000: each should be 2500.
    const rows = [at(100), at(100, 7), at(100), at(150), at(150), at(150)];
    const outcome = simulatePair(combo("", "rebalance when drift > 5%"), rows, flat(6));
    expect(hourFills(outcome).slice(2)).toEqual(["4 ETH buy 3.34 at 150", "4 BTC buy 10 at 50"]);
    expect(hourDecisions(outcome).slice(2)).toEqual([
      "4 ETH exit allowed ok spread",
      "4 BTC add allowed ok spread",
    ]);
  });

  it("keeps a proportion that is not even", () => {
    const uneven = combo("", "rebalance when drift > 1%", "size 3_000 USD", "size 1_000 USD");
    const rows = [at(100), at(100, 7), at(100), at(200), at(200), at(200)];
    // 30 ETH at 200 and 20 BTC at 50 are 7000: three quarters are 5250, a quarter is 1750.
    expect(hourFills(simulatePair(uneven, rows, flat(6))).slice(2)).toEqual([
      "4 ETH buy 3.75 at 200",
      "4 BTC buy 15 at 50",
    ]);
  });

  it("does nothing within the bound, and drops what is below the venue's minimum", () => {
    const rows = [at(100), at(100, 7), at(100), at(110), at(110), at(110)];
    // 2200 and 2000: each is 2.4% away from a half.
    expect(simulatePair(combo("", "rebalance when drift > 5%"), rows, flat(6)).fills()).toHaveLength(2);
    const least = { eth: { notionalMin: "500" }, btc: { notionalMin: "500" } };
    const dropped = simulatePair(combo("", "rebalance when drift > 2%"), rows, flat(6), least);
    expect(hourDecisions(dropped).slice(2, 4)).toEqual([
      "4 ETH exit rejected below_minimum_notional spread",
      "4 BTC add rejected below_minimum_notional spread",
    ]);
  });
});

describe("the mirror of a combo", () => {
  const statements = `
    let z = eth.close / (100 USD / 1 ETH) - 1
    combo rich {
      enter when z > 0.1 {
        leg short eth { size 1_000 USD }
        leg long btc { size same }
      }
      exit when z < 0.02
    }
    combo cheap = mirror rich`;

  it("does on falling prices what the combo does on rising ones, with its sides turned", () => {
    const up = [at(100), at(120), at(120), at(101), at(101)];
    const down = [at(100), at(80), at(80), at(99), at(99)];
    const turn = (line: string): string =>
      line.replace(/buy|sell/, (side) => (side === "buy" ? "sell" : "buy")).replace(/ (buy|sell) .*/, " $1");
    const rich = simulatePair(statements, up, flat(5));
    const cheap = simulatePair(statements, down, flat(5));
    expect(new Set(rich.fills().map(({ ruleId }) => ruleId))).toEqual(new Set(["rich"]));
    expect(new Set(cheap.fills().map(({ ruleId }) => ruleId))).toEqual(new Set(["cheap"]));
    const sides = (lines: readonly string[]): string[] =>
      lines.map((line) => line.replace(/ (buy|sell) .*/, " $1"));
    expect(hourFills(rich)).toHaveLength(4);
    expect(hourFills(rich).map(turn)).toEqual(sides(hourFills(cheap)));
  });
});
