import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  DocumentHighlightKind,
  ErrorCodes,
  FoldingRangeKind,
  LSPErrorCodes,
  ResponseError,
  type SelectionRange,
  SemanticTokensBuilder,
} from "vscode-languageserver";
import {
  type Analysis,
  type CompletionList,
  codeLenses,
  completionsAt,
  definitionAt,
  diagnosticsOf,
  foldingRanges,
  formatDocument,
  formatRange,
  highlightsAt,
  hoverAt,
  inlayHints,
  type Location,
  outline,
  quickFixes,
  referencesAt,
  renameAt,
  renameRangeAt,
  safeFixes,
  selectionRanges,
  semanticModifiers,
  semanticTokens,
  semanticTypes,
  signatureAt,
} from "../../compiler/index.ts";
import type { Io } from "../io.ts";
import {
  codeActionOf,
  completionOf,
  diagnosticOf,
  editsOf,
  markdown,
  type PositionsOf,
  symbolOf,
  workspaceEditOf,
} from "./convert.ts";
import type { Documents } from "./documents.ts";
import type { Positions } from "./positions.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";

/** What the answers are made from. */
export interface Features {
  readonly documents: Documents;
  readonly positionsOf: PositionsOf;
  readonly io: Io;
}

interface Asked {
  readonly textDocument: { readonly uri: string };
}

/** A document that is asked about. */
interface Subject {
  readonly path: string;
  readonly analysis: Analysis;
  readonly positions: Positions;
}

type Answer<Params, Result> = (
  params: Params,
  token: CancellationToken,
) => Promise<Result | ResponseError<void> | null>;

/** Makes a connection answer what an editor asks about its documents. */
export function registerFeatures(connection: Connection, features: Features): void {
  const on =
    <Params extends Asked, Result>(
      work: (subject: Subject, params: Params) => Result | ResponseError<void> | null,
    ): Answer<Params, Result> =>
    async (params, token) => {
      // A question that is taken back at once is read before this one is worked on.
      await features.io.wait(0, new AbortController().signal);
      if (token.isCancellationRequested) {
        return new ResponseError(LSPErrorCodes.RequestCancelled, "taken back");
      }
      const path = pathOfUri(params.textDocument.uri);
      const analysis = features.documents.workspace().analyse(path);
      return analysis === undefined
        ? null
        : work({ path, analysis, positions: features.positionsOf(path) }, params);
    };
  registerWriting(connection, features, on);
  registerNavigation(connection, features, on);
  registerViews(connection, on);
  registerChanges(connection, features, on);
}

type On = <Params extends Asked, Result>(
  work: (subject: Subject, params: Params) => Result | ResponseError<void> | null,
) => Answer<Params, Result>;

/** What helps while a text is written. */
function registerWriting(connection: Connection, _: Features, on: On): void {
  let last: { readonly serial: number; readonly items: CompletionList["items"] } = { serial: 0, items: [] };
  connection.onCompletion(
    on(({ analysis, positions }, { position, context }) => {
      const { range, items, mayEnd } = completionsAt(analysis, positions.offsetAt(position));
      if (context?.triggerCharacter === " " && mayEnd) {
        // A list that opens by itself would take the line end that ends the statement.
        return null;
      }
      last = { serial: last.serial + 1, items };
      const place = positions.rangeOf(range);
      return items.map((item, index) =>
        completionOf(item, index, { range: place, newText: item.insert }, { serial: last.serial, index }),
      );
    }),
  );
  connection.onCompletionResolve((item) => {
    const { serial, index } = placeOf(item.data);
    const text = serial === last.serial ? last.items[index]?.documentation : undefined;
    return text === undefined || text === "" ? item : { ...item, documentation: markdown(text) };
  });
  connection.onHover(
    on(({ analysis, positions }, { position }) => {
      const hover = hoverAt(analysis, positions.offsetAt(position));
      return hover === undefined
        ? null
        : { contents: markdown(hover.markdown), range: positions.rangeOf(hover.range) };
    }),
  );
  connection.onSignatureHelp(
    on(({ analysis, positions }, { position }) => {
      const help = signatureAt(analysis, positions.offsetAt(position));
      return help === undefined
        ? null
        : {
            activeSignature: 0,
            activeParameter: help.active ?? help.parameters.length,
            signatures: [
              {
                label: help.label,
                documentation: markdown(help.documentation),
                parameters: help.parameters.map(({ label, documentation }) => ({
                  label: [label.start, label.end],
                  documentation,
                })),
              },
            ],
          };
    }),
  );
}

function placeOf(data: unknown): { readonly serial: number; readonly index: number } {
  return typeof data === "object" &&
    data !== null &&
    "serial" in data &&
    "index" in data &&
    typeof data.serial === "number" &&
    typeof data.index === "number"
    ? { serial: data.serial, index: data.index }
    : { serial: -1, index: -1 };
}

