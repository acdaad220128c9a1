import type {
  CaptureClause,
  Clause,
  Name,
  Placement,
  StrategyDeclaration,
  StrategyStatement,
} from "../ast/nodes.ts";
import { assertNever, catalogue, proposeReplace } from "../diagnostics/index.ts";
import { bindCombo, bindHold, bindMirror, declareCombos } from "./bind-combos.ts";
import { bindMachine, declareMachines } from "./bind-machines.ts";
import { bindPortfolio } from "./bind-universe.ts";
import { builtinValue, isReservedValue } from "./builtins.ts";
import { resolveDeclarationName } from "./resolve-declaration.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import { createScope, type LocalName, type Scope } from "./scope.ts";
import { respell, suggest } from "./suggest.ts";
import { describeMeaning, kindWithArticle, type Meaning } from "./symbols.ts";
import { isMeant } from "./unused-declarations.ts";

/** The names of a strategy. */
export interface BoundStrategy {
  readonly scope: Scope;
  /** Reports the names that nothing reads; asked when its tests have been resolved, which may read them. */
  readonly reportUnused: () => void;
}

/** Resolves the names of a strategy and reports its doubly declared ones. */
export function bindStrategy(outer: Resolver, node: StrategyDeclaration): BoundStrategy {
  const { resolver, hasErrors } = countingErrors(outer);
  const scope = createScope("strategy", node.name.text);
  const locals: LocalName[] = [];
  bindSlots(resolver, scope, node);
  if (node.route !== undefined) {
    resolveDeclarationName(resolver, node.route, "route");
  }
  for (const statement of node.statements) {
    if (statement.kind === "let" || statement.kind === "param") {
      scope.later.set(statement.name.text, statement.name);
    }
  }
  for (const capture of node.statements.flatMap(capturesOf)) {
    if (declare(resolver, scope, capture.name, { kind: "capture", declaration: capture })) {
      locals.push({ kind: "capture", name: capture.name, id: capture.name.id, span: capture.span });
    }
  }
  declareCombos(resolver, scope, node);
  declareMachines(resolver, scope, node, locals);
  for (const statement of node.statements) {
    bindStatement(resolver, scope, statement, locals);
  }
  return {
    scope,
    reportUnused: () => {
      if (!hasErrors()) {
        reportUnused(resolver, scope, locals);
      }
    },
  };
}

/** A resolver that knows whether it reported: a name may be unused because its use is misspelled. */
export function countingErrors(outer: Resolver): {
  readonly resolver: Resolver;
  readonly hasErrors: () => boolean;
} {
  let count = 0;
  const report: Resolver["report"] = (slug, span, args, extras) => {
    count += catalogue[slug].severity === "error" ? 1 : 0;
    outer.report(slug, span, args, extras);
  };
  return { resolver: { ...outer, report }, hasErrors: () => count > 0 };
}

function bindSlots(resolver: Resolver, scope: Scope, node: StrategyDeclaration): void {
  if (node.universe !== undefined) {
    resolveDeclarationName(resolver, node.universe, "universe");
  }
  for (const name of node.markets) {
    if (node.universe === undefined) {
      resolveDeclarationName(resolver, name, "market");
    }
    if (scope.declared.has(name.text)) {
      resolver.report("duplicate-name", name.span, { name: name.text });
    } else {
      scope.declared.set(name.text, { kind: "slot", name: name.text });
    }
  }
}

function bindStatement(
  resolver: Resolver,
  scope: Scope,
  statement: StrategyStatement,
  locals: LocalName[],
): void {
  switch (statement.kind) {
    case "param":
      resolveExpression(resolver, scope, statement.default);
      bindRange(resolver, scope, statement);
      if (declare(resolver, scope, statement.name, { kind: "param", declaration: statement })) {
        locals.push({ kind: "param", name: statement.name, id: statement.name.id, span: statement.span });
      }
      return;
    case "let":
      resolveExpression(resolver, { ...scope, statement }, statement.value);
      if (declare(resolver, scope, statement.name, { kind: "let", declaration: statement })) {
        locals.push({ kind: "let", name: statement.name, id: statement.name.id, span: statement.span });
      }
      return;
    case "require":
      resolveExpression(resolver, scope, statement.condition);
      return;
    case "plot":
      resolveExpression(resolver, scope, statement.value);
      return;
    case "enter":
    case "add":
    case "exit":
      bindRule(resolver, scope, statement);
      return;
    case "combo":
      bindCombo(resolver, scope, statement, bindClause);
      return;
    case "mirror":
      bindMirror(resolver, scope, statement);
      return;
    case "hold":
      bindHold(resolver, scope, statement);
      return;
    case "scheduled":
      for (const rule of statement.rules) {
        bindRule(resolver, scope, rule);
      }
      return;
    case "cooldown":
      resolveExpression(resolver, scope, statement.length);
      return;
    case "entryLimit":
      resolveExpression(resolver, scope, statement.most);
      return;
    case "machine":
      bindMachine(resolver, scope, statement);
      return;
    case "portfolio":
      bindPortfolio(resolver, scope, statement);
      return;
    default:
      assertNever(statement);
  }
}

