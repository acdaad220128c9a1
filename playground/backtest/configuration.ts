import {
  type Feed,
  impliedSession,
  inferInstrument,
  lookupInstrument,
  type PlanModule,
  type RouteModule,
  runMarkets,
  type SessionConfig,
  SessionError,
  type SessionModule,
} from "ctk/runtime";
import type { DataShelf } from "../shelf.ts";
import type { FeedChoice, FeeInfo, RunRequest, RunSettings } from "./protocol.ts";
import { chosenSession } from "./session-choice.ts";

export interface Configuration {
  readonly config: SessionConfig;
  /** The markets that have feeds, in the order of the feeds. */
  readonly feeds: readonly (FeedChoice & { readonly feed: Feed })[];
}

/** The session of a request with its data. Throws SessionError where they do not fit together. */
export const configure = (modules: PlanModule, request: RunRequest, shelf: DataShelf): Configuration => {
  const session = applySettings(chooseSession(modules, request.settings), request.settings);
  const wanted = session.runs.flatMap(runMarkets);
  const feeds = request.feeds
    .filter(({ symbol, venue }) =>
      wanted.some((market) => market.symbol === symbol && market.venue === venue),
    )
    .map((choice) => ({ ...choice, feed: feedOf(choice, shelf) }));
  const { fee } = request.settings;
  return {
    config: { session, feeds: feeds.map(({ feed }) => feed), ...(fee === undefined ? {} : { fee }) },
    feeds,
  };
};

const chooseSession = (modules: PlanModule, settings: RunSettings): SessionModule => {
  const { strategy } = settings;
  const found = chosenSession(Object.values(modules.sessions), settings);
  if (found !== undefined) {
    const runs = found.runs.filter((run) => strategy === undefined || run.strategy.id === strategy);
    return { ...found, runs };
  }
  const implied = impliedSession(modules, strategy);
  if (implied.ok) return implied.session;
  throw implied.code === "no_strategy"
    ? new SessionError("no_strategy", "the plan has no strategy yet")
    : new SessionError(
        implied.code,
        `the strategies trade in different currencies: ${implied.currencies.join(", ")}`,
      );
};

const applySettings = (session: SessionModule, settings: RunSettings): SessionModule => ({
  ...session,
  capital: settings.capital ?? session.capital,
  runs: session.runs.map((run) => ({
    ...run,
    params: { ...run.params, ...settings.params[run.strategy.id] },
  })),
  ...(settings.fills === undefined ? {} : { fills: settings.fills }),
});

const feedOf = (
  { symbol, venue, market, bars: id, funding: fundingId }: FeedChoice,
  shelf: DataShelf,
): Feed => {
  const bars = shelf.bars.get(id);
  if (bars === undefined) throw new SessionError("feed", `there is no data for ${market} yet`);
  const funding = fundingId === undefined ? undefined : shelf.funding.get(fundingId);
  return {
    instrument: lookupInstrument(venue, symbol) ?? inferInstrument(symbol, venue, bars),
    bars,
    ...(funding === undefined ? {} : { funding }),
  };
};

/** What fills cost in each market, and who says so: the settings, else the route, else the venue. */
export const feesOf = ({ config, feeds }: Configuration): readonly FeeInfo[] =>
  feeds.map(({ market, symbol, venue, feed: { instrument } }) => {
    const base = { market, tickSize: instrument.tickSize };
    if (config.fee !== undefined) {
      const rate = Number(config.fee);
      return { ...base, maker: rate, taker: rate, from: "settings" };
    }
    const run = config.session.runs.find((candidate) =>
      runMarkets(candidate).some((other) => other.symbol === symbol && other.venue === venue),
    );
    const route = routeOf(config.session.routes, run?.route ?? run?.strategy.route);
    const isStated = route?.makerFee !== undefined || route?.takerFee !== undefined;
    return {
      ...base,
      maker: route?.makerFee ?? Number(instrument.makerFee),
      taker: route?.takerFee ?? Number(instrument.takerFee),
      from: isStated ? "route" : instrument.origin === "inferred" ? "inferred" : "venue",
    };
  });

const routeOf = (routes: readonly RouteModule[], named: string | undefined): RouteModule | undefined =>
  named === undefined
    ? (routes.find(({ isDefault }) => isDefault === true) ?? (routes.length === 1 ? routes[0] : undefined))
    : routes.find(({ id }) => id === named);
