import type { LimitScope, LimitSubject } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import type { LimitIr, PlanIr, RiskIr } from "../ir/nodes.ts";
import { amountAt } from "./amounts.ts";
import { limitName, limitText } from "./limit-words.ts";
import type { RunSetup } from "./runs.ts";

/** Reports limits of a risk block that say nothing: doubled, in a scope without meaning, or behind a tighter one. */
export function lintLimits(risk: RiskIr, guarded: readonly RunSetup[], report: Report): void {
  for (const [index, limit] of risk.limits.entries()) {
    lintScope(limit, report);
    const earlier = risk.limits.slice(0, index).find((other) => isSameLimit(limit, other));
    if (earlier !== undefined) {
      const labels = [{ span: earlier.span, text: "stated here already" }];
      report("limit-twice", limit.span, { limit: limitName(limit) }, { labels });
      continue;
    }
    const tighter = risk.limits.find((other) => other !== limit && isHidden(limit, other, guarded));
    if (tighter !== undefined) {
      report(
        "limit-unreachable",
        limit.span,
        { limit: limitText(limit), other: limitText(tighter), reason: reasonFor(limit, tighter) },
        { labels: [{ span: tighter.span, text: "the tighter one" }] },
      );
    }
  }
}

function isSameLimit(a: LimitIr, b: LimitIr): boolean {
  return (
    a.subject === b.subject &&
    a.scope === b.scope &&
    a.windowMs === b.windowMs &&
    JSON.stringify(a.action) === JSON.stringify(b.action)
  );
}

/** What a subject counts, where a scope or a window would add nothing. */
const singles: Partial<Readonly<Record<LimitSubject, string>>> = {
  "order notional": "It looks at one order at a time, whatever its",
  "order quantity": "It looks at one order at a time, whatever its",
  "price deviation": "It looks at the price of one order, whatever its",
  "data age": "It looks at the prices of one market, whatever the",
  spread: "It looks at the quote of one market, whatever the",
};

/** Subjects that count what happens, so that a stretch of time has a meaning. */
const timed: ReadonlySet<LimitSubject> = new Set<LimitSubject>([
  ...(["order rate", "turnover", "loss", "drawdown", "losing trades"] as const),
]);

/** A single order belongs to one of each; for a market's data, its market says the same as nothing. */
const harmless: ReadonlySet<LimitScope> = new Set<LimitScope>(["market"]);

function lintScope(limit: LimitIr, report: Report): void {
  const single = singles[limit.subject];
  const limitWords = limit.subject;
  if (limit.windowMs !== undefined && !timed.has(limit.subject)) {
    const [, scope = ""] = / per (\S+)/.exec(limitName(limit)) ?? [];
    const reason = `It is a level that holds at every moment, not something that adds up over time.`;
    report("limit-scope", limit.span, { limit: limitWords, scope, reason });
  } else if (single !== undefined && limit.scope !== undefined && !harmless.has(limit.scope)) {
    const reason = `${single} ${limit.scope} is.`;
    report("limit-scope", limit.span, { limit: limitWords, scope: limit.scope, reason });
  }
}

/** What a limit looks at, from the smallest to the largest: each is at most the ones after it. */
type Measure = "order" | "own position" | "position" | "positions" | "gross";

function measureOf(limit: LimitIr): Measure | undefined {
  const { subject, scope } = limit;
  switch (subject) {
    case "order notional":
      return "order";
    case "position notional":
      return scope === "strategy"
        ? "own position"
        : scope === "market"
          ? "position"
          : scope === undefined
            ? "positions"
            : undefined;
    case "concentration":
      return scope === undefined || scope === "market" ? "position" : undefined;
    case "gross notional":
    case "leverage":
      return scope === undefined ? "gross" : undefined;
    default:
      return undefined;
  }
}

const measures: readonly Measure[] = ["order", "own position", "position", "positions", "gross"];

/** Subjects whose count over a part of a session is at most that over the whole. */
const counts: ReadonlySet<LimitSubject> = new Set<LimitSubject>([
  ...(["open orders", "order rate", "turnover"] as const),
]);

