import { describe, expect, it } from "vitest";
import { codesOf, compileText } from "./example-files.ts";

const strategy = `market btc = "BTC/USDT" at binance

strategy Rise trades btc every 1h {
  param n: bars = 3 in 2..9
  let slow = sma(close, n)
  enter long when close > slow {
    size 2 BTC
    stop 5 USDT below entry
    capture bought = close
  }
  exit long when close < slow and close > bought
}
`;

const scenario = (...statements: readonly string[]): readonly string[] =>
  codesOf(`${strategy}
scenario "s" for Rise(n = 2) {
${statements.join("\n")}
}
`);

const start = "start 2024-01-01T00:00Z with 1_000 USDT";
const candles = "candles btc every 1h close [1, 2, 3]";

describe("names and units of a scenario", () => {
  it("may be everything that the strategy's rules may read", () => {
    expect(
      scenario(
        start,
        candles,
        "expect at bar 2 slow < close and n == 2 bars and bought > 0 USDT and equity > 5 USDT",
        "expect at bar 2 enter long { stop slow / 2 below entry  size 2 BTC }",
      ),
    ).toEqual([]);
  });

  it.each([
    ["a name that the strategy does not have", "expect at bar 2 slo < close", "CTK2001"],
    ["a price for a quantity", "expect at bar 2 position long 20 USDT", "CTK3004"],
    ["a bare number for a price", "expect at bar 2 fill buy 1 BTC at 20", "CTK3002"],
    ["a number for a condition", "expect at bar 2 close", "CTK3005"],
    ["money for a price", "expect at bar 2 enter long { stop 5% below entry }", "CTK3004"],
    ["a stop on the wrong side", "expect at bar 2 enter long { stop 5 USDT above entry }", "CTK4004"],
    ["a size for an exit", "expect at bar 2 exit long { size 2 BTC }", "CTK4011"],
    ["half a bar", "expect at bar 1.5 enter long", "CTK3013"],
    ["another currency", "expect at end equity > 100 EUR", "CTK3016"],
  ])("cannot be %s", (_, statement, code) => {
    expect(scenario(start, candles, statement)).toEqual([code]);
  });

  it("are those of the strategy's own markets", () => {
    expect(scenario(start, "candles eth every 1h close [1, 2]", "expect no other intents")).toEqual([
      "CTK4501",
      "CTK2014",
    ]);
    expect(scenario(start, candles, "expect at bar 1 enter long eth")).toEqual(["CTK2014"]);
  });

  it("are constants in candles", () => {
    expect(scenario(start, "candles btc every 1h close [1, slow]", "expect no other intents")).toEqual([
      "CTK2001",
    ]);
    expect(scenario(start, "candles btc every 1h flat 5% for 3 bars", "expect no other intents")).toEqual([
      "CTK3004",
    ]);
    expect(scenario(start, "candles btc every 1h flat 100 USDT for 3h", "expect no other intents")).toEqual(
      [],
    );
  });

  it("start with money of the market", () => {
    expect(scenario("start 2024-01-01T00:00Z with 1_000 BTC", candles, "expect no other intents")).toEqual([
      "CTK3004",
    ]);
  });
});

