import type { BarColumns } from "../market/index.ts";
import { type Instrument, inferInstrument, lookupInstrument } from "../reference/index.ts";
import { type Feed, type Inspector, type SessionConfig, SessionError } from "../session/index.ts";
import type { MarketModule, PlanModule, StrategyModule } from "../strategy/index.ts";
import type { Expectation, ScenarioModule, TestSetting } from "./abi.ts";

/** Capital of a test that states none. */
export const defaultCapital = "100000";

/** Decimals of prices and lots where nothing is known about a market: fine enough not to be seen. */
const FINE = 6;

/** A strategy under test with the markets that it trades here. */
export interface Tested {
  readonly strategy: StrategyModule;
  /** In the order of the slots; of a strategy that trades each of several, those that have bars in the test. */
  readonly markets: readonly TestedMarket[];
}

/** A market by the name that tests know it by: its slot, or its own name where the slot goes through several. */
export interface TestedMarket {
  readonly name: string;
  readonly slot: string;
  readonly market: MarketModule;
}

/** The strategy that a test names. */
export const testedStrategy = (plan: PlanModule, setting: TestSetting): Tested => {
  const strategy = plan.strategies[setting.strategy];
  if (strategy === undefined)
    throw new SessionError("strategy", `no strategy ${setting.strategy} in the plan`);
  const slots = Object.entries(strategy.slots).map(([slot, market]) => ({ name: slot, slot, market }));
  const [each] = slots;
  if (strategy.members === undefined || each === undefined) return { strategy, markets: slots };
  const names = new Map(Object.entries(plan.markets).map(([name, market]) => [marketKey(market), name]));
  return {
    strategy,
    markets: strategy.members.map((market) => ({
      name: names.get(marketKey(market)) ?? market.symbol,
      slot: each.slot,
      market,
    })),
  };
};

const marketKey = ({ symbol, venue }: MarketModule): string => `${symbol} ${venue}`;

/** Whether a test's name for markets stands for a market: each of a universe has the name of the slot as well. */
export const isNamed = ({ name, slot }: TestedMarket, wanted: string): boolean =>
  name === wanted || slot === wanted;

/** The name that an expectation gives to its market; undefined: none. */
export const nameIn = (expectation: Expectation): string | undefined => {
  if (expectation.kind === "position") return expectation.slot === "" ? undefined : expectation.slot;
  return "match" in expectation ? expectation.match.slot : undefined;
};

/** The instrument of a market: of a bundled venue, or one with fine steps and no fees. */
export const testInstrument = (market: MarketModule, bars: BarColumns): Instrument =>
  lookupInstrument(market.venue, market.symbol) ??
  inferInstrument(market.symbol, market.venue, { priceDecimals: Math.max(FINE, bars.priceDecimals) });

/** Name of the only run of a test. */
export const RUN_ID = "test";

/** What a session needs to run a test on bars. `bars`: by the names of the markets. */
export const testConfig = (
  plan: PlanModule,
  setting: TestSetting,
  tested: Tested,
  bars: ReadonlyMap<string, BarColumns>,
  holdings: ScenarioModule["holdings"],
  inspector: Inspector | undefined,
): SessionConfig => {
  const feeds = tested.markets.map(({ name, market }): Feed => {
    const own = bars.get(name);
    if (own === undefined) throw new SessionError("feed", `no candles for ${name}`);
    return { instrument: testInstrument(market, own), bars: own };
  });
  const guard = setting.guard === undefined ? undefined : plan.risks[setting.guard];
  return {
    session: {
      id: setting.title,
      capital: setting.capital ?? defaultCapital,
      currency: setting.currency,
      runs: [
        {
          id: RUN_ID,
          strategy: tested.strategy,
          params: setting.params,
          markets: tested.markets.map(({ market }) => market),
          ...(setting.route === undefined ? {} : { route: setting.route }),
        },
      ],
      routes: Object.values(plan.routes),
      ...(guard === undefined ? {} : { guard }),
      ...(setting.fills === undefined ? {} : { fills: setting.fills }),
    },
    feeds,
    holdings: holdings.flatMap((holding) =>
      tested.markets
        .filter((market) => isNamed(market, holding.slot))
        .map(({ slot, market }) => ({ ...holding, slot, market: market.symbol, runId: RUN_ID })),
    ),
    ...(inspector === undefined ? {} : { inspector }),
  };
};
