import type { RuleInfo } from "../backtest/protocol.ts";
import { ruleText } from "../shell/words.ts";

/** The condition of a rule on one line; the rule's name where it has none. */
export const conditionText = (rules: readonly RuleInfo[], strategyId: string, ruleId: string): string => {
  const text = rules.find((rule) => rule.strategyId === strategyId && rule.ruleId === ruleId)?.text;
  return text === undefined || text === "" || text === "true" ? ruleText(ruleId) : text.replace(/\s+/g, " ");
};
