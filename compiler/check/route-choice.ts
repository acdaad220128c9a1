import type { RouteIr, SessionIr } from "../ir/nodes.ts";
import type { CheckedRule, CheckedStrategy } from "./checked.ts";
import type { Env } from "./context.ts";
import { defaultRoute } from "./strategy-routes.ts";

/** Reports strategies whose orders could go to several routes: no `via` anywhere, and no default among them. */
export function checkRouteChoice(
  env: Env,
  strategies: readonly CheckedStrategy[],
  sessions: readonly SessionIr[],
  routes: ReadonlyMap<string, RouteIr>,
): void {
  if (routes.size < 2 || defaultRoute(routes) !== undefined) {
    return;
  }
  const runs = sessions.flatMap((session) => session.runs);
  for (const strategy of strategies) {
    const { name, route } = strategy.declaration;
    const rules = strategy.statements.filter((item): item is CheckedRule => item.kind === "rule");
    const own = runs.filter((run) => run.strategy === name.text);
    const isRouted = own.length > 0 && own.every((run) => run.route !== undefined);
    if (route === undefined && !isRouted && rules.some((rule) => rule.route === undefined)) {
      env.report("no-default-route", name.span, { strategy: name.text, routes: [...routes.keys()] });
    }
  }
}
