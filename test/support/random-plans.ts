/** Random strategies and random markets: every kind of rule, order and protection that the engine treats apart. */

import fc from "fast-check";
import { randomFrom } from "./bar-data.ts";
import { MONDAY, type PlanOptions, type Row } from "./simulate.ts";

const HOUR = 3_600_000;

const number = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high });

/** Conditions on the market alone, both steady ones and events. */
const marketCondition = fc.oneof(
  fc
    .tuple(number(2, 9), number(10, 30), fc.constantFrom("above", "below"))
    .map(([fast, slow, way]) => `sma(close, ${fast}) crosses ${way} sma(close, ${slow})`),
  fc
    .tuple(number(2, 14), number(20, 80), fc.constantFrom("<", ">"))
    .map(([n, level, sign]) => `rsi(close, ${n}) ${sign} ${level}`),
  fc.tuple(number(1, 6), fc.constantFrom("<", ">")).map(([back, sign]) => `close ${sign} close[${back}]`),
  fc
    .tuple(number(2, 5), fc.constantFrom("<", ">"))
    .map(([n, sign]) => `close ${sign} (ema(close, ${n}) on 6h)`),
  fc.tuple(number(5, 20)).map(([n]) => `close >= highest(high, ${n})[1]`),
  fc.constant("close > (sma(close, 2) on 1d as of open)"),
  fc
    .tuple(
      number(1, 4),
      fc.constantFrom("close <= trailing", "close > trailing", "close crosses below trailing"),
    )
    .map(([distance, text]) => text.replace("trailing", `trailing(${distance} USD)`)),
  number(2, 4).map((count) => `rising_for() >= ${count}`),
  fc.constantFrom("turned_up()", "not (turned_up() on 6h)"),
);

/** Indicators with states, for the conditions above. */
const indicators = `indicator trailing(distance: price) {
  state level = low then if close < level then high - distance else max(level, close - distance)
  yield level
}
indicator turned_up() {
  state up = close > open then if close > open then true else if close < open then false else up
  yield up
}
indicator rising_for() {
  state bars = 0 then if close > close[1] then bars + 1 else 0
  yield bars
}`;

/** Conditions that need the position or the account. */
const stateCondition = fc.constantFrom(
  "equity > 9_000 USD",
  "(bars_since_exit ?? 99) > 4",
  "(last_trade.profit ?? 0 USD) <= 0 USD",
  "equity >= day_start_equity * 0.99",
  "cash > 3_000 USD",
  "phase.ready",
  "(phase.first or phase.bars > 3)",
  "close > (held ?? 0 USD)",
);

/** A machine that every plan has; conditions and exits read it. */
const machine = fc.tuple(marketCondition, marketCondition, number(1, 9)).map(
  ([enter, leave, bars]) => `machine phase {
  state first { on ${enter} goto ready { capture held = low }  on position.size > 0 ABC goto waiting }
  state ready { on ${leave} goto waiting { capture held = close }  on bars_held > 4 goto first }
  state waiting { on phase.bars >= ${bars} and close > (held ?? 0 USD) - 3 USD goto first  on phase.bars > 12 goto first }
}`,
);

const throttles = fc.array(
  fc.oneof(
    fc
      .tuple(number(1, 9), fc.constantFrom("bars", "h"), fc.constantFrom("", "after loss"))
      .map(
        ([length, unit, loss]) => `cooldown ${unit === "h" ? `${length * 2}h` : `${length} bars`} ${loss}`,
      ),
    fc.tuple(number(1, 6), number(4, 60)).map(([most, hours]) => `at most ${most} entries per ${hours}h`),
  ),
  { maxLength: 2 },
);

const schedule = fc.constantFrom(
  "every 4h",
  "every 6h after 2h",
  "every 1d before 4h",
  "every day at 16:00 America/New_York",
  "every weekday at 07:30 Asia/Kolkata",
  "every monday, thursday at 12:00",
  'on session open "08:00-16:00" Europe/London',
  "on session close",
);

const condition = fc
  .tuple(marketCondition, fc.option(stateCondition, { nil: undefined, freq: 3 }))
  .map(([market, state]) => (state === undefined ? market : `${market} and ${state}`));

