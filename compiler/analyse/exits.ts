import type { Span } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import type { ConditionVerdict } from "./conditions.ts";
import { isConsistent } from "./consistency.ts";
import type { RuleParts, StrategyParts } from "./rule-parts.ts";
import { isInside } from "./words.ts";

/** What was found of each rule's condition. */
export type Verdicts = ReadonlyMap<RuleParts, ConditionVerdict>;

/** Reports exits that hold wherever their entry fires. */
export function lintExits(parts: StrategyParts, verdicts: Verdicts, report: Report): void {
  for (const entry of parts.rules) {
    if (entry.opens === undefined || verdicts.get(entry) === "never") {
      continue;
    }
    const exits = parts.rules.filter((rule) => closesWhat(rule, entry));
    for (const exit of exits) {
      if (verdicts.get(exit) === "open" && isImplied(parts, entry, exit)) {
        report(
          "exit-with-entry",
          exit.rule.condition.span,
          { entry: entry.head, exit: exit.head },
          { labels: labelAt(exit.rule.condition.span, entry.rule.condition.span, "the entry") },
        );
      }
    }
  }
}

/** True when a rule closes positions that an entry opens. */
export function closesWhat(rule: RuleParts, entry: RuleParts): boolean {
  const isSide = rule.closes === "both" || rule.closes === entry.opens;
  return rule.closes !== undefined && isSide && rule.rule.slot === entry.rule.slot;
}

/** True when every bar at which the entry fires is one at which the exit is not false. */
function isImplied(parts: StrategyParts, entry: RuleParts, exit: RuleParts): boolean {
  const isWhole = exit.exit?.part === undefined && exit.exit?.order.kind === "market";
  if (!isWhole || exit.after !== undefined || exit.conjuncts.length === 0 || entry.conjuncts.length === 0) {
    return false;
  }
  return exit.conjuncts.every(
    ({ term }) => !isConsistent(parts.knowledge, [...entry.conjuncts, { term, isTrue: false }]),
  );
}

/** What to say of a rule that never fires: whose only way out it is. */
export function notesOf(parts: StrategyParts, rule: RuleParts): readonly string[] {
  return parts.rules
    .filter((entry) => entry.opens !== undefined && closesWhat(rule, entry) && relies(parts, entry))
    .filter((entry) => parts.rules.filter((other) => closesWhat(other, entry)).length === 1)
    .map((entry) => `nothing else closes what \`${entry.head}\` opens`);
}

/** True when exit rules are the entry's only way out. */
function relies(parts: StrategyParts, { entry, opens, rule }: RuleParts): boolean {
  const isTurned = parts.rules.some(
    (other) =>
      other.rule.kind === "enter" &&
      other.rule.slot === rule.slot &&
      other.opens !== opens &&
      other.rule.onOpposite !== "ignore",
  );
  const isProtected = entry?.stop !== undefined || entry?.trail !== undefined || entry?.unprotected === true;
  return !isTurned && !isProtected;
}

/** The words that start a rule. */
export function headOf({ rule, head }: RuleParts): Span {
  return { ...rule.span, end: Math.min(rule.span.end, rule.span.start + head.length) };
}

function labelAt(main: Span, other: Span, text: string): readonly { span: Span; text: string }[] {
  return main.source === other.source && !isInside(main, other) ? [{ span: other, text }] : [];
}
