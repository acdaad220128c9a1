import { choosePolicy, type FillPolicy, fillPolicies, withPath, withTicks } from "../execution/policy.ts";
import { Guard } from "../risk/guard.ts";
import type { Halt } from "../risk/halts.ts";
import type { ExposureBook } from "../risk/member.ts";
import type { GuardState } from "../risk/watch-keeper.ts";
import type { FillChoice, SessionModule } from "../strategy/abi.ts";
import type { RunAccount } from "./account.ts";
import {
  activateAll,
  advanceAccount,
  beginBlock,
  closeAccount,
  endBlock,
  fillAccount,
} from "./advance-account.ts";
import { shareBudgets } from "./budgets.ts";
import { buildOutcome } from "./build-outcome.ts";
import { carryOut } from "./carry-out.ts";
import { type Feed, type SessionConfig, SessionError } from "./config.ts";
import { createAccount, registerRun } from "./create-account.ts";
import { createBook } from "./exposure.ts";
import { barsClosedBy } from "./feeds.ts";
import { guardSession } from "./guarded-reads.ts";
import { armMachine } from "./machines.ts";
import type { SessionOutcome } from "./outcome.ts";
import { advanceRun, closeTogether, fillTogether } from "./run-engine.ts";
import type { RunState } from "./run-state.ts";
import { checkFields, type Timeline, Timelines } from "./timelines.ts";

/** A session over recorded bars. */
export interface Session {
  /** Processes all remaining bars and returns the outcome. `onProgress` gets bars done and bars in all. */
  run(onProgress?: (done: number, total: number) => void): SessionOutcome;
  /** Processes the next block of bars; false when none is left. */
  advance(): boolean;
  /** What has happened so far. */
  outcome(): SessionOutcome;
  /** What the risk block has halted and not released yet, oldest first. */
  halts(): readonly Halt[];
  /** All that the limits remember, as data: the halts, and what losses and losing trades count from. */
  guardState(): GuardState;
  /** Distinct features that are computed, over all runs. */
  readonly featureCount: number;
  /** Bars that are processed, and bars in all, for progress; markets on a common timeline count once. */
  readonly progress: { readonly done: number; readonly total: number };
}

const DEFAULT_BLOCK = 4096;

/** Sets a session up. Throws SessionError where the plan, the data and the reference data do not fit together. */
export const createSession = (config: SessionConfig): Session => {
  return createEngine(config);
};

/** Checks a session's set-up and builds its engine. */
export const createEngine = (config: SessionConfig): SessionEngine => {
  const policy = choosePolicy(config.session.fills);
  if (policy === undefined) {
    const known = [...fillPolicies.keys()].join(", ");
    throw new SessionError(
      "policy",
      `no fill policy ${JSON.stringify(config.session.fills?.policy)}; there are ${known}`,
    );
  }
  if (config.session.runs.length === 0) throw new SessionError("runs", "the session runs no strategy");
  const { session, debug = false } = config;
  checkTicks(config.session.fills);
  const named = withTicks(policy, tickKinds(config.feeds));
  const chosen = config.path === undefined ? named : withPath(named, config.path);
  return new SessionEngine(debug ? { ...config, session: guardSession(session) } : config, chosen);
};

/** Throws where a choice of fills asks for what replayed ticks exclude. */
const checkTicks = (fills: FillChoice | undefined): void => {
  if (fills?.ticks === undefined) return;
  if (fills.atClose) {
    throw new SessionError(
      "ticks",
      "an order that is matched with ticks cannot fill at the close that decided it",
    );
  }
  if (fills.detailMs !== undefined) {
    throw new SessionError(
      "ticks",
      "either shorter bars decide what happens inside a bar, or ticks do: not both",
    );
  }
};

/** What feeds have of ticks, in words. */
const tickKinds = (feeds: readonly Feed[]): readonly string[] =>
  (["trades", "quotes"] as const).filter((kind) => feeds.some(({ ticks }) => ticks?.[kind] !== undefined));

