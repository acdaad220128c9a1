import { describe, expect, it } from "vitest";
import { explain } from "../../../compiler/index.ts";
import { compileText } from "../example-files.ts";

/** The sentences of a strategy's rules. */
const sentences = (rules: string): readonly string[] => {
  const { plan, tables, sources, diagnostics } = compileText(`market btc = "BTC/USDT" at binance
route spot { venue binance }
strategy Example trades btc every 1h {
  param wait: bars = 12 in 2..50
  let f = ema(close, 12)
  let s = ema(close, wait)
  let n = atr(14)
  plot f + s + n
  ${rules}
}
`);
  if (plan === undefined) throw new Error(diagnostics.items.map(({ message }) => message).join("\n"));
  return explain(plan, tables, sources).strategies[0]?.rules.map(({ sentence }) => sentence) ?? [];
};

const protectedBlock = "size 5% of equity stop 2% of close below entry";

describe("sentences of rules", () => {
  it.each([
    [
      `enter long when f crosses above s { ${protectedBlock} }`,
      "When f crosses above s, buy at market for 5% of equity. The stop lies 2% of close below the entry.",
    ],
    [
      "enter long when f crosses above s { size risking 1% of equity stop 2 * n below entry target 3 * n above entry }",
      "When f crosses above s, buy at market as much as loses 1% of equity at the stop. The stop lies 2 * n below the entry. The target lies 3 * n above the entry.",
    ],
    [
      "enter short when f crosses below s { size 0.5 BTC stop at high + n trail 2 * n after n unprotected }",
      "When f crosses below s, sell short 0.5 BTC at market. The stop lies at high + n. A trailing stop follows 2 * n behind the lowest price, once the position has gained n. It has no protective exit, on purpose.",
    ],
    [
      "enter long { size 90% of equity order stop at f stop n below entry }",
      "At every close, place a stop order to buy at f for 90% of equity. The order moves with its price. The stop lies n below the entry.",
    ],
    [
      "enter long when close > s { size 1_000 USDT order limit at f stop n below entry }",
      "When close > s, place a limit order to buy at f for 1_000 USDT. The order rests while the condition holds, and moves with its price. The stop lies n below the entry.",
    ],
    [
      "enter long when f crosses above s { size 1 BTC order stop at high limit high + n expire after 3 bars stop n below entry via spot }",
      "When f crosses above s, place a stop order to buy 1 BTC at high with a limit of high + n. The order rests for 3 bars. The stop lies n below the entry. The order goes via spot.",
    ],
    [
      "enter long when f crosses above s { size 1 BTC order limit at close ioc stop n below entry capture n0 = n }\n  exit long when close < entry - n0",
      "When f crosses above s, place a limit order to buy 1 BTC at close. What does not fill at once is cancelled. The stop lies n below the entry. From the entry on, n0 is what n is at that moment.",
    ],
    [
      "enter long when f crosses above s { size 1 BTC order limit at low post only expire after 2h stop n below entry }",
      "When f crosses above s, place a limit order to buy 1 BTC at low. The order rests for 2h. It is cancelled where it would take liquidity. The stop lies n below the entry.",
    ],
  ])("say what an entry does: %s", (rule, sentence) => {
    expect(sentences(rule)[0]).toBe(sentence);
  });

  it.each([
    ["exit long when f crosses below s", "When f crosses below s, close the long position at market."],
    ["exit when f crosses below s part 50%", "When f crosses below s, close 50% of any position at market."],
    [
      "exit long after 12 bars",
      "Once 12 bars have passed since the entry, close the long position at market.",
    ],
    ["exit long after wait", "Once wait has passed since the entry, close the long position at market."],
    [
      "exit long { order stop at s }",
      "At every close, place a stop order at s that closes the long position. The order moves with its price.",
    ],
    [
      "exit long when close > s { order limit at f expire after 2 bars }",
      "When close > s, place a limit order at f that closes the long position. The order rests for 2 bars.",
    ],
    [
      "exit long when rsi(close, 14) > 70 if unknown exit",
      "When rsi(close, 14) > 70, close the long position at market. Where the condition has no value, it closes as well.",
    ],
  ])("say what an exit does: %s", (rule, sentence) => {
    expect(sentences(`enter long when f crosses above s { ${protectedBlock} }\n  ${rule}`)[1]).toBe(sentence);
  });

  it("say what an addition does", () => {
    const rule =
      "add long when close > last_fill + n up to 4 units { size same stop 2 * n below entry for all }";
    expect(sentences(`enter long when f crosses above s { ${protectedBlock} }\n  ${rule}`)[1]).toBe(
      "While long, when close > last_fill + n, buy at market for as much money as at the entry, up to 4 units in all. The stop lies 2 * n below the entry, and becomes the stop of every unit.",
    );
  });

  it.each([
    ["", "If a short is open, this closes it instead."],
    ["on opposite reverse", "If a short is open, this turns it into a long."],
    ["on opposite ignore", "While a short is open, it does nothing."],
  ])("say what becomes of the other side, where there is one: %s", (clause, sentence) => {
    const short = "enter short when f crosses below s { size 5% of equity stop n above entry }";
    const long = `enter long when f crosses above s { ${protectedBlock} ${clause} }`;
    expect(sentences(`${long}\n  ${short}`)[0]).toContain(` ${sentence}`);
    expect(sentences(long)[0]).not.toContain("short");
  });
});
