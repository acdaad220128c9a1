import type { ImportDeclaration, Module } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import { type IdSource, parse, type SyntaxProblem } from "../parse/index.ts";
import type { SourceFile, SourceList } from "../source/index.ts";

/** Finds a file for an import; the compiler itself reads nothing. */
export type Loader = (
  specifier: string,
  fromFile: string,
) => { readonly path: string; readonly text: string } | undefined;

/** A file with its tree and the files that it imports. */
export interface LoadedModule {
  readonly source: SourceFile;
  readonly module: Module;
  /** By the id of the import; absent where the file was not found or the import is part of a cycle. */
  readonly imports: Map<number, LoadedModule>;
}

interface LoadState {
  readonly sources: SourceList;
  readonly ids: IdSource;
  readonly loader: Loader;
  readonly report: Report;
  readonly loaded: Map<string, LoadedModule>;
  /** Files on the way from the entry to the present one. */
  readonly path: string[];
}

/** Parses a file and everything that it imports; the entry comes first. Import cycles are reported and cut. */
export function load(
  entry: { readonly path: string; readonly text: string },
  loader: Loader,
  sources: SourceList,
  ids: IdSource,
  report: Report,
): readonly LoadedModule[] {
  const state: LoadState = { sources, ids, loader, report, loaded: new Map(), path: [] };
  loadFile(state, entry);
  return [...state.loaded.values()];
}

function loadFile(state: LoadState, file: { readonly path: string; readonly text: string }): LoadedModule {
  const source = state.sources.add(file.path, file.text);
  const { module, problems } = parse(file.text, source.id, state.ids);
  for (const problem of problems) {
    if (!reportSecret(state.report, source, problem)) {
      forward(state.report, problem);
    }
  }
  const loaded: LoadedModule = { source, module, imports: new Map() };
  state.loaded.set(file.path, loaded);
  state.path.push(file.path);
  for (const declaration of module.declarations) {
    if (declaration.kind === "import") {
      const target = loadImport(state, declaration, file.path);
      if (target !== undefined) {
        loaded.imports.set(declaration.id, target);
      }
    }
  }
  state.path.pop();
  return loaded;
}

function loadImport(state: LoadState, node: ImportDeclaration, fromFile: string): LoadedModule | undefined {
  const specifier = node.from.value;
  const found = state.loader(specifier, fromFile);
  if (found === undefined) {
    state.report("import-not-found", node.from.span, { specifier });
    return undefined;
  }
  const position = state.path.indexOf(found.path);
  if (position >= 0) {
    state.report("import-cycle", node.from.span, { path: [...state.path.slice(position), found.path] });
    return undefined;
  }
  return state.loaded.get(found.path) ?? loadFile(state, found);
}

/** `apiKey ".."`, `secret ".."`: no such setting exists, and what stands there should not. False when it is none. */
function reportSecret(report: Report, source: SourceFile, problem: SyntaxProblem): boolean {
  const { span } = problem;
  const found = /^(\w*(?:key|secret|token|passphrase|password)\w*\s*[:=]?\s*)"[^"\n]*"/i.exec(
    source.text.slice(span.start, span.start + 300),
  );
  if (problem.slug !== "not-a-statement" || found === null) {
    return false;
  }
  const start = span.start + (found[1]?.length ?? 0);
  report("secret-in-file", { source: span.source, start, end: span.start + found[0].length }, {});
  return true;
}

/** A syntax problem as a diagnostic of the catalogue, which holds the parser's entries too. */
function forward(report: Report, problem: SyntaxProblem): void {
  report(problem.slug, problem.span, problem.arguments, { labels: problem.labels, fixes: problem.fixes });
}
