/**
 * What a session produced. Quantities, prices and money are exact decimal strings; series are doubles. Logs are kept
 * as numbers while the session runs; the rows below are built when they are asked for.
 */

import type { SourceSpan } from "../strategy/abi.ts";
import type { actions, orderTypes, outcomes, roles } from "./logs.ts";

export interface FillRow {
  /** Open time of the bar, milliseconds. */
  readonly time: number;
  /** Row of the market's data file, 0-based. */
  readonly bar: number;
  readonly market: string;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly feeCurrency: string;
  /** What the account gave for a fee in another currency, in the market's quote; left out where the fee is in the quote. */
  readonly feeValue?: string;
  readonly liquidity: "maker" | "taker";
  readonly strategyId: string;
  readonly executionId: string;
  readonly routeId: string;
  readonly runId: string;
  readonly ruleId: string;
  readonly span: SourceSpan | undefined;
  readonly orderId: string;
  /** Why the order existed: an entry, an exit rule, a protective leg, risk. */
  readonly role: OrderRole;
}

/** What an order is for. */
export type OrderRole = (typeof roles)[number];

/** How an order is priced. */
export type OrderType = (typeof orderTypes)[number];

export type OrderState =
  | "Created"
  | "Submitted"
  | "Accepted"
  | "PartiallyFilled"
  | "Filled"
  | "CancelPending"
  | "Cancelled"
  | "Rejected"
  | "Expired"
  | "Denied"
  | "Unknown";

/** A funding payment on a position. */
export interface FundingRow {
  /** When it fell due, milliseconds. */
  readonly time: number;
  /** Row of the market's data file whose open found the position, 0-based. */
  readonly bar: number;
  readonly market: string;
  readonly runId: string;
  readonly strategyId: string;
  readonly side: "long" | "short";
  readonly quantity: string;
  /** Mark price, or the last close where the data has no mark price. */
  readonly price: string;
  readonly rate: string;
  /** What the account paid; negative where it received. */
  readonly amount: string;
  readonly currency: string;
}

/** A charge besides fees of fills and funding. */
export interface ChargeRow {
  /** Interest on what is sold short, or the fee of a liquidation. */
  readonly kind: "borrow" | "liquidation";
  readonly time: number;
  /** Row of the market's data file, 0-based. */
  readonly bar: number;
  readonly market: string;
  readonly runId: string;
  readonly strategyId: string;
  readonly quantity: string;
  readonly price: string;
  /** Of the value, for the time since the last charge. */
  readonly rate: string;
  /** What the account paid. */
  readonly amount: string;
  readonly currency: string;
}

/** What a run did in one of its markets. */
export interface MarketRow {
  readonly runId: string;
  readonly slot: string;
  readonly market: string;
  readonly venue: string;
  readonly fills: number;
  readonly trades: number;
  /** Of the round trips, the open one at the last close; fees, funding and charges are taken off. */
  readonly profit: string;
  readonly fees: string;
  /** Paid, or received where negative. */
  readonly funding: string;
  /** Interest on what is sold short and fees of liquidations. */
  readonly charges: string;
}

export interface IntentRow {
  readonly intentId: string;
  /** Bar of the timeline that the market's features are on: the row of its data, where it stands alone. */
  readonly stepId: number;
  readonly snapshotId: string;
  readonly time: number;
  readonly market: string;
  readonly runId: string;
  readonly strategyId: string;
  readonly executionId: string;
  readonly routeId: string;
  readonly ruleId: string;
  readonly span: SourceSpan | undefined;
  readonly action: (typeof actions)[number];
  readonly role: OrderRole;
  readonly side: "buy" | "sell";
  readonly type: OrderType;
  /** After the decision: what was sent; of a refused intent, what it asked for. */
  readonly quantity: string;
  /** What the rule asked for, in whole lots; the same where nothing made it smaller. */
  readonly asked: string;
  readonly limit: string | undefined;
  readonly stop: string | undefined;
}

export interface DecisionRow {
  readonly intentId: string;
  readonly stepId: number;
  /** What the decision was made on: the state of the step. */
  readonly snapshotId: string;
  readonly time: number;
  readonly market: string;
  readonly runId: string;
  readonly ruleId: string;
  readonly span: SourceSpan | undefined;
  readonly outcome: (typeof outcomes)[number];
  /** `ok`, or why not: see `reasons` in runtime/risk. */
  readonly code: string;
  /** The limit or the `forbid` that spoke, its place, and the reason that a `forbid` states. */
  readonly limitId: string | undefined;
  readonly limitSpan: SourceSpan | undefined;
  readonly because: string | undefined;
  readonly observed: number | undefined;
  readonly bound: number | undefined;
}

export interface OrderRow {
  readonly orderId: string;
  readonly intentId: string;
  readonly market: string;
  readonly runId: string;
  readonly ruleId: string;
  readonly role: OrderRole;
  readonly side: "buy" | "sell";
  readonly type: OrderType;
  readonly quantity: string;
  /** Of the quantity, what has filled. */
  readonly filled: string;
  readonly limit: string | undefined;
  readonly stop: string | undefined;
  readonly state: OrderState;
  /** Why it ended, when that was not a fill. */
  readonly reason: string | undefined;
  readonly createdBar: number;
  readonly endedBar: number | undefined;
}

