import { describe, expect, it } from "vitest";
import { createCoverage, explainFailures } from "../../../runtime/index.ts";
import { failuresOf, loadTestText, runCheckOf, runScenarioOf } from "../../support/plan-tests.ts";

const plan = (statements: string, rules = ""): string => `market btc = "BTC/USDT" at binance

route spot {
  venue binance
  fees maker 0% taker 0%
}

risk desk in USDT {
  limit order notional to 1_000 USDT
}

strategy Rise trades btc via spot every 1h {
  enter long when close > close[1] {
    size 2 BTC
    stop 5 USDT below entry
    target 8 USDT above entry
  }
  exit long when close < close[1]
${rules}
}

scenario "s" for Rise {
  start 2024-01-01T00:00Z with 10_000 USDT
${statements}
}
`;

const run = (statements: string, rules?: string) => runScenarioOf(loadTestText(plan(statements, rules)));

const rises = "  candles btc every 1h close [100, 101, 102, 101, 100]";

describe("expectations", () => {
  it("are met by what happens", () => {
    const result = run(`${rises}
  expect at bar 0 nothing
  expect at bar 1 enter long btc { size 2 BTC  stop 5 USDT below entry  target at 109 USDT }
  expect at bar 2 fill buy 2 BTC at 101 USDT
  expect at bar 2 position long 2 BTC
  expect at bar 3 exit long
  expect at bar 4 fill sell 2 BTC at 101 USDT
  expect at end position flat
  expect at end equity == 10_000 USDT
  expect no other intents`);
    expect(result.problem).toBeUndefined();
    expect(failuresOf(result)).toEqual([]);
    expect(result.verdicts).toHaveLength(9);
  });

  it.each([
    ["expect at bar 2 enter long", "bar 2 has no `enter long`"],
    ["expect at bar 1 enter long { size 3 BTC }", "bar 1 has this intent with other terms"],
    ["expect at bar 1 exit long", "bar 1 has no `exit long`"],
    ["expect at bar 3 fill buy 2 BTC", "nothing fills at bar 3"],
    ["expect at bar 2 fill buy 3 BTC", "bar 2 has another fill"],
    ["expect at bar 2 fill buy 2 BTC at 102 USDT", "bar 2 has another fill"],
    ["expect at bar 2 position flat", "after bar 2 the position is long 2 BTC, not flat"],
    ["expect at bar 2 position short 2 BTC", "after bar 2 the position is long 2 BTC, not short 2 BTC"],
    ["expect at bar 1 refuse enter long", "bar 1 refuses no `enter long`"],
    ["expect at bar 1 blocked exit long", "bar 1 blocks no `exit long`"],
    ["expect between bar 0 and end nothing", "something happens at bar 1"],
    ["expect at bar 2 close < 100 USDT", "this is false at bar 2"],
    ["expect at bar 0 entry > 1 USDT", "this is unknown at bar 0"],
    ["expect no other intents", "bar 1 has an intent that nothing expects"],
  ])("say what is wrong: %s", (statement, message) => {
    expect(failuresOf(run(`${rises}\n  ${statement}`))[0]).toBe(message);
  });

  it("take each intent once", () => {
    const twice = run(`${rises}\n  expect at bar 1 enter long\n  expect at bar 1 enter long`);
    expect(failuresOf(twice)).toEqual(["bar 1 has no `enter long`"]);
  });

  it("forgive no more than the rounding of the venue", () => {
    const at = (size: string) =>
      failuresOf(run(`${rises}\n  expect at bar 1 enter long { size ${size} BTC }`));
    expect(at("2.00001")).toEqual([]);
    expect(at("2.0001")).toHaveLength(1);
  });

  it("name a bar by a time inside it", () => {
    const at = (time: string) => failuresOf(run(`${rises}\n  expect at 2024-01-01T${time}Z enter long`));
    expect(at("01:00")).toEqual([]);
    expect(at("01:59")).toEqual([]);
    expect(at("02:00")).toEqual(["bar 2 has no `enter long`"]);
    expect(at("09:00")).toEqual(["the candles have no such bar: they are bars 0 to 4"]);
  });

  it("read lets, facts and parameters of the strategy", () => {
    const result = run(
      `${rises}\n  expect at bar 2 change == 1 USDT and units == 1 and entry == 101 USDT`,
      "  let change = close - close[1]\n  plot change",
    );
    expect(failuresOf(result)).toEqual([]);
  });

  it("know the limit that refuses", () => {
    const small = plan(`  guard desk
  candles btc every 1h close [1_000, 1_001]
  expect at bar 1 refuse enter long because "order notional"
  expect no other intents`);
    expect(failuresOf(runScenarioOf(loadTestText(small)))).toEqual([]);
  });
});

