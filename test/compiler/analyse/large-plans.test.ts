import { describe, expect, it } from "vitest";
import { compileText } from "../example-files.ts";

/** Lets that each read the one before twice, 40 times: a small graph, and an endless tree. */
const doubled = (first: string, next: (before: string) => string): string =>
  [first, ...Array.from({ length: 40 }, (_, index) => `let v${index + 1} = ${next(`v${index}`)}`)].join(
    "\n  ",
  );

const plan = (lets: string, condition: string): string => `market btc = "BTC/USDT" at binance
risk desk in USDT { limit order notional to 10_000 USDT }
strategy Example trades btc every 1h {
  param k = 1.5 in 1.0..3.0
  ${lets}
  enter long when ${condition} { size 5% of equity stop 2% of close below entry target 3% of close above entry }
  exit long when not (${condition})
}
session s { capital 100_000 USDT run Example guard desk }
`;

describe("the analysis of parts that are shared over and over", () => {
  it.each([
    ["sums", doubled("let v0 = close * k", (v) => `${v} + ${v}`), "v40 > open"],
    ["choices", doubled("let v0 = close * k", (v) => `max(${v}, ${v}[1])`), "v40 > sma(close, 20)"],
    ["conditions", doubled("let v0 = close > k * open", (v) => `${v} and ${v}[1]`), "v40"],
    ["alternatives", doubled("let v0 = close > k * open", (v) => `(${v} or not ${v}) and ${v}[1]`), "v40"],
    ["unknowns", doubled("let v0 = volume > k * volume[1]", (v) => `${v} ?? ${v}[1]`), "v40 ?? false"],
  ])("ends: %s", (_name, lets, condition) => {
    const { diagnostics, tables } = compileText(plan(lets, condition));
    expect(diagnostics.items.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(tables.analysis?.strategies).toHaveLength(1);
  });
});
