/** What a session makes of what a venue says, report by report. */

import {
  type ControlAction,
  createAlertWatch,
  createStreamingSession,
  EventLog,
  type ExecutionReport,
  type ExecutionRequest,
  logReport,
  recordedEvents,
  SessionError,
  type StepReport,
  type StreamingSession,
  type SubmitRequest,
  type SubmitTerms,
  streamingConfigOf,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { abc, candles, MONDAY, type PlanOptions, planOf, type Row } from "../../support/simulate.ts";
import { openStream } from "../../support/streaming.ts";

const HOUR = 3_600_000;

/** A session at a venue that says nothing by itself, over bars of an hour. */
class Desk {
  readonly stream: StreamingSession;
  readonly steps: StepReport[] = [];
  private readonly moments;
  private bar = 0;
  private trades = 0;

  constructor(rules: string, rows: readonly Row[], options: PlanOptions & { readonly runId?: string } = {}) {
    const session = sessionOf(loadText(planOf(rules, options)));
    const config = { session, feeds: [{ instrument: abc, bars: candles(rows) }] };
    this.moments = [...recordedEvents(config.feeds)];
    this.stream = createStreamingSession({
      ...streamingConfigOf(config),
      venues: { runId: options.runId ?? "desk" },
    });
  }

  /** The next bar closes; what the session asks for then. */
  close(): readonly ExecutionRequest[] {
    const moment = this.moments[this.bar] ?? [];
    this.bar++;
    for (const envelope of moment) this.stream.ingest(envelope);
    const steps = this.stream.step(moment[0]?.eventTime ?? Number.NaN);
    this.steps.push(...steps);
    return steps.flatMap(({ requests = [] }) => requests);
  }

  get now(): number {
    return MONDAY + this.bar * HOUR + 60_000;
  }

  say(request: ExecutionRequest, what: object): StepReport | undefined {
    const { venue, market, clientOrderId } = request;
    const report = { time: this.now, venue, market, clientOrderId, ...what } as ExecutionReport;
    const step = this.stream.report(report);
    if (step !== undefined) this.steps.push(step);
    return step;
  }

  fill(
    request: SubmitRequest,
    price: number,
    quantity = request.quantity,
    what: object = {},
  ): StepReport | undefined {
    this.trades++;
    const tradeId = `t${this.trades}`;
    const { side } = request;
    return this.say(request, {
      kind: "fill",
      tradeId,
      side,
      quantity,
      price: String(price),
      liquidity: "taker",
      ...what,
    });
  }

  command(action: ControlAction): readonly ExecutionRequest[] {
    expect(this.stream.command({ commandId: `c${this.steps.length}`, action })).toMatchObject({
      status: "applied",
    });
    return this.stream.drain().flatMap(({ requests = [] }) => requests);
  }

  get position(): string {
    return this.stream.snapshot().positions[0]?.quantity ?? "0";
  }

  get orders(): readonly string[] {
    return this.stream.snapshot().orders.map(({ role, state }) => `${role} ${state}`);
  }
}

const usd = (outcome: { readonly final: { readonly cash: string } }): string => outcome.final.cash;

const flat = (...volumes: readonly number[]): Row[] => volumes.map((volume) => [100, 100, 100, 100, volume]);

const only = (requests: readonly ExecutionRequest[] | undefined): SubmitRequest => {
  const [first, ...others] = requests ?? [];
  if (first?.kind !== "submit" || others.length > 0) throw new Error(JSON.stringify(requests));
  return first;
};

const submits = (requests: readonly ExecutionRequest[] | undefined): readonly SubmitRequest[] =>
  (requests ?? []).filter((request): request is SubmitRequest => request.kind === "submit");

const bare = "enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when volume == 8 ABC";
const guarded = "enter long when volume == 7 ABC { size 10 ABC stop at 90 USD target at 120 USD }";

describe("an order at a venue", () => {
  it("is Submitted until the venue says otherwise, whatever the market does", () => {
    const desk = new Desk(bare, flat(7, 1, 1));
    const entry = only(desk.close());
    expect(entry).toMatchObject({
      side: "buy",
      type: "market",
      quantity: "10",
      reduceOnly: false,
      brokerId: "desk",
    });
    desk.close();
    expect(desk.orders).toEqual(["entry Submitted"]);
    expect(desk.position).toBe("0");
    desk.say(entry, { kind: "accepted" });
    expect(desk.orders).toEqual(["entry Accepted"]);
  });

  it("is asked for once, however long it takes", () => {
    const desk = new Desk(bare, flat(7, 7, 7, 7));
    expect(desk.close().length).toBe(1);
    expect([desk.close(), desk.close(), desk.close()]).toEqual([[], [], []]);
  });

  it("fills in parts, each trade once", () => {
    const desk = new Desk(bare, flat(7, 1));
    const entry = only(desk.close());
    desk.fill(entry, 100, "4", { tradeId: "one" });
    expect([desk.position, desk.orders]).toEqual(["4", ["entry PartiallyFilled"]]);
    expect(desk.fill(entry, 100, "4", { tradeId: "one" })).toBeUndefined();
    desk.fill(entry, 101, "6", { tradeId: "two" });
    expect([desk.position, desk.orders]).toEqual(["10", []]);
    expect(desk.say(entry, { kind: "accepted" })).toBeUndefined();
  });

  it("carries the fee that the venue has charged, to the last digit", () => {
    const desk = new Desk(bare, flat(7, 1));
    const step = desk.fill(only(desk.close()), 100, "10", { fee: "0.123456789012345" });
    expect(step?.fills).toMatchObject([{ fee: "0.123456789012345", price: "100", time: desk.now }]);
    expect(step?.accounts).toMatchObject([{ cash: "998999.876543210987655", quantity: "10" }]);
  });

  it("that is refused leaves nothing behind", () => {
    const desk = new Desk(bare, flat(7, 1));
    const step = desk.say(only(desk.close()), { kind: "rejected", code: "funds", message: "not enough" });
    expect(step?.orders).toMatchObject([{ state: "Rejected", reason: "venue_rejected" }]);
    expect(desk.orders).toEqual([]);
  });

  it("of which nobody knows stays counted until the venue is asked, and is not sent again", () => {
    const desk = new Desk(bare, flat(7, 7, 7));
    const entry = only(desk.close());
    desk.say(entry, { kind: "unknown", message: "no answer" });
    expect(desk.orders).toEqual(["entry Unknown"]);
    expect(desk.close()).toEqual([]);
    expect(desk.stream.venueOrders).toMatchObject([{ clientOrderId: entry.clientOrderId, brokerId: "desk" }]);
    desk.say(entry, { kind: "rejected", code: "never_placed", message: "not known" });
    expect(desk.stream.venueOrders).toEqual([]);
    const second = only(desk.close());
    expect(second.clientOrderId).not.toBe(entry.clientOrderId);
  });

  it("that is reported as ended before its fills have come waits for them", () => {
    const desk = new Desk(bare, flat(7, 1));
    const entry = only(desk.close());
    desk.say(entry, { kind: "cancelled", filled: "4" });
    expect(desk.orders).toEqual(["entry Unknown"]);
    desk.fill(entry, 100, "4");
    desk.say(entry, { kind: "cancelled", filled: "4" });
    expect([desk.position, desk.orders]).toEqual(["4", []]);
  });

  it("has an id that is a pure function of the run and the decision", () => {
    const id = (runId: string): string => only(new Desk(bare, flat(7), { runId }).close()).clientOrderId;
    expect(id("a")).toMatch(/^ctk[a-z2-9]{24}$/);
    expect(id("a")).toBe(id("a"));
    expect(id("b")).not.toBe(id("a"));
  });

  it("cannot be handed to an adapter unless the risk engine has approved it", () => {
    const terms: SubmitTerms = only(new Desk(bare, flat(7)).close());
    // @ts-expect-error: terms alone are no approval.
    const forged: SubmitRequest = { ...terms };
    expect(forged).toEqual(terms);
  });
});

describe("a cancel at a venue", () => {
  const resting = `enter long when volume == 7 ABC { size 10 ABC order limit at 90 USD expire after 1 bars stop at 80 USD }`;

  it("leaves the order counted until it is confirmed", () => {
    const desk = new Desk(resting, flat(7, 1, 1));
    const entry = only(desk.close());
    desk.say(entry, { kind: "accepted" });
    expect(desk.close()).toMatchObject([{ kind: "cancel", clientOrderId: entry.clientOrderId }]);
    expect(desk.orders).toEqual(["entry CancelPending"]);
    desk.say(entry, { kind: "cancelled" });
    expect(desk.orders).toEqual([]);
  });

  it("waits until there is something to cancel", () => {
    const desk = new Desk(resting, flat(7, 1, 1));
    const entry = only(desk.close());
    expect(desk.close()).toEqual([]);
    expect(desk.say(entry, { kind: "accepted" })?.requests).toMatchObject([{ kind: "cancel" }]);
  });

  it("that loses the race against a fill leaves a position that is protected", () => {
    const desk = new Desk(resting, flat(7, 1, 1));
    const entry = only(desk.close());
    desk.say(entry, { kind: "accepted" });
    desk.close();
    const step = desk.fill(entry, 90);
    expect(desk.position).toBe("10");
    expect(step?.requests).toMatchObject([{ kind: "submit", type: "stop", stop: "80", reduceOnly: true }]);
    expect(desk.say(entry, { kind: "cancelRejected", code: "filled", message: "" })).toBeUndefined();
  });

  it("of an operator goes out at once", () => {
    const desk = new Desk(resting, flat(7, 1, 1));
    desk.say(only(desk.close()), { kind: "accepted" });
    expect(desk.command({ kind: "kill" })).toMatchObject([{ kind: "cancel" }]);
  });
});

describe("the legs of a position at a venue", () => {
  const open = (rows = flat(7, 1, 1)): { desk: Desk; stop: SubmitRequest; target: SubmitRequest } => {
    const desk = new Desk(guarded, rows);
    const [stop, target] = submits(desk.fill(only(desk.close()), 100)?.requests);
    if (stop === undefined || target === undefined) throw new Error("no legs");
    for (const leg of [stop, target]) desk.say(leg, { kind: "accepted" });
    return { desk, stop, target };
  };

  it("are a group, may only reduce, and follow at once", () => {
    const { stop, target } = open();
    expect(stop).toMatchObject({ type: "stop", stop: "90", quantity: "10", reduceOnly: true });
    expect(target).toMatchObject({ type: "limit", limit: "120", quantity: "10", reduceOnly: true });
    expect(stop.group).toBe(target.group);
  });

  it("shrink with each other, and end with each other", () => {
    const { desk, stop, target } = open();
    expect(desk.fill(target, 120, "4")?.requests).toMatchObject([
      { kind: "amend", clientOrderId: stop.clientOrderId, quantity: "6" },
    ]);
    expect(desk.fill(stop, 90, "6")?.requests).toMatchObject([
      { kind: "cancel", clientOrderId: target.clientOrderId },
    ]);
    expect(desk.position).toBe("0");
  });

  it("that the venue takes back leave no position unprotected: it is closed", () => {
    const { desk, stop } = open();
    const step = desk.say(stop, { kind: "cancelled" });
    expect(step?.notices).toMatchObject([{ code: "protection_lost" }]);
    expect(submits(step?.requests)).toMatchObject([
      { side: "sell", type: "market", quantity: "10", reduceOnly: true },
    ]);
  });

  it("may both fill before either is cancelled: what that opens is closed, and new risk waits for a person", () => {
    const { desk, stop, target } = open(flat(7, 1, 7, 7, 7));
    desk.fill(target, 120);
    const step = desk.fill(stop, 90);
    expect(desk.position).toBe("-10");
    expect(step?.notices).toMatchObject([{ code: "unexpected_fill", fill: { quantity: "10", price: "90" } }]);
    expect(step?.fills).toMatchObject([{ role: "external", side: "sell", quantity: "10" }]);
    const closing = submits(step?.requests)[0];
    expect(closing).toMatchObject({ side: "buy", type: "market", quantity: "10", reduceOnly: true });
    if (closing !== undefined) desk.fill(closing, 90);
    expect(desk.position).toBe("0");
    desk.close();
    desk.close();
    expect(desk.steps.at(-1)?.decisions).toMatchObject([{ outcome: "rejected", code: "unexpected_fill" }]);
    desk.command({ kind: "acknowledge" });
    expect(submits(desk.close())).toMatchObject([{ side: "buy", quantity: "10" }]);
  });

  it("follow a trailing stop", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC trail 5 USD }";
    const desk = new Desk(rules, [...flat(7, 1), [100, 110, 100, 110, 1]]);
    const [trail] = submits(desk.fill(only(desk.close()), 100, "10", { isAtOpen: true })?.requests);
    expect(trail).toMatchObject({ type: "stop", stop: "95" });
    if (trail !== undefined) desk.say(trail, { kind: "accepted" });
    desk.close();
    expect(desk.close()).toMatchObject([{ kind: "amend", clientOrderId: trail?.clientOrderId, stop: "105" }]);
  });
});

