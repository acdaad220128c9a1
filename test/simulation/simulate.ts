/**
 * One simulated life of a session, from one seed: a random strategy, a random market, a feed that loses, repeats, delays and
 * spoils events, an operator, and a process that dies and starts again. Checkers look at every step.
 */

import {
  type ControlAction,
  type ControlSnapshot,
  createMemoryStore,
  createReplay,
  createReplica,
  createStreamingSession,
  type Envelope,
  type JournaledRun,
  type MemoryStore,
  openRun,
  type RunOptions,
  readJournal,
  recordedEvents,
  type SessionModule,
  type StepReport,
  streamingConfigOf,
} from "ctk/runtime";
import fc from "fast-check";
import { createRandom, type Random } from "../fuzz/random.ts";
import { loadText, sessionOf } from "../support/backtest.ts";
import { makeMarket, randomPlan } from "../support/random-plans.ts";
import { abc, candles, planOf } from "../support/simulate.ts";
import { Checkers, type KnownBar, Violation } from "./checkers.ts";

/** Faults that are built in on purpose: a simulation that does not notice one is worth nothing. */
export const canaries = [
  "none",
  /** A fill is reported twice. */
  "double fill",
  /** A fill is lost. */
  "lost fill",
  /** A fill at a price that its bar does not have. */
  "wrong price",
  /** An order that has ended comes back. */
  "undead order",
  /** A pause has no effect. */
  "deaf to pause",
  /** The journal forgets an event. */
  "forgetful journal",
] as const;

export type Canary = (typeof canaries)[number];

/** What a life was like, or what it broke. */
export interface Life {
  readonly seed: number;
  readonly violation: string | undefined;
  readonly steps: number;
  readonly fills: number;
  readonly refused: number;
  readonly commands: number;
  readonly crashes: number;
  readonly feedFaults: number;
}

export const PLANS = 200;

const sessions = new Map<number, SessionModule>();

/** One of the random strategies, under the pessimistic policy: it is the one whose fills lie inside their bars. */
export const sessionFor = (number: number): SessionModule => {
  const known = sessions.get(number);
  if (known !== undefined) return known;
  const [plan] = fc.sample(randomPlan, { seed: number, numRuns: 1 });
  if (plan === undefined) throw new Error("no plan");
  const { fills, ...others } = plan.options;
  const isInside = fills?.startsWith('"bar/pessimistic@1"') === true && !fills.includes("at close");
  const options = isInside ? { ...others, fills } : others;
  const session = sessionOf(loadText(planOf(plan.rules, options)));
  sessions.set(number, session);
  return session;
};

/** What the feed delivers, and when: the events of the market with its faults. */
interface Delivery {
  readonly at: number;
  readonly envelope: Envelope;
}

export const HOUR = 3_600_000;

interface FeedOfLife {
  readonly deliveries: readonly Delivery[];
  readonly faults: number;
  readonly bars: ReadonlyMap<number, KnownBar>;
}

const spoil = (random: Random, envelope: Envelope): Envelope => {
  if (envelope.payload.type !== "bar") return envelope;
  const { bar } = envelope.payload;
  const broken = random.pick([
    { ...bar, high: bar.low - 1 },
    { ...bar, close: Number.NaN },
    { ...bar, open: -5 },
    { ...bar, volume: -1 },
    { ...bar, time: bar.time + 1 },
  ]);
  return {
    ...envelope,
    idempotencyKey: `${envelope.idempotencyKey} spoilt`,
    payload: { ...envelope.payload, bar: broken },
  };
};

const feedOf = (random: Random, events: readonly Envelope[]): FeedOfLife => {
  const deliveries: Delivery[] = [];
  const bars = new Map<number, KnownBar>();
  let faults = 0;
  for (const envelope of events) {
    if (envelope.payload.type === "bar") bars.set(envelope.payload.bar.time, envelope.payload.bar);
    const deliver = (delay: number, event: Envelope): void => {
      deliveries.push({ at: envelope.eventTime + delay, envelope: event });
    };
    if (random.oneIn(40)) {
      faults++;
      continue;
    }
    const isSlow = random.oneIn(12);
    if (isSlow) faults++;
    deliver(isSlow ? random.below(4 * HOUR) : random.below(50), envelope);
    if (random.oneIn(8)) {
      faults++;
      deliver(random.below(10 * HOUR), { ...envelope, seq: envelope.seq + 1_000_000, source: "second" });
    }
    if (random.oneIn(20)) {
      faults++;
      deliver(random.below(HOUR), spoil(random, envelope));
    }
  }
  return { deliveries: deliveries.sort((a, b) => a.at - b.at), faults, bars };
};

const actionOf = (random: Random, session: SessionModule): ControlAction => {
  const [run] = session.runs;
  const strategyId = run?.strategy.id ?? "";
  const routeId = run?.strategy.route ?? session.routes[0]?.id ?? "desk/default";
  return random.pick<ControlAction>([
    { kind: "pause" },
    { kind: "resume" },
    { kind: "resume" },
    { kind: "resume" },
    { kind: "kill" },
    { kind: "kill", flatten: true },
    { kind: "release" },
    { kind: "release" },
    { kind: "release" },
    { kind: "release" },
    { kind: "enableRoute", routeId },
    { kind: "enableStrategy", strategyId },
    { kind: "flatten" },
    { kind: "cancelAll" },
    { kind: "cancelAll", everything: true },
    { kind: "disableRoute", routeId },
    { kind: "enableRoute", routeId },
    { kind: "disableStrategy", strategyId },
    { kind: "enableStrategy", strategyId },
  ]);
};

