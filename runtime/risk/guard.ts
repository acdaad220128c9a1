import type { LimitAction, LimitModule, RiskFacts, RiskModule } from "../strategy/abi.ts";
import { type Reason, reasonNumber } from "./reasons.ts";

/** What the guard needs to know about an intent that would raise exposure. Quantities in quantity units. */
export interface RiskRequest {
  runIndex: number;
  action: "enter" | "add";
  marketKey: string;
  sell: boolean;
  /** Reference price of the order. */
  price: number;
  units: number;
  /** Units of the opposite position that the order closes before it opens any. */
  against: number;
  /** Units of the working order whose place it takes: the projection counts them, and they go. */
  replaced: number;
  unitsPerBase: number;
}

/** The outcome of one request: `units` is what is allowed; `limit` the number of the limit that spoke, or -1. */
export interface RiskVerdict {
  outcome: "allowed" | "modified" | "rejected";
  reason: number;
  limit: number;
  observed: number;
  bound: number;
  units: number;
}

/** Exposure of the session as the guard sees it, kept by the session. */
export interface ExposureBook {
  /** Signed base quantity in a market: positions and working entries, of all runs or of one. */
  projected(marketKey: string, runIndex: number | undefined): number;
  /** Sum over markets of the absolute projected value, except this market. */
  otherMarketsValue(marketKey: string): number;
  readonly facts: RiskFacts;
}

/** Whether this version does all that a limit says; what it does of the others is on the safe side, but not all. */
const isEnforced = (limit: LimitModule, number: number, drawdownNumber: number): boolean => {
  const { subject, scope, action, windowMs } = limit;
  if (windowMs !== undefined) return false;
  if (subject === "drawdown") return number === drawdownNumber && scope === undefined;
  if (action !== "reject" && action !== "clamp" && action !== "reduceOnly") return false;
  if (subject === "position notional")
    return scope === undefined || scope === "market" || scope === "strategy";
  return subject === "order notional";
};

/** Stands between strategies and execution: every intent that raises exposure asks it first. */
export class Guard {
  readonly risk: RiskModule | undefined;
  /** Limits that are declared and not enforced, or not in full, by this version: for a warning. */
  readonly unenforced: readonly string[];
  readonly drawdown: LimitModule | undefined;
  readonly drawdownNumber: number;
  private readonly action: LimitAction;
  /** Highest session equity so far, and the level below which the drawdown limit speaks (-Infinity: none). */
  peak: number;
  floor = Number.NEGATIVE_INFINITY;
  /** While set, nothing that raises exposure passes: -1 none, else the number of the limit that halted. */
  haltedBy = -1;
  haltedUntil = Number.POSITIVE_INFINITY;
  private drawdownBound: number;

  constructor(risk: RiskModule | undefined, capital: number) {
    this.risk = risk;
    this.peak = capital;
    const limits = risk?.limits ?? [];
    this.drawdownNumber = limits.findIndex((limit) => limit.subject === "drawdown");
    this.unenforced = [
      ...limits
        .filter((limit, number) => !isEnforced(limit, number, this.drawdownNumber))
        .map((limit) => limit.text),
      ...(risk?.forbids ?? []).map((forbid) => forbid.text),
    ];
    this.drawdown = limits[this.drawdownNumber];
    this.action = this.drawdown?.action ?? "reject";
    this.drawdownBound = Number.POSITIVE_INFINITY;
  }

  /** Sets the drawdown bound from the facts at the start. */
  start(facts: RiskFacts): void {
    if (this.drawdown === undefined) return;
    this.drawdownBound = this.drawdown.bound(facts);
    this.raisePeak(this.peak);
  }

  /** A new equity high moves the floor. */
  raisePeak(equity: number): void {
    this.peak = equity;
    if (this.drawdown !== undefined) this.floor = equity * (1 - this.drawdownBound);
  }

