import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileStore } from "ctk/node";
import {
  createMemoryStore,
  createReplica,
  type Envelope,
  JournalError,
  type JournalRecord,
  type JournalStore,
  openJournal,
  openRun,
  type RunOptions,
  readJournal,
  recordedEvents,
  type SessionConfig,
  streamingConfigOf,
} from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrumentFor, loadFile, loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { dataPath, examples, planPath, severalExamples } from "../../support/examples.ts";
import { severalConfig } from "../../support/several-examples.ts";
import { feedOf } from "../../support/several-markets.ts";
import { abc, candles, planOf, type Row } from "../../support/simulate.ts";

const turtle = (): SessionConfig => {
  const example = examples.find(({ name }) => name === "turtle");
  if (example === undefined) throw new Error("no turtle");
  const session = sessionOf(loadFile(planPath(example)));
  const bars = readBars(dataPath(example));
  return { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
};

const carry = (): SessionConfig => {
  const example = severalExamples.find(({ name }) => name === "carry");
  if (example === undefined) throw new Error("no carry");
  return severalConfig(example);
};

const optionsOf = (
  config: SessionConfig,
  store: JournalStore,
  more: Partial<RunOptions> = {},
): RunOptions => ({
  runId: "r1",
  mode: "paper",
  config: streamingConfigOf(config),
  store,
  ...more,
});

/** Plays moments `from..to` of the recorded feeds into a run. */
const play = (run: ReturnType<typeof openRun>, moments: readonly (readonly Envelope[])[]): void => {
  for (const moment of moments) {
    for (const envelope of moment) run.ingest(envelope);
    run.step(moment[0]?.eventTime ?? 0);
  }
};

/** A store with what had reached the disk, cut at a byte of its only segment. */
const cutAt = (store: JournalStore, length: number): JournalStore => {
  const copy = createMemoryStore();
  for (const name of store.segments()) {
    copy.begin(name);
    copy.append(store.read(name).slice(0, length));
  }
  return copy;
};

const sizeOf = (store: JournalStore): number =>
  store.segments().reduce((sum, name) => sum + store.read(name).length, 0);

describe("a run with a journal", () => {
  it.each([
    ["turtle", turtle],
    ["carry", carry],
  ])("continues after a crash at any byte as if nothing had happened (%s)", (_, make) => {
    const config = make();
    const moments = [...recordedEvents(config.feeds)].slice(0, 700);
    const whole = createMemoryStore();
    const run = openRun(optionsOf(config, whole));
    play(run, moments);
    run.close(0);
    const size = sizeOf(whole);
    fc.assert(
      fc.property(fc.integer({ min: 8, max: size }), (cut) => {
        const store = cutAt(whole, cut);
        const again = openRun(optionsOf(config, store));
        const done = moments.findIndex((moment) => (moment[0]?.eventTime ?? 0) > again.asOf);
        // An event that was on the disk before its step comes again from the feed: it is known by its key.
        play(again, done < 0 ? [] : moments.slice(done));
        expect(again.stateHash).toBe(run.stateHash);
        expect(again.outcome().digest()).toBe(run.outcome().digest());
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ["turtle", turtle],
    ["carry", carry],
  ])("is told by its journal alone: a replica has its cash, positions and orders (%s)", (_, make) => {
    const config = make();
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, [...recordedEvents(config.feeds)]);
    const outcome = run.outcome();
    run.command({ commandId: "c", action: { kind: "pause" } });
    run.close(0);
    const replica = createReplica(readJournal(store).records);
    expect(replica.cash).toBe(outcome.final.cash);
    const held = Object.fromEntries(
      run.snapshot().positions.map(({ runId, market, quantity }) => [`${runId} ${market}`, quantity]),
    );
    expect(replica.positions).toEqual(held);
    expect(replica.orders.map(({ orderId }) => orderId)).toEqual(
      run.snapshot().orders.map(({ orderId }) => orderId),
    );
    expect(replica.control).toEqual(run.control);
    expect(replica.stepId).toBe(run.snapshot().stepId);
  });

  it("is told and replayed by its journal where fees are paid in a currency that nothing trades", () => {
    const rules = "enter long when volume == 7 ABC { size 10 ABC unprotected }";
    const session = sessionOf(loadText(planOf(rules, { route: "fees in TKN maker 1% taker 1%" })));
    const rows: readonly Row[] = [7, 1, 1].map((volume): Row => [100, 100, 100, 100, volume]);
    const config = {
      session,
      feeds: [
        { instrument: abc, bars: candles(rows) },
        feedOf("TKN", candles([3, 3, 3].map((price) => [price, price, price, price]))),
      ],
    };
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, [...recordedEvents(config.feeds)]);
    run.close(0);
    expect(run.outcome().final).toMatchObject({
      cash: "998989.99999998",
      feeBalances: [{ amount: "3.33333334" }],
    });
    expect(createReplica(readJournal(store).records).cash).toBe("998989.99999998");
    expect(openRun(optionsOf(config, store)).stateHash).toBe(run.stateHash);
  });

  it("is told by its journal where it paid interest on what it sold short", () => {
    const rules = "enter short when volume == 7 ABC { size 10 ABC unprotected }";
    const session = sessionOf(loadText(planOf(rules, { route: "borrow 36.5%" })));
    const rows = Array.from({ length: 60 }, (_, bar): Row => [100, 100, 100, 100, bar === 0 ? 7 : 1]);
    const config = { session, feeds: [{ instrument: abc, bars: candles(rows) }] };
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, [...recordedEvents(config.feeds)]);
    run.close(0);
    expect(run.outcome().charges()).toHaveLength(2);
    expect(createReplica(readJournal(store).records).cash).toBe(run.outcome().final.cash);
  });

  it("keeps a kill over a restart", () => {
    const config = turtle();
    const moments = [...recordedEvents(config.feeds)];
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, moments.slice(0, 100));
    run.command({ commandId: "stop", action: { kind: "kill" }, reason: "too fast" });
    // The process dies here: nothing is closed.
    const again = openRun(optionsOf(config, cutAt(store, sizeOf(store))));
    expect(again.control.killed).toMatchObject({ commandId: "stop", reason: "too fast" });
    expect(again.command({ commandId: "stop", action: { kind: "kill" } })).toMatchObject({
      status: "duplicate",
    });
    play(again, moments.slice(100));
    const after = again
      .outcome()
      .decisions()
      .filter(({ time }) => time > run.asOf);
    expect(after.some(({ code }) => code === "killed")).toBe(true);
    expect(
      again
        .outcome()
        .fills()
        .filter(({ time, role }) => time > run.asOf && (role === "entry" || role === "add")),
    ).toEqual([]);
  });

  it("has what matters on the disk before anybody acts on it", () => {
    const config = turtle();
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    let unsynced = 0;
    for (const moment of recordedEvents(config.feeds)) {
      for (const envelope of moment) run.ingest(envelope);
      const reports = run.step(moment[0]?.eventTime ?? 0);
      if (reports.some(({ intents }) => intents.length > 0)) {
        const { records } = readJournal(store);
        const last = records.at(-1);
        if (last?.kind !== "report" || last.report.stateHash !== run.stateHash || store.unsynced() > 0)
          unsynced++;
      }
    }
    expect(unsynced).toBe(0);
  });

  it("loses no step with its process, also of those without effects", () => {
    const config = turtle();
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    const moments = [...recordedEvents(config.feeds)].slice(0, 30);
    for (const moment of moments) {
      play(run, [moment]);
      const reports = readJournal(store).records.filter(({ kind }) => kind === "report");
      expect(reports).toHaveLength(run.snapshot().stepId + 1);
    }
    expect(run.outcome().fills()).toEqual([]);
  });

  it("refuses a journal of another run, and says what differs", () => {
    const store = createMemoryStore();
    const config = turtle();
    openRun(optionsOf(config, store)).close(0);
    const open = (change: Partial<RunOptions>): string => {
      try {
        openRun(optionsOf(config, cutAt(store, sizeOf(store)), change));
        return "opened";
      } catch (error) {
        return error instanceof JournalError ? `${error.code}: ${error.message}` : String(error);
      }
    };
    expect(open({})).toBe("opened");
    expect(open({ mode: "live" })).toBe(
      "other_run: the journal is of another run: mode was paper and is live",
    );
    const { session, ...rest } = streamingConfigOf(config);
    const [first] = session.runs;
    if (first === undefined) throw new Error("no run");
    const changed = { ...first, strategy: { ...first.strategy, hash: "another" } };
    expect(open({ config: { ...rest, session: { ...session, runs: [changed] } } })).toContain(
      `the source of ${first.strategy.id} has changed`,
    );
    const feeds = rest.feeds.map((feed) => ({
      ...feed,
      instrument: { ...feed.instrument, takerFee: "0.5" },
    }));
    expect(open({ config: { ...rest, session, feeds } })).toContain(
      "the reference data of a market has changed",
    );
  });

  it("finds the first step at which a strategy decides otherwise than it did", () => {
    const config = turtle();
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, [...recordedEvents(config.feeds)]);
    run.close(0);
    const fill = run.outcome().fills()[3];
    if (fill === undefined) throw new Error("too few fills");
    // A record whose price somebody has changed, with a checksum that fits.
    const changed = createMemoryStore();
    const records = readJournal(store).records.map((record): JournalRecord => {
      if (record.kind !== "report" || !record.report.fills.some(({ orderId }) => orderId === fill.orderId))
        return record;
      const fills = record.report.fills.map((row) => ({ ...row, price: "1" }));
      return { ...record, report: { ...record.report, fills, stateHash: "0" } };
    });
    writeAll(changed, records);
    expect(() => openRun(optionsOf(config, changed))).toThrow(
      new RegExp(`differs in fills\\.0\\.price: recorded "1", now "${fill.price.replace(".", "\\.")}"`),
    );
  });

  it("refuses a journal that is damaged in the middle, and passes over a torn end", () => {
    const config = turtle();
    const store = createMemoryStore();
    const run = openRun(optionsOf(config, store));
    play(run, [...recordedEvents(config.feeds)].slice(0, 50));
    run.close(0);
    const [name = ""] = store.segments();
    const bytes = store.read(name).slice();
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    const damaged = createMemoryStore();
    damaged.begin(name);
    damaged.append(bytes);
    expect(() => openRun(optionsOf(config, damaged))).toThrow(/000001\.ctkj is damaged at byte \d+/);
    const torn = cutAt(store, bytes.length - 3);
    expect(readJournal(torn).torn).toBeGreaterThan(0);
    expect(openRun(optionsOf(config, torn)).recovered).toMatchObject({ steps: 50 });
  });
});

const writeAll = (store: JournalStore, records: readonly JournalRecord[]): void => {
  const { journal } = openJournal(store);
  for (const record of records) journal.append(record, false);
  journal.flush();
};

describe("the files of a journal", () => {
  it("hold what a run in memory holds, over several openings", () => {
    const folder = mkdtempSync(join(tmpdir(), "ctk-journal-"));
    try {
      const config = turtle();
      const moments = [...recordedEvents(config.feeds)].slice(0, 300);
      const memory = createMemoryStore();
      const expected = openRun(optionsOf(config, memory));
      play(expected, moments);
      for (const [from, to] of [
        [0, 100],
        [100, 101],
        [101, 300],
      ] as const) {
        const run = openRun(optionsOf(config, createFileStore(folder)));
        expect(run.recovered?.steps ?? 0).toBe(from);
        play(run, moments.slice(from, to));
        run.close(0);
      }
      const last = openRun(optionsOf(config, createFileStore(folder)));
      expect(last.stateHash).toBe(expected.stateHash);
      last.close(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
