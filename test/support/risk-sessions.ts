/** Random sessions under random limits: several runs in two markets, whose rules fire on the volume of a bar. */

import { createSession, type LimitModule, type SessionModule, type SessionOutcome } from "ctk/runtime";
import fc from "fast-check";
import { loadText, sessionOf } from "./backtest.ts";
import { randomFrom } from "./bar-data.ts";
import { feedOf, nowhere } from "./several-markets.ts";
import { candles, type Row } from "./simulate.ts";

const rules = (base: string): string => `
  param a: number = 1 in 1..900
  param b: number = 1 in 1..900
  param c: number = 1 in 1..900
  enter long when volume == 6 ${base} { size a * 1 ${base} on opposite reverse unprotected }
  enter short when volume == 7 ${base} { size b * 1 ${base} on opposite reverse unprotected }
  enter long when volume == 8 ${base} { size c * 1 ${base} order limit at close * 0.97 expire after 5 bars on opposite reverse unprotected }
  enter short when volume == 9 ${base} { size a * 1 ${base} order stop at close * 0.98 expire after 5 bars unprotected }
  enter long when volume == 10 ${base} { size b * 1 ${base} stop 2 USD below entry target 4 USD above entry }
  exit when volume == 1 ${base}
  exit when volume == 2 ${base} part 50%
  exit long when volume == 3 ${base} { order limit at close * 1.03 expire after 6 bars }
  add long when volume == 4 ${base} up to 4 units { size b * 1 ${base} }
  add short when volume == 5 ${base} up to 4 units { size c * 1 ${base} order limit at close * 1.02 expire after 4 bars }`;

/** Protective orders that each rule brings. */
export const legsByRule: Readonly<Record<string, number>> = { enter_long_3: 2 };

const plan = loadText(`
market abc = "ABC/USD" at desk
market xyz = "XYZ/USD" at desk
route first { venue desk account "one" max leverage 5 default }
route second { venue desk account "two" max leverage 5 }
strategy Abc trades abc via first every 1h {${rules("ABC")}
}
strategy Other trades abc via second every 1h {${rules("ABC")}
}
strategy Xyz trades xyz via first every 1h {${rules("XYZ")}
}
session main { capital 90_000 USD run Abc run Other run Xyz }
`);

/** What the runs of the sessions are in, for a recount. */
export const runParts = {
  Abc: { market: "ABC/USD", route: "first", asset: "ABC", account: "one" },
  Other: { market: "ABC/USD", route: "second", asset: "ABC", account: "two" },
  Xyz: { market: "XYZ/USD", route: "first", asset: "XYZ", account: "one" },
} as const;

export type RunId = keyof typeof runParts;

/** A limit as data, of which a module is made. Bounds are constant. */
export interface RandomLimit {
  readonly subject: string;
  readonly bound: number;
  readonly scope: LimitModule["scope"];
  readonly action: LimitModule["action"];
  readonly unit: "money" | "ratio" | undefined;
  readonly asset: string | undefined;
  readonly windowMs: number | undefined;
}

export interface RandomSession {
  readonly seed: number;
  readonly bars: number;
  readonly runs: readonly RunId[];
  readonly sizes: readonly number[];
  readonly limits: readonly RandomLimit[];
}

/** Subjects of random limits. */
export const subjects = [
  "order notional",
  "order quantity",
  "position notional",
  "position quantity",
  "gross notional",
  "net notional",
  "net delta",
  "leverage",
  "concentration",
  "open orders",
  "order rate",
  "turnover",
  "price deviation",
  "loss",
  "drawdown",
  "losing trades",
] as const;

const money = fc.integer({ min: 500, max: 120_000 });
const HOUR = 3_600_000;

