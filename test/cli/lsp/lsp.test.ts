import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  LSPErrorCodes,
  type Message,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  StreamMessageReader,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { positionsOf } from "../../../cli/lsp/positions.ts";
import { serveEditor } from "../../../cli/lsp/server.ts";
import { main as run } from "../../../cli/main.ts";
import { diagnosticsOf, withEdits } from "../../../compiler/index.ts";
import { analysed, library, plan, workspace } from "../../compiler/service/workspace.ts";
import { createWorld } from "../test-io.ts";
import { type Editor, startEditor } from "./editor.ts";

const folder = mkdtempSync(join(tmpdir(), "ctk-lsp-"));
mkdirSync(join(folder, "lib"));
mkdirSync(join(folder, "plans"));
writeFileSync(join(folder, "lib", "trend.ctk"), library);
afterAll(() => rmSync(folder, { recursive: true }));

const trend = "lib/trend.ctk";
const main = "plans/main.ctk";
let editor: Editor;

/** A text after the edits of the protocol. */
const edited = (text: string, edits: readonly TextEdit[]): string => {
  const { spanOf } = positionsOf(text);
  return withEdits(
    text,
    edits.map(({ range, newText }) => ({ range: spanOf(range), text: newText })),
  );
};

const at = (text: string, find: string, after = 0) =>
  positionsOf(text).positionAt(text.indexOf(find) + after);

beforeAll(async () => {
  editor = await startEditor(folder);
});

