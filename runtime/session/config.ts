import type { BarColumns, DerivativeData, MarketTicks } from "../market/index.ts";
import type { Instrument } from "../reference/instrument.ts";
import type { GuardState } from "../risk/watch-keeper.ts";
import type { SessionModule } from "../strategy/abi.ts";
import type { Holding } from "./holding.ts";
import type { Inspector } from "./inspector.ts";

/** An instrument with the bars that drive it and, of a derivative, its mark and index prices and its funding. */
export interface Feed extends DerivativeData {
  readonly instrument: Instrument;
  readonly bars: BarColumns;
  /** Shorter bars of the same market, for fills that look inside a bar. */
  readonly detail?: BarColumns;
  /**
   * Trades and quotes of the same market, for fills that replay them (`detail ticks`): trades, quotes or both, over the time
   * of the bars. A bar without any inside is matched whole, and counted in a warning.
   */
  readonly ticks?: MarketTicks;
}

export interface SessionConfig {
  readonly session: SessionModule;
  /** One feed for each market that the session's runs name, matched by symbol and venue. */
  readonly feeds: readonly Feed[];
  /** Overrides of the plan: fee rate for makers and takers alike, as a decimal string. */
  readonly fee?: string;
  /** Bars in a block; results do not depend on it. Default 4096. */
  readonly blockSize?: number;
  /** Steps every bar instead of skipping those at which nothing can happen; results do not depend on it. */
  readonly everyBar?: boolean;
  /** Positions that runs have before their first bar. */
  readonly holdings?: readonly Holding[];
  /** What the limits of the session's risk block remember from before its first bar, halts among it. */
  readonly guardState?: Partial<GuardState>;
  /** Forces the order of the extremes in every bar, to see how much depends on it. */
  readonly path?: "best" | "worst";
  /** Sees every step; results do not depend on it. */
  readonly inspector?: Inspector;
  /**
   * For strategies being developed: code that reads a feature which its rule does not declare, writes to what it is shown, or
   * keeps it for later, is a fault that names the rule and the field. Results do not depend on it; it is slower.
   */
  readonly debug?: boolean;
  /** A venue says what becomes of orders, not the simulator: for sessions whose bars arrive while they run. */
  readonly isExternal?: boolean;
}

/** A problem with a session's set-up, found before the first step. */
export class SessionError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "SessionError";
    this.code = code;
  }
}
