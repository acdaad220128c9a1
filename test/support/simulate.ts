/** Small hand-made markets: candles as rows, a plan from its rules, and what happened as short lines. */

import {
  type BarColumns,
  createSession,
  type Instrument,
  type SessionConfig,
  type SessionOutcome,
} from "ctk/runtime";
import { loadText, sessionOf } from "./backtest.ts";

/** Open, high, low, close and volume. Volumes carry signals: a rule that waits for `volume == 7 ABC` fires there. */
export type Row = readonly [open: number, high: number, low: number, close: number, volume?: number];

const HOUR = 3_600_000;

/** 2024-01-01T00:00Z, a Monday. */
export const MONDAY = Date.UTC(2024, 0, 1);

export interface MarketOptions {
  /** Milliseconds of a bar; an hour by default. */
  readonly interval?: number;
  /** Open time of each bar; consecutive from `MONDAY` by default. */
  readonly times?: readonly number[];
  readonly priceDecimals?: number;
}

/** Bars from rows. The volume is 1 where a row has none. */
export const candles = (rows: readonly Row[], options: MarketOptions = {}): BarColumns => {
  const interval = options.interval ?? HOUR;
  const column = (value: (row: Row, index: number) => number): Float64Array => Float64Array.from(rows, value);
  return {
    interval,
    length: rows.length,
    time: column((_, index) => options.times?.[index] ?? MONDAY + index * interval),
    open: column(([open]) => open),
    high: column(([, high]) => high),
    low: column(([, , low]) => low),
    close: column(([, , , close]) => close),
    volume: column(([, , , , volume]) => volume ?? 1),
    priceDecimals: options.priceDecimals ?? 2,
  };
};

/** A market with a tick and a lot of a hundredth, no minimum and no fees. */
export const abc: Instrument = {
  symbol: "ABC/USD",
  venue: "desk",
  base: "ABC",
  quote: "USD",
  settle: undefined,
  tickSize: "0.01",
  lotSize: "0.01",
  quantityMin: undefined,
  quantityMax: undefined,
  notionalMin: undefined,
  makerFee: "0",
  takerFee: "0",
  contractSize: "1",
  origin: "reference",
};

export interface PlanOptions {
  /** The settings of a route that the strategy takes, besides its venue. */
  readonly route?: string;
  /** The rules of a risk block that guards the session. */
  readonly risk?: string;
  /** `"backtrader@1"`, with what may follow it. */
  readonly fills?: string;
  readonly capital?: string;
  readonly clock?: string;
  /** Declarations in front of the strategy: indicators. */
  readonly declarations?: string;
}

/** The text of a plan with one strategy on ABC/USD. */
export const planOf = (rules: string, options: PlanOptions = {}): string => `
market abc = "ABC/USD" at desk

${options.declarations ?? ""}

${options.route === undefined ? "" : `route paid { venue desk ${options.route} }`}
${options.risk === undefined ? "" : `risk limits in USD { ${options.risk} }`}
strategy Plan trades abc ${options.route === undefined ? "" : "via paid"} every ${options.clock ?? "1h"} {
${rules}
}

session main {
  capital ${options.capital ?? "1_000_000 USD"}
  run Plan
  ${options.risk === undefined ? "" : "guard limits"}
  ${options.fills === undefined ? "" : `fills ${options.fills}`}
}
`;

export interface SimulationOptions extends PlanOptions, MarketOptions {
  readonly instrument?: Partial<Instrument>;
  readonly config?: Partial<Omit<SessionConfig, "session" | "feeds">>;
}

/** Runs rules on rows. */
export const simulate = (
  rules: string,
  rows: readonly Row[],
  options: SimulationOptions = {},
): SessionOutcome => {
  const session = sessionOf(loadText(planOf(rules, options)));
  const instrument: Instrument = { ...abc, ...options.instrument };
  return createSession({
    session,
    feeds: [{ instrument, bars: candles(rows, options) }],
    ...options.config,
  }).run();
};

/** Each fill as `bar side quantity at price role`. */
export const fillLines = (outcome: SessionOutcome): string[] =>
  outcome
    .fills()
    .map(({ bar, side, quantity, price, role }) => `${bar} ${side} ${quantity} at ${price} ${role}`);

/** Each order as `role type state reason`, created and ended bars in front. */
export const orderLines = (outcome: SessionOutcome): string[] =>
  outcome
    .orders()
    .map(
      ({ createdBar, endedBar, role, type, state, reason }) =>
        `${createdBar}-${endedBar ?? ""} ${role} ${type} ${state}${reason === undefined ? "" : ` ${reason}`}`,
    );

/** Each decision as `bar role outcome code`. */
export const decisionLines = (outcome: SessionOutcome): string[] => {
  const intents = outcome.intents();
  return outcome
    .decisions()
    .map(
      (decision, index) =>
        `${decision.stepId} ${intents[index]?.role ?? ""} ${decision.outcome} ${decision.code}`,
    );
};

/** A quiet bar at 100 whose volume fires the rules that wait for it. */
export const signal = (volume = 7): Row => [100, 100, 100, 100, volume];

/** The mirror image of a row about 100: highs become lows. */
export const mirrored = ([open, high, low, close, volume]: Row): Row => {
  const flip = (price: number): number => Math.round((200 - price) * 1e6) / 1e6;
  const prices = [flip(open), flip(low), flip(high), flip(close)] as const;
  return volume === undefined ? prices : [...prices, volume];
};
