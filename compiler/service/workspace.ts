import type { Module } from "../ast/nodes.ts";
import { invariant } from "../diagnostics/index.ts";
import type { LoadedModule, Loader } from "../load/index.ts";
import { countingIds, type Piece, parse } from "../parse/index.ts";
import { type Compilation, compile } from "../pipeline.ts";

import type { SourceFile } from "../source/index.ts";
import { type Occurrence, occurrencesIn } from "./occurrences.ts";

/** A file with its text. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
}

/** A file that has been compiled as an entry, with everything that it imports. */
export interface Analysis {
  readonly path: string;
  readonly text: string;
  readonly module: Module;
  readonly source: SourceFile;
  /** The files of the compilation that the user wrote, this one first. */
  readonly modules: readonly LoadedModule[];
  readonly compilation: Compilation;
  /** Every name of these files that stands for something; found on first use. */
  readonly occurrences: () => readonly Occurrence[];
  /** The tokens and comments of the file; found on first use. */
  readonly pieces: () => { readonly tokens: readonly Piece[]; readonly comments: readonly Piece[] };
}

/** What a workspace may read besides its own files. */
export interface WorkspaceOptions {
  /** Finds an imported file that is not among the workspace's own. */
  readonly load?: Loader;
}

/**
 * Files as an editor has them: an immutable value. A changed file gives a new workspace, which keeps the analyses that
 * the change does not touch.
 */
export interface Workspace {
  readonly paths: readonly string[];
  readonly textOf: (path: string) => string | undefined;
  /** The analysis of a file; `undefined` for a path that the workspace does not have. Made once. */
  readonly analyse: (path: string) => Analysis | undefined;
  /** The same files but for these; without a text, a file is taken away. */
  readonly with: (
    changes: readonly { readonly path: string; readonly text: string | undefined }[],
  ) => Workspace;
}

/** A workspace of these files. */
export function createWorkspace(files: readonly ServiceFile[], options: WorkspaceOptions = {}): Workspace {
  return build(new Map(files.map(({ path, text }) => [path, text])), options, new Map());
}

/** The analysis of one text by itself, for tools that have no workspace. */
export function analyseText(text: string, path = "plan.ctk", load?: Loader): Analysis {
  const { analysis } = analyseFile({ path, text }, load ?? (() => undefined));
  return analysis;
}

interface Import {
  readonly specifier: string;
  readonly fromFile: string;
  readonly found: { readonly path: string; readonly text: string } | undefined;
}

interface Made {
  readonly analysis: Analysis;
  /** What the loader was asked, and its answers: while they stay, so does the analysis. */
  readonly imports: readonly Import[];
}

function build(
  files: ReadonlyMap<string, string>,
  options: WorkspaceOptions,
  earlier: ReadonlyMap<string, Made>,
): Workspace {
  const made = new Map<string, Made>();
  const load: Loader = (specifier, fromFile) => {
    const path = joined(specifier, fromFile);
    const text = path === undefined ? undefined : files.get(path);
    return path !== undefined && text !== undefined ? { path, text } : options.load?.(specifier, fromFile);
  };
  const isCurrent = (path: string, text: string, { analysis, imports }: Made): boolean =>
    analysis.path === path &&
    analysis.text === text &&
    imports.every(({ specifier, fromFile, found }) => {
      const now = load(specifier, fromFile);
      return now?.path === found?.path && now?.text === found?.text;
    });
  return {
    paths: [...files.keys()],
    textOf: (path) => files.get(path),
    analyse: (path) => {
      const text = files.get(path);
      if (text === undefined) {
        return undefined;
      }
      const known = made.get(path) ?? earlier.get(path);
      const present =
        known !== undefined && isCurrent(path, text, known) ? known : analyseFile({ path, text }, load);
      made.set(path, present);
      return present.analysis;
    },
    with: (changes) => {
      const next = new Map(files);
      for (const { path, text } of changes) {
        if (text === undefined) {
          next.delete(path);
        } else {
          next.set(path, text);
        }
      }
      return build(next, options, new Map([...earlier, ...made]));
    },
  };
}

function analyseFile(entry: ServiceFile, load: Loader): Made {
  const imports: Import[] = [];
  const compilation = compile({
    entry,
    loader: (specifier, fromFile) => {
      const found = load(specifier, fromFile);
      imports.push({ specifier, fromFile, found });
      return found;
    },
  });
  const [first] = compilation.modules;
  invariant(first !== undefined, "loading gives the entry");
  return {
    analysis: {
      ...entry,
      module: first.module,
      source: first.source,
      modules: compilation.modules,
      compilation,
      occurrences: once(() => occurrencesIn(compilation)),
      pieces: once(() => parse(entry.text, 0, countingIds())),
    },
    imports,
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The path that a relative specifier names, with forward slashes; `undefined` for a package. */
function joined(specifier: string, fromFile: string): string | undefined {
  if (!specifier.startsWith(".")) {
    return undefined;
  }
  const parts = fromFile.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") {
      parts.pop();
    } else if (part !== "." && part !== "") {
      parts.push(part);
    }
  }
  return parts.join("/");
}