const size = fc.oneof(
  number(1, 20).map((quantity) => `size ${quantity} ABC`),
  number(100, 2_000).map((money) => `size ${money} USD`),
  number(1, 19).map((percent) => `size ${percent}% of equity`),
);

const order = (long: boolean): fc.Arbitrary<string> => {
  const [up, down] = long ? ["+", "-"] : ["-", "+"];
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    {
      weight: 4,
      arbitrary: fc
        .tuple(number(1, 4), number(1, 6), number(1, 5))
        .chain(([distance, bars, further]) =>
          fc.constantFrom(
            `order limit at close ${down} ${distance} USD expire after ${bars} bars`,
            `order stop at close ${up} ${distance} USD expire after ${bars} bars`,
            `order stop at close ${up} ${distance} USD limit close ${up} ${distance + further} USD expire after ${bars} bars`,
            `order stop at close ${up} ${distance + further} USD limit close ${up} ${distance} USD expire after ${bars}h`,
            `order limit at close ${down} ${distance} USD ioc expire after ${bars} bars`,
            `order limit at close ${up} ${distance} USD post only expire after ${bars} bars`,
          ),
        ),
    },
  );
};

const protection = (long: boolean): fc.Arbitrary<string> => {
  const [loss, profit] = long ? ["below", "above"] : ["above", "below"];
  return fc.oneof(
    fc.constant("unprotected"),
    number(1, 8).map((distance) => `stop ${distance} USD ${loss} entry`),
    fc
      .tuple(number(1, 6), number(1, 9))
      .map(([stop, target]) => `stop ${stop} USD ${loss} entry target ${target} USD ${profit} entry`),
    fc
      .tuple(number(1, 6), number(0, 5))
      .map(([trail, after]) =>
        after === 0 ? `trail ${trail} USD` : `trail ${trail} USD after ${after} USD`,
      ),
    fc
      .tuple(number(2, 8), number(1, 6))
      .map(([stop, trail]) => `stop ${stop} USD ${loss} entry trail ${trail} USD`),
    number(1, 3).map((factor) => `stop ${factor} * atr(5) ${loss} entry`),
  );
};

const enter = (long: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      condition,
      size,
      order(long),
      protection(long),
      fc.constantFrom("", "on opposite reverse", "on opposite ignore"),
    )
    .map(
      ([when, amount, type, levels, opposite]) =>
        `enter ${long ? "long" : "short"} when ${when} { ${amount} ${type} ${levels} ${opposite} }`,
    );

const add = (long: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(
        "close > last_fill + 1 USD",
        "close < last_fill - 1 USD",
        "bars_held > 3",
        "close > open",
      ),
      number(2, 4),
      fc.constantFrom("same", "3 ABC", "5% of equity"),
      fc.constantFrom(
        "",
        `stop 3 USD ${long ? "below" : "above"} entry for all`,
        `stop 4 USD ${long ? "below" : "above"} entry`,
      ),
    )
    .map(
      ([when, units, amount, stop]) =>
        `add ${long ? "long" : "short"} when ${when} up to ${units} units { size ${amount} ${stop} }`,
    );

const exit = fc
  .tuple(
    fc.constantFrom("", "long", "short"),
    fc.oneof(
      marketCondition.map((when) => `when ${when}`),
      fc.constantFrom(
        "when position.profit > 20 USD",
        "when bars_held >= 7",
        "when close < best - 4 USD",
        "when close > worst + 6 USD",
        "when (close - open) / (high - low) > 0.7 if unknown hold",
        "when (close - open) / (high - low) > 0.7 if unknown exit",
        "when close > open part 50%",
      ),
      number(1, 20).map((bars) => `after ${bars} bars`),
      number(1, 20).map((hours) => `after ${hours * 6}h`),
    ),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.constant("{ order limit at close + 1 USD expire after 3 bars }") },
    ),
  )
  .map(([side, when, clause]) => `exit ${side} ${when} ${clause}`);

