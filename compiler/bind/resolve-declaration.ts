import type { Name } from "../ast/nodes.ts";
import type { Resolver } from "./resolve-expression.ts";
import { respell, suggest } from "./suggest.ts";
import { kindWithArticle, type NamedDeclaration } from "./symbols.ts";

/** Resolves a name where a market, route, risk block or strategy is wanted. */
export function resolveDeclarationName(
  resolver: Resolver,
  name: Name,
  kind: NamedDeclaration["kind"],
): NamedDeclaration | undefined {
  const found = resolver.names.get(name.text);
  const wanted = kind === "risk" ? "risk block" : kind;
  if (found?.kind === kind) {
    resolver.meanings.set(name.id, { kind: "declaration", declaration: found, isLibrary: false });
    resolver.usedDeclarations.add(found.id);
    return found;
  }
  if (found !== undefined) {
    resolver.usedDeclarations.add(found.id);
    resolver.report(
      "wrong-kind-of-name",
      name.span,
      { name: name.text, found: kindWithArticle(found.kind), wanted: kindWithArticle(kind) },
      {
        labels:
          found.name.span.source === name.span.source
            ? [{ span: found.name.span, text: "declared here" }]
            : [],
      },
    );
    return undefined;
  }
  if (resolver.broken.has(name.text)) {
    return undefined;
  }
  const known = [...resolver.names].filter(([, item]) => item.kind === kind).map(([text]) => text);
  const suggestion = suggest(name.text, known);
  resolver.report(
    "unknown-declaration",
    name.span,
    { name: name.text, wanted, known, suggestion },
    {
      fixes: respell(`replace with \`${suggestion}\``, name.span, name.text, suggestion),
    },
  );
  return undefined;
}
