import { type Reading, readNode } from "../inspection/index.ts";
import type { BarColumns } from "../market/index.ts";
import { createSession, type InspectedStep, SessionError, type SessionOutcome } from "../session/index.ts";
import type { PlanModule } from "../strategy/index.ts";
import type { Expectation, Place, ScenarioModule } from "./abi.ts";
import { CandleProblem, type FileBars, makeCandles } from "./candles.ts";
import { createMoveLog, type TestMoves } from "./moves.ts";
import { rowsByBar } from "./outcome-rows.ts";
import {
  isNamed,
  nameIn,
  type Tested,
  type TestedMarket,
  testConfig,
  testedStrategy,
  testInstrument,
} from "./set-up.ts";
import { type OpenTerm, openTerms } from "./terms.ts";
import { judge, type Verdict } from "./verdicts.ts";

/** What a scenario came to. */
export interface ScenarioRun {
  readonly scenario: ScenarioModule;
  /** Of each expectation, in order; empty where the scenario could not run. */
  readonly verdicts: readonly Verdict[];
  /** Why it could not run. */
  readonly problem: string | undefined;
  readonly outcome: SessionOutcome | undefined;
  readonly moves: TestMoves;
  /** The candles by the names of their markets. */
  readonly bars: ReadonlyMap<string, BarColumns>;
  readonly timeline: ScenarioTimeline;
}

/** The bars of a scenario in the order of time, over all its markets. */
export interface ScenarioTimeline {
  /** Open times. */
  readonly times: readonly number[];
  readonly interval: number;
}

/** What an expectation saw at its bar, kept until the run has ended. */
export interface OpenExpectation {
  readonly terms: readonly OpenTerm[];
  readonly quantity: number;
  readonly price: number;
  readonly condition: Reading | undefined;
  readonly isRead: boolean;
}

/** Runs a scenario and judges each of its expectations. */
export const runScenario = (
  plan: PlanModule,
  scenario: ScenarioModule,
  readFile: (path: string) => FileBars,
): ScenarioRun => {
  const empty = { times: [], interval: 1 };
  let bars: ReadonlyMap<string, BarColumns> = new Map();
  const moves = createMoveLog();
  try {
    const whole = testedStrategy(plan, scenario);
    bars = candlesOf(scenario, whole, readFile);
    const timeline = timelineOf(bars);
    const tested = { ...whole, markets: whole.markets.filter(({ name }) => bars.has(name)) };
    const open = new Map<Expectation, Map<string, OpenExpectation>>();
    const config = testConfig(plan, scenario, tested, bars, scenario.holdings, {
      features: ({ params }) => scenario.features(params),
      step: (at) => readExpectations(scenario, tested, timeline, at, open, bars),
      combo: moves.combo,
      hold: moves.hold,
    });
    const outcome = createSession(config).run();
    const verdicts = judge({
      scenario,
      tested,
      outcome,
      rows: rowsByBar(outcome, (time) => barAt(timeline, time) ?? -1),
      barOf: (place) => placeBar(place, timeline),
      timeline,
      instruments: new Map(
        tested.markets.flatMap(({ name, market }) => {
          const own = bars.get(name);
          return own === undefined ? [] : [[name, testInstrument(market, own)] as const];
        }),
      ),
      seen: (expectation, name) => open.get(expectation)?.get(name) ?? unseen,
    });
    return { scenario, verdicts, problem: undefined, outcome, moves, bars, timeline };
  } catch (error) {
    if (error instanceof SessionError || error instanceof CandleProblem) {
      const problem = error.message;
      return { scenario, verdicts: [], problem, outcome: undefined, moves, bars, timeline: empty };
    }
    throw error;
  }
};

/** The candles of each market; of a universe, those of the slot are for all members that have none of their own. */
const candlesOf = (
  { candles, start }: ScenarioModule,
  { markets }: Tested,
  readFile: (path: string) => FileBars,
): ReadonlyMap<string, BarColumns> =>
  new Map(
    markets.flatMap((market) => {
      const own =
        candles.find(({ slot }) => slot === market.name) ?? candles.find(({ slot }) => slot === market.slot);
      return own === undefined ? [] : [[market.name, makeCandles(own, start, readFile)] as const];
    }),
  );

