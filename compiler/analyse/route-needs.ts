import type { Span } from "../ast/nodes.ts";
import { assertNever, type Report } from "../diagnostics/index.ts";
import type { PlanIr, RouteIr } from "../ir/nodes.ts";
import { headOf } from "./exits.ts";
import type { RuleParts, StrategyParts } from "./rule-parts.ts";
import { type RunSetup, routeOf } from "./runs.ts";

/** An order type or time in force that a rule needs from its route. */
export interface OrderNeed {
  readonly order: string;
  /** What needs it: `enter long`, `its stop`. */
  readonly by: string;
  readonly rule: RuleParts;
}

/** Everything that the orders of a rule, and those that protect its position, need from a route. */
export function needsOf(rule: RuleParts): readonly OrderNeed[] {
  const need = (order: string, by = rule.head): OrderNeed => ({ order, by, rule });
  const { entry, exit } = rule;
  if (entry === undefined) {
    return exit === undefined ? [] : [need(exit.order.kind)];
  }
  return [
    need(entry.order.kind),
    ...(entry.stop === undefined ? [] : [need("stop", "its stop")]),
    ...(entry.trail === undefined ? [] : [need("stop", "its trail")]),
    ...(entry.target === undefined ? [] : [need("limit", "its target")]),
    ...timeInForce(entry.timeInForce).map((value) => need(value)),
    ...(entry.postOnly ? [need("post_only")] : []),
  ];
}

function timeInForce(value: "gtc" | "ioc" | "fok"): readonly string[] {
  switch (value) {
    case "gtc":
      return [];
    case "ioc":
    case "fok":
      return [value];
    default:
      return assertNever(value);
  }
}

/** The route that a rule names, or that of its strategy, or the one that stands for both. */
export function routeOfRule(
  plan: PlanIr,
  parts: StrategyParts,
  rule: RuleParts,
  runRoute?: string,
): RouteIr | undefined {
  const own = rule.entry?.route ?? rule.exit?.route;
  return routeOf(plan.routes, own ?? runRoute ?? parts.strategy.route);
}

/** Reports orders that the route of a run does not allow, where the run names another route than its strategy. */
export function lintRunRoutes(plan: PlanIr, setups: readonly RunSetup[], report: Report): void {
  for (const { run, parts } of setups) {
    if (run.route === undefined) {
      continue;
    }
    for (const rule of parts.rules) {
      const route = routeOfRule(plan, parts, rule, run.route);
      const declared = routeOfRule(plan, parts, rule);
      const refused = needsOf(rule).find(({ order }) => route?.allow?.includes(order) === false);
      if (route?.allow === undefined || refused === undefined || route === declared) {
        continue;
      }
      const span = headOf(rule);
      report(
        "order-not-allowed",
        span,
        { order: refused.order, route: route.name, allowed: route.allow },
        { labels: labelsAt(span, run.span) },
      );
    }
  }
}

function labelsAt(span: Span, run: Span): readonly { span: Span; text: string }[] {
  return span.source === run.source ? [{ span: run, text: "runs there" }] : [];
}
