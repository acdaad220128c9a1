import { createConnection, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";
import {
  createProtocolConnection,
  type InitializeParams,
  LSPErrorCodes,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { semanticModifiers, semanticTypes } from "../../compiler/index.ts";
import type { Io } from "../io.ts";
import { engine } from "../version.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { type Features, registerFeatures } from "./features.ts";
import { createPublisher } from "./publisher.ts";
import { pathOfUri } from "./uris.ts";

/** What the process returns when an editor has gone without the goodbye of the protocol. */
export type Ending = "orderly" | "abandoned";

/** Serves an editor until it says goodbye or its end of the channel closes. */
export function serveEditor(io: Io): Promise<Ending> {
  return new Promise((resolve) => {
    const { input, output } = io.channel();
    let isShutdown = false;
    const end = (): void => {
      publisher.stop();
      // An open input would keep the process alive.
      input.destroy();
      resolve(isShutdown ? "orderly" : "abandoned");
    };
    const connection = createConnection(
      (logger) =>
        createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output), logger, {
          // The library fills in which request it was.
          cancelUndispatched: () => ({
            jsonrpc: "2.0",
            id: null,
            error: { code: LSPErrorCodes.RequestCancelled, message: "taken back" },
          }),
        }),
      {
        get shutdownReceived() {
          return isShutdown;
        },
        set shutdownReceived(value) {
          isShutdown = value;
        },
        initialize: () => undefined,
        exit: end,
      },
    );
    input.once("end", end);
    output.once("error", end);

    const documents = createDocuments(io);
    const texts = new Map<string, TextDocument>();
    const publisher = createPublisher(connection, documents);
    const features: Features = { documents, positionsOf: publisher.positionsOf, io };
    const changed = (document: TextDocument): void => {
      texts.set(document.uri, document);
      documents.open(pathOfUri(document.uri), document.getText());
      publisher.changed();
    };
    connection.onInitialize((params) => {
      openFolders(documents, params);
      return { capabilities, serverInfo: { name: "ctk", version: engine.version } };
    });
    connection.onShutdown(() => undefined);
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
      changed(TextDocument.create(uri, languageId, version, text)),
    );
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = texts.get(uri);
      if (document !== undefined) {
        changed(TextDocument.update(document, contentChanges, version));
      }
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      texts.delete(uri);
      documents.close(pathOfUri(uri));
      publisher.closed(pathOfUri(uri));
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) {
        documents.refresh(pathOfUri(uri));
      }
      publisher.changed();
    });
    registerFeatures(connection, features);
    connection.listen();
  });
}

function openFolders(documents: Documents, { workspaceFolders, rootUri }: InitializeParams): void {
  const uris =
    workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null || rootUri === undefined ? [] : [rootUri]);
  for (const uri of uris) {
    documents.addFolder(pathOfUri(uri));
  }
}

const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [".", " ", "(", ","], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["(", ","] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.ctk"] },
  codeLensProvider: {},
  inlayHintProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...semanticTypes], tokenModifiers: [...semanticModifiers] },
    full: true,
  },
};
