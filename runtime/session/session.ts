import { choosePolicy, type FillPolicy, fillPolicies } from "../execution/policy.ts";
import { Ledger } from "../inventory/ledger.ts";
import { decimalsOf, parseDecimal } from "../money/index.ts";
import { Precision } from "../reference/precision.ts";
import { type ExposureBook, Guard } from "../risk/guard.ts";
import { type FeatureColumns, FeatureGraph } from "../state/index.ts";
import type { RiskFacts, RunModule, SessionModule } from "../strategy/abi.ts";
import { connect, type Registered, register } from "../strategy/registration.ts";
import { shareBudgets, shareOf } from "./budgets.ts";
import { buildOutcome } from "./build-outcome.ts";
import { type Feed, type SessionConfig, SessionError } from "./config.ts";
import { createBook, createRiskFacts } from "./exposure.ts";
import { createFacts } from "./facts.ts";
import { barsClosedBy, hasEmptyBars, isMarket } from "./feeds.ts";
import type { SessionOutcome } from "./outcome.ts";
import { resolveRoute } from "./routes.ts";
import { advanceRun, carryOut, stepRun } from "./run-engine.ts";
import { RunState } from "./run-state.ts";

/** A session over recorded bars. */
export interface Session {
  /** Processes all remaining bars and returns the outcome. `onProgress` gets bars done and bars in all. */
  run(onProgress?: (done: number, total: number) => void): SessionOutcome;
  /** Processes the next block of bars; false when none is left. */
  advance(): boolean;
  /** What has happened so far. */
  outcome(): SessionOutcome;
  /** Distinct features that are computed, over all runs. */
  readonly featureCount: number;
}

/** One feed in a session: its graph and how far it has been read. */
interface FeedState {
  readonly feed: Feed;
  readonly graph: FeatureGraph;
  readonly runs: RunState[];
  columns: FeatureColumns | undefined;
  done: number;
}

const DEFAULT_BLOCK = 4096;

/** Sets a session up. Throws SessionError where the plan, the data and the reference data do not fit together. */
export const createSession = (config: SessionConfig): Session => {
  const policy = choosePolicy(config.session.fills);
  if (policy === undefined) {
    const known = [...fillPolicies.keys()].join(", ");
    throw new SessionError(
      "policy",
      `no fill policy ${JSON.stringify(config.session.fills?.policy)}; there are ${known}`,
    );
  }
  if (config.session.runs.length === 0) throw new SessionError("runs", "the session runs no strategy");
  return new BacktestSession(config, policy);
};

class BacktestSession implements Session {
  private readonly config: SessionConfig;
  private readonly policy: FillPolicy;
  private readonly guard: Guard;
  private readonly feeds: FeedState[] = [];
  private readonly runs: RunState[] = [];
  private readonly book: ExposureBook;
  private readonly blockSize: number;
  /** Runs must be stepped together: they share a guard. */
  private readonly coupled: boolean;
  private readonly sessionFacts: RiskFacts;

  constructor(config: SessionConfig, policy: FillPolicy) {
    this.config = config;
    this.policy = policy;
    this.blockSize = config.blockSize ?? DEFAULT_BLOCK;
    if (!Number.isSafeInteger(this.blockSize) || this.blockSize < 1) {
      throw new SessionError(
        "blockSize",
        `a block has a whole number of bars, at least 1, not ${this.blockSize}`,
      );
    }
    const { session } = config;
    this.guard = new Guard(session.guard, Number(session.capital));
    this.coupled = session.runs.length > 1 && session.guard !== undefined;
    if (session.guard !== undefined && session.guard.currency !== session.currency) {
      throw new SessionError(
        "currency",
        `risk ${session.guard.id} counts in ${session.guard.currency}, the session's capital is in ${session.currency}`,
      );
    }
    this.sessionFacts = createRiskFacts(this.runs);
    this.book = createBook(this.runs, this.sessionFacts);
    this.setUpRuns(session);
    this.guard.start(this.sessionFacts);
  }

  private setUpRuns(session: SessionModule): void {
    const budgets = shareBudgets(session.runs);
    const registered = session.runs.map((run) => {
      const feed = this.feedFor(run);
      return { run, feed, registration: register(run.strategy, run.params, feed.graph) };
    });
    for (const feed of this.feeds) {
      const clocks = registered
        .filter((entry) => entry.feed === feed)
        .map((entry) => entry.run.strategy.clock);
      feed.columns = feed.graph.layOut(this.blockSize, clocks);
    }
    registered.forEach(({ run, feed, registration }, index) => {
      const state = this.createRun(run, feed, registration, index, budgets[index] ?? 0);
      feed.runs.push(state);
      this.runs.push(state);
    });
  }

  private feedFor(run: RunModule): FeedState {
    const [slot] = Object.values(run.strategy.slots);
    const market = run.markets[0] ?? slot;
    if (market === undefined) throw new SessionError("slots", `${run.strategy.id} trades no market`);
    const known = this.feeds.find(({ feed }) => isMarket(feed, market));
    const state = known ?? this.openFeed(market);
    const { interval } = state.feed.bars;
    if (run.strategy.clock % interval !== 0) {
      throw new SessionError(
        "clock",
        `${run.strategy.id} runs every ${run.strategy.clock / 60_000} minutes; the data of ${market.symbol} has bars of ${interval / 60_000} minutes, which do not make one up`,
      );
    }
    if (state.feed.instrument.quote !== this.config.session.currency) {
      throw new SessionError(
        "currency",
        `${market.symbol} settles in ${state.feed.instrument.quote}, the session's capital is in ${this.config.session.currency}`,
      );
    }
    return state;
  }

