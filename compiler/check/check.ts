import type { Declaration, FunctionDeclaration, IndicatorDeclaration } from "../ast/nodes.ts";
import { type Bindings, isMarketFormal, type Library } from "../bind/index.ts";
import type { Report } from "../diagnostics/index.ts";
import type { MarketIr, RouteIr, SessionIr } from "../ir/nodes.ts";
import type { SourceList } from "../source/index.ts";
import { errorTyped } from "./build-typed.ts";
import type { CheckedPlan, CheckedRisk, CheckedStrategy } from "./checked.ts";
import type { CheckContext, Env } from "./context.ts";
import { expandBody } from "./declared-calls.ts";
import { checkMarket } from "./markets.ts";
import { checkRisk } from "./risks.ts";
import { checkRouteChoice } from "./route-choice.ts";
import { checkDefaultRoutes, checkRoute } from "./routes.ts";
import { checkSession, strategyOf } from "./sessions.ts";
import { checkStrategy } from "./strategy.ts";
import { checkCheck, checkScenario } from "./tests.ts";
import { type CheckedUniverse, checkUniverse } from "./universes.ts";

/** Checks types, units, clocks and trading rules of a bound plan. */
export function check(
  bindings: Bindings,
  library: Library,
  sources: SourceList,
  report: Report,
): CheckedPlan {
  const context: CheckContext = { bindings, library, sources, types: new Map(), expansions: 0 };
  const env = plainEnv(context, report);
  const all = bindings.modules.flatMap((module) => module.module.declarations);
  const markets = uniqueByName(ofKind(all, "market").map((node) => checkMarket(report, node)));
  const routes = uniqueByName(ofKind(all, "route").map((node) => checkRoute(env, node)));
  checkDefaultRoutes(env, [...routes.values()]);
  const universes = new Map<string, CheckedUniverse>();
  for (const node of ofKind(all, "universe")) {
    universes.set(node.name.text, checkUniverse(report, node, markets));
  }
  for (const node of all) {
    if (node.kind === "fn" || node.kind === "indicator") {
      checkFunction(env, node);
    }
  }
  const strategies = new Map<number, CheckedStrategy>();
  for (const node of ofKind(all, "strategy")) {
    strategies.set(node.id, checkStrategy(context, report, node, markets, routes, universes));
  }
  const risks = ofKind(all, "risk").map(
    (node): CheckedRisk => checkRisk({ ...env, currency: node.currency.text }, node),
  );
  const sessions = ofKind(all, "session")
    .map((node) => checkSession(env, node, strategies, { markets, universes }))
    .filter((session): session is SessionIr => session !== undefined);
  const tested = <Node extends { readonly strategy: { readonly id: number } }, Result>(
    nodes: readonly Node[],
    checkTest: (env: Env, strategy: CheckedStrategy, node: Node) => Result,
  ): readonly Result[] =>
    nodes.flatMap((node) => {
      const strategy = strategyOf(env, node.strategy.id, strategies);
      return strategy === undefined ? [] : [checkTest(env, strategy, node)];
    });
  const scenarios = tested(ofKind(all, "scenario"), checkScenario);
  const checks = tested(ofKind(all, "check"), checkCheck);
  checkRouteChoice(env, [...strategies.values()], sessions, routes);
  return {
    markets: [...markets.values()],
    universes: [...universes.values()],
    routes: [...routes.values()],
    risks,
    strategies: [...strategies.values()],
    sessions,
    scenarios,
    checks,
    types: context.types,
  };
}

function ofKind<Kind extends Declaration["kind"]>(
  declarations: readonly Declaration[],
  kind: Kind,
): readonly Extract<Declaration, { readonly kind: Kind }>[] {
  return declarations.filter(
    (node): node is Extract<Declaration, { readonly kind: Kind }> => node.kind === kind,
  );
}

function uniqueByName<Item extends MarketIr | RouteIr>(items: readonly Item[]): Map<string, Item> {
  const map = new Map<string, Item>();
  for (const item of items) {
    if (!map.has(item.name)) {
      map.set(item.name, item);
    }
  }
  return map;
}

/** Outside strategies there is no market and no clock. */
function plainEnv(context: CheckContext, report: Report): Env {
  return {
    context,
    report,
    strategy: undefined,
    clock: 1,
    slot: undefined,
    currency: undefined,
    position: "unknown",
    locals: new Map(),
    isInlined: false,
    fn: undefined,
    on: undefined,
  };
}

/** Checks a function's body by itself: what is wrong whatever its arguments are. Calls check the rest. */
function checkFunction(env: Env, node: FunctionDeclaration | IndicatorDeclaration): void {
  const locals = new Map(node.formals.map((formal) => [formal.id, errorTyped(formal.span)]));
  const slot = { name: "", market: "", base: "", quote: "", isKnown: false };
  const markets = new Map(node.formals.filter(isMarketFormal).map((formal) => [formal.id, slot]));
  expandBody({ ...env, locals, markets, slot, isInlined: true }, node);
}
