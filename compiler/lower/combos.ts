import type { CheckedCombo, CheckedHold, CheckedHolding, CheckedLeg } from "../check/index.ts";
import { assertNever, present } from "../diagnostics/index.ts";
import type { ComboIr, ConditionIr, FeatureId, HoldIr, HoldingIr, LegIr } from "../ir/nodes.ts";
import { lowerCondition, lowerPure } from "./conditions.ts";
import { type Lowering, lowerFeature } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";
import { lowerOrder, lowerSize, lowerSpan } from "./rules.ts";

/** The conditions of a combo as columns. */
export function lowerComboColumns(lowering: Lowering, combo: CheckedCombo): void {
  for (const trigger of [combo.enter, ...combo.exits, combo.rebalance]) {
    lowerPure(lowering, trigger?.condition);
  }
}

/** A combo in terms of features, facts and parameters. */
export function lowerCombo(lowering: Lowering, combo: CheckedCombo): ComboIr {
  const { statement, together } = combo;
  const condition = ({ condition: typed, text, span }: CheckedCombo["enter"]): ConditionIr =>
    lowerCondition(lowering, typed, text, span);
  return {
    id: combo.id,
    doc: statement.doc,
    span: statement.span,
    mirrorOf: combo.mirrorOf,
    legs: combo.legs.map((leg) => lowerLeg(lowering, leg)),
    together:
      together === undefined
        ? undefined
        : {
            within: present(lowerSpan(lowering, together.within), "a combo waits for a time"),
            otherwise: together.otherwise,
          },
    enter: condition(combo.enter),
    exits: combo.exits.map((exit) => ({
      condition: condition(exit),
      after: lowerSpan(lowering, exit.after),
      ifUnknown: exit.ifUnknown,
    })),
    rebalance: combo.rebalance === undefined ? undefined : condition(combo.rebalance),
  };
}

function lowerLeg(lowering: Lowering, leg: CheckedLeg): LegIr {
  return {
    slot: leg.slot,
    side: leg.side,
    size: lowerSize(lowering, present(leg.size, "a leg has a size")),
    order: lowerOrder(lowering, leg.order),
    route: leg.route,
    span: leg.node.span,
  };
}

/** The columns of a holding: what it ranks by and weights by. */
export function lowerHoldColumns(lowering: Lowering, hold: CheckedHold): void {
  lowerPure(lowering, hold.schedule.condition);
  lowerPure(lowering, hold.trigger.condition);
  for (const item of hold.items) {
    if (item.kind === "ranked") {
      lowerFeature(lowering, item.by, lowering.clock);
    }
    if ((item.kind === "ranked" || item.kind === "all") && item.weightedBy !== undefined) {
      lowerFeature(lowering, item.weightedBy, lowering.clock);
    }
  }
}

/** A holding in terms of features, facts and parameters. */
export function lowerHold(lowering: Lowering, hold: CheckedHold): HoldIr {
  const { statement, schedule, trigger } = hold;
  return {
    id: "hold",
    doc: statement.doc,
    span: statement.span,
    schedule: { text: schedule.text, feature: lowerFeature(lowering, schedule.condition, lowering.clock) },
    condition: lowerCondition(lowering, trigger.condition, trigger.text, trigger.span),
    items: hold.items.map((item) => lowerHolding(lowering, item)),
  };
}

function lowerHolding(lowering: Lowering, item: CheckedHolding): HoldingIr {
  const base = {
    span: item.span,
    share: lowerScalar(lowering, item.weight),
    sign: item.isShort ? -1 : 1,
  } as const;
  const column = (typed: CheckedHolding["weight"] | undefined): FeatureId | undefined =>
    typed === undefined ? undefined : lowerFeature(lowering, typed, lowering.clock);
  switch (item.kind) {
    case "cash":
      return { kind: "cash", ...base };
    case "market":
      return { kind: "market", ...base, slot: item.slot };
    case "ranked":
      return {
        kind: "ranked",
        ...base,
        order: item.order,
        count: lowerScalar(lowering, item.count),
        by: lowerFeature(lowering, item.by, lowering.clock),
        byText: item.byText,
        weightedBy: column(item.weightedBy),
      };
    case "all":
      return { kind: "all", ...base, weightedBy: column(item.weightedBy) };
    default:
      return assertNever(item);
  }
}
