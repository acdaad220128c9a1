import type { Span, StrategyDeclaration } from "../ast/nodes.ts";
import type { CheckedStatement } from "./checked.ts";
import type { Env, Slot } from "./context.ts";

/**
 * A combo or a holding has its markets to itself: reports rules that trade them, a second holding, and throttles, which
 * hold back entries of rules.
 */
export function checkOwners(
  env: Env,
  node: StrategyDeclaration,
  statements: readonly CheckedStatement[],
  slots: readonly Slot[],
): void {
  checkThrottles(env, node);
  const [first, ...others] = statements.filter((item) => item.kind === "hold");
  for (const other of others) {
    const labels = first === undefined ? [] : [{ span: wordOf(first.statement.span), text: "the first one" }];
    env.report("second-hold", wordOf(other.statement.span), {}, { labels });
  }
  const held = first === undefined ? new Map<string, Span>() : heldBy(first, slots);
  const owners = new Map([...held].map(([slot, span]) => [slot, { name: "`hold`", span }]));
  for (const item of statements) {
    if (item.kind !== "combo" || item.mirrorOf !== undefined) {
      continue;
    }
    for (const leg of item.legs) {
      const place = { ...leg.node.span, end: leg.node.market.span.end };
      const owner = owners.get(leg.slot);
      if (owner?.name === "`hold`") {
        report(env, place, leg.slot, owner, `the leg of \`${item.id}\``);
      } else {
        owners.set(leg.slot, { name: `\`${item.id}\``, span: place });
      }
    }
  }
  for (const item of statements) {
    const owner = item.kind === "rule" ? owners.get(item.slot) : undefined;
    if (item.kind === "rule" && owner !== undefined) {
      const { span, kind } = item.rule;
      report(env, { ...span, end: span.start + kind.length }, item.slot, owner, `this \`${kind}\``);
    }
  }
}

function checkThrottles(env: Env, node: StrategyDeclaration): void {
  const owner = node.statements.find(({ kind }) => kind === "combo" || kind === "mirror" || kind === "hold");
  if (owner === undefined) {
    return;
  }
  for (const { kind, span } of node.statements) {
    if (kind === "cooldown" || kind === "entryLimit") {
      const word = kind === "cooldown" ? "cooldown" : "at most";
      const what = owner.kind === "hold" ? "a holding" : "a combo";
      env.report("throttle-beside-combo", { ...span, end: span.start + word.length }, { word, what });
    }
  }
}

function wordOf(span: Span): Span {
  return { ...span, end: span.start + "hold".length };
}

function heldBy(
  hold: Extract<CheckedStatement, { readonly kind: "hold" }>,
  slots: readonly Slot[],
): ReadonlyMap<string, Span> {
  const held = new Map<string, Span>();
  for (const item of hold.items) {
    const names =
      item.kind === "cash" ? [] : item.kind === "market" ? [item.slot] : slots.map((slot) => slot.name);
    for (const name of names) {
      held.set(name, item.span);
    }
  }
  return held;
}

function report(
  env: Env,
  span: Span,
  market: string,
  owner: { readonly name: string; readonly span: Span },
  rule: string,
): void {
  env.report(
    "market-owned-twice",
    span,
    { market, owner: owner.name, rule },
    { labels: [{ span: owner.span, text: "it belongs to this" }] },
  );
}
