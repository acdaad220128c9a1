/** Random combos and holdings on two markets, and on universes of three. */

import fc from "fast-check";
import type { PairOptions } from "./pairs.ts";

const number = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high });

/** A signed series without a unit, near zero for as long as both markets move alike. */
const spread = "let z = eth.close / eth.close[10] - btc.close / btc.close[10]";

const size = fc.oneof(
  number(100, 6_000).map((money) => `${money} USD`),
  number(1, 60).map((percent) => `${percent}% of equity`),
);

const legs = fc
  .record({
    isLong: fc.boolean(),
    first: size,
    second: fc.oneof(fc.constantFrom("same", "same_base"), size),
    limit: fc.option(number(-2, 2), { nil: undefined, freq: 2 }),
    within: fc.oneof(
      fc.constantFrom("10s", "90m"),
      number(1, 6).map((bars) => `${bars} bars`),
    ),
    otherwise: fc.constantFrom("unwind", "keep"),
    isBound: fc.boolean(),
  })
  .map(({ isLong, first, second, limit, within, otherwise, isBound }) => {
    const [one, other] = isLong ? ["long", "short"] : ["short", "long"];
    const order = limit === undefined ? "" : `order limit at close + ${limit} USD`;
    const together = isBound || limit !== undefined ? `fill together within ${within} else ${otherwise}` : "";
    return `leg ${one} eth { size ${first} }
    leg ${other} btc { size ${second} ${order} }
    ${together}`;
  });

const combos = fc
  .record({
    legs,
    level: number(0, 4),
    close: number(-2, 2),
    isEvent: fc.boolean(),
    after: fc.option(number(1, 40), { nil: undefined }),
    loss: fc.option(number(5, 300), { nil: undefined }),
    drift: fc.option(number(1, 12), { nil: undefined }),
    mirrored: fc.boolean(),
  })
  .map((plan) => {
    const when = plan.isEvent ? `z crosses above ${plan.level}%` : `z > ${plan.level}%`;
    return `${spread}
  combo spread {
    enter when ${when} {
    ${plan.legs}
    }
    exit when z < ${plan.close}%
    ${plan.after === undefined ? "" : `exit after ${plan.after} bars`}
    ${plan.loss === undefined ? "" : `exit when spread.profit < -${plan.loss} USD if unknown hold`}
    ${plan.drift === undefined ? "" : `rebalance when drift > ${plan.drift}%`}
  }
  ${plan.mirrored ? "combo turned = mirror spread" : ""}`;
  });

const schedule = fc.oneof(
  number(1, 12).map((hours) => `every ${hours * 2}h`),
  fc.constantFrom("every day at 15:00 America/New_York", "every weekday at 09:00", "every 1d after 3h"),
);

const drift = fc.option(
  number(1, 15).map((percent) => `when drift > ${percent}%`),
  { nil: "" },
);

/** Weights of two markets, long or short, that may follow the market. */
const fixed = fc
  .record({
    eth: number(0, 60),
    btc: number(0, 40),
    isShort: fc.boolean(),
    moves: fc.boolean(),
    schedule,
    drift,
  })
  .map(({ eth, btc, isShort, moves, schedule: when, drift: gate }) => {
    const weight = moves ? `if eth.close > eth.close[5] then ${eth}% else 0%` : undefined;
    return `${weight === undefined ? "" : `let w = ${weight}`}
  hold ${when} {
    ${weight === undefined ? `${eth}%` : "w"} eth
    ${btc}% ${isShort ? "short" : ""} btc
  } ${gate}`;
  });

/** Rankings over a universe. */
export const randomRotation: fc.Arbitrary<string> = fc
  .record({
    share: number(10, 100),
    order: fc.constantFrom("top", "bottom"),
    count: number(1, 3),
    back: number(1, 20),
    weighting: fc.constantFrom("", "", "weighted by close / atr(10)", "weighted by roc(close, 4)"),
    rest: fc.boolean(),
    schedule,
    drift,
  })
  .map(({ share, order, count, back, weighting, rest, schedule: when, drift: gate }) => {
    const other = rest && share < 100 ? `${100 - share}% all of coins` : "";
    return `hold ${when} { ${share}% ${order} ${count} of coins by roc(close, ${back}) ${weighting} ${other} } ${gate}`;
  });

/** A plan of two markets and everything about it that may vary. */
export interface RandomPair {
  readonly statements: string;
  readonly options: PairOptions;
}

const instrument = fc.record({
  lotSize: fc.constantFrom("0.01", "0.1", "1"),
  takerFee: fc.constantFrom("0", "0.001", "0.01"),
  notionalMin: fc.constantFrom(undefined, "50"),
});

export const randomPair: fc.Arbitrary<RandomPair> = fc
  .record({
    statements: fc.oneof({ weight: 3, arbitrary: combos }, { weight: 2, arbitrary: fixed }),
    eth: instrument,
    btc: instrument,
    risk: fc.constantFrom(
      undefined,
      undefined,
      "limit drawdown to 4% then halt for 12h",
      "limit loss to 2% per market then flatten and halt",
      "limit concentration to 30% then clamp limit turnover to 80% per 1d",
      "limit drawdown to 6% then flatten and halt",
      "limit order notional to 2_500 USD then clamp",
      "limit position notional to 4_000 USD per market",
    ),
    route: fc.constantFrom("", "slippage up to 20bps", "max leverage 2"),
    fills: fc.constantFrom(undefined, undefined, '"bar/pessimistic@1" at close', '"backtrader@1"'),
    clock: fc.constantFrom("1h", "1h", "2h"),
  })
  .map(({ statements, ...rest }) => ({
    statements,
    options: {
      eth: rest.eth,
      btc: rest.btc,
      route: rest.route,
      clock: rest.clock,
      ...(rest.risk === undefined ? {} : { risk: rest.risk }),
      ...(rest.fills === undefined ? {} : { fills: rest.fills }),
    },
  }));
