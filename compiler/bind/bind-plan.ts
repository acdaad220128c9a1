import type { RiskDeclaration, RouteDeclaration, SessionDeclaration } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { bindFills } from "./bind-fills.ts";
import { bindArguments } from "./bind-tests.ts";
import { resolveDeclarationName } from "./resolve-declaration.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import { createScope } from "./scope.ts";

/** Resolves the settings of a route; they are constants. */
export function bindRoute(resolver: Resolver, node: RouteDeclaration): void {
  const scope = createScope("constant", node.name.text);
  for (const setting of node.settings) {
    switch (setting.kind) {
      case "routeSlippage":
        resolveExpression(resolver, scope, setting.bound);
        break;
      case "routeFees":
        for (const fee of [setting.maker, setting.taker]) {
          if (fee !== undefined) {
            resolveExpression(resolver, scope, fee);
          }
        }
        break;
      case "routeLatency":
        resolveExpression(resolver, scope, setting.latency);
        break;
      case "routeBorrow":
        resolveExpression(resolver, scope, setting.rate);
        break;
      case "routeLeverage":
        resolveExpression(resolver, scope, setting.maximum);
        break;
      case "routeVenue":
      case "routeAccount":
      case "routeAllow":
      case "routeDefault":
        break;
      default:
        assertNever(setting);
    }
  }
}

/** Resolves the bounds and conditions of a risk block. */
export function bindRisk(resolver: Resolver, node: RiskDeclaration): void {
  const scope = createScope("risk", node.name.text);
  for (const rule of node.rules) {
    resolveExpression(resolver, scope, rule.kind === "limit" ? rule.bound : rule.condition);
  }
}

/** Resolves the strategies, markets, routes and risk block that a session names. */
export function bindSession(resolver: Resolver, node: SessionDeclaration): void {
  const scope = createScope("strategy", node.name.text);
  for (const setting of node.settings) {
    switch (setting.kind) {
      case "capital":
        resolveExpression(resolver, scope, setting.amount);
        break;
      case "run":
        resolveDeclarationName(resolver, setting.strategy, "strategy");
        bindArguments(resolver, setting.arguments);
        for (const market of setting.markets) {
          const isUniverse = resolver.names.get(market.text)?.kind === "universe";
          resolveDeclarationName(resolver, market, isUniverse ? "universe" : "market");
        }
        if (setting.budget !== undefined) {
          resolveExpression(resolver, scope, setting.budget);
        }
        if (setting.route !== undefined) {
          resolveDeclarationName(resolver, setting.route, "route");
        }
        break;
      case "guard":
        resolveDeclarationName(resolver, setting.risk, "risk");
        break;
      case "fills":
        bindFills(resolver, setting);
        break;
      default:
        assertNever(setting);
    }
  }
}
