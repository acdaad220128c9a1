import { type Reading, readNode } from "../inspection/index.ts";
import { type BarColumns, sliceBars, unionOf } from "../market/index.ts";
import { createSession, SessionError, type SessionOutcome } from "../session/index.ts";
import type { PlanModule } from "../strategy/index.ts";
import type { CheckModule } from "./abi.ts";
import type { FileBars } from "./candles.ts";
import { createMoveLog, type TestMoves } from "./moves.ts";
import { randomWalk } from "./random-walk.ts";
import { type Tested, testConfig, testedStrategy } from "./set-up.ts";

/** Walks that a check tries, and the candles of each, where it does not say. */
export const defaultWalks = 50;
export const defaultLength = 300;

/** Which bars a check ran over. */
export type CheckedOn =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | { readonly kind: "walk"; readonly seed: number };

/** The condition of a check was false at a bar. */
export interface Violation {
  readonly on: CheckedOn;
  /** Bar of the data, or of the walk. */
  readonly bar: number;
  /** Open time of the bar, milliseconds. */
  readonly time: number;
  /** The market, where the strategy trades each of several. */
  readonly market: string | undefined;
  readonly condition: Reading;
  /** The shortest run of these bars that was found to fail as well, and the bar of it that does. */
  readonly short: {
    readonly bars: ReadonlyMap<string, BarColumns>;
    readonly from: number;
    readonly bar: number;
  };
}

/** What a check came to. */
export interface CheckRun {
  readonly check: CheckModule;
  readonly violation: Violation | undefined;
  /** Why it could not run, or says nothing: its condition was never known. */
  readonly problem: string | undefined;
  /** Steps at which the condition held, and at which it was unknown. */
  readonly held: number;
  readonly unknown: number;
  readonly walks: number;
  readonly files: number;
  /** Of each run. */
  readonly outcomes: readonly { readonly outcome: SessionOutcome; readonly moves: TestMoves }[];
}

/** Data of the check's own files, or of files that the user gives for the markets of the plan. */
export type CheckData = readonly { readonly slot: string; readonly path: string; readonly bars: FileBars }[];

type BarsBySlot = ReadonlyMap<string, BarColumns>;

/** Checks that a condition is never false: on recorded bars, and on random walks from seed 1 on. */
export const runCheck = (plan: PlanModule, check: CheckModule, data: CheckData): CheckRun => {
  const totals = { held: 0, unknown: 0, walks: 0, files: 0 };
  const outcomes: CheckRun["outcomes"][number][] = [];
  const finish = (violation: Violation | undefined, problem: string | undefined): CheckRun => ({
    check,
    violation,
    problem,
    ...totals,
    outcomes,
  });
  try {
    const tested = testedStrategy(plan, check);
    const broken = data.find(({ bars }) => !bars.ok)?.bars;
    if (broken !== undefined && !broken.ok) return finish(undefined, broken.message);
    for (const { on, bars } of dataSets(check, tested, data)) {
      const pass = runOnce(plan, check, tested, bars);
      totals.held += pass.held;
      totals.unknown += pass.unknown;
      totals[on.kind === "walk" ? "walks" : "files"]++;
      outcomes.push({ outcome: pass.outcome, moves: pass.moves });
      if (pass.failed !== undefined) {
        const short = shorten(plan, check, tested, bars, pass.failed.bar);
        return finish({ on, ...pass.failed, short }, undefined);
      }
    }
  } catch (error) {
    if (error instanceof SessionError) return finish(undefined, error.message);
    throw error;
  }
  return finish(undefined, totals.held === 0 ? "the condition was never known at any step" : undefined);
};

const START = Date.UTC(2024, 0, 1);

