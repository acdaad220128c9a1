/**
 * The syntax tree. Nodes are plain, immutable objects discriminated by `kind`; results of later stages sit in
 * side tables keyed by `id`, never in the nodes. Every node has a span: offsets into the text of one source.
 */

/** Half-open range of UTF-16 offsets in one source file. `source` indexes the compilation's source list. */
export interface Span {
  readonly source: number;
  readonly start: number;
  readonly end: number;
}

interface NodeBase {
  /** Unique within one compilation. */
  readonly id: number;
  readonly span: Span;
}

/** An identifier as written, with its place. */
export interface Name extends NodeBase {
  readonly kind: "name";
  readonly text: string;
}

// ---------------------------------------------------------------- expressions

export interface NumberLiteral extends NodeBase {
  readonly kind: "number";
  readonly value: number;
  readonly text: string;
}

/** `2%`, `15bps`. `value` is the ratio itself: 0.02, 0.0015. */
export interface RatioLiteral extends NodeBase {
  readonly kind: "ratio";
  readonly value: number;
  readonly text: string;
}

/** `30s 5m 1h 4h 1d 1w`. */
export interface DurationLiteral extends NodeBase {
  readonly kind: "duration";
  readonly milliseconds: number;
  readonly text: string;
}

/** `12 bars`, `1 bar`. */
export interface BarsLiteral extends NodeBase {
  readonly kind: "bars";
  readonly count: number;
}

/** `10_000 USDT`: a number and an asset code. */
export interface AmountLiteral extends NodeBase {
  readonly kind: "amount";
  readonly value: number;
  readonly text: string;
  readonly asset: Name;
}

export interface StringLiteral extends NodeBase {
  readonly kind: "string";
  readonly value: string;
}

/** `2024-01-01T00:00Z`, as milliseconds since the epoch. */
export interface InstantLiteral extends NodeBase {
  readonly kind: "instant";
  readonly time: number;
  readonly text: string;
}

