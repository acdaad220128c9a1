import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { serveEditor } from "../lsp/server.ts";

/** `ctk lsp`: serves an editor over the standard streams; what the protocol says of exit codes is theirs. */
export async function lsp(io: Io): Promise<ExitCode> {
  return (await serveEditor(io)) === "orderly" ? exitCodes.ok : exitCodes.diagnostics;
}
