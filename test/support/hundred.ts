import type { SessionModule } from "ctk/runtime";
import { loadText, sessionOf } from "./backtest.ts";

/** Strategies whose parameters differ and whose series overlap. */
const kinds: readonly ((number: number) => { readonly name: string; readonly settings: string })[] = [
  (number) => ({ name: "Cross", settings: `fast = ${3 + (number % 7)}, slow = ${20 + (number % 5) * 4}` }),
  (number) => ({
    name: "Dip",
    settings: `length = ${10 + (number % 3) * 5}, depth = ${1 + (number % 4) * 0.5}`,
  }),
  (number) => ({ name: "Breakout", settings: `length = ${8 + (number % 6) * 3}` }),
  (number) => ({
    name: "Oscillator",
    settings: `length = ${5 + (number % 4)}, bottom = ${25 + (number % 5)}`,
  }),
];

/**
 * A session that runs `count` strategies on ABC/USD at once, each with an even share of the capital. `calm`: another condition
 * of every entry, which is never true.
 */
export const manyStrategies = (count: number, every: string, calm = ""): SessionModule => {
  const runs = Array.from({ length: count }, (_, number) => {
    const kind = kinds[number % kinds.length]?.(Math.floor(number / kinds.length));
    return kind === undefined ? "" : `run ${kind.name}(${kind.settings}) as "s${number}"`;
  });
  return sessionOf(
    loadText(`
market abc = "ABC/USD" at desk
route paid { venue desk fees maker 0.1% taker 0.1% }
strategy Cross trades abc via paid every ${every} {
  param fast: bars = 5 in 2..20
  param slow: bars = 20 in 10..60
  enter long when ema(close, fast) crosses above ema(close, slow)${calm} { size 50% of equity }
  exit long when ema(close, fast) crosses below ema(close, slow)
}
strategy Dip trades abc via paid every ${every} {
  param length: bars = 15 in 5..40
  param depth = 1.0 in 0.5..4.0
  enter long when close < ema(close, length) - depth * atr(10)${calm} { size 40% of equity stop 2 * atr(10) below entry }
  exit long when close > ema(close, length)
}
strategy Breakout trades abc via paid every ${every} {
  param length: bars = 20 in 5..60
  enter long when close > highest(high, length)[1]${calm} { size 30% of equity }
  exit long when close < lowest(low, 5)[1]
}
strategy Oscillator trades abc via paid every ${every} {
  param length: bars = 7 in 2..30
  param bottom: score = 30 in 10..45
  enter short when rsi(close, length) > 100 - bottom${calm} { size 20% of equity stop 3 * atr(10) above entry }
  exit short when rsi(close, length) < 50
}
session main { capital ${count * 10_000} USD ${runs.join(" ")} }`),
  );
};
