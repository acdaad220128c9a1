import { describe, expect, it } from "vitest";
import { renderText } from "../../compiler/index.ts";
import { codesOf, compileText } from "./example-files.ts";

const sized = "size 1 BTC stop 2% of close below entry";

function problemsOf(text: string): ReturnType<typeof compileText>["diagnostics"]["items"] {
  return compileText(text).diagnostics.items;
}

/** A strategy on BTC/USDT with these statements. */
function plan(...lines: readonly string[]): string {
  const body = lines.map((line) => `  ${line}\n`).join("");
  return `market btc = "BTC/USDT" at binance\nstrategy Example trades btc every 4h {\n${body}}\n`;
}

/** The first lines, the marked texts and the fixes of all problems. */
function told(text: string): readonly string[] {
  const { diagnostics, sources } = compileText(text);
  return renderText(diagnostics, sources)
    .split("\n")
    .filter((line) => /^(?:error|warning|fix)/.test(line));
}

/** What is underlined first. */
function marked(text: string): string {
  const span = problemsOf(text)[0]?.span;
  return span === undefined ? "" : text.slice(span.start, span.end);
}

describe("fixes that are applied without asking", () => {
  it.each([
    ["clsoe > open", "safe"],
    ["Close > open", "safe"],
    ["slow > open", "review"],
    ["over > open", "review"],
    ["emb(close, 3) > open", "review"],
    ["ta.smaa(close, 3) > open", "review"],
    ["hihgest(high, 3) > open", "safe"],
    ["higest(high, 3) > open", "safe"],
    ["ffill(close) > open", "review"],
    ["close.rolling(20).std() > 3 USDT", "review"],
    ["close.rolling(20).mean() > open", "safe"],
  ])("are spellings that can be nothing else: %s", (condition, safety) => {
    const [first] = problemsOf(plan(`enter long when ${condition} { ${sized} }`));
    expect(first?.fixes.map((fix) => fix.safety)).toEqual([safety]);
  });

  it.each(["shift(close, -1)", "close.shift(-1)"])("never turn the future into the past: %s", (value) => {
    const [first] = problemsOf(plan(`enter long when ${value} > close { ${sized} }`));
    expect(first?.code).toBe("CTK4001");
    expect(first?.fixes).toEqual([]);
  });

  it("still write `close[1]` for a shift to the past", () => {
    const [first] = problemsOf(plan(`enter long when close.shift(1) > close { ${sized} }`));
    expect(first?.fixes[0]?.edits[0]?.text).toBe("close[1]");
  });
});

