import { corners } from "../check/index.ts";
import type { MarketIr, PlanIr, RouteIr, RunIr, ScalarIr, SessionIr } from "../ir/nodes.ts";
import { featuresOf } from "../lower/index.ts";
import { readsParam } from "../warmup/index.ts";
import { type Situation, valueAt } from "./amounts.ts";
import { type OrderSize, orderSize, sizeExpressions } from "./order-sizes.ts";
import type { RuleParts, StrategyParts } from "./rule-parts.ts";

/** A run of a session with what it starts from. */
export interface RunSetup {
  readonly run: RunIr;
  readonly session: SessionIr;
  readonly parts: StrategyParts;
  /** Its share of the session's capital. */
  readonly equity: number;
  readonly params: ReadonlyMap<string, number | boolean>;
  /** Where orders go that name no route. */
  readonly route: RouteIr | undefined;
  /** Sizes that were worked out before. */
  readonly sizes: Map<RuleParts, readonly SizeCorner[]>;
  /** The market of a slot in this run. */
  readonly market: (slot: string) => MarketIr | undefined;
}

/** The size of a rule's orders at the start, for one choice of the parameters. */
export interface SizeCorner {
  readonly params: Situation["params"];
  readonly size: OrderSize;
}

/** The runs of a session; budgets that are not given share the rest evenly. */
export function runsOf(
  plan: PlanIr,
  session: SessionIr,
  strategies: readonly StrategyParts[],
): readonly RunSetup[] {
  const given = session.runs.reduce((sum, run) => sum + (run.budget ?? 0), 0);
  const open = session.runs.filter((run) => run.budget === undefined).length;
  return session.runs.flatMap((run) => {
    const parts = strategies.find((item) => item.strategy.id === run.strategy);
    if (parts === undefined) {
      return [];
    }
    const { strategy } = parts;
    return [
      {
        run,
        session,
        parts,
        equity: session.capital.amount * (run.budget ?? (1 - given) / open),
        params: new Map(strategy.params.map(({ name, default: own }) => [name, run.arguments[name] ?? own])),
        sizes: new Map(),
        route: routeOf(plan.routes, run.route ?? strategy.route),
        market: (slot) => {
          const name = run.markets[strategy.slots.findIndex((item) => item.name === slot)];
          return plan.markets.find((market) => market.name === name);
        },
      },
    ];
  });
}

/** The route of that name; without one the default, or the only one. */
export function routeOf(routes: readonly RouteIr[], name: string | undefined): RouteIr | undefined {
  return name === undefined
    ? (routes.find((route) => route.isDefault) ?? (routes.length === 1 ? routes[0] : undefined))
    : routes.find((route) => route.name === name);
}

/** The start of a run, or with another equity or other parameters. */
export function situationOf(
  setup: RunSetup,
  equity = setup.equity,
  params: Situation["params"] = setup.params,
): Situation {
  return { params, equity, price: undefined, features: setup.parts.strategy.features };
}

/** The size of a rule's orders. */
export function sizeIn(setup: RunSetup, rule: RuleParts, situation: Situation): OrderSize {
  return orderSize(rule, openingOf(setup, rule), situation);
}

/** The rule that opens what another adds to. */
function openingOf(setup: RunSetup, rule: RuleParts): RuleParts | undefined {
  return setup.parts.rules.find(
    (other) => other.opens === (rule.adds ?? rule.opens) && other.rule.slot === rule.rule.slot,
  );
}

/** The sizes of a rule's orders at the start: at every combination of the ends of the ranges that may run. */
export function sizeCorners(setup: RunSetup, rule: RuleParts): readonly SizeCorner[] {
  const known = setup.sizes.get(rule);
  if (known !== undefined) {
    return known;
  }
  const { strategy } = setup.parts;
  const opening = openingOf(setup, rule);
  const expressions = [rule, ...(opening === undefined ? [] : [opening])].flatMap(sizeExpressions);
  const varied = strategy.params.filter(
    ({ name }) =>
      setup.run.arguments[name] === undefined &&
      expressions.some((expression) => reads(strategy, expression, name)),
  );
  const found = corners(varied).flatMap((values): readonly SizeCorner[] => {
    const params = new Map([...setup.params, ...values]);
    const situation = situationOf(setup, setup.equity, params);
    const isRefused = strategy.requires.some(({ condition }) => valueAt(condition, situation) === false);
    return isRefused ? [] : [{ params, size: sizeIn(setup, rule, situation) }];
  });
  setup.sizes.set(rule, found);
  return found;
}

/** True when an expression depends on a parameter, also through the columns that it reads. */
function reads(strategy: StrategyParts["strategy"], expression: ScalarIr, name: string): boolean {
  if (readsParam(expression, name)) {
    return true;
  }
  const open = [...featuresOf(expression)];
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const value = strategy.features[id]?.value;
    const constants =
      value?.kind === "constant" ? [value.value] : value?.kind === "operation" ? value.constants : [];
    if (constants.some((constant) => readsParam(constant, name))) {
      return true;
    }
    const inputs = value?.kind === "operation" ? value.inputs : value?.kind === "held" ? [value.input] : [];
    for (const input of inputs.filter((item) => !seen.has(item))) {
      seen.add(input);
      open.push(input);
    }
  }
  return false;
}
