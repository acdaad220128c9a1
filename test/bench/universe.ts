/**
 * Time of a strategy that trades each of fifty markets on one account, for each bar of each market, beside the same
 * strategy in one market alone. The markets are a bundled file, shifted against each other.
 *
 *   npx tsx test/bench/universe.ts
 */
import { type BarColumns, createSession, type Feed, inferInstrument, type SessionModule } from "ctk/runtime";
import { loadText, readBars, sessionOf } from "../support/backtest.ts";

const MARKETS = 50;
const ROUNDS = 6;

const base = readBars("test/fixtures/data/bitfinex_btcusd_1m_2019w26.csv.gz");

/** The bars from an offset on, and then from the start; their times stay. */
const shifted = (offset: number): BarColumns => {
  const turn = (values: Float64Array): Float64Array =>
    values.map((_, bar) => values[(bar + offset) % values.length] ?? Number.NaN);
  return {
    ...base,
    open: turn(base.open),
    high: turn(base.high),
    low: turn(base.low),
    close: turn(base.close),
    volume: turn(base.volume),
  };
};

const symbols = Array.from({ length: MARKETS }, (_, index) => `M${index}/USD`);
const feeds = symbols.map((symbol, index): Feed => {
  const bars = shifted(index * 150);
  return { instrument: inferInstrument(symbol, "desk", bars), bars };
});

const plan = (members: readonly string[], rules: string): SessionModule =>
  sessionOf(
    loadText(`
universe all = [${members.map((symbol) => `"${symbol}"`).join(", ")}] at desk
strategy Trend trades each coin of all every 1m {
  portfolio { at most 5 positions  rank entries by roc(close, 20) }
  ${rules}
}
session main { capital 1_000_000 USD run Trend }`),
  );

const busy = `enter long when ema(close, 12) crosses above ema(close, 26) { size 10% of equity }
  exit long when ema(close, 12) crosses below ema(close, 26)`;
const calm = `enter long when ema(close, 12) crosses above ema(close, 26) and close > 1_000_000 USD { size 10% of equity }
  exit long when ema(close, 12) crosses below ema(close, 26)`;

const least = (
  session: SessionModule,
  used: readonly Feed[],
): { readonly time: number; readonly fills: number } => {
  let time = Number.POSITIVE_INFINITY;
  let fills = 0;
  for (let round = 0; round < (ROUNDS * MARKETS) / used.length; round++) {
    const start = performance.now();
    const outcome = createSession({ session, feeds: used }).run();
    outcome.digest();
    time = Math.min(time, performance.now() - start);
    fills = outcome.counts.fills;
  }
  return { time, fills };
};

for (const [name, rules] of [
  ["busy", busy],
  ["calm", calm],
] as const) {
  for (const count of [1, 10, MARKETS]) {
    const { time, fills } = least(plan(symbols.slice(0, count), rules), feeds.slice(0, count));
    const perBar = (time * 1e6) / (base.length * count);
    console.log(
      `${name} ${String(count).padStart(3)} markets  ${perBar.toFixed(1).padStart(7)} ns a bar and market  ${time.toFixed(0).padStart(5)} ms  ${fills} fills`,
    );
  }
}
