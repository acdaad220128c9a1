import type { RequestTerms } from "../../execution/execution-request.ts";
import type { ApprovedIntent } from "../../risk/intent.ts";

/** An order whose fate a venue decides, while it has not ended. */
export interface VenueOrder {
  readonly number: number;
  readonly intent: ApprovedIntent;
  /** Set when it is sent. */
  clientOrderId: string | undefined;
  /** The terms that the venue was last asked for. */
  sent: RequestTerms | undefined;
  /** Why it is to be cancelled; undefined: it is not. */
  cancelReason: number | undefined;
  cancelSent: boolean;
  /** Quantity units of all its trades that were reported, whatever they were booked as. */
  reported: number;
}

/** What a run keeps where a venue, and not the simulator, says what fills. */
export class ExternalOrders {
  /** Orders that have not ended, by number: `moveOrder` takes off what ends. */
  readonly open = new Map<number, VenueOrder>();
  /** Trades of this market that have been booked, by the venue's ids. */
  readonly trades = new Set<string>();
  /** Every order that was sent, by the id that it was sent with: reports of one that has ended may still come. */
  readonly byClientId = new Map<string, number>();
  /** Orders of the present decision so far, by rule and role: the count in a client order id. */
  private readonly counts = new Map<string, number>();
  private countedAt = Number.NaN;

  /** Notes a new order. */
  add(number: number, intent: ApprovedIntent): void {
    this.open.set(number, {
      number,
      // The terms are an object that the next order uses again.
      intent: { ...intent },
      clientOrderId: undefined,
      sent: undefined,
      cancelReason: undefined,
      cancelSent: false,
      reported: 0,
    });
  }

  /** How many orders of a rule and role a decision has sent before this one. */
  countOf(decidedAt: number, ruleId: string, role: string): number {
    if (decidedAt !== this.countedAt) {
      this.counts.clear();
      this.countedAt = decidedAt;
    }
    const key = `${ruleId} ${role}`;
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    return count;
  }
}
