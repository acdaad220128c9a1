/**
 * Bars per second of a full session (columns, rules, guard, route, fees, exact ledger, equity, digest) beside a
 * hand-written loop of the same strategy, in one run. Prints ratios; asserts only that both get the same result.
 *
 *   npm run bench -- ema-cross [FILE.csv[.gz]]
 *
 * Without a file it repeats a bundled week of BTC minutes to 1,033,226 bars.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type BarColumns, createSession, inferInstrument, readCsv, type SessionModule } from "ctk/runtime";
import { loadText, readBars, sessionOf } from "../support/backtest.ts";

const LENGTH = 1_033_226;
const WEEK = "test/fixtures/data/bitfinex_btcusd_1m_2019w26.csv.gz";
const ROUNDS = 15;

const fromFile = (path: string): BarColumns => {
  const bytes = readFileSync(path);
  const result = readCsv(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, { file: path });
  if (!result.ok) throw new Error(`${path} is not a readable bar file`);
  return result.bars;
};

/** The week again and again, each time where the last one ended. */
const repeated = (week: BarColumns): BarColumns => {
  const column = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: LENGTH }, (_, bar) => values[bar % week.length] ?? Number.NaN);
  const span = (week.time[week.length - 1] ?? 0) - (week.time[0] ?? 0) + week.interval;
  return {
    ...week,
    length: LENGTH,
    time: Float64Array.from(
      { length: LENGTH },
      (_, bar) => (week.time[bar % week.length] ?? 0) + Math.floor(bar / week.length) * span,
    ),
    open: column(week.open),
    high: column(week.high),
    low: column(week.low),
    close: column(week.close),
    volume: column(week.volume),
  };
};

const plan = (extra: string): SessionModule =>
  sessionOf(
    loadText(`
market btc = "BTC/USD" at bitfinex
route paid { venue bitfinex fees maker 0.1% taker 0.1% }
risk desk in USD {
  limit order notional to 1_000_000 USD
  limit drawdown to 99% then flatten and halt
}
strategy Cross trades btc via paid every 1m {
  let fast = ema(close, 12)
  let slow = ema(close, 26)
  enter long when fast crosses above slow${extra} { size 0.1 BTC }
  exit long when fast crosses below slow
}
session main { capital 1_000_000 USD run Cross guard desk }`),
  );

/** The same strategy by hand: averages, crosses, fills at the next open with fees, equity and its drawdown. */
const byHand = (bars: BarColumns): { fills: number; equity: number } => {
  const { close, open, length } = bars;
  const equity = new Float64Array(length);
  let fast = 0;
  let slow = 0;
  let fastSum = 0;
  let slowSum = 0;
  let cash = 1e6;
  let quantity = 0;
  let pending = 0;
  let fills = 0;
  let peak = 1e6;
  let drawdown = 0;
  for (let bar = 0; bar < length; bar++) {
    const price = close[bar] as number;
    if (pending !== 0) {
      const at = open[bar] as number;
      cash -= pending * at + Math.abs(pending) * at * 0.001;
      quantity += pending;
      pending = 0;
      fills++;
    }
    const fastBefore = fast;
    const slowBefore = slow;
    if (bar < 12) {
      fastSum += price;
      if (bar === 11) fast = fastSum / 12;
    } else fast += (2 / 13) * (price - fast);
    if (bar < 26) {
      slowSum += price;
      if (bar === 25) slow = slowSum / 26;
    } else slow += (2 / 27) * (price - slow);
    if (bar >= 26) {
      if (quantity === 0) {
        if (fast > slow && fastBefore <= slowBefore) pending = 0.1;
      } else if (fast < slow && fastBefore >= slowBefore) pending = -0.1;
    }
    const value = cash + quantity * price;
    equity[bar] = value;
    if (value > peak) peak = value;
    else if (1 - value / peak > drawdown) drawdown = 1 - value / peak;
  }
  return { fills, equity: equity[length - 1] ?? Number.NaN };
};

/** Least time of several rounds, nanoseconds per bar: the other work on the machine only ever adds. */
const least = (bars: BarColumns, work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return (best / bars.length) * 1e6;
};

const [path] = process.argv.slice(2);
const bars = path === undefined ? repeated(readBars(WEEK)) : fromFile(path);
const feeds = [{ instrument: inferInstrument("BTC/USD", "bitfinex", bars), bars }];
const run = (session: SessionModule) => createSession({ session, feeds }).run();
const busy = plan("");
const calm = plan(" and close > 1_000_000 USD");

const expected = byHand(bars);
const outcome = run(busy);
const difference = Math.abs(Number(outcome.final.equity) - expected.equity);
if (outcome.counts.fills !== expected.fills || difference > 1e-3) {
  throw new Error(
    `the session and the loop differ: ${outcome.counts.fills} and ${expected.fills} fills, equity by ${difference}`,
  );
}

for (let warm = 0; warm < 2; warm++) {
  const hand = least(bars, () => byHand(bars));
  const full = least(bars, () => run(busy).digest());
  const quiet = least(bars, () => run(calm).digest());
  if (warm === 0) continue;
  const line = (name: string, nanoseconds: number): string =>
    `${name.padEnd(34)}${nanoseconds.toFixed(1).padStart(7)} ns/bar ${(1000 / nanoseconds).toFixed(1).padStart(7)} M bars/s  ${(nanoseconds / hand).toFixed(2).padStart(5)}x`;
  console.log(`${bars.length} bars, ${outcome.counts.fills} fills, digest ${outcome.digest().slice(0, 12)}`);
  console.log(line("hand-written loop", hand));
  console.log(line("full session, busy (every cross)", full));
  console.log(line("full session, calm (no fills)", quiet));
}
