/**
 * The intermediate representation: what a checked plan means, without names to resolve or types to infer.
 *
 * A strategy is a feature graph and rules. Features are values per bar that depend on market data and parameters
 * only; equal features are one node. Scalar expressions are evaluated within a step, where a rule needs a value:
 * they may read features at the present bar, facts (position, equity), captures and parameters.
 */

import type { SourceField } from "../../stdlib/series.ts";
import type { LimitScope, LimitSubject, Side, Span } from "../ast/nodes.ts";

/** A plan: everything that one compilation produced from an entry file and its imports. */
export interface PlanIr {
  readonly markets: readonly MarketIr[];
  readonly universes: readonly UniverseIr[];
  readonly routes: readonly RouteIr[];
  readonly risks: readonly RiskIr[];
  readonly strategies: readonly StrategyIr[];
  readonly sessions: readonly SessionIr[];
}

export interface MarketIr {
  readonly name: string;
  readonly doc: string | undefined;
  /** ccxt's unified symbol: `BASE/QUOTE[:SETTLE]`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle: string | undefined;
  readonly venue: string;
  readonly span: Span;
}

export interface RouteIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly venue: string;
  readonly account: string | undefined;
  readonly allow: readonly string[] | undefined;
  /** Ratios: 0.0015 is 15 basis points. */
  readonly slippage: number | undefined;
  readonly makerFee: number | undefined;
  readonly takerFee: number | undefined;
  /** `base`, `received`, `quote` or a currency. */
  readonly feeCurrency: string | undefined;
  readonly latencyMs: number | undefined;
  /** Annual rate on the value of what is sold short. */
  readonly borrowRate: number | undefined;
  readonly leverageMax: number | undefined;
  readonly isDefault: boolean;
  readonly span: Span;
}

export interface RiskIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly currency: string;
  readonly limits: readonly LimitIr[];
  readonly forbids: readonly ForbidIr[];
  readonly span: Span;
}

export interface LimitIr {
  /** Stable within its block: `order notional`, or with a number when repeated. */
  readonly id: string;
  readonly subject: LimitSubject;
  /** In the risk block's currency, a ratio, a count or milliseconds, as the subject wants. May read `equity`. */
  readonly bound: ScalarIr;
  readonly boundText: string;
  /** Of the subjects that may be limited to money or to a share of equity: which of the two. */
  readonly unit: "money" | "ratio" | undefined;
  /** Of quantities: the asset that the bound counts. */
  readonly asset: string | undefined;
  readonly windowMs: number | undefined;
  readonly scope: LimitScope | undefined;
  readonly action: LimitActionIr;
  readonly span: Span;
}

export type LimitActionIr =
  | { readonly kind: "reject" }
  | { readonly kind: "clamp" }
  | { readonly kind: "reduceOnly" }
  /** `forMs` undefined: until released; "nextDay": until the next UTC day. */
  | { readonly kind: "halt"; readonly until: "forever" | "nextDay" | number }
  | { readonly kind: "flattenAndHalt" };

export interface ForbidIr {
  readonly id: string;
  readonly what: "enter" | "add" | "any";
  readonly condition: ScalarIr;
  readonly because: string | undefined;
  readonly span: Span;
}

export interface StrategyIr {
  readonly id: string;
  readonly doc: string | undefined;
  readonly span: Span;
  /** The source file (index of the compilation's source list) that declares it. */
  readonly source: number;
  /** Base clock, milliseconds. */
  readonly clock: number;
  readonly slots: readonly SlotIr[];
  /** Names of the markets that the only slot goes through by default; `undefined`: the slots are the markets. */
  readonly members: readonly string[] | undefined;
  /** The universe that lists them. */
  readonly universe: string | undefined;
  readonly route: string | undefined;
  readonly params: readonly ParamIr[];
  readonly requires: readonly RequireIr[];
  /** In dependency order: inputs come before their uses. */
  readonly features: readonly FeatureIr[];
  readonly plots: readonly PlotIr[];
  readonly rules: readonly RuleIr[];
  readonly machines: readonly MachineIr[];
  readonly throttles: readonly ThrottleIr[];
  readonly combos: readonly ComboIr[];
  readonly hold: HoldIr | undefined;
  readonly portfolio: PortfolioIr | undefined;
}

/** A list of markets. */
export interface UniverseIr {
  readonly name: string;
  readonly doc: string | undefined;
  /** Names of its markets. */
  readonly members: readonly string[];
  readonly span: Span;
}

/** What the entries of one step share over the markets of a universe. */
export interface PortfolioIr {
  /** Most positions at once. */
  readonly positions: ScalarIr | undefined;
  readonly rank:
    | { readonly value: ScalarIr; readonly first: "highest" | "lowest"; readonly text: string }
    | undefined;
  /** Largest value of the position in one market, in quote currency. */
  readonly cap: ScalarIr | undefined;
  readonly span: Span;
}

