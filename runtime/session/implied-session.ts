import { parseSymbol } from "../reference/symbol.ts";
import type { PlanModule, RunModule, SessionModule } from "../strategy/index.ts";
import { runMarkets } from "../strategy/index.ts";

/** What a session that nobody has written starts with, a decimal string. */
export const IMPLIED_CAPITAL = "100000";

export type ImpliedSession =
  | { readonly ok: true; readonly session: SessionModule }
  /** No strategy to run. */
  | { readonly ok: false; readonly code: "no_strategy" }
  /** The strategies trade in several currencies, which one account cannot. */
  | { readonly ok: false; readonly code: "several_currencies"; readonly currencies: readonly string[] };

/**
 * The session of a plan without one: every strategy, or the one that is named, on its default markets with even parts of
 * the capital, under the default fill policy and without limits.
 */
export const impliedSession = (modules: PlanModule, strategyId?: string): ImpliedSession => {
  const runs = Object.values(modules.strategies)
    .filter(({ id }) => strategyId === undefined || id === strategyId)
    .map(
      (strategy): RunModule => ({
        id: strategy.id,
        strategy,
        params: {},
        markets: strategy.members ?? Object.values(strategy.slots),
      }),
    );
  if (runs.length === 0) return { ok: false, code: "no_strategy" };
  const quotes = runs.flatMap(runMarkets).map(({ symbol }) => parseSymbol(symbol)?.quote ?? "USD");
  const [currency = "USD", ...others] = new Set(quotes);
  if (others.length > 0) return { ok: false, code: "several_currencies", currencies: [currency, ...others] };
  const routes = Object.values(modules.routes);
  return { ok: true, session: { id: "implied", capital: IMPLIED_CAPITAL, currency, runs, routes } };
};
