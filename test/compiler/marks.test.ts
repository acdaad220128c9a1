import { describe, expect, it } from "vitest";
import { compileText } from "./example-files.ts";

/**
 * Checks a text against the marks in its comments: below a line, `// ^^^^ CTK2001` expects exactly that code with
 * exactly that underline. A diagnostic without a mark fails, and so does a mark without a diagnostic.
 */
function expectMarks(text: string): void {
  const lines = text.split("\n");
  const expected: string[] = [];
  let line = 0;
  for (const [index, content] of lines.entries()) {
    const mark = /^\s*\/\/\s*(\^+)\s+(CTK\d{4})/.exec(content);
    if (mark === null) {
      line = index + 1;
    } else {
      const column = content.indexOf("^") + 1;
      expected.push(`${line}:${column}-${column + (mark[1]?.length ?? 0)} ${mark[2] ?? ""}`);
    }
  }
  const { diagnostics, sources } = compileText(text);
  const actual = diagnostics.items.map((item) => {
    const start = sources[0]?.lines.positionAt(item.span.start);
    const end = sources[0]?.lines.positionAt(item.span.end);
    return `${start?.line}:${start?.column}-${end?.column} ${item.code}`;
  });
  expect(actual.sort()).toEqual(expected.sort());
}

const inStrategy = (body: string): string => `market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
${body}
}
`;

const entry = `  enter long when close > open {
    size 5% of equity
    stop 2 * atr(14) below entry
  }`;

describe("places of diagnostics", () => {
  it("points at the name, the argument or the clause that is wrong", () => {
    expectMarks(
      inStrategy(`  let a = ema(close, 90m)
    //               ^^^ CTK3014
  let b = close[-2]
    //    ^^^^^^^^^ CTK4001
  enter long when a > b and rsi(close, 14) > 70% {
    //                                       ^^^ CTK3003
    size 5% of equity
    stop 2 * atr(14) above entry
    //               ^^^^^ CTK4004
  }`),
    );
  });

  it("lets captures be read in other rules of the strategy", () => {
    expectMarks(
      inStrategy(`  enter long when close > open {
    size 5% of equity
    stop 2 * atr(14) below entry
    capture n = atr(20)
  }
  exit long when close < entry - 3 * n`),
    );
  });

  it("checks a let that reads the position where it is read", () => {
    expectMarks(
      inStrategy(`  let gain = position.profit > 0 USDT
  enter long when close > open {
    size 5% of equity
    stop 2 * atr(14) below entry
  }
  exit long when gain and bars_held > 5`),
    );
  });

  it("refuses facts where every bar needs a value", () => {
    expectMarks(
      inStrategy(`${entry}
  let gain = position.profit
  let smooth = ema(gain, 5)
    //             ^^^^ CTK3104
  let before = gain[1]
    //         ^^^^ CTK3104
  plot gain
    // ^^^^ CTK3104
  plot smooth
  plot before`),
    );
  });

  it("follows clocks into nested on", () => {
    expectMarks(
      inStrategy(`  let a = (ema(close, 12h) on 4h) + (close on 1d)
  let b = (ema(close, 6h) on 4h)
    //                ^^ CTK3014
  let c = ((close on 1h) on 4h)
    //               ^^ CTK3101
  plot a
  plot b
  plot c`),
    );
  });

  it("finds problems of a function in its body, for the arguments of a call", () => {
    expectMarks(`indicator gap(x, y) = x - y
    //                ^^^^^ CTK3001
${inStrategy(`  plot gap(close, volume)
  plot gap(close, open)`)}`);
  });

  it("reports one error for one mistake", () => {
    expectMarks(
      inStrategy(`  let a = emaa(close, 5)
    //    ^^^^ CTK2002
  let b = a + volume
  let c = b > 5 and a[1] > b on 4h
  enter long when c {
    size a
    stop b below entry
  }`),
    );
  });
});
