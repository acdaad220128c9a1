import {
  type ControlCommand,
  type ControlResult,
  type ControlSnapshot,
  ControlState,
} from "../control/index.ts";
import type { ExecutionNotice, ExecutionReport } from "../execution/execution-report.ts";
import {
  type Bar,
  closeKnownAt,
  type DerivedField,
  type Envelope,
  faultOfBar,
  GrowingBars,
  GrowingFunding,
  GrowingFundingPlan,
  type IngestResult,
  type MarketPayload,
  Sequencer,
  type SequencerCounts,
} from "../market/index.ts";
import { decimalsOf } from "../money/index.ts";
import type { Instrument } from "../reference/instrument.ts";
import type { SessionModule } from "../strategy/abi.ts";
import type { Feed, SessionConfig } from "./config.ts";
import { SessionError } from "./config.ts";
import { type SentOrder, VenueDesk } from "./external/desk.ts";
import { operate } from "./operate.ts";
import type { SessionOutcome } from "./outcome.ts";
import type { Binding } from "./report-events.ts";
import { brokerIdOf, executionIdOf } from "./routes.ts";
import { createEngine, type SessionEngine } from "./session.ts";
import { type InputState, type SessionSnapshot, snapshotOf } from "./snapshot.ts";
import { type StepReport, StepReporter } from "./step-report.ts";

/** A market whose bars arrive while the session runs. */
export interface StreamingFeed {
  readonly instrument: Instrument;
  /** Milliseconds of a bar. */
  readonly interval: number;
  /** Decimals of its prices; left out: those of the tick. */
  readonly priceDecimals?: number;
  /** Milliseconds of a bar of mark or index prices, where the market has them. */
  readonly mark?: number;
  readonly index?: number;
  /** The market pays funding. */
  readonly funding?: boolean;
}

export interface StreamingConfig extends Pick<SessionConfig, "fee" | "holdings" | "inspector" | "debug"> {
  readonly session: SessionModule;
  readonly feeds: readonly StreamingFeed[];
  /** Sources of events by priority, for events of one moment. */
  readonly sources?: readonly string[];
  /** Bars that a market may have before the session must be started again. Default 262,144. */
  readonly capacity?: number;
  /**
   * Orders go to venues: reports ask for them in `requests`, and `report` takes what venues say. `runId` is part of every client
   * order id, so that no two runs share one. Left out: the simulator fills.
   */
  readonly venues?: { readonly runId: string };
}

/**
 * A session whose events arrive one after another: the engine of a backtest, one step at a time. Everything that enters
 * does so through `ingest`, `step` and `command`, and the same calls in the same order give the same states.
 */
export interface StreamingSession {
  /** Takes in what a feed delivered. Nothing is decided before `step`. */
  ingest(envelope: Envelope): IngestResult;
  /** Decides every moment up to `until`; what arrives later for one of them is late. One report for each moment. */
  step(until: number): readonly StepReport[];
  /** Carries out an operator's command, between two steps. */
  command(command: ControlCommand): ControlResult;
  /**
   * Takes what a venue says of an order, between two steps, and says what came of it: the fills, and what the venue is asked for
   * now. Undefined where it says nothing new. Of a session without venues: throws.
   */
  report(report: ExecutionReport): StepReport | undefined;
  /** What commands ask of venues, since they cannot wait for the next step; nothing where no venue is behind the session. */
  drain(): readonly StepReport[];
  /** Orders that a venue has been asked for and that have not ended, with the ids that it knows them by. */
  readonly venueOrders: readonly SentOrder[];
  /** Close time of the last moment that was decided; minus infinity before the first. */
  readonly asOf: number;
  /** Identifies the state: equal after the same calls. */
  readonly stateHash: string;
  readonly control: ControlSnapshot;
  readonly counts: SequencerCounts;
  /** What stands behind each market of each run. */
  readonly bindings: readonly Binding[];
  /** What is known, held and working now. */
  snapshot(): SessionSnapshot;
  outcome(): SessionOutcome;
}

