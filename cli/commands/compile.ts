import { basename, dirname, join, relative } from "node:path";
import type { ModuleFile, ModuleProject } from "../../compiler/emit/project.ts";
import {
  emitPlan,
  linkedFiles,
  problemDiagnostics,
  renderText,
  type SourceFile,
} from "../../compiler/index.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, shownPath, writeFault, writeUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { diagnosticPalette, paintFor } from "../palette.ts";
import { compileOrFail } from "../plan/compile-file.ts";
import { engine } from "../version.ts";

export interface CompileCommandOptions {
  readonly outDir?: string;
  readonly js?: boolean;
  readonly watch?: boolean;
  /** False: the modules are not checked against the types of the runtime. */
  readonly typecheck?: boolean;
}

/** `ctk compile`: writes each plan as a TypeScript module and its source map. */
export async function compileFiles(
  io: Io,
  files: readonly string[],
  options: CompileCommandOptions,
): Promise<ExitCode> {
  for (const path of files) {
    if (!path.endsWith(".ctk")) {
      throw usageFault(`${path} is not a plan`, "Plans are files named .ctk.");
    }
  }
  refuseCollisions(files, options);
  const sources = new Set(files.map((path) => pathOf(io, path)));
  const job: Job = { io, options, sources, project: await projectFor(options) };
  const exitCode = compileAll(job, files);
  if (options.watch !== true) {
    return exitCode;
  }
  const paint = paintFor(io, "stdout");
  io.stdout.write(`${paint.faint("watching for changes; end with Ctrl+C")}\n`);
  const again = (): void => {
    compileAll(job, files);
    stop();
    stop = io.watch([...sources], again);
  };
  let stop = io.watch([...sources], again);
  await io.interrupted();
  stop();
  return exitCodes.ok;
}

interface Job {
  readonly io: Io;
  readonly options: CompileCommandOptions;
  /** Files to watch: the plans, and what they import. */
  readonly sources: Set<string>;
  /** Checks what is written; absent with `--no-typecheck`. */
  readonly project: ModuleProject | undefined;
}

/** A TypeScript compiler takes a second to load: it is loaded where a module is to be checked only. */
async function projectFor(options: CompileCommandOptions): Promise<ModuleProject | undefined> {
  if (options.typecheck === false) {
    return undefined;
  }
  const { createModuleProject } = await import("../../compiler/emit/project.ts");
  return createModuleProject();
}

/** Two plans of one name cannot go into one folder. */
function refuseCollisions(files: readonly string[], options: CompileCommandOptions): void {
  const names = files.map((path) => basename(path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (options.outDir !== undefined && twice !== undefined) {
    const written = join(options.outDir, twice.replace(/\.ctk$/, ".ts"));
    throw usageFault(
      `two plans would both be written to ${written}`,
      "Compile them one by one, or leave out --out-dir.",
    );
  }
}

/** Compiles every file, also after one has failed; adds the imported files to the sources of the job. */
function compileAll(job: Job, files: readonly string[]): ExitCode {
  const { io, options } = job;
  let exitCode: ExitCode = exitCodes.ok;
  for (const path of files) {
    try {
      compileOne(job, path);
    } catch (error) {
      if (
        !(error instanceof CommandFault) ||
        (error.exitCode !== exitCodes.diagnostics && options.watch !== true)
      ) {
        throw error;
      }
      if (error.message !== "") {
        io.stderr.write(`${paintFor(io, "stderr").bad("error:")} ${error.message}\n`);
      }
      exitCode = exitCodes.diagnostics;
    }
  }
  return exitCode;
}

function compileOne(job: Job, path: string): void {
  const { io, options } = job;
  const { plan, sources } = compileOrFail(io, path);
  for (const source of sources.filter((file) => !file.isLibrary)) {
    job.sources.add(pathOf(io, source.path));
  }
  const entryName = basename(path);
  const home = dirname(pathOf(io, path));
  const folder = options.outDir === undefined ? home : pathOf(io, options.outDir);
  const root = relative(folder, home).replaceAll("\\", "/");
  const emitOptions = { entryName, version: engine.version, ...(root === "" ? {} : { sourceRoot: root }) };
  const targets = options.js === true ? (["typescript", "module"] as const) : (["typescript"] as const);
  const modules = targets.map((target) => {
    const file = join(folder, entryName.replace(/\.ctk$/, target === "typescript" ? ".ts" : ".js"));
    return { path: file, ...emitPlan(plan, sources, { target, ...emitOptions }) };
  });
  try {
    place(job, modules, sources, entryName);
  } catch (error) {
    // The type check looks at the folder before anything is written to it.
    throw writeFault(io, folder, error);
  }
  for (const module of modules) {
    io.stdout.write(`${paintFor(io, "stdout").good("wrote")} ${shownPath(io, module.path)}\n`);
  }
}

/** Writes modules; those that do not fit the types of the runtime are a bug of ctk and end the command. */
function place(
  { io, project }: Job,
  files: readonly ModuleFile[],
  sources: readonly SourceFile[],
  entryName: string,
): void {
  const write = (path: string, text: string): void => writeUserFile(io, path, [text]);
  if (project === undefined) {
    for (const { path, text } of files.flatMap(linkedFiles)) {
      write(path, text);
    }
    return;
  }
  const { problems } = project.place({ files, write });
  if (problems.length > 0) {
    const palette = diagnosticPalette(paintFor(io, "stderr"));
    const diagnostics = problemDiagnostics(problems, sources, entryName);
    io.stderr.write(`${renderText(diagnostics, sources, { palette, width: io.columns })}\n`);
    throw new CommandFault(exitCodes.internal, "");
  }
}
