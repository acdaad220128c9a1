/** What a driver carries between a session and its venues. */

import {
  createDriver,
  createStreamingSession,
  type ExecutionAdapter,
  type ExecutionDriver,
  type ExecutionReport,
  type ExecutionRequest,
  recordedEvents,
  type SentOrder,
  type StepReport,
  type StreamingSession,
  streamingConfigOf,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { abc, candles, planOf } from "../../support/simulate.ts";

type Listener = (report: ExecutionReport) => void;

/** A venue that takes every order at once and fills it whole, while it is being asked. */
class PromptVenue implements ExecutionAdapter {
  readonly brokerId: string;
  readonly sent: ExecutionRequest[] = [];
  readonly asked: (readonly SentOrder[])[] = [];
  private readonly listeners: Listener[] = [];

  constructor(brokerId: string) {
    this.brokerId = brokerId;
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  send(request: ExecutionRequest): void {
    this.sent.push(request);
    if (request.kind !== "submit" || request.type !== "market") return;
    const { venue, market, time, clientOrderId, side, quantity } = request;
    const base = { time, venue, market, clientOrderId };
    this.say({ ...base, kind: "accepted" });
    const tradeId = `t${this.sent.length}`;
    this.say({ ...base, kind: "fill", tradeId, side, quantity, price: "100", liquidity: "taker" });
  }

  settle(orders: readonly SentOrder[]): void {
    this.asked.push(orders);
  }

  private say(report: ExecutionReport): void {
    for (const listener of this.listeners) listener(report);
  }
}

/** A session at a prompt venue, and what it has asked for so far, in its order. */
class Desk {
  readonly stream: StreamingSession;
  readonly venue = new PromptVenue(abc.venue);
  readonly driver: ExecutionDriver;
  readonly wanted: ExecutionRequest[] = [];
  private readonly moments;

  constructor(volumes: readonly number[], onStep: (desk: Desk, step: StepReport) => void) {
    const rules =
      "enter long when volume == 7 ABC { size 10 ABC stop at 90 USD }\nexit long when volume == 8 ABC";
    const bars = candles(volumes.map((volume) => [100, 100, 100, 100, volume]));
    const config = { session: sessionOf(loadText(planOf(rules))), feeds: [{ instrument: abc, bars }] };
    this.moments = recordedEvents(config.feeds)[Symbol.iterator]();
    this.stream = createStreamingSession({ ...streamingConfigOf(config), venues: { runId: "desk" } });
    this.driver = createDriver({
      session: this.stream,
      adapters: [this.venue],
      onStep: (step) => {
        this.note([step]);
        onStep(this, step);
      },
    });
  }

  /** Sends what the next bar asks for. */
  close(): void {
    const { value: moment = [] } = this.moments.next();
    for (const envelope of moment) this.stream.ingest(envelope);
    this.send(this.stream.step(moment[0]?.eventTime ?? Number.NaN));
  }

  send(reports: readonly StepReport[]): void {
    this.note(reports);
    this.driver.send(reports);
  }

  private note(reports: readonly StepReport[]): void {
    this.wanted.push(...reports.flatMap(({ requests = [] }) => requests));
  }
}

const roles = (requests: readonly ExecutionRequest[]): readonly string[] =>
  requests.map((request) => `${request.kind} ${request.kind === "submit" ? request.type : ""}`.trim());

describe("a driver", () => {
  it("sends what it is given from inside onStep", () => {
    const desk = new Desk([7, 8, 1], (own, { fills }) => {
      if (fills.length > 0) own.close();
    });
    desk.close();
    expect(roles(desk.venue.sent)).toEqual(["submit market", "submit stop", "submit market"]);
    expect(desk.venue.sent).toEqual(desk.wanted);
  });

  it("sends requests in the order in which the session made them, before it takes the next report", () => {
    const desk = new Desk([7, 1], (own, { orders }) => {
      if (orders.some(({ state, role }) => state === "Accepted" && role === "entry")) {
        own.stream.command({ commandId: "c1", action: { kind: "cancelAll" } });
        own.send(own.stream.drain());
      }
    });
    desk.close();
    expect(roles(desk.venue.sent)).toEqual(["submit market", "cancel", "submit stop"]);
    expect(desk.venue.sent).toEqual(desk.wanted);
  });

  it("asks how orders stand when it is told to from inside onStep", () => {
    const desk = new Desk([7, 1], (own, { fills }) => {
      if (fills.length > 0) own.driver.settle();
    });
    desk.close();
    // The stop of the fill has been sent before anything is asked about it.
    expect(desk.venue.asked.map((orders) => orders.map(({ order }) => order.role))).toEqual([["stop"]]);
    expect(roles(desk.venue.sent)).toEqual(["submit market", "submit stop"]);
  });
});
