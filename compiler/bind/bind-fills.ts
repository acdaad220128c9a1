import type { FillsSetting } from "../ast/nodes.ts";
import { type Resolver, resolveExpression } from "./resolve-expression.ts";
import { createScope } from "./scope.ts";

/** Resolves the options of a fill policy. */
export function bindFills(resolver: Resolver, { participation, detail }: FillsSetting): void {
  const scope = createScope("constant", "fills");
  for (const value of [participation, detail]) {
    if (value !== undefined) {
      resolveExpression(resolver, scope, value);
    }
  }
}
