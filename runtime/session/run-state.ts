import type { FillPolicy } from "../execution/policy.ts";
import type { Tape } from "../execution/tape.ts";
import type { VolumeBook } from "../execution/volume-book.ts";
import type { Candle, WorkingOrder } from "../execution/working-order.ts";
import type { Ledger } from "../inventory/ledger.ts";
import type { Unit } from "../inventory/unit.ts";
import type { BarColumns, FundingPlan, MarketBars } from "../market/index.ts";
import type { Instrument } from "../reference/instrument.ts";
import type { Precision } from "../reference/precision.ts";
import type { Guard } from "../risk/guard.ts";
import type { Member } from "../risk/member.ts";
import type { Reason } from "../risk/reasons.ts";
import type { BarWindow, FeatureColumns, FeatureNode } from "../state/index.ts";
import type { AnyView, Facts, Rule, StrategyModule } from "../strategy/abi.ts";
import type { MachineFacts } from "../strategy/machines.ts";
import type { RunAccount } from "./account.ts";
import type { Charge } from "./charges.ts";
import type { Feed } from "./config.ts";
import { ExternalOrders } from "./external/orders.ts";
import type { BookedFee, FeeCurrency } from "./fee-currency.ts";
import type { InspectedStep } from "./inspector.ts";
import { RowLog } from "./logs.ts";
import { createTransitionLog, type MachineState } from "./machines.ts";
import type { MarginRule } from "./margin.ts";
import type { FaultRow } from "./outcome.ts";
import { EXIT, FLATTEN } from "./record.ts";

/** Parameters of a run, after defaults. */
export type Params = Readonly<Record<string, number | boolean>>;

/** A condition with its predicate column, in which bars are searched; indexes are those of the strategy's clock. */
export interface Searched {
  readonly column: Uint8Array | undefined;
  readonly words: Uint32Array | undefined;
  /** First step (bar of the strategy's clock) at which everything it reads is defined; infinite until known. */
  armedStep: number;
  /** Cached search: the next bar at or after the last start at which the predicate is not false. */
  foundBar: number;
}

/** A rule of a run. */
export interface BoundRule extends Searched {
  readonly number: number;
  readonly rule: Rule<string, AnyView, Params>;
  readonly reads: readonly FeatureNode[];
}

/** The route a run's orders take, resolved. */
export interface ResolvedRoute {
  readonly routeId: string;
  readonly slippage: number;
  readonly leverage: number;
  readonly allow: ReadonlySet<string> | undefined;
  /** The account's name at its venue; undefined: the venue's only one. */
  readonly account: string | undefined;
  /** Milliseconds until an order or a cancel reaches the venue. */
  readonly latencyMs: number;
  /** Annual rate on the value of what is sold short; 0: none is charged. */
  readonly borrowRate: number;
}

/** What does not change of a run's market while the run runs. */
export interface RunSetup {
  readonly account: RunAccount;
  readonly runId: string;
  /** Identifies this market's intents and orders: the run's id, with the market where there are several. */
  readonly key: string;
  /** Number of the run in its session. */
  readonly index: number;
  readonly strategy: StrategyModule;
  readonly params: Params;
  readonly slot: string;
  readonly instrument: Instrument;
  readonly precision: Precision;
  readonly bars: MarketBars;
  /** Last close at or before each bar: the close, where the market has a bar. */
  readonly marks: Float64Array;
  /** Row of the market's data at each bar of a shared timeline; left out: the bars are the rows. */
  readonly rows: Int32Array | undefined;
  /** Funding payments with the bar at which each is booked. */
  readonly funding: FundingPlan | undefined;
  /** Number of the market's feed on the timeline of its columns. */
  readonly feed: number;
  readonly columns: FeatureColumns;
  readonly policy: FillPolicy;
  readonly route: ResolvedRoute;
  /** In which currency fees are charged, and all feeds of the session: what a venue may charge in may be traded by one. */
  readonly feeCurrency: FeeCurrency;
  readonly feeds: readonly Feed[];
  /** How margin is tested; undefined where nothing can be liquidated. */
  readonly margin: MarginRule | undefined;
  /** Shorter bars that decide what happens inside a bar. */
  readonly detail: BarColumns | undefined;
  /** Trades and quotes that are replayed inside bars. */
  readonly tape: Tape | undefined;
  /** What has been taken of the volume of the market's bars, by all runs. */
  readonly volumes: VolumeBook;
  readonly capital: string;
  readonly capitalNumber: number;
  readonly guard: Guard;
  readonly everyBar: boolean;
  /** A venue says what becomes of orders, not the simulator. */
  readonly isExternal: boolean;
  /** Some bars of the feed have a volume of zero. */
  readonly hasEmptyBars: boolean;
  /** A market order fills whole at the open of its bar, whatever else the bar holds. */
  readonly fillsPlainly: boolean;
}

