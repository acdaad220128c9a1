import type {
  Argument,
  CandlePart,
  CheckDeclaration,
  Clause,
  Expectation,
  Expression,
  Name,
  Placement,
  ScenarioDeclaration,
} from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { bindFills } from "./bind-fills.ts";
import { resolveDeclarationName } from "./resolve-declaration.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import { createScope, type Scope } from "./scope.ts";
import { respell, suggest } from "./suggest.ts";

/** The names of a strategy by the id of its declaration. */
export type StrategyScopes = ReadonlyMap<number, { readonly scope: Scope }>;

/**
 * Resolves a scenario or a check. What it expects may read everything that the strategy's own rules may: its lets, its
 * parameters and captures, the markets and the facts.
 */
export function bindTested(
  resolver: Resolver,
  node: ScenarioDeclaration | CheckDeclaration,
  scopes: StrategyScopes,
): void {
  const strategy = resolveDeclarationName(resolver, node.strategy, "strategy");
  bindArguments(resolver, node.arguments);
  const scope = strategy === undefined ? undefined : scopes.get(strategy.id)?.scope;
  if (scope === undefined) {
    return;
  }
  const markets = strategy?.kind === "strategy" && strategy.universe !== undefined ? "members" : "slots";
  if (node.kind === "check") {
    bindCheck(resolver, scope, markets, node);
  } else {
    bindScenario(resolver, scope, markets, node);
  }
}

/** Resolves the values of arguments; they are constants. */
export function bindArguments(resolver: Resolver, args: readonly Argument[]): void {
  for (const argument of args) {
    bindConstant(resolver, argument.value);
  }
}

function bindConstant(resolver: Resolver, node: Expression | undefined): void {
  if (node !== undefined) {
    resolveExpression(resolver, createScope("constant", ""), node);
  }
}

/** What the names of markets stand for: slots, or members of a universe, which are known when it has been checked. */
type Markets = "slots" | "members";

function bindCheck(resolver: Resolver, scope: Scope, markets: Markets, node: CheckDeclaration): void {
  for (const setting of node.settings) {
    switch (setting.kind) {
      case "capital":
        bindConstant(resolver, setting.amount);
        break;
      case "guard":
        resolveDeclarationName(resolver, setting.risk, "risk");
        break;
      case "via":
        resolveDeclarationName(resolver, setting.route, "route");
        break;
      case "checkFile":
        bindMarket(resolver, scope, markets, setting.market);
        break;
      case "checkWalks":
        bindConstant(resolver, setting.count);
        bindConstant(resolver, setting.length);
        break;
      case "fills":
        bindFills(resolver, setting);
        break;
      default:
        assertNever(setting);
    }
  }
  resolveExpression(resolver, scope, node.condition);
}

function bindScenario(resolver: Resolver, scope: Scope, markets: Markets, node: ScenarioDeclaration): void {
  for (const statement of node.statements) {
    switch (statement.kind) {
      case "start":
        bindConstant(resolver, statement.capital);
        for (const holding of statement.holdings) {
          bindMarket(resolver, scope, markets, holding.market);
          bindConstant(resolver, holding.quantity);
          bindConstant(resolver, holding.price);
        }
        break;
      case "candles":
        bindMarket(resolver, scope, markets, statement.market);
        for (const value of statement.parts.flatMap(partValues)) {
          bindConstant(resolver, value);
        }
        break;
      case "guard":
        resolveDeclarationName(resolver, statement.risk, "risk");
        break;
      case "via":
        resolveDeclarationName(resolver, statement.route, "route");
        break;
      case "fills":
        bindFills(resolver, statement);
        break;
      default:
        bindExpectation(resolver, scope, markets, statement);
    }
  }
}

function partValues(part: CandlePart): readonly (Expression | undefined)[] {
  switch (part.kind) {
    case "candleList":
      return [part.values];
    case "candleRows":
      return [part.rows];
    case "candleFile":
      return [part.first, part.last];
    case "flat":
      return [part.price, part.length];
    case "ramp":
      return [part.first, part.last, part.length];
    case "gap":
      return [part.price];
    case "skip":
      return [part.length];
    case "candleRange":
      return [part.range];
    default:
      return assertNever(part);
  }
}

function bindExpectation(resolver: Resolver, scope: Scope, markets: Markets, node: Expectation): void {
  switch (node.kind) {
    case "expectIntent":
      bindMarket(resolver, scope, markets, node.market);
      for (const clause of node.clauses) {
        bindExpectedClause(resolver, scope, clause);
      }
      return;
    case "expectFill":
      for (const value of [node.quantity, node.price]) {
        bindValue(resolver, scope, value);
      }
      return;
    case "expectRefusal":
    case "expectBlock":
      bindMarket(resolver, scope, markets, node.market);
      return;
    case "expectPosition":
      bindMarket(resolver, scope, markets, node.market);
      bindValue(resolver, scope, node.quantity);
      return;
    case "expectCondition":
      resolveExpression(resolver, scope, node.condition);
      return;
    case "expectNothing":
    case "expectNone":
      return;
    default:
      assertNever(node);
  }
}

function bindValue(resolver: Resolver, scope: Scope, node: Expression | undefined): void {
  if (node !== undefined) {
    resolveExpression(resolver, scope, node);
  }
}

function bindExpectedClause(resolver: Resolver, scope: Scope, clause: Clause): void {
  const place = (placement: Placement): void =>
    bindValue(resolver, scope, placement.kind === "at" ? placement.price : placement.distance);
  switch (clause.kind) {
    case "size":
      bindValue(resolver, scope, clause.amount);
      return;
    case "order":
      bindValue(resolver, scope, clause.stop);
      bindValue(resolver, scope, clause.limit);
      return;
    case "stop":
    case "target":
      place(clause.placement);
      return;
    case "trail":
      bindValue(resolver, scope, clause.distance);
      bindValue(resolver, scope, clause.after);
      return;
    case "capture":
      bindValue(resolver, scope, clause.value);
      return;
    case "expire":
      bindValue(resolver, scope, clause.after);
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

/** A market of the strategy, by the name of its slot. */
function bindMarket(resolver: Resolver, scope: Scope, markets: Markets, name: Name | undefined): void {
  if (name === undefined || markets === "members" || scope.declared.get(name.text)?.kind === "slot") {
    return;
  }
  const known = [...scope.declared].filter(([, meaning]) => meaning.kind === "slot").map(([text]) => text);
  const suggestion = suggest(name.text, known);
  resolver.report(
    "unknown-declaration",
    name.span,
    { name: name.text, wanted: `market of ${scope.owner}`, known, suggestion },
    { fixes: respell(`replace with \`${suggestion}\``, name.span, name.text, suggestion) },
  );
}
