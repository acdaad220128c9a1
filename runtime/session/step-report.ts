import type { ControlCommand } from "../control/index.ts";
import type { ExecutionNotice } from "../execution/execution-report.ts";
import type { ExecutionRequest } from "../execution/execution-request.ts";
import { isEnd } from "../execution/order-state.ts";
import { formatUnits } from "../money/index.ts";
import { sha256Hex } from "./digest.ts";
import { orderFields } from "./logs.ts";
import type {
  ChargeRow,
  DecisionRow,
  FaultRow,
  FillRow,
  FundingRow,
  IntentRow,
  OrderRow,
  TransitionRow,
} from "./outcome.ts";
import { chargeRows, decisionRows, fillRows, fundingRows, intentRows, orderRow } from "./rows.ts";
import type { RunState } from "./run-state.ts";
import type { SessionEngine } from "./session.ts";
import { transitionRows } from "./transition-rows.ts";

/** What happened at one moment. */
export interface StepReport {
  /** Counts the moments of the session, from 0. */
  readonly stepId: number;
  readonly snapshotId: string;
  /** Close time, milliseconds. */
  readonly asOf: number;
  /** Commands that were carried out since the last moment. */
  readonly commands: readonly ControlCommand[];
  readonly fills: readonly FillRow[];
  readonly funding: readonly FundingRow[];
  /** Interest on what is sold short, and fees of liquidations. */
  readonly charges: readonly ChargeRow[];
  readonly transitions: readonly TransitionRow[];
  readonly intents: readonly IntentRow[];
  readonly decisions: readonly DecisionRow[];
  /** Orders that are new or have changed. */
  readonly orders: readonly OrderRow[];
  readonly faults: readonly FaultRow[];
  /** Of a session whose orders go to a venue: what it is asked for now, and what was not expected of it. */
  readonly requests?: readonly ExecutionRequest[];
  readonly notices?: readonly ExecutionNotice[];
  /** Cash of each market of each run as exact decimals, and signed quantities. */
  readonly accounts: readonly AccountState[];
  /** Marked to market, of all runs. */
  readonly equity: number;
  /** SHA-256 over the hash before, and this report. */
  readonly stateHash: string;
}

export interface AccountState {
  readonly runId: string;
  readonly market: string;
  /** Where an account has several markets: what has flowed in this one. */
  readonly cash: string;
  readonly quantity: string;
}

interface Cursor {
  intents: number;
  fills: number;
  payments: number;
  charges: number;
  transitions: number;
  orders: number;
  /** Orders that may still change, with the state that was reported. */
  open: Map<number, string>;
  faulted: boolean;
}

const mayChange = (run: RunState, order: number): boolean =>
  !isEnd(run.orders.integer(order, orderFields.state));

/** Collects what is new at each moment, and chains the hashes. */
export class StepReporter {
  private readonly engine: SessionEngine;
  private readonly sessionId: string;
  private readonly cursors = new Map<RunState, Cursor>();
  private commands: ControlCommand[] = [];
  private stepId = -1;
  private last: string;

  constructor(engine: SessionEngine, sessionId: string) {
    this.engine = engine;
    this.sessionId = sessionId;
    this.last = hashOf({ session: sessionId });
    for (const run of engine.runs) {
      this.cursors.set(run, {
        intents: 0,
        fills: 0,
        payments: 0,
        charges: 0,
        transitions: 0,
        orders: 0,
        open: new Map(),
        faulted: false,
      });
    }
  }

  get stateHash(): string {
    return this.last;
  }

  get snapshotId(): string {
    return `${this.sessionId}:${this.stepId}`;
  }

  get steps(): number {
    return this.stepId + 1;
  }