/** Captures while flat. */
export const NO_CAPTURES: Readonly<Record<string, number>> = {};

/**
 * Everything of a run in one market that changes: position, working orders, logs and cursors. One object, mutated in
 * place.
 */
export class RunState {
  readonly setup: RunSetup;
  readonly ledger: Ledger;
  readonly equity: Float64Array;
  rules: readonly BoundRule[] = [];
  /** What combos and a holding read, for when the run is armed. */
  heldReads: readonly FeatureNode[] = [];
  /** The schedule of a holding, in this market's steps. */
  heldDue: Uint8Array | undefined;
  flatRules: readonly BoundRule[] = [];
  longRules: readonly BoundRule[] = [];
  shortRules: readonly BoundRule[] = [];
  machines: readonly MachineState[] = [];
  /** Facts of the machines by name. */
  readonly machineFacts: Record<string, MachineFacts> = Object.create(null);
  readonly transitions = createTransitionLog();

  /** Signed quantity units. */
  units = 0;
  /** Signed base units, and the cash: of the account, or what has flowed where the account has several markets. */
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
  /** First bar whose extremes are not yet in `best` and `worst`, and first moment that was whole after the entry. */
  extremesFrom = 0;
  wholeFrom = 0;
  exitStep = Number.NaN;
  exitBar = -1;
  /** Bars at which positions were opened, for limits on entries. */
  readonly entryBars: number[] = [];
  lastTradeProfit = Number.NaN;
  tradeCashStart = 0;

  /** The bar being decided and its close; the step is the bar of the strategy's clock. */
  bar = -1;
  /** Of an account with several markets: the next bar that has not been seen, and the next at which something can happen. */
  ahead = 0;
  dueBar = 0;
  price = Number.NaN;
  step = -1;
  dayStart = Number.NaN;
  dayStartEquity: number;
  /** Within a step: an entry has been placed; the position is being closed. */
  entryPlaced = false;
  closing = false;

  /** Next funding payment, and the end of the bars whose features are known. */
  fundingRow = 0;
  blockEnd = 0;

  /** Next step of the strategy's clock that has not been decided. */
  nextStep = 0;
  /** Bar of the feed at which every rule is armed, once known. */
  armedBar: number | undefined;
  refused = 0;
  blocked = 0;
  ambiguousBars = 0;
  lastAmbiguousBar = -1;
  /** Bars without trades and quotes inside, matched whole although ticks are replayed. */
  wholeBars = 0;
  unpaidFills = 0;
  /** Why nothing that raises exposure passes: an operator's switch, or a fault of the strategy. */
  closedBy: Reason | undefined;
  /** The error that has halted the run. */
  fault: FaultRow | undefined;
  /** Shows the present step to an inspector. */
  inspection: (() => void) | undefined;
  /** The step being decided as an inspector sees it. */
  inspected: (() => InspectedStep) | undefined;
  /** The position before the first bar: signed quantity units and price units. */
  held: { readonly units: number; readonly price: number } | undefined;

  readonly intents = new RowLog(3, 1);
  readonly details = new RowLog(2, 4);
  readonly orders = new RowLog(7, 4);
  readonly fills = new RowLog(2, 2);
  /** Of fills by trades and quotes: the fill's number, and its time. */
  readonly fillTimes = new RowLog(1, 1, 8);
  readonly payments = new RowLog(2, 4, 8);

