import type { CheckedPlacement, CheckedRule, CheckedStrategy, Typed } from "../check/index.ts";
import type { ProbeIr, ProbeRuleIr } from "../ir/tests.ts";
import type { SourceFile } from "../source/index.ts";
import { conditionParts, valueParts } from "./parts.ts";
import { createProbing, featuresOfProbing, lowerPart, type Probing } from "./probing.ts";

/** A strategy's rules taken apart. */
export function probeStrategy(strategy: CheckedStrategy, sources: readonly SourceFile[]): ProbeIr {
  const probing = createProbing(strategy, sources);
  const rules = strategy.statements.flatMap((item) =>
    item.kind === "rule" ? [probeRule(probing, item)] : [],
  );
  return { strategy: strategy.declaration.name.text, features: featuresOfProbing(probing), rules };
}

function probeRule(probing: Probing, item: CheckedRule): ProbeRuleIr {
  const { rule, condition } = item;
  const market = rule.market === undefined ? "" : ` ${rule.market.text}`;
  return {
    id: item.id,
    action: rule.kind,
    side: rule.side,
    slot: item.slot,
    text: `${rule.kind}${rule.side === undefined ? "" : ` ${rule.side}`}${market}`,
    span: rule.span,
    condition: condition === undefined ? undefined : lowerPart(probing, conditionParts(condition)),
    clauses: clausesOf(item).map(({ text, value }) => ({
      text,
      node: lowerPart(probing, valueParts(value)),
    })),
  };
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
