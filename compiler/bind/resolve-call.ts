import type { CallExpression, Expression } from "../ast/nodes.ts";
import { textOf } from "../source/index.ts";
import { type HabitContext, reportCallHabit } from "./habits.ts";
import { isBroken, lookup, markUsed, type Resolver, resolveExpression } from "./resolve-expression.ts";
import { marketNamed, marketPath } from "./resolve-market.ts";
import type { Scope } from "./scope.ts";
import { respell, suggest } from "./suggest.ts";
import { describeMeaning, type Meaning } from "./symbols.ts";

/** Resolves the function of a call and the names in its arguments. */
export function resolveCall(resolver: Resolver, scope: Scope, node: CallExpression): void {
  const visitArguments = (): void => {
    for (const argument of node.arguments) {
      // A market may stand as an argument: `atr(btc, 14)`, `ratio_of(eth, btc)`.
      const market = marketNamed(scope, argument.value);
      if (market !== undefined) {
        markUsed(resolver, scope, market.meaning);
        resolver.meanings.set(argument.value.id, market.meaning);
      } else {
        resolveExpression(resolver, scope, argument.value);
      }
    }
  };
  const path = marketPath(scope, node.callee);
  if (path !== undefined) {
    markUsed(resolver, scope, path.market.meaning);
    resolver.meanings.set(path.market.reference.id, path.market.meaning);
  }
  const name = path?.path ?? calleeName(node.callee);
  const target = name === undefined ? undefined : functionNamed(resolver, name);
  if (target !== undefined) {
    resolver.meanings.set(node.callee.id, target);
    if (target.kind === "declaration") {
      resolver.usedDeclarations.add(target.declaration.id);
      resolver.onCall(target.declaration, node.callee.id, node.callee.span, target.isLibrary);
    }
    visitArguments();
    return;
  }
  if (name !== undefined && isBroken(resolver, scope, name)) {
    visitArguments();
    return;
  }
  if (!reportCallHabit(habitContext(resolver, scope), node)) {
    reportNoFunction(resolver, scope, node, name);
    visitArguments();
  }
}

function reportNoFunction(
  resolver: Resolver,
  scope: Scope,
  node: CallExpression,
  name: string | undefined,
): void {
  const plain = node.callee.kind === "reference" ? lookup(resolver, scope, node.callee.name.text) : undefined;
  if (name === "time" && reportCallHabit(habitContext(resolver, scope), node)) {
    return;
  }
  if (name !== undefined && plain !== undefined) {
    markUsed(resolver, scope, plain);
    resolver.report("not-a-function", node.callee.span, { name, meaning: describeMeaning(plain) });
    return;
  }
  if (name === undefined) {
    resolver.report("not-a-function", node.callee.span, {
      name: textOf(resolver.source, node.callee.span),
      meaning: "a value",
    });
    return;
  }
  const suggestion = suggest(name, functionNames(resolver));
  resolver.report(
    "unknown-function",
    node.callee.span,
    { name, suggestion },
    {
      fixes: respell(`replace with \`${suggestion}\``, node.callee.span, name, suggestion),
    },
  );
}

/** `ema`, `talib.rsi`; `undefined` for a callee that is no name. */
function calleeName(callee: Expression): string | undefined {
  if (callee.kind === "reference") {
    return callee.name.text;
  }
  return callee.kind === "field" && callee.object.kind === "reference"
    ? `${callee.object.name.text}.${callee.field.text}`
    : undefined;
}

function functionNamed(resolver: Resolver, name: string): Meaning | undefined {
  const declared = resolver.names.get(name);
  if (declared?.kind === "fn" || declared?.kind === "indicator") {
    return { kind: "declaration", declaration: declared, isLibrary: resolver.isLibrary };
  }
  const composite = resolver.library.indicator(name);
  if (composite !== undefined) {
    return { kind: "declaration", declaration: composite, isLibrary: true };
  }
  const descriptor = resolver.library.descriptor(name);
  return descriptor === undefined ? undefined : { kind: "standard", descriptor };
}

/** True for the name of a function that can be called here. */
export function isFunction(resolver: Resolver, name: string): boolean {
  return functionNamed(resolver, name) !== undefined;
}

function functionNames(resolver: Resolver): readonly string[] {
  const declared = [...resolver.names].filter(([, item]) => item.kind === "fn" || item.kind === "indicator");
  return [...declared.map(([name]) => name), ...resolver.library.names()];
}

/** What the recognition of habits needs to know at this place. */
export function habitContext(resolver: Resolver, scope: Scope): HabitContext {
  return {
    report: resolver.report,
    source: resolver.source,
    isFunction: (name) => isFunction(resolver, name),
    isValue: (name) => lookup(resolver, scope, name) !== undefined,
    functionNames: () => functionNames(resolver),
    statement: scope.statement,
  };
}