/** Some rules stand in the block of a schedule. */
const scheduled = (rule: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(rule, fc.option(schedule, { nil: undefined, freq: 3 }))
    .map(([text, at]) => (at === undefined ? text : `${at} {\n${text}\n}`));

const rules = fc.boolean().chain((long) =>
  fc
    .tuple(
      enter(long),
      fc.array(
        fc.boolean().chain((other) => scheduled(enter(other))),
        { maxLength: 2 },
      ),
      fc.array(add(long), { maxLength: 1 }),
      fc.array(scheduled(exit), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      machine,
      throttles,
    )
    .map(([first, enters, adds, exits, resting, phase, limits]) =>
      [
        phase,
        ...limits,
        first,
        ...enters,
        ...adds,
        "exit when close < 1 USD",
        ...exits,
        ...(resting ? ["exit long { order stop at lowest(low, 8) }"] : []),
      ].join("\n"),
    ),
);

const risk = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        number(1, 12),
        fc.constantFrom(
          "",
          "then reduce only",
          "then halt",
          "then halt until next day",
          "then halt for 12h",
          "then flatten and halt",
        ),
        fc.constantFrom(
          "",
          "limit order notional to 1_500 USD then clamp",
          "limit order notional to 20% of equity",
          "limit position notional to 2_000 USD per market",
          "limit position notional to 30% of equity per strategy then clamp",
          "limit loss to 1% per 1d then halt until next day",
          "limit loss to 2% of equity per 1d limit losing trades to 2 then halt for 8h",
          "limit losing trades to 2 per 1d then flatten and halt",
          "limit turnover to 60% per 6h then clamp limit open orders to 3 then reduce only",
          "limit gross notional to 25% of equity then halt for 5h forbid add when exposure > 1_500 USD",
        ),
      )
      .map(([percent, action, notional]) => `${notional} limit drawdown to ${percent}% ${action}`),
  },
);

/** A plan's rules and everything about it that may vary. */
export interface RandomPlan {
  readonly rules: string;
  readonly options: PlanOptions;
}

export const randomPlan: fc.Arbitrary<RandomPlan> = fc
  .record({
    rules,
    risk,
    route: fc.constantFrom(
      undefined,
      undefined,
      "slippage up to 20bps fees maker 5bps taker 10bps",
      "fees maker 0 taker 1bps",
      "latency 1m slippage up to 5bps",
      "latency 90m",
    ),
    fills: fc.constantFrom(
      undefined,
      undefined,
      '"bar/pessimistic@1" touch',
      '"bar/pessimistic@1" at close',
      '"bar/pessimistic@1" participation 100%',
      '"bar/pessimistic@1" touch participation 60% path ohlc',
      '"bar/pessimistic@1" path nearest',
      '"backtrader@1"',
      '"backtesting-py@1"',
    ),
    clock: fc.constantFrom("1h", "1h", "1h", "2h"),
  })
  .map(({ rules: text, risk: limits, route, fills, clock }) => ({
    rules: text,
    options: {
      capital: "10_000 USD",
      declarations: indicators,
      clock,
      ...(limits === undefined ? {} : { risk: limits }),
      ...(route === undefined ? {} : { route }),
      ...(fills === undefined ? {} : { fills }),
    },
  }));

/** A random walk on the tick, with jumps between bars, bars without volume and missing bars. */
export interface RandomMarket {
  readonly rows: readonly Row[];
  readonly times: readonly number[];
}

const cents = (value: number): number => Math.round(value * 100) / 100;

export const makeMarket = ({
  seed,
  count,
}: {
  readonly seed: number;
  readonly count: number;
}): RandomMarket => {
  const random = randomFrom(seed);
  const rows: Row[] = [];
  const times: number[] = [];
  let price = 100;
  let time = MONDAY;
  for (let bar = 0; bar < count; bar++) {
    const jump = random() < 0.1 ? (random() - 0.5) * 6 : 0;
    const open = cents(Math.max(20, price + jump));
    const close = random() < 0.05 ? open : cents(Math.max(20, open + (random() - 0.5) * 5));
    const reach = random() < 0.05 ? 0 : 1;
    const high = cents(Math.max(open, close) + reach * random() * 2);
    const low = cents(Math.min(open, close) - reach * random() * 2);
    rows.push([open, high, low, close, random() < 0.03 ? 0 : cents(1 + random() * 10)]);
    times.push(time);
    price = close;
    time += HOUR * (random() < 0.03 ? 1 + Math.floor(random() * 12) : 1);
  }
  return { rows, times };
};

/** A market by its seed, so that a counterexample is short. */
export const randomMarket = fc.record({ seed: fc.integer(), count: number(20, 400) });