describe("a scenario whole", () => {
  it("has one start, and candles once for each market", () => {
    expect(scenario(start, start, candles, candles, "expect no other intents")).toEqual([
      "CTK4108",
      "CTK4108",
    ]);
  });

  it("wants candles that make up the strategy's bars", () => {
    expect(scenario(start, "candles btc every 40m close [1, 2]", "expect no other intents")).toEqual([
      "CTK4507",
    ]);
    expect(scenario(start, "candles btc every 15m close [1, 2]", "expect no other intents")).toEqual([]);
  });

  it("counts its bars where no file decides their number", () => {
    const list =
      "candles btc every 1h flat 5 for 4 bars ramp to 9 over 2 bars gap to 3 skip 7 bars close [1, 2]";
    expect(scenario(start, list, "expect at bar 7 close > 1 USDT")).toEqual([]);
    expect(scenario(start, list, "expect at bar 8 close > 1 USDT")).toEqual(["CTK4506"]);
    expect(scenario(start, 'candles btc every 1h from "x.csv"', "expect at bar 800 close > 1 USDT")).toEqual(
      [],
    );
  });

  it("may follow its strategy's file, or stand before it", () => {
    const before = `scenario "s" for Rise {\n${start}\n${candles}\nexpect at bar 1 slow > 0 USDT\n}\n${strategy}`;
    expect(codesOf(before)).toEqual([]);
  });

  it("leaves no trace in the plan that a session runs", () => {
    const test = `\nscenario "s" for Rise {\n${start}\n${candles}\nexpect at bar 1 slow > 0 USDT\n}\n`;
    const values = (text: string) => JSON.stringify(compileText(text).plan);
    expect(values(strategy + test)).toBe(values(strategy));
  });
});

describe("a test of a strategy that trades each of a universe", () => {
  const each = `market eth = "ETH/USDT" at binance
universe majors = [eth, "BTC/USDT"] at binance

strategy Each trades each coin of majors every 1h {
  enter long when close > close[1] {
    size 10% of equity
    stop 5% of close below entry
  }
}
`;
  const of = (...statements: readonly string[]) =>
    codesOf(`${each}\nscenario "s" for Each {\n${start}\n${statements.join("\n")}\n}\n`);

  it.each([
    ["each of them", "candles coin every 1h close [1, 2]", "expect at bar 1 enter long coin", []],
    ["a member", "candles eth every 1h close [1, 2]", "expect at bar 1 enter long eth", []],
    ["one known by its symbol", "candles btc every 1h close [1, 2]", "expect at bar 1 enter long btc", []],
    ["its units", "candles coin every 1h close [1, 2]", "expect at end position long btc 2 BTC", []],
    [
      "other units",
      "candles coin every 1h close [1, 2]",
      "expect at end position long btc 2 ETH",
      ["CTK3004"],
    ],
    ["no such candles", "candles etc every 1h close [1, 2]", "expect no other intents", ["CTK2014"]],
    ["no such market", "candles coin every 1h close [1, 2]", "expect at bar 1 enter long bt", ["CTK2014"]],
    ["no candles", "", "expect no other intents", ["CTK4501"]],
  ])("names %s", (_, candles, expectation, codes) => {
    expect(of(candles, expectation)).toEqual(codes);
  });
});

describe("a name that only tests read", () => {
  const read = strategy.replace("every 1h {\n", "every 1h {\n  let change = close - close[1]\n");

  it("is used, and leaves no trace in the plan", () => {
    const checked = `${read}\ncheck "c" for Rise always change < 5 USDT\n`;
    expect(codesOf(checked)).toEqual([]);
    const sizeOf = (text: string) => compileText(text).plan?.strategies[0]?.features.length;
    expect(sizeOf(checked)).toBe(sizeOf(strategy));
  });

  it("is unused without them, and not asked about while a test has a mistake", () => {
    expect(codesOf(read)).toEqual(["CTK5001"]);
    expect(codesOf(`${read}\ncheck "c" for Rise always chnage < 5 USDT\n`)).toEqual(["CTK2001"]);
  });
});

describe("a check", () => {
  it.each([
    ["a condition", "always close > slow", []],
    [
      "capital, limits, a file and walks",
      'with 5_000 USDT on "x.csv" over 3 walks of 50 always units < 2',
      [],
    ],
    ["a number", "always close", ["CTK3005"]],
    ["a name that is not there", "always clos > slow", ["CTK2001"]],
    ["half a walk", "over 1.5 walks always units < 2", ["CTK3013"]],
    ["no risk block", "guard desk always units < 2", ["CTK2014"]],
  ])("with %s", (_, rest, codes) => {
    expect(codesOf(`${strategy}\ncheck "c" for Rise ${rest}\n`)).toEqual(codes);
  });
});
