import type { PortfolioStatement, UniverseDeclaration } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { resolveDeclarationName } from "./resolve-declaration.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import type { Scope } from "./scope.ts";

/** Resolves the markets of a universe. */
export function bindUniverse(resolver: Resolver, node: UniverseDeclaration): void {
  for (const member of node.members) {
    if (member.kind === "name") {
      resolveDeclarationName(resolver, member, "market");
    }
  }
}

/** Resolves the names in a portfolio's settings. */
export function bindPortfolio(resolver: Resolver, scope: Scope, node: PortfolioStatement): void {
  for (const setting of node.settings) {
    switch (setting.kind) {
      case "positions":
      case "cap":
        resolveExpression(resolver, scope, setting.most);
        break;
      case "rank":
        resolveExpression(resolver, scope, setting.by);
        break;
      default:
        assertNever(setting);
    }
  }
}
