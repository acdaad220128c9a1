/**
 * Time of building the outcome of a million bars, and of its equity series, beside the run that it is of, in one run. Prints
 * shares of the run; asserts only that there were fills.
 *
 *   npm run bench -- outcome
 */
import { type BarColumns, createSession, inferInstrument } from "ctk/runtime";
import { loadText, sessionOf } from "../support/backtest.ts";
import { randomFrom } from "../support/bar-data.ts";
import { leastTime } from "../support/least-time.ts";

const LENGTH = 1_000_000;
const ROUNDS = 9;
const MINUTE = 60_000;

const planOf = (fast: number, slow: number): string => `market abc = "ABC/USD" at desk
route paid { venue desk fees maker 20bps taker 20bps }
strategy Cross trades abc via paid every 1m {
  let fast = sma(close, ${fast})
  let slow = sma(close, ${slow})
  enter long when fast crosses above slow { size 1 ABC }
  exit long when fast crosses below slow
}
session main { capital 1_000_000 USD run Cross }`;

const walk = (): BarColumns => {
  const random = randomFrom(11);
  const column = (): Float64Array => new Float64Array(LENGTH);
  const bars = { time: column(), open: column(), high: column(), low: column(), close: column() };
  let cents = 100_000;
  for (let bar = 0; bar < LENGTH; bar++) {
    const open = cents;
    cents = Math.max(1_000, cents + Math.round((random() - 0.5) * 60));
    bars.time[bar] = bar * MINUTE;
    bars.open[bar] = open / 100;
    bars.close[bar] = cents / 100;
    bars.high[bar] = (Math.max(open, cents) + 5) / 100;
    bars.low[bar] = (Math.min(open, cents) - 5) / 100;
  }
  return { ...bars, volume: column().fill(100), interval: MINUTE, length: LENGTH, priceDecimals: 2 };
};

const bars = walk();
const feeds = [{ instrument: inferInstrument("ABC/USD", "desk", bars), bars }];

for (const [name, fast, slow] of [
  ["many fills", 10, 20],
  ["few fills", 500, 2_000],
] as const) {
  const session = sessionOf(loadText(planOf(fast, slow)));
  const whole = createSession({ session, feeds });
  const { fills } = whole.run().counts;
  if (fills === 0) throw new Error("nothing has filled");
  const run = leastTime(3, () => createSession({ session, feeds }).run());
  const share = (what: string, milliseconds: number): void =>
    console.log(
      `  ${what.padEnd(16)} ${milliseconds.toFixed(2).padStart(8)} ms, ${((milliseconds / run) * 100).toFixed(2)} % of the run`,
    );
  console.log(`${name}: ${LENGTH} bars, ${fills} fills`);
  share("the run", run);
  share(
    "outcome()",
    leastTime(ROUNDS, () => whole.outcome()),
  );
  share(
    "with its equity",
    leastTime(ROUNDS, () => whole.outcome().equity.cash.length),
  );
}
