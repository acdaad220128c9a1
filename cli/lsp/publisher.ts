import type { Connection, Diagnostic } from "vscode-languageserver";
import { diagnosticsOf } from "../../compiler/index.ts";
import { diagnosticOf, type PositionsOf } from "./convert.ts";
import type { Documents } from "./documents.ts";
import { type Positions, positionsOf } from "./positions.ts";
import { uriOfPath } from "./uris.ts";

/** Typing is followed by a check when it has paused for so long. */
const PAUSE_MS = 120;

/** Sends the problems of the open documents to the editor. */
export interface Publisher {
  /** Something changed: all open documents are looked at again, soon. */
  readonly changed: () => void;
  /** A document was closed: its problems go. */
  readonly closed: (path: string) => void;
  /** Nobody listens any more. */
  readonly stop: () => void;
  readonly positionsOf: PositionsOf;
}

/** A publisher over these documents. */
export function createPublisher(
  connection: Pick<Connection, "sendDiagnostics">,
  documents: Documents,
): Publisher {
  const known = new Map<string, { readonly text: string; readonly positions: Positions }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const send = (path: string, diagnostics: Diagnostic[]): void => {
    if (!isStopped) {
      // An editor that goes while it is written to has no use for it.
      connection.sendDiagnostics({ uri: uriOfPath(path), diagnostics }).catch(() => undefined);
    }
  };
  const places: PositionsOf = (path) => {
    const text = documents.workspace().textOf(path) ?? documents.textOf(path);
    const present = known.get(path);
    if (present?.text === text) {
      return present.positions;
    }
    const positions = positionsOf(text);
    known.set(path, { text, positions });
    return positions;
  };
  const publish = (): void => {
    timer = undefined;
    const workspace = documents.workspace();
    for (const path of documents.openPaths()) {
      const analysis = workspace.analyse(path);
      const problems = analysis === undefined ? [] : diagnosticsOf(analysis);
      send(
        path,
        problems.map((problem) => diagnosticOf(problem, places, path)),
      );
    }
  };
  return {
    changed: () => {
      clearTimeout(timer);
      timer = setTimeout(publish, PAUSE_MS);
      // Whoever has gone waits for no diagnostics.
      timer.unref();
    },
    closed: (path) => send(path, []),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
    positionsOf: places,
  };
}