export interface SlotIr {
  readonly name: string;
  /** Default binding. */
  readonly market: string;
  readonly base: string;
  readonly quote: string;
}

export interface ParamIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly type: "number" | "bars" | "ratio" | "price" | "qty" | "money" | "duration" | "boolean" | "score";
  /** Durations in milliseconds, ratios as fractions. */
  readonly default: number | boolean;
  readonly range:
    | {
        readonly kind: "range";
        readonly low: number;
        readonly high: number;
        readonly step: number | undefined;
      }
    | { readonly kind: "choices"; readonly values: readonly (number | boolean)[] }
    | undefined;
  readonly span: Span;
}

export interface RequireIr {
  /** As written. */
  readonly text: string;
  readonly condition: ScalarIr;
  readonly span: Span;
}

/** Index into `StrategyIr.features`. */
export type FeatureId = number;

export interface FeatureIr {
  readonly id: FeatureId;
  /** The `let` that names it. A feature without a name is written in place (or as a numbered constant when shared). */
  readonly name: string | undefined;
  readonly doc: string | undefined;
  readonly span: Span;
  readonly type: "number" | "boolean";
  /** The clock on which it has one value per bar, milliseconds. */
  readonly clock: number;
  readonly value: FeatureValue;
  /** Unit for charts and hovers: `price`, `ratio`, `BTC`, .. */
  readonly unit: string;
}

export type FeatureValue =
  | {
      readonly kind: "source";
      readonly slot: string;
      readonly field: SourceField;
    }
  /** Constant over bars: literals and parameters only. */
  | { readonly kind: "constant"; readonly value: ScalarIr }
  | {
      readonly kind: "operation";
      /** Key of the operation table of the standard library. */
      readonly operation: string;
      readonly inputs: readonly FeatureId[];
      /** Literals and parameters only. */
      readonly constants: readonly ScalarIr[];
      /** For operations that take some: time zones, hours of trading. */
      readonly texts?: readonly string[];
    }
  /**
   * A state: `initial` at the first bar at which it and all that `next` reads are there, and `next` at each bar after,
   * of which `inputs` are the features. `contraction`: share of a difference that one bar leaves, where it fades.
   */
  | {
      readonly kind: "scan";
      /** What the indicator calls it. */
      readonly name: string;
      readonly initial: FeatureId;
      readonly inputs: readonly FeatureId[];
      /** Reads `previous`, its inputs and parameters. */
      readonly next: ScalarIr;
      readonly memory: "finite" | "fading" | "anchored" | "unbounded";
      readonly contraction: number | undefined;
    }
  /** From the input's clock to this feature's (faster) clock. */
  | { readonly kind: "held"; readonly input: FeatureId; readonly asOf: "open" | "close" };

/** A value within a step. Numbers: NaN is absent. Booleans are three-valued. */
export type ScalarIr = { readonly span: Span } & (
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "feature"; readonly id: FeatureId }
  | { readonly kind: "fact"; readonly fact: FactName; readonly slot: string | undefined }
  /** Frozen at entry, or by a transition of a machine. */
  | { readonly kind: "capture"; readonly name: string; readonly machine?: string }
  /** Whether a machine is in a state; without one, how many bars it has been in its present state. */
  | { readonly kind: "machine"; readonly machine: string; readonly state: string | undefined }
  /** In what a state becomes next: its value of the bar before. */
  | { readonly kind: "previous"; readonly type: "number" | "boolean" }
  | { readonly kind: "negate"; readonly operand: ScalarIr }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: ScalarIr;
      readonly right: ScalarIr;
    }
  | {
      readonly kind: "compare";
      readonly operator: "<" | "<=" | ">" | ">=" | "==" | "!=";
      readonly left: ScalarIr;
      readonly right: ScalarIr;
    }
  | {
      readonly kind: "logic";
      readonly operator: "and" | "or";
      readonly left: ScalarIr;
      readonly right: ScalarIr;
    }
  | { readonly kind: "not"; readonly operand: ScalarIr }
  | {
      readonly kind: "coalesce";
      readonly type: "number" | "boolean";
      readonly left: ScalarIr;
      readonly right: ScalarIr;
    }
  | { readonly kind: "known"; readonly operand: ScalarIr }
  | {
      readonly kind: "if";
      readonly condition: ScalarIr;
      readonly consequent: ScalarIr;
      readonly alternative: ScalarIr;
    }
  /** A pointwise function of the standard library (abs, min, max, round, ..) by its operation key. */
  | { readonly kind: "call"; readonly operation: string; readonly arguments: readonly ScalarIr[] }
);

