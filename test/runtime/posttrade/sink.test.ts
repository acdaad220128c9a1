import {
  createCallbackTarget,
  createMemoryTarget,
  createSession,
  createSink,
  type SinkRow,
  type SinkTarget,
  sinkColumns,
  sinkRows,
} from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyExample } from "../../support/every-example.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const step = (stepId: number): SinkRow => ({
  kind: "step",
  stepId,
  snapshotId: `main:${stepId}`,
  asOf: stepId * 1000,
  equity: 1,
  stateHash: "",
  fills: 0,
  decisions: 0,
  faults: 0,
});

const steps = (from: number, to: number): SinkRow[] =>
  Array.from({ length: to - from }, (_, index) => step(from + index));

/** A target that takes a batch when it is told to. */
const heldTarget = () => {
  const rows: SinkRow[] = [];
  const waiting: (() => void)[] = [];
  const target: SinkTarget = createCallbackTarget(
    (more) =>
      new Promise((resolve) => {
        waiting.push(() => {
          rows.push(...more);
          resolve();
        });
      }),
  );
  return { target, rows, release: () => waiting.shift()?.(), waits: () => waiting.length };
};

/** Lets everything run that does not wait for a target. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

const exampleReports = (name: string) => {
  const config = everyExample.find(([known]) => known === name)?.[1]();
  if (config === undefined) throw new Error(`no example ${name}`);
  return { reports: playAll(openStream(config), config), outcome: createSession(config).run() };
};

describe("a sink", () => {
  it("hands rows on in their order, in batches, and counts them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        async (sizes, capacity, batch) => {
          const memory = createMemoryTarget();
          let largest = 0;
          const target = createCallbackTarget(async (rows) => {
            largest = Math.max(largest, rows.length);
            await Promise.resolve();
            await memory.write(rows);
          });
          const sink = createSink(target, { whenFull: "block", capacity, batch });
          let next = 0;
          for (const size of sizes) {
            // Nobody waits for a write before the next one: the order holds all the same.
            void sink.write(steps(next, next + size));
            next += size;
          }
          await sink.close();
          expect(memory.rows).toEqual(steps(0, next));
          expect(largest).toBeLessThanOrEqual(Math.min(batch, capacity));
          expect(sink.counts).toEqual({ written: next, dropped: 0, queued: 0 });
        },
      ),
    );
  });

  it("that blocks lets a writer wait until there is room", async () => {
    const { target, rows, release, waits } = heldTarget();
    const sink = createSink(target, { whenFull: "block", capacity: 3, batch: 2 });
    let isTaken = false;
    const writing = sink.write(steps(0, 5)).then(() => {
      isTaken = true;
    });
    await settle();
    expect([isTaken, sink.counts]).toEqual([false, { written: 0, dropped: 0, queued: 3 }]);
    release();
    await settle();
    expect([isTaken, sink.counts]).toEqual([true, { written: 2, dropped: 0, queued: 3 }]);
    await writing;
    const closing = sink.close();
    while (waits() > 0) {
      release();
      await settle();
    }
    await closing;
    expect(rows).toEqual(steps(0, 5));
  });

  it("that drops counts what it had no room for, and says so in its place", async () => {
    const { target, rows, release, waits } = heldTarget();
    const sink = createSink(target, { whenFull: "drop", capacity: 3, batch: 2 });
    await sink.write(steps(0, 6));
    expect(sink.counts).toEqual({ written: 0, dropped: 3, queued: 3 });
    release();
    await settle();
    await sink.write(steps(6, 7));
    release();
    await settle();
    await sink.write(steps(7, 8));
    const closing = sink.close();
    while (waits() > 0) {
      release();
      await settle();
    }
    await closing;
    expect(rows).toEqual([...steps(0, 3), { kind: "drop", rows: 3, from: 3000, to: 5000 }, ...steps(6, 8)]);
    expect(sink.counts.dropped).toBe(3);
  });

  it("writes down what was dropped last when it is flushed", async () => {
    const { target, rows, release, waits } = heldTarget();
    const sink = createSink(target, { whenFull: "drop", capacity: 1 });
    await sink.write(steps(0, 3));
    const flushing = sink.flush();
    while (waits() > 0) {
      release();
      await settle();
    }
    await flushing;
    expect(rows).toEqual([step(0), { kind: "drop", rows: 2, from: 1000, to: 2000 }]);
  });

  it("tells writers and flushes that the target has failed, and keeps nothing back", async () => {
    let calls = 0;
    const sink = createSink(
      createCallbackTarget(() => {
        calls++;
        if (calls === 2) throw new Error("the disk is full");
      }),
      { whenFull: "block", capacity: 2, batch: 1 },
    );
    await expect(sink.write(steps(0, 5))).rejects.toThrow("the disk is full");
    await expect(sink.write(steps(5, 6))).rejects.toThrow("the disk is full");
    await expect(sink.flush()).rejects.toThrow("the disk is full");
    await expect(sink.close()).rejects.toThrow("the disk is full");
    expect(sink.counts.written).toBe(1);
  });

  it("takes nothing after it was closed, and closes its target once", async () => {
    let closes = 0;
    const sink = createSink({ write: () => {}, close: () => void closes++ }, { whenFull: "block" });
    await sink.close();
    await sink.close();
    expect(closes).toBe(1);
    await expect(sink.write(steps(0, 1))).rejects.toThrow("closed");
  });
});

describe("rows of a step", () => {
  it.each(["turtle", "carry"])(
    "hold in %s every fill, payment, decision with its intent, order and step",
    (name) => {
      const { reports, outcome } = exampleReports(name);
      const rows = reports.flatMap(sinkRows);
      const count = (kind: SinkRow["kind"]): number => rows.filter((row) => row.kind === kind).length;
      expect(count("fill")).toBe(outcome.counts.fills);
      expect(count("funding")).toBe(outcome.funding().length);
      expect(count("decision")).toBe(outcome.counts.intents);
      expect(count("step")).toBe(reports.length);
      const last = new Map(rows.flatMap((row) => (row.kind === "order" ? [[row.orderId, row.state]] : [])));
      expect(last).toEqual(new Map(outcome.orders().map(({ orderId, state }) => [orderId, state])));
      const decision = rows.find((row) => row.kind === "decision");
      const [intent] = outcome.intents();
      expect(decision).toMatchObject({
        intentId: intent?.intentId,
        bar: intent?.stepId,
        ruleId: intent?.ruleId,
        source: `${intent?.span?.file}:${intent?.span?.line}:${intent?.span?.column}`,
        outcome: outcome.decisions()[0]?.outcome,
      });
    },
  );

  it("have the columns that are stated of their kind, and only values that JSON keeps", () => {
    for (const name of ["turtle", "carry"]) {
      for (const row of exampleReports(name).reports.flatMap(sinkRows)) {
        const { kind, ...values } = row;
        expect(Object.keys(values).sort()).toEqual(Object.keys(sinkColumns[kind]).sort());
        expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      }
    }
  });
});
