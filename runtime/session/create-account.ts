import type { FillPolicy } from "../execution/policy.ts";
import { Tape } from "../execution/tape.ts";
import { VolumeBook } from "../execution/volume-book.ts";
import { Ledger } from "../inventory/ledger.ts";
import {
  type BarColumns,
  type FundingPlan,
  type FundingRates,
  GrowingBars,
  GrowingFunding,
  GrowingFundingPlan,
  planFunding,
  unionOf,
} from "../market/index.ts";
import { decimalsOf, parseDecimal } from "../money/index.ts";
import { Precision } from "../reference/precision.ts";
import type { Guard } from "../risk/guard.ts";
import type { FeatureColumns } from "../state/index.ts";
import type { RunModule } from "../strategy/abi.ts";
import { RunAccount } from "./account.ts";
import { shareOf } from "./budgets.ts";
import { createCombos } from "./combos.ts";
import { type Feed, type SessionConfig, SessionError } from "./config.ts";
import { createFacts } from "./facts.ts";
import { feeCurrencyOf } from "./fee-currency.ts";
import { hasEmptyBars } from "./feeds.ts";
import { openHolding } from "./holding.ts";
import { createHold } from "./holds.ts";
import { inspect } from "./inspect.ts";
import type { Inspector } from "./inspector.ts";
import { marginRule } from "./margin.ts";
import { checkModule, connect, type Registered, register, resolveParams } from "./registration.ts";
import { resolveRoute } from "./routes.ts";
import { type Params, RunState } from "./run-state.ts";
import type { Timeline, TimelineMarket } from "./timelines.ts";

/** One market of a run: its slot, and where its bars and features are. */
interface RunMarket {
  readonly slot: string;
  readonly timeline: Timeline;
  readonly market: TimelineMarket;
  /** Number of the market on its timeline. */
  readonly feed: number;
  readonly registered: Registered;
}

/** A run whose features are interned. */
export interface RegisteredRun {
  readonly run: RunModule;
  readonly params: Params;
  readonly markets: readonly RunMarket[];
}

/** Checks a run's module and parameters and interns its features: on one timeline, or on that of each market. */
export const registerRun = (
  run: RunModule,
  timelines: readonly Timeline[],
  inspector?: Inspector,
): RegisteredRun => {
  const { strategy } = run;
  const slots = checkModule(strategy);
  const params = resolveParams(strategy, run.params);
  const inspected = inspector?.features({ runId: run.id, strategy, params }) ?? {};
  const markets = timelines.flatMap((timeline): RunMarket[] => {
    const feeds = Object.fromEntries(slots.map((slot, index) => [slot, index]));
    const registered = register(strategy, params, timeline.graph, feeds, inspected);
    return timeline.markets.map((market, feed) => ({
      slot: slots[feed] ?? "",
      timeline,
      market,
      feed,
      registered,
    }));
  });
  return { run, params, markets };
};

/** What all accounts of a session are made with. */
export interface AccountContext {
  readonly config: SessionConfig;
  readonly policy: FillPolicy;
  readonly guard: Guard;
  readonly coupled: boolean;
  /** What orders take of the volume of each feed's bars. */
  readonly volumes: Map<Feed, VolumeBook>;
}

const volumesOf = (books: Map<Feed, VolumeBook>, feed: Feed): VolumeBook => {
  const known = books.get(feed) ?? new VolumeBook();
  books.set(feed, known);
  return known;
};

/** The account of a run with the states of its markets. */
export const createAccount = (
  context: AccountContext,
  registered: RegisteredRun,
  index: number,
  share: number,
): RunAccount => {
  const { run, params, markets } = registered;
  const capital = shareOf(context.config.session.capital, share);
  const isSingle =
    markets.length === 1 && run.strategy.members === undefined && run.strategy.hold === undefined;
  const closes = isSingle ? undefined : closesOf(markets);
  const account = new RunAccount({
    runId: run.id,
    index,
    strategy: run.strategy,
    params,
    capital,
    capitalNumber: Number(capital),
    closes,
    length: closes?.length ?? roomOf(markets[0]?.market.aligned.bars),
  });
  for (const market of markets) {
    const state = createMarketState(context, account, run, market);
    account.markets.push(state);
    market.timeline.runs.push(state);
  }
  addHoldings(account, markets, context.config.inspector);
  return account;
};

