import { basename, dirname, join } from "node:path";
import { emitPlan } from "../../compiler/index.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, reasonOf, shownPath } from "../files.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../palette.ts";
import { compileOrFail } from "../plan/compile-file.ts";
import { engine } from "../version.ts";

export interface CompileCommandOptions {
  readonly outDir?: string;
  readonly js?: boolean;
  readonly watch?: boolean;
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
  const exitCode = compileAll(io, files, options, sources);
  if (options.watch !== true) {
    return exitCode;
  }
  const paint = paintFor(io, "stdout");
  io.stdout.write(`${paint.faint("watching for changes; end with Ctrl+C")}\n`);
  const again = (): void => {
    compileAll(io, files, options, sources);
    stop();
    stop = io.watch([...sources], again);
  };
  let stop = io.watch([...sources], again);
  await io.interrupted();
  stop();
  return exitCodes.ok;
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

/** Compiles every file, also after one has failed; adds the imported files to `sources`. */
function compileAll(
  io: Io,
  files: readonly string[],
  options: CompileCommandOptions,
  sources: Set<string>,
): ExitCode {
  let exitCode: ExitCode = exitCodes.ok;
  for (const path of files) {
    try {
      compileOne(io, path, options, sources);
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

function compileOne(io: Io, path: string, options: CompileCommandOptions, watched: Set<string>): void {
  const { plan, sources } = compileOrFail(io, path);
  for (const source of sources.filter((file) => !file.isLibrary)) {
    watched.add(pathOf(io, source.path));
  }
  const entryName = basename(path);
  const folder = options.outDir === undefined ? dirname(pathOf(io, path)) : pathOf(io, options.outDir);
  const targets = options.js === true ? (["typescript", "module"] as const) : (["typescript"] as const);
  for (const target of targets) {
    const extension = target === "typescript" ? ".ts" : ".js";
    const file = join(folder, entryName.replace(/\.ctk$/, extension));
    const { text, map } = emitPlan(plan, sources, { target, entryName, version: engine.version });
    const link = `//# sourceMappingURL=${basename(file)}.map\n`;
    try {
      io.writeFile(file, [text, text.includes("sourceMappingURL=") ? "" : link]);
      io.writeFile(`${file}.map`, [map]);
    } catch (error) {
      throw usageFault(`cannot write ${shownPath(io, file)}: ${reasonOf(error)}`);
    }
    io.stdout.write(`${paintFor(io, "stdout").good("wrote")} ${shownPath(io, file)}\n`);
  }
}
