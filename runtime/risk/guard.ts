import type { ForbidModule, LimitModule, RiskModule, SourceSpan } from "../strategy/abi.ts";
import { amountWith, largestUnits, type Projection, project } from "./exposure-limits.ts";
import { halts } from "./halts.ts";
import { type AllowedUnits, allowed } from "./intent.ts";
import type { ExposureBook, RiskRequest } from "./member.ts";
import { isCheck, observe } from "./order-checks.ts";
import { type Part, partsOf } from "./parts.ts";
import { reasonNumber, reasons } from "./reasons.ts";
import { WatchKeeper } from "./watch-keeper.ts";
import { type Watch, watchOf } from "./watches.ts";

/** The outcome of one request: `units` is what may be opened; `limit` the number of what spoke, or -1. */
export interface RiskVerdict {
  outcome: "allowed" | "modified" | "rejected";
  reason: number;
  /** Number of the limit, or behind the limits that of the `forbid`. */
  limit: number;
  observed: number;
  bound: number;
  units: number;
  /** Of a rejected reversal: the part of it that closes the position may go on. */
  closes: boolean;
}

/** What has spoken: a limit, or a `forbid` with the reason that it states. */
interface Spoken {
  readonly id: string;
  readonly span: SourceSpan;
  readonly because: string | undefined;
}

const HALTED = reasonNumber("halted");
const FORBIDDEN = reasonNumber("forbidden");
const MISSING = reasonNumber("risk_data_missing");

/** Number of the reason that a limit of a subject gives; of a subject that is not known, the one for missing data. */
export const limitReason = ({ subject }: LimitModule): number => {
  const code = `limit_${subject.replaceAll(" ", "_")}`;
  const known = reasons.find((reason) => reason === code);
  return known === undefined ? MISSING : reasonNumber(known);
};

/** A limit with what does not change of it. */
interface BoundLimit {
  readonly number: number;
  readonly limit: LimitModule;
  readonly reason: number;
  readonly parts: readonly Part[];
  /** The part that a member belongs to, and what is watched of it, by the member's number. */
  readonly partOf: readonly Part[];
  readonly watchOf: readonly (Watch | undefined)[];
}

const NOTHING: readonly never[] = [];

const NO_BOOK: ExposureBook = {
  members: NOTHING,
  facts: {
    equity: Number.NaN,
    cash: Number.NaN,
    dayStartEquity: Number.NaN,
    exposure: Number.NaN,
    quote: { spread: Number.NaN },
  },
};

/**
 * Stands between strategies and execution: every intent that raises exposure asks it first, and those that only reduce
 * need not. What limits remember is kept by `watches`.
 */
export class Guard {
  readonly risk: RiskModule | undefined;
  private limits: readonly BoundLimit[] = NOTHING;
  private book: ExposureBook | undefined;
  private whole: Part | undefined;
  /** What limits remember. */
  watches = new WatchKeeper([], [], [], NO_BOOK);
  /** Limits and `forbid`s that depend on the spread of a quote, as they are written. */
  get needsQuotes(): readonly string[] {
    const { limits = [], forbids = [] } = this.risk ?? {};
    return [
      ...limits.filter(({ subject }) => subject === "spread"),
      ...forbids.filter(({ condition }) => readsSpread(condition)),
    ].map(({ text }) => text);
  }

  /** Some limit halts by the state of the data. */
  readonly looksAtData: boolean;
  private readonly projection: Projection = { beside: 0, base: 0, price: 0, divisor: 1 };

  constructor(risk: RiskModule | undefined) {
    this.risk = risk;
    this.looksAtData = (risk?.limits ?? []).some(isHaltByData);
  }

  /** Connects the guard to the session, whose members are complete. */
  start(book: ExposureBook): void {
    const { members } = book;
    const limits = this.risk?.limits ?? [];
    this.book = book;
    [this.whole] = partsOf(undefined, members);
    const watched: Watch[] = [];
    this.limits = limits.map((limit, number) => {
      const parts = partsOf(limit.scope, members);
      const watches = parts.map((part) => watchOf(limit, number, part));
      for (const watch of watches) if (watch !== undefined) watched.push(watch);
      const places = members.map((member) => parts.findIndex(({ has }) => has.has(member)));
      return {
        number,
        limit,
        reason: limitReason(limit),
        parts,
        partOf: places.flatMap((place) => parts[place] ?? []),
        watchOf: places.map((place) => watches[place]),
      };
    });
    this.watches = new WatchKeeper(
      limits,
      this.limits.map(({ parts }) => parts),
      watched,
      book,
    );
  }

  /** The limit or `forbid` that a verdict names by its number. */
  spoken(number: number): Spoken | undefined {
    const { limits = [], forbids = [] } = this.risk ?? {};
    const limit = limits[number];
    if (limit !== undefined) return { id: limit.id, span: limit.span, because: undefined };
    const forbid = forbids[number - limits.length];
    return forbid === undefined ? undefined : { id: forbid.id, span: forbid.span, because: forbid.because };
  }