/** What was on the disk when the process died: all that was synced, and some of what was not. */
export const survivor = (random: Random, store: MemoryStore): MemoryStore => {
  const copy = createMemoryStore();
  const names = store.segments();
  for (const name of names) {
    const bytes = store.read(name);
    const safe = store.syncedBytes(name);
    const isLast = name === names.at(-1);
    copy.begin(name);
    copy.append(bytes.slice(0, isLast ? safe + random.below(bytes.length - safe + 1) : bytes.length));
  }
  copy.sync();
  return copy;
};

const tamper = (canary: Canary, report: StepReport): StepReport => {
  const [fill] = report.fills;
  const ended = report.orders.find(({ state }) => state === "Filled" || state === "Cancelled");
  switch (canary) {
    case "double fill":
      return fill === undefined ? report : { ...report, fills: [...report.fills, fill] };
    case "lost fill":
      return { ...report, fills: report.fills.slice(1) };
    case "wrong price":
      return fill === undefined
        ? report
        : {
            ...report,
            fills: [{ ...fill, price: String(Number(fill.price) * 1.5) }, ...report.fills.slice(1)],
          };
    case "undead order":
      return ended === undefined
        ? report
        : { ...report, orders: [...report.orders, { ...ended, state: "Accepted" }] };
    default:
      return report;
  }
};

/** The life of a session. Never throws for a broken promise: it is in what it returns. */
export const simulate = (seed: number, canary: Canary = "none"): Life => {
  const random = createRandom(seed * 7919 + 1);
  const session = sessionFor(seed % PLANS);
  const market = makeMarket({ seed: seed + 1, count: 60 + random.below(140) });
  const bars = candles(market.rows, { times: market.times });
  const recorded = { session, feeds: [{ instrument: abc, bars }] };
  const feed = feedOf(random, [...recordedEvents(recorded.feeds)].flat());
  const slippage = Math.max(0, ...session.routes.map((route) => route.slippage ?? 0));
  const checkers = new Checkers(session.capital, feed.bars, slippage);
  let store: MemoryStore = createMemoryStore();
  const options = (): RunOptions => ({
    runId: `life-${seed}`,
    mode: "paper",
    config: streamingConfigOf(recorded),
    store,
    checkpointEvery: 25,
    seed,
  });
  let run: JournaledRun = openRun(options());
  let crashes = 0;
  let commandNumber = 0;
  let next = 0;
  const state = (): ControlSnapshot => {
    const control = run.control;
    return canary === "deaf to pause" ? { ...control, paused: true } : control;
  };
  const look = (reports: readonly StepReport[], before: ControlSnapshot): void => {
    for (const report of reports) checkers.check(tamper(canary, report), before);
  };
  const crash = (): void => {
    crashes++;
    store = survivor(random, store);
    run = openRun(options());
    checkers.resume(run.snapshot().stepId, run.asOf);
    // The feed delivers again what the session does not know, and some that it does.
    const unknown = feed.deliveries.findIndex(({ envelope }) => envelope.eventTime > run.asOf);
    next = Math.max(0, Math.min(next, unknown) - random.below(5));
  };
  try {
    for (let now = bars.time[0] ?? 0; next < feed.deliveries.length; now += HOUR / 4) {
      while ((feed.deliveries[next]?.at ?? Number.POSITIVE_INFINITY) <= now) {
        const delivery = feed.deliveries[next];
        next++;
        if (delivery !== undefined) run.ingest(delivery.envelope);
      }
      if (random.oneIn(60)) {
        commandNumber++;
        const commandId = `c${random.oneIn(5) ? Math.max(1, commandNumber - 1) : commandNumber}`;
        run.command({ commandId, action: actionOf(random, session) });
      }
      const before = state();
      look(run.step(now - HOUR / 2), before);
      if (random.oneIn(120)) crash();
    }
    look(run.step(Number.POSITIVE_INFINITY), state());
    finish(run, store, recorded, canary);
    return lifeOf(undefined);
  } catch (error) {
    if (error instanceof Violation) return lifeOf(error.message);
    return lifeOf(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
  function lifeOf(violation: string | undefined): Life {
    const { steps, fills, refused, commands } = checkers.counts;
    return { seed, violation, steps, fills, refused, commands, crashes, feedFaults: feed.faults };
  }
};

/** At the end: a replay comes to the same state, and the journal alone tells it. */
const finish = (
  run: JournaledRun,
  store: MemoryStore,
  recorded: Parameters<typeof streamingConfigOf>[0],
  canary: Canary,
): void => {
  run.close(0);
  const { records } = readJournal(store);
  const forgotten = records.findIndex(({ kind }, index) => kind === "event" && index > records.length / 2);
  const kept = canary === "forgetful journal" ? records.filter((_, index) => index !== forgotten) : records;
  const again = createStreamingSession(streamingConfigOf(recorded));
  const replay = createReplay(again);
  for (const record of kept) replay.take(record);
  if (replay.difference !== undefined) {
    throw new Violation(`the replay differs: ${JSON.stringify(replay.difference)}`);
  }
  if (again.stateHash !== run.stateHash) throw new Violation("the replay comes to another state");
  const replica = createReplica(kept);
  const { cash } = run.outcome().final;
  if (replica.cash !== cash) throw new Violation(`the replica has ${replica.cash}, the session ${cash}`);
  const held = run
    .snapshot()
    .positions.map(({ quantity }) => quantity)
    .join();
  if (Object.values(replica.positions).join() !== held)
    throw new Violation("the replica holds something else");
  if (JSON.stringify(replica.control) !== JSON.stringify(run.control)) {
    throw new Violation("the replica has other switches");
  }
};
