import type { Side, Span, StrategyDeclaration } from "../ast/nodes.ts";
import type { CheckedRule } from "./checked.ts";
import type { Env } from "./context.ts";

/** Checks the rules of a strategy against each other: exits for entries, entries for adds and exits. */
export function checkWholeStrategy(env: Env, node: StrategyDeclaration, rules: readonly CheckedRule[]): void {
  const entries = rules.filter((item) => item.rule.kind === "enter");
  const does = new Set(["plot", "combo", "hold"]);
  const hasOther = node.statements.some((statement) => does.has(statement.kind));
  if (entries.length === 0 && !hasOther && !rules.some((item) => item.rule.kind === "add")) {
    env.report("no-rules", node.name.span, { name: node.name.text });
  }
  for (const [index, item] of rules.entries()) {
    if (item.slot === "") {
      // Its market is unknown, which has been said.
      continue;
    }
    if (item.rule.kind === "enter") {
      checkProtection(env, item, rules);
    }
    if (item.rule.kind === "add" && !entersBefore(rules.slice(0, index), item.rule.side, item.slot)) {
      env.report("add-without-enter", headOf(item), { side: item.rule.side });
    }
    const side = item.rule.kind === "exit" ? item.rule.side : undefined;
    const isEntered = entries.some((entry) => entry.rule.side === side && entry.slot === item.slot);
    if (side !== undefined && !isEntered && entries.length > 0) {
      env.report("exit-without-entry", headOf(item), { side });
    }
  }
}

function entersBefore(rules: readonly CheckedRule[], side: Side, slot: string): boolean {
  return rules.some((item) => item.rule.kind === "enter" && item.rule.side === side && item.slot === slot);
}

function checkProtection(env: Env, entry: CheckedRule, rules: readonly CheckedRule[]): void {
  const side = entry.rule.side ?? "long";
  const hasExit = rules.some(
    (item) =>
      item.rule.kind === "exit" &&
      item.slot === entry.slot &&
      (item.rule.side === undefined || item.rule.side === side),
  );
  const isTurned = rules.some(
    (item) =>
      item.rule.kind === "enter" &&
      item.slot === entry.slot &&
      item.rule.side !== side &&
      item.onOpposite !== "ignore",
  );
  if (isTurned || entry.unprotected || entry.stop !== undefined || entry.trail !== undefined || hasExit) {
    return;
  }
  env.report("no-protective-exit", headOf(entry), { side });
}

/** The words that start a rule: `enter long`. */
function headOf(item: CheckedRule): Span {
  const { span, kind, side } = item.rule;
  const words = side === undefined ? kind : `${kind} ${side}`;
  return { source: span.source, start: span.start, end: Math.min(span.end, span.start + words.length) };
}
