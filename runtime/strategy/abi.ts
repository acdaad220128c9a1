/**
 * What a compiled strategy module is: pure data and pure functions over a view. The runtime reads modules; modules
 * never call the runtime, except for the typed constructors below that give their literals a shape.
 */

import type { AnySeries, BooleanSeries } from "ctk/stdlib";
import type { z } from "zod";
import type { Combo, ComboFacts, Hold } from "./holdings.ts";
import type { MachineFacts, MachineModule, ThrottleModule } from "./machines.ts";

/** Version of this contract. A session refuses a module of another version. */
export const ABI_VERSION = 2;

/** Three-valued truth within a step: `undefined` is unknown. */
export type Kleene = boolean | undefined;

export type Side = "long" | "short";

/** Place in the `.ctk` source: file, 1-based line and column, and the offsets of the text. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** The named series of a strategy. */
export type Features = Readonly<Record<string, AnySeries>>;

/** Values of the named series at the present bar: numbers (NaN absent) and Kleene booleans. */
export type View<F extends Features> = {
  readonly [K in keyof F]: F[K] extends BooleanSeries ? Kleene : number;
};

/** The view of a strategy whose features are not known statically. */
export type AnyView = View<Features>;

/** Facts of the strategy's own position in one market; constant within a step. NaN where a fact does not exist. */
export interface PositionFacts {
  readonly position: {
    /** Base units, unsigned. */
    readonly size: number;
    /** 1 long, -1 short, 0 flat. */
    readonly side: number;
    /** Quote currency, at the close, unsigned. */
    readonly value: number;
    /** Unrealised profit in quote currency, before the exit fee. */
    readonly profit: number;
  };
  /** Average entry price of the open position. */
  readonly entry: number;
  /** Price of the last fill that raised the position. */
  readonly lastFill: number;
  /** Number of entries in the open position. */
  readonly units: number;
  readonly barsHeld: number;
  /** Most and least favourable price since entry (highs and lows of the bars after the entry bar and on it). */
  readonly best: number;
  readonly worst: number;
  readonly barsSinceExit: number;
  readonly lastTrade: { readonly profit: number };
}

/** Facts of a run: those of the rule's own market, of any slot by name, and of its account. */
export interface Facts extends PositionFacts {
  readonly slots: Readonly<Record<string, PositionFacts>>;
  readonly machines: Readonly<Record<string, MachineFacts>>;
  readonly combos: Readonly<Record<string, ComboFacts>>;
  /** `drift`: largest distance of a market's weight from its target, at the step of a holding's schedule. */
  readonly hold: { readonly drift: number };
  /** Marked to market, of this run's budget, in the session's currency. */
  readonly equity: number;
  readonly dayStartEquity: number;
  readonly cash: number;
  /** Sum of absolute position values, in the session's currency. */
  readonly exposure: number;
}

/** Values frozen at entry, by name; NaN while flat. */
export type Captures = Readonly<Record<string, number>>;

/** A value within a step: of the view, the parameters, the facts and the captures. */
export type Value<V, P, T = number> = {
  // Declared as a method: a module is always called with its own view and parameters, so a strategy of particular
  // parameters may stand where any strategy is wanted.
  call(view: V, params: P, facts: Facts, captures: Captures): T;
}["call"];

/** A time span: bars of the strategy's clock, or milliseconds. */
export type TimeSpan<V, P> = { readonly bars: Value<V, P> } | { readonly milliseconds: Value<V, P> };

export type Size<V, P> =
  /** Base units. */
  | { readonly base: Value<V, P> }
  /** Quote currency: divided by the order's reference price. */
  | { readonly quote: Value<V, P> }
  /** Quote currency lost between entry and stop. */
  | { readonly risking: Value<V, P> }
  /** The quantity of the first unit. */
  | "same"
  | "same_base";

export type OrderTerms<V, P> =
  | { readonly type: "market" }
  | { readonly type: "limit"; readonly limit: Value<V, P> }
  | { readonly type: "stop"; readonly stop: Value<V, P> }
  | { readonly type: "stop_limit"; readonly stop: Value<V, P>; readonly limit: Value<V, P> };

/** A protective level: at a distance (unsigned) from the actual fill price, or at a price. */
export type Placement<V, P> = { readonly distance: Value<V, P> } | { readonly at: Value<V, P> };

interface RuleBase<K extends string, V, P> {
  readonly id: string;
  readonly span: SourceSpan;
  /** The condition as written. */
  readonly text: string;
  readonly slot: string;
  /** The boolean feature that holds the conjuncts over market data; left out: true. */
  readonly when?: K;
  /** The conjuncts that need the position or the account; left out: true. */
  readonly and?: Value<V, P, Kleene>;
  /** Features that the rule's functions read: the rule is armed when they and `when` are defined. */
  readonly reads: readonly K[];
  readonly route?: string;
}

