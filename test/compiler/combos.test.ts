import { describe, expect, it } from "vitest";
import { explain, format, type StrategyCard } from "../../compiler/index.ts";
import { compilePlan } from "../support/modules.ts";
import { pairPlan } from "../support/pairs.ts";
import { universePlan } from "../support/universes.ts";
import { codesOf } from "./example-files.ts";

const lets = `
  param level = 2.0 in 1.0..4.0
  let change = eth.close / eth.close[10] - btc.close / btc.close[10]
  let z = zscore(change, 50)
  let isHigh = z > 2`;

const cardOf = (text: string): StrategyCard | undefined => {
  const { plan, sources, tables } = compilePlan(text);
  const { warmup, analysis } = tables;
  if (warmup === undefined || analysis === undefined) throw new Error("a plan has its tables");
  return explain(plan, { warmup, analysis }, sources).strategies[0];
};

const legs = "{ leg short eth { size 1_000 USD }  leg long btc { size same } }";

const pair = (when: string, exit = "z < 0.5", rest = ""): string =>
  pairPlan(`${lets}
  combo rich {
    enter when ${when} ${legs}
    exit when ${exit} if unknown hold
    ${rest}
  }
  combo cheap = mirror rich
  plot change
  plot if isHigh ?? false then level else 1.0`);

/** The condition of the mirror as it is explained. */
const mirrored = (when: string): string | undefined => {
  const [strategy] = compilePlan(pair(when)).plan.strategies;
  return strategy?.combos.find(({ id }) => id === "cheap")?.enter.text;
};

describe("the mirror of a combo", () => {
  it.each([
    ["z > 2", "-z > 2"],
    ["2 < z", "2 < -z"],
    ["z > level and eth.volume > 0 ETH", "-z > level and eth.volume > 0 ETH"],
    ["z crosses above level", "-z crosses above level"],
    ["change - 0.01 > 2%", "-(change - 0.01) > 2%"],
    ["roc(z, 5) > 0.1 or z > 3", "-roc(z, 5) > 0.1 or -z > 3"],
    ["not (z < 1)", "not (-z < 1)"],
    ["zscore(change, 20) >= 2 and abs(z) < 5", "-zscore(change, 20) >= 2 and abs(z) < 5"],
    ["isHigh", "isHigh (mirrored)"],
    ["z > 2 and z > z[1]", "-z > 2 and z > z[1]"],
    ["z > 2 and eth.rsi(close, 14) < 70", "-z > 2 and eth.rsi(close, 14) < 70"],
    ["z > 2 and stdev(change, 10) > 0.001", "-z > 2 and stdev(change, 10) > 0.001"],
    ["(z > 2) ?? false", "(-z > 2) ?? false"],
  ])("of `%s` is `%s`", (when, turned) => {
    expect(mirrored(when)).toBe(turned);
  });

  it.each([
    "abs(z) > 2",
    "eth.close > eth.open",
    "z > z[1]",
    "stdev(change, 10) > 0.01",
    "equity > 5_000 USD",
  ])("of `%s` is an error: there is nothing to turn", (when) => {
    expect(codesOf(pair(when))).toEqual(["CTK4208"]);
  });

  it("turns sides, exits and proportions, and reads its own facts", () => {
    const text = pair("z > 2", "z < 0.5 and rich.profit > 0 USD", "rebalance when rich.drift > 5%");
    const [strategy] = compilePlan(text).plan.strategies;
    const cheap = strategy?.combos[1];
    expect(cheap?.legs.map(({ side, slot }) => `${side} ${slot}`)).toEqual(["long eth", "short btc"]);
    expect(cheap?.exits[0]?.condition.text).toBe("-z < 0.5 and cheap.profit > 0 USD");
    expect(cheap?.exits[0]?.condition.stateful).toMatchObject({
      left: { fact: "combo.profit", slot: "cheap" },
    });
    expect(cheap?.rebalance?.text).toBe("cheap.drift > 5%");
    const profit = strategy?.combos[0]?.exits[0]?.condition.stateful;
    expect(profit).toMatchObject({ left: { fact: "combo.profit", slot: "rich" } });
  });

  it("needs a combo with legs, written before it or after it", () => {
    const before = pairPlan(`${lets}
  combo cheap = mirror rich
  combo rich { enter when isHigh ${legs} exit when z < level if unknown hold }`);
    expect(codesOf(before)).toEqual([]);
    expect(codesOf(before.replace("mirror rich", "mirror rihc"))).toEqual(["CTK2014"]);
    expect(codesOf(before.replace("mirror rich", "mirror cheap"))).toEqual(["CTK2014"]);
    expect(codesOf(before.replace("mirror rich", "mirror eth"))).toEqual(["CTK2014"]);
  });
});