/**
 * Facts, constant within a step. Position facts are of the strategy's own position in a slot. Prices in quote
 * currency, sizes in base units (unsigned), sides as +1 long, -1 short, 0 flat. Those that do not exist while flat are
 * NaN then.
 */
export type FactName =
  | "position.size"
  | "position.side"
  | "position.value"
  | "position.profit"
  | "entry"
  | "last_fill"
  | "units"
  | "bars_held"
  | "best"
  | "worst"
  | "bars_since_exit"
  | "last_trade.profit"
  | "equity"
  | "day_start_equity"
  | "cash"
  | "exposure"
  /** Of a combo; `slot` is its name. Profit since it opened, in the account's currency, fees included. */
  | "combo.open"
  | "combo.profit"
  | "combo.bars_held"
  | "combo.drift"
  /** Of the strategy's holding: largest distance of a market's weight from its target. */
  | "hold.drift"
  /** Risk blocks only: (ask - bid) / mid of the market of the intent; absent without a quote. */
  | "quote.spread";

interface RuleBaseIr {
  /** Stable within the strategy and readable: `enter_long_1`, `exit_long_2`. */
  readonly id: string;
  readonly doc: string | undefined;
  readonly span: Span;
  readonly slot: string;
  readonly condition: ConditionIr;
  /** The schedule that it stands in, as written; part of the pure condition. */
  readonly schedule?: string;
  /** Machines whose facts it reads. */
  readonly machines?: readonly string[];
}

/** States with transitions between them; the first is the initial one. */
export interface MachineIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly span: Span;
  readonly states: readonly MachineStateIr[];
  /** Machines whose facts it reads, itself left out. */
  readonly machines: readonly string[];
}

export interface MachineStateIr {
  readonly name: string;
  readonly span: Span;
  /** The first whose condition is true is taken; one a step. */
  readonly transitions: readonly TransitionIr[];
}

export interface TransitionIr {
  readonly condition: ConditionIr;
  /** Number of the state that it leads to. */
  readonly target: number;
  readonly captures: readonly { readonly name: string; readonly value: ScalarIr; readonly span: Span }[];
  readonly span: Span;
}

export type ThrottleIr =
  /** No entry so soon after the position was closed. */
  | {
      readonly kind: "cooldown";
      readonly length: SpanIr;
      readonly afterLoss: boolean;
      readonly span: Span;
    }
  /** No more entries than this in a stretch of time, which ends now. */
  | { readonly kind: "entries"; readonly most: ScalarIr; readonly windowMs: number; readonly span: Span };

/**
 * A condition split into a pure part (one boolean feature on the base clock: the conjunction of all conjuncts that
 * read market data and parameters only) and a stateful part (the conjunction of the others).
 */
export interface ConditionIr {
  readonly span: Span;
  /** As written; `true` when left out. */
  readonly text: string;
  readonly pure: FeatureId | undefined;
  readonly stateful: ScalarIr | undefined;
  /** True when it holds only at the bar of an event (`crosses`). */
  readonly isEvent: boolean;
}

export interface EnterIr extends RuleBaseIr {
  readonly kind: "enter";
  readonly side: Side;
  readonly onOpposite: "close" | "reverse" | "ignore";
  readonly entry: EntryIr;
}

export interface AddIr extends RuleBaseIr {
  readonly kind: "add";
  readonly side: Side;
  readonly units: ScalarIr;
  readonly entry: EntryIr;
}

export interface ExitIr extends RuleBaseIr {
  readonly kind: "exit";
  readonly side: Side | "both";
  /** Bars or milliseconds since the entry. When given, `condition` is the constant true. */
  readonly after: SpanIr | undefined;
  /** Ratio of the position to close; `undefined`: all. */
  readonly part: ScalarIr | undefined;
  readonly ifUnknown: "hold" | "exit";
  readonly order: OrderIr;
  readonly expire: SpanIr | undefined;
  readonly route: string | undefined;
}

export type RuleIr = EnterIr | AddIr | ExitIr;

export interface EntryIr {
  readonly size: SizeIr;
  readonly order: OrderIr;
  readonly stop: PlacementIr | undefined;
  readonly target: PlacementIr | undefined;
  readonly trail: { readonly distance: ScalarIr; readonly after: ScalarIr | undefined } | undefined;
  /** `stop .. for all`: the stop of every unit moves to this one. */
  readonly stopForAll: boolean;
  readonly captures: readonly { readonly name: string; readonly value: ScalarIr; readonly span: Span }[];
  readonly expire: SpanIr | undefined;
  readonly timeInForce: "gtc" | "ioc" | "fok";
  readonly postOnly: boolean;
  readonly route: string | undefined;
  readonly unprotected: boolean;
}