/** The engine behind every session: it steps whatever bars are there. */
export class SessionEngine implements Session {
  private readonly config: SessionConfig;
  private readonly policy: FillPolicy;
  readonly guard: Guard;
  readonly timelines: Timelines;
  readonly accounts: RunAccount[] = [];
  readonly runs: RunState[] = [];
  private readonly book: ExposureBook;
  private readonly blockSize: number;
  /** Runs must be stepped together: they share a guard. */
  private readonly coupled: boolean;
  /** Close time up to which bars have been processed. */
  private until = Number.NEGATIVE_INFINITY;

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
    this.guard = new Guard(session.guard);
    this.coupled = session.runs.length > 1 && session.guard !== undefined;
    if (session.guard !== undefined && session.guard.currency !== session.currency) {
      throw new SessionError(
        "currency",
        `risk ${session.guard.id} counts in ${session.guard.currency}, the session's capital is in ${session.currency}`,
      );
    }
    this.timelines = new Timelines(config.feeds, session.currency);
    this.setUpRuns(session);
    this.book = createBook(this.accounts, this.runs);
    this.guard.start(this.book);
    if (config.guardState !== undefined) this.restoreGuard(config.guardState);
  }

  private setUpRuns(session: SessionModule): void {
    const budgets = shareBudgets(session.runs);
    const registered = session.runs.map((run) =>
      registerRun(run, this.timelines.ofRun(run), this.config.inspector),
    );
    for (const timeline of this.timelines.all) {
      checkFields(timeline);
      timeline.columns = timeline.graph.layOut(this.blockSize, [...timeline.clocks]);
    }
    const context = {
      config: this.config,
      policy: this.policy,
      guard: this.guard,
      coupled: this.coupled,
      volumes: new Map(),
    };
    registered.forEach((run, index) => {
      const account = createAccount(context, run, index, budgets[index] ?? 0);
      this.accounts.push(account);
      this.runs.push(...account.markets);
    });
  }

  private restoreGuard(state: Partial<GuardState>): void {
    const [unknown] = this.guard.watches.restore(state);
    if (unknown === undefined) return;
    throw new SessionError(
      "guardState",
      `a limit ${unknown.limit} of ${unknown.scope} is to be taken up, and the session's risk block has none`,
    );
  }

  halts(): readonly Halt[] {
    return this.guard.watches.halts();
  }

  guardState(): GuardState {
    return this.guard.watches.state();
  }

  get featureCount(): number {
    return this.timelines.featureCount;
  }

  get progress(): { readonly done: number; readonly total: number } {
    let done = 0;
    let total = 0;
    for (const timeline of this.timelines.all) {
      done += timeline.done;
      total += timeline.bars[0]?.length ?? 0;
    }
    return { done, total };
  }

  run(onProgress?: (done: number, total: number) => void): SessionOutcome {
    while (this.advance()) {
      if (onProgress === undefined) continue;
      const { done, total } = this.progress;
      onProgress(done, total);
    }
    return this.outcome();
  }

  advance(): boolean {
    const until = this.nextBlockEnd();
    if (until === undefined) return false;
    this.until = until;
    const starts = new Map(this.timelines.all.map((timeline) => [timeline, timeline.done]));
    for (const timeline of this.timelines.all) {
      const { bars, done } = timeline;
      const to = bars[0] === undefined ? done : barsClosedBy(bars[0], until, done);
      timeline.columns?.advance(bars, done, to);
      for (const run of timeline.runs) {
        run.blockEnd = to;
        updateArmed(run);
      }
      timeline.done = to;
    }
    if (this.coupled) {
      this.advanceTogether(starts);
      return true;
    }
    for (const account of this.accounts) if (!account.isSingle) advanceAccount(account, until);
    for (const timeline of this.timelines.all) {
      for (const run of timeline.runs) {
        if (!run.isAlone) continue;
        advanceRun(run, starts.get(timeline) ?? 0, timeline.done);
        run.setup.account.done = timeline.done;
      }
    }
    return true;
  }

  /** Close time up to which the next block goes: no timeline takes more than a block. */
  private nextBlockEnd(): number | undefined {
    let until: number | undefined;
    for (const { bars: markets, done } of this.timelines.all) {
      const [bars] = markets;
      if (bars === undefined || done >= bars.length) continue;
      const last = Math.min(done + this.blockSize, bars.length) - 1;
      const time = (bars.time[last] as number) + bars.interval;
      if (until === undefined || time < until) until = time;
    }
    return until;
  }

  /** Steps all runs in the order of time: at each moment the fills of all, limits on equity, then the decisions of all. */
  private advanceTogether(starts: ReadonlyMap<Timeline, number>): void {
    const next = new Map(starts);
    const several = this.accounts.filter((account) => !account.isSingle);
    for (const account of several) beginBlock(account);
    for (;;) {
      let now = Number.POSITIVE_INFINITY;
      for (const timeline of this.timelines.all)
        now = Math.min(now, nextClose(timeline, next.get(timeline) ?? 0));
      if (now === Number.POSITIVE_INFINITY) break;
      const { watches } = this.guard;
      if (now > watches.rollsAt) watches.roll(now, this.book.facts.equity);
      const due = this.timelines.all.flatMap((timeline): [RunState, number][] => {
        const bar = next.get(timeline) ?? 0;
        if (nextClose(timeline, bar) !== now) return [];
        next.set(timeline, bar + 1);
        return timeline.runs.flatMap((run): [RunState, number][] => (run.isAlone ? [[run, bar]] : []));
      });
      const dueAccounts = several.filter(({ setup, done }) => setup.closes?.[done] === now);
      // Limits and decisions of a run see what all runs hold and are worth at this moment.
      for (const [run, bar] of due) {
        fillTogether(run, bar);
        run.setup.account.done = bar + 1;
      }
      for (const account of dueAccounts) fillAccount(account, false);
      if (this.watchEquity(now)) for (const account of dueAccounts) activateAll(account);
      for (const [run, bar] of due) closeTogether(run, bar);
      for (const account of dueAccounts) closeAccount(account, false);
      carryOut(this.guard, now);
    }
    for (const account of several) endBlock(account);
  }

  /** Begins what a moment between two bars lies in, at which a venue reports: its losses count in its own window. */
  enter(time: number): void {
    const { watches } = this.guard;
    if (time >= watches.rollsAt) watches.roll(time + 1, this.book.facts.equity);
  }

  /** True where a limit has spoken, and was carried out. */
  private watchEquity(now: number): boolean {
    const { watches } = this.guard;
    const { equity } = this.book.facts;
    if (equity > watches.peak) watches.raise(equity);
    if (equity < watches.floor) watches.breach(equity, now);
    if (this.guard.looksAtData) this.guard.lookAtData(now);
    watches.look(now);
    return carryOut(this.guard, now);
  }

  outcome(): SessionOutcome {
    const progress = this.timelines.feeds.map((feed) => ({
      feed,
      done: barsClosedBy(feed.bars, this.until, 0),
    }));
    return buildOutcome(this.config.session, this.policy, this.guard, this.accounts, progress);
  }
}