export interface BooleanLiteral extends NodeBase {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface NameReference extends NodeBase {
  readonly kind: "reference";
  readonly name: Name;
}

/** `x.field`. */
export interface FieldAccess extends NodeBase {
  readonly kind: "field";
  readonly object: Expression;
  readonly field: Name;
}

/** `x[k]`: the value k bars ago. */
export interface HistoryAccess extends NodeBase {
  readonly kind: "history";
  readonly object: Expression;
  readonly offset: Expression;
}

export interface Argument extends NodeBase {
  readonly kind: "argument";
  readonly name: Name | undefined;
  readonly value: Expression;
}

/** `f(x, n = 3)`. The callee is a name or, for a namespace, a field access on a name (`talib.rsi`). */
export interface CallExpression extends NodeBase {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface UnaryExpression extends NodeBase {
  readonly kind: "unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
}

export type BinaryOperator =
  | "or"
  | "and"
  | "<"
  | "<="
  | ">"
  | ">="
  | "=="
  | "!="
  | "??"
  | "+"
  | "-"
  | "*"
  | "/"
  | "of";

export interface BinaryExpression extends NodeBase {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `x between a and b`, inclusive. */
export interface BetweenExpression extends NodeBase {
  readonly kind: "between";
  readonly value: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

/** `a crosses above b`, `a crosses below b`, `a crosses b`. */
export interface CrossExpression extends NodeBase {
  readonly kind: "cross";
  readonly direction: "above" | "below" | "either";
  readonly left: Expression;
  readonly right: Expression;
}

/** `x is known`, `x is not known`. */
export interface KnownExpression extends NodeBase {
  readonly kind: "known";
  readonly value: Expression;
  readonly negated: boolean;
}

export interface ConditionalExpression extends NodeBase {
  readonly kind: "if";
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
}

/**
 * `x on 4h`: evaluated on that clock, holding the last closed value. `asOf: "open"` (`x on 1d as of open`) holds the
 * value whose bar had closed when the present base bar opened.
 */
export interface ClockExpression extends NodeBase {
  readonly kind: "on";
  readonly value: Expression;
  readonly clock: DurationLiteral;
  readonly asOf: "close" | "open";
}

/** `x filled forward for 3 bars`. */
export interface FilledExpression extends NodeBase {
  readonly kind: "filled";
  readonly value: Expression;
  readonly limit: Expression;
}

/** `x in USDT via btc`. */
export interface ConversionExpression extends NodeBase {
  readonly kind: "conversion";
  readonly value: Expression;
  readonly currency: Name;
  readonly via: Name | undefined;
}

/** `[a, b, c]`, where a list is allowed (choices of a parameter, candles of a scenario). */
export interface ListExpression extends NodeBase {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

/** A piece of source that did not parse as an expression. It fits everything, so that one error stays one. */
export interface ErrorExpression extends NodeBase {
  readonly kind: "error";
}

export type Expression =
  | NumberLiteral
  | RatioLiteral
  | DurationLiteral
  | BarsLiteral
  | AmountLiteral
  | StringLiteral
  | InstantLiteral
  | BooleanLiteral
  | NameReference
  | FieldAccess
  | HistoryAccess
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | BetweenExpression
  | CrossExpression
  | KnownExpression
  | ConditionalExpression
  | ClockExpression
  | FilledExpression
  | ConversionExpression
  | ListExpression
  | ErrorExpression;

// --------------------------------------------------------------- declarations

interface Documented {
  /** The text of the `///` lines before it, without the slashes, joined by line feeds. */
  readonly doc: string | undefined;
}

/** `import { a, b as c } from "./file.ctk"`. */
export interface ImportDeclaration extends NodeBase {
  readonly kind: "import";
  readonly names: readonly ImportName[];
  readonly from: StringLiteral;
}

export interface ImportName extends NodeBase {
  readonly kind: "importName";
  readonly name: Name;
  readonly alias: Name | undefined;
}

/** `market btc = "BTC/USDT" at binance`. */
export interface MarketDeclaration extends NodeBase, Documented {
  readonly kind: "market";
  readonly name: Name;
  readonly symbol: StringLiteral;
  readonly venue: Name;
}

/** `route spot { venue binance  account "main"  allow market, limit  slippage up to 15bps }`. */
export interface RouteDeclaration extends NodeBase, Documented {
  readonly kind: "route";
  readonly name: Name;
  readonly settings: readonly RouteSetting[];
}

export type RouteSetting =
  | (NodeBase & { readonly kind: "routeVenue"; readonly venue: Name })
  | (NodeBase & { readonly kind: "routeAccount"; readonly account: StringLiteral })
  /** Order types and times in force: market, limit, stop, stop_limit, ioc, fok, post_only. */
  | (NodeBase & { readonly kind: "routeAllow"; readonly orderTypes: readonly Name[] })
  | (NodeBase & { readonly kind: "routeSlippage"; readonly bound: Expression })
  | (NodeBase & {
      readonly kind: "routeFees";
      readonly maker: Expression | undefined;
      readonly taker: Expression | undefined;
      /** `base`, `received`, `quote` or a currency. */
      readonly currency: Name | undefined;
    })
  | (NodeBase & { readonly kind: "routeLatency"; readonly latency: Expression })
  /** Annual rate on the value of what is sold short. */
  | (NodeBase & { readonly kind: "routeBorrow"; readonly rate: Expression })
  | (NodeBase & { readonly kind: "routeLeverage"; readonly maximum: Expression })
  | (NodeBase & { readonly kind: "routeDefault" });

/** `risk desk in USDT { limit .. forbid .. }`. */
export interface RiskDeclaration extends NodeBase, Documented {
  readonly kind: "risk";
  readonly name: Name;
  readonly currency: Name;
  readonly rules: readonly RiskRule[];
}

export type RiskRule = LimitRule | ForbidRule;

/** The words of section 8, joined by one space. */
export type LimitSubject =
  | "order notional"
  | "order quantity"
  | "position notional"
  | "position quantity"
  | "gross notional"
  | "net notional"
  | "net delta"
  | "leverage"
  | "concentration"
  | "open orders"
  | "order rate"
  | "turnover"
  | "price deviation"
  | "data age"
  | "spread"
  | "loss"
  | "drawdown"
  | "losing trades";

export type LimitScope = "market" | "strategy" | "route" | "asset" | "account";

export type LimitAction =
  | { readonly kind: "reject" }
  | { readonly kind: "clamp" }
  | { readonly kind: "reduceOnly" }
  | { readonly kind: "halt"; readonly until: "forever" | "nextDay" | DurationLiteral }
  | { readonly kind: "flattenAndHalt" };

/** `limit SUBJECT to BOUND [per WINDOW] [per SCOPE] [then ACTION]`. */
export interface LimitRule extends NodeBase {
  readonly kind: "limit";
  /** `undefined` where the words are not a known subject; `subjectName` spans what was written. */
  readonly subject: LimitSubject | undefined;
  readonly subjectName: Name;
  readonly bound: Expression;
  /** The time window of a rate: `per 1m`, `per 1d`. */
  readonly window: DurationLiteral | undefined;
  readonly scope: LimitScope | undefined;
  readonly action: LimitAction;
  readonly actionSpan: Span | undefined;
}

/** `forbid enter|add|any when COND because "text"`. */
export interface ForbidRule extends NodeBase {
  readonly kind: "forbid";
  readonly what: "enter" | "add" | "any";
  readonly condition: Expression;
  readonly because: StringLiteral | undefined;
}

/** An argument declaration of `fn` and `indicator`: `name[: type] [= default]`. */
export interface Formal extends NodeBase {
  readonly kind: "formal";
  readonly name: Name;
  readonly type: Name | undefined;
  readonly default: Expression | undefined;
}

export interface FunctionDeclaration extends NodeBase, Documented {
  readonly kind: "fn";
  readonly name: Name;
  readonly formals: readonly Formal[];
  readonly body: Expression;
}

/** `indicator NAME(args) = expr`, or a block of `let`, `state` and one `yield` (of an expression or of a record). */
export interface IndicatorDeclaration extends NodeBase, Documented {
  readonly kind: "indicator";
  readonly name: Name;
  readonly formals: readonly Formal[];
  readonly lets: readonly (LetStatement | StateStatement)[];
  readonly yields: Yield;
}

export type Yield =
  | (NodeBase & { readonly kind: "yieldValue"; readonly value: Expression })
  | (NodeBase & { readonly kind: "yieldRecord"; readonly fields: readonly YieldField[] });

export interface YieldField extends NodeBase {
  readonly kind: "yieldField";
  readonly name: Name;
  readonly value: Expression;
}

/** `universe majors = [btc, eth]`, `universe alts = ["ADA/USDT", "XRP/USDT"] at binance`. */
export interface UniverseDeclaration extends NodeBase, Documented {
  readonly kind: "universe";
  readonly name: Name;
  /** Names of declared markets, or symbols at `venue`. */
  readonly members: readonly (Name | StringLiteral)[];
  readonly venue: Name | undefined;
}

/** `strategy NAME trades m1[, m2] [via route] every CLOCK { .. }`, `strategy NAME trades each SLOT of UNIVERSE ..`. */
export interface StrategyDeclaration extends NodeBase, Documented {
  readonly kind: "strategy";
  readonly name: Name;
  /** The slots; one where it trades each market of a universe. */
  readonly markets: readonly Name[];
  readonly universe: Name | undefined;
  readonly route: Name | undefined;
  readonly clock: DurationLiteral;
  readonly statements: readonly StrategyStatement[];
}

export type Side = "long" | "short";

export type StrategyStatement =
  | ParamStatement
  | PortfolioStatement
  | RequireStatement
  | LetStatement
  | PlotStatement
  | EnterRule
  | AddRule
  | ExitRule
  | ComboStatement
  | MirrorStatement
  | HoldStatement
  | ScheduledBlock
  | CooldownStatement
  | EntryLimitStatement
  | MachineStatement;

/** `portfolio { .. }`: what the entries of one step share over the markets of a universe. */
export interface PortfolioStatement extends NodeBase {
  readonly kind: "portfolio";
  readonly settings: readonly PortfolioSetting[];
}

export type PortfolioSetting =
  /** `at most 5 positions`. */
  | (NodeBase & { readonly kind: "positions"; readonly most: Expression })
  /** `rank entries by roc(close, 20) [highest first | lowest first]`. */
  | (NodeBase & { readonly kind: "rank"; readonly by: Expression; readonly first: "highest" | "lowest" })
  /** `cap 20% of equity per market`. */
  | (NodeBase & { readonly kind: "cap"; readonly most: Expression });

export interface ParamStatement extends NodeBase, Documented {
  readonly kind: "param";
  readonly name: Name;
  readonly type: Name | undefined;
  readonly default: Expression;
  readonly range: ParamRange | undefined;
}

export type ParamRange =
  | (NodeBase & {
      readonly kind: "range";
      readonly low: Expression;
      readonly high: Expression;
      readonly step: Expression | undefined;
    })
  | (NodeBase & { readonly kind: "choices"; readonly values: readonly Expression[] });

export interface RequireStatement extends NodeBase {
  readonly kind: "require";
  readonly condition: Expression;
}

export interface LetStatement extends NodeBase, Documented {
  readonly kind: "let";
  readonly name: Name;
  readonly value: Expression;
}

export interface PlotStatement extends NodeBase {
  readonly kind: "plot";
  readonly value: Expression;
  readonly title: StringLiteral | undefined;
  readonly pane: StringLiteral | undefined;
}

/** A rule that opens, adds to or closes a position. */
export type Rule = EnterRule | AddRule | ExitRule;

/** `every day at 15:55 America/New_York { .. }`: rules that can fire at scheduled steps only. */
export interface ScheduledBlock extends NodeBase {
  readonly kind: "scheduled";
  readonly schedule: Schedule;
  readonly rules: readonly Rule[];
}

export type Schedule =
  /** `every 8h`, `every 8h before 5m`, `every 8h after 5m`: from midnight UTC, weeks from Monday. */
  | (NodeBase & {
      readonly kind: "interval";
      readonly period: DurationLiteral;
      readonly offset: DurationLiteral | undefined;
      readonly isBefore: boolean;
    })
  /** `every day at 15:55 [ZONE]`, `every monday, friday at 09:35 [ZONE]`; `month`: on its first day. */
  | (NodeBase & {
      readonly kind: "calendar";
      readonly days: "day" | "weekday" | "month" | readonly Weekday[];
      readonly time: TimeOfDay;
      readonly zone: ZoneName | undefined;
    })
  /** `on session open|close ["09:30-16:00"] [ZONE]`; without hours, the day. */
  | (NodeBase & {
      readonly kind: "sessionEdge";
      readonly edge: "open" | "close";
      readonly hours: StringLiteral | undefined;
      readonly zone: ZoneName | undefined;
    });

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** `15:55`, as written: there may be no such time. */
export interface TimeOfDay extends NodeBase {
  readonly kind: "timeOfDay";
  readonly text: string;
}

/** `America/New_York`, written plainly or as text. */
export interface ZoneName extends NodeBase {
  readonly kind: "zone";
  readonly text: string;
}

/** `cooldown 5 bars`, `cooldown 2h after loss`: no entry so soon after an exit. */
export interface CooldownStatement extends NodeBase {
  readonly kind: "cooldown";
  readonly length: Expression;
  readonly afterLoss: boolean;
}

/** `at most 3 entries per 1d`. */
export interface EntryLimitStatement extends NodeBase {
  readonly kind: "entryLimit";
  readonly most: Expression;
  readonly window: DurationLiteral;
}

/** `machine phase { state idle { on COND goto armed } .. }`: the first state is the initial one. */
export interface MachineStatement extends NodeBase, Documented {
  readonly kind: "machine";
  readonly name: Name;
  readonly states: readonly MachineState[];
}

export interface MachineState extends NodeBase, Documented {
  readonly kind: "machineState";
  readonly name: Name;
  readonly transitions: readonly Transition[];
}

/** `on COND goto STATE [{ capture level = high }]`. */
export interface Transition extends NodeBase {
  readonly kind: "transition";
  readonly condition: Expression;
  readonly target: Name;
  readonly captures: readonly CaptureClause[];
}

/** `state x = INIT then NEXT` in an indicator: NEXT may read x, which is its value of the bar before. */
export interface StateStatement extends NodeBase, Documented {
  readonly kind: "state";
  readonly name: Name;
  readonly initial: Expression;
  readonly next: Expression;
}

/** `enter long|short [MARKET] [when COND] { clauses }`. Without `when` the condition is `true`. */
export interface EnterRule extends NodeBase, Documented {
  readonly kind: "enter";
  readonly side: Side;
  readonly market: Name | undefined;
  readonly condition: Expression | undefined;
  readonly clauses: readonly Clause[];
}

/** `add long|short [MARKET] when COND up to N units { clauses }`. */
export interface AddRule extends NodeBase, Documented {
  readonly kind: "add";
  readonly side: Side;
  readonly market: Name | undefined;
  readonly condition: Expression | undefined;
  readonly units: Expression;
  readonly clauses: readonly Clause[];
}

/** `exit [long|short] [MARKET] when COND [part 50%] [if unknown hold|exit] [{ order .. }]`, `exit .. after 96 bars`. */
export interface ExitRule extends NodeBase, Documented {
  readonly kind: "exit";
  readonly side: Side | undefined;
  readonly market: Name | undefined;
  readonly condition: Expression | undefined;
  /** `after 96 bars`, `after 12h`: since the entry. */
  readonly after: Expression | undefined;
  readonly part: Expression | undefined;
  readonly ifUnknown: "hold" | "exit" | undefined;
  readonly clauses: readonly Clause[];
}

export type Clause =
  | SizeClause
  | OrderClause
  | StopClause
  | TargetClause
  | TrailClause
  | CaptureClause
  | ExpireClause
  | TimeInForceClause
  | ViaClause
  | UnprotectedClause
  | OppositeClause;

/** `size 0.5 BTC`, `size 1_000 USDT`, `size 5% of equity`, `size risking 1% of equity`, `size same`, `size same_base`. */
export interface SizeClause extends NodeBase {
  readonly kind: "size";
  readonly form: "amount" | "risking" | "same" | "same_base";
  /** The amount or the risked money; `undefined` for `same` and `same_base`. */
  readonly amount: Expression | undefined;
}

/** `order market`, `order limit at P`, `order stop at P`, `order stop at P limit L`. */
export interface OrderClause extends NodeBase {
  readonly kind: "order";
  readonly type: "market" | "limit" | "stop" | "stop_limit";
  readonly stop: Expression | undefined;
  readonly limit: Expression | undefined;
}

/** `stop D below entry`, `stop D above entry`, `stop at PRICE`, each with an optional `for all`. */
export interface StopClause extends NodeBase {
  readonly kind: "stop";
  readonly placement: Placement;
  readonly forAll: boolean;
}

export interface TargetClause extends NodeBase {
  readonly kind: "target";
  readonly placement: Placement;
}

export type Placement =
  | (NodeBase & {
      readonly kind: "distance";
      readonly distance: Expression;
      readonly direction: "above" | "below";
    })
  | (NodeBase & { readonly kind: "at"; readonly price: Expression });

/** `trail D [after D]`: a stop that follows the best price since entry at distance D, armed after a gain of D2. */
export interface TrailClause extends NodeBase {
  readonly kind: "trail";
  readonly distance: Expression;
  readonly after: Expression | undefined;
}

/** `capture n = atr(20)`: frozen at entry. */
export interface CaptureClause extends NodeBase {
  readonly kind: "capture";
  readonly name: Name;
  readonly value: Expression;
}

/** `expire after 3 bars`, `expire after 12h`. */
export interface ExpireClause extends NodeBase {
  readonly kind: "expire";
  readonly after: Expression;
}

export interface TimeInForceClause extends NodeBase {
  readonly kind: "timeInForce";
  readonly value: "ioc" | "fok" | "post_only";
}

export interface ViaClause extends NodeBase {
  readonly kind: "via";
  readonly route: Name;
}

export interface UnprotectedClause extends NodeBase {
  readonly kind: "unprotected";
}

/** `on opposite close|reverse|ignore`: what an entry does while the opposite position is open. */
export interface OppositeClause extends NodeBase {
  readonly kind: "opposite";
  readonly action: "close" | "reverse" | "ignore";
}

// ---------------------------------------------------------------- combos, holdings

/** `combo NAME { enter .. exit .. rebalance .. }`: several legs as one position. */
export interface ComboStatement extends NodeBase, Documented {
  readonly kind: "combo";
  readonly name: Name;
  readonly parts: readonly ComboPart[];
}

/** `combo NAME = mirror OTHER`: the same legs with their sides turned. */
export interface MirrorStatement extends NodeBase, Documented {
  readonly kind: "mirror";
  readonly name: Name;
  readonly mirrored: Name;
}

export type ComboPart = ComboEnter | ComboExit | ComboRebalance;

/** `enter [when COND] { leg .. leg .. [fill together ..] }`. */
export interface ComboEnter extends NodeBase {
  readonly kind: "comboEnter";
  readonly condition: Expression | undefined;
  readonly parts: readonly (ComboLeg | FillTogether)[];
}

/** `leg long|short MARKET { clauses }`. */
export interface ComboLeg extends NodeBase {
  readonly kind: "leg";
  readonly side: Side;
  readonly market: Name;
  readonly clauses: readonly Clause[];
}

/** `fill together within 10s else unwind|keep`. */
export interface FillTogether extends NodeBase {
  readonly kind: "fillTogether";
  readonly within: Expression;
  readonly otherwise: "unwind" | "keep";
}

/** `exit when COND [if unknown hold|exit]`, `exit after 200 bars`: all legs. */
export interface ComboExit extends NodeBase {
  readonly kind: "comboExit";
  readonly condition: Expression | undefined;
  readonly after: Expression | undefined;
  readonly ifUnknown: "hold" | "exit" | undefined;
}

/** `rebalance when COND`: brings the legs back to the ratio that was intended. */
export interface ComboRebalance extends NodeBase {
  readonly kind: "rebalance";
  readonly condition: Expression;
}

/** `hold every 1d { 60% top 3 of majors by roc(close, 30)  40% cash } [when COND]`. */
export interface HoldStatement extends NodeBase, Documented {
  readonly kind: "hold";
  readonly schedule: Schedule;
  readonly items: readonly HoldItem[];
  readonly condition: Expression | undefined;
}

/** A weight of a holding and what it is held in; `isShort`: sold instead of bought. */
export type HoldItem =
  | (HoldItemBase & { readonly kind: "holdCash" })
  | (HoldItemBase & { readonly kind: "holdMarket"; readonly market: Name })
  | (HoldItemBase & {
      readonly kind: "holdRanked";
      readonly order: "top" | "bottom";
      readonly count: Expression;
      readonly universe: Name;
      readonly by: Expression;
      readonly weightedBy: Expression | undefined;
    })
  | (HoldItemBase & {
      readonly kind: "holdAll";
      readonly universe: Name;
      readonly weightedBy: Expression | undefined;
    });

interface HoldItemBase extends NodeBase {
  readonly weight: Expression;
  readonly isShort: boolean;
}

// ---------------------------------------------------------------- session, scenario

export interface SessionDeclaration extends NodeBase, Documented {
  readonly kind: "session";
  readonly name: Name;
  readonly settings: readonly SessionSetting[];
}

export type SessionSetting =
  | (NodeBase & { readonly kind: "capital"; readonly amount: Expression })
  | RunSetting
  | (NodeBase & { readonly kind: "guard"; readonly risk: Name })
  | FillsSetting;

/** `run EmaCross(fast = 10) [on btc] [with 60% of equity] [via route] [as "name"]`. */
export interface RunSetting extends NodeBase {
  readonly kind: "run";
  readonly strategy: Name;
  readonly arguments: readonly Argument[];
  readonly markets: readonly Name[];
  readonly budget: Expression | undefined;
  readonly route: Name | undefined;
  readonly title: StringLiteral | undefined;
}

/**
 * `fills "bar/pessimistic@1" [at close] [touch] [participation 10%] [path ohlc] [detail 1m | detail ticks [queue
 * pessimistic]]`: the fill policy by its versioned name, and its options.
 */
export interface FillsSetting extends NodeBase {
  readonly kind: "fills";
  readonly policy: StringLiteral;
  readonly atClose: boolean;
  readonly touch: boolean;
  readonly participation: Expression | undefined;
  readonly path: Name | undefined;
  readonly detail: Expression | undefined;
  /** `detail ticks`, and the model of queues where it is named. */
  readonly ticks: boolean;
  readonly queue: Name | undefined;
}

/** `scenario "..." for STRATEGY(args) { .. }`: a test on candles that it states. */
export interface ScenarioDeclaration extends NodeBase, Documented {
  readonly kind: "scenario";
  readonly title: StringLiteral;
  readonly strategy: Name;
  readonly arguments: readonly Argument[];
  readonly statements: readonly ScenarioStatement[];
}

export type ScenarioStatement =
  | StartStatement
  | CandlesStatement
  | FillsSetting
  | (NodeBase & { readonly kind: "guard"; readonly risk: Name })
  | ViaClause
  | Expectation;

/** `start INSTANT with 10_000 USDT [holding long 2 BTC from 100 USDT]`. */
export interface StartStatement extends NodeBase {
  readonly kind: "start";
  readonly at: InstantLiteral;
  readonly capital: Expression | undefined;
  readonly holdings: readonly Holding[];
}

/** A position that is open at the start. */
export interface Holding extends NodeBase {
  readonly kind: "holding";
  readonly side: Side;
  readonly market: Name | undefined;
  readonly quantity: Expression;
  readonly price: Expression;
}

/** `candles btc every 1h close [..] range 1`, `candles btc every 1h flat 100 for 20 bars gap to 90`. */
export interface CandlesStatement extends NodeBase {
  readonly kind: "candles";
  readonly market: Name;
  readonly clock: DurationLiteral;
  /** In the order of time. */
  readonly parts: readonly CandlePart[];
}

export type CandleField = "open" | "high" | "low" | "close" | "volume";

export type CandlePart =
  | (NodeBase & { readonly kind: "candleList"; readonly field: CandleField; readonly values: ListExpression })
  | (NodeBase & { readonly kind: "candleRows"; readonly rows: ListExpression })
  | (NodeBase & {
      readonly kind: "candleFile";
      readonly path: StringLiteral;
      /** `bars 10..60`: numbers of the file's bars, the last one included. */
      readonly first: Expression | undefined;
      readonly last: Expression | undefined;
    })
  | (NodeBase & { readonly kind: "flat"; readonly price: Expression; readonly length: Expression })
  | (NodeBase & {
      readonly kind: "ramp";
      /** Left out: from the last close. */
      readonly first: Expression | undefined;
      readonly last: Expression;
      readonly length: Expression;
    })
  | (NodeBase & { readonly kind: "gap"; readonly price: Expression })
  | (NodeBase & { readonly kind: "skip"; readonly length: Expression })
  | (NodeBase & { readonly kind: "candleRange"; readonly range: Expression });

/** `bar 5`, `2024-01-01T05:00Z`, `end`. */
export type Place =
  | (NodeBase & { readonly kind: "atBar"; readonly bar: number; readonly text: string })
  | (NodeBase & { readonly kind: "atTime"; readonly time: InstantLiteral })
  | (NodeBase & { readonly kind: "atEnd" });

export type RuleAction = "enter" | "add" | "exit";

export type Expectation =
  | (NodeBase & {
      readonly kind: "expectIntent";
      readonly place: Place;
      readonly action: RuleAction;
      readonly side: Side | undefined;
      readonly market: Name | undefined;
      readonly clauses: readonly Clause[];
    })
  | (NodeBase & {
      readonly kind: "expectFill";
      readonly place: Place;
      readonly way: "buy" | "sell";
      readonly quantity: Expression;
      readonly price: Expression | undefined;
    })
  | (NodeBase & {
      readonly kind: "expectRefusal";
      readonly place: Place;
      readonly action: RuleAction;
      readonly side: Side | undefined;
      readonly market: Name | undefined;
      /** A limit, or a reason. */
      readonly because: StringLiteral | undefined;
    })
  | (NodeBase & {
      readonly kind: "expectBlock";
      readonly place: Place;
      readonly side: Side | undefined;
      readonly market: Name | undefined;
    })
  | (NodeBase & { readonly kind: "expectNothing"; readonly first: Place; readonly last: Place | undefined })
  | (NodeBase & {
      readonly kind: "expectPosition";
      readonly place: Place;
      /** Left out: flat. */
      readonly side: Side | undefined;
      readonly market: Name | undefined;
      readonly quantity: Expression | undefined;
    })
  | (NodeBase & {
      readonly kind: "expectCondition";
      readonly place: Place;
      readonly condition: Expression;
    })
  | (NodeBase & { readonly kind: "expectNone" });

/** `check "..." for STRATEGY(args) [on "file.csv"] always COND`: what holds at every step, whatever the candles are. */
export interface CheckDeclaration extends NodeBase, Documented {
  readonly kind: "check";
  readonly title: StringLiteral;
  readonly strategy: Name;
  readonly arguments: readonly Argument[];
  readonly settings: readonly CheckSetting[];
  readonly condition: Expression;
}

export type CheckSetting =
  | (NodeBase & { readonly kind: "capital"; readonly amount: Expression })
  | (NodeBase & { readonly kind: "guard"; readonly risk: Name })
  | ViaClause
  | FillsSetting
  | (NodeBase & {
      readonly kind: "checkFile";
      readonly market: Name | undefined;
      readonly path: StringLiteral;
    })
  | (NodeBase & {
      readonly kind: "checkWalks";
      readonly count: Expression;
      readonly length: Expression | undefined;
    });

export type Declaration =
  | ImportDeclaration
  | MarketDeclaration
  | RouteDeclaration
  | RiskDeclaration
  | FunctionDeclaration
  | IndicatorDeclaration
  | UniverseDeclaration
  | StrategyDeclaration
  | SessionDeclaration
  | ScenarioDeclaration
  | CheckDeclaration;

/** One parsed file. */
export interface Module extends NodeBase {
  readonly kind: "module";
  readonly declarations: readonly Declaration[];
}