/** The recorded bars, where every market has some; then the walks. */
function* dataSets(
  check: CheckModule,
  { strategy, markets }: Tested,
  data: CheckData,
): Generator<{ readonly on: CheckedOn; readonly bars: BarsBySlot }> {
  const recorded = new Map(data.flatMap(({ slot, bars }) => (bars.ok ? [[slot, bars.bars] as const] : [])));
  const isWhole = markets.every(({ name }) => recorded.has(name));
  if (isWhole) yield { on: { kind: "files", paths: data.map(({ path }) => path) }, bars: recorded };
  const walks = check.walks ?? defaultWalks;
  for (let seed = 1; seed <= walks; seed++) {
    const bars = markets.map(({ name }, index): readonly [string, BarColumns] => [
      name,
      randomWalk({
        // Markets of one strategy get seeds of their own; the first one's is the seed that is reported.
        seed: seed + index * 1_000_003,
        length: check.length ?? defaultLength,
        interval: strategy.clock,
        start: START,
        price: recorded.get(name)?.close[0] ?? 100,
      }),
    ]);
    yield { on: { kind: "walk", seed }, bars: new Map(bars) };
  }
}

interface Pass {
  readonly held: number;
  readonly unknown: number;
  readonly failed: Pick<Violation, "bar" | "time" | "market" | "condition"> | undefined;
  readonly outcome: SessionOutcome;
  readonly moves: TestMoves;
}

const BLOCK = 256;

/** One run over some bars, up to the first bar at which the condition is false. */
const runOnce = (plan: PlanModule, check: CheckModule, tested: Tested, bars: BarsBySlot): Pass => {
  let held = 0;
  let unknown = 0;
  let failed: Pass["failed"];
  const times = unionOf([...bars.values()].map(({ time }) => time));
  const first = tested.markets[0]?.slot;
  const moves = createMoveLog();
  const config = testConfig(plan, check, tested, bars, [], {
    features: ({ params }) => check.features(params),
    step: (at) => {
      // Each of a universe has a condition of its own; elsewhere it is about the strategy as a whole.
      if (failed !== undefined || at.slot !== first) return;
      const value = check.condition.value(at.view, at.params, at.facts, at.captures);
      if (value === true) held++;
      else if (value === false) {
        const bar = times.findLastIndex((time) => time < at.time);
        const name = tested.markets.find(({ market }) => market.symbol === at.market)?.name;
        const market = tested.strategy.members === undefined ? undefined : name;
        failed = { bar, time: times[bar] ?? Number.NaN, market, condition: readNode(check.condition, at) };
      } else unknown++;
    },
    combo: moves.combo,
    hold: moves.hold,
  });
  const session = createSession({ ...config, blockSize: BLOCK });
  while (failed === undefined && session.advance());
  return { held, unknown, failed, outcome: session.outcome(), moves };
};

/** Tries that shortening may take. */
const TRIES = 24;

/** Leaves out bars, first behind the failure and then before it, as long as the rest still fails. */
const shorten = (
  plan: PlanModule,
  check: CheckModule,
  tested: Tested,
  bars: BarsBySlot,
  failedBar: number,
): Violation["short"] => {
  let best = { bars: cut(bars, 0, failedBar + 1), from: 0, bar: failedBar };
  let step = Math.floor(failedBar / 2);
  for (let tries = 0; step >= 1 && tries < TRIES; tries++) {
    const shorter = cut(best.bars, step, best.bar + 1);
    const failed = [...shorter.values()].every(({ length }) => length > 1)
      ? runOnce(plan, check, tested, shorter).failed
      : undefined;
    if (failed === undefined) {
      step = Math.floor(step / 2);
    } else {
      best = { bars: cut(shorter, 0, failed.bar + 1), from: best.from + step, bar: failed.bar };
      step = Math.min(step, Math.floor(best.bar / 2));
    }
  }
  return best;
};

/** Bars `from` to `to`, without the last, of the times at which any of the markets has a bar. */
const cut = (bars: BarsBySlot, from: number, to: number): BarsBySlot => {
  const times = unionOf([...bars.values()].map(({ time }) => time));
  return new Map([...bars].map(([slot, columns]) => [slot, sliceBars(columns, times[from], times[to])]));
};
