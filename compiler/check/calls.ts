import type { CallExpression, Expression } from "../ast/nodes.ts";
import { isMarketFormal, type Meaning } from "../bind/index.ts";
import { invariant } from "../diagnostics/index.ts";
import { errorTyped } from "./build-typed.ts";
import { type Env, type Slot, textAt } from "./context.ts";
import { callDeclared } from "./declared-calls.ts";
import { checkExpression } from "./expressions.ts";
import { calledMarket, marketOf } from "./market-choice.ts";
import { callStandard } from "./standard-calls.ts";
import type { Typed } from "./typed.ts";

/** An argument after checking, with its place in the text. */
export interface CheckedArgument {
  readonly name: string | undefined;
  readonly nameSpan: Expression["span"];
  readonly value: Typed;
  /** The market that it names, instead of a value. */
  readonly market?: Slot | undefined;
}

/** Checks a call: of a library function, or of a declared one, which is expanded in place. */
export function checkCall(env: Env, node: CallExpression): Typed {
  const meaning = env.context.bindings.meanings.get(node.callee.id);
  const { slot, rest } = contextOf(env, node, readsMarket(meaning));
  const inner: Env = { ...env, on: undefined, ...(slot === undefined ? {} : { slot }) };
  const values = rest.map((argument): CheckedArgument => {
    const market = marketOf(env, argument.value);
    return {
      name: argument.name?.text,
      nameSpan: argument.name?.span ?? argument.span,
      value: market === undefined ? checkExpression(inner, argument.value) : errorTyped(argument.value.span),
      market,
    };
  });
  if (meaning === undefined) {
    return errorTyped(node.span);
  }
  if (meaning.kind === "standard") {
    return refuseMarkets(inner, values) ?? callStandard(inner, node, meaning.descriptor, values);
  }
  invariant(meaning.kind === "declaration", "a callee is a function");
  const { declaration } = meaning;
  invariant(declaration.kind === "fn" || declaration.kind === "indicator", "a callee is a function");
  return callDeclared(inner, node, declaration, meaning.isLibrary, values);
}

/** Whether a market in the first place is the context of the call, and no argument. */
function readsMarket(meaning: Meaning | undefined): boolean {
  if (meaning?.kind !== "declaration") {
    return true;
  }
  const { declaration } = meaning;
  return declaration.kind === "indicator" && !declaration.formals.some(isMarketFormal);
}

/** A market where a value is wanted. */
function refuseMarkets(env: Env, values: readonly CheckedArgument[]): Typed | undefined {
  const found = values.find(({ market }) => market !== undefined);
  if (found === undefined) {
    return undefined;
  }
  const name = textAt(env, found.value.span);
  env.report("not-a-value", found.value.span, { name, meaning: "a market", instead: `${name}.close` });
  return errorTyped(found.value.span);
}

/** `eth.atr(14)`, `atr(eth, 14)`: the market whose fields the call reads. */
function contextOf(
  env: Env,
  node: CallExpression,
  takesContext: boolean,
): { readonly slot: Env["slot"]; readonly rest: CallExpression["arguments"] } {
  const slot = calledMarket(env, node);
  const [first, ...rest] = node.arguments;
  if (slot !== undefined || first === undefined || first.name !== undefined || !takesContext) {
    return { slot, rest: node.arguments };
  }
  const leading = marketOf(env, first.value);
  return leading === undefined ? { slot, rest: node.arguments } : { slot: leading, rest };
}
