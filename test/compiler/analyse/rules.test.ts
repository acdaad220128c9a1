import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../compiler/diagnostics/index.ts";
import { compileText } from "../example-files.ts";

const plan = (rules: string): string => `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
  param n: bars = 20 in 5..60
  let average = sma(close, n)
  plot average
  ${rules}
}
`;

const protectedBlock = "{ size 5% of equity stop 2% of close below entry }";
const open = "{ size 5% of equity }";

const codes = (rules: string): readonly string[] =>
  compileText(plan(rules)).diagnostics.items.map(({ code }) => code);

describe("an exit that holds where its entry fires", () => {
  it.each([
    ["rsi(close, 14) < 30", "rsi(close, 14) < 50 if unknown hold"],
    ["close crosses above average", "close > average"],
    ["close > average and volume > 5 BTC", "close >= average or volume < 1 BTC"],
    ["low > average", "close > average"],
  ])("is reported: enter when %s, exit when %s", (entry, exit) => {
    expect(codes(`enter long when ${entry} ${protectedBlock}\n  exit long when ${exit}`)).toContain(
      "CTK5014",
    );
  });

  it.each([
    ["close crosses above average", "close < average"],
    ["close > average", "close > average and volume > 5 BTC"],
    ["close crosses above average", "close > average part 50%"],
    ["close crosses above average", "close > entry"],
    ["close > average", "close > average[1]"],
  ])("is not claimed where it may wait: enter when %s, exit when %s", (entry, exit) => {
    expect(codes(`enter long when ${entry} ${protectedBlock}\n  exit long when ${exit}`)).not.toContain(
      "CTK5014",
    );
  });
});

describe("an entry that fires again at once", () => {
  it.each([
    ["a dip and its stop", `enter long when rsi(close, 14) < 30 ${protectedBlock}`],
    [
      "a dip below a band and its stop",
      `enter long when close < bollinger(close, 20, 2).lower ${protectedBlock}`,
    ],
    [
      "a rise and a stop above a short",
      `enter short when close > average { size 5% of equity stop 2% of close above entry }`,
    ],
    [
      "a trend and its target",
      "enter long when close > average { size 5% of equity stop 2% of close below entry target 5% of close above entry }",
    ],
    ["a dip and its trail", "enter long when close < average { size 5% of equity trail 2% of close }"],
    ["a trend and a time", `enter long when close > average ${open}\n  exit long after 12 bars`],
    [
      "a trend and a count of bars",
      `enter long when close > average ${open}\n  exit long when bars_held >= 12`,
    ],
    [
      "two averages and an exit of the same price",
      `enter long when close > sma(close, 200) ${open}\n  exit long when close < sma(close, 50)`,
    ],
    [
      "a trend and an exit into strength",
      `enter long when close > average ${open}\n  exit long when rsi(close, 14) > 70 if unknown hold`,
    ],
  ])("is hinted at: %s", (_name, rules) => {
    expect(codes(rules)).toContain("CTK5015");
  });

  it.each([
    ["an event", `enter long when rsi(close, 14) crosses below 30 ${protectedBlock}`],
    ["a breakout", `enter long when close > highest(high, n)[1] ${protectedBlock}`],
    ["a candle", `enter long when close > open ${protectedBlock}`],
    ["a trend and a stop against it", `enter long when close > average ${protectedBlock}`],
    [
      "the other side of the same level",
      `enter long when close > average ${open}\n  exit long when close < average`,
    ],
    [
      "a dip sold into strength",
      `enter long when rsi(close, 14) < 30 ${open}\n  exit long when rsi(close, 14) > 60 if unknown hold`,
    ],
    [
      "a channel and its other edge",
      `enter long when close > highest(high, 20)[1] ${open}\n  exit long when close < lowest(low, 10)[1]`,
    ],
    ["a rest after an exit", `cooldown 5 bars\n  enter long when rsi(close, 14) < 30 ${protectedBlock}`],
    [
      "a part of the position",
      `enter long when close > average ${protectedBlock}\n  exit long when close > 2 * average part 50%`,
    ],
  ])("is not hinted at: %s", (_name, rules) => {
    expect(codes(rules)).not.toContain("CTK5015");
  });

  it("offers the event, which ends the hint", () => {
    const text = plan(`enter long when rsi(close, 14) < 30 ${protectedBlock}`);
    const [item] = compileText(text).diagnostics.items.filter(({ code }) => code === "CTK5015");
    const fixed = applyEdits(text, item?.fixes[0]?.edits ?? []);
    expect(fixed).toContain("when rsi(close, 14) crosses below 30 {");
    expect(compileText(fixed).diagnostics.items).toEqual([]);
  });
});

describe("names that nothing uses", () => {
  const whole = (declarations: string, session = "session s { capital 1_000 USDT run Example }"): string =>
    `${declarations}\n${plan(`enter long when close crosses above average ${protectedBlock}`)}${session}\n`;
  const unused = (text: string): readonly string[] =>
    compileText(text).diagnostics.items.map(({ message }) => message);

  it.each([
    ['market eth = "ETH/USDT" at binance', "nothing uses the market `eth`"],
    ["fn half(x) = x / 2", "nothing uses the function `half`"],
    ["indicator trend(x) = sma(x, 20)", "nothing uses the indicator `trend`"],
    ["route a { venue binance default }\nroute b { venue binance }", "nothing uses the route `b`"],
    ["risk desk in USDT { limit drawdown to 10% }", "nothing uses the risk block `desk`"],
  ])("are reported: %s", (declaration, message) => {
    expect(unused(whole(declaration))).toEqual([message]);
  });

  it("include strategies that no session runs", () => {
    const other = plan(`enter long when close crosses above average ${protectedBlock}`)
      .replace("Example", "Other")
      .replace('market btc = "BTC/USDT" at binance\n', "");
    expect(unused(whole(other))).toEqual(["nothing uses the strategy `Other`"]);
    expect(unused(whole(other, ""))).toEqual([]);
  });

  it.each([
    'market _eth = "ETH/USDT" at binance',
    "fn _half(x) = x / 2",
    "route spot { venue binance }",
    "route a { venue binance default }\nroute _b { venue binance }",
    "risk _desk in USDT { limit drawdown to 10% }",
  ])("are left alone when they are meant, or are the only choice: %s", (declaration) => {
    expect(unused(whole(declaration))).toEqual([]);
  });

  it("are no lint in a file of functions, nor for lets and parameters with an underscore", () => {
    expect(unused("fn half(x) = x / 2\nindicator trend(x) = sma(x, 20)\n")).toEqual([]);
    expect(
      unused(
        plan(
          `let _spare = 5\n  param _later = 3.0\n  enter long when close crosses above average ${protectedBlock}`,
        ),
      ),
    ).toEqual([]);
  });
});

describe("plans of the repository", () => {
  const files = ["examples", "test/fixtures/oracle/strategies"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ctk"))
      .map((name) => `${folder}/${name}`),
  );

  it.each(files)("%s has neither warnings nor hints", (path) => {
    const { diagnostics } = compileText(readFileSync(path, "utf8"));
    expect(diagnostics.items.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });
});
