/**
 * Ticks per second of a replay in which an order waits and a position is protected all the time, beside a bare loop over
 * the same columns, in one run. Prints the ratio; asserts only that every tick could have mattered.
 *
 *   npm run bench -- ticks
 */
import { BUY, barsOfTrades, createSession, inferInstrument, type MarketTicks, SELL } from "ctk/runtime";
import { loadText, sessionOf } from "../support/backtest.ts";
import { randomFrom } from "../support/bar-data.ts";
import { leastTime } from "../support/least-time.ts";

const TRADES = 500_000;
const ROUNDS = 5;

const plan = `market abc = "ABC/USD" at desk
strategy Plan trades abc every 1m {
  enter long when close > 0 USD { size 1 ABC stop at 1 USD target at 1_000 USD }
  exit long when close > 0 USD { order limit at 999 USD }
}
session main { capital 1_000_000 USD run Plan fills "bar/pessimistic@1" detail ticks }`;

const makeTicks = (): Required<MarketTicks> => {
  const random = randomFrom(7);
  const time = new Float64Array(TRADES);
  const price = new Float64Array(TRADES);
  const quantity = new Float64Array(TRADES);
  const side = new Int8Array(TRADES);
  let at = Date.UTC(2024, 0, 1);
  let cents = 10_000;
  for (let row = 0; row < TRADES; row++) {
    at += Math.floor(random() * 40);
    cents += Math.floor(random() * 3) - 1;
    cents = Math.min(20_000, Math.max(5_000, cents));
    time[row] = at;
    price[row] = cents / 100;
    quantity[row] = 1 + Math.floor(random() * 9);
    side[row] = random() < 0.5 ? BUY : SELL;
  }
  const sizes = quantity.map((size) => size * 3);
  return {
    trades: { length: TRADES, time, price, quantity, side, priceDecimals: 2 },
    quotes: {
      length: TRADES,
      time,
      bid: price.map((value) => Math.round(value * 100 - 1) / 100),
      bidSize: sizes,
      ask: price,
      askSize: sizes,
      priceDecimals: 2,
    },
  };
};

const { trades, quotes } = makeTicks();
const bars = barsOfTrades(trades, 60_000);
const instrument = inferInstrument("ABC/USD", "desk", bars);
const session = sessionOf(loadText(plan));

let sum = 0;
const bare = leastTime(ROUNDS, () => {
  let quote = 0;
  for (let row = 0; row < trades.length; row++) {
    while (quote < quotes.length && (quotes.time[quote] as number) < (trades.time[row] as number)) {
      sum += (quotes.bid[quote] as number) * (quotes.askSize[quote] as number);
      quote++;
    }
    sum += (trades.price[row] as number) * (trades.quantity[row] as number);
  }
});
if (!(sum > 0)) throw new Error("the loop has done nothing");

for (const [name, ticks, count] of [
  ["trades", { trades }, TRADES],
  ["trades and quotes", { trades, quotes }, TRADES * 2],
] as const) {
  const run = () => createSession({ session, feeds: [{ instrument, bars, ticks }] }).run();
  const { fills } = run().counts;
  if (fills !== 1) throw new Error(`${fills} fills: the position is to be held all the time`);
  const replay = leastTime(ROUNDS, run);
  const rate = (count / replay / 1000).toFixed(1);
  console.log(`${name}: ${count} ticks, ${bars.length} bars`);
  console.log(
    `  replay     ${((replay * 1e6) / count).toFixed(0).padStart(5)} ns a tick, ${rate} million ticks a second`,
  );
  console.log(
    `  bare loop  ${((bare * 1e6) / (TRADES * 2)).toFixed(0).padStart(5)} ns a tick; the replay takes ${(replay / bare).toFixed(1)} times as long`,
  );
}
