import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { root } from "../test-io.ts";

/** An editor that talks to `ctk lsp` in a process of its own. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly child: ChildProcessWithoutNullStreams;
  readonly initialised: InitializeResult;
  readonly errors: () => string;
  readonly uriOf: (name: string) => string;
  readonly open: (name: string, text: string) => void;
  /** The next problems of a file that are as wanted. */
  readonly problems: (
    name: string,
    wanted: (items: readonly Diagnostic[]) => boolean,
  ) => Promise<readonly Diagnostic[]>;
  /** Says goodbye, and gives the exit code of the process. */
  readonly leave: () => Promise<number | null>;
}

const source = ["--import", "tsx", "cli/bin.ts"];

/** Starts the server, of the sources or of another command, and opens a folder in it. */
export const startEditor = async (folder: string, command: readonly string[] = source): Promise<Editor> => {
  const child = spawn(process.execPath, [...command, "lsp", "--stdio"], { cwd: root });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uriOf = (name: string): string => pathToFileURL(`${folder}/${name}`).href;
  const listeners = new Set<(uri: string, items: readonly Diagnostic[]) => void>();
  const known = new Map<string, readonly Diagnostic[]>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    known.set(uri, diagnostics);
    for (const listener of listeners) listener(uri, diagnostics);
  });
  connection.listen();
  const initialised = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "plans" }],
    capabilities: {},
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    connection,
    child,
    initialised,
    errors: () => errors,
    uriOf,
    open: (name, text) => {
      void connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uriOf(name), languageId: "ctk", version: 1, text },
      });
    },
    problems: (name, wanted) =>
      new Promise((resolve) => {
        const present = known.get(uriOf(name));
        if (present !== undefined && wanted(present)) {
          resolve(present);
          return;
        }
        const listener = (uri: string, items: readonly Diagnostic[]): void => {
          if (uri === uriOf(name) && wanted(items)) {
            listeners.delete(listener);
            resolve(items);
          }
        };
        listeners.add(listener);
      }),
    leave: async () => {
      const closed = once(child, "close");
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const [code] = await closed;
      connection.dispose();
      return typeof code === "number" ? code : null;
    },
  };
};