  /**
   * Decides on an intent that raises exposure: halts, then what is forbidden, then the limits as they are written. Writes
   * into `verdict`, which the caller reuses; returns what may be opened.
   */
  decide(request: RiskRequest, verdict: RiskVerdict): AllowedUnits {
    verdict.outcome = "allowed";
    verdict.reason = 0;
    verdict.limit = -1;
    verdict.observed = 0;
    verdict.bound = 0;
    verdict.units = request.units;
    verdict.closes = false;
    if (this.risk !== undefined) this.judge(request, verdict);
    return allowed(verdict.units);
  }

  private judge(request: RiskRequest, verdict: RiskVerdict): void {
    const { book } = this;
    if (book === undefined) throw new Error("the guard has not been started");
    const stop = this.watches.stopping(request.member);
    if (stop !== undefined) {
      reject(verdict, HALTED, stop.number, stop.halt.observed ?? 0, stop.halt.bound ?? 0, true);
      return;
    }
    book.facts.quote.spread = request.member.spread();
    if (this.isForbidden(request, verdict, book)) return;
    for (const bound of this.limits) {
      const part = bound.partOf[request.member.number];
      if (part !== undefined && !this.passes(bound, part, request, verdict, book)) return;
    }
  }

  private isForbidden(request: RiskRequest, verdict: RiskVerdict, { facts }: ExposureBook): boolean {
    const { limits, forbids } = this.risk ?? { limits: NOTHING, forbids: NOTHING };
    if (forbids.length === 0) return false;
    for (const [index, forbid] of forbids.entries()) {
      if (forbid.what !== "any" && forbid.what !== request.action) continue;
      const truth = forbid.condition(facts);
      if (truth === false) continue;
      reject(verdict, truth === true ? FORBIDDEN : MISSING, limits.length + index, 0, 0, true);
      return true;
    }
    return false;
  }

  /** Applies one limit; false when it rejects. */
  private passes(
    { number, limit, reason, watchOf: watchesOf }: BoundLimit,
    part: Part,
    request: RiskRequest,
    verdict: RiskVerdict,
    book: ExposureBook,
  ): boolean {
    const { projection, whole } = this;
    const watch = watchesOf[request.member.number];
    if (watch !== undefined) {
      const said = this.watches.says(watch, request.time);
      if (said === undefined) return true;
      reject(verdict, halts(limit.action) ? HALTED : reason, number, said.observed, said.bound, true);
      return false;
    }
    const isProjected = whole !== undefined && project(limit, part, whole, request, book, projection);
    if (!isProjected && !isCheck(limit)) {
      return isKnownSubject(limit) || refuseUnknown(verdict, number);
    }
    const bound = limit.bound(book.facts);
    const observed = isProjected
      ? amountWith(projection, verdict.units, request.unitsPerBase)
      : observe(limit, part, request);
    if (observed <= bound) return true;
    // A missing price, position or bound refuses the intent.
    if (!(observed > bound)) {
      reject(verdict, MISSING, number, observed, bound, true);
      return false;
    }
    if (limit.action === "clamp" && isProjected) {
      verdict.outcome = "modified";
      verdict.reason = reason;
      verdict.limit = number;
      verdict.observed = observed;
      verdict.bound = bound;
      verdict.units = largestUnits(projection, bound, verdict.units, request);
      return true;
    }
    reject(verdict, reason, number, observed, bound, limit.action === "reduceOnly" || halts(limit.action));
    if (halts(limit.action)) this.watches.halt(number, part, request.time, observed, bound);
    return false;
  }

  /** Looks at the data of all markets for limits that halt when it is too old or its spread too wide. */
  lookAtData(time: number): void {
    const { book } = this;
    if (book === undefined) return;
    for (const { number, limit, parts } of this.limits) {
      if (!isHaltByData(limit)) continue;
      for (const part of parts) {
        for (const member of part.members) {
          const seen = limit.subject === "spread" ? member.spread() : time - member.priceTime();
          book.facts.quote.spread = member.spread();
          const bound = limit.bound(book.facts);
          if (seen > bound) this.watches.halt(number, part, time, seen, bound);
        }
      }
    }
  }
}

/** Whether a condition reads the spread: facts that take note of being read. */
const readsSpread = (condition: ForbidModule["condition"]): boolean => {
  let isRead = false;
  const quote = {
    get spread(): number {
      isRead = true;
      return Number.NaN;
    },
  };
  condition({ equity: 1, cash: 1, dayStartEquity: 1, exposure: 0, quote });
  return isRead;
};

const isHaltByData = ({ subject, action }: LimitModule): boolean =>
  (subject === "data age" || subject === "spread") && halts(action);

const isKnownSubject = (limit: LimitModule): boolean => {
  const isOfOtherAsset = limit.subject === "order quantity" || limit.subject === "position quantity";
  return isOfOtherAsset || limitReason(limit) !== MISSING;
};

/** A subject that this version does not know: what it would have said is not known. */
const refuseUnknown = (verdict: RiskVerdict, number: number): false => {
  reject(verdict, MISSING, number, 0, 0, false);
  return false;
};

const reject = (
  verdict: RiskVerdict,
  reason: number,
  limit: number,
  observed: number,
  bound: number,
  closes: boolean,
): void => {
  verdict.outcome = "rejected";
  verdict.reason = reason;
  verdict.limit = limit;
  verdict.observed = observed;
  verdict.bound = bound;
  verdict.units = 0;
  verdict.closes = closes;
};