  /** The windows of the strategy's clock and of the feed, and whether they are the same. */
  readonly steps: BarWindow;
  readonly feedWindow: BarWindow;
  readonly stepsAreBars: boolean;
  readonly marketKey: string;
  /** The account has no other market. */
  readonly isAlone: boolean;

  readonly view: AnyView = {};
  readonly cursor = { index: 0 };
  readonly facts: Facts;

  constructor(setup: RunSetup, ledger: Ledger, makeFacts: (run: RunState) => Facts) {
    this.setup = setup;
    this.ledger = ledger;
    this.cash = ledger.cash();
    this.dayStartEquity = this.cash;
    this.tradeCashStart = this.cash;
    this.isAlone = setup.account.isSingle;
    this.equity = setup.account.equity;
    this.steps = setup.columns.bars(setup.strategy.clock, setup.feed);
    this.feedWindow = setup.columns.bars(setup.bars.interval, setup.feed);
    this.stepsAreBars = setup.strategy.clock === setup.bars.interval;
    this.marketKey = `${setup.instrument.symbol} ${setup.instrument.venue}`;
    this.external = setup.isExternal ? new ExternalOrders() : undefined;
    this.facts = makeFacts(this);
  }

  /** Equity of the account at the prices of the bar being decided. */
  equityNow(): number {
    if (!this.isAlone) return this.setup.account.equityNow();
    return this.quantity === 0 ? this.cash : this.cash + this.quantity * this.price;
  }

  /** This market of the run as the limits see it; set once the session's markets are complete. */
  member: Member | undefined;
  /** (ask - bid) / mid of the last quote; NaN where the data has none. */
  spread = Number.NaN;
  /** What intents asked for whose quantity a limit made smaller: the intent's number, and the units. */
  readonly asked = new RowLog(1, 1, 8);

  /** Value that the working orders would tie up, less what closing at market sets free; may be negative. */
  plannedValue(): number {
    let units = 0;
    let value = 0;
    for (const order of this.working) {
      if (order.role === EXIT || order.role === FLATTEN) {
        if (order.type === 0) units -= Math.min(order.units, Math.abs(this.units));
        continue;
      }
      const price = order.type === 0 ? this.price : order.stop > 0 ? order.stop : order.limit;
      value += order.units * price;
    }
    const closing = Math.max(units, -Math.abs(this.units)) * this.price;
    return (value + (Number.isNaN(closing) ? 0 : closing)) / this.ledger.quantityFactor;
  }

  /** Counts a bar whose result depends on the order of its extremes, once. */
  readonly markAmbiguous = (): void => {
    if (this.lastAmbiguousBar === this.currentBar) return;
    this.lastAmbiguousBar = this.currentBar;
    this.ambiguousBars++;
  };

  /** The bar whose fills are being worked out. */
  currentBar = -1;
  /**
   * What is matched against orders: a bar's number, or a part of it where a lower time frame decides what happened
   * inside (`bar + part / parts`); the moment after it; its prices, its open and close time, and the quantity units that
   * may still be filled in it.
   */
  moment = -1;
  nextMoment = 0;
  readonly candle: Candle = { open: 0, high: 0, low: 0, close: 0 };
  momentStart = 0;
  momentEnd = 0;
  /** Trades and quotes are being replayed. */
  replaying = false;
  /** What the volume that may be filled is taken from: the open time of a bar, or a trade or a level of a quote. */
  volumeKey = 0;
  volumeLeft = Number.POSITIVE_INFINITY;
  /** Extremes of the moment at which margin is tested; time that fills and charges carry. */
  stressLow = Number.NaN;
  stressHigh = Number.NaN;
  now = 0;
  /** Price at which the position is liquidated, and the position and the cash that it was worked out for. */
  level = Number.NaN;
  leveledUnits = 0;
  leveledCash = Number.NaN;
  liquidations = 0;
  /** Time up to which interest on what is sold short has been charged. */
  borrowedSince = 0;
  readonly charges: Charge[] = [];
  /** Fees that do not follow from the fill and the rates, by the fill's row. */
  readonly bookedFees = new Map<number, BookedFee>();
  /** Where a venue says what fills: its orders. Left out: the simulator fills. */
  readonly external: ExternalOrders | undefined;
}