describe("a fill that nobody has asked for", () => {
  const stray = { kind: "fill", tradeId: "x", side: "buy", quantity: "3", price: "100", liquidity: "taker" };

  it("holds back new risk at its account until it is acknowledged; exits go on", () => {
    const desk = new Desk(bare, flat(7, 7, 8, 7, 7));
    const entry = only(desk.close());
    desk.fill(entry, 100);
    const step = desk.say({ ...entry, clientOrderId: "somebody" }, stray);
    expect(step?.notices).toMatchObject([{ code: "stray_fill", brokerId: "desk", fill: { quantity: "3" } }]);
    expect(desk.say({ ...entry, clientOrderId: "somebody" }, stray)).toBeUndefined();
    expect(desk.stream.control.unexplained).toEqual(["desk"]);
    expect(desk.position).toBe("10");
    desk.close();
    const exit = only(desk.close());
    expect(exit).toMatchObject({ side: "sell", quantity: "10", reduceOnly: true });
    desk.fill(exit, 100);
    expect(desk.close()).toEqual([]);
    expect(desk.steps.at(-1)?.decisions).toMatchObject([{ code: "unexpected_fill" }]);
    desk.command({ kind: "acknowledge", brokerId: "desk" });
    expect(submits(desk.close()).length).toBe(1);
  });

  it("raises an alert and stands among the events", () => {
    const desk = new Desk(bare, flat(7));
    const step = desk.say({ ...only(desk.close()), clientOrderId: "somebody" }, stray);
    if (step === undefined) throw new Error("nothing was said");
    expect(createAlertWatch({}).check(step, desk.stream.snapshot())).toMatchObject([
      { kind: "venue", severity: "critical", market: "ABC/USD" },
    ]);
    const log = new EventLog();
    for (const each of desk.steps) logReport(log, each, desk.stream.bindings);
    const kinds = (log.page(0, 100, {})?.items ?? []).map(({ kind, brokerId }) => [kind, brokerId]);
    expect(kinds).toContainEqual(["request", "desk"]);
    expect(kinds).toContainEqual(["notice", "desk"]);
  });

  it("is acknowledged only where there is one", () => {
    const desk = new Desk(bare, flat(7));
    expect(desk.stream.command({ commandId: "a", action: { kind: "acknowledge" } })).toMatchObject({
      status: "refused",
      code: "nothing_to_acknowledge",
    });
  });
});