describe("ctk lsp", () => {
  it("introduces itself", () => {
    expect(editor.initialised.serverInfo?.name).toBe("ctk");
    expect(editor.initialised.capabilities).toMatchObject({
      hoverProvider: true,
      renameProvider: { prepareProvider: true },
    });
  });

  it("reports an error with the place that matters beside it, and removes it by its fix", async () => {
    const broken = `${plan}\nmarket eth = "ETH/USDT" at binance\nmarket eth = "ETH/USDC" at binance\nsession two { capital 5_000 USDT run Tt via spot guard nothing }\n`;
    editor.open(main, broken);
    const items = await editor.problems(main, (all) => all.length > 0);
    const twice = items.find(({ code }) => code === "CTK2004");
    expect(twice?.relatedInformation?.[0]?.location.uri).toBe(editor.uriOf(main));
    const unknown = items.find(({ message }) => String(message).includes("Tt"));
    const range = unknown?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const actions = await editor.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: editor.uriOf(main) },
      range,
      context: { diagnostics: [] },
    });
    const [fix] = (actions ?? []).filter((item): item is CodeAction => "edit" in item);
    expect(fix?.kind).toBe("quickfix");
    const text = edited(broken, changesOf(fix?.edit)[editor.uriOf(main)] ?? []);
    expect(text).toContain("run T via spot");
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main), version: 2 },
      contentChanges: [{ text }],
    });
    await editor.problems(
      main,
      (all) => all.length > 0 && all.every(({ message }) => !String(message).includes("Tt")),
    );
  });

  it("takes changes of parts of a text, and imports from files that are not open", async () => {
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main), version: 3 },
      contentChanges: [{ text: plan }],
    });
    await editor.problems(main, (all) => all.length === 0);
    const place = at(plan, "10)");
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main), version: 4 },
      contentChanges: [
        { range: { start: place, end: { ...place, character: place.character + 2 } }, text: "500" },
      ],
    });
    const [problem] = await editor.problems(main, (all) => all.length > 0);
    expect(problem?.message).toContain("`fast < slow`");
    expect(problem?.severity).toBe(1);
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main), version: 5 },
      contentChanges: [{ text: plan }],
    });
    await editor.problems(main, (all) => all.length === 0);
  });

  it("completes, and documents a proposal when it is looked at", async () => {
    const text = library.replace("  exit long when close > seen", "  exit long when \n");
    editor.open(trend, text);
    const position = at(text, "exit long when \n", "exit long when ".length);
    const items = await editor.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: editor.uriOf(trend) },
      position,
    });
    const list = Array.isArray(items) ? items : (items?.items ?? []);
    const rsi = list.find(({ label }) => label === "rsi");
    expect(rsi?.textEdit).toMatchObject({ newText: expect.stringContaining("rsi(") });
    const resolved = await editor.connection.sendRequest(
      CompletionResolveRequest.type,
      rsi ?? { label: "rsi" },
    );
    expect(JSON.stringify(resolved.documentation)).toContain("source:");
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(trend), version: 2 },
      contentChanges: [{ text: library }],
    });
    await editor.problems(trend, (all) => all.every(({ severity }) => severity !== 1));
  });

  it("hovers, and helps with a call", async () => {
    const textDocument = { uri: editor.uriOf(trend) };
    const hover = await editor.connection.sendRequest(HoverRequest.type, {
      textDocument,
      position: at(library, "quick = ema"),
    });
    expect(JSON.stringify(hover?.contents)).toContain("a price (USDT per BTC)");
    const help = await editor.connection.sendRequest(SignatureHelpRequest.type, {
      textDocument,
      position: at(library, "ema(close, fast", "ema(close, ".length),
    });
    expect(help).toMatchObject({ activeParameter: 1, signatures: [{ label: "ema(x, length: bars)" }] });
  });

  it("goes to a definition in another file, and finds references in both", async () => {
    const target = await editor.connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri: editor.uriOf(main) },
      position: at(plan, "T(fast"),
    });
    expect(target).toEqual([
      {
        uri: editor.uriOf(trend),
        range: { start: at(library, "Trend trades"), end: at(library, " trades btc via") },
      },
    ]);
    const textDocument = { uri: editor.uriOf(trend) };
    const position = at(library, "fast: bars");
    const places = await editor.connection.sendRequest(ReferencesRequest.type, {
      textDocument,
      position,
      context: { includeDeclaration: false },
    });
    expect(places?.map(({ uri }) => uri)).toEqual([
      ...Array.from({ length: 2 }, () => editor.uriOf(trend)),
      editor.uriOf(main),
    ]);
    const marks = await editor.connection.sendRequest(DocumentHighlightRequest.type, {
      textDocument,
      position,
    });
    expect(marks).toHaveLength(3);
  });

  it("renames across two files", async () => {
    const textDocument = { uri: editor.uriOf(trend) };
    const position = at(library, "fast: bars");
    const ready = await editor.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position });
    expect(ready).toMatchObject({ placeholder: "fast" });
    const edit = await editor.connection.sendRequest(RenameRequest.type, {
      textDocument,
      position,
      newName: "brisk",
    });
    const changes = changesOf(edit);
    const next = workspace().with([
      { path: trend, text: edited(library, changes[editor.uriOf(trend)] ?? []) },
      { path: main, text: edited(plan, changes[editor.uriOf(main)] ?? []) },
    ]);
    expect(next.textOf(main)).toContain("T(brisk = 10)");
    expect(diagnosticsOf(analysed(next, main))).toEqual([]);
  });

  it("refuses a name that is taken, with the reason", async () => {
    const asked = editor.connection.sendRequest(RenameRequest.type, {
      textDocument: { uri: editor.uriOf(trend) },
      position: at(library, "fast: bars"),
      newName: "quick",
    });
    await expect(asked).rejects.toMatchObject({
      code: LSPErrorCodes.RequestFailed,
      message: expect.stringContaining("`quick` is declared twice"),
    });
  });

  it("formats a document and a range", async () => {
    const messy = library.replace("let quick = ", "let   quick=");
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(trend), version: 3 },
      contentChanges: [{ text: messy }],
    });
    const textDocument = { uri: editor.uriOf(trend) };
    const options = { tabSize: 2, insertSpaces: true };
    const all = await editor.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument,
      options,
    });
    expect(edited(messy, all ?? [])).toContain("  let quick = ema(close, fast)\n");
    const start = at(messy, "let   quick");
    const part = await editor.connection.sendRequest(DocumentRangeFormattingRequest.type, {
      textDocument,
      options,
      range: { start, end: start },
    });
    expect(edited(messy, part ?? [])).toBe(library);
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(trend), version: 4 },
      contentChanges: [{ text: library }],
    });
  });

  it("has symbols, folds, selections, tokens, lenses and hints", async () => {
    const textDocument = { uri: editor.uriOf(trend) };
    const symbols = await editor.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(symbols?.map(({ name }) => name)).toEqual(["btc", "spot", "Trend"]);
    const folds = await editor.connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    expect(folds?.length).toBeGreaterThan(2);
    const selections = await editor.connection.sendRequest(SelectionRangeRequest.type, {
      textDocument,
      positions: [at(library, "close, fast")],
    });
    expect(selections?.[0]?.parent?.parent).toBeDefined();
    const tokens = await editor.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect((tokens?.data.length ?? 0) % 5).toBe(0);
    expect(tokens?.data.slice(0, 5)).toEqual([0, 0, "market".length, 0, 0]);
    const lenses = await editor.connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => [command?.command, command?.arguments])).toEqual([
      ["ctk.backtest", [editor.uriOf(trend), "Trend", "strategy"]],
      ["ctk.explain", [editor.uriOf(trend), "Trend", "strategy"]],
    ]);
    const hints = await editor.connection.sendRequest(InlayHintRequest.type, {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: positionsOf(library).positionAt(library.length) },
    });
    expect(hints?.map(({ label }) => label)).toEqual([
      ": price (USDT per BTC), from bar 11",
      ": price (USDT per BTC), from bar 47",
    ]);
  });

  it("takes away the problems of a file that is closed, and reads it from disk again", async () => {
    await editor.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main), version: 6 },
      contentChanges: [{ text: "strategy {" }],
    });
    await editor.problems(main, (all) => all.length > 0);
    await editor.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: editor.uriOf(main) },
    });
    await editor.problems(main, (all) => all.length === 0);
  });

  it("says goodbye without a word on the error stream", async () => {
    expect(await editor.leave()).toBe(0);
    expect(editor.errors()).toBe("");
  });

  it("ends when the editor has gone", async () => {
    const other = await startEditor(folder);
    const closed = once(other.child, "close");
    other.child.stdin.end();
    expect(await closed).toEqual([1, null]);
    expect(other.errors()).toBe("");
    other.connection.dispose();
  });

  it("ends quietly when nobody reads its answers", async () => {
    const other = await startEditor(folder);
    const closed = once(other.child, "close");
    other.child.stdout.destroy();
    other.open("lib/broken.ctk", "strategy {");
    await closed;
    expect(other.errors()).toBe("");
    other.connection.dispose();
  });
});