  private openFeed(market: { readonly symbol: string; readonly venue: string }): FeedState {
    const feed = this.config.feeds.find((candidate) => isMarket(candidate, market));
    if (feed === undefined) throw new SessionError("feed", `no data for ${market.symbol} at ${market.venue}`);
    const graph = new FeatureGraph(feed.bars.interval);
    const state: FeedState = { feed, graph, runs: [], columns: undefined, done: 0 };
    this.feeds.push(state);
    return state;
  }

  private createRun(
    run: RunModule,
    feed: FeedState,
    registered: Registered,
    index: number,
    share: number,
  ): RunState {
    const { columns } = feed;
    if (columns === undefined) throw new Error("a feed has no columns");
    const { instrument, bars } = feed.feed;
    const precision = new Precision(instrument);
    const route = resolveRoute(this.config.session.routes, run, instrument.venue);
    const capital = shareOf(this.config.session.capital, share);
    const exactPrices = Math.max(bars.priceDecimals, decimalsOf(instrument.tickSize));
    const slipped = route.slippage > 0 && !this.policy.roundsToTick;
    const fee = this.config.fee;
    const ledger = new Ledger(
      parseDecimal(capital),
      { price: slipped ? exactPrices + 6 : exactPrices, quantity: precision.quantityScale },
      {
        maker: fee ?? route.makerFee ?? instrument.makerFee,
        taker: fee ?? route.takerFee ?? instrument.takerFee,
      },
    );
    const state = new RunState(
      {
        runId: run.id,
        index,
        strategy: run.strategy,
        params: registered.params,
        slot: registered.slot,
        instrument,
        precision,
        bars,
        columns,
        policy: this.policy,
        route,
        capital,
        capitalNumber: Number(capital),
        guard: this.guard,
        hasEmptyBars: hasEmptyBars(bars),
        everyBar: this.config.everyBar === true || this.coupled,
      },
      ledger,
      createFacts,
    );
    connect(state, registered, columns);
    return state;
  }

  get featureCount(): number {
    return this.feeds.reduce((sum, { graph }) => sum + graph.size, 0);
  }

  run(onProgress?: (done: number, total: number) => void): SessionOutcome {
    const total = this.feeds.reduce((sum, { feed }) => sum + feed.bars.length, 0);
    while (this.advance())
      onProgress?.(
        this.feeds.reduce((sum, { done }) => sum + done, 0),
        total,
      );
    return this.outcome();
  }

  advance(): boolean {
    const until = this.nextBlockEnd();
    if (until === undefined) return false;
    const starts = this.feeds.map((feed) => feed.done);
    for (const feed of this.feeds) {
      const to = barsClosedBy(feed.feed, until, feed.done);
      feed.columns?.advance(feed.feed.bars, feed.done, to);
      for (const run of feed.runs) updateArmed(run);
      feed.done = to;
    }
    if (this.coupled) this.advanceTogether(starts);
    else
      this.feeds.forEach((feed, index) => {
        for (const run of feed.runs) advanceRun(run, starts[index] ?? 0, feed.done, this.book);
      });
    return true;
  }

  /** Close time up to which the next block goes: no feed takes more than a block. */
  private nextBlockEnd(): number | undefined {
    let until: number | undefined;
    for (const { feed, done } of this.feeds) {
      const { bars } = feed;
      if (done >= bars.length) continue;
      const last = Math.min(done + this.blockSize, bars.length) - 1;
      const time = (bars.time[last] as number) + bars.interval;
      if (until === undefined || time < until) until = time;
    }
    return until;
  }

  /** Steps all runs in the order of time, and watches the session's equity after each moment. */
  private advanceTogether(starts: readonly number[]): void {
    const next = [...starts];
    for (;;) {
      let now = Number.POSITIVE_INFINITY;
      this.feeds.forEach(({ feed, done }, index) => {
        const bar = next[index] ?? 0;
        if (bar < done) now = Math.min(now, (feed.bars.time[bar] as number) + feed.bars.interval);
      });
      if (now === Number.POSITIVE_INFINITY) break;
      this.feeds.forEach(({ feed, done, runs }, index) => {
        const bar = next[index] ?? 0;
        if (bar >= done || (feed.bars.time[bar] as number) + feed.bars.interval !== now) return;
        for (const run of runs) stepRun(run, bar, this.book, false);
        next[index] = bar + 1;
      });
      this.watchEquity(now);
    }
  }

  private watchEquity(now: number): void {
    const { equity } = this.sessionFacts;
    if (equity > this.guard.peak) this.guard.raisePeak(equity);
    else if (equity < this.guard.floor) {
      const flattens = this.guard.breach(now);
      for (const run of this.runs) carryOut(run, flattens);
    }
  }

  outcome(): SessionOutcome {
    return buildOutcome(
      this.config.session,
      this.policy,
      this.guard,
      this.runs,
      this.feeds.map(({ feed, done }) => ({ feed, done })),
    );
  }
}

/** Steps at which the rules are armed, as far as they are known after a block. */
const updateArmed = (run: RunState): void => {
  const { columns } = run.setup;
  for (const bound of run.rules) {
    if (bound.armedStep === Number.POSITIVE_INFINITY) {
      bound.armedStep = Math.max(0, ...bound.reads.map((node) => columns.armedBar(node)));
    }
  }
  if (run.armedBar !== undefined) return;
  const step = Math.max(0, ...run.rules.map((bound) => bound.armedStep));
  const { window, shownAt } = columns.bars(run.setup.strategy.clock);
  if (step >= window.count) return;
  run.armedBar =
    run.setup.strategy.clock === run.setup.bars.interval ? step : (shownAt[window.indexOf(step)] as number);
};