const combo = (inner: string, rest = "exit after 10 bars"): string =>
  pairPlan(`combo spread { enter when eth.close > eth.open { ${inner} } ${rest} }`);

const short = "leg short eth { size 1_000 USD }";
const long = "leg long btc { size same }";

describe("a combo", () => {
  it.each([
    ["a market that the strategy does not trade", combo(`${short} leg long sol { size same }`), ["CTK2014"]],
    ["a leg without a size", combo(`leg short eth {} ${long}`), ["CTK4008"]],
    ["a size in another currency", combo(`leg short eth { size 1 BTC } ${long}`), ["CTK4009"]],
    ["risk without a stop", combo(`leg short eth { size risking 1% of equity } ${long}`), ["CTK4011"]],
    ["a stop", combo(`leg short eth { size 1 ETH stop 5 USD above entry } ${long}`), ["CTK4011"]],
    ["a stop order", combo(`leg short eth { size 1 ETH order stop at close } ${long}`), ["CTK4011"]],
    ["two sizes", combo(`leg short eth { size 1 ETH size 2 ETH } ${long}`), ["CTK4010"]],
    [
      "an exit for two reasons",
      combo(`${short} ${long}`, "exit when eth.close < eth.open after 5 bars"),
      ["CTK4018"],
    ],
    [
      "two waits",
      combo(`${short} ${long} fill together within 1h else keep fill together within 2h else keep`),
      ["CTK4206"],
    ],
    ["a wait of nothing", combo(`${short} ${long} fill together within 0 bars else keep`), ["CTK4015"]],
    ["a fact that it does not have", combo(`${short} ${long}`, "exit when spread.size > 1"), ["CTK2003"]],
    ["itself as a value", combo(`${short} ${long}`, "exit when spread"), ["CTK2010"]],
    ["no limit on its wait", combo(`${short} leg long btc { size same order limit at close }`), ["CTK4207"]],
  ])("with %s is an error", (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  it("reads the prices of each leg's market in the clauses of the leg", () => {
    const text =
      combo(`leg short eth { size 10% of equity order limit at close + 1 USD } leg long btc { size same order limit at close - 1 USD }
      fill together within 2h else keep`);
    const [strategy] = compilePlan(text).plan.strategies;
    const sources = strategy?.combos[0]?.legs.map(({ order }) =>
      order.kind === "limit" && order.limit.kind === "arithmetic" && order.limit.left.kind === "feature"
        ? strategy.features[order.limit.left.id]?.value
        : undefined,
    );
    expect(sources).toEqual([
      { kind: "source", slot: "eth", field: "close" },
      { kind: "source", slot: "btc", field: "close" },
    ]);
  });

  it("is explained in a sentence for each of its parts", () => {
    const card = cardOf(pair("z > level", "z < 0.5", "rebalance when drift > 5%"));
    expect(card?.rules.map(({ id, sentence }) => `${id}: ${sentence}`)).toEqual([
      "rich: Open short eth, size 1_000 USD, and long btc, the money of the first leg when z > level, all or none. Close all legs when z < 0.5. Bring the legs back into proportion when drift > 5%.",
      "cheap: The mirror of rich. Open long eth, size 1_000 USD, and short btc, the money of the first leg when -z > level, all or none. Close all legs when -z < 0.5. Bring the legs back into proportion when drift > 5%.",
    ]);
    // The z-score of a difference over ten bars needs 59 bars before its first value.
    expect(card?.rules.map(({ armed }) => armed)).toEqual([59, 59]);
  });
});

const held = (items: string, before = "", after = ""): string =>
  pairPlan(`${before}\nhold every 1d { ${items} } ${after}`);
const ranked = (items: string, after = ""): string =>
  universePlan(`hold every 1d { ${items} } ${after}`, ["ETH", "BTC"]);

describe("a holding", () => {
  it.each([
    ["more than everything", held("60% eth 50% btc"), ["CTK4210"]],
    ["more than everything, short", held("60% eth 50% short btc"), ["CTK4210"]],
    ["a parameter that may be too much", held("w eth 50% btc", "param w = 40% in 10%..60%"), ["CTK4210"]],
    ["a market that the strategy does not trade", held("60% sol"), ["CTK2014"]],
    ["a price as a weight", held("w eth", "let w = eth.close"), ["CTK3004"]],
    ["a weight below zero", held("w eth", "param w = 10% in -10%..20%"), ["CTK4015"]],
    ["a universe that is not traded", held("60% all of majors"), ["CTK4211"]],
    ["another universe", ranked("60% all of majors"), ["CTK4211"]],
    ["one market of a universe", ranked("60% coin"), ["CTK4213"]],
    ["a ranking by prices, which differ in unit", ranked("60% top 1 of coins by close"), ["CTK3004"]],
    ["weights in units of one market", ranked("60% all of coins weighted by 1 / atr(10)"), ["CTK3004"]],
    ["a ranking by a fact", ranked("60% top 1 of coins by position.profit / equity"), ["CTK3104"]],
    ["no market at all in its number", ranked("60% top 0 of coins by roc(close, 5)"), ["CTK4015"]],
    ["a share as a number", ranked("60% top 50% of coins by roc(close, 5)"), ["CTK1001"]],
    ["a number that is no share", held("60 eth"), ["CTK4015"]],
    ["a minus", held("-60% eth"), ["CTK1001"]],
    ["a condition on one market of a universe", ranked("60% all of coins", "when close > open"), ["CTK4214"]],
    [
      "a rule on a market that it holds",
      `${held("60% eth")}`.replace(
        "hold every",
        "enter long eth when eth.close > eth.open { size 1 ETH unprotected }\nhold every",
      ),
      ["CTK4209"],
    ],
    [
      "a combo on a market that it holds",
      `${held("60% eth")}`.replace(
        "hold every",
        `combo spread { enter when eth.close > eth.open { ${short} ${long} } exit after 5 bars }\nhold every`,
      ),
      ["CTK4209"],
    ],
  ])("with %s is an error", (_, text, codes) => {
    expect([...new Set(codesOf(text))]).toEqual(codes);
  });

  it("may leave cash out, weigh short, and rank by what can be compared", () => {
    for (const text of [
      held("60% eth"),
      held("50% eth 50% short btc"),
      held("33.3% eth 66.7% btc"),
      ranked("50% top 1 of coins by roc(close, 5) 50% short bottom 1 of coins by rsi(close, 14)"),
      ranked("100% top 2 of coins by close / sma(close, 20) weighted by close / atr(10)"),
      ranked("100% all of coins weighted by volume * close", "when drift > 5%"),
    ]) {
      expect(codesOf(text)).toEqual([]);
    }
  });

  it("is explained in a sentence", () => {
    const text = ranked(
      "60% top 2 of coins by roc(close, 30) weighted by close / atr(20) 20% short all of coins 20% cash",
      "when drift > 5%",
    );
    const card = cardOf(text);
    expect(card?.rules).toEqual([
      {
        id: "hold",
        armed: 30,
        sentence:
          "Every 1d: hold 60% in the 2 markets with the highest roc(close, 30), in proportion to close / atr(20), 20% short in all markets, in equal shares, 20% in cash when drift > 5%. Reductions come first; the rest of equity stays in cash.",
      },
    ]);
  });

  it("is laid out with an item on each line", () => {
    const written =
      'market eth="ETH/USD" at desk\nstrategy A trades eth every 1h { hold every 1d { 60%   eth 40% cash } when drift>5%  }';
    const result = format(written);
    expect(result.ok && result.text).toBe(`market eth = "ETH/USD" at desk

strategy A trades eth every 1h {
  hold every 1d {
    60% eth
    40% cash
  } when drift > 5%
}
`);
  });
});