function bindRange(
  resolver: Resolver,
  scope: Scope,
  statement: Extract<StrategyStatement, { readonly kind: "param" }>,
): void {
  const { range } = statement;
  if (range?.kind === "range") {
    resolveExpression(resolver, scope, range.low);
    resolveExpression(resolver, scope, range.high);
    if (range.step !== undefined) {
      resolveExpression(resolver, scope, range.step);
    }
  } else if (range?.kind === "choices") {
    for (const value of range.values) {
      resolveExpression(resolver, scope, value);
    }
  }
}

/** `exit sell when ..`: the side of the order, where the side of the position is meant. */
const exitSides: ReadonlyMap<string, string> = new Map([
  ["sell", "long"],
  ["buy", "short"],
]);

type Rule = Extract<StrategyStatement, { readonly kind: "enter" | "add" | "exit" }>;

function bindRule(resolver: Resolver, scope: Scope, rule: Rule): void {
  if (rule.market !== undefined && scope.declared.get(rule.market.text)?.kind !== "slot") {
    const known = [...scope.declared].filter(([, meaning]) => meaning.kind === "slot").map(([name]) => name);
    const side =
      rule.kind === "exit" && rule.side === undefined ? exitSides.get(rule.market.text) : undefined;
    const suggestion = side ?? suggest(rule.market.text, known);
    resolver.report(
      "unknown-declaration",
      rule.market.span,
      { name: rule.market.text, wanted: "market", known, suggestion },
      {
        fixes: respell(`replace with \`${suggestion}\``, rule.market.span, rule.market.text, suggestion),
        ...(side === undefined
          ? {}
          : { help: `\`exit ${side}\` closes a ${side} position: write \`exit ${side} when ..\`.` }),
      },
    );
  }
  if (rule.condition !== undefined) {
    resolveExpression(resolver, scope, rule.condition);
  }
  if (rule.kind === "add") {
    resolveExpression(resolver, scope, rule.units);
  }
  if (rule.kind === "exit") {
    for (const part of [rule.after, rule.part]) {
      if (part !== undefined) {
        resolveExpression(resolver, scope, part);
      }
    }
  }
  for (const clause of rule.clauses) {
    bindClause(resolver, scope, clause);
  }
}

/** What resolves the names of a clause. */
export type VisitClause = (resolver: Resolver, scope: Scope, clause: Clause) => void;

function bindClause(resolver: Resolver, scope: Scope, clause: Clause): void {
  const visit = (node: Parameters<typeof resolveExpression>[2] | undefined): void => {
    if (node !== undefined) {
      resolveExpression(resolver, scope, node);
    }
  };
  const place = (placement: Placement): void =>
    visit(placement.kind === "at" ? placement.price : placement.distance);
  switch (clause.kind) {
    case "size":
      visit(clause.amount);
      return;
    case "order":
      visit(clause.stop);
      visit(clause.limit);
      return;
    case "stop":
    case "target":
      place(clause.placement);
      return;
    case "trail":
      visit(clause.distance);
      visit(clause.after);
      return;
    case "capture":
      visit(clause.value);
      return;
    case "expire":
      visit(clause.after);
      return;
    case "via":
      resolveDeclarationName(resolver, clause.route, "route");
      return;
    case "timeInForce":
    case "unprotected":
    case "opposite":
      return;
    default:
      assertNever(clause);
  }
}

function capturesOf(statement: StrategyStatement): readonly CaptureClause[] {
  if (statement.kind === "scheduled") {
    return statement.rules.flatMap(capturesOf);
  }
  if (statement.kind !== "enter" && statement.kind !== "add" && statement.kind !== "exit") {
    return [];
  }
  return statement.clauses.filter((clause) => clause.kind === "capture");
}

/** Adds a local name. False when it is taken, which is reported. */
export function declare(resolver: Resolver, scope: Scope, name: Name, meaning: Meaning): boolean {
  scope.later.delete(name.text);
  if (isReservedValue(name.text)) {
    const builtin = builtinValue(name.text);
    resolver.report("reserved-name", name.span, {
      name: name.text,
      meaning: builtin === undefined ? "something" : describeMeaning(builtin),
    });
    scope.broken.add(name.text);
    return false;
  }
  const earlier = scope.declared.get(name.text);
  if (earlier !== undefined && earlier.kind !== "slot") {
    resolver.report(
      "duplicate-name",
      name.span,
      { name: name.text },
      {
        labels:
          "declaration" in earlier
            ? [{ span: earlier.declaration.name.span, text: "first declared here" }]
            : [],
      },
    );
    return false;
  }
  const outer = resolver.names.get(name.text);
  if (earlier !== undefined || outer?.kind === "market" || outer?.kind === "route") {
    const what = earlier === undefined && outer !== undefined ? kindWithArticle(outer.kind) : "a market";
    resolver.report("shadowed-name", name.span, { name: name.text, meaning: `${what} of the same name` });
  }
  scope.declared.set(name.text, meaning);
  return true;
}

/** Reports local names that nothing reads, each with a proposal to remove it. */
export function reportUnused(resolver: Resolver, scope: Scope, locals: readonly LocalName[]): void {
  for (const local of locals) {
    if (!scope.used.has(local.id) && !isMeant(local.name.text)) {
      const kind = local.kind === "param" ? "parameter" : local.kind;
      resolver.report(
        "unused-name",
        local.name.span,
        { kind, name: local.name.text },
        {
          fixes: [proposeReplace(`remove \`${local.name.text}\``, local.span, "")],
        },
      );
    }
  }
}