const DEFAULT_CAPACITY = 262_144;

/** The set-up of a streaming session for what a recorded session is given, with room for its bars. */
export const streamingConfigOf = (config: SessionConfig): StreamingConfig => {
  const { session, feeds, fee, holdings, debug } = config;
  const lengths = feeds.flatMap(({ bars, mark, index, funding }) => [
    bars.length,
    mark?.length ?? 0,
    index?.length ?? 0,
    funding?.time.length ?? 0,
  ]);
  return {
    session,
    feeds: feeds.map(({ instrument, bars, mark, index, funding }) => ({
      instrument,
      interval: bars.interval,
      priceDecimals: bars.priceDecimals,
      ...(mark === undefined ? {} : { mark: mark.interval }),
      ...(index === undefined ? {} : { index: index.interval }),
      ...(funding === undefined ? {} : { funding: true }),
    })),
    capacity: Math.max(1, ...lengths),
    ...(fee === undefined ? {} : { fee }),
    ...(holdings === undefined ? {} : { holdings }),
    ...(debug === undefined ? {} : { debug }),
  };
};

interface Channel {
  readonly feed: Feed & { readonly bars: GrowingBars };
  readonly spec: StreamingFeed;
  readonly mark: GrowingBars | undefined;
  readonly index: GrowingBars | undefined;
  readonly funding: GrowingFunding | undefined;
  /** Events that were accepted, by kind. */
  readonly taken: Record<MarketPayload["type"], number>;
  /** Source of the last bar, and when it reached this process. */
  source: string | undefined;
  ingestTime: number;
}

const keyOf = (venue: string, symbol: string): string => `${venue} ${symbol}`;

const openChannel = (spec: StreamingFeed, capacity: number): Channel => {
  const decimals = spec.priceDecimals ?? decimalsOf(spec.instrument.tickSize);
  const derived: DerivedField[] = [];
  if (spec.mark !== undefined) derived.push("mark");
  if (spec.index !== undefined) derived.push("index");
  if (spec.funding === true) derived.push("funding");
  const bars = new GrowingBars(spec.interval, decimals, capacity, derived);
  const other = (interval: number | undefined): GrowingBars | undefined =>
    interval === undefined ? undefined : new GrowingBars(interval, decimals, capacity);
  const mark = other(spec.mark);
  const index = other(spec.index);
  const funding = spec.funding === true ? new GrowingFunding(capacity) : undefined;
  const feed = {
    instrument: spec.instrument,
    bars,
    ...(mark === undefined ? {} : { mark }),
    ...(index === undefined ? {} : { index }),
    ...(funding === undefined ? {} : { funding }),
  };
  const taken = { bar: 0, mark: 0, index: 0, funding: 0 };
  return { feed, spec, mark, index, funding, taken, source: undefined, ingestTime: Number.NaN };
};

/** Opens a session over feeds that are still to deliver. Throws SessionError where plan and feeds do not fit together. */
export const createStreamingSession = (config: StreamingConfig): StreamingSession => new Streaming(config);

class Streaming implements StreamingSession {
  private readonly channels = new Map<string, Channel>();
  private readonly sequencer: Sequencer;
  private readonly engine: SessionEngine;
  private readonly switches = new ControlState();
  private readonly reporter: StepReporter;
  /** Where venues fill the orders. */
  private readonly desk: VenueDesk | undefined;
  /** A command has been carried out that venues have not been told of. */
  private hasNews = false;
  asOf = Number.NEGATIVE_INFINITY;

