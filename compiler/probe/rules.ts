import type {
  CheckedCombo,
  CheckedHold,
  CheckedPlacement,
  CheckedRule,
  CheckedStrategy,
  Typed,
} from "../check/index.ts";
import type { ProbeHoldIr, ProbeIr, ProbeRuleIr } from "../ir/tests.ts";
import type { SourceFile } from "../source/index.ts";
import { conditionParts, valueParts } from "./parts.ts";
import { createProbing, featuresOfProbing, lowerPart, type Probing, textAt } from "./probing.ts";

/** A strategy's rules taken apart. */
export function probeStrategy(strategy: CheckedStrategy, sources: readonly SourceFile[]): ProbeIr {
  const probing = createProbing(strategy, sources);
  const rules = strategy.statements.flatMap((item) =>
    item.kind === "rule"
      ? [probeRule(probing, item)]
      : item.kind === "combo"
        ? probeCombo(probing, item)
        : [],
  );
  const held = strategy.statements.find((item) => item.kind === "hold");
  const hold = held === undefined ? undefined : probeHold(probing, held);
  return { strategy: strategy.declaration.name.text, features: featuresOfProbing(probing), rules, hold };
}

function probeRule(probing: Probing, item: CheckedRule): ProbeRuleIr {
  const { rule, condition } = item;
  const market = rule.market === undefined ? "" : ` ${rule.market.text}`;
  return {
    id: item.id,
    action: rule.kind,
    side: rule.side,
    slot: item.slot,
    combo: undefined,
    index: 0,
    text: `${rule.kind}${rule.side === undefined ? "" : ` ${rule.side}`}${market}`,
    span: rule.span,
    condition: condition === undefined ? undefined : lowerPart(probing, conditionParts(condition)),
    clauses: lowerClauses(probing, clausesOf(item)),
  };
}

/** A holding: its condition, and its items in their own words. */
function probeHold(probing: Probing, { statement, schedule, items, trigger }: CheckedHold): ProbeHoldIr {
  const { condition } = trigger;
  return {
    id: "hold",
    text: `hold ${schedule.text}`,
    span: statement.span,
    slot: probing.strategy.slots[0]?.name ?? "",
    condition: condition === undefined ? undefined : lowerPart(probing, conditionParts(condition)),
    items: items.map(({ span }) => textAt(probing, span)),
  };
}

/** What opens a combo, what closes it and what restores its proportions. All are decided with its first leg. */
function probeCombo(probing: Probing, item: CheckedCombo): readonly ProbeRuleIr[] {
  const slot = item.legs[0]?.slot ?? "";
  const probe = (
    action: ProbeRuleIr["action"],
    id: string,
    trigger: CheckedCombo["enter"],
    clauses: readonly ClauseValue[],
    index = 0,
  ): ProbeRuleIr => ({
    id,
    action,
    side: undefined,
    slot,
    combo: item.id,
    index,
    text: `${action} ${item.id}`,
    span: trigger.span,
    condition:
      trigger.condition === undefined ? undefined : lowerPart(probing, conditionParts(trigger.condition)),
    clauses: lowerClauses(probing, clauses),
  });
  return [
    probe(
      "enter",
      `enter_${item.id}`,
      item.enter,
      item.legs.flatMap(({ slot: market, side, size }) =>
        size?.amount === undefined ? [] : [{ text: `leg ${side} ${market} size`, value: size.amount }],
      ),
    ),
    ...item.exits.map((exit, index) =>
      probe(
        "exit",
        `exit_${item.id}_${index + 1}`,
        exit,
        exit.after === undefined ? [] : [{ text: "after", value: exit.after.value }],
        index,
      ),
    ),
    ...(item.rebalance === undefined ? [] : [probe("rebalance", `rebalance_${item.id}`, item.rebalance, [])]),
  ];
}

function lowerClauses(probing: Probing, clauses: readonly ClauseValue[]): ProbeRuleIr["clauses"] {
  return clauses.map(({ text, value }) => ({ text, node: lowerPart(probing, valueParts(value)) }));
}

interface ClauseValue {
  readonly text: string;
  readonly value: Typed;
}

/** The values of a rule's clauses, in the order in which they are written down. */
function clausesOf(item: CheckedRule): readonly ClauseValue[] {
  const clause = (text: string, value: Typed | undefined): readonly ClauseValue[] =>
    value === undefined ? [] : [{ text, value }];
  const placed = (word: string, placement: CheckedPlacement | undefined): readonly ClauseValue[] =>
    clause(placement?.kind === "at" ? `${word} at` : word, placement?.value);
  return [
    ...clause("up to units", item.units),
    ...clause("after", item.after?.value),
    ...clause(item.size?.form === "risking" ? "size risking" : "size", item.size?.amount),
    ...clause("part", item.part),
    ...clause("order stop at", item.order.stop),
    ...clause(item.order.type === "stop_limit" ? "limit" : "order limit at", item.order.limit),
    ...placed("stop", item.stop),
    ...placed("target", item.target),
    ...clause("trail", item.trail?.distance),
    ...clause("trail after", item.trail?.after),
    ...item.captures.flatMap((capture) => clause(`capture ${capture.clause.name.text}`, capture.value)),
    ...clause("expire after", item.expire?.value),
  ];
}
