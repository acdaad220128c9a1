import type { CallExpression, Expression } from "../ast/nodes.ts";
import { invariant } from "../diagnostics/index.ts";
import { errorTyped } from "./build-typed.ts";
import type { Env } from "./context.ts";
import { callDeclared } from "./declared-calls.ts";
import { checkExpression } from "./expressions.ts";
import { callStandard } from "./standard-calls.ts";
import type { Typed } from "./typed.ts";

/** An argument after checking, with its place in the text. */
export interface CheckedArgument {
  readonly name: string | undefined;
  readonly nameSpan: Expression["span"];
  readonly value: Typed;
}

/** Checks a call: of a library function, or of a declared one, which is expanded in place. */
export function checkCall(env: Env, node: CallExpression): Typed {
  const meaning = env.context.bindings.meanings.get(node.callee.id);
  const inner: Env = { ...env, on: undefined };
  const { slot, rest } = leadingMarket(env, node);
  const values = rest.map(
    (argument): CheckedArgument => ({
      name: argument.name?.text,
      nameSpan: argument.name?.span ?? argument.span,
      value: checkExpression(inner, argument.value),
    }),
  );
  if (meaning === undefined) {
    return errorTyped(node.span);
  }
  const callEnv: Env = slot === undefined ? inner : { ...inner, slot };
  if (meaning.kind === "standard") {
    return callStandard(callEnv, node, meaning.descriptor, values);
  }
  invariant(meaning.kind === "declaration", "a callee is a function");
  const { declaration } = meaning;
  invariant(declaration.kind === "fn" || declaration.kind === "indicator", "a callee is a function");
  return callDeclared(callEnv, node, declaration, meaning.isLibrary, values);
}

/** `atr(btc, 14)`: a market in the first place is the one whose fields the function reads. */
function leadingMarket(
  env: Env,
  node: CallExpression,
): { readonly slot: Env["slot"]; readonly rest: CallExpression["arguments"] } {
  const [first, ...rest] = node.arguments;
  const meaning = first === undefined ? undefined : env.context.bindings.meanings.get(first.value.id);
  return first !== undefined && first.name === undefined && meaning?.kind === "slot"
    ? { slot: env.strategy?.slots.get(meaning.name), rest }
    : { slot: undefined, rest: node.arguments };
}