interface Entry<V, P> {
  readonly side: Side;
  readonly size: Size<V, P>;
  readonly order: OrderTerms<V, P>;
  readonly stop?: Placement<V, P>;
  readonly target?: Placement<V, P>;
  readonly trail?: { readonly distance: Value<V, P>; readonly after?: Value<V, P> };
  /** The stop of every open unit moves to this entry's stop. */
  readonly stopForAll?: boolean;
  readonly captures?: Readonly<Record<string, Value<V, P>>>;
  readonly expire?: TimeSpan<V, P>;
  readonly timeInForce?: "gtc" | "ioc" | "fok";
  readonly postOnly?: boolean;
}

export interface EnterRule<K extends string, V, P> extends RuleBase<K, V, P>, Entry<V, P> {
  readonly kind: "enter";
  readonly onOpposite: "close" | "reverse" | "ignore";
}

export interface AddRule<K extends string, V, P> extends RuleBase<K, V, P>, Entry<V, P> {
  readonly kind: "add";
  /** Most units in the position, the first entry included. */
  readonly units: Value<V, P>;
}

export interface ExitRule<K extends string, V, P> extends RuleBase<K, V, P> {
  readonly kind: "exit";
  readonly side: Side | "both";
  /** Since the entry. */
  readonly after?: TimeSpan<V, P>;
  /** Share of the position, 0..1; left out: all. */
  readonly part?: Value<V, P>;
  readonly ifUnknown: "hold" | "exit";
  readonly order: OrderTerms<V, P>;
  readonly expire?: TimeSpan<V, P>;
}

export type Rule<K extends string, V, P> = EnterRule<K, V, P> | AddRule<K, V, P> | ExitRule<K, V, P>;

/** How a parameter may vary: for optimisation and sliders. */
export type ParameterSpace =
  | { readonly low: number; readonly high: number; readonly step?: number }
  | { readonly choices: readonly (number | boolean)[] };

/** An instrument slot and its default binding. */
export interface Slot {
  readonly symbol: string;
  readonly venue: string;
}

/** What the entries of one step have to pass over all markets of a strategy that trades each of several. */
export interface Portfolio<K extends string, V, P> {
  readonly span: SourceSpan;
  /** Most positions at once, resting entries included. */
  readonly positions?: Value<V, P>;
  /** Which entries come first; an absent value is not entered. */
  readonly rank?: {
    readonly value: Value<V, P>;
    readonly first: "highest" | "lowest";
    /** As written. */
    readonly text: string;
  };
  /** Largest value of the position in one market, in quote currency. */
  readonly cap?: Value<V, P>;
  /** Features that its functions read. */
  readonly reads: readonly K[];
}

export interface PlotLine<K extends string> {
  readonly title: string;
  readonly feature: K;
  readonly pane?: string;
}

export interface StrategyModule<S extends z.ZodType = z.ZodType, F extends Features = Features> {
  readonly id: string;
  readonly abi: number;
  /** SHA-256 of the source text. */
  readonly hash: string;
  /** Base clock, milliseconds. */
  readonly clock: number;
  readonly slots: Readonly<Record<string, Slot>>;
  /**
   * The markets that the only slot stands for, one after another, by default; left out: the slots are the markets. Rules
   * and facts are those of each market, the account is one.
   */
  readonly members?: readonly Slot[];
  readonly portfolio?: Portfolio<keyof F & string, View<F>, z.output<S>>;
  readonly route?: string;
  readonly params: S;
  readonly space: Readonly<Record<string, ParameterSpace>>;
  readonly requires: readonly { readonly text: string; holds(params: z.output<S>): Kleene }[];
  features(params: z.output<S>): F;
  readonly rules: readonly Rule<keyof F & string, View<F>, z.output<S>>[];
  readonly machines?: readonly MachineModule<keyof F & string, View<F>, z.output<S>>[];
  readonly throttles?: readonly ThrottleModule<z.output<S>>[];
  readonly combos?: readonly Combo<keyof F & string, View<F>, z.output<S>>[];
  readonly hold?: Hold<keyof F & string, View<F>, z.output<S>>;
  readonly plots: readonly PlotLine<keyof F & string>[];
}

/** Checks a strategy's literal against the contract and infers its parts; returns it unchanged. */
export const strategy = <S extends z.ZodType, F extends Features>(
  module: StrategyModule<S, F>,
): StrategyModule<S, F> => module;

/** A market of a plan. */
export interface MarketModule {
  readonly symbol: string;
  readonly venue: string;
}