export type SizeIr =
  /** In base units. */
  | { readonly kind: "base"; readonly quantity: ScalarIr; readonly span: Span }
  /** In quote currency: quantity = value / reference price of the order. */
  | { readonly kind: "quote"; readonly value: ScalarIr; readonly span: Span }
  /** Money at risk between entry and stop, in quote currency. */
  | { readonly kind: "risking"; readonly value: ScalarIr; readonly span: Span }
  | { readonly kind: "same" | "same_base"; readonly span: Span };

export type OrderIr =
  | { readonly kind: "market" }
  | { readonly kind: "limit"; readonly limit: ScalarIr }
  | { readonly kind: "stop"; readonly stop: ScalarIr }
  | { readonly kind: "stop_limit"; readonly stop: ScalarIr; readonly limit: ScalarIr };

export type PlacementIr =
  /** An unsigned distance from the fill price, on the side that the clause's direction says. */
  | { readonly kind: "distance"; readonly distance: ScalarIr; readonly span: Span }
  | { readonly kind: "at"; readonly price: ScalarIr; readonly span: Span };

/** A time span: bars of the base clock, or milliseconds. */
export interface SpanIr {
  readonly unit: "bars" | "milliseconds";
  readonly value: ScalarIr;
}

/** Several legs as one position. */
export interface ComboIr {
  /** Its name: the id of its intents, orders and trades. */
  readonly id: string;
  readonly doc: string | undefined;
  readonly span: Span;
  /** The combo whose sides it turns. */
  readonly mirrorOf: string | undefined;
  readonly legs: readonly LegIr[];
  readonly together: { readonly within: SpanIr; readonly otherwise: "unwind" | "keep" } | undefined;
  readonly enter: ConditionIr;
  readonly exits: readonly ComboExitIr[];
  readonly rebalance: ConditionIr | undefined;
}

export interface LegIr {
  readonly slot: string;
  readonly side: Side;
  readonly size: SizeIr;
  /** Market or limit. */
  readonly order: OrderIr;
  readonly route: string | undefined;
  readonly span: Span;
}

export interface ComboExitIr {
  readonly condition: ConditionIr;
  /** Since the last leg filled. */
  readonly after: SpanIr | undefined;
  readonly ifUnknown: "hold" | "exit";
}

/** Target weights, worked out at scheduled steps. */
export interface HoldIr {
  readonly id: string;
  readonly doc: string | undefined;
  readonly span: Span;
  readonly schedule: { readonly text: string; readonly feature: FeatureId };
  /** `when drift > 5%`. */
  readonly condition: ConditionIr;
  readonly items: readonly HoldingIr[];
}

/** `share`: of equity, 0..1; `sign`: -1 where it is sold. */
export type HoldingIr = {
  readonly span: Span;
  readonly share: ScalarIr;
  readonly sign: 1 | -1;
} & (
  | { readonly kind: "cash" }
  | { readonly kind: "market"; readonly slot: string }
  /** `by` and `weightedBy` are features of each market of the universe. */
  | {
      readonly kind: "ranked";
      readonly order: "top" | "bottom";
      readonly count: ScalarIr;
      readonly by: FeatureId;
      readonly byText: string;
      readonly weightedBy: FeatureId | undefined;
    }
  | { readonly kind: "all"; readonly weightedBy: FeatureId | undefined }
);

export interface PlotIr {
  readonly title: string;
  readonly pane: string | undefined;
  readonly feature: FeatureId;
  readonly span: Span;
}

export interface SessionIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly capital: { readonly amount: number; readonly currency: string; readonly text: string };
  readonly runs: readonly RunIr[];
  readonly guard: string | undefined;
  readonly fills: FillsIr | undefined;
  readonly span: Span;
}

/** How orders are filled. */
export interface FillsIr {
  readonly policy: string;
  readonly atClose: boolean;
  readonly touch: boolean;
  /** Share of a bar's volume, 0..1. */
  readonly participation: number | undefined;
  readonly path: string | undefined;
  /** Milliseconds of the bars that decide what happens inside a bar. */
  readonly detailMs: number | undefined;
  /** Model of queues where trades and quotes decide what happens inside a bar. */
  readonly ticks: string | undefined;
}

export interface RunIr {
  /** Unique within the session: the strategy's name, or with `#2` when repeated, or the title. */
  readonly id: string;
  readonly strategy: string;
  /** Only those given; durations in milliseconds, ratios as fractions. */
  readonly arguments: Readonly<Record<string, number | boolean>>;
  /** Market name for each slot of the strategy, in the order of its slots. */
  readonly markets: readonly string[];
  /** Share of the session's equity, 0..1; `undefined`: the rest, shared evenly. */
  readonly budget: number | undefined;
  readonly route: string | undefined;
  readonly span: Span;
}
