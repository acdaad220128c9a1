/** Small hand-made pairs of markets: a plan with a strategy on ETH/USD and BTC/USD, and what happened as short lines. */

import { createSession, type Instrument, type SessionConfig, type SessionOutcome } from "ctk/runtime";
import { loadText, sessionOf } from "./backtest.ts";
import { instrumentOf } from "./several-markets.ts";
import { candles, type MarketOptions, MONDAY, type Row } from "./simulate.ts";

const HOUR = 3_600_000;

export interface PairOptions {
  readonly capital?: string;
  readonly clock?: string;
  /** The rules of a risk block that guards the session. */
  readonly risk?: string;
  readonly fills?: string;
  /** Settings of the route. */
  readonly route?: string;
  readonly eth?: Partial<Instrument>;
  readonly btc?: Partial<Instrument>;
  readonly ethBars?: MarketOptions;
  readonly btcBars?: MarketOptions;
  readonly config?: Partial<Omit<SessionConfig, "session" | "feeds">>;
}

/** The text of a plan with one strategy on both markets. */
export const pairPlan = (statements: string, options: PairOptions = {}): string => `
market eth = "ETH/USD" at desk
market btc = "BTC/USD" at desk

route desk { venue desk ${options.route ?? ""} }
${options.risk === undefined ? "" : `risk limits in USD { ${options.risk} }`}
strategy Pair trades eth, btc every ${options.clock ?? "1h"} {
${statements}
}

session main {
  capital ${options.capital ?? "10_000 USD"}
  run Pair
  ${options.risk === undefined ? "" : "guard limits"}
  ${options.fills === undefined ? "" : `fills ${options.fills}`}
}
`;

/** Runs statements on rows of both markets. */
export const simulatePair = (
  statements: string,
  eth: readonly Row[],
  btc: readonly Row[],
  options: PairOptions = {},
): SessionOutcome =>
  createSession({
    session: sessionOf(loadText(pairPlan(statements, options))),
    feeds: [
      { instrument: instrumentOf("ETH", options.eth), bars: candles(eth, options.ethBars) },
      { instrument: instrumentOf("BTC", options.btc), bars: candles(btc, options.btcBars) },
    ],
    ...options.config,
  }).run();

/** Open times of consecutive hours from Monday, without those of some bars. */
export const hoursWithout = (count: number, ...missing: readonly number[]): readonly number[] =>
  Array.from({ length: count }, (_, bar) => bar)
    .filter((bar) => !missing.includes(bar))
    .map((bar) => MONDAY + bar * HOUR);

const hourOf = (time: number): number => (time - MONDAY) / HOUR;

/** Each fill as `hour market side quantity at price`, hours from Monday. */
export const hourFills = (outcome: SessionOutcome): string[] =>
  outcome
    .fills()
    .map(
      ({ time, market, side, quantity, price }) =>
        `${hourOf(time)} ${market.slice(0, 3)} ${side} ${quantity} at ${price}`,
    );

/** Each decision as `hour market role outcome code rule`, where hours count to the close that decided. */
export const hourDecisions = (outcome: SessionOutcome): string[] => {
  const intents = new Map(outcome.intents().map((intent) => [intent.intentId, intent]));
  return outcome.decisions().map(({ intentId, time, market, outcome: kind, code, ruleId }) => {
    const role = intents.get(intentId)?.role ?? "";
    return `${hourOf(time)} ${market.slice(0, 3)} ${role} ${kind} ${code} ${ruleId}`;
  });
};
