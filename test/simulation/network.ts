/** The way between a session and its venue: requests and answers are lost, repeated, delayed and overtake each other. */

import type { ExecutionAdapter, ExecutionReport, ExecutionRequest, PaperVenue, SentOrder } from "ctk/runtime";
import type { Random } from "../fuzz/random.ts";
import { Violation } from "./checkers.ts";

/** Faults that are built into the way on purpose: checkers that do not notice one are worth nothing. */
export type NetworkCanary = "none" | "sends again" | "renames trades" | "hides a trade" | "forgets a cancel";

interface Message {
  readonly at: number;
  readonly carry: () => void;
}

/** A request that arrives later than this after it was made is refused by the venue. */
const WINDOW_MS = 5_000;

/**
 * A client of a venue behind a bad network. What it has been handed goes to the venue at most once. It belongs to one process: a
 * new process has a new one, and the venue stays.
 */
export class Network implements ExecutionAdapter {
  readonly brokerId: string;
  private readonly venue: PaperVenue;
  private readonly random: Random;
  private readonly canary: NetworkCanary;
  private listener: (report: ExecutionReport) => void = () => undefined;
  private messages: Message[] = [];
  private isOpen = true;
  private readonly handedOver: Set<string>;
  now: number;
  faults = 0;

  /** `handedOver`: ids of the orders that processes have handed to the network so far. */
  constructor(
    venue: PaperVenue,
    random: Random,
    canary: NetworkCanary,
    now: number,
    handedOver: Set<string>,
  ) {
    this.handedOver = handedOver;
    this.brokerId = venue.brokerId;
    this.venue = venue;
    this.random = random;
    this.canary = canary;
    this.now = now;
    venue.listen((report) => this.answer(report));
  }

  listen(listener: (report: ExecutionReport) => void): void {
    this.listener = listener;
  }

  /** The process has died: nothing reaches it any more. What it has sent may still arrive. */
  close(): void {
    this.isOpen = false;
  }

  send(request: ExecutionRequest): void {
    const { random } = this;
    if (request.kind === "submit") {
      const { clientOrderId } = request;
      if (this.handedOver.has(clientOrderId)) throw new Violation(`${clientOrderId} is sent a second time`);
      this.handedOver.add(clientOrderId);
    }
    if (this.canary === "forgets a cancel" && request.kind === "cancel") return;
    if (random.oneIn(15)) {
      this.fault();
      const isThere = random.oneIn(2);
      if (isThere) this.later(random.below(2 * WINDOW_MS), () => this.arrive(request, this.now));
      this.doubt(request);
      if (this.canary === "sends again" && request.kind === "submit") {
        this.later(1, () => this.venue.send({ ...request, clientOrderId: `${request.clientOrderId}b` }));
      }
      return;
    }
    this.arrive(request, this.now);
  }

  private arrive(request: ExecutionRequest, sentAt: number): void {
    if (this.now - Math.max(sentAt, 0) > WINDOW_MS) return;
    this.venue.send(request);
  }

  /** The answer has not come in time. */
  private doubt({ clientOrderId, venue, market }: ExecutionRequest): void {
    this.tell({ kind: "unknown", time: this.now, venue, market, clientOrderId, message: "no answer" });
  }

  settle(orders: readonly SentOrder[]): void {
    if (this.random.oneIn(6)) {
      this.fault();
      return;
    }
    // What may still be on its way to the venue is not asked for yet.
    if (this.messages.length === 0) this.asking(() => this.venue.settle(orders));
  }

  private isAsking = false;

  private asking(ask: () => void): void {
    this.isAsking = true;
    ask();
    this.isAsking = false;
  }

  private answer(report: ExecutionReport): void {
    const { random } = this;
    const said = this.altered(report);
    if (said === undefined) return;
    if (this.isAsking) {
      this.tell(said);
      return;
    }
    if (random.oneIn(12)) {
      this.fault();
      return;
    }
    if (random.oneIn(8)) {
      this.fault();
      this.later(random.below(90 * 60_000), () => this.tell(said));
      if (random.oneIn(2)) return;
    }
    this.tell(said);
  }

  private altered(report: ExecutionReport): ExecutionReport | undefined {
    if (report.kind !== "fill") return report;
    if (this.canary === "renames trades" && this.random.oneIn(2)) {
      return { ...report, tradeId: `${report.tradeId}x` };
    }
    return this.canary === "hides a trade" && Number(report.tradeId) % 5 === 0 ? undefined : report;
  }

  private fault(): void {
    this.faults++;
  }

  private tell(report: ExecutionReport): void {
    if (this.isOpen) this.listener(report);
  }

  private later(delay: number, carry: () => void): void {
    this.messages.push({ at: this.now + delay, carry });
  }

  /** Moves the clock: what is due arrives. */
  advance(now: number): void {
    for (;;) {
      const due = this.messages.reduce<Message | undefined>(
        (first, message) =>
          message.at <= now && (first === undefined || message.at < first.at) ? message : first,
        undefined,
      );
      if (due === undefined) break;
      this.messages = this.messages.filter((message) => message !== due);
      this.now = Math.max(this.now, due.at);
      due.carry();
    }
    this.now = now;
  }
}
