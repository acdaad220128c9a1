/** What tells whose an event is; absent where it concerns the whole session. */
export interface EventSubject {
  readonly runId?: string;
  readonly strategyId?: string;
  readonly executionId?: string;
  readonly routeId?: string;
  readonly brokerId?: string;
  readonly market?: string;
}

export type EventKind =
  | "step"
  | "intent"
  | "decision"
  | "order"
  | "fill"
  | "funding"
  | "charge"
  | "transition"
  | "fault"
  /** What a session has asked a venue for, and what it did not expect of one. */
  | "request"
  | "notice"
  | "command";

/** One event of a session for those who watch it. `cursor` counts the events, from 1. */
export interface SessionEvent extends EventSubject {
  readonly cursor: number;
  readonly kind: EventKind;
  /** Time of the session, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly stepId: number;
  readonly snapshotId: string;
  readonly data: unknown;
}

/** Only events whose fields are these; a filter left out lets everything through. */
export interface EventFilter extends EventSubject {
  readonly kind?: string;
  readonly snapshotId?: string;
}

const FIELDS = [
  "kind",
  "runId",
  "strategyId",
  "executionId",
  "routeId",
  "brokerId",
  "market",
  "snapshotId",
] as const;

/** Whether an event is one of those that a filter names. */
export const passes = (event: SessionEvent, filter: EventFilter): boolean =>
  FIELDS.every((field) => filter[field] === undefined || filter[field] === event[field]);

/** A page of events: `next` is the cursor to ask for what comes behind it. */
export interface EventPage {
  readonly items: readonly SessionEvent[];
  readonly next: number;
  /** More are there already. */
  readonly more: boolean;
}

/** The last events of a session, by cursor. */
export class EventLog {
  private readonly events: SessionEvent[] = [];
  private readonly listeners = new Set<(event: SessionEvent) => void>();
  private readonly capacity: number;
  private last = 0;

  /** `capacity`: how many events are kept; older ones are in the journal only. */
  constructor(capacity = 100_000) {
    this.capacity = capacity;
  }

  add(event: Omit<SessionEvent, "cursor">): void {
    this.last++;
    const numbered = { cursor: this.last, ...event };
    this.events.push(numbered);
    if (this.events.length > this.capacity * 1.25) this.events.splice(0, this.events.length - this.capacity);
    for (const listener of this.listeners) listener(numbered);
  }

  /** Cursor of the newest event; 0 before the first. */
  get newest(): number {
    return this.last;
  }

  /** Cursor of the oldest event that is still here. */
  get oldest(): number {
    return this.last - this.events.length + 1;
  }

  /** Events behind a cursor; undefined where some of them are not kept any more. */
  page(after: number, limit: number, filter: EventFilter): EventPage | undefined {
    if (after + 1 < this.oldest) return undefined;
    const items: SessionEvent[] = [];
    let at = Math.max(0, after + 1 - this.oldest);
    for (; at < this.events.length && items.length < limit; at++) {
      const event = this.events[at];
      if (event !== undefined && passes(event, filter)) items.push(event);
    }
    return { items, next: this.oldest + at - 1, more: at < this.events.length };
  }

  /** Somebody is called back for new events. */
  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls back for every new event; returns what ends that. */
  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
