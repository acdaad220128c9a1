import { createSession, type Envelope, recordedEvents, type SessionConfig } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { instrumentFor, loadFile, loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { dataPath, examples, planPath, severalExamples } from "../../support/examples.ts";
import { severalConfig } from "../../support/several-examples.ts";
import { abc, candles, planOf, type Row } from "../../support/simulate.ts";
import { rowsOfOutcome, rowsOfSteps } from "../../support/step-rows.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const configOf = (example: (typeof examples)[number]): SessionConfig => {
  const session = sessionOf(loadFile(planPath(example)));
  const bars = readBars(dataPath(example));
  return { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
};

const everyConfig: readonly (readonly [string, () => SessionConfig])[] = [
  ...examples.map((example) => [example.name, () => configOf(example)] as const),
  ...severalExamples.map((example) => [example.name, () => severalConfig(example)] as const),
];

describe("a session whose events arrive one after another", () => {
  it.each(everyConfig)("decides in %s what a backtest decides", (_, make) => {
    const config = make();
    const batch = createSession(config).run();
    const stream = openStream(config);
    const reports = playAll(stream, config);
    const outcome = stream.outcome();
    expect(outcome.digest()).toBe(batch.digest());
    expect(outcome.final).toEqual(batch.final);
    expect(outcome.bars).toBe(batch.bars);
    expect(outcome.equity.value).toEqual(batch.equity.value);
    expect(rowsOfSteps(reports)).toEqual(rowsOfOutcome(batch));
    expect(reports.at(-1)?.stateHash).toBe(stream.stateHash);
  });
});

const at = (volume: number, price = 100): Row => [price, price, price, price, volume];

const small = (rows: readonly Row[]): SessionConfig => ({
  session: sessionOf(
    loadText(
      planOf("enter long when volume == 7 ABC { size 10 ABC unprotected }\nexit long when volume == 8 ABC"),
    ),
  ),
  feeds: [{ instrument: abc, bars: candles(rows) }],
});

const eventsOf = (config: SessionConfig): readonly Envelope[] => [...recordedEvents(config.feeds)].flat();

describe("events", () => {
  const config = small([at(7), at(1), at(8), at(1)]);
  const events = eventsOf(config);
  const [first, second, third, fourth] = events as [Envelope, Envelope, Envelope, Envelope];

  it("are applied in their order, in whatever order they arrive before their moment", () => {
    const expected = createSession(config).run().digest();
    const stream = openStream(config);
    for (const event of [fourth, second, first, third])
      expect(stream.ingest(event)).toEqual({ status: "accepted" });
    expect(stream.step(Number.POSITIVE_INFINITY).map(({ stepId }) => stepId)).toEqual([0, 1, 2, 3]);
    expect(stream.outcome().digest()).toBe(expected);
  });

  it("that come twice count once", () => {
    const stream = openStream(config);
    for (const event of events) {
      stream.ingest(event);
      expect(stream.ingest({ ...event, seq: event.seq + 100 })).toEqual({ status: "duplicate" });
      stream.step(event.eventTime);
      expect(stream.ingest(event)).toEqual({ status: "duplicate" });
    }
    expect(stream.counts).toMatchObject({ accepted: 4, duplicates: 8 });
    expect(stream.outcome().digest()).toBe(createSession(config).run().digest());
  });

  it("that come after their moment was decided are late, are counted and change nothing", () => {
    const stream = openStream(config);
    stream.ingest(first);
    stream.step(second.eventTime);
    const hash = stream.stateHash;
    expect(stream.ingest(second)).toEqual({ status: "late" });
    expect(stream.step(second.eventTime)).toEqual([]);
    expect(stream.counts.late).toBe(1);
    expect(stream.stateHash).toBe(hash);
  });

  it("has room for as many bars as it was given, and says so", () => {
    const stream = openStream(config);
    for (const event of events) {
      stream.ingest(event);
      stream.step(event.eventTime);
    }
    const hash = stream.stateHash;
    const more = { ...fourth, eventTime: fourth.eventTime + 3_600_000, idempotencyKey: "more" };
    expect(stream.ingest(more)).toMatchObject({ status: "refused", code: "no_room" });
    expect(stream.step(more.eventTime)).toEqual([]);
    expect(stream.stateHash).toBe(hash);
  });

  it("that cannot be true are refused with the reason", () => {
    const stream = openStream(config);
    const bar = first.payload.type === "bar" ? first.payload.bar : undefined;
    if (bar === undefined) throw new Error("the first event is a bar");
    const withBar = (change: Partial<typeof bar>, key: string): Envelope => ({
      ...first,
      idempotencyKey: key,
      payload: { type: "bar", interval: 3_600_000, bar: { ...bar, ...change } },
    });
    expect(stream.ingest(withBar({ high: 90 }, "a"))).toMatchObject({ code: "bad_bar" });
    expect(stream.ingest(withBar({ close: Number.NaN }, "b"))).toMatchObject({ code: "bad_bar" });
    expect(stream.ingest(withBar({ time: bar.time + 1 }, "c"))).toMatchObject({ code: "bad_time" });
    expect(stream.ingest({ ...first, idempotencyKey: "d", instrument: "XYZ/USD" })).toMatchObject({
      code: "unknown_instrument",
    });
    expect(
      stream.ingest({ ...first, idempotencyKey: "e", payload: { type: "funding", rate: 0.1 } }),
    ).toMatchObject({
      code: "not_expected",
    });
    expect(
      stream.ingest({ ...first, idempotencyKey: "f", payload: { type: "bar", interval: 60_000, bar } }),
    ).toMatchObject({ code: "wrong_interval" });
    expect(stream.counts).toEqual({ accepted: 0, duplicates: 0, late: 0, refused: 6 });
  });
});

describe("a snapshot", () => {
  it("states what is known, held and working, and stays as it was", () => {
    const config = small([at(7), at(1), at(1), at(8), at(1)]);
    const stream = openStream(config);
    const events = eventsOf(config);
    for (const event of events.slice(0, 3)) stream.ingest(event);
    stream.step(Number.POSITIVE_INFINITY);
    const snapshot = stream.snapshot();
    const copy = structuredClone(snapshot);
    expect(snapshot).toMatchObject({
      snapshotId: "main:2",
      stepId: 2,
      positions: [{ market: "ABC/USD", quantity: "10", entryPrice: 100 }],
      inputs: [{ market: "ABC/USD", venue: "desk", source: "recording", bars: 3, overdue: 0, close: 100 }],
    });
    for (const event of events.slice(3)) stream.ingest(event);
    stream.step(Number.POSITIVE_INFINITY);
    expect(snapshot).toEqual(copy);
    expect(stream.snapshot().positions).toEqual([]);
  });
});

describe("a strategy that fails", () => {
  const modules = () => {
    const plan = loadText(`
market abc = "ABC/USD" at desk
strategy Good trades abc every 1h {
  enter long when volume == 7 ABC { size 1 ABC unprotected }
  exit long when volume == 8 ABC
}
strategy Bad trades abc every 1h {
  enter long when volume == 7 ABC { size 2 ABC stop at 90 USD }
  add long when volume == 6 ABC up to 2 units { size 1 ABC order limit at 95 USD expire after 50 bars }
  exit long when position.profit > 1_000_000 USD
}
session main { capital 10_000 USD run Good run Bad }`);
    return sessionOf(plan);
  };

  it("is halted and reported, keeps what protects its position, and the others go on", () => {
    const session = modules();
    const rows: Row[] = [at(7), at(6), at(1), at(1), [100, 100, 85, 85, 8], at(7, 85), at(1, 85)];
    let calls = 0;
    const failing = {
      ...session,
      runs: session.runs.map((run) => {
        if (run.id !== "Bad") return run;
        const rules = run.strategy.rules.map((rule) =>
          rule.kind !== "exit"
            ? rule
            : {
                ...rule,
                and: () => {
                  calls++;
                  if (calls === 3) throw new Error("division by a market");
                  return false;
                },
              },
        );
        return { ...run, strategy: { ...run.strategy, rules } };
      }),
    };
    const config: SessionConfig = { session: failing, feeds: [{ instrument: abc, bars: candles(rows) }] };
    const outcome = createSession(config).run();
    expect(outcome.faults()).toMatchObject([{ runId: "Bad", stepId: 3, message: "division by a market" }]);
    expect(outcome.warnings).toContainEqual(expect.objectContaining({ code: "strategy_faulted" }));
    const fillsOf = (runId: string): string[] =>
      outcome
        .fills()
        .filter((fill) => fill.runId === runId)
        .map(({ bar, side, quantity, role }) => `${bar} ${side} ${quantity} ${role}`);
    expect(fillsOf("Bad")).toEqual(["1 buy 2 entry", "4 sell 2 stop"]);
    expect(fillsOf("Good")).toEqual(["1 buy 1 entry", "5 sell 1 exit", "6 buy 1 entry"]);
    const add = outcome.orders().find(({ role }) => role === "add");
    expect(add).toMatchObject({ state: "Cancelled", reason: "strategy_faulted" });
    const stream = openStream(config);
    calls = 0;
    const reports = playAll(stream, config);
    expect(reports.flatMap(({ faults }) => faults)).toEqual(outcome.faults());
    expect(stream.outcome().digest()).toBe(outcome.digest());
  });
});