it("tells a person at a terminal that it is for editors", async () => {
  const world = createWorld({ isTerminal: true, environment: { NO_COLOR: "1" } });
  expect(await run(["lsp"], world.io)).toBe(2);
  expect(world.err()).toContain("ctk lsp talks to an editor");
});

/** A message as it goes over the channel. */
const framed = (message: object): string => {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

it("drops a question that is taken back before it is worked on", async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  const ended = serveEditor({ ...createWorld().io, channel: () => ({ input, output }) });
  const answers = new Map<unknown, Message>();
  const waiting = new Map<unknown, () => void>();
  new StreamMessageReader(output).listen((message) => {
    const id = "id" in message ? message.id : undefined;
    answers.set(id, message);
    waiting.get(id)?.();
  });
  const answer = (id: number): Promise<void> => new Promise((resolve) => waiting.set(id, resolve));
  const [third, goodbye] = [answer(3), answer(4)];
  const textDocument = { uri: "untitled:one", languageId: "ctk", version: 1, text: library };
  const hover = { textDocument: { uri: "untitled:one" }, position: { line: 0, character: 0 } };
  input.write(
    [
      { id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } },
      { method: "textDocument/didOpen", params: { textDocument } },
      { id: 2, method: "textDocument/hover", params: hover },
      { method: "$/cancelRequest", params: { id: 2 } },
      { id: 3, method: "textDocument/hover", params: hover },
    ]
      .map(framed)
      .join(""),
  );
  await third;
  expect(answers.get(2)).toMatchObject({ error: { code: LSPErrorCodes.RequestCancelled } });
  expect(answers.get(3)).toMatchObject({ result: { contents: { kind: "markdown" } } });
  input.write(framed({ id: 4, method: "shutdown" }));
  await goodbye;
  input.write(framed({ method: "exit" }));
  expect(await ended).toBe("orderly");
});

function changesOf(edit: WorkspaceEdit | null | undefined): Readonly<Record<string, readonly TextEdit[]>> {
  return edit?.changes ?? {};
}
