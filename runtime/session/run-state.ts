import type { FillPolicy } from "../execution/policy.ts";
import type { WorkingOrder } from "../execution/working-order.ts";
import type { Ledger } from "../inventory/ledger.ts";
import type { Unit } from "../inventory/unit.ts";
import type { BarColumns } from "../market/bars.ts";
import type { Instrument } from "../reference/instrument.ts";
import type { Precision } from "../reference/precision.ts";
import type { Guard } from "../risk/guard.ts";
import type { BarWindow, FeatureColumns, FeatureNode } from "../state/index.ts";
import type { AnyView, Facts, Rule, StrategyModule } from "../strategy/abi.ts";
import { RowLog } from "./logs.ts";

/** Parameters of a run, after defaults. */
export type Params = Readonly<Record<string, number | boolean>>;

/** A rule of a run with its predicate column; indexes are those of the strategy's clock. */
export interface BoundRule {
  readonly number: number;
  readonly rule: Rule<string, AnyView, Params>;
  readonly column: Uint8Array | undefined;
  readonly words: Uint32Array | undefined;
  readonly reads: readonly FeatureNode[];
  /** First step (bar of the strategy's clock) at which everything it reads is defined; infinite until known. */
  armedStep: number;
  /** Cached search: the next bar at or after `searchedFrom` at which the predicate is not false. */
  foundBar: number;
}

/** The route a run's orders take, resolved. */
export interface ResolvedRoute {
  readonly routeId: string;
  readonly slippage: number;
  readonly leverage: number;
  readonly allow: ReadonlySet<string> | undefined;
}

/** What does not change while a run runs. */
export interface RunSetup {
  readonly runId: string;
  readonly index: number;
  readonly strategy: StrategyModule;
  readonly params: Params;
  readonly slot: string;
  readonly instrument: Instrument;
  readonly precision: Precision;
  readonly bars: BarColumns;
  readonly columns: FeatureColumns;
  readonly policy: FillPolicy;
  readonly route: ResolvedRoute;
  readonly capital: string;
  readonly capitalNumber: number;
  readonly guard: Guard;
  readonly everyBar: boolean;
  /** Some bars of the feed have a volume of zero. */
  readonly hasEmptyBars: boolean;
}

/** Captures while flat. */
export const NO_CAPTURES: Readonly<Record<string, number>> = {};

/** Everything of a run that changes: position, working orders, logs and cursors. One object, mutated in place. */
export class RunState {
  readonly setup: RunSetup;
  readonly ledger: Ledger;
  readonly equity: Float64Array;
  rules: readonly BoundRule[] = [];
  flatRules: readonly BoundRule[] = [];
  longRules: readonly BoundRule[] = [];
  shortRules: readonly BoundRule[] = [];

  /** Signed quantity units. */
  units = 0;
  /** Signed base units and the cash, as doubles. */
  quantity = 0;
  cash: number;
  lots: Unit[] = [];
  working: WorkingOrder[] = [];
  /** Objects of orders and units that have ended, to be used again. */
  readonly spareOrders: WorkingOrder[] = [];
  readonly spareUnits: Unit[] = [];
  captures: Readonly<Record<string, number>> = NO_CAPTURES;

  /** An open unit has a stop, a target or a trailing stop. */
  guarded = false;

  /** Position facts. */
  entryPrice = Number.NaN;
  lastFill = Number.NaN;
  entryStep = 0;
  entryBar = 0;
  firstUnits = 0;
  best = Number.NaN;
  worst = Number.NaN;
  /** First bar whose extremes are not yet in `best` and `worst`. */
  extremesFrom = 0;
  exitStep = Number.NaN;
  lastTradeProfit = Number.NaN;
  tradeCashStart = 0;

  /** The bar being decided and its close; the step is the bar of the strategy's clock. */
  bar = -1;
  price = Number.NaN;
  step = -1;
  dayStart = Number.NaN;
  dayStartEquity: number;
  /** Within a step: an entry has been placed; the position is being closed. */
  entryPlaced = false;
  closing = false;

  /** Next step of the strategy's clock that has not been decided. */
  nextStep = 0;
  /** Bar of the feed at which every rule is armed, once known. */
  armedBar: number | undefined;
  refused = 0;
  blocked = 0;
  ambiguousBars = 0;
  lastAmbiguousBar = -1;
  unpaidFills = 0;

  readonly intents = new RowLog(3, 1);
  readonly details = new RowLog(2, 4);
  readonly orders = new RowLog(7, 3);
  readonly fills = new RowLog(2, 2);

  /** The windows of the strategy's clock and of the feed, and whether they are the same. */
  readonly steps: BarWindow;
  readonly feedWindow: BarWindow;
  readonly stepsAreBars: boolean;
  readonly marketKey: string;

  readonly view: AnyView = {};
  readonly cursor = { index: 0 };
  readonly facts: Facts;

  constructor(setup: RunSetup, ledger: Ledger, makeFacts: (run: RunState) => Facts) {
    this.setup = setup;
    this.ledger = ledger;
    this.cash = ledger.cash();
    this.dayStartEquity = this.cash;
    this.tradeCashStart = this.cash;
    this.equity = new Float64Array(setup.bars.length);
    this.steps = setup.columns.bars(setup.strategy.clock);
    this.feedWindow = setup.columns.base.bars;
    this.stepsAreBars = setup.strategy.clock === setup.bars.interval;
    this.marketKey = `${setup.instrument.symbol} ${setup.instrument.venue}`;
    this.facts = makeFacts(this);
  }

  /** Equity at the price of the bar being decided. */
  equityNow(): number {
    return this.quantity === 0 ? this.cash : this.cash + this.quantity * this.price;
  }

  /** Counts a bar whose result depends on the order of its extremes, once. */
  readonly markAmbiguous = (): void => {
    if (this.lastAmbiguousBar === this.currentBar) return;
    this.lastAmbiguousBar = this.currentBar;
    this.ambiguousBars++;
  };

  /** The bar whose fills are being worked out. */
  currentBar = -1;
}
