/**
 * One simulated life of a session with a venue behind it, from one seed: orders and answers get lost, come twice, late and out
 * of order, fill in parts, the process dies before or after it has sent, and somebody trades on the same account by hand.
 */

import {
  createDriver,
  createMemoryStore,
  createReplay,
  createStreamingSession,
  type ExecutionDriver,
  type JournaledRun,
  type MemoryStore,
  openRun,
  PaperVenue,
  readJournal,
  recordedEvents,
  type StepReport,
  streamingConfigOf,
} from "ctk/runtime";
import { type Fixed, minus, negated, parseDecimal, plus, textOf, ZERO } from "../../runtime/money/index.ts";
import { createRandom } from "../fuzz/random.ts";
import { makeMarket } from "../support/random-plans.ts";
import { abc, candles } from "../support/simulate.ts";
import { Violation } from "./checkers.ts";
import { Network, type NetworkCanary } from "./network.ts";
import { HOUR, PLANS, sessionFor, survivor } from "./simulate.ts";

/** What a life was like, or what it broke. */
export interface VenueLife {
  readonly seed: number;
  readonly violation: string | undefined;
  readonly steps: number;
  readonly fills: number;
  readonly requests: number;
  readonly notices: number;
  readonly crashes: number;
  readonly venueFaults: number;
}

const OPENING: ReadonlySet<string> = new Set(["entry", "add", "reverse"]);

/** What the steps of a session say, added up. A process that starts again tells its steps from the first one on. */
class Account {
  position: Fixed = ZERO;
  fills = 0;
  requests = 0;
  notices = 0;

  reset(): void {
    this.position = ZERO;
    this.fills = 0;
    this.requests = 0;
    this.notices = 0;
  }

  take(report: StepReport, wasBlocked: boolean): void {
    this.notices += report.notices?.length ?? 0;
    for (const { side, quantity } of report.fills) {
      const size = parseDecimal(quantity);
      this.position = plus(this.position, side === "buy" ? size : negated(size));
      this.fills++;
    }
    this.requests += report.requests?.length ?? 0;
    if (!wasBlocked) return;
    report.intents.forEach(({ role, ruleId }, index) => {
      const decision = report.decisions[index];
      if (OPENING.has(role) && (decision?.outcome === "allowed" || decision?.outcome === "modified")) {
        throw new Violation(`${ruleId} opens although a fill waits to be acknowledged`);
      }
    });
  }
}

