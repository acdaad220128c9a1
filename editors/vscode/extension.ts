/// <reference types="vscode" />
import { basename } from "node:path";
import {
  commands,
  type ExtensionContext,
  ProcessExecution,
  Task,
  TaskRevealKind,
  TaskScope,
  tasks,
  Uri,
  window,
  workspace,
} from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** Starts the language server, and gives its lenses their commands. */
export async function activate(context: ExtensionContext): Promise<void> {
  const bundled = context.asAbsolutePath("ctk.mjs");
  client = new LanguageClient("ctk", "ctk", serverOf(bundled), {
    documentSelector: [{ language: "ctk" }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.ctk") },
  });
  const run = (title: string, ...argv: readonly string[]): Thenable<unknown> =>
    tasks.executeTask(taskOf(bundled, title, argv));
  context.subscriptions.push(
    commands.registerCommand("ctk.explain", async (uri?: string, name?: string) => {
      const file = await savedFile(uri);
      if (file !== undefined) {
        await run("explain", "explain", file, ...(name === undefined ? [] : ["--strategy", name]));
      }
    }),
    commands.registerCommand("ctk.runScenario", async (uri?: string, name?: string) => {
      const file = await savedFile(uri);
      if (file !== undefined) {
        await run("test", "test", file, ...(name === undefined ? [] : ["--filter", name]));
      }
    }),
    commands.registerCommand("ctk.backtest", async (uri?: string, name?: string, kind?: string) => {
      const file = await savedFile(uri);
      const data = file === undefined ? undefined : await dataFiles();
      if (file !== undefined && data !== undefined) {
        const option = kind === "session" ? "--session" : "--strategy";
        await run("backtest", "backtest", file, ...(name === undefined ? [] : [option, name]), ...data);
      }
    }),
    commands.registerCommand("ctk.restart", () => client?.restart()),
  );
  await client.start();
}

/** Says goodbye to the language server. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

function ownCommand(): string {
  const own = workspace.getConfiguration("ctk").get<string>("command", "").trim();
  return workspace.isTrusted ? own : "";
}

function serverOf(bundled: string): ServerOptions {
  const own = ownCommand();
  return own === ""
    ? { module: bundled, args: ["lsp"], transport: TransportKind.stdio }
    : { command: own, args: ["lsp"], transport: TransportKind.stdio };
}

/** A command of ctk in the panel of tasks, where its output stays. */
function taskOf(bundled: string, title: string, argv: readonly string[]): Task {
  const own = ownCommand();
  const execution =
    own === ""
      ? new ProcessExecution(process.execPath, [bundled, ...argv], { env: { ELECTRON_RUN_AS_NODE: "1" } })
      : new ProcessExecution(own, [...argv]);
  const task = new Task({ type: "ctk", command: title }, TaskScope.Workspace, title, "ctk", execution, []);
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: true, focus: false };
  return task;
}

/** The file of a plan, written to disk first: the command reads it there. */
async function savedFile(uri: string | undefined): Promise<string | undefined> {
  const wanted = uri === undefined ? window.activeTextEditor?.document.uri : Uri.parse(uri);
  if (wanted === undefined) {
    return undefined;
  }
  const document = await workspace.openTextDocument(wanted);
  const isSaved = document.isUntitled || (document.isDirty && !(await document.save()));
  if (isSaved || wanted.scheme !== "file") {
    void window.showWarningMessage("Save the plan first: ctk reads it from disk.");
    return undefined;
  }
  return wanted.fsPath;
}

/** Bars for a backtest; several files stand for the markets that their names begin with, such as `btc_1h.csv`. */
async function dataFiles(): Promise<readonly string[] | undefined> {
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: "Backtest on these bars",
    filters: { "Bars (CSV)": ["csv", "gz"], "All files": ["*"] },
  });
  if (chosen === undefined || chosen.length === 0) {
    return undefined;
  }
  const [first] = chosen;
  return chosen.length === 1 && first !== undefined
    ? ["--data", first.fsPath]
    : chosen.flatMap(({ fsPath }) => ["--data", `${marketOf(fsPath)}=${fsPath}`]);
}

function marketOf(path: string): string {
  return /^[A-Za-z][A-Za-z0-9]*/.exec(basename(path))?.[0].toLowerCase() ?? "";
}