  constructor(config: StreamingConfig) {
    const { session, feeds, sources = [], capacity = DEFAULT_CAPACITY, venues, ...rest } = config;
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new SessionError("capacity", `room for ${capacity} bars is not a whole number of at least 1`);
    }
    for (const spec of feeds) {
      const { venue, symbol } = spec.instrument;
      this.channels.set(keyOf(venue, symbol), openChannel(spec, capacity));
    }
    this.sequencer = new Sequencer(sources);
    this.engine = createEngine({
      ...rest,
      session,
      feeds: [...this.channels.values()].map(({ feed }) => feed),
      blockSize: 1,
      everyBar: true,
      ...(venues === undefined ? {} : { isExternal: true }),
    });
    this.reporter = new StepReporter(this.engine, session.id);
    this.desk = venues === undefined ? undefined : new VenueDesk(this.engine, this.switches, venues.runId);
  }

  ingest(envelope: Envelope): IngestResult {
    const result = this.sequencer.take(envelope, (event) => this.refusalOf(event));
    if (result.status === "accepted") {
      const channel = this.channels.get(keyOf(envelope.venue, envelope.instrument));
      if (channel !== undefined) channel.taken[envelope.payload.type]++;
    }
    return result;
  }

  private refusalOf({ venue, instrument, eventTime, payload }: Envelope): IngestResult | undefined {
    const channel = this.channels.get(keyOf(venue, instrument));
    const refused = (
      code: Extract<IngestResult, { readonly status: "refused" }>["code"],
      message: string,
    ): IngestResult => ({ status: "refused", code, message });
    if (channel === undefined) {
      return refused("unknown_instrument", `the session has no feed for ${instrument} at ${venue}`);
    }
    if (!Number.isSafeInteger(eventTime))
      return refused("bad_time", `${eventTime} is not a time in milliseconds`);
    const { capacity } = channel.feed.bars;
    if (channel.taken[payload.type] >= capacity) {
      return refused(
        "no_room",
        `this session has room for ${capacity} events of ${instrument}, and they are used up: start it again with more`,
      );
    }
    if (payload.type === "funding") {
      if (channel.funding === undefined) {
        return refused("not_expected", `${instrument} was opened without funding`);
      }
      return Number.isFinite(payload.rate)
        ? undefined
        : refused("bad_bar", `the rate ${payload.rate} is not a number`);
    }
    const expected = payload.type === "bar" ? channel.spec.interval : channel.spec[payload.type];
    if (expected === undefined) {
      return refused("not_expected", `${instrument} was opened without ${payload.type} prices`);
    }
    if (payload.interval !== expected) {
      return refused(
        "wrong_interval",
        `a bar of ${payload.interval} ms, the feed has bars of ${expected} ms`,
      );
    }
    const { bar, interval } = payload;
    const fault = faultOfBar(bar, interval);
    if (fault !== undefined) return refused("bad_bar", fault);
    if (eventTime !== bar.time + interval) {
      return refused(
        "bad_time",
        `a bar that opens at ${bar.time} closes at ${bar.time + interval}, not at ${eventTime}`,
      );
    }
    return undefined;
  }

  step(until: number): readonly StepReport[] {
    const reports: StepReport[] = [];
    for (;;) {
      const moment = this.sequencer.takeMoment(until);
      const [first] = moment;
      if (first === undefined) return reports;
      if (this.apply(moment)) {
        this.asOf = first.eventTime;
        while (this.engine.advance());
        reports.push(this.reportNow(this.asOf, []));
      }
    }
  }

  /** Writes the events of one moment into the columns; true where it has bars, so that there is something to decide. */
  private apply(moment: readonly Envelope[]): boolean {
    const opened = new Set<string>();
    for (const { venue, instrument, eventTime, payload, source, ingestTime } of moment) {
      const key = keyOf(venue, instrument);
      const channel = this.channels.get(key);
      if (channel === undefined) throw new Error(`${key} has no channel`);
      if (payload.type === "funding") channel.funding?.append(eventTime, payload.rate);
      else if (payload.type === "bar") {
        // A second source of the same bar changes nothing.
        if (opened.has(key)) continue;
        opened.add(key);
        this.appendBar(channel, payload.bar, eventTime);
        channel.source = source;
        channel.ingestTime = ingestTime;
      } else channel[payload.type]?.append(payload.bar);
    }
    if (opened.size === 0) return false;
    this.appendSteps(moment);
    return true;
  }

  private appendBar({ feed, mark, index, funding }: Channel, bar: Bar, now: number): void {
    feed.bars.append(bar, {
      mark: closeKnownAt(mark, now),
      index: closeKnownAt(index, now),
      funding: funding?.rateAt(now) ?? Number.NaN,
    });
  }

  /** Adds the moment to the timelines, the payments' plans and the steps of the accounts. */
  private appendSteps(moment: readonly Envelope[]): void {
    const opens = new Set(
      moment.flatMap(({ payload }) => (payload.type === "bar" ? [payload.bar.time] : [])),
    );
    for (const timeline of this.engine.timelines.all) {
      const [bars] = timeline.bars;
      for (const open of opens) {
        if (timeline.append?.(open) !== true) continue;
        for (const run of timeline.runs) {
          if (run.setup.funding instanceof GrowingFundingPlan) run.setup.funding.update();
          const { account } = run.setup;
          const { closes } = account.setup;
          if (closes !== undefined && bars !== undefined) closes[account.done] = open + bars.interval;
        }
      }
    }
  }

  command(command: ControlCommand): ControlResult {
    const result = operate(this.engine.runs, this.switches, command, this.asOf);
    if (result.status === "applied") {
      this.reporter.note(command);
      this.hasNews = this.desk !== undefined;
    }
    return result;
  }

  drain(): readonly StepReport[] {
    return this.hasNews ? [this.reportNow(this.asOf, [])] : [];
  }

  report(report: ExecutionReport): StepReport | undefined {
    if (this.desk === undefined) {
      throw new SessionError("venues", "this session has no venue behind it: the simulator fills its orders");
    }
    const taken = this.desk.take(report);
    if (taken === undefined) return undefined;
    const { notice } = taken;
    return this.reportNow(Math.max(this.asOf, report.time), notice === undefined ? [] : [notice]);
  }

  /** The report of a moment, with what the venues are asked for. */
  private reportNow(asOf: number, notices: readonly ExecutionNotice[]): StepReport {
    this.hasNews = false;
    const { desk } = this;
    if (desk === undefined) return this.reporter.report(asOf);
    const requests = desk.requests(asOf);
    return this.reporter.report(asOf, { requests, notices });
  }

  get venueOrders(): readonly SentOrder[] {
    return this.desk?.orders ?? [];
  }

  get stateHash(): string {
    return this.reporter.stateHash;
  }

  get control(): ControlSnapshot {
    return this.switches.snapshot();
  }

  get counts(): SequencerCounts {
    return this.sequencer.counts;
  }

  get bindings(): readonly Binding[] {
    return this.engine.runs.map(({ setup: { runId, strategy, route, instrument } }) => ({
      runId,
      market: instrument.symbol,
      strategyId: strategy.id,
      executionId: executionIdOf(runId, route.routeId),
      routeId: route.routeId,
      brokerId: brokerIdOf(instrument.venue, route.account),
    }));
  }

  snapshot(): SessionSnapshot {
    const inputs = [...this.channels.values()].map(
      ({ feed, source, ingestTime }): InputState => ({
        market: feed.instrument.symbol,
        venue: feed.instrument.venue,
        source,
        bars: feed.bars.length,
        asOf: feed.bars.lastClose,
        ingestTime,
        // Bars that should have closed by now and have not.
        overdue:
          feed.bars.length === 0
            ? 0
            : Math.max(0, Math.floor((this.asOf - feed.bars.lastClose) / feed.bars.interval)),
        close: feed.bars.close[feed.bars.length - 1] ?? Number.NaN,
      }),
    );
    return snapshotOf(this.engine, this.reporter, this.switches.snapshot(), this.asOf, inputs);
  }

  outcome(): SessionOutcome {
    return this.engine.outcome();
  }
}