const timelineOf = (bars: ReadonlyMap<string, BarColumns>): ScenarioTimeline => {
  const times = [...new Set([...bars.values()].flatMap(({ time }) => [...time]))].sort((a, b) => a - b);
  const [first] = bars.values();
  return { times, interval: first?.interval ?? 1 };
};

/** The bar that a point in time lies in; undefined where there is none. */
export const barAt = ({ times, interval }: ScenarioTimeline, time: number): number | undefined => {
  const bar = times.findLastIndex((open) => open <= time);
  return bar >= 0 && time < (times[bar] ?? 0) + interval ? bar : undefined;
};

/** The number of a place's bar; undefined where the candles have none. */
const placeBar = (place: Place, timeline: ScenarioTimeline): number | undefined => {
  if (place === "end") return timeline.times.length - 1;
  if ("time" in place) return barAt(timeline, place.time);
  return place.bar < timeline.times.length ? place.bar : undefined;
};

const placeOf = (expectation: Expectation): Place | undefined =>
  "place" in expectation ? expectation.place : undefined;

/**
 * Whether an expectation is read in the step of a market: its own, or the strategy's first; each of a universe has
 * values of its own.
 */
const isReadIn = (expectation: Expectation, market: TestedMarket, { strategy, markets }: Tested): boolean => {
  const name = nameIn(expectation);
  if (name !== undefined) return isNamed(market, name);
  return strategy.members !== undefined || market === markets[0];
};

const readExpectations = (
  scenario: ScenarioModule,
  tested: Tested,
  timeline: ScenarioTimeline,
  at: InspectedStep,
  open: Map<Expectation, Map<string, OpenExpectation>>,
  bars: ReadonlyMap<string, BarColumns>,
): void => {
  const market = tested.markets.find((item) => item.slot === at.slot && item.market.symbol === at.market);
  const own = market === undefined ? undefined : bars.get(market.name);
  const now = barAt(timeline, at.time - 1);
  if (market === undefined || own === undefined || now === undefined) return;
  const keep = (expectation: Expectation, seen: OpenExpectation): void => {
    open.set(expectation, (open.get(expectation) ?? new Map()).set(market.name, seen));
  };
  for (const expectation of scenario.expectations) {
    const place = placeOf(expectation);
    const bar = place === undefined ? undefined : placeBar(place, timeline);
    if (bar === undefined || bar < now || !isReadIn(expectation, market, tested)) continue;
    const values = amounts(expectation, (value) => value(at.view, at.params, at.facts, at.captures));
    // On a slower clock a bar may decide nothing: amounts are then those of the last decision before it.
    if (bar > now) {
      keep(expectation, { ...unseen, ...values });
      continue;
    }
    const instrument = testInstrument(market.market, own);
    keep(expectation, {
      terms: expectation.kind === "intent" ? openTerms(expectation.terms, at, instrument) : [],
      ...values,
      condition: expectation.kind === "condition" ? readNode(expectation.condition, at) : undefined,
      isRead: true,
    });
  }
};

type Amount = NonNullable<Extract<Expectation, { readonly kind: "fill" }>["price"]>;

const amounts = (
  expectation: Expectation,
  read: (value: Amount) => number,
): { readonly quantity: number; readonly price: number } => {
  const hasAmounts = expectation.kind === "fill" || expectation.kind === "position";
  const { quantity } = hasAmounts ? expectation : { quantity: undefined };
  const price = expectation.kind === "fill" ? expectation.price : undefined;
  return {
    quantity: quantity === undefined ? Number.NaN : read(quantity),
    price: price === undefined ? Number.NaN : read(price),
  };
};

/** Nothing could be read: the strategy has not decided anything up to that bar. */
const unseen: OpenExpectation = {
  terms: [],
  quantity: Number.NaN,
  price: Number.NaN,
  condition: undefined,
  isRead: false,
};
