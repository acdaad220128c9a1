import { format } from "../../compiler/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readUserText, writeUserFile } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { paintFor } from "../palette.ts";

export interface FormatOptions {
  readonly check?: boolean;
}

/** `ctk fmt`: brings plans into the one layout, or says which ones are not in it. */
export function formatFiles(io: Io, files: readonly string[], options: FormatOptions): ExitCode {
  const paint = paintFor(io, "stdout");
  let changed = 0;
  let refused = 0;
  for (const path of files) {
    const text = readUserText(io, path, "plan");
    const result = format(text);
    if (!result.ok) {
      refused += 1;
      const { refusal } = result;
      const reason =
        refusal.kind === "syntax"
          ? `${path} does not parse\n  ctk check ${path} says where.`
          : `${path} is left as it is: ${refusal.detail}`;
      io.stderr.write(`${paintFor(io, "stderr").bad("error:")} ${reason}\n`);
    } else if (result.text !== text) {
      changed += 1;
      if (options.check !== true) {
        writeUserFile(io, path, [result.text]);
      }
      io.stdout.write(`${paint.caution(options.check === true ? "not formatted" : "formatted")} ${path}\n`);
    }
  }
  if (changed + refused === 0) {
    io.stdout.write(`${paint.good("formatted already")}: ${counted(files.length, "file")}\n`);
  }
  return refused > 0 || (options.check === true && changed > 0) ? exitCodes.diagnostics : exitCodes.ok;
}