/** The combos and the holding of an account. Their numbers in the logs follow those of the rules. */
const addHoldings = (
  account: RunAccount,
  markets: readonly RunMarket[],
  inspector: Inspector | undefined,
): void => {
  const { rules, combos = [], hold } = account.setup.strategy;
  const [first] = markets;
  if (first !== undefined && combos.length > 0) {
    const columns = columnsOf(first.timeline);
    account.combos = createCombos(
      combos,
      rules.length,
      account.markets,
      first.registered.nodes,
      columns,
      inspector,
    );
    for (const { combo, facts } of account.combos) account.comboFacts[combo.id] = facts;
  }
  if (hold !== undefined) {
    const nodes = new Map(account.markets.map((run, index) => [run, markets[index]?.registered.nodes]));
    account.hold = createHold(
      hold,
      rules.length + combos.length,
      account.markets,
      (run) => nodes.get(run) ?? new Map(),
      inspector,
    );
  }
};

const columnsOf = ({ columns }: Timeline): FeatureColumns => {
  if (columns === undefined) throw new Error("a timeline has no columns");
  return columns;
};

/** Steps that the bars of a timeline may have. */
const roomOf = (bars: BarColumns | undefined): number =>
  bars instanceof GrowingBars ? bars.capacity : (bars?.length ?? 0);

/** Close times of all steps: those of one timeline, or of all of them. Those still to come are infinite. */
const closesOf = (markets: readonly RunMarket[]): Float64Array => {
  const growing = markets.flatMap(({ market: { aligned } }) =>
    aligned.bars instanceof GrowingBars ? [aligned.bars.capacity] : [],
  );
  if (growing.length > 0) return new Float64Array(Math.max(...growing)).fill(Number.POSITIVE_INFINITY);
  const timelines = new Set(markets.map(({ timeline }) => timeline));
  return unionOf(
    [...timelines].flatMap(({ bars: [bars] }) =>
      bars === undefined ? [] : [bars.time.subarray(0, bars.length).map((time) => time + bars.interval)],
    ),
  );
};

const planOf = (bars: BarColumns, funding: FundingRates, mark: BarColumns | undefined): FundingPlan =>
  funding instanceof GrowingFunding
    ? new GrowingFundingPlan(bars, funding, mark)
    : planFunding(bars, funding, mark);

/** The shorter bars that a policy looks at inside a bar. */
const detailOf = ({ instrument, bars, detail }: Feed, { detailMs }: FillPolicy): BarColumns | undefined => {
  if (detailMs === undefined) return undefined;
  const wanted = `fills look at bars of ${minutes(detailMs)} inside those of ${minutes(bars.interval)}`;
  if (detailMs >= bars.interval || bars.interval % detailMs !== 0) {
    throw new SessionError("detail", `${wanted}, which do not make one up`);
  }
  if (detail === undefined || detail.interval !== detailMs) {
    throw new SessionError("detail", `${wanted}, and there are none of ${instrument.symbol}`);
  }
  return detail;
};

/** The trades and quotes that a policy replays inside bars. */
const tapeOf = ({ instrument, ticks = {} }: Feed, { queue }: FillPolicy): Tape | undefined => {
  if (queue === undefined) return undefined;
  if (ticks.trades === undefined && ticks.quotes === undefined) {
    throw new SessionError(
      "ticks",
      `fills replay trades and quotes, and there are none of ${instrument.symbol}`,
    );
  }
  return new Tape(ticks);
};

