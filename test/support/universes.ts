/** A plan with a strategy that trades each of several hand-made markets. */

import {
  type BarColumns,
  createSession,
  type Instrument,
  type SessionConfig,
  type SessionOutcome,
} from "ctk/runtime";
import { loadText, sessionOf } from "./backtest.ts";
import { instrumentOf } from "./several-markets.ts";

export interface UniverseOptions {
  readonly capital?: string;
  readonly clock?: string;
  readonly fills?: string;
  readonly route?: string;
  /** Changes to the instruments, by their base. */
  readonly instruments?: Readonly<Record<string, Partial<Instrument>>>;
  readonly config?: Partial<Omit<SessionConfig, "session" | "feeds">>;
}

/** The text of a plan with one strategy on the universe `coins` of the markets in USD. */
export const universePlan = (
  statements: string,
  bases: readonly string[],
  options: UniverseOptions = {},
): string => `
${bases.map((base) => `market ${base.toLowerCase()} = "${base}/USD" at desk`).join("\n")}
universe coins = [${bases.map((base) => base.toLowerCase()).join(", ")}]

route desk { venue desk ${options.route ?? ""} }
strategy Rotation trades each coin of coins every ${options.clock ?? "1h"} {
${statements}
}

session main {
  capital ${options.capital ?? "10_000 USD"}
  run Rotation
  ${options.fills === undefined ? "" : `fills ${options.fills}`}
}
`;

/** Runs statements on bars by base. */
export const simulateUniverse = (
  statements: string,
  bars: Readonly<Record<string, BarColumns>>,
  options: UniverseOptions = {},
): SessionOutcome =>
  createSession({
    session: sessionOf(loadText(universePlan(statements, Object.keys(bars), options))),
    feeds: Object.entries(bars).map(([base, own]) => ({
      instrument: instrumentOf(base, options.instruments?.[base]),
      bars: own,
    })),
    ...options.config,
  }).run();
