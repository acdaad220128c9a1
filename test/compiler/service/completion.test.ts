import { describe, expect, it } from "vitest";
import { analyseText, type Completion, completionsAt } from "../../../compiler/index.ts";

const head = `market btc = "BTC/USDT" at binance
market eth = "ETH/USDT" at binance
route spot { venue binance }
route spare { venue kraken }
risk desk in USDT { limit drawdown to 10% }
universe majors = [btc, eth]
`;

/** Proposals at the `|` of a text. */
const at = (text: string): readonly Completion[] => {
  const offset = text.indexOf("|");
  return completionsAt(analyseText(text.replace("|", "")), offset).items;
};

const labels = (text: string): readonly string[] => at(text).map(({ label }) => label);

const inStrategy = (statement: string): string => `${head}
strategy S trades btc via spot every 1h {
  param n: bars = 20 in 5..50
  param level = 30 in 10..40
  let steady = ema(close, n)
  let strength = rsi(close, 14)
  ${statement}
}
`;

describe("completion", () => {
  it("proposes declarations at the top of a file, with whole ones behind them", () => {
    const items = at(`${head}|`);
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["import", "market", "strategy"]));
    expect(items.find(({ kind }) => kind === "snippet")?.insert).toContain("\u0024{1:");
  });

  it.each([
    ["strategy S trades |", ["btc", "eth"]],
    ["strategy S trades btc via |", ["spot", "spare"]],
    ["session s { guard |", ["desk"]],
    ["strategy S trades each m of |", ["majors"]],
    ["risk r in USDT { limit order |", ["notional", "quantity", "rate"]],
    ["risk r in USDT { limit drawdown to 10% then |", ["reject", "clamp", "reduce", "halt", "flatten"]],
  ])("proposes after `%s` what can stand there", (text, expected) => {
    expect(labels(head + text)).toEqual(expect.arrayContaining(expected));
    expect(
      labels(head + text)
        .slice(0, expected.length)
        .sort(),
    ).toEqual([...expected].sort());
  });

  it("proposes prices of the market first where a stop is placed", () => {
    const items = at(inStrategy("enter long when close > steady { size 1 BTC  stop at | }"));
    const names = items.filter(({ kind }) => kind !== "keyword").map(({ label }) => label);
    expect(names[0]).toBe("steady");
    expect(names.indexOf("close")).toBeLessThan(names.indexOf("n"));
    expect(names.indexOf("atr")).toBeLessThan(names.indexOf("rsi"));
  });

  it("proposes numbers of the range that is compared, and parameters, before prices", () => {
    const names = labels(inStrategy("enter long when rsi(close, 14) < |"));
    for (const fitting of ["level", "strength", "30", "70"]) {
      expect(names.indexOf(fitting)).toBeGreaterThanOrEqual(0);
      expect(names.indexOf(fitting)).toBeLessThan(names.indexOf("close"));
    }
  });

  it("leaves out the clauses that an entry has already, and keeps the others", () => {
    const names = labels(inStrategy("enter long when close > steady { size 1 BTC | }"));
    expect(names).toContain("stop");
    expect(names).not.toContain("size");
  });

  it("does not propose what is declared further down", () => {
    const text = inStrategy("let first = |\n  let second = close");
    expect(labels(text)).toContain("steady");
    expect(labels(text)).not.toContain("second");
  });

  it("proposes the values of a record behind the dot of a call", () => {
    expect(labels(inStrategy("let m = macd(close, 12, 26, 9).|"))).toEqual(["line", "signal", "histogram"]);
  });

  it("writes a call with its defaults as places to fill in", () => {
    const item = at(inStrategy("let m = macd|")).find(({ label }) => label === "macd");
    expect(item).toMatchObject({ isSnippet: true, insert: `macd(\${1:close}, \${2:12}, \${3:26}, \${4:9})` });
  });

  it("goes on after errors further up, and at the end of a broken statement", () => {
    const broken = inStrategy("let x = = = 3\n  enter wrong when {\n  let y = close +|").replace(
      "20 in",
      "in in",
    );
    expect(labels(broken)).toContain("close");
  });

  it("proposes nothing in a comment, and behind a number", () => {
    expect(at(inStrategy("// stop |"))).toEqual([]);
    expect(at(inStrategy("let x = 12|"))).toEqual([]);
  });

  it("replaces the word that is being written", () => {
    const text = inStrategy("let x = clo|se");
    const offset = text.indexOf("|");
    const { range } = completionsAt(analyseText(text.replace("|", "")), offset);
    expect(range).toEqual({ start: offset - 3, end: offset + 2 });
  });
});

describe("completion of values that are written", () => {
  it.each([
    ["enter long when close > steady { size |", ["5% of equity", "1_000 USDT", "1 BTC", "risking"]],
    ["enter long when close > steady { size 1 BTC  expire after |", ["3 bars", "12h"]],
    ["cooldown |", ["5 bars", "2h"]],
  ])("proposes after `%s` what is usual there, in the units of the market", (statement, expected) => {
    expect(labels(inStrategy(statement))).toEqual(expect.arrayContaining(expected));
  });

  it("proposes no functions where values are constants", () => {
    const names = labels(`${inStrategy("")}\nsession s { capital |`);
    expect(names).toContain("100_000 USDT");
    expect(names).not.toContain("ema");
    const inRun = labels(`${inStrategy("")}\nsession s { run S(|`);
    expect(inRun).toEqual(expect.arrayContaining(["n", "level"]));
    expect(inRun).not.toContain("ema");
  });

  it.each([
    ["let x = close |", true],
    ["let x = close + |", false],
    ["enter |", false],
    ["enter long when close > open { |", true],
    ["enter long when close > open { stop at |", false],
  ])("knows of `%s` whether the statement can end there: %s", (statement, mayEnd) => {
    const text = inStrategy(statement);
    const offset = text.indexOf("|");
    expect(completionsAt(analyseText(text.replace("|", "")), offset).mayEnd).toBe(mayEnd);
  });
});

describe("completion where a strategy trades several markets", () => {
  const several = (statement: string): string => `${head}
strategy Pair trades btc, eth via spot every 1h {
  let ratio = btc.close / eth.close
  ${statement}
}
`;

  it("names the market of a field outside of rules", () => {
    const names = labels(several("let x = |"));
    expect(names).toEqual(expect.arrayContaining(["btc.close", "eth.close", "ratio", "equity"]));
    expect(names).not.toContain("close");
  });

  it("leaves the name out for the rule's own market, whose prices come first", () => {
    const names = labels(several("enter long eth when ratio > 2 { size 1 ETH  stop at | }"));
    expect(names.indexOf("close")).toBeLessThan(names.indexOf("btc.close"));
    expect(names).toContain("close");
  });

  it("has the fields and the facts of a market behind its name", () => {
    expect(labels(several("let x = eth.|"))).toEqual(expect.arrayContaining(["close", "position", "entry"]));
  });
});
