/** Strategies of several markets, written as modules by hand, and the sessions that run them. */

import {
  ABI_VERSION,
  type BarColumns,
  createSession,
  type Feed,
  type Instrument,
  type MarketModule,
  type SessionConfig,
  type SessionModule,
  type SessionOutcome,
  type SourceSpan,
  type StrategyModule,
} from "ctk/runtime";
import { abc } from "./simulate.ts";

export const HOUR = 3_600_000;

/** A place in no file. */
export const nowhere: SourceSpan = { file: "test", line: 1, column: 1, start: 0, end: 0 };

/** A market at the test's venue: `marketOf("ETH")` is ETH/USD. */
export const marketOf = (base: string): MarketModule => ({ symbol: `${base}/USD`, venue: "desk" });

export const instrumentOf = (base: string, changes: Partial<Instrument> = {}): Instrument => ({
  ...abc,
  symbol: `${base}/USD`,
  base,
  ...changes,
});

export const feedOf = (base: string, bars: BarColumns, changes: Partial<Feed> = {}): Feed => ({
  instrument: instrumentOf(base),
  bars,
  ...changes,
});

/** What every module has to say, on an hourly clock. */
export const moduleHead = (id: string, bases: readonly string[]) => ({
  id,
  abi: ABI_VERSION,
  hash: "",
  clock: HOUR,
  slots: Object.fromEntries(bases.map((base) => [base.toLowerCase(), marketOf(base)])),
  space: {},
  requires: [],
  plots: [],
});

export interface SessionOptions {
  readonly capital?: string;
  readonly session?: Partial<SessionModule>;
  readonly config?: Partial<Omit<SessionConfig, "session" | "feeds">>;
  /** Markets that the run binds. */
  readonly markets?: readonly MarketModule[];
  readonly leverage?: number;
}

export const sessionOfModule = (module: StrategyModule, options: SessionOptions = {}): SessionModule => ({
  id: "main",
  capital: options.capital ?? "10000",
  currency: "USD",
  runs: [{ id: module.id, strategy: module, params: {}, markets: options.markets ?? [] }],
  routes: [
    {
      id: "desk",
      venue: "desk",
      ...(options.leverage === undefined ? {} : { leverageMax: options.leverage }),
    },
  ],
  ...options.session,
});

/** Runs one module on feeds. */
export const runModule = (
  module: StrategyModule,
  feeds: readonly Feed[],
  options: SessionOptions = {},
): SessionOutcome =>
  createSession({ session: sessionOfModule(module, options), feeds, ...options.config }).run();

/** Everything that a session leaves behind, for comparison. */
export const traceOf = (outcome: SessionOutcome) => ({
  digest: outcome.digest(),
  counts: outcome.counts,
  final: outcome.final,
  orders: outcome.orders(),
  decisions: outcome.decisions(),
  fills: outcome.fills(),
  funding: outcome.funding(),
  markets: outcome.markets(),
  equity: [...outcome.equity.value],
  cash: [...outcome.equity.cash],
});

/** Each fill as `market bar side quantity at price`. */
export const marketFills = (outcome: SessionOutcome): string[] =>
  outcome
    .fills()
    .map(({ market, bar, side, quantity, price }) => `${market} ${bar} ${side} ${quantity} at ${price}`);

/** Enters long at market where a condition holds. */
export const enterLong = <K extends string>(slot: string, when: K, quantity = 10) => ({
  kind: "enter" as const,
  id: "enter_long_1",
  span: nowhere,
  text: "",
  slot,
  when,
  reads: [],
  side: "long" as const,
  onOpposite: "close" as const,
  size: { base: () => quantity },
  order: { type: "market" as const },
});

/** Leaves at market where a condition holds. */
export const exitLong = <K extends string>(slot: string, when: K) => ({
  kind: "exit" as const,
  id: "exit_long_1",
  span: nowhere,
  text: "",
  slot,
  when,
  reads: [],
  side: "long" as const,
  ifUnknown: "hold" as const,
  order: { type: "market" as const },
});
