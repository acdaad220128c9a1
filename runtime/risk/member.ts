import type { LimitModule, RiskFacts } from "../strategy/abi.ts";

export type Scope = NonNullable<LimitModule["scope"]>;

/**
 * One run in one market, as limits see it. Quantities are base units and prices quote currency; a value that is not known
 * is NaN, and refuses what depends on it.
 */
export interface Member {
  /** Its place among the members of the session. */
  readonly number: number;
  /** Number of the run it belongs to, and that run's share of the capital. */
  readonly run: number;
  readonly capital: number;
  readonly base: string;
  readonly keys: Readonly<Record<Scope, string>>;
  /** Last close, and when that was. */
  price(): number;
  priceTime(): number;
  /** (ask - bid) / mid. */
  spread(): number;
  /** Signed position; what closes at market and was sent already is taken off. */
  held(): number;
  /** Signed position if every working order that buys filled and none that sells, and the other way round. */
  highest(): number;
  lowest(): number;
  /** What the working orders of a side would open or add. */
  opening(sell: boolean): number;
  /** Made so far: realised, unrealised, after fees and funding. */
  profit(): number;
  /** Working orders, each entry as the protective orders that it will bring where these are more than one. */
  orders(): number;
  /** Orders sent after a time. */
  sentSince(time: number): number;
  /** Value of the fills after a time, and what the working orders would trade, protective ones left out. */
  tradedSince(time: number): number;
  toTrade(): number;
}

/** An intent that would raise exposure. Quantities in quantity units; one object is used again for each. */
export interface RiskRequest {
  member: Member;
  action: "enter" | "add";
  sell: boolean;
  /** Close of the bar that decides, milliseconds. */
  time: number;
  /** Reference price of the order, and those that it states (0: none). */
  price: number;
  limitPrice: number;
  stopPrice: number;
  /** Units that it opens. */
  units: number;
  /** Units of the opposite position that the same order closes before it opens any. */
  against: number;
  /** Units of the working order whose place it takes, what that one would trade, and as how many orders it counts. */
  replaced: number;
  replacedValue: number;
  replacedOrders: number;
  /** Protective orders that it will bring. */
  legs: number;
  unitsPerBase: number;
  lotUnits: number;
}

/** What the session shows its guard. */
export interface ExposureBook {
  /** In the order of the runs and their markets. */
  readonly members: readonly Member[];
  /** Facts of the whole session; the guard sets `quote.spread` to that of the market it looks at. */
  readonly facts: RiskFacts & { readonly quote: { spread: number } };
}