  /** Drawdown is below the floor at this equity: latches what the limit's action says; true when positions must go. */
  breach(time: number): boolean {
    const { action } = this;
    this.haltedBy = this.drawdownNumber;
    this.floor = Number.NEGATIVE_INFINITY;
    if (typeof action === "object") {
      const { haltUntil } = action;
      if (haltUntil === "nextDay") this.haltedUntil = Math.floor(time / 86_400_000) * 86_400_000 + 86_400_000;
      else if (haltUntil !== "forever") this.haltedUntil = time + haltUntil;
    }
    return action === "flattenAndHalt";
  }

  /** Something is halted that a later bar may lift: every bar has to ask. */
  mayLift(): boolean {
    if (this.haltedBy < 0) return false;
    const { action } = this;
    return typeof action === "object" ? action.haltUntil !== "forever" : action !== "flattenAndHalt";
  }

  /**
   * Releases what has run out: a timed halt at its end; a plain `reject` or `reduce only` limit when equity is above
   * the floor again. Halts without an end stay.
   */
  release(time: number, equity: number): void {
    if (this.haltedBy < 0) return;
    const { action } = this;
    const level = this.peak * (1 - this.drawdownBound);
    const passive = action === "reject" || action === "reduceOnly" || action === "clamp";
    if (passive ? equity >= level : time >= this.haltedUntil) {
      this.haltedBy = -1;
      this.haltedUntil = Number.POSITIVE_INFINITY;
      if (!passive) this.peak = equity;
      this.raisePeak(Math.max(this.peak, equity));
    }
  }

  /** Decides on an intent that raises exposure. Writes into `verdict`, which the caller reuses. */
  decide(request: RiskRequest, book: ExposureBook, verdict: RiskVerdict): void {
    verdict.outcome = "allowed";
    verdict.reason = 0;
    verdict.limit = -1;
    verdict.observed = 0;
    verdict.bound = 0;
    verdict.units = request.units;
    if (this.haltedBy >= 0) {
      reject(verdict, "halted", this.haltedBy, 0, 0);
      return;
    }
    if (this.risk === undefined) return;
    const { limits } = this.risk;
    for (let number = 0; number < limits.length; number++) {
      const limit = limits[number];
      if (limit !== undefined && !passesLimit(limit, number, request, book, verdict)) return;
    }
  }
}

const reject = (
  verdict: RiskVerdict,
  reason: Reason,
  limit: number,
  observed: number,
  bound: number,
): void => {
  verdict.outcome = "rejected";
  verdict.reason = reasonNumber(reason);
  verdict.limit = limit;
  verdict.observed = observed;
  verdict.bound = bound;
  verdict.units = 0;
};

/** Applies one limit; false when it rejects. */
const passesLimit = (
  limit: LimitModule,
  number: number,
  request: RiskRequest,
  book: ExposureBook,
  verdict: RiskVerdict,
): boolean => {
  const size = (verdict.units / request.unitsPerBase) * request.price;
  let used = 0;
  let reason: Reason;
  if (limit.subject === "order notional") {
    reason = "limit_order_notional";
  } else if (limit.subject === "position notional") {
    reason = "limit_position_notional";
    const run = limit.scope === "strategy" ? request.runIndex : undefined;
    const signed = book.projected(request.marketKey, run) * (request.sell ? -1 : 1);
    const before = signed + (request.against - request.replaced) / request.unitsPerBase;
    used =
      before * request.price + (limit.scope === undefined ? book.otherMarketsValue(request.marketKey) : 0);
  } else {
    return true;
  }
  const bound = limit.bound(book.facts);
  const observed = used + size;
  if (observed <= bound) return true;
  // A missing price, position or bound refuses the intent.
  if (limit.action !== "clamp" || !(observed > bound)) {
    reject(verdict, reason, number, observed, bound);
    return false;
  }
  verdict.outcome = "modified";
  verdict.reason = reasonNumber(reason);
  verdict.limit = number;
  verdict.observed = observed;
  verdict.bound = bound;
  verdict.units = Math.max(0, ((bound - used) / request.price) * request.unitsPerBase);
  return true;
};
