import type { LimitModule } from "../strategy/abi.ts";
import { endOf, type Halt, halts as isHalt } from "./halts.ts";
import type { ExposureBook, Member } from "./member.ts";
import { equityOf, type Part } from "./parts.ts";
import { boundOf, floorOf, type ReferenceFacts, restart, roll, seenBy, type Watch } from "./watches.ts";

/** What a limit that has spoken asks of the session: the resting entries of a part go, and its positions where it says so. */
export interface Order {
  readonly number: number;
  readonly part: Part;
  readonly flattens: boolean;
}

interface ActiveHalt {
  readonly number: number;
  readonly part: Part;
  readonly halt: Halt;
}

/** What limits on loss have counted so far. Plain data. */
export interface WatchState {
  readonly limit: string;
  readonly scope: string;
  readonly reference: number;
  readonly losses: number;
  readonly isBreached: boolean;
  /** Null without a window, or before its first one. */
  readonly periodEnd: number | null;
}

/** Everything that the guard remembers. Plain data. */
export interface GuardState {
  readonly halts: readonly Halt[];
  readonly watches: readonly WatchState[];
}

/**
 * Keeps what limits remember: references and floors of equity, losing trades, and halts. The whole session's watches are
 * compared by their highest floor and lowest peak, two numbers that the loop over bars reads.
 */
export class WatchKeeper {
  /** Highest floor of the session's equity, and the equity above which a drawdown counts from a new peak. */
  floor = Number.NEGATIVE_INFINITY;
  peak = Number.POSITIVE_INFINITY;
  /** Last moment of the earliest window that is open; infinite where no limit has a window on losses. */
  rollsAt = Number.POSITIVE_INFINITY;
  /** What is to be carried out, in the order in which limits spoke. */
  pending: Order[] = [];
  /** Losing trades have reached a limit. */
  isDue = false;
  /** Something is halted or refused; and a later bar may lift it, so that every bar has to ask. */
  isActive = false;
  mayLift = false;
  /** Some limit counts losing trades. */
  private readonly countsTrades: boolean;
  /** Some watch is of a part of the session: it has to be looked at step by step. */
  readonly hasParts: boolean;
  private readonly watches: readonly Watch[];
  private readonly limits: readonly LimitModule[];
  private readonly parts: readonly (readonly Part[])[];
  private readonly book: ExposureBook;
  private readonly facts: ReferenceFacts;
  private active: ActiveHalt[] = [];

  constructor(
    limits: readonly LimitModule[],
    parts: readonly (readonly Part[])[],
    watches: readonly Watch[],
    book: ExposureBook,
  ) {
    this.limits = limits;
    this.parts = parts;
    this.watches = watches;
    this.book = book;
    this.facts = referenceFacts(book);
    this.countsTrades = watches.some(({ kind }) => kind === "losing trades");
    this.hasParts = watches.some(({ part }) => !part.isWhole);
    for (const watch of watches) watch.floor = floorOf(watch, this.facts);
    this.readLevels();
  }

  /** Equity of the session is above its peak. */
  raise(equity: number): void {
    for (const watch of this.watches) if (watch.part.isWhole) this.raiseWatch(watch, equity);
    this.readLevels();
  }

  private raiseWatch(watch: Watch, equity: number): void {
    if (watch.kind !== "drawdown" || watch.isHalted || !(equity > watch.reference)) return;
    watch.reference = equity;
    if (!watch.isBreached) watch.floor = floorOf(watch, this.facts);
  }

  /** Equity of the session is below the highest floor. */
  breach(equity: number, time: number): void {
    for (const watch of this.watches)
      if (watch.part.isWhole && equity < watch.floor) this.speak(watch, equity, time);
    this.readLevels();
  }

  /** Looks at the parts of the session, and at the losing trades. Returns whether anything is to be carried out. */
  look(time: number): boolean {
    if (this.hasParts) {
      for (const watch of this.watches) if (!watch.part.isWhole) this.lookAt(watch, time);
    }
    if (this.isDue) this.settle(time);
    return this.pending.length > 0;
  }