/** True when whatever breaks `limit` breaks `other` as well, with the same consequence. */
function isHidden(limit: LimitIr, other: LimitIr, guarded: readonly RunSetup[]): boolean {
  const sameAction = JSON.stringify(limit.action) === JSON.stringify(other.action);
  if (!sameAction && limit.action.kind !== "clamp") {
    return false;
  }
  if (limit.subject === other.subject && counts.has(limit.subject)) {
    const isPart =
      limit.scope !== undefined && other.scope === undefined && limit.windowMs === other.windowMs;
    return isPart && isAtMost(other, limit);
  }
  if (limit.subject === "order quantity" || other.subject === "position quantity") {
    const isPair = limit.subject === "order quantity" && other.subject === "position quantity";
    return isPair && canOnlyAdd(other.scope, guarded) && isAtMost(other, limit);
  }
  const [own, wider] = [measureOf(limit), measureOf(other)];
  if (own === undefined || wider === undefined || measures.indexOf(wider) < measures.indexOf(own)) {
    return false;
  }
  if (own === wider) {
    return limit.subject !== other.subject && isAtMost(other, limit) && !isAtMost(limit, other);
  }
  const isNetted = own === "order" || own === "own position";
  // Of a strategy with several markets, its positions together may be more than that in one of them.
  const isOneMarket = guarded.every(({ run }) => run.markets.length < 2);
  if (own === "own position" && wider === "position" && !isOneMarket) {
    return false;
  }
  const isWithin =
    !isNetted || wider === "own position" || wider === "gross" || canOnlyAdd(undefined, guarded);
  return isWithin && isAtMost(other, limit);
}

/** False where several runs hold both sides of one market: there an order can make the position smaller. */
function canOnlyAdd(scope: LimitScope | undefined, guarded: readonly RunSetup[]): boolean {
  const sides = new Map<string, Set<string>>();
  const runs = new Map<string, number>();
  for (const setup of guarded) {
    for (const market of new Set(setup.run.markets)) {
      const key = `${setup.session.name} ${market}`;
      runs.set(key, (runs.get(key) ?? 0) + 1);
      const known = sides.get(key) ?? new Set();
      for (const rule of setup.parts.rules) {
        const side = rule.opens ?? rule.adds;
        sides.set(key, side === undefined ? known : known.add(side));
      }
    }
  }
  return (
    scope === "strategy" || [...runs].every(([key, count]) => count < 2 || (sides.get(key)?.size ?? 0) < 2)
  );
}

/** A bound in money as `share * equity + fixed`; `undefined` where it is of another form. */
function lineOf(limit: LimitIr): { readonly share: number; readonly fixed: number } | undefined {
  const at = (equity: number): number | undefined =>
    amountAt(limit.bound, { params: new Map(), equity, price: undefined, features: [] });
  const [none, once, twice] = [at(0), at(1e6), at(2e6)];
  if (
    none === undefined ||
    once === undefined ||
    twice === undefined ||
    Math.abs(none + twice - 2 * once) > 1e-6
  ) {
    return undefined;
  }
  return limit.subject === "leverage" || limit.subject === "concentration"
    ? { share: none, fixed: 0 }
    : { share: (once - none) / 1e6, fixed: none };
}

/** True when the bound of `a` is never above that of `b`. */
function isAtMost(a: LimitIr, b: LimitIr): boolean {
  const [first, second] = [lineOf(a), lineOf(b)];
  return (
    first !== undefined && second !== undefined && first.share <= second.share && first.fixed <= second.fixed
  );
}

function reasonFor(limit: LimitIr, tighter: LimitIr): string {
  if (limit.subject === tighter.subject) {
    return `What one ${limit.scope ?? "part"} has counts for the whole as well, and the whole may have no more.`;
  }
  const held = measureOf(limit) === "order" || limit.subject === "order quantity" ? "An order" : "A position";
  return `${held} of that size breaks \`limit ${limitText(tighter)}\` as well.`;
}

/** Reports limits that leave room for nothing. */
export function lintEmptyLimits(plan: PlanIr, report: Report): void {
  for (const limit of plan.risks.flatMap((risk) => risk.limits)) {
    const at = (equity: number): number | undefined =>
      amountAt(limit.bound, { params: new Map(), equity, price: undefined, features: [] });
    const bounds = [at(1), at(1e9)];
    if (bounds.every((bound) => bound !== undefined && bound <= 0)) {
      const reason = `\`${limit.boundText}\` is ${bounds[0] === 0 ? "zero" : "below zero"}, so that nothing can stay within it.`;
      report("refuses-everything", limit.span, { text: `limit ${limitText(limit)}`, what: "order", reason });
    }
  }
}
