import { type Report, within } from "../diagnostics/index.ts";
import type { PlanIr } from "../ir/nodes.ts";
import type { SourceList } from "../source/index.ts";
import { lintCondition } from "./conditions.ts";
import { lintExits, notesOf } from "./exits.ts";
import { lintForbids } from "./forbids.ts";
import { type LimitCase, limitCases } from "./limit-cases.ts";
import { lintEmptyLimits, lintLimits } from "./limit-order.ts";
import { lintRanges } from "./param-ranges.ts";
import { lintReentry } from "./re-entry.ts";
import { lintRunRoutes, needsOf, routeOfRule } from "./route-needs.ts";
import { partsOfStrategy, type StrategyParts } from "./rule-parts.ts";
import { type RunSetup, routeOf, runsOf } from "./runs.ts";
import { lintOrderSizes } from "./session-limits.ts";
import { createWords } from "./words.ts";
import { type IntentBounds, intentBounds, type WorkBounds, workBounds } from "./work.ts";

/** What the analyses found out about a plan, for the plan card and for tools. */
export interface PlanAnalysis {
  readonly strategies: readonly StrategyAnalysis[];
  readonly sessions: readonly SessionAnalysis[];
}

export interface StrategyAnalysis {
  readonly id: string;
  /** Order types and times in force by the route that they go to; no route: the venue's own. */
  readonly orders: readonly { readonly route: string | undefined; readonly types: readonly string[] }[];
  readonly intents: IntentBounds;
  readonly work: WorkBounds;
}

export interface SessionAnalysis {
  readonly name: string;
  /** What each run starts with, in the currency of the session's capital. */
  readonly runs: readonly { readonly id: string; readonly equity: number }[];
  readonly limits: readonly LimitCase[];
}

/**
 * Looks at what a plan can and cannot do, whatever the market does: conditions that never change, exits and entries
 * that defeat each other, sizes against limits, orders against routes, and bounds of its work. Every "never" and
 * "always" is certain for prices above zero whose bars are in order; what cannot be decided is not mentioned.
 */
export function analyse(plan: PlanIr, sources: SourceList, report: Report): PlanAnalysis {
  const strategies = plan.strategies.map((strategy) =>
    within(strategy.span, () => partsOfStrategy(strategy)),
  );
  for (const parts of strategies) {
    within(parts.strategy.span, () => lintStrategy(parts, sources, report));
  }
  const sessions = plan.sessions.map((session) => ({ session, setups: runsOf(plan, session, strategies) }));
  lintForbids(plan, sources, report);
  lintEmptyLimits(plan, report);
  for (const risk of plan.risks) {
    const guarded = sessions.filter(({ session }) => session.guard === risk.name);
    lintLimits(
      risk,
      guarded.flatMap(({ setups }) => setups),
      report,
    );
  }
  for (const { setups } of sessions) {
    lintOrderSizes(plan, setups, report);
    lintRunRoutes(plan, setups, report);
  }
  return {
    strategies: strategies.map((parts) => strategyAnalysis(plan, parts)),
    sessions: sessions.map(({ session, setups }) => ({
      name: session.name,
      runs: setups.map(({ run, equity }: RunSetup) => ({ id: run.id, equity })),
      limits: limitCases(plan, session, setups),
    })),
  };
}

function lintStrategy(parts: StrategyParts, sources: SourceList, report: Report): void {
  const words = createWords(parts.strategy, parts.knowledge, sources);
  lintRanges(parts, report);
  const verdicts = new Map(
    parts.rules.map((rule) => {
      const notes = notesOf(parts, rule);
      const withNotes: Report = (slug, span, args, extras) => report(slug, span, args, { ...extras, notes });
      return [rule, lintCondition(parts, rule, words, sources, withNotes)];
    }),
  );
  for (const condition of parts.conditions) {
    lintCondition(parts, condition, words, sources, report);
  }
  lintExits(parts, verdicts, report);
  lintReentry(parts, verdicts, words, sources, report);
}

function strategyAnalysis(plan: PlanIr, parts: StrategyParts): StrategyAnalysis {
  const byRoute = new Map<string | undefined, Set<string>>();
  const need = (route: string | undefined, orders: readonly string[]): void => {
    byRoute.set(route, new Set([...(byRoute.get(route) ?? []), ...orders]));
  };
  for (const rule of parts.rules) {
    need(
      routeOfRule(plan, parts, rule)?.name,
      needsOf(rule).map(({ order }) => order),
    );
  }
  const { combos, hold, route: own } = parts.strategy;
  for (const leg of combos.flatMap((combo) => combo.legs)) {
    // What does not fill together is given up at market.
    need(routeOf(plan.routes, leg.route ?? own)?.name, [leg.order.kind, "market"]);
  }
  if (hold !== undefined) {
    need(routeOf(plan.routes, own)?.name, ["market"]);
  }
  return {
    id: parts.strategy.id,
    orders: [...byRoute].map(([route, types]) => ({ route, types: [...types] })),
    intents: intentBounds(parts),
    work: workBounds(parts),
  };
}