describe("words in the place of others", () => {
  it.each([
    ["long", "stop 2%", "stop 2% of close below entry"],
    ["short", "stop 2%", "stop 2% of close above entry"],
    ["long", "stop 2 * atr(14)", "stop 2 * atr(14) below entry"],
    ["long", "target 500 USDT", "target 500 USDT above entry"],
    ["short", "target 3%", "target 3% of close below entry"],
  ])("%s, %s", (side, written, suggestion) => {
    const text = plan(`enter ${side} when close > open { size 1 BTC ${written} }`, "exit after 9 bars");
    expect(told(text)).toEqual([
      "error[CTK1001]: expected `below entry` or `above entry`, found `}`",
      `fix: did you mean \`${suggestion}\`?`,
    ]);
    expect(marked(text)).toBe(written);
    expect(problemsOf(text.replace(written, suggestion))).toEqual([]);
  });

  it.each([
    [plan(`enter buy when close > open { ${sized} }`), "buy", "long"],
    [plan(`enter long when close crosses over open { ${sized} }`), "over", "above"],
    [plan(`enter long when close crosses under open { ${sized} }`), "under", "below"],
    [plan(`enter long when close cross above open { ${sized} }`), "cross", "crosses"],
    [plan(`enter long when close > open { ${sized} }`, "exit long if close < open"), "if", "when"],
    [plan(`enter long when close > open { ${sized} }`).replace("4h", "4 hours"), "4 hours", "4h"],
    [plan(`enter long when close > open { ${sized} }`).replace("4h", "4H"), "4H", "4h"],
    [plan(`enter long when close > sma(close, 10 days) { ${sized} }`), "10 days", "10d"],
  ])("%#", (text, word, suggestion) => {
    expect(problemsOf(text).map((item) => item.code)).toEqual(["CTK1001"]);
    expect(marked(text)).toBe(word);
    expect(told(text)[1]).toBe(`fix: did you mean \`${suggestion}\`?`);
    expect(problemsOf(text.replace(` ${word} `, ` ${suggestion} `).replace("10 days", suggestion))).toEqual(
      [],
    );
  });

  it.each([
    ["bars_since_entry > 10", "bars_held"],
    ["pnl > 10 USDT", "position.profit"],
  ])("knows facts under other names: %s", (condition, fact) => {
    const text = plan(`enter long when close > open { ${sized} }`, `exit long when ${condition}`);
    expect(told(text)[1]).toBe(`fix: did you mean \`${fact}\`?`);
    expect(problemsOf(text)[0]?.fixes.map((fix) => fix.safety)).toEqual(["review"]);
  });

  it("leaves a name of one letter alone when a brace is missing behind it", () => {
    const text = plan(
      "let f = sma(close, 10)",
      "enter long when close > f",
      sized,
      "}",
      "exit long after 3 bars",
    );
    expect(told(text)).toContain("error[CTK1001]: expected `{`, found `size`");
  });

  it("says where `%` stands", () => {
    const text = plan("enter long when close > open { size 50 % of cash stop 2% of close below entry }");
    expect(problemsOf(text).map((item) => item.code)).toEqual(["CTK1025"]);
  });

  it("calls a value a value", () => {
    const text = plan("enter long when close > open { size 1 BTC stop = 3 }");
    expect(told(text)[0]).toBe("error[CTK1001]: expected `at` or a value, found `=`");
  });
});

describe("percent", () => {
  it.each([
    ["roc(close, 10) > -5%", "-5%", "-5"],
    ["3% < talib.roc(close, 10)", "3%", "3"],
  ])("of a rate of change is no ratio: %s", (condition, ratio, instead) => {
    const text = plan(`enter long when ${condition} { ${sized} }`);
    expect(problemsOf(text).map((item) => item.code)).toEqual(["CTK3003"]);
    expect(marked(text)).toBe(ratio);
    expect(told(text)[1]).toBe(`fix: write \`${instead}\`.`);
    expect(problemsOf(text.replace(ratio, instead))).toEqual([]);
  });

  it("of a change that was divided is one", () => {
    expect(problemsOf(plan(`enter long when roc(close, 10) / 100 > 5% { ${sized} }`))).toEqual([]);
  });
});

describe("consequences", () => {
  it("says once that a market is unknown", () => {
    const text = plan(
      `enter long when close > open { ${sized} }`,
      "add long dip when close > last_fill up to 3 units { size same stop 2% of close below entry }",
    );
    expect(problemsOf(text).map((item) => item.code)).toEqual(["CTK2014"]);
  });

  it("lets a name inside a strategy be that of a session or of another strategy", () => {
    const text = `${plan("let b = close", `enter long when b > open { ${sized} }`)}
session b { capital 1_000 USDT run Example }
`;
    expect(problemsOf(text)).toEqual([]);
  });
});

describe("texts in conditions", () => {
  it.each([
    ['"a" == "b"', "CTK3027"],
    ['"a" < "b"', "CTK3027"],
    ['"a" between "a" and "b"', "CTK3027"],
    ['(if close > open then "a" else "b") == "a"', "CTK3027"],
    ['"a" is known', "CTK3004"],
    ['"a" == close', "CTK3001"],
    ['"a"', "CTK3005"],
    ["macd(close, 12, 26, 9) is known", "CTK3015"],
  ])("say what is wrong: %s", (condition, code) => {
    const text = `market btc = "BTC/USDT" at binance

strategy S trades btc every 1h {
  enter long when ${condition} {
    size 1 BTC
    stop 5% of close below entry
  }
  exit long when close < 5 USDT
}
`;
    expect(codesOf(text)).toEqual([code]);
  });
});
