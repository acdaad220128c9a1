import { describe, expect, it } from "vitest";
import {
  analyseText,
  codeLenses,
  diagnosticsOf,
  foldingRanges,
  format,
  formatDocument,
  formatRange,
  hoverAt,
  inlayHints,
  outline,
  quickFixes,
  safeFixes,
  selectionRanges,
  semanticTokens,
  signatureAt,
  withEdits,
} from "../../../compiler/index.ts";
import { library } from "./workspace.ts";

const analysis = analyseText(library);
const hover = (text: string): string => hoverAt(analysis, library.indexOf(text))?.markdown ?? "";

describe("hover", () => {
  it.each([
    ["a picture", "![p](https://elsewhere.invalid/x.png)"],
    ["a picture by reference", "![p][x]"],
    ["a link under other words", "[your bank](https://elsewhere.invalid)"],
    ["a tag", '<img src="https://elsewhere.invalid/x.png">'],
    ["a picture behind a loose backtick", "\\`![p](https://elsewhere.invalid/x.png)`"],
  ])("leaves %s in a doc comment the text that it is", (_, doc) => {
    const text = `market m = "A/B" at kraken\n\n/// ${doc}\nstrategy S trades m every 1d {\n}\n`;
    const { markdown = "" } = hoverAt(analyseText(text), text.indexOf("S trades")) ?? {};
    expect(markdown.replaceAll("\u200b", "")).toContain(doc);
    expect(markdown).not.toMatch(/!\[|\]\(|\]\[|<img/);
  });

  it("fences source text with more backticks than it has", () => {
    const text = 'market m = "A/B" at kraken\nstrategy S ```` trades m every 1d {\n}\n';
    const { markdown = "" } = hoverAt(analyseText(text), text.indexOf("S `")) ?? {};
    expect(markdown).toMatch(/^`````ctk\n.*````.*\n`````/);
  });

  it("says of a series its words, unit, clock, warm-up, memory and formula", () => {
    const text = hover("quick = ema");
    for (const part of [
      "The quick one.",
      "a price (USDT per BTC)",
      "clock: 1h",
      "bar 11",
      "fading",
      "ema(close, fast)",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("shows the last value where the caller has one", () => {
    const offset = library.indexOf("quick = ema");
    const shown = hoverAt(analysis, offset, (name) =>
      name === "quick" ? { label: "last value", text: "42_000.5 USDT" } : undefined,
    );
    expect(shown?.markdown).toContain("**42_000.5 USDT**");
  });

  it.each([
    ["fast: bars", "Bars of the quick average."],
    ["ema(close, fast", "Exponential moving average"],
    ["close, fast", "Last price of the bar."],
    ["entry - noise", "Average price of the open position."],
    ["atr(14)", "gives: price"],
    ["Trend trades", "Buys strength."],
    ["crosses above", "one series passes another"],
    ["armed {", "state armed"],
    ["spot every", "route spot"],
  ])("on `%s` says: %s", (text, expected) => {
    expect(hover(text)).toContain(expected);
  });

  it("says nothing between words", () => {
    expect(hoverAt(analysis, library.indexOf("\n\n") + 1)).toBeUndefined();
  });
});

describe("signature help", () => {
  const at = (before: string) => {
    const text = `strategy S trades btc every 1h { let x = ${before}`;
    return signatureAt(analyseText(`market btc = "BTC/USDT" at binance\n${text}`), 35 + text.length);
  };

  it("has the defaults and the units, and knows which argument is written", () => {
    const help = at("macd(close, 12, ");
    expect(help?.label).toBe("macd(x = close, fast: bars = 12, slow: bars = 26, signal: bars = 9)");
    expect(help?.active).toBe(2);
    const { start, end } = help?.parameters[2]?.label ?? { start: 0, end: 0 };
    expect(help?.label.slice(start, end)).toBe("slow: bars = 26");
  });

  it("finds the inner one of nested calls, and named arguments", () => {
    expect(at("ema(rsi(close, ")?.label).toContain("rsi(");
    expect(at("ema(rsi(close, 14), ")).toMatchObject({ active: 1 });
    expect(at("macd(signal = ")).toMatchObject({ active: 3 });
  });

  it("is silent outside of calls", () => {
    expect(at("(close + ")).toBeUndefined();
    expect(at("close[")).toBeUndefined();
  });

  it("has the parameters of a strategy that a session runs", () => {
    const text = `${library}\nsession s { capital 1 USDT run Trend(`;
    expect(signatureAt(analyseText(text), text.length)?.label).toBe(
      "Trend(fast: bars = 12, slow: bars = 48)",
    );
  });
});

describe("semantic tokens", () => {
  it("tell names from keywords that have the same letters", () => {
    const text =
      'market btc = "BTC/USDT" at binance\nstrategy S trades btc every 1h {\n  enter long when close > open { size 1 BTC  stop at low }\n}\n';
    const tokens = semanticTokens(analyseText(text)).map(
      ({ start, length, type }) => `${text.slice(start, start + length)} ${type}`,
    );
    expect(tokens).toEqual(
      expect.arrayContaining([
        "market keyword",
        "btc struct",
        "S class",
        "close property",
        "open property",
        "stop keyword",
        "at keyword",
        "low property",
      ]),
    );
  });
});

describe("outline, folding and selection", () => {
  it("lists declarations with their parameters, series and rules", () => {
    const items = outline(analysis);
    expect(items.map(({ name }) => name)).toEqual(["btc", "spot", "Trend"]);
    expect(items[2]?.children.map(({ kind }) => kind)).toEqual([
      "parameter",
      "parameter",
      "series",
      "series",
      "machine",
      "rule",
      "rule",
      "rule",
    ]);
  });

  it("folds blocks and comments of several lines only", () => {
    const text = "// one\n// two\nroute r {\n  venue x\n}\nroute s { venue y }\n";
    expect(foldingRanges(analyseText(text)).map(({ kind }) => kind)).toEqual(["comment", "block"]);
  });

  it("grows a selection from a word to the file", () => {
    const ranges = selectionRanges(analysis, library.indexOf("close, fast"));
    expect(library.slice(ranges[0]?.start, ranges[0]?.end)).toBe("close");
    expect(ranges.at(-1)).toEqual({ start: 0, end: library.length });
  });
});

describe("formatting", () => {
  const whole = format(library);
  const tidy = whole.ok ? whole.text : "";
  const messy = tidy.replace("let quick = ", "let   quick=").replace("stop 2 *", "stop   2*");

  it("gives the text that `ctk fmt` writes", () => {
    const result = formatDocument(analyseText(messy));
    expect(result.ok && withEdits(messy, result.edits)).toBe(tidy);
    expect(result.ok && result.edits.length).toBe(2);
  });

  it("of a range changes that range alone", () => {
    const start = messy.indexOf("stop   2*");
    const result = formatRange(analyseText(messy), { start, end: start + 4 });
    expect(result.ok && withEdits(messy, result.edits)).toBe(tidy.replace("let quick = ", "let   quick="));
  });

  it("of a range keeps the meaning where the layout moves a clause", () => {
    const text = library.replace(
      "    size risking 1% of equity\n    stop 2 * atr(14) below entry\n",
      "    stop 2 * atr(14) below entry\n    size risking 1% of equity\n",
    );
    const start = text.indexOf("stop 2");
    const result = formatRange(analyseText(text), { start, end: start + 4 });
    const after = result.ok ? withEdits(text, result.edits) : "";
    expect(after.match(/size risking/g)).toHaveLength(1);
    expect(after.match(/stop 2/g)).toHaveLength(1);
  });

  it("leaves a text with syntax errors as it is", () => {
    expect(formatDocument(analyseText("strategy {")).ok).toBe(false);
  });
});

describe("problems and fixes", () => {
  const broken = library
    .replace("crosses above steady", "crosses above stedy")
    .replace("ema(close, slow)", "ta.ema(close, slow)");

  it("has a fix that removes the problem", () => {
    const before = analyseText(broken);
    const at = broken.indexOf("stedy");
    const [found] = quickFixes(before, { start: at, end: at });
    expect(found?.problem.code).toBe("CTK2001");
    expect(found?.fix.safety).toBe("review");
    const text = withEdits(broken, found?.fix.edits[0]?.edits ?? []);
    expect(diagnosticsOf(analyseText(text)).map(({ code }) => code)).not.toContain("CTK2001");
  });

  it("applies all safe fixes together", () => {
    const text = library
      .replace("quick > steady", "quick > steady && close > 0 USDT")
      .replace("ema(close, slow)", "ta.ema(close, slow)");
    const edits = safeFixes(analyseText(text)).flatMap((file) => file.edits);
    const codes = diagnosticsOf(analyseText(withEdits(text, edits))).map(({ severity }) => severity);
    expect(edits.length).toBeGreaterThan(1);
    expect(codes).not.toContain("error");
  });
});

describe("lenses and hints", () => {
  it("offers what can be done with a declaration", () => {
    const text = `${library}\nsession main { capital 1_000 USDT run Trend }\nscenario "quiet" for Trend { start 2024-01-01T00:00Z with 100 USDT candles btc every 1h flat 10 for 5 bars }\n`;
    expect(
      codeLenses(analyseText(text)).map(({ command, arguments: [, name] }) => `${command} ${name}`),
    ).toEqual(["ctk.backtest Trend", "ctk.explain Trend", "ctk.backtest main", "ctk.runScenario quiet"]);
  });

  it("shows the unit of a series and the bar of its first value", () => {
    expect(inlayHints(analysis).map(({ label }) => label)).toEqual([
      ": price (USDT per BTC), from bar 11",
      ": price (USDT per BTC), from bar 47",
    ]);
  });
});