  /** Orders that may still change, the protective legs among them, as they were at the last moment or are since. */
  openOrders(): readonly OrderRow[] {
    const rows: OrderRow[] = [];
    for (const [run, { open, orders }] of this.cursors) {
      const numbers = [...open.keys()];
      for (let number = orders; number < run.orders.length; number++) numbers.push(number);
      for (const number of numbers) if (mayChange(run, number)) rows.push(orderRow(run, number));
    }
    return rows;
  }

  /** A command that was carried out: part of the next report, and of the hash from now on. */
  note(command: ControlCommand): void {
    this.commands.push(command);
    this.last = hashOf([this.last, command]);
  }

  /** `venue`: of a session whose orders go to one. */
  report(asOf: number, venue?: Required<Pick<StepReport, "requests" | "notices">>): StepReport {
    this.stepId++;
    const { runs, accounts } = this.engine;
    const commands = this.commands;
    this.commands = [];
    const parts = runs.map((run) => this.newOf(run));
    const state = {
      stepId: this.stepId,
      snapshotId: this.snapshotId,
      asOf,
      commands,
      fills: parts.flatMap(({ fills }) => fills),
      funding: parts.flatMap(({ funding }) => funding),
      charges: parts.flatMap(({ charges }) => charges),
      transitions: parts.flatMap(({ transitions }) => transitions),
      intents: parts.flatMap(({ intents }) => intents),
      decisions: parts.flatMap(({ decisions }) => decisions),
      orders: parts.flatMap(({ orders }) => orders),
      faults: parts.flatMap(({ faults }) => faults),
      ...venue,
      accounts: runs.map(accountState),
      equity: accounts.reduce((sum, account) => sum + (account.equity[account.done - 1] ?? 0), 0),
    };
    this.last = hashOf([this.last, state]);
    return { ...state, stateHash: this.last };
  }

  private newOf(run: RunState) {
    const cursor = this.cursors.get(run);
    if (cursor === undefined) throw new Error("a run without a cursor");
    const part = {
      intents: run.intents.length > cursor.intents ? intentRows(run, cursor.intents) : [],
      decisions: run.intents.length > cursor.intents ? decisionRows(run, cursor.intents) : [],
      fills: run.fills.length > cursor.fills ? fillRows(run, cursor.fills) : [],
      charges: run.charges.length > cursor.charges ? chargeRows(run, cursor.charges) : [],
      funding: run.payments.length > cursor.payments ? fundingRows(run, cursor.payments) : [],
      transitions: run.transitions.length > cursor.transitions ? transitionRows(run, cursor.transitions) : [],
      orders: changedOrders(run, cursor),
      faults: run.fault !== undefined && !cursor.faulted ? [run.fault] : [],
    };
    cursor.intents = run.intents.length;
    cursor.fills = run.fills.length;
    cursor.payments = run.payments.length;
    cursor.charges = run.charges.length;
    cursor.transitions = run.transitions.length;
    cursor.faulted = run.fault !== undefined;
    return part;
  }
}

const changedOrders = (run: RunState, cursor: Cursor): OrderRow[] => {
  const rows: OrderRow[] = [];
  const look = (number: number, before: string | undefined): void => {
    const row = orderRow(run, number);
    const now = JSON.stringify(row);
    if (now === before) return;
    rows.push(row);
    if (mayChange(run, number)) cursor.open.set(number, now);
    else cursor.open.delete(number);
  };
  for (const [number, before] of [...cursor.open]) look(number, before);
  for (; cursor.orders < run.orders.length; cursor.orders++) look(cursor.orders, undefined);
  return rows;
};

const accountState = (run: RunState): AccountState => {
  const { units, scale } = run.ledger.exactCash();
  return {
    runId: run.setup.runId,
    market: run.setup.instrument.symbol,
    cash: formatUnits(units, scale),
    quantity: formatUnits(BigInt(run.units), run.ledger.scales.quantity),
  };
};

const encoder = new TextEncoder();

/** SHA-256 of a value as JSON. */
export const hashOf = (value: unknown): string => sha256Hex([encoder.encode(JSON.stringify(value))]);
