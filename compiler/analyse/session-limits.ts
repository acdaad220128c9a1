import { assertNever, type Report } from "../diagnostics/index.ts";
import type { LimitActionIr, LimitIr, PlanIr, RiskIr } from "../ir/nodes.ts";
import { amountAt } from "./amounts.ts";
import { headOf } from "./exits.ts";
import { amountText, limitText } from "./limit-words.ts";
import type { OrderSize } from "./order-sizes.ts";
import type { RuleParts } from "./rule-parts.ts";
import { type RunSetup, situationOf, sizeCorners, sizeIn } from "./runs.ts";

/** Equities, as multiples of the start, at which an order must break a limit to break it always. */
const EQUITIES = [0.01, 0.5, 1, 2, 100] as const;

/** Reports orders that a guarded session refuses or cuts for their size alone. */
export function lintOrderSizes(plan: PlanIr, setups: readonly RunSetup[], report: Report): void {
  for (const setup of setups) {
    const risk = plan.risks.find((item) => item.name === setup.session.guard);
    for (const rule of risk === undefined
      ? []
      : setup.parts.rules.filter((item) => item.entry !== undefined)) {
      for (const limit of risk?.limits ?? []) {
        if (risk !== undefined && lintOrderSize(plan, risk, limit, setup, rule, report)) {
          break;
        }
      }
    }
  }
}

/** A run alone in its session, of which every order is refused from the start: its equity never changes. */
function isStuck(plan: PlanIr, setup: RunSetup): boolean {
  const risk = plan.risks.find((item) => item.name === setup.session.guard);
  return (
    risk !== undefined &&
    setup.session.runs.length === 1 &&
    setup.parts.rules
      .filter((rule) => rule.opens !== undefined)
      .every((rule) =>
        risk.limits.some(
          (limit) =>
            limit.action.kind !== "clamp" &&
            excessOf(risk, limit, setup, rule, 1, sizeIn(setup, rule, situationOf(setup))) !== undefined,
        ),
      )
  );
}

function lintOrderSize(
  plan: PlanIr,
  risk: RiskIr,
  limit: LimitIr,
  setup: RunSetup,
  rule: RuleParts,
  report: Report,
): boolean {
  const excess = (factor: number): Excess | undefined =>
    excessOf(
      risk,
      limit,
      setup,
      rule,
      factor,
      sizeIn(setup, rule, situationOf(setup, setup.equity * factor)),
    );
  const own = excess(1);
  if (own?.isEmpty === true) {
    // A limit that leaves room for nothing is reported by itself.
    return false;
  }
  const span = rule.entry?.size.span ?? headOf(rule);
  const isCut = limit.action.kind === "clamp";
  const labels = limit.span.source === span.source ? [{ span: limit.span, text: "this limit" }] : [];
  const session = setup.session.name;
  const isAlways = (): boolean =>
    EQUITIES.every((factor) => excess(factor) !== undefined) || isStuck(plan, setup);
  if (own !== undefined && !isCut && isAlways()) {
    report(
      "order-over-limit",
      span,
      { rule: rule.head, size: own.size, limit: limitText(limit), bound: own.bound, session },
      { labels },
    );
    return true;
  }
  const exceed = (found: Excess, when: string): true => {
    report(
      "order-may-exceed",
      span,
      {
        rule: rule.head,
        limit: limitText(limit),
        when,
        session,
        size: found.size,
        bound: found.bound,
        outcome: outcomeOf(limit.action),
      },
      { labels },
    );
    return true;
  };
  if (own !== undefined) {
    return exceed(own, "from the start");
  }
  for (const { params, size } of sizeCorners(setup, rule)) {
    const found = excessOf(risk, limit, setup, rule, 1, size);
    if (found !== undefined) {
      return exceed(found, `with ${differences(setup, params)}`);
    }
  }
  return false;
}

interface Excess {
  readonly isEmpty: boolean;
  readonly size: string;
  readonly bound: string;
}

/** The size and the bound in words where one order of this size breaks the limit. */
function excessOf(
  risk: RiskIr,
  limit: LimitIr,
  setup: RunSetup,
  rule: RuleParts,
  factor: number,
  { notional, quantity }: OrderSize,
): Excess | undefined {
  const equity = setup.session.capital.amount * factor;
  const market = setup.market(rule.rule.slot);
  const money = moneyBound(limit, equity);
  const isComparable =
    market !== undefined &&
    market.quote === risk.currency &&
    setup.session.capital.currency === risk.currency;
  if (money !== undefined && notional !== undefined && isComparable) {
    return notional > money * (1 + 1e-9)
      ? {
          isEmpty: money <= 0,
          size: amountText(notional, risk.currency),
          bound: amountText(money, risk.currency),
        }
      : undefined;
  }
  const units = quantityBound(limit, market?.base);
  return units !== undefined &&
    quantity !== undefined &&
    market !== undefined &&
    quantity > units * (1 + 1e-9)
    ? { isEmpty: units <= 0, size: amountText(quantity, market.base), bound: amountText(units, market.base) }
    : undefined;
}

/** The most that one order, or what it adds to, may be worth; `undefined` where the limit is about something else. */
export function moneyBound(limit: LimitIr, equity: number): number | undefined {
  const bound = amountAt(limit.bound, { params: new Map(), equity, price: undefined, features: [] });
  switch (limit.subject) {
    case "order notional":
    case "position notional":
    case "gross notional":
      return bound;
    case "leverage":
    case "concentration":
      return bound === undefined ? undefined : bound * equity;
    case "order quantity":
    case "position quantity":
    case "net notional":
    case "net delta":
    case "open orders":
    case "order rate":
    case "turnover":
    case "price deviation":
    case "data age":
    case "spread":
    case "loss":
    case "drawdown":
    case "losing trades":
      return undefined;
    default:
      return assertNever(limit.subject);
  }
}

/** The most units of `base` that a limit allows, where it counts that asset. */
export function quantityBound(limit: LimitIr, base: string | undefined): number | undefined {
  const counts = limit.subject === "order quantity" || limit.subject === "position quantity";
  const isSameAsset = base !== undefined && new RegExp(`(^|[^\\w])${base}($|[^\\w])`).test(limit.boundText);
  return counts && isSameAsset
    ? amountAt(limit.bound, { params: new Map(), equity: 0, price: undefined, features: [] })
    : undefined;
}

function outcomeOf(action: LimitActionIr): string {
  switch (action.kind) {
    case "reject":
    case "reduceOnly":
      return "refused";
    case "clamp":
      return "cut to what the limit leaves";
    case "halt":
      return "refused, and trading halts";
    case "flattenAndHalt":
      return "refused, positions are closed and trading halts";
    default:
      return assertNever(action);
  }
}

/** `share = 20%`: the parameters that are not those of the run. */
function differences(setup: RunSetup, params: ReadonlyMap<string, number | boolean>): string {
  return setup.parts.strategy.params
    .filter(({ name }) => params.get(name) !== setup.params.get(name))
    .map(({ name, type }) => {
      const value = params.get(name);
      const text =
        type === "ratio" && typeof value === "number"
          ? `${Number((value * 100).toPrecision(9))}%`
          : String(value);
      return `\`${name} = ${text}\``;
    })
    .join(" and ");
}
