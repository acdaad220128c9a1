/** Random strategies of several markets on random walks: pairs whose rules read each other, and lists with a portfolio. */

import type { Feed } from "ctk/runtime";
import fc from "fast-check";
import { makeMarket, randomMarket } from "./random-plans.ts";
import { feedOf } from "./several-markets.ts";
import { candles } from "./simulate.ts";

const number = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high });

const market = fc.constantFrom("eth", "btc");

/** Conditions that stand in a rule and read its own market, the other one, or both. */
const condition = fc.oneof(
  fc
    .tuple(market, number(2, 9), number(10, 25), fc.constantFrom("above", "below"))
    .map(
      ([name, fast, slow, way]) => `${name}.sma(close, ${fast}) crosses ${way} ${name}.sma(close, ${slow})`,
    ),
  fc
    .tuple(number(3, 15), fc.constantFrom("<", ">"))
    .map(([n, sign]) => `ratio_of(eth, btc) ${sign} ema(ratio_of(eth, btc), ${n})`),
  fc.tuple(number(1, 5), fc.constantFrom("<", ">")).map(([back, sign]) => `close ${sign} close[${back}]`),
  fc.tuple(market, number(5, 14)).map(([name, n]) => `${name}.rsi(close, ${n}) > 55`),
  fc.constantFrom(
    "(eth.close / btc.close on 4h) > (eth.close / btc.close on 4h)[1]",
    "eth.position.side == 0",
    "btc.position.value < 3_000 USD",
    "(btc.position.profit ?? 1 USD) > 0 USD",
    "equity > 9_500 USD",
    "exposure < 0.9 * equity",
    "cash > 2_000 USD",
  ),
);

const conditions = fc.array(condition, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(" and "));

const size = fc.oneof(
  number(5, 60).map((percent) => `size ${percent}% of equity`),
  number(500, 4_000).map((money) => `size ${money} USD`),
  number(1, 3).map((percent) => `size risking ${percent}% of equity`),
);

const protection = fc.constantFrom(
  "stop 2 * atr(5) below entry",
  "stop 3 USD below entry target 4 USD above entry",
  "stop 5 USD below entry trail 3 USD",
);

const order = fc.constantFrom(
  "",
  "",
  "order limit at close - 0.5 USD expire after 3 bars",
  "order stop at high",
);

const enter = fc
  .tuple(market, conditions, size, protection, order)
  .filter(
    ([, when, , , resting]) => resting === "" || resting.includes("expire") || !when.includes("crosses"),
  )
  .map(
    ([name, when, amount, protect, rest]) =>
      `enter long ${name} when ${when} { ${amount} ${rest} ${protect} }`,
  );

const exit = fc
  .tuple(
    market,
    fc.oneof(
      conditions.map((when) => `when ${when}`),
      number(1, 20).map((n) => `after ${n} bars`),
    ),
  )
  .map(([name, when]) => `exit long ${name} ${when}`);

const head = `
market eth = "ETH/USD" at desk
market btc = "BTC/USD" at desk
indicator ratio_of(a: market, b: market) = a.close / b.close
`;

const risk = fc.constantFrom(
  "",
  "limit position notional to 6_500 USD per market",
  "limit position notional to 6_200 USD per strategy then clamp",
  "limit drawdown to 3% then flatten and halt",
  "limit drawdown to 4% then halt for 12h",
  "limit loss to 1% per 1d per market then halt until next day",
  "limit drawdown to 3% per asset then flatten and halt",
  "limit losing trades to 2 per market then halt for 8h limit leverage to 0.8 then clamp",
);

const session = (limits: string, fills: string): string =>
  `${limits === "" ? "" : `risk desk in USD { ${limits} }`}
session main { capital 10_000 USD run Plan ${limits === "" ? "" : "guard desk"} ${fills === "" ? "" : `fills ${fills}`} }`;

const fills = fc.constantFrom("", "", '"backtrader@1"', '"bar/pessimistic@1" at close');

/** A strategy of two markets. */
export const randomPair = fc
  .tuple(
    fc.array(enter, { minLength: 1, maxLength: 4 }),
    fc.array(exit, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("1h", "1h", "2h"),
    risk,
    fills,
  )
  .map(
    ([enters, exits, clock, limits, policy]) =>
      `${head}strategy Plan trades eth, btc every ${clock} {
${[...enters, ...exits].join("\n")}
}
${session(limits, policy)}`,
  );

const rank = fc.constantFrom(
  "",
  "rank entries by roc(close, 5)",
  "rank entries by close / open lowest first",
  "rank entries by rsi(close, 40) highest first",
);

/** A strategy that trades each of several markets. */
export const randomEach = fc
  .tuple(
    number(2, 9),
    number(10, 30),
    number(5, 50),
    protection,
    number(1, 3),
    rank,
    fc.constantFrom("", "cap 15% of equity per market"),
    fc.constantFrom("1h", "3h"),
    risk,
    fills,
  )
  .map(
    ([fast, slow, percent, protect, most, ranked, cap, clock, limits, policy]) => `
universe all = ["AAA/USD", "BBB/USD", "CCC/USD", "DDD/USD"] at desk
strategy Plan trades each coin of all every ${clock} {
  portfolio { at most ${most} positions ${ranked} ${cap} }
  enter long when sma(close, ${fast}) > sma(close, ${slow}) { size ${percent}% of equity ${protect} }
  exit long when close < coin.sma(close, ${fast}) and bars_held > 2
}
${session(limits, policy)}`,
  );

/** Random walks, each with jumps and gaps of its own. */
export const randomWalks = fc.array(randomMarket, { minLength: 4, maxLength: 4 });

export type Walks = readonly { readonly seed: number; readonly count: number }[];

/** A feed for each base, up to a time. */
export const feedsOf = (
  bases: readonly string[],
  walks: Walks,
  until = Number.POSITIVE_INFINITY,
): readonly Feed[] =>
  bases.flatMap((base, index) => {
    const walk = walks[index];
    if (walk === undefined) return [];
    const { rows, times } = makeMarket(walk);
    const count = times.filter((time) => time + 3_600_000 <= until).length;
    return [feedOf(base, candles(rows.slice(0, count), { times: times.slice(0, count) }))];
  });