const subject: fc.Arbitrary<Pick<RandomLimit, "subject" | "bound" | "unit" | "asset" | "windowMs">> = fc
  .oneof(
    fc.tuple(
      fc.constantFrom("order notional", "position notional", "gross notional", "net notional", "net delta"),
      money,
    ),
    fc.tuple(fc.constantFrom("order quantity", "position quantity"), fc.integer({ min: 1, max: 700 })),
    fc.tuple(fc.constantFrom("leverage", "concentration"), fc.constantFrom(0.05, 0.3, 0.8, 1.5, 3)),
    fc.tuple(fc.constant("open orders"), fc.integer({ min: 1, max: 4 })),
    fc.tuple(fc.constant("order rate"), fc.integer({ min: 1, max: 6 })),
    fc.tuple(fc.constant("turnover"), fc.constantFrom(0.5, 1, 3, 20_000, 90_000)),
    fc.tuple(fc.constant("price deviation"), fc.constantFrom(0.01, 0.025, 0.05)),
    fc.tuple(fc.constantFrom("loss", "drawdown"), fc.constantFrom(0.005, 0.02, 0.06, 400, 2_500)),
    fc.tuple(fc.constant("losing trades"), fc.integer({ min: 1, max: 3 })),
  )
  .map(([name, bound]) => ({
    subject: name,
    bound,
    unit: ["turnover", "loss", "drawdown"].includes(name)
      ? bound <= 5
        ? ("ratio" as const)
        : ("money" as const)
      : undefined,
    asset: name.endsWith("quantity") ? "ABC" : undefined,
    windowMs: name === "order rate" || name === "turnover" ? 7 * HOUR : undefined,
  }));

const limit: fc.Arbitrary<RandomLimit> = fc
  .tuple(
    subject,
    fc.constantFrom(
      "market" as const,
      "strategy" as const,
      "route" as const,
      "asset" as const,
      "account" as const,
      undefined,
      undefined,
    ),
    fc.constantFrom<LimitModule["action"]>("reject", "clamp", "clamp", "reduceOnly", "flattenAndHalt", {
      haltUntil: "forever",
    }),
  )
  .map(([what, scope, action]) => ({ ...what, scope, action }));

export const randomSession: fc.Arbitrary<RandomSession> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  bars: fc.integer({ min: 12, max: 48 }),
  runs: fc.subarray<RunId>(["Abc", "Other", "Xyz"], { minLength: 1 }),
  sizes: fc.tuple(
    ...Array.from({ length: 9 }, () =>
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 900 })),
    ),
  ),
  limits: fc.array(limit, { minLength: 1, maxLength: 4 }),
});

/** Prices that wander, jump and fall, with a signal in each volume. */
export const rowsOf = (seed: number, count: number): Row[] => {
  const random = randomFrom(seed);
  let close = 100;
  return Array.from({ length: count }, (): Row => {
    const open = round(close * (1 + (random() - 0.5) * (random() < 0.1 ? 0.08 : 0.01)));
    close = Math.max(5, round(open * (1 + (random() - 0.5) * 0.05)));
    const high = round(Math.max(open, close) * (1 + random() * 0.02));
    const low = round(Math.min(open, close) * (1 - random() * 0.02));
    return [open, high, low, close, 1 + Math.floor(random() * 14)];
  });
};

const round = (price: number): number => Math.round(price * 100) / 100;

const moduleOf = (item: RandomLimit, number: number): LimitModule => ({
  id: `${item.subject} ${number}`,
  subject: item.subject,
  span: nowhere,
  text: item.subject,
  bound: () => item.bound,
  action: item.action,
  ...(item.unit === undefined ? {} : { unit: item.unit }),
  ...(item.asset === undefined ? {} : { asset: item.asset }),
  ...(item.windowMs === undefined ? {} : { windowMs: item.windowMs }),
  ...(item.scope === undefined ? {} : { scope: item.scope }),
});

/** The markets' rows of a session, by symbol. */
export const marketsOf = ({ seed, bars }: RandomSession): Readonly<Record<string, readonly Row[]>> => ({
  "ABC/USD": rowsOf(seed, bars),
  "XYZ/USD": rowsOf(seed + 1, bars),
});

/** Runs a random session. */
export const runRandom = (random: RandomSession): SessionOutcome => {
  const base = sessionOf(plan);
  const rows = marketsOf(random);
  const session: SessionModule = {
    ...base,
    runs: base.runs
      .filter(({ id }) => random.runs.some((wanted) => wanted === id))
      .map((run, index) => ({
        ...run,
        params: Object.fromEntries(
          ["a", "b", "c"].map((name, at) => [name, random.sizes[index * 3 + at] ?? 1]),
        ),
      })),
    guard: { id: "random", currency: "USD", limits: random.limits.map(moduleOf), forbids: [] },
  };
  const used = new Set(session.runs.map(({ id }) => (id === "Xyz" ? "XYZ" : "ABC")));
  const feeds = [...used].map((asset) => feedOf(asset, candles(rows[`${asset}/USD`] ?? [])));
  return createSession({ session, feeds, blockSize: 64 }).run();
};