/** Throws where orders may take a share of volumes that the data does not have. */
const checkVolumes = ({ instrument, bars, detail }: Feed, { participation, queue }: FillPolicy): void => {
  if (
    participation === undefined ||
    queue !== undefined ||
    (detail ?? bars).volume.some((volume) => volume >= 0)
  )
    return;
  throw new SessionError(
    "volume",
    `fills take part in the volume of a bar, and the data of ${instrument.symbol} has none`,
  );
};

/** Decimals of the prices that a venue may report: some fill between two ticks. */
const VENUE_DECIMALS = 8;

const minutes = (milliseconds: number): string => `${milliseconds / 60_000} minutes`;

const createMarketState = (
  { config, policy, guard, coupled, volumes }: AccountContext,
  account: RunAccount,
  run: RunModule,
  { slot, timeline, market, feed, registered }: RunMarket,
): RunState => {
  const columns = columnsOf(timeline);
  const { instrument, bars: ownBars, funding, mark } = market.feed;
  const { bars, marks, rows } = market.aligned;
  checkVolumes(market.feed, policy);
  const precision = new Precision(instrument);
  const route = resolveRoute(config.session.routes, run, slot, instrument.venue);
  const { setup } = account;
  const exactPrices = Math.max(bars.priceDecimals, decimalsOf(instrument.tickSize));
  const isExternal = config.isExternal === true;
  const slipped = route.slippage > 0 && !policy.roundsToTick;
  const { fee } = config;
  const ledger = new Ledger(
    // Where there are several markets, each ledger holds what has flowed, and the account the capital.
    parseDecimal(account.isSingle ? setup.capital : "0"),
    {
      price: slipped ? exactPrices + 6 : isExternal ? Math.max(exactPrices, VENUE_DECIMALS) : exactPrices,
      quantity: precision.quantityScale,
    },
    {
      maker: fee ?? route.makerFee ?? instrument.makerFee,
      taker: fee ?? route.takerFee ?? instrument.takerFee,
    },
  );
  // The venue liquidates, and says so.
  const margin = isExternal ? undefined : marginRule(instrument, route.leverage, bars, mark);
  const feeCurrency = feeCurrencyOf(route.feeCurrency, instrument, config.feeds);
  const detail = detailOf(market.feed, policy);
  const tape = tapeOf(market.feed, policy);
  const mayBeEmpty = rows !== undefined || (policy.needsVolume && hasEmptyBars(ownBars));
  const state = new RunState(
    {
      account,
      runId: run.id,
      key: account.isSingle ? run.id : `${run.id}:${instrument.symbol}`,
      index: setup.index,
      strategy: run.strategy,
      params: setup.params,
      slot,
      instrument,
      precision,
      bars,
      marks,
      rows,
      funding: funding === undefined ? undefined : planOf(bars, funding, mark),
      feed,
      columns,
      policy,
      route,
      feeCurrency,
      feeds: config.feeds,
      margin,
      detail,
      tape,
      volumes: volumesOf(volumes, market.feed),
      capital: setup.capital,
      capitalNumber: setup.capitalNumber,
      guard,
      hasEmptyBars: hasEmptyBars(ownBars),
      isExternal,
      fillsPlainly:
        !isExternal &&
        !mayBeEmpty &&
        margin === undefined &&
        // What a fee is worth depends on the time of the fill.
        feeCurrency.kind !== "other" &&
        detail === undefined &&
        tape === undefined &&
        route.latencyMs === 0 &&
        route.borrowRate === 0 &&
        // Slipped prices are bounded by the bar's extremes.
        route.slippage === 0 &&
        policy.participation === undefined,
      everyBar: config.everyBar === true || config.inspector !== undefined || coupled,
    },
    ledger,
    createFacts,
  );
  connect(state, registered, columns);
  if (config.inspector !== undefined) inspect(state, config.inspector, registered.inspected, columns);
  const holding = config.holdings?.find(
    (held) =>
      held.runId === run.id && held.slot === slot && (held.market ?? instrument.symbol) === instrument.symbol,
  );
  if (holding !== undefined) openHolding(state, holding);
  return state;
};
