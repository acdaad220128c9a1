import type { Span, StrategyDeclaration } from "../ast/nodes.ts";
import type { RouteIr } from "../ir/nodes.ts";
import type { CheckedRule } from "./checked.ts";
import type { Env } from "./context.ts";

/** Checks that the routes that rules name allow the orders that the rules send. */
export function checkOrderTypes(
  env: Env,
  node: StrategyDeclaration,
  rules: readonly CheckedRule[],
  routes: ReadonlyMap<string, RouteIr>,
): void {
  const fallback = defaultRoute(routes)?.name;
  for (const item of rules) {
    const name = item.route ?? node.route?.text ?? fallback;
    const route = name === undefined ? undefined : routes.get(name);
    if (route?.allow === undefined) {
      continue;
    }
    for (const [order, span] of ordersOf(item)) {
      if (!route.allow.includes(order)) {
        env.report(
          "order-not-allowed",
          span,
          { order, route: route.name, allowed: route.allow },
          {
            labels: route.span.source === span.source ? [{ span: nameOf(route), text: "this route" }] : [],
          },
        );
      }
    }
  }
}

/** The route of an order that names none: the one marked as default, or the only one. */
export function defaultRoute(routes: ReadonlyMap<string, RouteIr>): RouteIr | undefined {
  const all = [...routes.values()];
  return all.find((route) => route.isDefault) ?? (all.length === 1 ? all[0] : undefined);
}

function nameOf(route: RouteIr): Span {
  return { ...route.span, end: route.span.start + "route ".length + route.name.length };
}

function ordersOf(item: CheckedRule): readonly (readonly [string, Span])[] {
  const { rule } = item;
  const clause = rule.clauses.find((part) => part.kind === "order");
  const head = { ...rule.span, end: rule.span.start + rule.kind.length };
  const orders: (readonly [string, Span])[] = [[item.order.type, clause?.span ?? head]];
  const protective = rule.clauses.find((part) => part.kind === "stop" || part.kind === "trail");
  if (protective !== undefined) {
    orders.push(["stop", protective.span]);
  }
  const target = rule.clauses.find((part) => part.kind === "target");
  if (target !== undefined) {
    orders.push(["limit", target.span]);
  }
  for (const part of rule.clauses) {
    if (part.kind === "timeInForce") {
      orders.push([part.value, part.span]);
    }
  }
  return orders;
}