describe("a scenario", () => {
  it("can begin with a position, which costs what it was bought for", () => {
    const held = plan(`  candles btc every 1h close [100, 99, 98]
  expect at bar 0 position long 3 BTC
  expect at bar 0 cash == 9_685 USDT and equity == 9_985 USDT
  expect at bar 1 exit long
  expect at bar 2 fill sell 3 BTC at 99 USDT
  expect at end cash == 9_982 USDT`).replace(
      "10_000 USDT\n",
      "10_000 USDT holding long 3 BTC from 105 USDT\n",
    );
    const whole = runScenarioOf(loadTestText(held));
    expect(failuresOf(whole)).toEqual([]);
    expect(whole.outcome?.trades()).toMatchObject([{ side: "long", entryPrice: "105", profit: "-18" }]);
    expect([...(whole.outcome?.equity.cash ?? [])]).toEqual([9685, 9685, 9982]);
  });

  it("takes another fill policy", () => {
    const result = run(
      `  fills "bar/pessimistic@1" at close\n${rises}\n  expect at bar 1 fill buy 2 BTC at 101 USDT`,
    );
    expect(failuresOf(result)).toEqual([]);
  });

  it("says why it cannot run", () => {
    const missing = run(`  candles btc every 1h from "x.csv"\n  expect at bar 1 enter long`);
    expect(missing.problem).toBe("no x.csv");
    expect(missing.verdicts).toEqual([]);
  });

  it("of a slower clock has bars at which nothing is decided", () => {
    const slow = plan(
      `  candles btc every 30m close [100, 100, 101, 101, 102, 102]
  expect at bar 3 enter long
  expect at bar 2 close > 1 USDT
  expect at bar 4 fill buy 2 BTC at 101 USDT`,
    );
    expect(failuresOf(runScenarioOf(loadTestText(slow)))).toEqual([
      "the strategy decides nothing at bar 2, so that nothing can be read there",
    ]);
  });

  it("is explained by the rules that it is about", () => {
    const loaded = loadTestText(plan(`${rises}\n  expect at bar 2 enter long`));
    const [failure] = explainFailures(loaded.plan, loaded.tests, runScenarioOf(loaded));
    expect(failure?.rules).toMatchObject([
      {
        ruleId: "enter_long_1",
        status: "idle",
        because: "a long position is open",
        condition: {
          text: "close > close[1]",
          value: true,
          parts: [
            { text: "close", value: 102 },
            { text: "close[1]", value: 101 },
          ],
        },
      },
    ]);
  });
});