/** The life of a session at a venue. Never throws for a broken promise: it is in what it returns. */
export const simulateVenue = (seed: number, canary: NetworkCanary = "none"): VenueLife => {
  const random = createRandom(seed * 104_729 + 5);
  const session = sessionFor(seed % PLANS);
  const market = makeMarket({ seed: seed + 31, count: 60 + random.below(140) });
  const bars = candles(market.rows, { times: market.times });
  const recorded = { session, feeds: [{ instrument: abc, bars }] };
  const venue = new PaperVenue({
    venue: abc.venue,
    slice: (left) => (random.oneIn(3) ? textOf(half(parseDecimal(left))) : left),
  });
  const strays: { position: Fixed } = { position: ZERO };
  const account = new Account();
  let store: MemoryStore = createMemoryStore();
  let crashes = 0;
  let faults = 0;
  let tradesByHand = 0;
  const config = { ...streamingConfigOf(recorded), venues: { runId: `life-${seed}` } };
  const start = bars.time[0] ?? 0;
  const handedOver = new Set<string>();
  let network = new Network(venue, random, canary, start, handedOver);
  const open = (): { readonly run: JournaledRun; readonly driver: ExecutionDriver } => {
    const run = openRun({
      runId: `life-${seed}`,
      mode: "paper",
      config,
      store,
      checkpointEvery: 25,
      seed,
      onRecovered: (report) => account.take(report, false),
    });
    const driver = createDriver({
      session: run,
      adapters: [network],
      onStep: (report) => account.take(report, false),
    });
    return { run, driver };
  };
  let { run, driver } = open();
  const isBlocked = (): boolean => run.control.unexplained.length > 0;
  const step = (until: number): void => {
    const before = isBlocked();
    const reports = run.step(until);
    for (const report of reports) account.take(report, before);
    // The process may die between the disk and the venue.
    if (random.oneIn(100)) crash(random.oneIn(2) ? reports : []);
    else driver.send(reports);
  };
  const crash = (sent: readonly StepReport[]): void => {
    crashes++;
    driver.send(sent);
    network.close();
    faults += network.faults;
    store = survivor(random, store);
    account.reset();
    network = new Network(venue, random, canary, network.now, handedOver);
    ({ run, driver } = open());
    driver.send(run.unreported);
    driver.settle();
  };
  try {
    for (const moment of recordedEvents(recorded.feeds)) {
      for (const { payload, eventTime } of moment) {
        if (payload.type !== "bar") continue;
        for (let now = network.now; now < eventTime; now = Math.min(eventTime, now + HOUR / 4))
          network.advance(now);
        venue.bar(abc.symbol, payload.bar);
        network.advance(eventTime);
      }
      if (random.oneIn(80)) tradeByHand();
      for (const envelope of moment) run.ingest(envelope);
      step(moment[0]?.eventTime ?? Number.NaN);
      if (random.oneIn(6)) driver.settle();
      if (isBlocked() && random.oneIn(5)) {
        run.command({ commandId: `ack-${network.now}`, action: { kind: "acknowledge" } });
        for (const report of run.drain()) {
          account.take(report, false);
          driver.send([report]);
        }
      }
    }
    finish();
    return life(undefined);
  } catch (error) {
    return life(
      error instanceof Violation ? error.message : error instanceof Error ? `${error.stack}` : String(error),
    );
  }

  /** Somebody trades the same account: the session hears of it as of everything. */
  function tradeByHand(): void {
    tradesByHand++;
    const sell = random.oneIn(2);
    const quantity = String(1 + random.below(5));
    strays.position = plus(strays.position, parseDecimal(sell ? `-${quantity}` : quantity));
    const [time, price] = [network.now, "100"];
    const report = {
      kind: "fill" as const,
      time,
      venue: abc.venue,
      market: abc.symbol,
      clientOrderId: undefined,
      tradeId: `hand-${tradesByHand}`,
      side: sell ? ("sell" as const) : ("buy" as const),
      quantity,
      price,
      liquidity: "taker" as const,
    };
    for (let times = 1 + random.below(2); times > 0; times--) {
      const taken = run.report(report);
      if (taken === undefined) continue;
      account.take(taken, false);
      driver.send([taken]);
    }
    if (!isBlocked()) throw new Violation("a trade by hand holds nothing back");
  }

  /** Everything has been answered in the end: session and venue agree. */
  function finish(): void {
    for (let round = 0; round < 40; round++) {
      network.advance(network.now + 2 * HOUR);
      driver.settle();
    }
    const held = textOf(account.position);
    if (venue.position(abc.symbol) !== held) {
      throw new Violation(
        `the venue holds ${venue.position(abc.symbol)}, the session's fills add up to ${held}`,
      );
    }
    const says = run.snapshot().positions.map(({ quantity }) => quantity)[0] ?? "0";
    if (says !== held) throw new Violation(`the session says ${says}, its fills add up to ${held}`);
    const known = run.venueOrders.map(({ clientOrderId, terms }) => [clientOrderId, terms] as const);
    const [knows, works] = [known, [...venue.working]].map((orders) =>
      orders.map(([id, { quantity, limit, stop }]) => `${id} ${quantity} ${limit} ${stop}`).sort(),
    );
    if (knows?.join() !== works?.join()) {
      throw new Violation(`the venue works ${works?.join()}, the session knows of ${knows?.join()}`);
    }
    const pending = run.venueOrders.find(({ order }) => order.state === "CancelPending");
    if (pending !== undefined) throw new Violation(`${pending.clientOrderId} is still to be cancelled`);
    run.close(0);
    const replay = createReplay(createStreamingSession(config));
    for (const record of readJournal(store).records) replay.take(record);
    if (replay.difference !== undefined) {
      throw new Violation(`the replay differs: ${JSON.stringify(replay.difference)}`);
    }
  }

  function life(violation: string | undefined): VenueLife {
    const { fills, requests, notices } = account;
    const steps = run.snapshot().stepId + 1;
    return {
      seed,
      violation,
      steps,
      fills,
      requests,
      notices,
      crashes,
      venueFaults: faults + network.faults,
    };
  }
};

/** Half of a quantity in whole lots, and never nothing. */
const half = (quantity: Fixed): Fixed => {
  const step = { units: 1n, scale: quantity.scale };
  const part = { units: quantity.units / 2n, scale: quantity.scale };
  return part.units > 0n ? part : minus(plus(part, step), ZERO);
};