  private lookAt(watch: Watch, time: number): void {
    if (watch.kind === "losing trades") return;
    const equity = equityOf(watch.part, this.book);
    if (watch.kind === "drawdown" && equity > watch.reference) this.raiseWatch(watch, equity);
    else if (equity < watch.floor) {
      this.speak(watch, equity, time);
      this.readLevels();
    }
  }

  /** A round trip has ended. A trade that loses nothing ends the row of losing ones. */
  closed(member: Member, profit: number): void {
    if (!this.countsTrades) return;
    for (const watch of this.watches) {
      if (watch.kind !== "losing trades" || !watch.part.has.has(member)) continue;
      watch.losses = profit < 0 ? watch.losses + 1 : 0;
      if (watch.losses === 0) watch.isBreached = false;
      else this.isDue = true;
    }
    this.readLevels();
  }

  private settle(time: number): void {
    this.isDue = false;
    for (const watch of this.watches) if (hasLostEnough(watch, this.facts)) this.speak(watch, 0, time);
    this.readLevels();
  }

  /** A watch has reached its bound: it halts, or refuses until it has not. */
  private speak(watch: Watch, equity: number, time: number): void {
    const { limit, number, part } = watch;
    const bound = boundOf(watch, this.facts);
    if (isHalt(limit.action)) this.halt(number, part, time, seenBy(watch, equity, bound), bound);
    else {
      watch.isBreached = true;
      watch.floor = Number.NEGATIVE_INFINITY;
      this.pending.push({ number, part, flattens: false });
    }
  }

  /** Halts a part because of a limit. A part that the limit has halted already stays as it is. */
  halt(number: number, part: Part, time: number, observed: number, bound: number): void {
    const limit = this.limits[number];
    if (limit === undefined || this.haltOf(number, part) !== undefined) return;
    const { action } = limit;
    const halt: Halt = {
      limit: limit.id,
      scope: part.key,
      since: time,
      until: endOf(action, time),
      observed: Number.isFinite(observed) ? observed : null,
      bound: Number.isFinite(bound) ? bound : null,
    };
    this.active.push({ number, part, halt });
    for (const watch of this.watches) {
      if (watch.number !== number || watch.part !== part) continue;
      watch.isHalted = true;
      watch.floor = Number.NEGATIVE_INFINITY;
    }
    this.pending.push({ number, part, flattens: action === "flattenAndHalt" });
    this.readLevels();
  }

  private haltOf(number: number, part: Part): ActiveHalt | undefined {
    return this.active.find((item) => item.number === number && item.part === part);
  }

  /** The halt that stops a member, if any, by the number of its limit. */
  stopping(member: Member): { readonly number: number; readonly halt: Halt } | undefined {
    if (this.active.length === 0) return undefined;
    return this.active.find(({ part }) => part.has.has(member));
  }

  /** What a watch says at an intent: what it saw and its bound, or nothing. */
  says(watch: Watch, time: number): { readonly observed: number; readonly bound: number } | undefined {
    if (watch.isHalted) return undefined;
    const isCount = watch.kind === "losing trades";
    const equity = isCount ? 0 : equityOf(watch.part, this.book);
    // Others of this moment may have lost since the last look.
    if (isCount ? hasLostEnough(watch, this.facts) : !(equity >= watch.floor)) {
      this.speak(watch, equity, time);
      this.readLevels();
    } else if (!watch.isBreached) return undefined;
    const bound = boundOf(watch, this.facts);
    return { observed: seenBy(watch, equity, bound), bound };
  }

  /**
   * Releases what has run out: a timed halt at its end, after which its limit counts from the equity of that moment; a
   * limit that only refuses, once equity is above its floor again. Halts without an end stay.
   */
  release(time: number): void {
    const over = this.active.filter(({ halt }) => halt.until !== "forever" && time >= halt.until);
    if (over.length > 0) this.active = this.active.filter((item) => !over.includes(item));
    for (const watch of this.watches) {
      if (over.some(({ number, part }) => number === watch.number && part === watch.part)) {
        watch.isHalted = false;
        restart(watch, equityOf(watch.part, this.book), this.facts);
      } else if (watch.isBreached && watch.kind !== "losing trades") {
        const floor = floorOf(watch, this.facts);
        const equity = equityOf(watch.part, this.book);
        if (!(equity >= floor)) continue;
        watch.isBreached = false;
        if (watch.kind === "drawdown" && equity > watch.reference) watch.reference = equity;
        watch.floor = floorOf(watch, this.facts);
      }
    }
    this.readLevels();
  }