describe("a check", () => {
  const check = (condition: string, parts = "over 8 walks of 120"): string =>
    `${plan(`${rises}\n  expect at bar 1 enter long`)}\ncheck "c" for Rise ${parts} always ${condition}\n`;

  it("holds on every step of every walk", () => {
    const result = runCheckOf(loadTestText(check("units <= 1")));
    expect(result).toMatchObject({
      problem: undefined,
      violation: undefined,
      held: 960,
      unknown: 0,
      walks: 8,
    });
  });

  it("finds the first seed that breaks it, with a short stretch of bars that breaks it too", () => {
    const loaded = loadTestText(check("position.size < 2 BTC"));
    const { violation } = runCheckOf(loaded);
    expect(violation?.on).toEqual({ kind: "walk", seed: 1 });
    expect(violation?.condition.value).toBe(false);
    const bars = violation?.short.bars.get("btc");
    expect(bars?.length).toBe((violation?.short.bar ?? 0) + 1);
    expect(bars?.length).toBeLessThanOrEqual(6);
    const again = runCheckOf(loadTestText(check("position.size < 2 BTC", "over 0 walks")), 0, {
      ...(bars === undefined ? {} : { btc: bars }),
    });
    expect(again.violation?.bar).toBe(violation?.short.bar);
  });

  it("says so when its condition is never known", () => {
    const result = runCheckOf(loadTestText(check("sma(close, 500) > 0 USDT")));
    expect(result.problem).toBe("the condition was never known at any step");
    expect(result.unknown).toBe(960);
  });

  it("runs over recorded bars before the walks", () => {
    const loaded = loadTestText(check("close < 105 USDT", "over 3 walks"));
    const recorded = runScenarioOf(loaded).bars.get("btc");
    const result = runCheckOf(loaded, 0, recorded === undefined ? {} : { btc: recorded });
    expect(result.files).toBe(1);
  });
});

describe("coverage", () => {
  it("counts what rules, protective orders and limits did", () => {
    const loaded = loadTestText(
      plan(`  guard desk
  candles btc every 1h close [100, 101, 102, 112, 111, 600, 610]
  expect at bar 1 enter long`),
    );
    const result = runScenarioOf(loaded);
    const counter = createCoverage(loaded.plan, loaded.tests);
    expect(result.outcome).toBeDefined();
    if (result.outcome !== undefined) counter.add(result.scenario, result.outcome, result.moves);
    expect(counter.result()).toMatchObject({
      strategies: [
        {
          strategyId: "Rise",
          rules: [
            { ruleId: "enter_long_1", text: "enter long when close > close[1]", target: 1, stop: 0 },
            { ruleId: "exit_long_1", blocked: 0 },
          ],
        },
      ],
      limits: [{ risk: "desk", limitId: "order notional", spoke: 2 }],
    });
  });

  it("tells the parts of a combo from each other, and counts a holding once for all its trades", () => {
    const text = `market eth = "ETH/USDT" at binance
market btc = "BTC/USDT" at binance
universe majors = [btc, eth]

strategy Pair trades eth, btc every 1h {
  let ratio = eth.close / btc.close
  combo rich {
    enter when ratio > 0.11 BTC {
      leg short eth { size 1 ETH }
      leg long btc { size same }
    }
    exit when ratio < 0.1 BTC
    exit when rich.profit < -10 USDT
    rebalance when drift > 4%
  }
}

strategy Rotation trades each coin of majors every 1h {
  hold every 2h {
    60% top 1 of majors by roc(close, 1)
    40% cash
  } when drift > 5%
}

scenario "in proportion" for Pair {
  start 2024-01-01T00:00Z with 10_000 USDT
  candles eth every 1h close [100, 120, 120, 95, 120, 120, 145, 105, 105]
  candles btc every 1h close [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]
  expect at bar 1 enter short eth
}

scenario "rotates" for Rotation {
  start 2024-01-01T00:00Z with 10_000 USDT
  candles coin every 1h close [100, 101, 102, 103, 104, 105, 106]
  expect at bar 1 enter long coin
}
`;
    const loaded = loadTestText(text);
    const counter = createCoverage(loaded.plan, loaded.tests);
    for (const [number, scenario] of loaded.tests.scenarios.entries()) {
      const { outcome, moves } = runScenarioOf(loaded, number);
      expect(outcome).toBeDefined();
      if (outcome !== undefined) counter.add(scenario, outcome, moves);
    }
    const fired = counter
      .result()
      .strategies.flatMap(({ rules }) => rules.map((rule) => [rule.ruleId, rule.fired]));
    expect(Object.fromEntries(fired)).toEqual({
      enter_rich: 2,
      exit_rich_1: 1,
      exit_rich_2: 1,
      rebalance_rich: 0,
      hold: 1,
    });
  });
});
