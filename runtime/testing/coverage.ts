import { isMoveOf } from "../inspection/index.ts";
import type { DecisionRow, FillRow, SessionOutcome } from "../session/index.ts";
import type { PlanModule, SourceSpan } from "../strategy/index.ts";
import type { TestPlan, TestSetting } from "./abi.ts";
import type { TestMoves } from "./moves.ts";

/** What tests made of a rule. */
export interface RuleCoverage {
  readonly ruleId: string;
  /** As written: `enter long when f crosses above s`. */
  readonly text: string;
  readonly span: SourceSpan;
  /** Intents that were allowed, also in a smaller size; of a combo or a holding, times that it acted. */
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
  readonly add: (test: TestSetting, outcome: SessionOutcome, moves: TestMoves) => void;
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
    add: (test, outcome, moves) => {
      const probe = tests.probes.find(({ strategy }) => strategy === test.strategy);
      for (const move of moves.combos) {
        const rule = probe?.rules.find((item) => isMoveOf(item, move));
        if (rule !== undefined) count(move.outcome, test.strategy, rule.id);
      }
      for (const { holdId, outcome: made } of moves.holds) count(made, test.strategy, holdId);
      const own = new Set(plan.strategies[test.strategy]?.rules.map(({ id }) => id));
      for (const row of outcome.decisions()) countDecision(count, test, row, own.has(row.ruleId));
      for (const row of outcome.fills()) countFill(count, test, row);
    },
    result: () => ({
      strategies: tests.probes.map((probe) => ({
        strategyId: probe.strategy,
        rules: [...probe.rules, ...(probe.hold === undefined ? [] : [probe.hold])].map((rule) => {
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

const countDecision = (
  count: Count,
  { strategy, guard }: TestSetting,
  row: DecisionRow,
  isRule: boolean,
): void => {
  const { outcome, ruleId, limitId } = row;
  if (isRule && (outcome === "allowed" || outcome === "modified")) count("fired", strategy, ruleId);
  else if (isRule) count(outcome === "rejected" ? "refused" : "blocked", strategy, ruleId);
  if (limitId !== undefined && guard !== undefined) count("limit", guard, limitId);
};

const countFill = (count: Count, { strategy }: TestSetting, { role, ruleId }: FillRow): void => {
  if (role === "stop" || role === "target" || role === "trail") count("leg", strategy, ruleId, role);
};
