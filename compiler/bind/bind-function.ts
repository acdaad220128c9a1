import type { Formal, FunctionDeclaration, IndicatorDeclaration, StateStatement } from "../ast/nodes.ts";
import { countingErrors, declare, reportUnused } from "./bind-strategy.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import { createScope, type LocalName, type Scope } from "./scope.ts";

/** Resolves the body of a scalar function. */
export function bindFunction(outer: Resolver, node: FunctionDeclaration): void {
  const { resolver, hasErrors } = countingErrors(outer);
  const scope = createScope("fn", node.name.text);
  const locals = bindFormals(resolver, scope, node.formals);
  resolveExpression(resolver, scope, node.body);
  if (!hasErrors()) {
    reportUnused(resolver, scope, locals);
  }
}

/** Resolves the body of an indicator. */
export function bindIndicator(outer: Resolver, node: IndicatorDeclaration): void {
  const { resolver, hasErrors } = countingErrors(outer);
  const scope = createScope("indicator", node.name.text);
  const locals = bindFormals(resolver, scope, node.formals);
  for (const statement of node.lets) {
    scope.later.set(statement.name.text, statement.name);
  }
  for (const statement of node.lets) {
    if (statement.kind === "state") {
      bindState(resolver, scope, statement, locals);
      continue;
    }
    resolveExpression(resolver, { ...scope, statement }, statement.value);
    if (declare(resolver, scope, statement.name, { kind: "let", declaration: statement })) {
      locals.push({ kind: "let", name: statement.name, id: statement.name.id, span: statement.span });
    }
  }
  if (node.yields.kind === "yieldValue") {
    resolveExpression(resolver, scope, node.yields.value);
  } else {
    const seen = new Set<string>();
    for (const field of node.yields.fields) {
      if (seen.has(field.name.text)) {
        resolver.report("duplicate-name", field.name.span, { name: field.name.text });
      }
      seen.add(field.name.text);
      resolveExpression(resolver, scope, field.value);
    }
  }
  if (!hasErrors()) {
    reportUnused(resolver, scope, locals);
  }
}

/** What comes next may read the state itself; that alone is no use of it. */
function bindState(resolver: Resolver, scope: Scope, statement: StateStatement, locals: LocalName[]): void {
  resolveExpression(resolver, scope, statement.initial);
  const isNew = declare(resolver, scope, statement.name, { kind: "state", declaration: statement });
  resolveExpression(resolver, scope, statement.next);
  if (isNew) {
    scope.used.delete(statement.name.id);
    locals.push({ kind: "state", name: statement.name, id: statement.name.id, span: statement.span });
  }
}

function bindFormals(resolver: Resolver, scope: Scope, formals: readonly Formal[]): LocalName[] {
  const locals: LocalName[] = [];
  for (const formal of formals) {
    if (formal.default !== undefined) {
      resolveExpression(resolver, createScope(scope.place, scope.owner), formal.default);
    }
    if (declare(resolver, scope, formal.name, { kind: "formal", declaration: formal })) {
      locals.push({ kind: "argument", name: formal.name, id: formal.name.id, span: formal.span });
    }
  }
  return locals;
}
