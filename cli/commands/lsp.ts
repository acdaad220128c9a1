import { type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { serveEditor } from "../lsp/server.ts";

/** `ctk lsp`: serves an editor over the standard streams; what the protocol says of exit codes is theirs. */
export async function lsp(io: Io): Promise<ExitCode> {
  if (io.stdout.isTerminal) {
    throw usageFault(
      "ctk lsp talks to an editor, and this is a terminal",
      "Set your editor up to start it: editors/README.md says how. `ctk check` says what is wrong with a plan.",
    );
  }
  return (await serveEditor(io)) === "orderly" ? exitCodes.ok : exitCodes.diagnostics;
}
