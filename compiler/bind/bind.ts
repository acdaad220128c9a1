import type { Declaration } from "../ast/nodes.ts";
import { assertNever, catalogue, type Report, within } from "../diagnostics/index.ts";
import type { LoadedModule } from "../load/index.ts";
import { bindFunction, bindIndicator } from "./bind-function.ts";
import { bindRisk, bindRoute, bindSession } from "./bind-plan.ts";
import { type BoundStrategy, bindStrategy } from "./bind-strategy.ts";
import { bindTested } from "./bind-tests.ts";
import { bindUniverse } from "./bind-universe.ts";
import type { Library } from "./library.ts";
import { collectNames, reportConflicts, reportUnusedImports } from "./module-names.ts";
import { type CallEdge, cutRecursion } from "./recursion.ts";
import type { Resolver } from "./resolve-expression.ts";
import type { Bindings, BoundModule, Meaning, NamedDeclaration } from "./symbols.ts";
import { reportUnusedDeclarations } from "./unused-declarations.ts";

/** Finds what every name stands for, in all files of a compilation and in the library's indicators that they call. */
export function bind(modules: readonly LoadedModule[], library: Library, outer: Report): Bindings {
  let errors = 0;
  const report: Report = (slug, ...rest) => {
    errors += catalogue[slug].severity === "error" ? 1 : 0;
    outer(slug, ...rest);
  };
  const meanings = new Map<number, Meaning>();
  const edges: CallEdge[] = [];
  const boundLibrary = new Set<number>();
  const names = collectNames(modules, report);
  const bound: BoundModule[] = [];

  const resolverFor = (module: LoadedModule, owner: NamedDeclaration | undefined): Resolver => ({
    source: module.source,
    names: names.get(module.source.id)?.names ?? new Map(),
    broken: names.get(module.source.id)?.broken ?? new Set(),
    isLibrary: false,
    library,
    report,
    meanings,
    usedDeclarations,
    onCall: (to, calleeId, span, isLibrary) => {
      if (owner !== undefined) {
        edges.push({ from: owner, to, calleeId, span });
      }
      if (isLibrary && to.kind === "indicator" && !boundLibrary.has(to.id)) {
        boundLibrary.add(to.id);
        bindIndicator({ ...resolverFor(module, to), names: new Map(), isLibrary: true, report: ignore }, to);
      }
    },
  });
  const usedDeclarations = new Set<number>();
  const strategies = new Map<number, BoundStrategy>();

  for (const module of modules) {
    for (const declaration of module.module.declarations) {
      const owner = declaration.kind === "fn" || declaration.kind === "indicator" ? declaration : undefined;
      within(declaration.span, () => bindDeclaration(resolverFor(module, owner), declaration, strategies));
    }
    bound.push({
      source: module.source,
      module: module.module,
      names: names.get(module.source.id)?.names ?? new Map(),
    });
  }
  // Tests read the names of strategies, which may stand below them or in another file.
  const before = errors;
  for (const module of modules) {
    for (const node of module.module.declarations) {
      if (node.kind === "scenario" || node.kind === "check") {
        within(node.span, () => bindTested(resolverFor(module, undefined), node, strategies));
      }
    }
  }
  if (errors === before) {
    // A name that is misspelled in a test may be the one that looks unused.
    for (const strategy of strategies.values()) {
      strategy.reportUnused();
    }
  }
  cutRecursion(edges, meanings, report);
  reportConflicts(modules, report);
  reportUnusedImports(modules, names, usedDeclarations, report);
  if (errors === 0) {
    // The use of a name may be what is misspelled.
    reportUnusedDeclarations(modules, usedDeclarations, report);
  }
  return { modules: bound, meanings };
}

/** Library sources are tested by their own suite; their problems are not the user's. */
const ignore: Report = () => undefined;

function bindDeclaration(
  resolver: Resolver,
  declaration: Declaration,
  strategies: Map<number, BoundStrategy>,
): void {
  switch (declaration.kind) {
    case "import":
    case "market":
    case "scenario":
    case "check":
      return;
    case "universe":
      bindUniverse(resolver, declaration);
      return;
    case "route":
      bindRoute(resolver, declaration);
      return;
    case "risk":
      bindRisk(resolver, declaration);
      return;
    case "fn":
      bindFunction(resolver, declaration);
      return;
    case "indicator":
      bindIndicator(resolver, declaration);
      return;
    case "strategy":
      strategies.set(declaration.id, bindStrategy(resolver, declaration));
      return;
    case "session":
      bindSession(resolver, declaration);
      return;
    default:
      assertNever(declaration);
  }
}