describe("a session without venues", () => {
  it("takes no reports, and says so", () => {
    const session = sessionOf(loadText(planOf(bare)));
    const stream = openStream({ session, feeds: [{ instrument: abc, bars: candles(flat(7)) }] });
    const report = {
      kind: "accepted",
      time: 0,
      venue: "desk",
      market: "ABC/USD",
      clientOrderId: "x",
    } as const;
    expect(() => stream.report(report)).toThrow(SessionError);
    expect(stream.venueOrders).toEqual([]);
  });
});

describe("a fee that a venue states", () => {
  const charged = (fee: string, feeCurrency?: string) => {
    const desk = new Desk(bare, flat(7, 1), { route: "fees maker 1% taker 1%" });
    const entry = only(desk.close());
    const step = desk.fill(entry, 102, "10", { fee, ...(feeCurrency === undefined ? {} : { feeCurrency }) });
    const outcome = desk.stream.outcome();
    const [fill] = outcome.fills();
    return { step, fill, outcome };
  };

  it("is in the quote currency where it names none", () => {
    const { fill, outcome, step } = charged("0.7");
    expect(fill).toMatchObject({ fee: "0.7", feeCurrency: "USD" });
    expect(fill).not.toHaveProperty("feeValue");
    expect([usd(outcome), step?.notices]).toEqual(["998979.3", []]);
    expect(outcome.trades()).toMatchObject([{ fees: "0.7", profit: "-20.7" }]);
  });

  it("is worth the fill's price where it is in the base, and the position stays as it was ordered", () => {
    const { fill, outcome } = charged("0.01", "ABC");
    expect(fill).toMatchObject({ fee: "0.01", feeCurrency: "ABC", feeValue: "1.02", quantity: "10" });
    expect(usd(outcome)).toBe("998978.98");
    expect(outcome.final.feeBalances).toEqual([{ currency: "ABC", amount: "0.01", value: "1.02" }]);
    expect(outcome.trades()).toMatchObject([{ fees: "1.02", profit: "-21.02" }]);
  });

  it("counts as the route's rates say where nothing tells what its currency is worth, and that is said", () => {
    const { fill, outcome, step } = charged("0.05", "BNB");
    expect(fill).toMatchObject({ fee: "0.05", feeCurrency: "BNB", feeValue: "10.2" });
    expect(usd(outcome)).toBe("998969.8");
    expect(step?.notices).toMatchObject([
      {
        code: "unpriced_fee",
        message: "a fee of 0.05 BNB has no price in USD here: it counts as the route's rates say",
      },
    ]);
  });
});
