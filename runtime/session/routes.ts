import type { RouteModule, RunModule } from "../strategy/abi.ts";
import { SessionError } from "./config.ts";
import type { ResolvedRoute } from "./run-state.ts";

/** A run's route with its own fees, where it states them. */
export interface RunRoute extends ResolvedRoute {
  readonly makerFee: string | undefined;
  readonly takerFee: string | undefined;
  /** As the route names it. */
  readonly feeCurrency: string | undefined;
}

/**
 * The route of a run's market: the one that a combo's leg on it names, the run's own, the strategy's, the session's default
 * or the only one; an implied one without any.
 */
export const resolveRoute = (
  routes: readonly RouteModule[],
  run: RunModule,
  slot: string,
  venue: string,
): RunRoute => {
  const wanted = legRoute(run, slot) ?? run.route ?? run.strategy.route;
  const found =
    wanted === undefined
      ? (routes.find((route) => route.isDefault === true) ?? (routes.length === 1 ? routes[0] : undefined))
      : routes.find((route) => route.id === wanted);
  if (found === undefined && (wanted !== undefined || routes.length > 1)) {
    const names = routes.map((route) => route.id).join(", ");
    throw new SessionError(
      "route",
      wanted === undefined
        ? `${run.id} names no route, and there are several: ${names}`
        : `no route ${wanted}; there are: ${names || "none"}`,
    );
  }
  return {
    routeId: found?.id ?? `${venue}/default`,
    slippage: found?.slippage ?? 0,
    leverage: found?.leverageMax ?? 1,
    account: found?.account,
    allow: found?.allow === undefined ? undefined : new Set(found.allow),
    latencyMs: Math.ceil(found?.latencyMs ?? 0),
    borrowRate: found?.borrowRate ?? 0,
    makerFee: found?.makerFee === undefined ? undefined : String(found.makerFee),
    takerFee: found?.takerFee === undefined ? undefined : String(found.takerFee),
    feeCurrency: found?.feeCurrency,
  };
};

/** The route that the legs on a market name. Several combos on one market have to agree. */
const legRoute = ({ id, strategy }: RunModule, slot: string): string | undefined => {
  const legs = (strategy.combos ?? []).flatMap((combo) => combo.legs.filter((leg) => leg.slot === slot));
  const [first, ...others] = new Set(legs.map(({ route }) => route));
  if (others.length > 0) {
    throw new SessionError("route", `${id}: the legs on ${slot} go via different routes`);
  }
  return first;
};

/** Names the pair of a run and its route, in which orders are executed. */
export const executionIdOf = (runId: string, routeId: string): string => `${runId}/${routeId}`;

/** Names the account at a venue that a route trades: the venue, with the account that the route names. */
export const brokerIdOf = (venue: string, account: string | undefined): string =>
  account === undefined ? venue : `${venue}/${account}`;
