import type { Declaration, ImportDeclaration, MarketDeclaration, Name } from "../ast/nodes.ts";
import { proposeReplace, type Report } from "../diagnostics/index.ts";
import type { LoadedModule } from "../load/index.ts";
import { builtinValue, isReservedValue } from "./builtins.ts";
import { respell, suggest } from "./suggest.ts";
import { describeMeaning, type NamedDeclaration } from "./symbols.ts";
import { isMeant } from "./unused-declarations.ts";

type Names = Map<string, NamedDeclaration>;

/** The names of one file, and those whose import or declaration was refused. */
export interface ModuleNames {
  readonly names: Names;
  readonly broken: Set<string>;
}

/** The top-level names of every file, imports included, by source id. */
export function collectNames(
  modules: readonly LoadedModule[],
  report: Report,
): ReadonlyMap<number, ModuleNames> {
  const all = new Map<number, ModuleNames>();
  const own = new Map<number, Names>();
  for (const { source, module } of modules) {
    const names: Names = new Map();
    for (const declaration of module.declarations) {
      if (isNamed(declaration)) {
        add(names, declaration.name, declaration, report);
      }
    }
    own.set(source.id, names);
  }
  for (const loaded of modules) {
    const names: Names = new Map(own.get(loaded.source.id));
    const broken = new Set<string>();
    for (const declaration of loaded.module.declarations) {
      if (declaration.kind === "import") {
        const target = loaded.imports.get(declaration.id);
        addImported(
          { names, broken },
          declaration,
          target === undefined ? undefined : own.get(target.source.id),
          report,
        );
      }
    }
    all.set(loaded.source.id, { names, broken });
  }
  return all;
}

function isNamed(declaration: Declaration): declaration is NamedDeclaration {
  return declaration.kind !== "import" && declaration.kind !== "scenario" && declaration.kind !== "check";
}

function add(names: Names, name: Name, declaration: NamedDeclaration, report: Report): void {
  const earlier = names.get(name.text);
  if (earlier !== undefined) {
    const labels =
      earlier.name.span.source === name.span.source
        ? [{ span: earlier.name.span, text: "first declared here" }]
        : [];
    report("duplicate-name", name.span, { name: name.text }, { labels });
    return;
  }
  const builtin = builtinValue(name.text);
  if (builtin !== undefined && isReservedValue(name.text)) {
    report("reserved-name", name.span, { name: name.text, meaning: describeMeaning(builtin) });
    return;
  }
  names.set(name.text, declaration);
}

function addImported(
  into: ModuleNames,
  node: ImportDeclaration,
  exported: Names | undefined,
  report: Report,
): void {
  for (const item of node.names) {
    const local = item.alias ?? item.name;
    const target = exported?.get(item.name.text);
    if (target !== undefined) {
      add(into.names, local, target, report);
      continue;
    }
    into.broken.add(local.text);
    if (exported !== undefined) {
      const suggestion = suggest(item.name.text, exported.keys());
      report(
        "import-name-missing",
        item.name.span,
        { name: item.name.text, from: node.from.value, suggestion },
        {
          fixes: respell(`replace with \`${suggestion}\``, item.name.span, item.name.text, suggestion),
        },
      );
    }
  }
}

/** Markets, routes, risk blocks, strategies and sessions are known by name in the whole plan. */
export function reportConflicts(modules: readonly LoadedModule[], report: Report): void {
  const seen = new Map<string, NamedDeclaration>();
  for (const { module } of modules) {
    for (const declaration of module.declarations) {
      if (!isNamed(declaration) || declaration.kind === "fn" || declaration.kind === "indicator") {
        continue;
      }
      const key = `${declaration.kind} ${declaration.name.text}`;
      const earlier = seen.get(key);
      if (earlier === undefined) {
        seen.set(key, declaration);
      } else if (
        earlier.name.span.source !== declaration.name.span.source &&
        !isSameMarket(earlier, declaration)
      ) {
        report(
          "conflicting-declarations",
          earlier.name.span,
          {
            name: declaration.name.text,
            kind: declaration.kind === "risk" ? "risk block" : declaration.kind,
          },
          { labels: [{ span: declaration.name.span, text: "also declared here" }] },
        );
      }
    }
  }
}

function isSameMarket(a: NamedDeclaration, b: NamedDeclaration): boolean {
  const text = (market: MarketDeclaration): string => `${market.symbol.value} ${market.venue.text}`;
  return a.kind === "market" && b.kind === "market" && text(a) === text(b);
}

/** Reports imported names of the entry file that nothing in it reads. */
export function reportUnusedImports(
  modules: readonly LoadedModule[],
  names: ReadonlyMap<number, ModuleNames>,
  used: ReadonlySet<number>,
  report: Report,
): void {
  const entry = modules[0];
  if (entry === undefined) {
    return;
  }
  const known = names.get(entry.source.id)?.names;
  for (const declaration of entry.module.declarations) {
    if (declaration.kind !== "import") {
      continue;
    }
    for (const item of declaration.names) {
      const name = item.alias ?? item.name;
      const target = known?.get(name.text);
      if (target !== undefined && !used.has(target.id) && !isMeant(name.text)) {
        const isOnly = declaration.names.length === 1;
        report(
          "unused-name",
          name.span,
          { kind: "import", name: name.text },
          {
            fixes: isOnly ? [proposeReplace("remove the import", declaration.span, "")] : [],
          },
        );
      }
    }
  }
}
