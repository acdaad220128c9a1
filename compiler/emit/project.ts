/**
 * The project that generated modules belong to, on Node: places the files and checks them against the types of the
 * runtime. It loads a TypeScript compiler, so it is an entry of its own, imported when it is needed.
 */

import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import {
  ModuleKind,
  ModuleResolutionKind,
  Project,
  ScriptTarget,
  type SourceFile as TsFile,
  ts,
} from "ts-morph";
import { linkedFiles } from "./linked-files.ts";
import type { ModuleProblem } from "./module-problem.ts";
import { findRuntimeTypes, type RuntimeTypes } from "./runtime-types.ts";

export type { ModuleProblem } from "./module-problem.ts";
export type { RuntimeTypes } from "./runtime-types.ts";

/** A module as `emitPlan` gives it, and where it goes. */
export interface ModuleFile {
  /** Absolute; `.ts` files are checked, others are placed only. */
  readonly path: string;
  readonly text: string;
  /** Source map, version 3, as JSON. */
  readonly map: string;
}

export interface PlaceOptions {
  readonly files: readonly ModuleFile[];
  /** Writes a file; to the disk by default. */
  readonly write?: (path: string, text: string) => void;
}

export interface PlaceResult {
  readonly problems: readonly ModuleProblem[];
}

/** Keeps what it has read of the runtime's types, so that the second placement is faster than the first. */
export interface ModuleProject {
  /**
   * Checks generated modules under strict settings and writes them with their source maps. With a problem in one of
   * them nothing is written. Throws what `write` throws.
   */
  readonly place: (options: PlaceOptions) => PlaceResult;
}

/** `runtimeTypes`: what the modules import; found beside this package by default. */
export const createModuleProject = (runtimeTypes?: RuntimeTypes): ModuleProject => {
  const project = createProject(runtimeTypes);
  const host = project.getFileSystem();
  return {
    place: ({ files, write = (path, text) => host.writeFileSync(path, text) }) => {
      const problems = files
        .filter((file) => file.path.endsWith(".ts"))
        .map((file) => ({
          file,
          placed: project.createSourceFile(file.path, file.text, { overwrite: true }),
        }))
        .flatMap(({ file, placed }) => problemsOf(file, placed));
      if (problems.length > 0) return { problems };
      for (const { path, text } of files.flatMap(linkedFiles)) write(path, text);
      return { problems };
    },
  };
};

/** The settings of this package's own sources. */
const createProject = (given: RuntimeTypes | undefined): Project => {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: {
      target: ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts"],
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      types: [],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noFallthroughCasesInSwitch: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
  });
  const { runtime, stdlib, zod } = given ?? findRuntimeTypes(project.getFileSystem(), import.meta.url);
  project.compilerOptions.set({ paths: { "ctk/runtime": [runtime], "ctk/stdlib": [stdlib], zod: [zod] } });
  return project;
};

const problemsOf = ({ path, map }: ModuleFile, placed: TsFile): readonly ModuleProblem[] => {
  const diagnostics = placed.getPreEmitDiagnostics();
  if (diagnostics.length === 0) return [];
  // Names of sources as the map states them, without the folder that they are in.
  const trace = new TraceMap({ ...JSON.parse(map), sourceRoot: "" });
  return diagnostics.map((diagnostic) => {
    const { line, column } = placed.getLineAndColumnAtPos(diagnostic.getStart() ?? 0);
    const origin = originalPositionFor(trace, { line, column: column - 1 });
    const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, " ");
    const problem = { file: path, line, column, message };
    return origin.source === null
      ? problem
      : { ...problem, ctk: { file: origin.source, line: origin.line, column: origin.column + 1 } };
  });
};
