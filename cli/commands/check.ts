import {
  applyEdits,
  type DiagnosticList,
  renderText,
  type SourceFile,
  toJson,
} from "../../compiler/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { diagnosticPalette, paintFor } from "../palette.ts";
import { compileFile } from "../plan/compile-file.ts";

export interface CheckOptions {
  readonly json?: boolean;
  readonly hints?: boolean;
  readonly fix?: boolean;
}

/** A fix can uncover another problem with a fix; more rounds than this would be a circle. */
const FIX_ROUNDS = 10;

/** `ctk check`: compiles the plans and prints what is wrong with them. */
export function check(io: Io, files: readonly string[], options: CheckOptions): ExitCode {
  const paint = paintFor(io, "stdout");
  const reports: unknown[] = [];
  let errors = 0;
  let warnings = 0;
  for (const path of files) {
    const applied = options.fix === true ? applySafeFixes(io, path) : 0;
    const { diagnostics, sources } = compileFile(io, path);
    const list = visible(diagnostics, options.hints === true);
    errors += list.items.filter((item) => item.severity === "error").length;
    warnings += list.items.filter((item) => item.severity === "warning").length;
    if (options.json === true) {
      reports.push({ file: path, ...toJson(list, sources) });
      continue;
    }
    if (applied > 0) {
      io.stdout.write(`${path}: ${counted(applied, "fix", "fixes")} applied\n`);
    }
    if (list.items.length > 0) {
      io.stdout.write(
        `${renderText(list, sources, { palette: diagnosticPalette(paint), width: io.columns })}\n`,
      );
    }
  }
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify({ schema: "ctk.check/1", files: reports }, undefined, 2)}\n`);
  } else if (errors + warnings === 0) {
    io.stdout.write(`${paint.good("no problems")} in ${counted(files.length, "file")}\n`);
  } else if (files.length > 1) {
    io.stdout.write(
      `${counted(errors, "error")}, ${counted(warnings, "warning")} in ${counted(files.length, "file")}\n`,
    );
  }
  return errors > 0 ? exitCodes.diagnostics : exitCodes.ok;
}

function visible(list: DiagnosticList, hints: boolean): DiagnosticList {
  return hints ? list : { ...list, items: list.items.filter((item) => item.severity !== "hint") };
}

/** Applies the fixes that may be applied without asking; the number of them. */
function applySafeFixes(io: Io, path: string): number {
  let applied = 0;
  for (let round = 0; round < FIX_ROUNDS; round += 1) {
    const { diagnostics, sources } = compileFile(io, path);
    const fixes = diagnostics.items.flatMap((item) =>
      item.fixes.filter((fix) => fix.safety === "safe").slice(0, 1),
    );
    const edits = fixes.flatMap((fix) => fix.edits);
    const texts = new Map<SourceFile, string>();
    for (const source of sources.filter((file) => !file.isLibrary)) {
      const own = edits.filter((edit) => edit.span.source === source.id);
      const text = applyEdits(source.text, own);
      if (text !== source.text) {
        texts.set(source, text);
      }
    }
    if (texts.size === 0) {
      return applied;
    }
    for (const [source, text] of texts) {
      writeUserFile(io, source.path, [text]);
    }
    applied += fixes.length;
  }
  return applied;
}
