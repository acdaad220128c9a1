import type {
  ComboPart,
  ComboStatement,
  Expression,
  HoldItem,
  HoldStatement,
  MirrorStatement,
  Name,
  StrategyDeclaration,
} from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { declare, type VisitClause } from "./bind-strategy.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import type { Scope } from "./scope.ts";
import { suggest } from "./suggest.ts";

/** Declares the combos of a strategy, before anything reads them: their facts do not depend on the order of the text. */
export function declareCombos(resolver: Resolver, scope: Scope, node: StrategyDeclaration): void {
  for (const statement of node.statements) {
    if (statement.kind === "combo" || statement.kind === "mirror") {
      declare(resolver, scope, statement.name, { kind: "combo", declaration: statement });
    }
  }
}

/** Resolves the names of a combo. */
export function bindCombo(
  resolver: Resolver,
  scope: Scope,
  node: ComboStatement,
  visitClause: VisitClause,
): void {
  for (const part of node.parts) {
    bindPart(resolver, scope, node, part, visitClause);
  }
}

function bindPart(
  resolver: Resolver,
  scope: Scope,
  node: ComboStatement,
  part: ComboPart,
  visitClause: VisitClause,
): void {
  const visit = (expression: Expression | undefined): void => {
    if (expression !== undefined) {
      resolveExpression(resolver, scope, expression);
    }
  };
  switch (part.kind) {
    case "comboEnter":
      visit(part.condition);
      for (const item of part.parts) {
        if (item.kind === "fillTogether") {
          visit(item.within);
          continue;
        }
        checkSlot(resolver, scope, item.market);
        for (const clause of item.clauses) {
          visitClause(resolver, scope, clause);
        }
      }
      return;
    case "comboExit":
      visit(part.condition);
      visit(part.after);
      return;
    case "rebalance":
      resolveExpression(resolver, withDrift(scope, node.name.text), part.condition);
      return;
    default:
      assertNever(part);
  }
}

/** Resolves the combo that a mirror turns. */
export function bindMirror(resolver: Resolver, scope: Scope, node: MirrorStatement): void {
  const meaning = scope.declared.get(node.mirrored.text);
  if (meaning?.kind === "combo" && meaning.declaration.kind === "combo") {
    resolver.meanings.set(node.mirrored.id, meaning);
    return;
  }
  const known = [...scope.declared].flatMap(([name, item]) =>
    item.kind === "combo" && item.declaration.kind === "combo" ? [name] : [],
  );
  resolver.report("unknown-declaration", node.mirrored.span, {
    name: node.mirrored.text,
    wanted: "combo with legs",
    known,
    suggestion: suggest(node.mirrored.text, known),
  });
}

/** Resolves the names of a holding. */
export function bindHold(resolver: Resolver, scope: Scope, node: HoldStatement): void {
  for (const item of node.items) {
    bindItem(resolver, scope, item);
  }
  if (node.condition !== undefined) {
    resolveExpression(resolver, withDrift(scope, undefined), node.condition);
  }
}

function bindItem(resolver: Resolver, scope: Scope, item: HoldItem): void {
  resolveExpression(resolver, scope, item.weight);
  switch (item.kind) {
    case "holdCash":
      return;
    case "holdMarket":
      checkSlot(resolver, scope, item.market);
      return;
    case "holdRanked":
      resolveExpression(resolver, scope, item.count);
      resolveExpression(resolver, scope, item.by);
      if (item.weightedBy !== undefined) {
        resolveExpression(resolver, scope, item.weightedBy);
      }
      return;
    case "holdAll":
      if (item.weightedBy !== undefined) {
        resolveExpression(resolver, scope, item.weightedBy);
      }
      return;
    default:
      assertNever(item);
  }
}

/** `drift` has a meaning in these conditions only. */
function withDrift(scope: Scope, combo: string | undefined): Scope {
  const declared = new Map(scope.declared).set("drift", { kind: "holdingFact", combo, fact: "drift" });
  return { ...scope, declared };
}

function checkSlot(resolver: Resolver, scope: Scope, market: Name): void {
  if (scope.declared.get(market.text)?.kind === "slot") {
    return;
  }
  const known = [...scope.declared].filter(([, meaning]) => meaning.kind === "slot").map(([name]) => name);
  resolver.report("unknown-declaration", market.span, {
    name: market.text,
    wanted: "market of this strategy",
    known,
    suggestion: suggest(market.text, known),
  });
}
