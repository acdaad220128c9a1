import type { SourceSpan } from "../strategy/abi.ts";
import type { RunState } from "./run-state.ts";

/** What a rule number of the logs stands for: rules first, then combos, then the holding; below zero, the risk engine. */
export const ruleOf = (
  run: RunState,
  number: number,
): { readonly id: string; readonly span: SourceSpan | undefined } => {
  const { rules, combos = [], hold } = run.setup.strategy;
  const rule = rules[number];
  if (number < 0) return { id: "risk", span: undefined };
  if (rule !== undefined) return rule;
  const combo = combos[number - rules.length];
  if (combo !== undefined) {
    // In each market, the leg is what traded.
    const leg = combo.legs.find(({ slot }) => slot === run.setup.slot);
    return { id: combo.id, span: leg?.span ?? combo.span };
  }
  if (hold === undefined) throw new Error(`a log holds rule ${number}, which the strategy does not have`);
  return hold;
};
