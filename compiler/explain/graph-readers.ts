import { assertNever } from "../diagnostics/index.ts";
import type { FeatureId, FeatureIr, RuleIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import {
  featuresOf,
  featuresOfCombo,
  featuresOfHold,
  featuresOfMachine,
  featuresOfRule,
  inputsOf,
} from "../lower/index.ts";
import { isOperator } from "./feature-text.ts";

/** Something that reads features and is none itself. */
export interface Reader {
  readonly id: string;
  /** What decides whether it acts. */
  readonly conditions: readonly FeatureId[];
  /** What it reads once it acts: sizes, stops, prices, ranks. */
  readonly amounts: readonly FeatureId[];
}

/** Rules, machines, combos, the holding, the portfolio and the plots of a strategy, with what each of them reads. */
export function readersOf(strategy: StrategyIr): readonly Reader[] {
  const { machines, rules, portfolio, combos, hold, plots } = strategy;
  return [
    ...machines.map((machine) => reader(`machine ${machine.name}`, featuresOfMachine(machine), [])),
    ...rules.map((rule) => {
      const conditions = conditionsOf(rule);
      return reader(`rule ${rule.id}`, conditions, featuresOfRule(rule));
    }),
    ...(portfolio === undefined
      ? []
      : [
          reader(
            "portfolio",
            [],
            [portfolio.positions, portfolio.rank?.value, portfolio.cap].flatMap((scalar) =>
              scalar === undefined ? [] : featuresOf(scalar),
            ),
          ),
        ]),
    ...combos.map((combo) => {
      const conditions = [combo.enter, ...combo.exits.map(({ condition }) => condition)].flatMap(
        ({ pure, stateful }) => conditionFeatures(pure, stateful),
      );
      return reader(`combo ${combo.id}`, conditions, featuresOfCombo(combo));
    }),
    ...(hold === undefined
      ? []
      : [
          reader(
            `hold ${hold.id}`,
            [hold.schedule.feature, ...conditionFeatures(hold.condition.pure, hold.condition.stateful)],
            featuresOfHold(hold),
          ),
        ]),
    ...plots.map((plot, index) => reader(`plot ${index}`, [], [plot.feature])),
  ];
}

/** `all`: everything that is read, conditions included. */
function reader(id: string, conditions: readonly FeatureId[], all: readonly FeatureId[]): Reader {
  const deciding = new Set(conditions);
  return { id, conditions: [...deciding], amounts: [...new Set(all)].filter((item) => !deciding.has(item)) };
}

function conditionsOf({ condition }: RuleIr): readonly FeatureId[] {
  return conditionFeatures(condition.pure, condition.stateful);
}

function conditionFeatures(
  pure: FeatureId | undefined,
  stateful: ScalarIr | undefined,
): readonly FeatureId[] {
  return [...(pure === undefined ? [] : [pure]), ...(stateful === undefined ? [] : featuresOf(stateful))];
}

/**
 * In whose place a feature's own inputs stand: constants, which are written where they are read, and operators without a
 * name that one thing alone reads, since its text has them anyway.
 */
export function writtenInPlace(strategy: StrategyIr, readers: readonly Reader[]): ReadonlySet<FeatureId> {
  const counts = new Map<FeatureId, number>();
  const count = (id: FeatureId): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const feature of strategy.features) {
    new Set(inputsOf(feature.value)).forEach(count);
  }
  for (const { conditions, amounts } of readers) {
    [...conditions, ...amounts].forEach(count);
  }
  return new Set(
    strategy.features
      .filter((feature) => isWrittenInPlace(feature, counts.get(feature.id) ?? 0))
      .map(({ id }) => id),
  );
}

function isWrittenInPlace({ name, value }: FeatureIr, count: number): boolean {
  switch (value.kind) {
    case "constant":
      return true;
    case "operation":
      return name === undefined && count === 1 && isOperator(value.operation);
    case "source":
    case "scan":
    case "held":
      return false;
    default:
      return assertNever(value);
  }
}