export interface RouteModule {
  readonly id: string;
  readonly venue: string;
  readonly account?: string;
  readonly allow?: readonly string[];
  /** Ratio of the price, at most. */
  readonly slippage?: number;
  /** Fee rates as ratios of the notional. */
  readonly makerFee?: number;
  readonly takerFee?: number;
  /** `base`, `received` (the base of a purchase, the quote of a sale), `quote`, or a currency; left out: the quote. */
  readonly feeCurrency?: string;
  readonly latencyMs?: number;
  /** Annual rate on the value of what is sold short. */
  readonly borrowRate?: number;
  readonly leverageMax?: number;
  readonly isDefault?: boolean;
}

export type LimitAction =
  | "reject"
  | "clamp"
  | "reduceOnly"
  | "flattenAndHalt"
  | { readonly haltUntil: "forever" | "nextDay" | number };

export interface LimitModule {
  readonly id: string;
  readonly subject: string;
  readonly span: SourceSpan;
  /** As written. */
  readonly text: string;
  readonly bound: (facts: RiskFacts) => number;
  /** Of `turnover`, `loss` and `drawdown`: what the bound is; left out, it is a ratio up to 1 and money above. */
  readonly unit?: "money" | "ratio";
  /** Of quantities: the asset that the bound counts; markets of other assets are not limited by it. */
  readonly asset?: string;
  readonly windowMs?: number;
  readonly scope?: "market" | "strategy" | "route" | "asset" | "account";
  readonly action: LimitAction;
}

export interface RiskFacts {
  readonly equity: number;
  readonly cash: number;
  readonly dayStartEquity: number;
  readonly exposure: number;
  /** (ask - bid) / mid of the intent's market; NaN without a quote. */
  readonly quote: { readonly spread: number };
}

export interface ForbidModule {
  readonly id: string;
  readonly what: "enter" | "add" | "any";
  readonly span: SourceSpan;
  readonly text: string;
  readonly condition: (facts: RiskFacts) => Kleene;
  readonly because?: string;
}

export interface RiskModule {
  readonly id: string;
  readonly currency: string;
  readonly limits: readonly LimitModule[];
  readonly forbids: readonly ForbidModule[];
}

/** One run of a strategy in a session. Parameters left out take their defaults. */
export interface RunModule {
  readonly id: string;
  readonly strategy: StrategyModule;
  readonly params: Readonly<Record<string, number | boolean>>;
  /** The market of each slot in the order of the slots, or the members of a universe; empty: the default binding. */
  readonly markets: readonly MarketModule[];
  /** Share of the session's capital, 0..1; left out: an even share of what is left. */
  readonly budget?: number;
  readonly route?: string;
}

/** The markets that a run trades: those that it binds, or the strategy's own. */
export const runMarkets = ({ markets, strategy }: RunModule): readonly MarketModule[] =>
  markets.length > 0 ? markets : (strategy.members ?? Object.values(strategy.slots));

export interface SessionModule {
  readonly id: string;
  /** Decimal string. */
  readonly capital: string;
  readonly currency: string;
  readonly runs: readonly RunModule[];
  readonly routes: readonly RouteModule[];
  readonly guard?: RiskModule;
  readonly fills?: FillChoice;
}

export interface FillChoice {
  /** `bar/pessimistic@1`, `backtrader@1` or `backtesting-py@1`. */
  readonly policy: string;
  /** Market orders fill at the close of the bar that decided them. */
  readonly atClose: boolean;
  /** A limit fills when its price is touched. */
  readonly touch: boolean;
  /** Largest share of a bar's volume that orders may fill, 0..1; left out: any. */
  readonly participation?: number;
  /** Order of a bar's extremes; left out: the adverse one first. */
  readonly path?: FillPath;
  /** Milliseconds of the shorter bars that decide what happens inside a bar; left out: nothing does. */
  readonly detailMs?: number;
  /**
   * Trades and quotes decide what happens inside a bar, with this model of what becomes of the queue ahead of a resting
   * order: who leaves it stands behind us (`pessimistic`), or everywhere (`proportional`); left out: they do not.
   */
  readonly ticks?: "pessimistic" | "proportional";
}

/** Order of a bar's extremes: the adverse one first, open-high-low-close, or the nearer one first. */
export type FillPath = "adverse" | "ohlc" | "nearest";

/** Everything that a compiled plan declares, by name. */
export interface PlanModule {
  readonly markets: Readonly<Record<string, MarketModule>>;
  readonly routes: Readonly<Record<string, RouteModule>>;
  readonly risks: Readonly<Record<string, RiskModule>>;
  readonly strategies: Readonly<Record<string, StrategyModule>>;
  readonly sessions: Readonly<Record<string, SessionModule>>;
}

/** Makes the spans of one source file: line, column, start and end offset. */
export const spans =
  (file: string) =>
  (line: number, column: number, start: number, end: number): SourceSpan => ({
    file,
    line,
    column,
    start,
    end,
  });