/** A round trip: from flat, or the other side, to flat, or the other side. */
export interface TradeRow {
  readonly runId: string;
  readonly strategyId: string;
  readonly market: string;
  readonly side: "long" | "short";
  readonly quantity: string;
  readonly entryBar: number;
  readonly entryTime: number;
  readonly entryPrice: string;
  readonly entryRuleId: string;
  /** What went into it by rule: first the rule that opened it, then those that added. */
  readonly entries: readonly { readonly ruleId: string; readonly quantity: string }[];
  readonly exitBar: number | undefined;
  readonly exitTime: number | undefined;
  readonly exitPrice: string | undefined;
  readonly exitRuleId: string | undefined;
  readonly exitRole: OrderRole | undefined;
  /** After fees, funding and charges; of an open trade: so far, at the last close, before an exit fee. */
  readonly profit: string;
  readonly fees: string;
  /** Paid, or received where negative. */
  readonly funding: string;
  /** Interest on what is sold short and fees of liquidations. */
  readonly charges: string;
  readonly bars: number;
}

/** A move of a machine from one state to another, or to itself. */
export interface TransitionRow {
  readonly runId: string;
  readonly market: string;
  readonly machine: string;
  readonly from: string;
  readonly to: string;
  /** Row of the data file, and its close time. */
  readonly stepId: number;
  readonly time: number;
  /** The transition's condition. */
  readonly span: SourceSpan;
}

/** A strategy that failed with an error, and was halted. */
export interface FaultRow {
  readonly runId: string;
  readonly strategyId: string;
  readonly market: string;
  /** Bar of the timeline, and its close time. */
  readonly stepId: number;
  readonly time: number;
  readonly message: string;
}

export interface RunRow {
  readonly runId: string;
  readonly strategyId: string;
  /** Symbols of the run's markets, joined by commas. */
  readonly market: string;
  readonly markets: readonly string[];
  readonly params: Readonly<Record<string, number | boolean>>;
  /** First bar at which every rule of a market is armed, in the first market to be; undefined: never in this data. */
  readonly armedAt: number | undefined;
  readonly capital: string;
}

export interface PositionRow {
  readonly runId: string;
  readonly market: string;
  readonly side: "long" | "short";
  readonly quantity: string;
  readonly entryPrice: string;
  readonly mark: string;
  readonly profit: string;
}

export interface EquitySeries {
  /** Close time of each bar, milliseconds. */
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly cash: Float64Array;
}

export interface WarningRow {
  readonly code: string;
  readonly message: string;
}

/** A halt that was in force at the end. */
export interface HaltRow {
  readonly limitId: string;
  /** `session`, or a scope with its name: `strategy trend`. */
  readonly scope: string;
  readonly since: number;
  /** Undefined: until somebody releases it. */
  readonly until: number | undefined;
}

/** Fees that were charged in a currency that the account does not count in. */
export interface FeeBalance {
  readonly currency: string;
  /** Paid, in that currency. */
  readonly amount: string;
  /** What the account gave for it: part of its cash and of `fees`. */
  readonly value: string;
}

export interface SessionOutcome {
  readonly policy: string;
  readonly currency: string;
  readonly capital: string;
  readonly runs: readonly RunRow[];
  readonly bars: number;
  /** First and last bar's open time. */
  readonly from: number;
  readonly to: number;
  readonly counts: {
    readonly intents: number;
    readonly decisions: number;
    readonly orders: number;
    readonly fills: number;
    readonly refused: number;
    /** Exits that could not be decided because an operand was absent. */
    readonly blocked: number;
    /** Bars in which the order of the extremes decided the result. */
    readonly ambiguousBars: number;
  };
  intents(): readonly IntentRow[];
  decisions(): readonly DecisionRow[];
  orders(): readonly OrderRow[];
  fills(): readonly FillRow[];
  trades(): readonly TradeRow[];
  /** Moves of machines, in the order in which they happened. */
  transitions(): readonly TransitionRow[];
  /** Interest on what is sold short and fees of liquidations, in the order of time. */
  charges(): readonly ChargeRow[];
  /** Funding payments, in the order of time. */
  funding(): readonly FundingRow[];
  /** What each run did in each of its markets. */
  markets(): readonly MarketRow[];
  /** Strategies that failed with an error and were halted. */
  faults(): readonly FaultRow[];
  readonly equity: EquitySeries;
  readonly final: {
    readonly cash: string;
    readonly equity: string;
    /** In the session's currency, those of other currencies at what the account gave for them. */
    readonly fees: string;
    /** Fees in other currencies than the markets' quotes, by currency. */
    readonly feeBalances: readonly FeeBalance[];
    /** Funding paid, or received where negative. */
    readonly funding: string;
    /** Interest on what is sold short and fees of liquidations. */
    readonly charges: string;
    readonly positions: readonly PositionRow[];
  };
  /** Halts of the risk block that have not ended, oldest first. */
  readonly halts: readonly HaltRow[];
  readonly warnings: readonly WarningRow[];
  /** SHA-256 of the canonical decision and fill stream. */
  digest(): string;
}
