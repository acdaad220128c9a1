import type { DecisionRow, FillRow, SessionOutcome } from "../session/index.ts";
import type { PlanModule, SourceSpan } from "../strategy/index.ts";
import type { TestPlan, TestSetting } from "./abi.ts";

/** What tests made of a rule. */
export interface RuleCoverage {
  readonly ruleId: string;
  /** As written: `enter long when f crosses above s`. */
  readonly text: string;
  readonly span: SourceSpan;
  /** Intents that were allowed, also in a smaller size. */
  readonly fired: number;
  readonly refused: number;
  readonly blocked: number;
  /** Fills of its protective orders; left out: it has none of that kind. */
  readonly stop?: number;
  readonly target?: number;
  readonly trail?: number;
}

export interface StrategyCoverage {
  readonly strategyId: string;
  readonly rules: readonly RuleCoverage[];
}

export interface LimitCoverage {
  readonly risk: string;
  readonly limitId: string;
  readonly text: string;
  readonly span: SourceSpan;
  /** Intents that it refused or made smaller, and positions that it closed. */
  readonly spoke: number;
}

/** What all tests of a plan reached. */
export interface Coverage {
  readonly strategies: readonly StrategyCoverage[];
  readonly limits: readonly LimitCoverage[];
}

/** Adds up what tests reached. */
export interface CoverageCounter {
  readonly add: (test: TestSetting, outcome: SessionOutcome) => void;
  readonly result: () => Coverage;
}

const legs = ["stop", "target", "trail"] as const;

/** Counts over all rules of the plan's strategies, and the limits of all its risk blocks. */
export const createCoverage = (plan: PlanModule, tests: TestPlan): CoverageCounter => {
  const counts = new Map<string, number>();
  const count = (...key: readonly string[]): void => {
    const name = key.join(" ");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const of = (...key: readonly string[]): number => counts.get(key.join(" ")) ?? 0;
  return {
    add: (test, outcome) => {
      for (const row of outcome.decisions()) countDecision(count, test, row);
      for (const row of outcome.fills()) countFill(count, test, row);
    },
    result: () => ({
      strategies: tests.probes.map((probe) => ({
        strategyId: probe.strategy,
        rules: probe.rules.map((rule) => {
          const id = [probe.strategy, rule.id] as const;
          const module = plan.strategies[probe.strategy]?.rules.find((item) => item.id === rule.id);
          const has = (leg: (typeof legs)[number]): boolean =>
            module !== undefined && module.kind !== "exit" && module[leg] !== undefined;
          const hits = legs.filter(has).map((leg) => [leg, of("leg", ...id, leg)] as const);
          return {
            ruleId: rule.id,
            text: rule.condition === undefined ? rule.text : `${rule.text} when ${rule.condition.text}`,
            span: rule.span,
            fired: of("fired", ...id),
            refused: of("refused", ...id),
            blocked: of("blocked", ...id),
            ...Object.fromEntries(hits),
          };
        }),
      })),
      limits: Object.values(plan.risks).flatMap((risk) =>
        risk.limits.map((limit) => ({
          risk: risk.id,
          limitId: limit.id,
          text: limit.text,
          span: limit.span,
          spoke: of("limit", risk.id, limit.id),
        })),
      ),
    }),
  };
};

type Count = (...key: readonly string[]) => void;

const countDecision = (count: Count, { strategy, guard }: TestSetting, row: DecisionRow): void => {
  const { outcome, ruleId, limitId } = row;
  if (outcome === "allowed" || outcome === "modified") count("fired", strategy, ruleId);
  else count(outcome === "rejected" ? "refused" : "blocked", strategy, ruleId);
  if (limitId !== undefined && guard !== undefined) count("limit", guard, limitId);
};

const countFill = (count: Count, { strategy }: TestSetting, { role, ruleId }: FillRow): void => {
  if (role === "stop" || role === "target" || role === "trail") count("leg", strategy, ruleId, role);
};
