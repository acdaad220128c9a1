import { compareEnvelopes, type Envelope, type IngestResult } from "./envelope.ts";

/** Counts of what a sequencer has been given. */
export interface SequencerCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly refused: number;
}

/** How many keys of past events are remembered, to know an event again. */
const REMEMBERED = 65_536;

/** Holds events back until their moment is decided, gives them out in the one order, and knows those it has seen. */
export class Sequencer {
  private readonly pending: Envelope[] = [];
  private readonly compare: (a: Envelope, b: Envelope) => number;
  private readonly keys = new Set<string>();
  private decided = Number.NEGATIVE_INFINITY;
  private accepted = 0;
  private duplicates = 0;
  private late = 0;
  private refused = 0;

  constructor(sources: readonly string[]) {
    this.compare = compareEnvelopes(sources);
  }

  /** Takes an event in. `refuse` says what is wrong with it, where something is. */
  take(envelope: Envelope, refuse: (envelope: Envelope) => IngestResult | undefined): IngestResult {
    if (this.keys.has(envelope.idempotencyKey)) {
      this.duplicates++;
      return { status: "duplicate" };
    }
    const refusal = refuse(envelope);
    if (refusal !== undefined) {
      this.refused++;
      return refusal;
    }
    this.remember(envelope.idempotencyKey);
    if (envelope.eventTime <= this.decided) {
      this.late++;
      return { status: "late" };
    }
    this.accepted++;
    this.insert(envelope);
    return { status: "accepted" };
  }

  private remember(key: string): void {
    this.keys.add(key);
    if (this.keys.size <= REMEMBERED) return;
    for (const oldest of this.keys) {
      this.keys.delete(oldest);
      break;
    }
  }

  private insert(envelope: Envelope): void {
    let at = this.pending.length;
    while (at > 0) {
      const before = this.pending[at - 1];
      if (before === undefined || this.compare(before, envelope) <= 0) break;
      at--;
    }
    this.pending.splice(at, 0, envelope);
  }

  /** Time of the next event that waits; infinite without one. */
  get nextTime(): number {
    return this.pending[0]?.eventTime ?? Number.POSITIVE_INFINITY;
  }

  /** The events of the next moment up to `until`, in order; none where nothing waits. What comes later for it is late. */
  takeMoment(until: number): readonly Envelope[] {
    const now = this.nextTime;
    if (this.pending.length === 0 || now > until) {
      if (until < Number.POSITIVE_INFINITY) this.decided = Math.max(this.decided, until);
      return [];
    }
    let count = 0;
    while (this.pending[count]?.eventTime === now) count++;
    this.decided = now;
    return this.pending.splice(0, count);
  }

  get counts(): SequencerCounts {
    const { accepted, duplicates, late, refused } = this;
    return { accepted, duplicates, late, refused };
  }
}
