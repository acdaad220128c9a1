import { dirname, join, resolve } from "node:path";
import { type Compilation, compile, type Loader, renderText } from "../../compiler/index.ts";
import { CommandFault, exitCodes } from "../exit-codes.ts";
import { pathOf, readUserText, shownPath, textOf } from "../files.ts";
import type { Io } from "../io.ts";
import { diagnosticPalette, paintFor } from "../palette.ts";

/** Compiles a plan and the files that it imports. */
export function compileFile(io: Io, path: string): Compilation {
  const text = readUserText(io, path, "plan");
  return compile({
    entry: { path: shownPath(io, pathOf(io, path)), text },
    loader: (specifier, fromFile) => findImport(io, specifier, fromFile),
  });
}

/** As `compileFile`; diagnostics go to the error stream, and errors end the command. */
export function compileOrFail(io: Io, path: string) {
  const compilation = compileFile(io, path);
  const { plan, diagnostics, sources } = compilation;
  const shown = {
    ...diagnostics,
    items: diagnostics.items.filter(
      (item) => item.severity === "error" || (plan !== undefined && item.severity === "warning"),
    ),
  };
  if (shown.items.length > 0) {
    const palette = diagnosticPalette(paintFor(io, "stderr"));
    io.stderr.write(`${renderText(shown, sources, { palette, width: io.columns })}\n`);
  }
  if (plan === undefined) {
    throw new CommandFault(exitCodes.diagnostics, "");
  }
  return { ...compilation, plan };
}

function findImport(io: Io, specifier: string, fromFile: string): ReturnType<Loader> {
  const found = importedFile(io, specifier, dirname(resolve(io.cwd, fromFile)));
  return found === undefined ? undefined : { ...found, path: shownPath(io, found.path) };
}

/** The file that an import in a folder names: a relative one, or one of an installed package; its path is absolute. */
export function importedFile(io: Io, specifier: string, folder: string): ReturnType<Loader> {
  const candidates = specifier.startsWith(".")
    ? [resolve(folder, specifier)]
    : foldersAbove(folder).map((above) => join(above, "node_modules", specifier));
  for (const path of candidates) {
    try {
      return { path, text: textOf(io.readFile(path)) };
    } catch {
      // The next folder may have it; the compiler reports an import that none has.
    }
  }
  return undefined;
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}