  /** Begins new windows where a moment lies behind the present ones. `before`: the session's equity before that moment. */
  roll(time: number, before: number): void {
    for (const watch of this.watches)
      roll(watch, time, watch.part.isWhole ? before : undefined, this.book, this.facts);
    this.readLevels();
  }

  private readLevels(): void {
    let floor = Number.NEGATIVE_INFINITY;
    let peak = Number.POSITIVE_INFINITY;
    let rollsAt = Number.POSITIVE_INFINITY;
    let isActive = this.active.length > 0;
    let mayLift = isActive && this.active.some(({ halt }) => halt.until !== "forever");
    for (const watch of this.watches) {
      if (watch.isBreached) {
        isActive = true;
        if (watch.kind !== "losing trades") mayLift = true;
      }
      if (watch.periodEnd < rollsAt) rollsAt = watch.periodEnd;
      if (!watch.part.isWhole || watch.kind === "losing trades" || watch.isHalted) continue;
      if (watch.floor > floor) floor = watch.floor;
      if (watch.kind === "drawdown" && watch.reference < peak) peak = watch.reference;
    }
    this.floor = floor;
    this.peak = peak;
    this.rollsAt = rollsAt;
    this.isActive = isActive;
    this.mayLift = mayLift;
  }

  /** The halts in force, oldest first. */
  halts(): readonly Halt[] {
    return this.active.map(({ halt }) => halt);
  }

  /** Everything that is remembered, as data. */
  state(): GuardState {
    return {
      halts: this.halts(),
      watches: this.watches.map((watch) => ({
        limit: watch.limit.id,
        scope: watch.part.key,
        reference: watch.reference,
        losses: watch.losses,
        isBreached: watch.isBreached,
        periodEnd: Number.isFinite(watch.periodEnd) ? watch.periodEnd : null,
      })),
    };
  }

  /** Puts back what was written down; limits and scopes that there are no more are left out, and returned. */
  restore({ halts, watches }: Partial<GuardState>): readonly (Halt | WatchState)[] {
    const unknown: (Halt | WatchState)[] = [];
    for (const state of watches ?? []) {
      const watch = this.watches.find(
        ({ limit, part }) => limit.id === state.limit && part.key === state.scope,
      );
      if (watch === undefined) {
        unknown.push(state);
        continue;
      }
      watch.reference = state.reference;
      watch.losses = state.losses;
      watch.isBreached = state.isBreached;
      if (state.periodEnd !== null) watch.periodEnd = state.periodEnd;
      watch.floor = watch.isBreached ? Number.NEGATIVE_INFINITY : floorOf(watch, this.facts);
    }
    for (const halt of halts ?? []) {
      const number = this.limits.findIndex(({ id }) => id === halt.limit);
      const part = this.parts[number]?.find(({ key }) => key === halt.scope);
      if (part === undefined) {
        unknown.push(halt);
        continue;
      }
      this.active.push({ number, part, halt });
      for (const watch of this.watches) {
        if (watch.number !== number || watch.part !== part) continue;
        watch.isHalted = true;
        watch.floor = Number.NEGATIVE_INFINITY;
      }
    }
    this.readLevels();
    return unknown;
  }
}

/** At most so many losing trades in a row: after the last of them, a further one would be too many. */
const hasLostEnough = (watch: Watch, facts: ReferenceFacts): boolean =>
  watch.kind === "losing trades" &&
  !watch.isBreached &&
  !watch.isHalted &&
  watch.losses > 0 &&
  !(watch.losses < boundOf(watch, facts));

const referenceFacts = ({ facts }: ExposureBook): ReferenceFacts => ({
  equity: facts.equity,
  get cash() {
    return facts.cash;
  },
  get dayStartEquity() {
    return facts.dayStartEquity;
  },
  get exposure() {
    return facts.exposure;
  },
  quote: facts.quote,
});