function registerNavigation(connection: Connection, { documents, positionsOf }: Features, on: On): void {
  const locationOf = ({ path, range }: Location) => ({
    uri: uriOfPath(path),
    range: positionsOf(path).rangeOf(range),
  });
  connection.onDefinition(
    on(({ analysis, positions }, { position }) =>
      definitionAt(analysis, positions.offsetAt(position)).map(locationOf),
    ),
  );
  connection.onReferences(
    on(({ path, positions }, { position, context }) =>
      referencesAt(documents.workspace(), path, positions.offsetAt(position), context.includeDeclaration).map(
        locationOf,
      ),
    ),
  );
  connection.onDocumentHighlight(
    on(({ analysis, positions }, { position }) =>
      highlightsAt(analysis, positions.offsetAt(position)).map(({ range, kind }) => ({
        range: positions.rangeOf(range),
        kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.onPrepareRename(
    on(({ path, positions }, { position }) => {
      const found = renameRangeAt(documents.workspace(), path, positions.offsetAt(position));
      return found.ok
        ? { range: positions.rangeOf(found.range), placeholder: found.name }
        : new ResponseError(LSPErrorCodes.RequestFailed, found.refusal.reason);
    }),
  );
  connection.onRenameRequest(
    on(({ path, positions }, { position, newName }) => {
      const result = renameAt(documents.workspace(), path, positions.offsetAt(position), newName);
      return result.ok
        ? workspaceEditOf(result.edits, positionsOf)
        : new ResponseError(
            result.refusal.code === "not-a-new-name" ? ErrorCodes.InvalidParams : LSPErrorCodes.RequestFailed,
            result.refusal.reason,
          );
    }),
  );
}

const foldingKinds = {
  block: FoldingRangeKind.Region,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
} as const;

function registerViews(connection: Connection, on: On): void {
  connection.onDocumentSymbol(
    on(({ analysis, positions }) => outline(analysis).map((item) => symbolOf(item, positions))),
  );
  connection.onFoldingRanges(
    on(({ analysis, positions }) =>
      foldingRanges(analysis).map(({ range, kind }) => {
        const { start, end } = positions.rangeOf(range);
        return {
          startLine: start.line,
          // The line of a closing brace stays in sight.
          endLine: kind === "block" ? Math.max(start.line, end.line - 1) : end.line,
          ...(kind === "block" ? {} : { kind: foldingKinds[kind] }),
        };
      }),
    ),
  );
  connection.onSelectionRanges(
    on(({ analysis, positions }, { positions: places }) =>
      places.map((place): SelectionRange => {
        const ranges = selectionRanges(analysis, positions.offsetAt(place));
        const chain = ranges.reduceRight<SelectionRange | undefined>(
          (parent, range) => ({
            range: positions.rangeOf(range),
            ...(parent === undefined ? {} : { parent }),
          }),
          undefined,
        );
        return chain ?? { range: { start: place, end: place } };
      }),
    ),
  );
  connection.languages.semanticTokens.on(async (params, token) =>
    valueOr(
      await on(({ analysis, positions }) => {
        const builder = new SemanticTokensBuilder();
        for (const { start, length, type, modifiers } of semanticTokens(analysis)) {
          const { line, character } = positions.positionAt(start);
          const bits = modifiers.reduce((sum, name) => sum | (1 << semanticModifiers.indexOf(name)), 0);
          builder.push(line, character, length, semanticTypes.indexOf(type), bits);
        }
        return builder.build();
      })(params, token),
      { data: [] },
    ),
  );
  connection.onCodeLens(
    on(({ analysis, positions, path }) =>
      codeLenses(analysis).map(({ range, title, command, arguments: [, name, kind] }) => ({
        range: positions.rangeOf(range),
        command: { title, command, arguments: [uriOfPath(path), name, kind] },
      })),
    ),
  );
  connection.languages.inlayHint.on(
    on(({ analysis, positions }, { range }) =>
      inlayHints(analysis, positions.spanOf(range)).map(({ offset, label, tooltip }) => ({
        position: positions.positionAt(offset),
        label,
        ...(tooltip === "" ? {} : { tooltip }),
      })),
    ),
  );
}

function valueOr<Value>(value: Value | null, other: Value): Value {
  return value ?? other;
}

function registerChanges(connection: Connection, { positionsOf }: Features, on: On): void {
  connection.onDocumentFormatting(
    on(({ analysis, positions }) => {
      const result = formatDocument(analysis);
      return result.ok ? editsOf(result.edits, positions) : null;
    }),
  );
  connection.onDocumentRangeFormatting(
    on(({ analysis, positions }, { range }) => {
      const result = formatRange(analysis, positions.spanOf(range));
      return result.ok ? editsOf(result.edits, positions) : null;
    }),
  );
  connection.onCodeAction(
    on(({ analysis, positions, path }, { range, context }) => {
      const wants = (kind: string): boolean =>
        context.only === undefined ||
        context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
      const fixes = wants(CodeActionKind.QuickFix)
        ? quickFixes(analysis, positions.spanOf(range)).map(({ problem, fix }) =>
            codeActionOf(fix, diagnosticOf(problem, positionsOf, path), positionsOf),
          )
        : [];
      const all = wants(`${CodeActionKind.SourceFixAll}.ctk`) ? safeFixes(analysis) : [];
      return all.length === 0
        ? fixes
        : [
            ...fixes,
            {
              title: "Apply all safe fixes of ctk",
              kind: `${CodeActionKind.SourceFixAll}.ctk`,
              diagnostics: diagnosticsOf(analysis)
                .filter((problem) => problem.fixes.some(({ safety }) => safety === "safe"))
                .map((problem) => diagnosticOf(problem, positionsOf, path)),
              edit: workspaceEditOf(all, positionsOf),
            },
          ];
    }),
  );
}
