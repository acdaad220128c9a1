import type { CallExpression, Expression, Span } from "../ast/nodes.ts";
import { safeReplace } from "../diagnostics/index.ts";
import { type Env, type Slot, textAt } from "./context.ts";

/** The market that a name stands for: a slot, or an argument of the indicator that is being expanded. */
export function marketOf(env: Env, node: Expression): Slot | undefined {
  const meaning = env.context.bindings.meanings.get(node.id);
  if (meaning?.kind === "slot") {
    return env.strategy?.slots.get(meaning.name);
  }
  return meaning?.kind === "formal" ? env.markets?.get(meaning.declaration.id) : undefined;
}

/** The market before the dot of a call: `eth.atr(14)`, `eth.talib.rsi(close)`. */
export function calledMarket(env: Env, { callee }: CallExpression): Slot | undefined {
  if (callee.kind !== "field") {
    return undefined;
  }
  const { object } = callee;
  return marketOf(env, object) ?? (object.kind === "field" ? marketOf(env, object.object) : undefined);
}

/** Says that a field, a call or a fact does not name its market; false where there is only one, or none. */
export function reportWhichMarket(env: Env, span: Span): boolean {
  const { strategy } = env;
  if (strategy === undefined || env.slot !== undefined || strategy.slots.size < 2) {
    return false;
  }
  const markets = [...strategy.slots.keys()];
  const written = textAt(env, span);
  const [first = ""] = markets;
  const at = { source: span.source, start: span.start, end: span.start };
  env.report(
    "field-of-which-market",
    span,
    { written, markets, instead: `${first}.${written}` },
    env.isInlined ? {} : { fixes: markets.map((name) => safeReplaceReview(name, written, at)) },
  );
  return true;
}

function safeReplaceReview(name: string, written: string, at: Span): ReturnType<typeof safeReplace> {
  return { ...safeReplace(`write \`${name}.${written}\``, at, `${name}.`), safety: "review" };
}
