/** What must hold after every event of a simulated session, worked out from its reports alone. */

import type { ControlSnapshot, FillRow, OrderRow, StepReport } from "ctk/runtime";
import {
  type Fixed,
  minus,
  negated,
  parseDecimal,
  plus,
  textOf,
  times,
  ZERO,
} from "../../runtime/money/index.ts";

const ENDED: ReadonlySet<string> = new Set(["Filled", "Cancelled", "Rejected", "Expired", "Denied"]);
const OPENING: ReadonlySet<string> = new Set(["entry", "add", "reverse"]);

/** A bar as the session was given it, by its open time. */
export interface KnownBar {
  readonly low: number;
  readonly high: number;
  readonly volume: number;
}

/** Prices are on a grid of a hundredth. */
const TICK = 0.01 + 1e-9;

/** A broken promise, in words. */
export class Violation extends Error {}

const violate = (message: string): never => {
  throw new Violation(message);
};

/** Follows the reports of a session with one market and checks each. */
export class Checkers {
  private cash: Fixed;
  private position: Fixed = ZERO;
  private readonly orders = new Map<string, OrderRow>();
  private readonly filled = new Map<string, Fixed>();
  private readonly allowed = new Set<string>();
  private readonly bars: ReadonlyMap<number, KnownBar>;
  private readonly slippage: number;
  private stepId = -1;
  /** The last step that did anything. */
  private lastEffect = -1;
  private asOf = Number.NEGATIVE_INFINITY;
  /** Reports that were checked, and what they held. */
  readonly counts = { steps: 0, fills: 0, intents: 0, refused: 0, commands: 0 };

  /** `slippage`: by how much of its price a fill may be worse than its bar. */
  constructor(capital: string, bars: ReadonlyMap<number, KnownBar>, slippage: number) {
    this.cash = parseDecimal(capital);
    this.bars = bars;
    this.slippage = slippage;
  }

  /** `before`: the operator's switches when the step was decided. */
  check(report: StepReport, before: ControlSnapshot): void {
    this.checkOrder(report);
    this.counts.intents += report.intents.length;
    this.checkDecisions(report, before);
    for (const order of report.orders) this.knowOrder(order);
    for (const fill of report.fills) this.checkFill(fill, report);
    for (const order of report.orders) this.checkState(order);
    this.checkAccounts(report);
    const { intents, orders, fills, commands } = report;
    if ([intents, orders, fills, commands].some((rows) => rows.length > 0)) this.lastEffect = report.stepId;
    this.counts.steps++;
    this.counts.commands += report.commands.length;
  }

  /** After a crash: what was not on the disk is gone, and that must be nothing that had effects. */
  resume(stepId: number, asOf: number): void {
    if (this.lastEffect > stepId) violate(`step ${this.lastEffect} had effects and is lost`);
    this.stepId = stepId;
    this.asOf = asOf;
  }

  private checkOrder({ stepId, asOf }: StepReport): void {
    if (stepId !== this.stepId + 1) violate(`step ${stepId} follows step ${this.stepId}`);
    if (!(asOf > this.asOf)) violate(`step ${stepId} is not later than the one before`);
    this.stepId = stepId;
    this.asOf = asOf;
  }

  private checkDecisions({ intents, decisions }: StepReport, before: ControlSnapshot): void {
    if (intents.length !== decisions.length) violate("an intent without a decision");
    const isClosed = before.killed !== undefined || before.paused;
    intents.forEach((intent, index) => {
      const decision = decisions[index];
      if (decision?.intentId !== intent.intentId) violate(`${intent.intentId} has another intent's decision`);
      const isAllowed = decision?.outcome === "allowed" || decision?.outcome === "modified";
      if (!isAllowed) {
        this.counts.refused++;
        return;
      }
      if (isClosed && OPENING.has(intent.role) && intent.time === this.asOf) {
        violate(`${intent.intentId} raises exposure while the session is killed or paused`);
      }
      this.allowed.add(intent.intentId);
    });
  }

  private knowOrder(order: OrderRow): void {
    const before = this.orders.get(order.orderId);
    if (before === undefined && !this.allowed.has(order.intentId)) {
      violate(`${order.orderId} has no intent that was allowed`);
    }
    if (before !== undefined && ENDED.has(before.state) && before.state !== order.state) {
      violate(`${order.orderId} was ${before.state} and is ${order.state}`);
    }
    this.orders.set(order.orderId, order);
  }

  private checkFill(fill: FillRow, { asOf }: StepReport): void {
    this.counts.fills++;
    const order = this.orders.get(fill.orderId);
    if (order === undefined) throw new Violation(`a fill of ${fill.orderId}, which nobody has placed`);
    if (order.side !== fill.side) violate(`${fill.orderId} filled on the other side`);
    const bar = this.bars.get(fill.time);
    if (bar === undefined)
      throw new Violation(`${fill.orderId} filled at ${fill.time}, where there is no bar`);
    const price = Number(fill.price);
    if (price < bar.low * (1 - this.slippage) - TICK || price > bar.high * (1 + this.slippage) + TICK) {
      violate(`${fill.orderId} filled at ${price}, outside of ${bar.low} to ${bar.high}`);
    }
    if (bar.volume === 0) violate(`${fill.orderId} filled on a bar without volume`);
    if (!(fill.time < asOf)) violate(`${fill.orderId} filled in the future`);
    const size = parseDecimal(fill.quantity);
    if (size.units <= 0n) violate(`${fill.orderId} filled ${fill.quantity}`);
    const total = plus(this.filled.get(fill.orderId) ?? ZERO, size);
    this.filled.set(fill.orderId, total);
    const left = minus(parseDecimal(order.quantity), total);
    if (left.units < 0n) violate(`${fill.orderId} of ${order.quantity} has filled ${textOf(total)}`);
    const signed = fill.side === "buy" ? size : negated(size);
    this.position = plus(this.position, signed);
    this.cash = minus(this.cash, times(signed, parseDecimal(fill.price)));
    this.cash = minus(this.cash, parseDecimal(fill.feeValue ?? fill.fee));
  }

  private checkState({ orderId, state, quantity }: OrderRow): void {
    const filled = this.filled.get(orderId) ?? ZERO;
    if (state === "Filled" && filled.units === 0n) violate(`${orderId} is Filled without a fill`);
    if ((state === "Rejected" || state === "Denied") && filled.units > 0n) {
      violate(`${orderId} is ${state} and has filled ${textOf(filled)} of ${quantity}`);
    }
  }

  private checkAccounts({ accounts, funding, charges, equity }: StepReport): void {
    for (const { amount } of [...funding, ...charges]) this.cash = minus(this.cash, parseDecimal(amount));
    const [account] = accounts;
    if (account === undefined || accounts.length > 1)
      throw new Violation("a session of one market has one account");
    if (account.cash !== textOf(this.cash)) {
      violate(`cash is ${account.cash}; the fills give ${textOf(this.cash)}`);
    }
    if (account.quantity !== textOf(this.position)) {
      violate(`the position is ${account.quantity}; the fills add up to ${textOf(this.position)}`);
    }
    if (!Number.isFinite(equity)) violate(`equity is ${equity}`);
  }
}