/** Close time of a timeline's bar that is next, as far as its features are computed. */
const nextClose = ({ bars: [bars], done }: Timeline, bar: number): number =>
  bars === undefined || bar >= done ? Number.POSITIVE_INFINITY : (bars.time[bar] as number) + bars.interval;

/** Steps at which the rules are armed, as far as they are known after a block. */
const updateArmed = (run: RunState): void => {
  const { columns } = run.setup;
  for (const bound of run.rules) {
    if (bound.armedStep === Number.POSITIVE_INFINITY) {
      bound.armedStep = Math.max(0, ...bound.reads.map((node) => columns.armedBar(node)));
    }
  }
  for (const machine of run.machines) {
    if (machine.armedStep === Number.POSITIVE_INFINITY) {
      armMachine(machine, Math.max(0, ...machine.reads.map((node) => columns.armedBar(node))));
    }
  }
  if (run.armedBar !== undefined) return;
  const step = Math.max(
    0,
    ...run.rules.map((bound) => bound.armedStep),
    ...run.heldReads.map((node) => columns.armedBar(node)),
  );
  const { window, shownAt } = columns.bars(run.setup.strategy.clock);
  if (step >= window.count) return;
  run.armedBar =
    run.setup.strategy.clock === run.setup.bars.interval ? step : (shownAt[window.indexOf(step)] as number);
};
