import { randomBytes } from "node:crypto";
import { CommandFault, type ExitCode, exitCodes } from "../exit-codes.ts";
import { pathOf, readUserText, shownPath } from "../files.ts";
import type { Io } from "../io.ts";
import { readPageFiles } from "../playground/page-files.ts";
import { openPlanFile } from "../playground/plan-file.ts";
import {
  type PlaygroundServer,
  type PlaygroundServerOptions,
  startPlaygroundServer,
} from "../playground/server.ts";
import { parsePort } from "../run/options.ts";

export interface PlaygroundCommandOptions {
  readonly port?: string;
}

/** `ctk playground`: serves the page on this machine; with a file, the page opens it, follows it and saves it. */
export async function playground(
  io: Io,
  path: string | undefined,
  options: PlaygroundCommandOptions,
): Promise<ExitCode> {
  const files = readPageFiles(io);
  const port = parsePort(options.port ?? "8791");
  const token = randomBytes(24).toString("base64url");
  if (path !== undefined) {
    readUserText(io, path, "plan");
  }
  const plan = path === undefined ? {} : { plan: openPlanFile(io, path) };
  const server = await listen({ files, token, port, ...plan });
  // What stands behind # is not sent with requests: the token stays between this process and the page.
  const address = path === undefined ? server.url : `${server.url}#file=${token}`;
  const what = path === undefined ? "" : `  saves ${shownPath(io, pathOf(io, path))}\n`;
  io.stdout.write(`${address}\n${what}  Ctrl+C ends it.\n`);
  await io.interrupted();
  await server.close();
  return exitCodes.ok;
}

async function listen(options: PlaygroundServerOptions): Promise<PlaygroundServer> {
  try {
    return await startPlaygroundServer(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandFault(exitCodes.run, `port ${options.port} cannot be used: ${message}`, [
      "Choose another with --port; 0 is any that is free.",
    ]);
  }
}
