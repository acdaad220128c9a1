import type { BarColumns } from "../market/index.ts";
import { type Instrument, inferInstrument, lookupInstrument } from "../reference/index.ts";
import { type Feed, type Inspector, type SessionConfig, SessionError } from "../session/index.ts";
import type { MarketModule, PlanModule, StrategyModule } from "../strategy/index.ts";
import type { ScenarioModule, TestSetting } from "./abi.ts";

/** Capital of a test that states none. */
export const defaultCapital = "100000";

/** Decimals of prices and lots where nothing is known about a market: fine enough not to be seen. */
const FINE = 6;

/** A strategy under test with the markets that it trades here. */
export interface Tested {
  readonly strategy: StrategyModule;
  /** In the order of the slots; of a strategy that trades each of several, the first of them. */
  readonly markets: readonly { readonly slot: string; readonly market: MarketModule }[];
}

/** The strategy that a test names. */
export const testedStrategy = (plan: PlanModule, setting: TestSetting): Tested => {
  const strategy = plan.strategies[setting.strategy];
  if (strategy === undefined)
    throw new SessionError("strategy", `no strategy ${setting.strategy} in the plan`);
  const slots = Object.entries(strategy.slots);
  const [member] = strategy.members ?? [];
  return {
    strategy,
    markets: slots.map(([slot, market]) => ({ slot, market: member ?? market })),
  };
};

/** The instrument of a market: of a bundled venue, or one with fine steps and no fees. */
export const testInstrument = (market: MarketModule, bars: BarColumns): Instrument =>
  lookupInstrument(market.venue, market.symbol) ??
  inferInstrument(market.symbol, market.venue, { priceDecimals: Math.max(FINE, bars.priceDecimals) });

/** Name of the only run of a test. */
export const RUN_ID = "test";

/** What a session needs to run a test on bars. `bars`: by slot. */
export const testConfig = (
  plan: PlanModule,
  setting: TestSetting,
  tested: Tested,
  bars: ReadonlyMap<string, BarColumns>,
  holdings: ScenarioModule["holdings"],
  inspector: Inspector | undefined,
): SessionConfig => {
  const feeds = tested.markets.map(({ slot, market }): Feed => {
    const own = bars.get(slot);
    if (own === undefined) throw new SessionError("feed", `no candles for ${slot}`);
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
    holdings: holdings.map((holding) => ({ ...holding, runId: RUN_ID })),
    ...(inspector === undefined ? {} : { inspector }),
  };
};
